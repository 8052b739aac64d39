"""What became of seeded orders that were sent back or cancelled: their returns and refunds, as their events tell it.

Drawn apart from the rest, by the order's number, so that orders stay what they are."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from shop.case_models import Refund, Return, ReturnLine
from shop.case_texts import RETURN_REASONS
from shop.models import Order, OrderItem
from shop.order_rules import LIMITS
from shop.seeding.timeline import Moment

_PAID_OUT = timedelta(days=1)
# by the last of these events: how far the return and its refund are
_STEPS = {
    "return_registered": ("registered", "requested"),
    "return_arrived": ("arrived", "approved"),
    "refunded": ("refunded", "sent"),
}


@dataclass(frozen=True)
class Made:
    row: Return
    lines: list[ReturnLine]


def returned(
    order: Order, items: Sequence[OrderItem], moments: Sequence[Moment], taken: Collection[str]
) -> Made | None:
    """The return of the whole order, if its events have one."""
    steps = [moment for moment in moments if moment.code in _STEPS]
    if not steps:
        return None
    random = Random(f"aisle return {order.number}")
    number = f"R{random.randrange(10**7):07}"
    while number in taken:
        number = f"R{random.randrange(10**7):07}"
    row = Return(
        number=number,
        order_number=order.number,
        wish="refund",
        reason=random.choice([reason for reason in RETURN_REASONS if reason != "late"]),
        status=_STEPS[steps[-1].code][0],
        created=steps[0].time,
    )
    lines = [ReturnLine(return_number=number, item_id=item.id, quantity=item.quantity) for item in items]
    return Made(row, lines)


def refunds(
    order: Order, items: Sequence[OrderItem], moments: Sequence[Moment], made: Made | None, now: datetime
) -> list[Refund]:
    """Of a return, goods and delivery; of an order that was paid and cancelled, everything."""
    if made is not None:
        steps = [moment for moment in moments if moment.code in _STEPS]
        status = _STEPS[steps[-1].code][1]
        goods = sum(item.quantity * item.price_cents for item in items)
        delivery = order.shipping_cents
        if order.delivery == "express":
            delivery = min(delivery, LIMITS.standard_delivery_cents)
        amounts = [("return", goods, made.row.number), ("delivery", delivery, None)]
        return [_row(order, *each, status, steps[0].time, steps[-1].time) for each in amounts if each[1]]
    if moments[-1].code != "cancelled_by_customer":
        return []
    asked = moments[-1].time
    sent = asked + _PAID_OUT
    status, updated = ("sent", sent) if sent <= now else ("approved", asked)
    return [_row(order, "cancellation", order.total_cents, None, status, asked, updated)]


def _row(
    order: Order, reason: str, cents: int, return_number: str | None, status: str, created: datetime, updated: datetime
) -> Refund:
    return Refund(
        order_number=order.number,
        return_number=return_number,
        reason=reason,
        amount_cents=cents,
        status=status,
        created=created,
        updated=updated,
    )
