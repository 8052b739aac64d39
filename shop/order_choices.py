"""Which of a customer's orders an act is allowed on, and why not on the others."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from sqlalchemy.orm import Session

from shop import catalogue, order_money
from shop import order_rules as rules
from shop.models import Order, OrderItem, Product
from shop.orders import for_customer
from shop.store import reads

Rule = Callable[[Order, date], rules.Verdict]
ItemRule = Callable[[Order, OrderItem, Product, date], rules.Verdict]

# what may be asked of a whole order, and what of its items
OF_ORDERS: dict[str, Rule] = {
    "cancel": rules.cancel,
    "address": rules.change_address,
    "change": rules.change_items,
    "invoice": rules.invoice,
    "payment": order_money.payment,
}
OF_ITEMS: dict[str, ItemRule] = {
    "return": rules.return_item,
    "exchange": rules.exchange_item,
    "claim": rules.claim_item,
}


@reads
def verdict_on(session: Session, order: Order, what: str, day: date) -> rules.Verdict:
    """Whether `what` (a key of OF_ORDERS or OF_ITEMS) is allowed on an order; of items, on any of them."""
    if what in OF_ORDERS:
        return OF_ORDERS[what](order, day)
    items = [item for item in order.items if item.quantity > 0]
    products = {each.id: each for each in catalogue.get_many(session, [item.product_id for item in items])}
    verdicts = [OF_ITEMS[what](order, item, products[item.product_id], day) for item in items]
    if not verdicts:
        return rules.no("already_cancelled", number=order.number)
    return next((each for each in verdicts if each.allowed), verdicts[0])


@reads
def open_for(
    session: Session, customer_id: str, what: str, day: date, limit: int = 10
) -> list[tuple[Order, rules.Verdict]]:
    """A proven customer's latest orders, newest first: first those on which `what` is allowed, then the others, each
    with its verdict."""
    found = [
        (order, verdict_on(session, order, what, day)) for order in for_customer(session, customer_id, limit=limit)
    ]
    return sorted(found, key=lambda each: not each[1].allowed)
