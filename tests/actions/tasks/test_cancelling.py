from __future__ import annotations

import pytest

from shop.case_models import Audit, Mail, Refund
from shop.store import Store
from tests.actions.tasks.conftest import Talk, find


async def confirmed(talk: Talk) -> None:
    await talk.say(talk.code())
    await talk.click("Yes")


async def test_a_paid_order_is_cancelled_after_code_and_yes(talk: Talk, store: Store) -> None:
    order = find(store, status="paid")
    await talk.say(f"please cancel order {order.number}, {order.email}", "cancel_order")
    assert "six-digit code" in talk.text() and talk.order(order.number).status == "paid"
    assert f"whole order {order.number}" in await talk.say(talk.code())
    assert talk.order(order.number).status == "paid"
    assert "cancelled" in await talk.say("yes please", "affirm")
    assert talk.order(order.number).status == "cancelled"
    assert [refund.amount_cents for refund in talk.rows(Refund, order_number=order.number)] == [order.total_cents]
    assert len(talk.rows(Audit, order_number=order.number, act="cancel")) == 1
    assert talk.rows(Mail, to=order.email, kind="order_cancelled")


async def test_a_known_customer_needs_no_code(store: Store) -> None:
    order = find(store, status="paid")
    talk = Talk(store, customer_id=order.customer_id)
    assert "Shall I cancel" in await talk.say(f"cancel {order.number}", "cancel_order")
    assert "cancelled" in await talk.say("cancel it", "cancel_order")
    assert talk.order(order.number).status == "cancelled"


@pytest.mark.parametrize(
    ("words", "intent"), [("no", "deny"), ("actually leave it", "deny"), ("stop", "stop"), ("算了", "stop")]
)
async def test_no_and_stop_leave_everything_as_it_was(store: Store, words: str, intent: str) -> None:
    order = find(store, status="paid")
    talk = Talk(store, customer_id=order.customer_id)
    await talk.say(f"cancel {order.number}", "cancel_order")
    await talk.say(words, intent)
    assert talk.order(order.number).status == "paid" and talk.slots["tasks"]["open"] == []


async def test_what_is_packed_cannot_be_cancelled_and_the_reason_is_said(store: Store) -> None:
    order = find(store, status="packed")
    talk = Talk(store, customer_id=order.customer_id)
    await talk.say(f"cancel {order.number}", "cancel_order")
    assert "packed" in talk.text() and talk.slots["tasks"]["open"] == []


async def test_one_item_of_several_is_cancelled_by_its_name(store: Store) -> None:
    order = find(store, status="paid", items=2)
    talk = Talk(store, customer_id=order.customer_id)
    first, second = order.items
    await talk.say(f"cancel the {first.names['en']} from order {order.number}", "cancel_order")
    assert first.names["en"] in talk.text() and second.names["en"] not in talk.text()
    await talk.click("Yes")
    after = {item.id: item.quantity for item in talk.order(order.number).items}
    assert after == {first.id: 0, second.id: second.quantity} and talk.order(order.number).status == "paid"


async def test_the_other_one_is_the_other_one(store: Store) -> None:
    order = find(store, status="paid", items=2)
    talk = Talk(store, customer_id=order.customer_id)
    first, second = order.items
    await talk.say(f"cancel the {first.names['en']} from order {order.number}", "cancel_order")
    await talk.say("no, the other one", "deny")
    assert second.names["en"] in talk.text()
    await talk.say("yes", "affirm")
    assert {item.id: item.quantity for item in talk.order(order.number).items} == {
        first.id: first.quantity,
        second.id: 0,
    }


async def test_a_corrected_number_changes_what_is_asked(store: Store) -> None:
    first = find(store, status="paid")
    with store.transaction() as session:
        other = session.merge(find(store, status="placed"))
        other.customer_id = first.customer_id
    talk = Talk(store, customer_id=first.customer_id)
    await talk.say(f"cancel {first.number}", "cancel_order")
    assert other.number in await talk.say(f"sorry, I meant order {other.number}", "inform")
    await talk.say("yes", "affirm")
    assert talk.order(first.number).status == "paid" and talk.order(other.number).status == "cancelled"


async def test_a_stale_yes_does_not_confirm_something_else(store: Store) -> None:
    first = find(store, status="paid")
    with store.transaction() as session:
        other = session.merge(find(store, status="placed"))
        other.customer_id = first.customer_id
    talk = Talk(store, customer_id=first.customer_id)
    await talk.say(f"cancel {first.number}", "cancel_order")
    stale = talk.said
    await talk.say(f"no, order {other.number} instead", "inform")
    talk.said = stale
    await talk.click("Yes")
    assert talk.order(first.number).status == "paid" and talk.order(other.number).status == "placed"
    assert other.number in talk.text()


async def test_the_same_turn_again_does_it_once(store: Store) -> None:
    order = find(store, status="paid")
    talk = Talk(store, customer_id=order.customer_id)
    await talk.say(f"cancel {order.number}", "cancel_order")
    before = dict(talk.slots)
    first = await talk.say("yes", "affirm")
    talk.slots, talk.turns = before, talk.turns - 1
    assert await talk.say("yes", "affirm") == first
    assert len(talk.rows(Refund, order_number=order.number)) == 1


async def test_two_conversations_cancel_once(store: Store) -> None:
    order = find(store, status="paid")
    tabs = [Talk(store, f"c{n}", order.customer_id) for n in range(2)]
    for tab in tabs:
        await tab.say(f"cancel {order.number}", "cancel_order")
    await tabs[0].say("yes", "affirm")
    await tabs[1].say("yes", "affirm")
    assert "cancelled" in tabs[1].text() and len(talk_refunds(tabs[0], order.number)) == 1


def talk_refunds(talk: Talk, number: str) -> list[Refund]:
    return talk.rows(Refund, order_number=number)


async def test_a_code_of_another_conversation_opens_nothing(store: Store) -> None:
    order = find(store, status="paid")
    mine, theirs = Talk(store, "mine"), Talk(store, "theirs")
    await mine.say(f"cancel {order.number} {order.email}", "cancel_order")
    code = mine.code()
    await theirs.say(f"cancel {order.number} {order.email}", "cancel_order")
    if theirs.code() != code:
        assert "not the code" in await theirs.say(code)
    assert talk_status(mine, order.number) == "paid"


def talk_status(talk: Talk, number: str) -> str:
    return str(talk.order(number).status)


async def test_guessing_codes_locks_the_order_for_everybody(store: Store) -> None:
    order = find(store, status="paid")
    talk = Talk(store)
    await talk.say(f"cancel {order.number} {order.email}", "cancel_order")
    wrong = "111111" if talk.code() != "111111" else "222222"
    for _ in range(5):
        await talk.say(wrong)
    assert "too many" in talk.text() and talk.slots["tasks"]["open"] == []
    other = Talk(store, "c2")
    await other.say(f"cancel {order.number} {order.email}", "cancel_order")
    assert "too many" in other.text()


async def test_a_hand_made_button_of_another_task_is_no_proof(talk: Talk, store: Store) -> None:
    """The service refuses payloads that were not offered; the actions do not rely on it."""
    order = find(store, status="paid")
    await talk._turn(
        f'/cancel_order{{"order_number": "{order.number}"}}',
        "cancel_order",
        [{"entity": "order_number", "value": order.number}],
    )
    await talk._turn("/affirm", "affirm", [{"entity": "choice", "value": "confirm:x"}])
    assert talk.order(order.number).status == "paid"
