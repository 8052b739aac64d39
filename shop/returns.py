"""Sending things back: what may go back, registering a return or an exchange, and what becomes of it.

Every verb does its act once for a `key`, in the caller's transaction; see shop.order_changes for what it raises."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from shop import order_money, stock
from shop import order_rules as rules
from shop.actor import Actor
from shop.acts import Act, once
from shop.case_models import Refund, Return, ReturnLine
from shop.case_texts import RETURN_REASONS
from shop.errors import NotAllowed, SoldOut
from shop.models import Order, OrderItem, Product
from shop.order_items import item_text
from shop.orders import clean_number
from shop.store import reads
from shop.typed import one_line

REFUND, EXCHANGE = "refund", "exchange"
_NUMBERS = 10**7


@reads
def eligible(
    session: Session, number: str, day: date, wish: str = REFUND
) -> list[tuple[OrderItem, int, rules.Verdict]]:
    """Every item of an order with how many pieces are left and whether they may go back, or be exchanged."""
    order = session.get(Order, clean_number(number) or "")
    if order is None:
        return []
    rule, left = _rule(wish)
    return [
        (item, left(order, item), rule(order, item, session.get(Product, item.product_id), day))
        for item in order.items
        if item.quantity > 0
    ]


@reads
def refunds_of(session: Session, number: str) -> list[Refund]:
    """All refunds of an order, oldest first."""
    query = select(Refund).where(Refund.order_number == (clean_number(number) or ""))
    return list(session.execute(query.order_by(Refund.created, Refund.id)).scalars())


@reads
def get(session: Session, return_number: str) -> Return | None:
    found: Return | None = session.get(Return, return_number.strip().upper()[:12])
    return found


def register(
    session: Session,
    actor: Actor,
    key: str,
    number: str,
    lines: Mapping[int, int],
    reason: str,
    wish: str = REFUND,
    exchange_variant: Mapping[int, Mapping[str, str]] | None = None,
    *,
    words: str = "",
    sealed: Collection[int] = (),
    now: datetime | None = None,
    override: str | None = None,
) -> Return:
    """Registers that so many pieces of items, {item id: pieces}, come back; what an exchange brings is held at once.

    `reason`: one of RETURN_REASONS; `words`: the shopper's own. `exchange_variant`: {item id: {"size": …, "color": …}},
    what is left out stays. `sealed`: the items that the shopper says are unopened; what may only come back so is
    refused otherwise. Raises ValueError for no lines, another reason or another wish."""
    if not lines or reason not in RETURN_REASONS or wish not in (REFUND, EXCHANGE):
        raise ValueError("a return has lines, a known reason and a known wish")

    def do(act: Act) -> dict[str, Any]:
        wanted = {act.item(item_id): quantity for item_id, quantity in lines.items()}
        for item, quantity in wanted.items():
            _insist(act, item, quantity, wish, opened=item.id not in sealed)
        made = Return(
            number=_new_number(act.session),
            wish=wish,
            reason=reason,
            words=one_line(words),
            status="registered",
            created=act.now,
        )
        made.lines = [ReturnLine(item_id=item.id, quantity=quantity) for item, quantity in wanted.items()]
        if wish == EXCHANGE:
            new_items = _hold(act, made, wanted, exchange_variant or {})
        act.order.returns.append(made)
        cents = _ask_back(act, made, wanted) if wish == REFUND else 0
        act.happened("return_registered" if wish == REFUND else "exchange_registered")
        items = [item_text(item, act.language, quantity) for item, quantity in wanted.items()]
        said = {"return_number": made.number, "items": items, "until": rules.return_until(act.order)}
        if wish == EXCHANGE:
            act.mail("exchange_registered", new_items=new_items, **said)
        else:
            act.mail("return_registered", **said)
        return {"return_number": made.number, "refund_cents": cents}

    outcome = once(session, actor, key, "register_return", number, do, now=now, override=override)
    registered: Return = session.get(Return, outcome.values["return_number"])
    return registered


def _insist(act: Act, item: OrderItem, quantity: int, wish: str, opened: bool) -> None:
    product = act.session.get(Product, item.product_id)
    rule, left = _rule(wish)
    act.insist(rule(act.order, item, product, act.day, opened))
    # who goes past "once an item" may exchange all that is left
    most = left(act.order, item) or rules.quantity_left(act.order, item)
    few = rules.pieces(item, quantity, most)
    if few is not None:
        raise NotAllowed(few)


def _rule(wish: str) -> tuple[Callable[..., rules.Verdict], Callable[[Order, OrderItem], int]]:
    """May an item, and how many pieces."""
    if wish == EXCHANGE:
        return rules.exchange_item, rules.exchangeable
    return rules.return_item, rules.quantity_left


def _hold(
    act: Act, made: Return, wanted: Mapping[OrderItem, int], variants: Mapping[int, Mapping[str, str]]
) -> list[str]:
    """Takes what an exchange brings off the shelf; gives it in words."""
    said = []
    changes: dict[str, int] = {}
    for line, (item, quantity) in zip(made.lines, wanted.items(), strict=True):
        wish = variants.get(item.id, {})
        new = rules.variant(act.session.get(Product, item.product_id), wish.get("size"), wish.get("color"), item)
        if isinstance(new, rules.Verdict):
            raise NotAllowed(new)
        if new.stock < quantity:
            raise NotAllowed(rules.no("variant_sold_out", name=item.names, left=new.stock))
        line.new_sku = new.sku
        changes[new.sku] = changes.get(new.sku, 0) - quantity
        said.append(item_text(item, act.language, quantity, size=new.size, color=new.color))
    try:
        stock.move(act.session, changes)
    except SoldOut:
        raise NotAllowed(rules.no("variant_sold_out", name=next(iter(wanted)).names, left=0)) from None
    return said


def _ask_back(act: Act, made: Return, wanted: Mapping[OrderItem, int]) -> int:
    """The refund that the return will bring; with the last item also what delivery cost."""
    act.session.flush()  # the refund names the return
    cents = act.refund("return", order_money.price_of(wanted), "requested", return_number=made.number)
    return cents + ask_delivery_back(act)


def ask_delivery_back(act: Act) -> int:
    """A refund of the delivery cost where nothing is kept any more, once."""
    asked = any(each.reason == "delivery" and each.status != "refused" for each in act.order.refunds)
    return 0 if asked else act.refund("delivery", order_money.delivery_back_cents(act.order), "requested")


def _new_number(session: Session) -> str:
    while True:
        number = f"R{secrets.randbelow(_NUMBERS):07}"
        if session.get(Return, number) is None:
            return number
