from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select, update

from shop import cards, order_changes, orders, verification
from shop.actor import Actor
from shop.addresses import AddressFields
from shop.case_models import Audit, Grant, Mail, Refund
from shop.errors import KeyReused, NotAllowed, NotProven, UnknownItem
from shop.models import Address, Order, OrderItem, ShipmentEvent, Variant
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
    at_once,
    count,
    mails,
    open_shop,
    ordered,
    place,
    read,
    refused,
    run,
    stock,
)

BERLIN = AddressFields("Ann Byrne", "Hauptstr. 12", "10115", "Berlin", "Germany")
TOTAL = 12000 + 3550 + 495


def test_a_paid_order_is_cancelled_with_all_its_money_and_stock(shop: Store) -> None:
    ordered(shop)
    outcome = run(shop, order_changes.cancel, ANN, "k", "1042")
    assert outcome.values["whole"] and outcome.values["refund_cents"] == TOTAL and outcome.values["way"] == "back"
    order = read(shop)
    assert (order.status, order.expected, order.total_cents) == ("cancelled", None, TOTAL)
    assert [(each.reason, each.amount_cents, each.status) for each in order.refunds] == [
        ("cancellation", TOTAL, "approved")
    ]
    assert (order.events[-1].code, order.events[-1].status) == ("cancelled_by_customer", "cancelled")
    with shop.transaction(reading=True) as session:
        assert stock(session, "jacket", "M", "navy") == stock(session, "lamp") == STOCK + 1
        (mail,) = mails(session)
        assert (mail.kind, mail.to, mail.language) == ("order_cancelled", "c1@example.com", "en")
        assert "€160.45" in mail.text


def test_an_unpaid_order_is_cancelled_without_a_refund(shop: Store) -> None:
    ordered(shop, status="placed", payment="bank_transfer")
    assert run(shop, order_changes.cancel, ANN, "k", "1042").values["refund_cents"] == 0
    assert read(shop).status == "cancelled" and count(shop, Refund) == 0


def test_a_card_that_was_not_charged_is_only_released(shop: Store) -> None:
    ordered(shop, payment="card")
    assert run(shop, order_changes.cancel, ANN, "k", "1042").values["way"] == "reservation"


def test_some_pieces_are_cancelled_and_the_rest_goes_on(shop: Store) -> None:
    jackets, _ = ordered(shop, lines=[("jacket", "M", "navy", 3), LAMP], customer_id="C2")
    outcome = run(shop, order_changes.cancel, LI, "k", "1042", {jackets: 2})
    assert not outcome.values["whole"] and outcome.values["refund_cents"] == 24000
    order = read(shop)
    assert [item.quantity for item in order.items] == [1, 1]
    assert (order.status, order.total_cents, order.shipping_cents) == ("paid", 12000 + 3550 + 495, 495)
    assert order.expected is not None and order.events[-1].code == "items_cancelled"
    with shop.transaction(reading=True) as session:
        assert stock(session, "jacket", "M", "navy") == STOCK + 2 and stock(session, "lamp") == STOCK
        (mail,) = mails(session)
        assert (mail.kind, mail.language) == ("item_cancelled", "zh") and "2 × 冲锋衣" in mail.text


def test_what_is_cancelled_is_gone_from_the_card(shop: Store) -> None:
    jacket, _ = ordered(shop)
    run(shop, order_changes.cancel, ANN, "k", "1042", {jacket: 1})
    card = cards.order_card(read(shop), "en")
    assert [item["product_id"] for item in card["items"]] == ["lamp"]
    assert card["refunds"] == [
        {
            "amount_cents": 12000,
            "reason": "cancellation",
            "status": "approved",
            "text": "Approved, on its way the way you paid",
            "updated": "2026-11-18",
        }
    ]


def test_the_last_item_takes_the_order_and_its_delivery_with_it(shop: Store) -> None:
    jacket, lamp = ordered(shop)
    first = run(shop, order_changes.cancel, ANN, "k1", "1042", {jacket: 1}).values
    last = run(shop, order_changes.cancel, ANN, "k2", "1042", {lamp: 1}).values
    assert (first["refund_cents"], last["refund_cents"]) == (12000, 3550 + 495)
    assert last["whole"] and read(shop).status == "cancelled"


