"""What was paid for an order, what goes back, and which way. Amounts are cents of the order's currency."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from shop.models import Order, OrderItem
from shop.order_rules import LIMITS, Limits, Verdict, yes

# what a refund is from the shopper's side: an amount that was never taken, a smaller bill, or money back
RESERVATION, BILL, BACK = "reservation", "bill", "back"

_SATURDAY = 5
_NOT_DISPATCHED = ("paid", "packed")


def is_paid(order: Order) -> bool:
    """Whether the payment arrived, or was promised by who pays for the shopper."""
    return any(event.status == "paid" for event in order.events)


def way_back(order: Order) -> str:
    """A card is charged at dispatch only, so that until then a reservation is dropped; Klarna sends a smaller bill."""
    if order.payment == "klarna":
        return BILL
    dispatched = any(event.status == "shipped" for event in order.events)
    return RESERVATION if order.payment == "card" and not dispatched else BACK


def price_of(wanted: Mapping[OrderItem, int]) -> int:
    """What was paid for so many pieces of each item."""
    return sum(item.price_cents * quantity for item, quantity in wanted.items())


def refunded_cents(order: Order) -> int:
    """All that has gone back or will."""
    return sum(refund.amount_cents for refund in order.refunds if refund.status != "refused")


def kept(order: Order, item: OrderItem) -> int:
    """Pieces that the shopper keeps in the end: neither sent back for money, nor refunded after a claim."""
    back = sum(
        line.quantity
        for each in order.returns
        if each.wish == "refund" and each.status != "withdrawn"
        for line in each.lines
        if line.item_id == item.id
    )
    claimed = sum(
        claim.quantity
        for claim in order.claims
        if claim.item_id == item.id and claim.wish == "refund" and claim.status != "refused"
    )
    return int(item.quantity - back - claimed)


def delivery_back_cents(order: Order, limits: Limits = LIMITS) -> int:
    """What goes back of the delivery cost: nothing while something is kept, and then all but the extra cost of express.

    Where all of it was damaged or wrong, that goes back too."""
    if any(kept(order, item) > 0 for item in order.items):
        return 0
    by_choice = any(each.wish == "refund" and each.status != "withdrawn" for each in order.returns)
    if order.delivery == "express" and by_choice:
        return min(int(order.shipping_cents), limits.standard_delivery_cents)
    return int(order.shipping_cents)


def payment(order: Order, day: date, limits: Limits = LIMITS) -> Verdict:
    """Where the payment of an order stands, for who asks what is wrong with it."""
    values = {"number": order.number, "payment": order.payment, "total_cents": order.total_cents}
    if order.status == "cancelled":
        return yes("payment_nothing_due", **values)
    if order.status == "placed":
        return _unpaid(order, day, limits)
    if order.payment == "klarna":
        return yes("payment_klarna", **values)
    if order.payment == "card":
        return yes("payment_reserved" if order.status in _NOT_DISPATCHED else "payment_charged", **values)
    return yes("payment_received", **values)


def _unpaid(order: Order, day: date, limits: Limits) -> Verdict:
    placed = order.placed.date()
    values = {
        "number": order.number,
        "payment": order.payment,
        "total_cents": order.total_cents,
        "days": limits.transfer_working_days,
        "until": placed + timedelta(days=limits.unpaid_days),
    }
    if order.payment != "bank_transfer":
        return yes("payment_unfinished", **values)
    waited = _working_days(placed, day)
    return yes("payment_waiting" if waited <= limits.transfer_working_days else "payment_late", **values)


def _working_days(start: date, end: date) -> int:
    """Mondays to Fridays after `start`, up to `end`."""
    days = (start + timedelta(days=each) for each in range(1, (end - start).days + 1))
    return sum(day.weekday() < _SATURDAY for day in days)
