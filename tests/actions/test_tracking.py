from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy import select

from actions.phrases import Phrases
from actions.tracking import AskFor, LookupLimit, TrackOrder, ValidateTrackOrderForm
from shop.models import Order
from shop.store import Store
from tests.actions.conftest import said, tracker
from tests.shop.conftest import SEED_DAY, seed


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    store = Store(f"sqlite:///{Path(tmp_path_factory.mktemp('shop'), 'shop.db')}")
    seed(store, SEED_DAY)
    yield store
    store.close()


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


async def test_guessing_locks_the_number_and_says_nothing_of_it(track: TrackOrder, order: Order) -> None:
    wrong = tracker(slots={"order_number": order.number, "email": "guess@example.com"})
    for _ in range(5):
        await track.run(CollectingDispatcher(), wrong, {})
    locked, plain = CollectingDispatcher(), CollectingDispatcher()
    await track.run(locked, tracker(slots={"order_number": order.number, "email": order.email}), {})
    await track.run(plain, wrong, {})
    assert locked.messages == plain.messages


async def test_a_proven_customer_sees_their_orders_and_no_others(track: TrackOrder, shop: Store, order: Order) -> None:
    dispatcher = CollectingDispatcher()
    await track.run(dispatcher, tracker(customer_id=order.customer_id), {})
    with shop.transaction(reading=True) as session:
        theirs = set(session.execute(select(Order.number).where(Order.customer_id == order.customer_id)).scalars())
        foreign = session.execute(select(Order).where(Order.customer_id != order.customer_id).limit(1)).scalar_one()
    shown = said(dispatcher)[-1]
    numbers = {shown["body"]["number"]} if "body" in shown else {b["title"].split(" ")[0] for b in shown["buttons"]}
    assert numbers <= theirs
    other = CollectingDispatcher()
    await track.run(other, tracker(slots={"order_number": foreign.number}, customer_id=order.customer_id), {})
    assert foreign.number not in str(other.messages)


async def test_asks_in_the_shoppers_language_and_not_who_is_known(
    phrases: Phrases, dispatcher: CollectingDispatcher
) -> None:
    await AskFor("email", phrases).run(dispatcher, tracker(slots={"language": "zh"}), {})
    assert said(dispatcher)[0]["text"] == phrases.say("ask_email", "zh")
    events = await ValidateTrackOrderForm().run(dispatcher, tracker(customer_id="C1"), {})
    assert events == [{"event": "slot", "timestamp": None, "name": "requested_slot", "value": None}]