def test_all_items_named_are_the_whole_order(shop: Store) -> None:
    jacket, lamp = ordered(shop)
    assert run(shop, order_changes.cancel, ANN, "k", "1042", {jacket: 1, lamp: 1}).values["whole"]


@pytest.mark.parametrize("status", ["packed", "shipped", "delivered"])
def test_what_is_packed_stays_as_it_is(shop: Store, status: str) -> None:
    jacket, _ = ordered(shop, status=status)
    end = "delivered" if status == "delivered" else "packed"
    assert refused(shop, order_changes.cancel, ANN, "k", "1042") == f"cancel_{end}"
    assert refused(shop, order_changes.cancel, ANN, "k", "1042", {jacket: 1}) == f"cancel_{end}"
    assert refused(shop, order_changes.change_address, ANN, "k", "1042", BERLIN) == f"address_{end}"
    assert refused(shop, order_changes.change_item, ANN, "k", "1042", jacket, "L") == f"change_{end}"


def test_more_pieces_than_there_are_are_not_cancelled(shop: Store) -> None:
    jacket, _ = ordered(shop)
    for quantity in (-1, 0, 2):
        assert refused(shop, order_changes.cancel, ANN, "k", "1042", {jacket: quantity}) == "fewer_left"


def test_an_item_of_another_order_is_unknown(shop: Store) -> None:
    ordered(shop)
    (others,) = ordered(shop, number="1043", lines=[JACKET], customer_id="C2")
    for verb, args in ((order_changes.cancel, ({others: 1},)), (order_changes.change_item, (others, "L"))):
        with pytest.raises(UnknownItem):
            run(shop, verb, ANN, "k", "1042", *args)
    assert read(shop, "1043").items[0].quantity == 1


@pytest.mark.parametrize(
    "actor", [LI, NOBODY, Actor("shopper", "C1", "x"), Actor("customer", "", "x"), Actor("", "", "")]
)
def test_who_has_proven_nothing_changes_nothing(shop: Store, actor: Actor) -> None:
    jacket, _ = ordered(shop)
    acts: list[tuple[Callable[..., Any], tuple[Any, ...]]] = [
        (order_changes.cancel, ()),
        (order_changes.change_address, (BERLIN,)),
        (order_changes.change_item, (jacket, "L")),
    ]
    for verb, args in acts:
        with pytest.raises(NotProven):
            run(shop, verb, actor, "k", "1042", *args)
        with pytest.raises(NotProven):
            run(shop, verb, actor, "k", "9999", *args)
    assert count(shop, Audit) == 0 and read(shop).status == "paid"


def test_a_code_opens_one_order_in_one_conversation_for_a_time(shop: Store) -> None:
    ordered(shop)
    ordered(shop, number="1043")
    with shop.transaction() as session:
        session.add(Grant(conversation=NOBODY.conversation, order_number="1042", until=NOW + timedelta(minutes=30)))
    for actor, number, now in (
        (Actor("shopper", "", "another conversation"), "1042", NOW),
        (NOBODY, "1043", NOW),
        (NOBODY, "1042", NOW + verification.GRANT_LIFETIME),
    ):
        with pytest.raises(NotProven):
            run(shop, order_changes.cancel, actor, "k", number, now=now)
    assert run(shop, order_changes.cancel, NOBODY, "k", "#1042").number == "1042"


def test_the_same_key_again_changes_nothing_and_gives_the_same(shop: Store) -> None:
    jacket, _ = ordered(shop, lines=[("jacket", "M", "navy", 3), LAMP])
    acts: list[tuple[Callable[..., Any], tuple[Any, ...]]] = [
        (order_changes.cancel, ({jacket: 1},)),
        (order_changes.change_item, (jacket, "L")),
        (order_changes.change_address, (BERLIN,)),
        (order_changes.cancel, ()),
    ]
    for number, (verb, args) in enumerate(acts):
        first = run(shop, verb, ANN, f"k{number}", "1042", *args)
        assert run(shop, verb, ANN, f"k{number}", "1042", *args) == first
    assert count(shop, Audit) == 4
    # cancelled, yet the first act is still the first act
    assert run(shop, order_changes.cancel, ANN, "k0", "1042", {jacket: 1}).values["refund_cents"] == 12000
    assert len(read(shop).refunds) == 2


