from __future__ import annotations

from shop.store import Store
from tests.actions.tasks.conftest import Talk, find


async def test_a_question_in_between_is_answered_and_the_way_back_is_a_chip(talk: Talk, store: Store) -> None:
    order = find(store, status="delivered", items=2)
    await talk.say(f"I want to return order {order.number}, {order.email}", "return_item")
    assert "3–5" in await talk.say("how long does delivery take?", "delivery_period")
    chip = talk.said[-1]["body"]
    assert chip["task"] is True and chip["choices"][0]["title"] == f"Return of order {order.number}: continue"
    assert "Which items" in await talk.click("Return of order")


async def test_the_chip_goes_when_the_task_has_ended_by_words(talk: Talk, store: Store) -> None:
    order = find(store, status="shipped")
    await talk.say("where is my order", "track_order")
    await talk.say("how long does delivery take?", "delivery_period")
    await talk.say(f"{order.number} {order.email}")
    assert talk.said[-1] == {"kind": "choices", "body": {"choices": [], "task": True}}
    await talk.say(f"where is {order.number}", "track_order")
    assert talk.said[-1]["kind"] == "order"


async def test_the_answer_counts_without_the_chip_too(talk: Talk, store: Store) -> None:
    order = find(store, status="shipped")
    await talk.say("where is my order", "track_order")
    await talk.say("how long does delivery take?", "delivery_period")
    await talk.say(order.number)
    await talk.say(order.email)
    assert [m["body"]["number"] for m in talk.said if m.get("kind") == "order"] == [order.number]


async def test_another_task_goes_first_and_the_paused_one_keeps_its_facts(store: Store) -> None:
    order = find(store, status="delivered", items=2)
    talk = Talk(store, customer_id=order.customer_id)
    await talk.say(f"return something from {order.number}", "return_item")
    await talk.click("All of them")
    await talk.say(f"wait, where is {order.number}?", "track_order")
    kinds = [message.get("kind") for message in talk.said]
    assert "order" in kinds and talk.said[-1]["body"]["task"] and talk.tasks == ["track_order", "return_item"]
    assert "why you are sending it back" in await talk.click("Return of order")
    assert "return from order" in await talk.say("they are too small", "ask_size_fit")


async def test_instead_means_the_same_order(store: Store) -> None:
    order = find(store, status="paid")
    talk = Talk(store, customer_id=order.customer_id)
    await talk.say(f"cancel order {order.number}", "cancel_order")
    assert "Where shall it go" in await talk.say("or rather change the address instead", "change_shipping_address")
    assert talk.slots["tasks"]["open"][-1]["facts"]["order_number"] == order.number


async def test_what_was_paused_is_there_after_a_restart(store: Store) -> None:
    order = find(store, status="delivered", items=2)
    before = Talk(store, customer_id=order.customer_id)
    await before.say(f"return something from {order.number}", "return_item")
    after = Talk(store, customer_id=order.customer_id)
    after.slots, after.turns = before.slots, before.turns
    assert "Which items" in await after.say("go on with my return", "resume_task")


async def test_an_answer_counts_whatever_the_intent_model_takes_it_for(talk: Talk, store: Store) -> None:
    order = find(store, status="delivered", items=2)
    talk.slots["language"] = "zh"
    await talk.say(f"退货 {order.number} {order.email}", "return_item")
    await talk.click("全部")
    assert "验证码" in await talk.say("不喜欢", "stop")
    assert "确认登记" in await talk.say(talk.code(), "goodbye")


async def test_a_message_in_doubt_that_names_order_and_act_is_no_riddle(store: Store) -> None:
    order = find(store, status="delivered", items=2)
    talk = Talk(store, customer_id=order.customer_id)
    assert "why" in await talk.say(f"{order.number}, both of them, return", "nlu_fallback")
    other = Talk(store, "c2", order.customer_id)
    assert "Which items" not in await other.say(f"{order.number} cancel or return, what is cheaper", "nlu_fallback")


async def test_two_paused_tasks_are_offered_to_choose(store: Store) -> None:
    order = find(store, status="delivered", items=2)
    talk = Talk(store, customer_id=order.customer_id)
    await talk.say(f"return something from {order.number}", "return_item")
    await talk.say("and an exchange", "exchange_item")
    await talk.say("go on", "resume_task")
    assert len(talk.said[-1]["body"]["choices"]) == 2


async def test_a_general_question_is_answered_and_not_made_a_task(talk: Talk) -> None:
    assert "30 days" in await talk.say("how do I return something?", "return_item")
    assert not talk.slots.get("tasks", {}).get("open")
    assert "order number" in await talk.click("Return something")


async def test_what_was_not_understood_is_asked_again_and_then_a_person_is_offered(talk: Talk) -> None:
    await talk.say("where is my order", "track_order")
    assert "could not find" in await talk.say("bla", "nlu_fallback")
    await talk.say("blub", "nlu_fallback")
    assert any(title == "Talk to a person" for title, _ in talk.buttons())


async def test_everything_at_once_needs_one_confirmation(store: Store) -> None:
    order = find(store, status="delivered", items=2)
    talk = Talk(store, customer_id=order.customer_id)
    name = order.items[0].names["en"]
    text = f"I want to return the {name} from order {order.number}, it is too small"
    assert "Too small" in await talk.say(text, "return_item")
    assert "is registered" in await talk.say("yes", "affirm")


async def test_yes_and_no_without_a_task_are_what_they_were(talk: Talk) -> None:
    assert await talk.say("yes", "affirm") == "utter_affirm"
    assert await talk.say("no", "deny") == "utter_deny"
    assert await talk.say("go on", "resume_task") == "utter_nothing_open"


async def test_a_task_speaks_chinese(store: Store) -> None:
    order = find(store, status="paid")
    talk = Talk(store, customer_id=order.customer_id)
    talk.slots["language"] = "zh"
    assert "确认取消整个订单" in await talk.say(f"取消订单{order.number}", "cancel_order")
    assert "已为您取消订单" in await talk.say("好的", "affirm")
    assert talk.order(order.number).status == "cancelled"


async def test_a_yes_takes_up_what_was_offered_and_anything_else_lets_it_go(store: Store) -> None:
    order = find(store, status="delivered", items=2)
    for answer, begun in (("yes please", True), ("no thanks", False), ("how long does delivery take?", False)):
        talk = Talk(store, answer, order.customer_id)
        await talk.say(f"cancel order {order.number}", "cancel_order")
        assert "register" in talk.text() or "send it back" in talk.text()
        await talk.say(answer, "affirm" if begun else "deny" if answer.startswith("no") else "delivery_period")
        assert ("Which items" in talk.text()) is begun
        assert bool(talk.slots["tasks"]["open"]) is begun


async def test_yes_with_a_but_is_no_yes(store: Store) -> None:
    order = find(store, status="paid")
    for words in (
        "ok then change the delivery address instead",
        "yes but only the first item",
        "ok, wait",
        "好的，不过先等等",
    ):
        talk = Talk(store, words, order.customer_id)
        await talk.say(f"cancel order {order.number}", "cancel_order")
        await talk.say(words, "affirm")
        assert talk.order(order.number).status == "paid", words
