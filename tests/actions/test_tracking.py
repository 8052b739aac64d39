from __future__ import annotations

import pytest
from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy import func, select

from actions.phrases import Phrases
from actions.tracking import AskFor, LookupLimit, StopTracking, TrackOrder, ValidateTrackOrderForm
from shop.models import Order
from shop.store import Store
from tests.actions.conftest import said, tracker


@pytest.fixture(scope="module")
def order(shop: Store) -> Order:
    with shop.transaction(reading=True) as session:
        return session.execute(select(Order).where(Order.status == "shipped").limit(1)).scalar_one()


@pytest.fixture
def track(shop: Store, phrases: Phrases) -> TrackOrder:
    return TrackOrder(shop, phrases, LookupLimit())


async def test_number_and_email_show_the_order(
    track: TrackOrder, order: Order, dispatcher: CollectingDispatcher
) -> None:
    events = await track.run(dispatcher, tracker(slots={"order_number": f"#{order.number}", "email": order.email}), {})
    card = said(dispatcher)[1]["body"]
    assert card["number"] == order.number and card["total_cents"] == order.total_cents
    assert order.email not in str(card)
    assert {event["name"]: event["value"] for event in events}["order_number"] is None


async def test_wrong_email_and_unknown_number_cannot_be_told_apart(track: TrackOrder, order: Order) -> None:
    heard = []
    for number, email in ((order.number, "else@example.com"), ("999999", order.email), ("'; --", "x")):
        dispatcher = CollectingDispatcher()
        events = await track.run(dispatcher, tracker(slots={"order_number": number, "email": email}), {})
        heard.append((dispatcher.messages, events))
    assert heard[0] == heard[1] == heard[2]


@pytest.mark.parametrize("guessed", ["number", "email"])
async def test_guessing_locks_the_number_and_the_address_and_says_nothing_of_it(
    track: TrackOrder, order: Order, guessed: str
) -> None:
    for guess in range(5):
        number, email = (
            (order.number, f"{guess}@example.com") if guessed == "number" else (str(9000 + guess), order.email)
        )
        await track.run(CollectingDispatcher(), tracker(slots={"order_number": number, "email": email}), {})
    locked, plain = CollectingDispatcher(), CollectingDispatcher()
    await track.run(locked, tracker(slots={"order_number": order.number, "email": order.email}), {})
    await track.run(plain, tracker(slots={"order_number": "8888", "email": "x@example.com"}), {})
    assert locked.messages == plain.messages


async def test_a_proven_customer_may_ask_for_any_of_their_orders_and_no_other(
    track: TrackOrder, shop: Store, phrases: Phrases
) -> None:
    with shop.transaction(reading=True) as session:
        many = session.execute(
            select(Order.customer_id).group_by(Order.customer_id).having(func.count() > 8).limit(1)
        ).scalar_one()
        theirs = session.execute(select(Order).where(Order.customer_id == many).order_by(Order.placed)).scalars().all()
        foreign = session.execute(select(Order).where(Order.customer_id != many).limit(1)).scalar_one()
    oldest, other = CollectingDispatcher(), CollectingDispatcher()
    await track.run(oldest, tracker(slots={"order_number": theirs[0].number}, customer_id=many), {})
    assert said(oldest)[1]["body"]["number"] == theirs[0].number
    await track.run(other, tracker(slots={"order_number": foreign.number}, customer_id=many), {})
    assert said(other)[0]["text"] == phrases.say("order_not_in_account", "en", number=foreign.number)


async def test_a_proven_customer_chooses_among_their_latest_orders(
    track: TrackOrder, shop: Store, order: Order, dispatcher: CollectingDispatcher
) -> None:
    await track.run(dispatcher, tracker(customer_id=order.customer_id), {})
    with shop.transaction(reading=True) as session:
        theirs = set(session.execute(select(Order.number).where(Order.customer_id == order.customer_id)).scalars())
    shown = said(dispatcher)[-1]
    numbers = {shown["body"]["number"]} if "body" in shown else {b["title"].split(" ")[0] for b in shown["buttons"]}
    assert numbers and numbers <= theirs


async def test_stopping_forgets_what_was_typed(phrases: Phrases, dispatcher: CollectingDispatcher) -> None:
    events = await StopTracking(phrases).run(dispatcher, tracker(slots={"order_number": "1", "email": "x"}), {})
    assert {event["name"]: event["value"] for event in events} == {"order_number": None, "email": None}


async def test_asks_in_the_shoppers_language_and_not_who_is_known(
    phrases: Phrases, dispatcher: CollectingDispatcher
) -> None:
    await AskFor("email", phrases).run(dispatcher, tracker(slots={"language": "zh"}), {})
    assert said(dispatcher)[0]["text"] == phrases.say("ask_email", "zh")
    events = await ValidateTrackOrderForm().run(dispatcher, tracker(customer_id="C1"), {})
    assert events == [{"event": "slot", "timestamp": None, "name": "requested_slot", "value": None}]