def test_a_key_is_of_one_act_and_shows_nothing_to_others(shop: Store) -> None:
    jacket, _ = ordered(shop)
    ordered(shop, number="1043", customer_id="C2")
    run(shop, order_changes.cancel, ANN, "k", "1042", {jacket: 1})
    with pytest.raises(KeyReused):
        run(shop, order_changes.change_address, ANN, "k", "1042", BERLIN)
    with pytest.raises(KeyReused):
        run(shop, order_changes.cancel, LI, "k", "1043")
    with pytest.raises(NotProven):
        run(shop, order_changes.cancel, LI, "k", "1042", {jacket: 1})


def test_the_audit_says_who_did_what_and_what_was_before(shop: Store) -> None:
    jacket, lamp = ordered(shop)
    run(shop, order_changes.cancel, ANN, "k", "1042", {jacket: 1})
    with shop.transaction(reading=True) as session:
        row = session.execute(select(Audit)).scalar_one()
    assert (row.actor_kind, row.actor_id, row.act, row.order_number, row.time) == (
        "customer",
        "C1",
        "cancel",
        "1042",
        NOW,
    )
    assert row.before["items"] == {str(jacket): ["M", "navy", 1], str(lamp): ["one size", "black", 1]}
    assert row.after["items"][str(jacket)] == ["M", "navy", 0]
    assert (row.before["total_cents"], row.after["total_cents"]) == (TOTAL, TOTAL - 12000)
    assert [refund[1] for refund in row.after["refunds"].values()] == [12000]
    assert "override" not in row.after and "@" not in str(row.after)


def test_staff_go_past_a_rule_only_with_a_reason_that_is_kept(shop: Store) -> None:
    ordered(shop, status="packed")
    assert refused(shop, order_changes.cancel, AGENT_7, "k", "1042") == "cancel_packed"
    with pytest.raises(NotProven):
        run(shop, order_changes.cancel, ANN, "k", "1042", override="I want to")
    run(shop, order_changes.cancel, AGENT_7, "k", "1042", override="stopped in the warehouse")
    order = read(shop)
    assert order.status == "cancelled" and order.events[-1].code == "cancelled_by_shop"
    with shop.transaction(reading=True) as session:
        row = session.execute(select(Audit)).scalar_one()
    assert (row.actor_kind, row.actor_id) == ("agent", "7")
    assert (row.after["past_rules"], row.after["override"]) == (["cancel_packed"], "stopped in the warehouse")


def test_no_override_undoes_what_is_done(shop: Store) -> None:
    ordered(shop)
    run(shop, order_changes.cancel, ANN, "k", "1042")
    assert refused(shop, order_changes.cancel, AGENT_7, "k2", "1042", override="again") == "already_cancelled"


def test_an_address_changes_for_this_order_only(shop: Store) -> None:
    ordered(shop)
    with shop.transaction() as session:
        other = place(session, "1043")
        other.address_id = read(shop).address_id
    old = read(shop).address_id
    run(shop, order_changes.change_address, ANN, "k", "1042", BERLIN)
    order = read(shop)
    assert order.address_id != old and order.events[-1].code == "address_changed"
    assert (order.address.street, order.address.postcode, order.address.country) == ("Hauptstr. 12", "10115", "DE")
    assert read(shop, "1043").address_id == old and read(shop, "1043").address.city == "Leipzig"
    with shop.transaction(reading=True) as session:
        assert "Hauptstr. 12" in mails(session)[0].text and "Germany" in mails(session)[0].text


def test_an_address_that_is_wrong_names_the_field(shop: Store) -> None:
    ordered(shop)
    before = count(shop, Address)
    with pytest.raises(NotAllowed) as refusal:
        run(shop, order_changes.change_address, ANN, "k", "1042", AddressFields("Ann", "", "10115", "Berlin", "DE"))
    assert refusal.value.verdict.values["field"] == "street"
    assert count(shop, Address) == before


