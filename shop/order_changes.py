"""Changing an order before it is packed: cancelling all of it or some, another address, another size, colour or number.

Every verb does its act once for a `key`, in the caller's transaction, and raises NotProven for who has not proven that
the order is theirs and NotAllowed, with the verdict, where a rule forbids it. `override`: why staff go past a rule."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from shop import addresses, order_money, stock
from shop import order_rules as rules
from shop.actor import Actor
from shop.acts import STAFF, Act, Outcome, once
from shop.addresses import AddressFields
from shop.errors import NotAllowed, SoldOut
from shop.models import OrderItem, Product, Variant
from shop.order_items import item_text

# who pays when it is dispatched, or gets a bill: an order that grows needs no second payment
_PAID_LATER = ("card", "klarna")


def cancel(
    session: Session,
    actor: Actor,
    key: str,
    number: str,
    items: Mapping[int, int] | None = None,
    *,
    now: datetime | None = None,
    override: str | None = None,
) -> Outcome:
    """Cancels an order, or so many pieces of some of its items: {item id: pieces}. All of what is left is the order.

    Outcome: `whole`, `refund_cents` (0 where nothing was paid), `way` (shop.order_money), `items` [[id, pieces]]."""

    def do(act: Act) -> dict[str, Any]:
        act.insist(rules.cancel(act.order, act.day))
        wanted = _wanted(act, items)
        whole = all(wanted.get(item, 0) == item.quantity for item in act.order.items)
        way, paid = order_money.way_back(act.order), order_money.is_paid(act.order)
        cents = int(act.order.total_cents) if whole else order_money.price_of(wanted)
        stock.put_back(act.session, wanted)
        if whole:
            act.order.status, act.order.expected = "cancelled", None
        else:
            act.order.total_cents -= cents
            for item, quantity in wanted.items():
                item.quantity -= quantity
        refund = act.refund("cancellation", cents, "approved") if paid else 0
        _tell_cancelled(act, wanted, whole, refund)
        gone = [[item.id, quantity] for item, quantity in wanted.items()]
        return {"whole": whole, "refund_cents": refund, "way": way, "items": gone}

    return once(session, actor, key, "cancel", number, do, now=now, override=override)


def change_address(
    session: Session,
    actor: Actor,
    key: str,
    number: str,
    address: AddressFields,
    *,
    now: datetime | None = None,
    override: str | None = None,
) -> Outcome:
    """Sends an order elsewhere. A field that is wrong is refused with a verdict whose values name the `field`.

    Outcome: `address_id`."""

    def do(act: Act) -> dict[str, Any]:
        act.insist(rules.change_address(act.order, act.day))
        checked = addresses.check(address)
        if isinstance(checked, rules.Verdict):
            raise NotAllowed(checked)
        if not addresses.same_zone(checked.country, act.order.address.country):
            act.insist(rules.no("address_zone", number=act.order.number, country=checked.country))
        act.order.address = addresses.row(act.order.customer_id, checked)
        act.session.flush()
        act.happened("address_changed")
        act.mail("address_changed", address=addresses.lines(checked, act.language))
        return {"address_id": act.order.address_id}

    return once(session, actor, key, "change_address", number, do, now=now, override=override)


def change_item(
    session: Session,
    actor: Actor,
    key: str,
    number: str,
    item_id: int,
    size: str | None = None,
    color: str | None = None,
    quantity: int | None = None,
    *,
    now: datetime | None = None,
    override: str | None = None,
) -> Outcome:
    """Another size, colour or number of pieces of one item; what is None stays. `cancel` takes an item out altogether.

    Outcome: `refund_cents`, `more_cents` (what the order costs more), `way`, `item_id`, `size`, `color`, `quantity`.
    Raises UnknownItem, ValueError for less than one piece."""
    if quantity is not None and quantity < 1:
        raise ValueError("an item is taken out by cancelling it")

    def do(act: Act) -> dict[str, Any]:
        act.insist(rules.change_items(act.order, act.day))
        item = act.item(item_id)
        _refuse(rules.pieces(item, 1, item.quantity))
        wanted = item.quantity if quantity is None else quantity
        change = (wanted - item.quantity) * item.price_cents
        paid, way = order_money.is_paid(act.order), order_money.way_back(act.order)
        if change > 0 and paid and act.order.payment not in _PAID_LATER:
            act.insist(rules.no("more_to_pay", name=item.names, more_cents=change, payment=act.order.payment))
        _exchange_pieces(act, item, size, color, wanted)
        act.order.total_cents += change
        refund = act.refund("cancellation", -change, "approved") if paid and change < 0 else 0
        act.happened("items_changed")
        _tell_changed(act)
        return {
            "refund_cents": refund,
            "more_cents": max(0, change),
            "way": way,
            "item_id": item.id,
            "size": item.size,
            "color": item.color,
            "quantity": item.quantity,
        }

    return once(session, actor, key, "change_item", number, do, now=now, override=override)


def _wanted(act: Act, items: Mapping[int, int] | None) -> dict[OrderItem, int]:
    """Pieces by item, each checked; of the whole order, all that there is."""
    if items is None:
        return {item: item.quantity for item in act.order.items if item.quantity > 0}
    if not items:
        raise ValueError("no item was named")
    wanted = {act.item(item_id): quantity for item_id, quantity in items.items()}
    for item, quantity in wanted.items():
        _refuse(rules.pieces(item, quantity, item.quantity))
    return wanted


def _exchange_pieces(act: Act, item: OrderItem, size: str | None, color: str | None, quantity: int) -> None:
    """Puts the old pieces on the shelf and takes the new ones off it."""
    old = stock.variant_of(act.session, item)
    new: Variant | None = old
    if size is not None or color is not None:
        found = rules.variant(act.session.get(Product, item.product_id), size, color, item)
        if isinstance(found, rules.Verdict):
            # another number of the same is a change too
            if found.code != "variant_same" or quantity == item.quantity:
                raise NotAllowed(found)
        else:
            new = found
    elif quantity == item.quantity:
        raise NotAllowed(rules.no("variant_same", name=item.names))
    if new is None and quantity > item.quantity:
        raise NotAllowed(rules.no("product_gone", name=item.names))
    changes: dict[str, int] = {}
    if old is not None:
        changes[old.sku] = item.quantity
    if new is not None:
        changes[new.sku] = changes.get(new.sku, 0) - quantity
        item.size, item.color = new.size, new.color
    try:
        stock.move(act.session, changes)
    except SoldOut:
        left = 0 if new is None else new.stock + (item.quantity if new is old else 0)
        raise NotAllowed(rules.no("variant_sold_out", name=item.names, left=left)) from None
    item.quantity = quantity


def _tell_cancelled(act: Act, wanted: Mapping[OrderItem, int], whole: bool, refund_cents: int) -> None:
    by_staff = act.actor.kind in STAFF
    if whole:
        act.happened("cancelled_by_shop" if by_staff else "cancelled_by_customer")
        act.mail("order_cancelled", refund_cents=refund_cents or None)
        return
    act.happened("items_cancelled")
    gone = [item_text(item, act.language, quantity) for item, quantity in wanted.items()]
    act.mail("item_cancelled", items=gone, refund_cents=refund_cents or None)


def _tell_changed(act: Act) -> None:
    now_in_it = [item_text(item, act.language, item.quantity) for item in act.order.items if item.quantity > 0]
    act.mail("items_changed", items=now_in_it, total_cents=act.order.total_cents)


def _refuse(verdict: rules.Verdict | None) -> None:
    if verdict is not None:
        raise NotAllowed(verdict)
