"""Whatever is cancelled, changed, returned, withdrawn, exchanged or reported, in whatever order."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import count as counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from shop import claims, order_changes, order_money, return_progress, returns
from shop.errors import NotAllowed
from shop.models import Order, ShipmentEvent, Variant
from shop.store import Store
from tests.shop.small_shop import AGENT_7, ANN, NOW, place

LINES = [("jacket", "M", "navy", 3), ("lamp", "one size", "black", 2), ("earbuds", "one size", "black", 1)]
ITEMS = st.integers(0, len(LINES) - 1)
PIECES = st.integers(1, 3)
BEFORE = st.one_of(
    st.tuples(st.just("cancel"), st.dictionaries(ITEMS, PIECES, min_size=1, max_size=2)),
    st.tuples(st.just("cancel_all"), st.none()),
    st.tuples(st.just("change"), st.tuples(ITEMS, PIECES, st.sampled_from([None, "L", "S"]))),
)
AFTER = st.one_of(
    st.tuples(st.just("return"), st.dictionaries(ITEMS, PIECES, min_size=1)),
    st.tuples(st.just("exchange"), st.tuples(ITEMS, PIECES, st.sampled_from(["L", "S"]))),
    st.tuples(st.just("claim"), st.tuples(ITEMS, PIECES, st.sampled_from(["refund", "replacement"]))),
    st.tuples(st.sampled_from(["arrive", "settle", "withdraw"]), st.integers(0, 4)),
    st.tuples(st.just("decide"), st.tuples(st.integers(0, 2), st.booleans())),
)
STEPS = {"arrive": return_progress.arrived, "settle": return_progress.settled, "withdraw": return_progress.withdraw}
_numbers = counter(10_001)


@pytest.fixture(scope="module")
def readers(small_shop_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    file = tmp_path_factory.mktemp("money") / "shop.db"
    file.write_bytes(small_shop_file.read_bytes())
    store = Store(f"sqlite:///{file}")
    yield store
    store.close()


def act(session: Session, order: Order, key: str, what: str, facts: Any) -> None:
    ids = [item.id for item in order.items]
    common = (session, ANN, key, order.number)
    if what == "cancel":
        order_changes.cancel(*common, {ids[place]: pieces for place, pieces in facts.items()}, now=NOW)
    elif what == "cancel_all":
        order_changes.cancel(*common, now=NOW)
    elif what == "change":
        item, pieces, size = facts
        order_changes.change_item(*common, ids[item], size, quantity=pieces, now=NOW)
    elif what == "return":
        lines = {ids[place]: pieces for place, pieces in facts.items()}
        returns.register(*common, lines, "other", sealed=ids, now=NOW)
    elif what == "exchange":
        item, pieces, size = facts
        variants = {ids[item]: {"size": size}}
        returns.register(*common, {ids[item]: pieces}, "too_small", "exchange", variants, now=NOW)
    elif what == "claim":
        item, pieces, wish = facts
        claims.report(*common, ids[item], "missing", wish=wish, quantity=pieces, now=NOW)
    elif what == "decide":
        which, accepted = facts
        if which < len(order.claims):
            claims.decide(session, AGENT_7, key, order.claims[which].id, accepted, now=NOW)
    elif facts < len(order.returns):
        verb = {
            "arrive": return_progress.arrived,
            "settle": return_progress.settled,
            "withdraw": return_progress.withdraw,
        }
        verb[what](session, AGENT_7, key, order.returns[facts].number, now=NOW)


def tried(shop: Store, number: str, key: str, what: str, facts: Any) -> Order:
    try:
        with shop.transaction() as session:
            act(session, session.get(Order, number), key, what, facts)
    except NotAllowed:
        pass
    with shop.transaction(reading=True) as session:
        order: Order = session.get(Order, number)
        assert session.execute(select(func.min(Variant.stock))).scalar_one() >= 0
        return order


def deliver(shop: Store, number: str) -> None:
    with shop.transaction() as session:
        order = session.get(Order, number)
        if order.status == "paid":
            order.status = "delivered"
            moment = NOW - timedelta(days=2)
            order.events.append(ShipmentEvent(time=moment, status="shipped", code="handed_over", place=""))
            order.events.append(ShipmentEvent(time=moment, status="delivered", code="delivered", place=""))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    before=st.lists(BEFORE, max_size=3),
    after=st.lists(AFTER, max_size=8),
    delivery=st.sampled_from([("standard", 495), ("express", 995)]),
)
def test_refunds_never_exceed_what_was_paid(
    readers: Store, before: list[Any], after: list[Any], delivery: tuple[str, int]
) -> None:
    number = str(next(_numbers))
    with readers.transaction() as session:
        for variant in session.execute(select(Variant)).scalars():
            variant.stock = 6
        order = place(session, number, LINES, delivery=delivery[0], shipping_cents=delivery[1])
        paid = order.total_cents
    for step, (what, facts) in enumerate(before):
        order = tried(readers, number, f"{number} {step}", what, facts)
        goods = sum(item.price_cents * item.quantity for item in order.items)
        assert order.total_cents == goods + order.shipping_cents
        gone = order.total_cents if order.status == "cancelled" else 0
        assert order_money.refunded_cents(order) == paid - order.total_cents + gone
    deliver(readers, number)
    for step, (what, facts) in enumerate(after, start=len(before)):
        order = tried(readers, number, f"{number} {step}", what, facts)
        refunded = order_money.refunded_cents(order)
        assert 0 <= refunded <= paid
        assert all(0 <= order_money.kept(order, item) <= item.quantity for item in order.items)
        kept = sum(item.price_cents * order_money.kept(order, item) for item in order.items)
        delivery_back = sum(
            each.amount_cents for each in order.refunds if each.reason == "delivery" and each.status != "refused"
        )
        if order.status != "cancelled":
            # to the cent: what is kept, what went back, and delivery unless that went back too
            assert refunded == paid - kept - order.shipping_cents + delivery_back
            assert bool(delivery_back) == (kept == 0)