def test_an_order_is_not_redirected_to_where_delivery_costs_something_else(shop: Store) -> None:
    ordered(shop)
    shanghai = AddressFields("李静", "南京西路 100 号", "200040", "上海", "中国")
    assert refused(shop, order_changes.change_address, ANN, "k", "1042", shanghai) == "address_zone"
    run(shop, order_changes.change_address, AGENT_7, "k", "1042", shanghai, override="paid the difference by transfer")
    assert read(shop).address.country == "CN"


def test_an_item_becomes_another_size_and_colour(shop: Store) -> None:
    jacket, _ = ordered(shop)
    outcome = run(shop, order_changes.change_item, ANN, "k", "1042", jacket, "l", "black")
    assert (outcome.values["size"], outcome.values["color"], outcome.values["refund_cents"]) == ("L", "black", 0)
    order = read(shop)
    assert (order.items[0].size, order.items[0].color, order.total_cents) == ("L", "black", TOTAL)
    with shop.transaction(reading=True) as session:
        assert stock(session, "jacket", "M", "navy") == STOCK + 1
        assert stock(session, "jacket", "L", "black") == STOCK - 1
        assert mails(session)[0].kind == "items_changed" and "Jacket, black, L" in mails(session)[0].text


def test_fewer_pieces_give_money_back(shop: Store) -> None:
    jacket, _ = ordered(shop, lines=[("jacket", "M", "navy", 3), LAMP])
    assert run(shop, order_changes.change_item, ANN, "k", "1042", jacket, quantity=1).values["refund_cents"] == 24000
    order = read(shop)
    assert (order.items[0].quantity, order.total_cents) == (1, TOTAL)
    with shop.transaction(reading=True) as session:
        assert stock(session, "jacket", "M", "navy") == STOCK + 2


@pytest.mark.parametrize(("payment", "status"), [("card", "paid"), ("klarna", "paid"), ("bank_transfer", "placed")])
def test_more_pieces_are_possible_where_the_payment_is_still_to_come(shop: Store, payment: str, status: str) -> None:
    jacket, _ = ordered(shop, payment=payment, status=status)
    assert run(shop, order_changes.change_item, ANN, "k", "1042", jacket, quantity=2).values["more_cents"] == 12000
    assert read(shop).total_cents == TOTAL + 12000 and count(shop, Refund) == 0


def test_more_pieces_of_what_was_paid_cost_a_second_payment(shop: Store) -> None:
    jacket, _ = ordered(shop, payment="paypal")
    assert refused(shop, order_changes.change_item, ANN, "k", "1042", jacket, quantity=2) == "more_to_pay"


def test_an_item_changes_only_into_what_there_is(shop: Store) -> None:
    jacket, lamp = ordered(shop, payment="card")
    change = order_changes.change_item
    assert refused(shop, change, ANN, "k", "1042", jacket, "XXL") == "variant_unknown"
    assert refused(shop, change, ANN, "k", "1042", jacket, "M", "navy") == "variant_same"
    assert refused(shop, change, ANN, "k", "1042", jacket) == "variant_same"
    assert refused(shop, change, ANN, "k", "1042", jacket, quantity=1) == "variant_same"
    assert refused(shop, change, ANN, "k", "1042", jacket, "L", quantity=STOCK + 1) == "variant_sold_out"
    assert refused(shop, change, ANN, "k", "1042", lamp, quantity=STOCK + 2) == "variant_sold_out"
    run(shop, change, ANN, "k", "1042", lamp, quantity=STOCK + 1)
    with shop.transaction(reading=True) as session:
        assert stock(session, "lamp") == 0 and stock(session, "jacket", "L", "navy") == STOCK
    with pytest.raises(ValueError, match="cancelling"):
        run(shop, change, ANN, "k", "1042", jacket, quantity=0)


def test_an_order_read_before_is_acted_on_as_it_is_now(shop: Store) -> None:
    """A session that has read the order acts on what is there, not on what it remembers."""
    ordered(shop)
    with shop.transaction() as session:
        order = orders.get(session, "1042")
        assert order is not None
        session.connection().exec_driver_sql("UPDATE order_item SET quantity = 2 WHERE product_id = 'jacket'")
        session.connection().exec_driver_sql("UPDATE shop_order SET total_cents = total_cents + 12000")
        outcome = order_changes.cancel(session, ANN, "k", "1042", now=NOW)
    assert outcome.values["refund_cents"] == TOTAL + 12000
    assert [quantity for _, quantity in outcome.values["items"]] == [2, 1]


