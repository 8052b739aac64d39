from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlalchemy.orm import Session

from shop import order_choices, order_money
from shop import order_rules as rules
from shop.case_models import Claim, Return, ReturnLine
from shop.models import Order, OrderItem, Product, ShipmentEvent
from shop.store import Store
from tests.shop.small_shop import JACKET, LAMP, NOW, TODAY, place

LIMITS = rules.LIMITS
FAQ = Path(__file__).parents[2] / "knowledge" / "faq" / "en"


class Undone(Exception):
    """Rolls a test's orders back."""


@pytest.fixture(scope="module")
def readers(small_shop_file: Path) -> Iterator[Store]:
    store = Store(f"sqlite:///{small_shop_file}")
    yield store
    store.close()


@pytest.fixture
def session(readers: Store) -> Iterator[Session]:
    with suppress(Undone), readers.transaction() as session:
        yield session
        raise Undone


def product(session: Session, item: OrderItem) -> Product:
    found: Product = session.get(Product, item.product_id)
    return found


def delivered(
    session: Session, days_ago: int, lines: Any = (JACKET,), **facts: Any
) -> tuple[Order, OrderItem, Product]:
    order = place(session, lines=lines, status="delivered", delivered=TODAY - timedelta(days=days_ago), **facts)
    return order, order.items[0], product(session, order.items[0])


@pytest.mark.parametrize(
    ("status", "code"),
    [
        ("placed", "may_cancel"),
        ("paid", "may_cancel"),
        ("packed", "cancel_packed"),
        ("shipped", "cancel_packed"),
        ("out_for_delivery", "cancel_packed"),
        ("delivered", "cancel_delivered"),
    ],
)
def test_an_order_can_be_cancelled_until_it_is_packed(session: Session, status: str, code: str) -> None:
    verdict = rules.cancel(place(session, status=status), TODAY)
    assert (verdict.code, verdict.allowed) == (code, status in ("placed", "paid"))


@pytest.mark.parametrize(
    ("rule", "allowed", "packed", "gone"),
    [
        (rules.change_address, "may_change_address", "address_packed", "address_delivered"),
        (rules.change_items, "may_change_item", "change_packed", "change_delivered"),
    ],
)
def test_an_order_can_be_changed_until_it_is_packed(
    session: Session, rule: Any, allowed: str, packed: str, gone: str
) -> None:
    codes = [
        rule(place(session, str(n), status=status), TODAY).code
        for n, status in enumerate(("placed", "paid", "packed", "shipped", "delivered"), start=1001)
    ]
    assert codes == [allowed, allowed, packed, packed, gone]


def test_what_is_cancelled_or_returned_is_said_to_be_so(session: Session) -> None:
    order = place(session)
    for status, code in (("cancelled", "already_cancelled"), ("returned", "already_returned")):
        order.status = status
        assert {rule(order, TODAY).code for rule in (rules.cancel, rules.change_address, rules.change_items)} == {code}


@pytest.mark.parametrize(("days", "code"), [(0, "may_return"), (30, "may_return"), (31, "return_late")])
def test_a_return_is_possible_to_the_thirtieth_day_after_delivery(session: Session, days: int, code: str) -> None:
    order, item, jacket = delivered(session, days)
    verdict = rules.return_item(order, item, jacket, TODAY)
    assert verdict.code == code
    assert verdict.values["until"] == TODAY - timedelta(days=days) + timedelta(days=30)


@pytest.mark.parametrize(("days", "code"), [(30, "may_exchange"), (31, "exchange_late")])
def test_an_exchange_is_possible_as_long_as_a_return(session: Session, days: int, code: str) -> None:
    order, item, jacket = delivered(session, days)
    assert rules.exchange_item(order, item, jacket, TODAY).code == code


@pytest.mark.parametrize(("days", "code"), [(0, "may_claim"), (14, "may_claim"), (15, "claim_late")])
def test_damage_can_be_reported_to_the_fourteenth_day(session: Session, days: int, code: str) -> None:
    order, item, jacket = delivered(session, days)
    assert rules.claim_item(order, item, jacket, TODAY).code == code


def test_delivery_counts_from_a_pick_up_or_a_neighbour_too(session: Session) -> None:
    order, item, jacket = delivered(session, 40)
    for code in ("collected", "left_with_neighbour"):
        order.events[-1].code = code
        assert rules.delivered_on(order) == TODAY - timedelta(days=40)
    # a later event of a delivered order does not make it younger
    order.events.append(ShipmentEvent(time=NOW, status="delivered", code="claim_received", place=""))
    assert rules.return_item(order, item, jacket, TODAY).code == "return_late"


def test_what_is_on_its_way_cannot_be_returned_or_reported_yet(session: Session) -> None:
    order = place(session, status="shipped")
    item = order.items[0]
    assert rules.return_item(order, item, product(session, item), TODAY).code == "return_not_delivered"
    assert rules.claim_item(order, item, product(session, item), TODAY).code == "claim_not_delivered"


