from __future__ import annotations

import pytest
from sqlalchemy import func, select

from shop.models import Order
from shop.store import Store
from tests.actions.tasks.conftest import Talk, find


async def test_an_order_is_shown_to_who_has_number_and_email(talk: Talk, store: Store) -> None:
    order = find(store, status="shipped")
    assert "order number" in await talk.say("where is my order", "track_order")
    assert "e-mail" in await talk.say(order.number)
    await talk.say(order.email)
    card = talk.said[-1]["body"]
    assert card["number"] == order.number and card["total_cents"] == order.total_cents
    assert order.email not in str(card) and talk.slots["tasks"]["open"] == []


async def test_the_next_order_needs_no_second_email(talk: Talk, store: Store) -> None:
    order = find(store, status="shipped")
    await talk.say(f"order {order.number}, {order.email}", "track_order")
    await talk.say(f"and {order.number}?", "track_order")
    assert talk.said[-1]["body"]["number"] == order.number


async def test_wrong_email_unknown_number_and_nonsense_cannot_be_told_apart(store: Store) -> None:
    order = find(store, status="shipped")
    heard = []
    for conversation, text in enumerate(
        (f"order {order.number} else@example.com", f"order 999999 {order.email}", "order 999998 x@example.com")
    ):
        talk = Talk(store, f"c{conversation}")
        await talk.say(text, "track_order")
        open_task = talk.slots["tasks"]["open"][0]["facts"]
        heard.append((talk.said, open_task, talk.slots["tasks"]["email"]))
    assert heard[0] == heard[1] == heard[2]


@pytest.mark.parametrize("guessed", ["number", "email"])
async def test_guessing_locks_the_number_and_the_address_and_says_nothing_of_it(store: Store, guessed: str) -> None:
    order = find(store, status="shipped")
    talk = Talk(store)
    for guess in range(5):
        wrong = f"{order.number} {guess}@example.com" if guessed == "number" else f"{9000 + guess} {order.email}"
        await talk.say(f"order {wrong}", "track_order")
    refused = talk.said
    await talk.say(f"order {order.number} {order.email}", "track_order")
    assert talk.said == refused


async def test_a_proven_customer_may_ask_for_any_of_their_orders_and_no_other(store: Store) -> None:
    with store.transaction(reading=True) as session:
        many = session.execute(
            select(Order.customer_id).group_by(Order.customer_id).having(func.count() > 8).limit(1)
        ).scalar_one()
        theirs = session.execute(select(Order).where(Order.customer_id == many).order_by(Order.placed)).scalars().all()
        foreign = session.execute(select(Order).where(Order.customer_id != many).limit(1)).scalar_one()
    talk = Talk(store, customer_id=many)
    await talk.say(f"where is order {theirs[0].number}", "track_order")
    assert talk.said[-1]["body"]["number"] == theirs[0].number
    assert "cannot find" in await talk.say(f"where is order {foreign.number}", "track_order")
    await talk.say("where is my order", "track_order")
    assert len(talk.buttons()) == 5
    assert {title.split(" ")[0] for title, _ in talk.buttons()} <= {order.number for order in theirs}
    await talk.say("the second one")
    assert talk.said[-1]["kind"] == "order"


async def test_stopping_forgets_what_was_typed(talk: Talk, store: Store) -> None:
    order = find(store, status="shipped")
    await talk.say("where is my order", "track_order")
    await talk.say("someone.else@example.com")
    assert "stopped" in await talk.say("never mind", "stop")
    assert talk.slots["tasks"] == {"open": [], "email": None, "chip": False}
    await talk.say(f"order {order.number}", "track_order")
    assert "e-mail" in talk.text()


async def test_a_number_and_an_email_out_of_the_blue_show_the_order(talk: Talk, store: Store) -> None:
    order = find(store, status="delivered")
    await talk.say(f"{order.number} {order.email}", "inform")
    assert talk.said[-1]["body"]["number"] == order.number


async def test_an_invoice_needs_more_than_number_and_email(talk: Talk, store: Store) -> None:
    order = find(store, status="delivered")
    assert "six-digit code" in await talk.say(f"invoice for {order.number} please, {order.email}", "get_invoice")
    assert "not the code" in await talk.say("000000" if talk.code() != "000000" else "000001")
    assert "/documents/" in await talk.say(f"it says {talk.code()[:3]} {talk.code()[3:]}")


async def test_an_invoice_is_given_to_the_customer_at_once_and_not_before_payment(store: Store) -> None:
    order, unpaid = find(store, status="delivered"), find(store, status="placed")
    assert "/documents/" in await Talk(store, customer_id=order.customer_id).say(
        f"invoice {order.number}", "get_invoice"
    )
    talk = Talk(store, "c2", unpaid.customer_id)
    await talk.say(f"invoice {unpaid.number}", "get_invoice")
    assert "/documents/" not in talk.text() and talk.slots["tasks"]["open"] == []


async def test_a_declined_card_is_explained_before_any_number_is_asked_for(talk: Talk) -> None:
    assert "bank" in await talk.say("my card was declined", "payment_issue")
    assert [title for title, _ in talk.buttons()] == ["Look up an order's payment"]
    assert "order number" in await talk.click("Look up")


async def test_money_back_cancels_what_is_not_packed_and_returns_what_has_arrived(store: Store) -> None:
    paid, arrived = find(store, status="paid"), find(store, status="delivered", items=2)
    talk = Talk(store, "a", paid.customer_id)
    await talk.say(f"I want my money back for {paid.number}", "get_refund")
    assert talk.slots["tasks"]["open"][0]["kind"] == "cancel_order"
    talk = Talk(store, "b", arrived.customer_id)
    await talk.say(f"I want my money back for {arrived.number}", "get_refund")
    assert talk.slots["tasks"]["open"][0]["kind"] == "return_item"
