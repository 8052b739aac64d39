from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from shop import cards, order_changes, return_progress, returns
from shop import order_rules as rules
from shop.case_models import Audit, Refund, Return
from shop.errors import NotAllowed, NotProven, UnknownReturn
from shop.models import Variant
from shop.store import Store
from tests.shop.small_shop import (
    AGENT_7,
    ANN,
    JACKET,
    LAMP,
    LI,
    NOBODY,
    NOW,
    STOCK,
    TODAY,
    at_once,
    count,
    mails,
    open_shop,
    ordered,
    read,
    refused,
    run,
    stock,
)

TOTAL = 12000 + 3550 + 495


def had(shop: Store, days: int = 3, **facts: Any) -> list[int]:
    """Order 1042, delivered so many days ago; gives the ids of its items."""
    return ordered(shop, status="delivered", delivered=TODAY - timedelta(days=days), **facts)


def back(shop: Store, key: str, lines: dict[int, int], **more: Any) -> Return:
    made: Return = run(shop, returns.register, ANN, key, "1042", lines, "too_small", **more)
    return made


def amounts(shop: Store) -> list[tuple[str, int, str]]:
    return [(each.reason, each.amount_cents, each.status) for each in read(shop).refunds]


def test_a_return_is_registered_with_its_refund_to_come(shop: Store) -> None:
    jacket, _ = had(shop)
    made = back(shop, "k", {jacket: 1}, words="too tight\x00 at the shoulders")
    assert re.fullmatch(r"R\d{7}", made.number)
    assert (made.wish, made.reason, made.status, made.words) == (
        "refund", "too_small", "registered", "too tight at the shoulders",
    )  # fmt: skip
    assert [(line.item_id, line.quantity, line.new_sku) for line in made.lines] == [(jacket, 1, None)]
    assert amounts(shop) == [("return", 12000, "requested")]
    order = read(shop)
    assert (order.status, order.events[-1].code, order.total_cents) == ("delivered", "return_registered", TOTAL)
    with shop.transaction(reading=True) as session:
        (mail,) = mails(session)
        assert mail.kind == "return_registered" and made.number in mail.subject and "Jacket, navy, M" in mail.text
        assert stock(session, "jacket", "M", "navy") == STOCK


def test_return_numbers_cannot_be_guessed_from_one_another(shop: Store) -> None:
    (jackets,) = had(shop, lines=[("jacket", "M", "navy", 5)])
    numbers = [int(back(shop, f"k{n}", {jackets: 1}).number[1:]) for n in range(5)]
    assert len(set(numbers)) == 5 and sorted(numbers) != list(range(min(numbers), min(numbers) + 5))


def test_delivery_goes_back_with_the_last_item_only(shop: Store) -> None:
    jacket, lamp = had(shop)
    back(shop, "k1", {jacket: 1})
    back(shop, "k2", {lamp: 1})
    assert amounts(shop) == [
        ("return", 12000, "requested"),
        ("return", 3550, "requested"),
        ("delivery", 495, "requested"),
    ]


@pytest.mark.parametrize(
    ("delivery", "paid", "refunded"),
    [("standard", 495, 495), ("standard", 0, 0), ("express", 995, 495), ("pickup", 395, 395), ("abroad", 1495, 1495)],
)
def test_of_express_only_what_standard_costs_goes_back(shop: Store, delivery: str, paid: int, refunded: int) -> None:
    jacket, lamp = had(shop, delivery=delivery, shipping_cents=paid)
    back(shop, "k", {jacket: 1, lamp: 1})
    assert sum(cents for _, cents, _ in amounts(shop)) == 12000 + 3550 + refunded


def test_what_was_cancelled_before_counts_as_gone(shop: Store) -> None:
    jacket, lamp = ordered(shop)
    run(shop, order_changes.cancel, ANN, "k1", "1042", {lamp: 1})
    with shop.transaction() as session:
        order = session.merge(read(shop))
        order.status = order.events[-1].status = "delivered"
    back(shop, "k2", {jacket: 1})
    assert sum(cents for _, cents, _ in amounts(shop)) == TOTAL


def test_the_day_after_the_thirtieth_is_too_late(shop: Store) -> None:
    jacket, _ = had(shop, days=30)
    late = NOW + timedelta(days=1)
    assert refused(shop, returns.register, ANN, "k", "1042", {jacket: 1}, "other", now=late) == "return_late"
    made = run(shop, returns.register, AGENT_7, "a", "1042", {jacket: 1}, "other", now=late, override="was in hospital")
    with shop.transaction(reading=True) as session:
        assert session.execute(select(Audit)).scalar_one().after["past_rules"] == ["return_late"]
        assert made.number
    run(shop, return_progress.withdraw, ANN, "w", made.number)
    assert back(shop, "k", {jacket: 1}).status == "registered"