def race_to_cancel(shop: Store) -> None:
    results = at_once(shop, *(lambda n=n: run(shop, order_changes.cancel, ANN, f"k{n}", "1042") for n in range(6)))  # type: ignore[misc]
    told = [each for each in results if isinstance(each, NotAllowed)]
    assert len(told) == 5 and {each.verdict.code for each in told} == {"already_cancelled"}
    assert sum(refund.amount_cents for refund in read(shop).refunds) == TOTAL
    with shop.transaction(reading=True) as session:
        assert stock(session, "lamp") == STOCK + 1 and len(mails(session)) == 1


def race_with_one_key(shop: Store) -> None:
    acts = [lambda: run(shop, order_changes.cancel, ANN, "the key", "1042", now=NOW)] * 6
    results = at_once(shop, *acts)
    assert all(each == results[0] for each in results) and results[0].values["refund_cents"] == TOTAL
    assert count(shop, Audit) == count(shop, Refund) == 1


def race_against_a_change(shop: Store, jacket: int) -> None:
    results = at_once(
        shop,
        lambda: run(shop, order_changes.cancel, ANN, "k1", "1042", {jacket: 1}),
        lambda: run(shop, order_changes.change_item, ANN, "k2", "1042", jacket, "L"),
        lambda: run(shop, order_changes.change_address, ANN, "k3", "1042", BERLIN),
    )
    assert not isinstance(results[0], Exception) and not isinstance(results[2], Exception)
    if isinstance(results[1], NotAllowed):  # it came second
        assert results[1].verdict.code == "item_gone"
    with shop.transaction(reading=True) as session:
        # whichever came first, nobody has the jacket any more
        assert stock(session, "jacket", "M", "navy") + stock(session, "jacket", "L", "navy") == 2 * STOCK + 1
    order = read(shop)
    assert (order.items[0].quantity, order.total_cents) == (0, TOTAL - 12000)


def race_for_the_last_piece(shop: Store) -> None:
    """Two orders cross over: each wants what the other gives up, and both want the last lamp in white."""
    with shop.transaction() as session:
        ids = [place(session, str(number), [LAMP]).items[0].id for number in (1051, 1052, 1053, 1054)]
        session.connection().exec_driver_sql("UPDATE variant SET stock = 1 WHERE sku = 'LAMP-WHITE-ONE SIZE'")
    results = at_once(
        shop,
        *(
            lambda n=n, item=item: run(
                shop, order_changes.change_item, ANN, f"w{n}", str(1051 + n), item, None, "white"
            )  # type: ignore[misc]
            for n, item in enumerate(ids)
        ),
    )
    told = [each for each in results if isinstance(each, NotAllowed)]
    assert len(told) == 3 and {each.verdict.code for each in told} == {"variant_sold_out"}
    with shop.transaction(reading=True) as session:
        assert stock(session, "lamp", color="white") == 0


def test_two_tabs_that_cancel_make_one_cancellation(shop: Store) -> None:
    ordered(shop)
    race_to_cancel(shop)


def test_one_act_sent_six_times_at_once_is_done_once(shop: Store) -> None:
    ordered(shop)
    race_with_one_key(shop)


def test_a_cancellation_and_a_change_at_once_come_one_after_the_other(shop: Store) -> None:
    jacket, _ = ordered(shop)
    race_against_a_change(shop, jacket)


def test_the_last_piece_is_given_away_once(shop: Store) -> None:
    race_for_the_last_piece(shop)


def test_races_end_alike_on_a_server(server: Store) -> None:
    open_shop(server)
    ordered(server)
    race_to_cancel(server)
    forget_orders(server)
    ordered(server)
    race_with_one_key(server)
    forget_orders(server)
    jacket, _ = ordered(server)
    race_against_a_change(server, jacket)
    race_for_the_last_piece(server)


def forget_orders(shop: Store) -> None:
    with shop.transaction() as session:
        for table in (Audit, Refund, Mail, ShipmentEvent, OrderItem, Order):
            session.execute(delete(table))
        session.execute(update(Variant).values(stock=STOCK))
