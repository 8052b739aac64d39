"""How a return goes on after it was registered: it arrives, is refunded or exchanged, or is withdrawn before.

For the warehouse and the desk, and for tests; only withdrawing is also the shopper's."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from shop import order_money, stock
from shop.actor import Actor
from shop.acts import STAFF, Act, Outcome, once
from shop.case_models import Return
from shop.errors import NotAllowed, NotProven, UnknownReturn
from shop.order_rules import no
from shop.returns import EXCHANGE, get

Step = Callable[[Act, Return], None]


def arrived(session: Session, actor: Actor, key: str, return_number: str, *, now: datetime | None = None) -> Outcome:
    """The parcel is at the warehouse. Raises UnknownReturn, NotProven for who is not staff, NotAllowed out of turn."""

    def do(act: Act, made: Return) -> None:
        made.status = "arrived"
        _move_refunds(act, made, "requested", "approved")
        _move_delivery_refund(act, ("arrived", "refunded"), "approved")
        if all(order_money.kept(act.order, item) == 0 for item in act.order.items) and _all_are(
            act, ("arrived", "refunded")
        ):
            act.order.status = "returned"
        act.happened("exchange_arrived" if made.wish == EXCHANGE else "return_arrived")

    return _step(session, actor, key, "return_arrived", return_number, "registered", do, now)


def settled(session: Session, actor: Actor, key: str, return_number: str, *, now: datetime | None = None) -> Outcome:
    """It was checked: the money is sent, or the new item. What came back is on the shelf again. Raises as `arrived`."""

    def do(act: Act, made: Return) -> None:
        made.status = "exchanged" if made.wish == EXCHANGE else "refunded"
        stock.put_back(act.session, {act.item(line.item_id): line.quantity for line in made.lines})
        on_their_way = {refund.id for refund in act.order.refunds if refund.status == "sent"}
        _move_refunds(act, made, "approved", "sent")
        _move_delivery_refund(act, ("refunded",), "sent")
        sent = [each for each in act.order.refunds if each.status == "sent" and each.id not in on_their_way]
        if sent:
            act.mail("refund_sent", amount_cents=sum(refund.amount_cents for refund in sent))
        act.happened("exchange_sent" if made.wish == EXCHANGE else "refunded")

    return _step(session, actor, key, "return_settled", return_number, "arrived", do, now)


def withdraw(session: Session, actor: Actor, key: str, return_number: str, *, now: datetime | None = None) -> Outcome:
    """The shopper keeps it after all, while it has not arrived. Raises as `arrived`; for a
    shopper an unknown number is NotProven too."""

    def do(act: Act, made: Return) -> None:
        made.status = "withdrawn"
        held: dict[str, int] = {}
        for line in made.lines:
            if line.new_sku is not None:
                held[line.new_sku] = held.get(line.new_sku, 0) + line.quantity
        stock.move(act.session, held)
        _move_refunds(act, made, "requested", "refused")
        for refund in act.order.refunds:
            if refund.reason == "delivery" and made.wish != EXCHANGE and refund.status != "sent":
                refund.status, refund.updated = "refused", act.now
        act.happened("return_withdrawn")

    return _step(session, actor, key, "withdraw_return", return_number, "registered", do, now, staff_only=False)


def _step(
    session: Session,
    actor: Actor,
    key: str,
    name: str,
    return_number: str,
    status: str,
    do: Step,
    now: datetime | None,
    *,
    staff_only: bool = True,
) -> Outcome:
    made = get(session, return_number)
    if staff_only and actor.kind not in STAFF:
        raise NotProven("only staff may do this")
    if made is None:
        # who is not staff learns no more than of somebody else's
        raise UnknownReturn("there is no such return") if actor.kind in STAFF else NotProven()
    number = made.number

    def step(act: Act) -> dict[str, Any]:
        current = next(each for each in act.order.returns if each.number == number)
        if current.status != status:
            raise NotAllowed(no("return_settled", number=number))
        do(act, current)
        return {"return_number": number, "status": current.status}

    return once(session, actor, key, name, made.order_number, step, now=now)


def _move_refunds(act: Act, made: Return, old: str, new: str) -> None:
    for refund in act.order.refunds:
        if refund.return_number == made.number and refund.status == old:
            refund.status, refund.updated = new, act.now


def _move_delivery_refund(act: Act, reached: tuple[str, ...], new: str) -> None:
    """The delivery cost goes on with the slowest of the order's returns."""
    for refund in act.order.refunds:
        if refund.reason == "delivery" and refund.status in ("requested", "approved") and _all_are(act, reached):
            refund.status, refund.updated = new, act.now


def _all_are(act: Act, reached: tuple[str, ...]) -> bool:
    back = [each for each in act.order.returns if each.wish != EXCHANGE and each.status != "withdrawn"]
    return all(each.status in reached for each in back)