def test_no_more_comes_back_than_was_bought(shop: Store) -> None:
    jackets, _ = had(shop, lines=[("jacket", "M", "navy", 2), LAMP])
    assert refused(shop, returns.register, ANN, "k", "1042", {jackets: 3}, "other") == "fewer_left"
    back(shop, "k1", {jackets: 1})
    assert refused(shop, returns.register, ANN, "k", "1042", {jackets: 2}, "other") == "fewer_left"
    back(shop, "k2", {jackets: 1})
    assert refused(shop, returns.register, ANN, "k", "1042", {jackets: 1}, "other") == "item_gone"


def test_what_only_comes_back_sealed_must_be_said_to_be(shop: Store) -> None:
    earbuds, _ = had(shop, lines=[("earbuds", "one size", "black", 1), LAMP])
    assert refused(shop, returns.register, ANN, "k", "1042", {earbuds: 1}, "other") == "return_opened"
    assert back(shop, "k", {earbuds: 1}, sealed=[earbuds]).status == "registered"


@pytest.mark.parametrize(("name", "code"), [("card", "return_gift_card"), ("watch", "return_personalised")])
def test_what_never_comes_back_is_refused(shop: Store, name: str, code: str) -> None:
    item, lamp = had(shop, lines=[(name, "one size", "black", 1), LAMP])
    assert refused(shop, returns.register, ANN, "k", "1042", {item: 1, lamp: 1}, "other", sealed=[item]) == code
    with shop.transaction(reading=True) as session:
        assert [verdict.code for _, _, verdict in returns.eligible(session, "1042", TODAY)] == [code, "may_return"]


def test_what_may_go_back_is_told_with_how_much_of_it(shop: Store) -> None:
    jackets, _ = had(shop, lines=[("jacket", "M", "navy", 3), LAMP])
    back(shop, "k", {jackets: 1})
    with shop.transaction(reading=True) as session:
        found = returns.eligible(session, "1042", TODAY)
        assert [(item.product_id, left, verdict.code) for item, left, verdict in found] == [
            ("jacket", 2, "may_return"),
            ("lamp", 1, "may_return"),
        ]
        assert returns.eligible(session, "9999", TODAY) == []


def test_a_return_goes_its_way_to_the_money(shop: Store) -> None:
    jacket, lamp = had(shop)
    made = back(shop, "k", {jacket: 1, lamp: 1})
    run(shop, return_progress.arrived, AGENT_7, "a", made.number, now=NOW + timedelta(days=4))
    order = read(shop)
    assert (order.status, order.events[-1].code, order.events[-1].status) == ("returned", "return_arrived", "returned")
    assert amounts(shop) == [("return", 15550, "approved"), ("delivery", 495, "approved")]
    run(shop, return_progress.settled, AGENT_7, "s", made.number, now=NOW + timedelta(days=5))
    order = read(shop)
    assert order.returns[0].status == "refunded" and order.events[-1].code == "refunded"
    assert amounts(shop) == [("return", 15550, "sent"), ("delivery", 495, "sent")]
    with shop.transaction(reading=True) as session:
        assert stock(session, "jacket", "M", "navy") == stock(session, "lamp") == STOCK + 1
        assert mails(session)[-1].kind == "refund_sent" and "€160.45" in mails(session)[-1].text
        sent = returns.refunds_of(session, "#1042")
        assert {each.updated for each in sent} == {NOW + timedelta(days=5)}
    assert cards.order_card(order, "zh")["refunds"][0]["text"] == "已原路退回"


def test_a_part_that_came_back_leaves_the_order_delivered(shop: Store) -> None:
    jacket, _ = had(shop)
    made = back(shop, "k", {jacket: 1})
    run(shop, return_progress.arrived, AGENT_7, "a", made.number)
    assert read(shop).status == "delivered" and amounts(shop) == [("return", 12000, "approved")]


def test_delivery_waits_for_the_slowest_return(shop: Store) -> None:
    jacket, lamp = had(shop)
    first, last = back(shop, "k1", {jacket: 1}), back(shop, "k2", {lamp: 1})
    for step, verb in (("a", return_progress.arrived), ("s", return_progress.settled)):
        run(shop, verb, AGENT_7, step, last.number)
    assert amounts(shop)[2] == ("delivery", 495, "requested") and read(shop).status == "delivered"
    run(shop, return_progress.withdraw, ANN, "w", first.number)
    assert amounts(shop) == [("return", 12000, "refused"), ("return", 3550, "sent"), ("delivery", 495, "refused")]
    # and is asked for anew when the jacket goes back after all
    back(shop, "k3", {jacket: 1})
    assert amounts(shop)[3:] == [("return", 12000, "requested"), ("delivery", 495, "requested")]


def test_only_staff_say_what_arrived(shop: Store) -> None:
    jacket, _ = had(shop)
    made = back(shop, "k", {jacket: 1})
    for verb in (return_progress.arrived, return_progress.settled):
        with pytest.raises(NotProven):
            run(shop, verb, ANN, "a", made.number)
    for actor in (LI, NOBODY):
        for number in (made.number, "R0000000"):
            with pytest.raises(NotProven):
                run(shop, return_progress.withdraw, actor, "w", number)
    with pytest.raises(UnknownReturn):
        run(shop, return_progress.arrived, AGENT_7, "a", "R0000000")