@pytest.mark.parametrize("name", ["earbuds", "pillow"])
def test_some_things_come_back_only_unopened(session: Session, name: str) -> None:
    order, item, kind = delivered(session, 3, [(name, "one size", "black", 1)])
    codes = [rules.return_item(order, item, kind, TODAY, opened).code for opened in (None, False, True)]
    assert codes == ["may_return_sealed", "may_return", "return_opened"]
    assert rules.exchange_item(order, item, kind, TODAY, True).code == "return_opened"
    # damage is another matter
    assert rules.claim_item(order, item, kind, TODAY).allowed


@pytest.mark.parametrize("kind", ["topper", "Mattress topper", "In-ear headphones"])
def test_an_imported_shops_own_words_count(session: Session, kind: str) -> None:
    order, item, thing = delivered(session, 3)
    thing.type = kind
    assert rules.return_item(order, item, thing, TODAY, True).code == "return_opened"


@pytest.mark.parametrize(("name", "code"), [("card", "return_gift_card"), ("watch", "return_personalised")])
def test_some_things_never_come_back(session: Session, name: str, code: str) -> None:
    order, item, kind = delivered(session, 3, [(name, "one size", "black", 1)])
    assert rules.return_item(order, item, kind, TODAY).code == code


def test_over_ear_headphones_and_bed_linen_come_back(session: Session) -> None:
    order, item, thing = delivered(session, 3)
    for kind in ("over_ear", "wired", "bed_linen", "bath_towel", "duvet"):
        thing.type = kind
        assert rules.return_item(order, item, thing, TODAY, True).code == "may_return"


def test_pieces_that_are_on_their_way_back_are_not_left(session: Session) -> None:
    order, item, _ = delivered(session, 3, [("jacket", "M", "navy", 3)])
    back = Return(number="R1", wish="refund", reason="other", status="registered", created=NOW)
    back.lines = [ReturnLine(item_id=item.id, quantity=1)]
    order.returns.append(back)
    order.claims.append(
        Claim(item_id=item.id, quantity=1, kind="damaged", wish="refund", status="received", created=NOW)
    )
    assert rules.quantity_left(order, item) == 1
    back.status, order.claims[0].status = "withdrawn", "refused"
    assert rules.quantity_left(order, item) == 3
    back.status, order.claims[0].status = "refunded", "accepted"
    assert rules.quantity_left(order, item) == 1


def test_an_item_is_exchanged_once_and_can_then_be_returned(session: Session) -> None:
    order, item, jacket = delivered(session, 3)
    swap = Return(number="R1", wish="exchange", reason="other", status="registered", created=NOW)
    swap.lines = [ReturnLine(item_id=item.id, quantity=1)]
    order.returns.append(swap)
    assert rules.exchange_item(order, item, jacket, TODAY).code == "item_gone"
    swap.status = "exchanged"
    assert rules.exchange_item(order, item, jacket, TODAY).code == "exchange_twice"
    assert rules.return_item(order, item, jacket, TODAY).allowed


def test_a_second_piece_of_the_same_item_can_be_exchanged(session: Session) -> None:
    order, item, jacket = delivered(session, 3, [("jacket", "M", "navy", 2)])
    swap = Return(number="R1", wish="exchange", reason="other", status="exchanged", created=NOW)
    swap.lines = [ReturnLine(item_id=item.id, quantity=1)]
    order.returns.append(swap)
    assert rules.exchange_item(order, item, jacket, TODAY).allowed and rules.exchangeable(order, item) == 1


def test_an_item_that_is_reported_is_not_reported_again(session: Session) -> None:
    order, item, jacket = delivered(session, 3, [("jacket", "M", "navy", 2)])
    order.claims.append(
        Claim(item_id=item.id, quantity=1, kind="damaged", wish="refund", status="received", created=NOW)
    )
    assert rules.claim_item(order, item, jacket, TODAY).code == "claim_open"
    order.claims[0].status = "accepted"
    assert rules.claim_item(order, item, jacket, TODAY).allowed


@pytest.mark.parametrize(
    ("status", "code"),
    [("placed", "invoice_unpaid"), ("paid", "may_invoice"), ("shipped", "may_invoice"), ("delivered", "may_invoice")],
)
def test_there_is_an_invoice_from_the_payment_on(session: Session, status: str, code: str) -> None:
    order = place(session, status=status)
    assert rules.invoice(order, TODAY).code == code
    order.status = "cancelled"
    assert rules.invoice(order, TODAY).code == "invoice_cancelled"


def test_only_pieces_that_there_are_can_be_cancelled(session: Session) -> None:
    order = place(session, lines=[("jacket", "M", "navy", 2)])
    codes = [rules.cancel_item(order, order.items[0], quantity, TODAY).code for quantity in (-1, 0, 1, 2, 3)]
    assert codes == ["fewer_left", "fewer_left", "may_cancel", "may_cancel", "fewer_left"]
    order.items[0].quantity = 0
    assert rules.cancel_item(order, order.items[0], 1, TODAY).code == "item_gone"


