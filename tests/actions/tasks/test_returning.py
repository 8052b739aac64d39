from __future__ import annotations

from datetime import timedelta

import pytest

from shop.case_models import Claim, Mail, Return
from shop.models import Order, ShipmentEvent, Variant
from shop.store import Store
from tests.actions.tasks.conftest import NOW, Talk, find


def arrived(store: Store, items: int | None = None, days_ago: int = 3) -> Order:
    """A delivered order that was delivered so many days ago, of things that may come back."""
    order = find(store, status="delivered", items=items)
    with store.transaction() as session:
        delivered = session.query(ShipmentEvent).filter_by(order_number=order.number, status="delivered")
        for event in delivered:
            event.time = NOW - timedelta(days=days_ago)
    return order


async def test_a_return_is_registered_with_a_label(talk: Talk, store: Store) -> None:
    order = arrived(store, items=2)
    await talk.say(f"I want to return order {order.number}, {order.email}", "return_item")
    await talk.click("All of them")
    assert "why" in talk.text()
    await talk.click("Too small")
    assert "six-digit code" in talk.text() and not talk.rows(Return, order_number=order.number)
    await talk.say(talk.code())
    await talk.click("Yes")
    [registered] = talk.rows(Return, order_number=order.number)
    assert registered.reason == "too_small" and registered.wish == "refund" and len(registered.lines) == 2
    assert "/documents/" in talk.text() and registered.number in talk.text()
    assert talk.rows(Mail, to=order.email, kind="return_registered")


async def test_a_short_reason_that_speaks_of_all_is_kept_too(store: Store) -> None:
    order = arrived(store, items=1)
    talk = Talk(store, customer_id=order.customer_id)
    await talk.say(f"return {order.number}", "return_item")
    await talk.say("朋友都说不好看", "out_of_scope")
    assert talk.slots["tasks"]["open"][-1]["facts"]["reason"] == "other"


async def test_a_reason_in_own_words_is_kept(store: Store) -> None:
    order = arrived(store, items=1)
    talk = Talk(store, customer_id=order.customer_id)
    await talk.say(f"return {order.number}", "return_item")
    await talk.say("my husband bought me the very same thing as a surprise", "out_of_scope")
    await talk.say("yes", "affirm")
    [registered] = talk.rows(Return, order_number=order.number)
    assert registered.reason == "other" and "surprise" in registered.words


@pytest.mark.parametrize(
    ("words", "intent"),
    [
        ("ok", "affirm"),
        ("go on with my return", "return_item"),
        ("好的", "affirm"),
        ("hello", "greet"),
        ("all of it", "inform"),
        ("全部", "inform"),
    ],
)
async def test_what_says_nothing_is_no_reason(store: Store, words: str, intent: str) -> None:
    order = arrived(store, items=1)
    talk = Talk(store, customer_id=order.customer_id)
    await talk.say(f"return {order.number}", "return_item")
    await talk.say(words, intent)
    assert talk.slots["tasks"]["open"][-1]["facts"].get("reason") is None


async def test_after_thirty_days_the_reason_is_said_and_nothing_registered(store: Store) -> None:
    order = arrived(store, days_ago=45)
    talk = Talk(store, customer_id=order.customer_id)
    assert "30 days" in await talk.say(f"return {order.number}", "return_item")
    assert not talk.rows(Return, order_number=order.number) and talk.slots["tasks"]["open"] == []


async def test_broken_things_become_a_complaint_with_what_was_said(store: Store) -> None:
    order = arrived(store, items=1)
    talk = Talk(store, customer_id=order.customer_id)
    await talk.say(f"return {order.number}", "return_item")
    await talk.say("it arrived broken, the zip came off in my hand", "report_damaged_or_wrong_item")
    assert talk.slots["tasks"]["open"][0]["kind"] == "report_damaged_or_wrong_item"
    assert "photo" in talk.text()
    await talk._turn('/inform{"photo": "a"}', "inform", [{"entity": "photo", "value": "ab" * 16}])
    await talk.click("Send a replacement")
    await talk.click("Yes")
    [claim] = talk.rows(Claim, order_number=order.number)
    assert claim.kind == "damaged" and claim.wish == "replacement" and claim.photo_id == "ab" * 16
    assert "zip" in claim.words


async def test_without_a_photo_a_person_looks_at_it(store: Store) -> None:
    order = arrived(store, items=1)
    talk = Talk(store, customer_id=order.customer_id)
    await talk.say(
        f"the item in {order.number} came broken, cracked right through the middle", "report_damaged_or_wrong_item"
    )
    await talk.click("I have no photo")
    assert not talk.rows(Claim, order_number=order.number)
    assert "Talk to a person" in [title for title, _ in talk.buttons()]


async def test_a_size_is_taken_as_the_page_writes_it(store: Store) -> None:
    order, other = _exchangeable(store, sized="cm")
    talk = Talk(store, customer_id=order.customer_id)
    await talk.say(f"exchange {order.number}", "exchange_item")
    if "Which item" in talk.text():
        await talk.say(order.items[0].names["en"])
    assert "Shall I register" in await talk.say(f"the one with {other.size} please", "inform")


async def test_a_photo_out_of_the_blue_is_kept_for_the_complaint(store: Store) -> None:
    order = arrived(store, items=1)
    talk = Talk(store, customer_id=order.customer_id)
    await talk._turn('/inform{"photo": "a"}', "inform", [{"entity": "photo", "value": "cd" * 16}])
    await talk.click("Report a damaged")
    assert talk.slots["tasks"]["open"][0]["facts"]["photo"] == "cd" * 16


async def test_an_exchange_holds_the_new_one(store: Store) -> None:
    order, other = _exchangeable(store)
    talk = Talk(store, customer_id=order.customer_id)
    await talk.say(f"exchange {order.number}", "exchange_item")
    if "Which item" in talk.text():
        await talk.say(order.items[0].names["en"])
    await talk.say(f"size {other.size}", "check_stock", size=other.size)
    assert "Shall I register" in talk.text()
    await talk.say("yes", "affirm")
    [registered] = talk.rows(Return, order_number=order.number)
    assert registered.wish == "exchange" and registered.lines[0].new_sku == other.sku
    assert talk.rows(Variant, sku=other.sku)[0].stock == other.stock - registered.lines[0].quantity


@pytest.mark.parametrize("words", ["哪天到？", "how long does that take?"])
async def test_a_question_is_no_reason(store: Store, words: str) -> None:
    order = arrived(store, items=1)
    talk = Talk(store, customer_id=order.customer_id)
    await talk.say(f"return {order.number}", "return_item")
    await talk.say(words, "delivery_period")
    assert talk.slots["tasks"]["open"][0]["facts"].get("reason") is None


def _exchangeable(store: Store, sized: str = "") -> tuple[Order, Variant]:
    with store.transaction() as session:
        for order in session.query(Order).filter(Order.status == "delivered").order_by(Order.number.desc()):
            item = order.items[0]
            for variant in session.query(Variant).filter(Variant.product_id == item.product_id):
                if (
                    variant.stock > item.quantity
                    and variant.size != item.size
                    and variant.color == item.color
                    and sized in variant.size
                ):
                    for event in order.events:
                        if event.status == "delivered":
                            event.time = NOW - timedelta(days=2)
                    return order, variant
    raise LookupError