def test_a_return_takes_no_step_twice_and_none_out_of_turn(shop: Store) -> None:
    jacket, _ = had(shop)
    made = back(shop, "k", {jacket: 1})
    assert refused(shop, return_progress.settled, AGENT_7, "s", made.number) == "return_settled"
    run(shop, return_progress.arrived, AGENT_7, "a", made.number)
    assert refused(shop, return_progress.arrived, AGENT_7, "a2", made.number) == "return_settled"
    assert refused(shop, return_progress.withdraw, ANN, "w", made.number) == "return_settled"
    assert run(shop, return_progress.arrived, AGENT_7, "a", made.number).values["status"] == "arrived"


def test_an_exchange_holds_the_new_item_and_sends_it_when_the_old_one_is_there(shop: Store) -> None:
    jacket, _ = had(shop)
    wish = {jacket: {"size": "L"}}
    made = back(shop, "k", {jacket: 1}, wish="exchange", exchange_variant=wish)
    assert [line.new_sku for line in made.lines] == ["JACKET-NAVY-L"] and amounts(shop) == []
    with shop.transaction(reading=True) as session:
        assert stock(session, "jacket", "L", "navy") == STOCK - 1
        assert mails(session)[0].kind == "exchange_registered" and "Jacket, navy, L" in mails(session)[0].text
    run(shop, return_progress.arrived, AGENT_7, "a", made.number)
    assert read(shop).events[-1].code == "exchange_arrived"
    run(shop, return_progress.settled, AGENT_7, "s", made.number)
    order = read(shop)
    assert (order.status, order.returns[0].status, order.events[-1].code) == ("delivered", "exchanged", "exchange_sent")
    with shop.transaction(reading=True) as session:
        assert stock(session, "jacket", "M", "navy") == STOCK + 1 and stock(session, "jacket", "L", "navy") == STOCK - 1
    again = refused(
        shop, returns.register, ANN, "k2", "1042", {jacket: 1}, "other", "exchange", {jacket: {"size": "S"}}
    )
    assert again == "exchange_twice"
    assert back(shop, "k3", {jacket: 1}).status == "registered" and amounts(shop) == [("return", 12000, "requested")]


def test_a_withdrawn_exchange_gives_back_what_it_held(shop: Store) -> None:
    jacket, _ = had(shop)
    made = back(shop, "k", {jacket: 1}, wish="exchange", exchange_variant={jacket: {"color": "black"}})
    run(shop, return_progress.withdraw, ANN, "w", made.number)
    with shop.transaction(reading=True) as session:
        assert stock(session, "jacket", "M", "black") == STOCK
    order = read(shop)
    assert rules.quantity_left(order, order.items[0]) == 1


def test_an_exchange_is_for_what_there_is(shop: Store) -> None:
    jackets, _ = had(shop, lines=[("jacket", "M", "navy", 2), LAMP])
    with shop.transaction() as session:
        session.get(Variant, "JACKET-NAVY-L").stock = 1
    for wish, code in (({"size": "XXL"}, "variant_unknown"), ({"size": "L"}, "variant_sold_out"), ({}, "variant_same")):
        args = ("1042", {jackets: 2}, "other", "exchange", {jackets: wish})
        assert refused(shop, returns.register, ANN, "k", *args) == code


def test_nonsense_is_refused(shop: Store) -> None:
    jacket, _ = had(shop)
    one = {jacket: 1}
    for args in (({}, "other", "refund"), (one, "spite", "refund"), (one, "other", "cash")):
        with pytest.raises(ValueError, match="a return has"):
            run(shop, returns.register, ANN, "k", "1042", *args)


@pytest.mark.parametrize("actor", [LI, NOBODY])
def test_who_has_proven_nothing_returns_nothing(shop: Store, actor: Any) -> None:
    jacket, _ = had(shop)
    with pytest.raises(NotProven):
        run(shop, returns.register, actor, "k", "1042", {jacket: 1}, "other")
    assert count(shop, Return) == count(shop, Refund) == 0


def race_to_return(shop: Store) -> None:
    jacket, _ = had(shop, lines=[JACKET, LAMP])
    keys = ["one", "one", "two", "three"]
    results = at_once(shop, *(lambda key=key: back(shop, key, {jacket: 1}) for key in keys))  # type: ignore[misc]
    made = {each.number for each in results if isinstance(each, Return)}
    told = [each.verdict.code for each in results if isinstance(each, NotAllowed)]
    assert len(made) == 1 and told in (["item_gone"] * 2, ["item_gone"] * 3)
    assert amounts(shop) == [("return", 12000, "requested")]


def test_returns_at_once_make_one(shop: Store) -> None:
    race_to_return(shop)


def test_returns_at_once_make_one_on_a_server(server: Store) -> None:
    open_shop(server)
    race_to_return(server)