def test_the_warranty_is_five_years_on_the_jackets_and_tents_of_two_brands(session: Session) -> None:
    order, _, jacket = delivered(session, 0)
    years = {}
    for brand in ("Tarnbrook", "Kestrel Peak", "Solvane"):
        jacket.brand = brand
        until = rules.warranty_until(order, jacket)
        assert until is not None
        years[brand] = until.year - TODAY.year
    assert years == {"Tarnbrook": 5, "Kestrel Peak": 5, "Solvane": 2}
    jacket.brand, jacket.category, jacket.type = "Tarnbrook", "camping", "tent"
    assert rules.warranty_until(order, jacket) == TODAY.replace(year=TODAY.year + 5)
    order.events[-1].time = datetime(2028, 2, 29)
    assert rules.warranty_until(order, jacket) == date(2033, 2, 28)


# 18 November 2026 is a Wednesday
@pytest.mark.parametrize(
    ("placed", "code"),
    [
        (datetime(2026, 11, 16, 9), "payment_waiting"),
        (datetime(2026, 11, 13, 9), "payment_late"),  # Friday: the third working day
        (datetime(2026, 11, 14, 9), "payment_late"),  # Saturday: Monday, Tuesday, Wednesday
        (datetime(2026, 11, 15, 9), "payment_late"),
    ],
)
def test_a_transfer_takes_two_working_days(session: Session, placed: datetime, code: str) -> None:
    order = place(session, status="placed", payment="bank_transfer", placed=placed)
    verdict = order_money.payment(order, TODAY)
    assert verdict.code == code
    assert verdict.values["until"] == placed.date() + timedelta(days=10)


@pytest.mark.parametrize(
    ("payment", "status", "code"),
    [
        ("card", "placed", "payment_unfinished"),
        ("card", "paid", "payment_reserved"),
        ("card", "packed", "payment_reserved"),
        ("card", "shipped", "payment_charged"),
        ("klarna", "delivered", "payment_klarna"),
        ("wechat_pay", "paid", "payment_received"),
    ],
)
def test_a_payment_is_where_its_method_says(session: Session, payment: str, status: str, code: str) -> None:
    assert order_money.payment(place(session, payment=payment, status=status), TODAY).code == code


@pytest.mark.parametrize(
    ("payment", "status", "way"),
    [
        ("card", "paid", "reservation"),
        ("card", "delivered", "back"),
        ("klarna", "paid", "bill"),
        ("klarna", "delivered", "bill"),
        ("alipay", "paid", "back"),
    ],
)
def test_money_goes_back_the_way_it_came(session: Session, payment: str, status: str, way: str) -> None:
    assert order_money.way_back(place(session, payment=payment, status=status)) == way


def test_a_customers_orders_are_told_apart_by_what_can_be_done(session: Session) -> None:
    for number, status in (("1001", "paid"), ("1002", "shipped"), ("1003", "placed"), ("1004", "delivered")):
        place(session, number, status=status, placed=NOW - timedelta(days=2, hours=-int(number[-1])))
    place(session, "1005", customer_id="C2")
    found = [(order.number, verdict.code) for order, verdict in order_choices.open_for(session, "C1", "cancel", TODAY)]
    assert found == [
        ("1003", "may_cancel"),
        ("1001", "may_cancel"),
        ("1004", "cancel_delivered"),
        ("1002", "cancel_packed"),
    ]
    for what in (*order_choices.OF_ORDERS, *order_choices.OF_ITEMS):
        assert len(order_choices.open_for(session, "C1", what, TODAY)) == 4
    returnable = [
        order.number for order, verdict in order_choices.open_for(session, "C1", "return", TODAY) if verdict.allowed
    ]
    assert returnable == ["1004"]


def test_an_order_may_be_returned_when_one_item_may(session: Session) -> None:
    order = place(session, lines=[("card", "one size", "black", 1), LAMP], status="delivered")
    assert order_choices.verdict_on(session, order, "return", TODAY).code == "may_return"
    order.items[1].quantity = 0
    assert order_choices.verdict_on(session, order, "return", TODAY).code == "return_gift_card"


def test_an_unknown_code_is_refused() -> None:
    with pytest.raises(ValueError, match="no such code"):
        rules.no("may_cancel")


def test_the_limits_are_those_that_the_faq_states() -> None:
    answers = {
        entry["id"]: entry["answer"]
        for file in FAQ.glob("*.yml")
        for entry in yaml.safe_load(file.read_text("utf-8"))["faq"]
    }
    assert f"**{LIMITS.return_days} days from the day of delivery**" in answers["return_deadline"]
    assert f"**within {LIMITS.claim_days} days**" in answers["return_damaged"]
    assert f"standard delivery (€{LIMITS.standard_delivery_cents / 100:.2f})" in answers["refund_delivery_cost"]
    assert f"**{LIMITS.warranty_years} years** on everything" in answers["warranty_length"]
    long = re.search(r"\*\*(\d) years\*\* on tents and jackets of (.+) and (.+)", answers["warranty_length"])
    assert long is not None
    assert (int(long[1]), {long[2], long[3]}) == (LIMITS.long_warranty_years, set(LIMITS.long_warranty_brands))


def test_limits_can_be_another_shops(session: Session) -> None:
    order, item, jacket = delivered(session, 40)
    assert rules.return_item(order, item, jacket, TODAY, limits=replace(LIMITS, return_days=40)).allowed
