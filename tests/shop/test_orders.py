from __future__ import annotations

import hmac
from typing import Any

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from shop import orders
from shop.models import Customer, Order
from shop.store import Store


def email_of(session: Session, number: str) -> str:
    order = orders.get(session, number)
    assert order is not None
    return str(order.email)


def test_finds_an_order_by_its_number_and_e_mail(session: Session) -> None:
    found = orders.find_for_reader(session, "1042", email_of(session, "1042"))
    assert found is not None and found.number == "1042"


@pytest.mark.parametrize(
    "written", ["#1042", " 1042 ", "１０４２", "order 1042", "Order #1042", "No. 1042", "订单号1042", "01042"]
)
def test_takes_numbers_as_people_write_them(session: Session, written: str) -> None:
    assert orders.find_for_reader(session, written, email_of(session, "1042")) is not None


def test_takes_an_e_mail_in_any_case_and_with_spaces_around(session: Session) -> None:
    assert orders.find_for_reader(session, "1042", f"  {email_of(session, '1042').upper()} ") is not None


def test_an_unknown_number_and_a_wrong_e_mail_get_the_same_answer(session: Session) -> None:
    assert orders.find_for_reader(session, "1042", "somebody.else@example.com") is None
    assert orders.find_for_reader(session, "999999", email_of(session, "1042")) is None


def test_an_unknown_number_and_a_wrong_e_mail_take_the_same_path(
    seeded: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One statement and one constant-time comparison of two digests of equal length, in both cases."""
    steps: list[Any] = []
    compare = hmac.compare_digest

    def remember_comparison(a: bytes, b: bytes) -> bool:
        steps.append((len(a), len(b)))
        return compare(a, b)

    def remember_statement(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.startswith("SELECT"):
            steps.append(statement)

    monkeypatch.setattr(hmac, "compare_digest", remember_comparison)
    event.listen(seeded._engine, "before_cursor_execute", remember_statement)
    paths = []
    try:
        for number in ("1042", "999999"):
            with seeded.transaction(reading=True) as session:
                assert orders.find_for_reader(session, number, "somebody.else@example.com") is None
            paths.append(list(steps))
            steps.clear()
    finally:
        event.remove(seeded._engine, "before_cursor_execute", remember_statement)
    assert paths[0] == paths[1]
    assert len(paths[0]) == 2 and paths[0][1] == (32, 32)


def test_the_address_that_stands_for_nobody_opens_no_unknown_order(session: Session) -> None:
    assert orders.find_for_reader(session, "999999", orders._NOBODY) is None


@pytest.mark.parametrize(
    "hostile",
    [
        "",
        "' OR 1=1 --",
        "1042' OR '1'='1",
        "1042; DROP TABLE shop_order",
        "1042\x00",
        "\x00\x1b[31m",
        "%",
        "10_2",
        "1042" * 5000,
        "٣١٤٢",
        "\ud800",
        "\u202e2401",
        "-1042",
        "1e3",
        "😀",
    ],
)
def test_hostile_input_finds_nothing_and_breaks_nothing(session: Session, hostile: str) -> None:
    email = email_of(session, "1042")
    assert orders.find_for_reader(session, hostile, email) is None
    assert orders.find_for_reader(session, "1042", hostile) is None
    assert orders.find_for_reader(session, "1042", email + hostile if hostile else "") is None
    assert orders.find_for_reader(session, "1042", email) is not None


def test_gives_a_customer_their_own_orders_newest_first(session: Session) -> None:
    customer_id = session.execute(select(Order.customer_id).where(Order.number == "1042")).scalar_one()
    found = orders.for_customer(session, customer_id, limit=50)
    placed = [order.placed for order in found]
    assert placed == sorted(placed, reverse=True)
    assert {order.customer_id for order in found} == {customer_id}
    assert "1042" in {order.number for order in found}
    assert len(orders.for_customer(session, customer_id, limit=2)) == 2


def test_gives_an_unknown_customer_nothing(session: Session) -> None:
    assert orders.for_customer(session, "' OR 1=1 --") == []


def test_every_customer_of_an_order_has_its_e_mail(session: Session) -> None:
    rows = session.execute(select(Order.email, Customer.email).join(Customer, Customer.id == Order.customer_id))
    assert all(on_order == of_customer for on_order, of_customer in rows)
