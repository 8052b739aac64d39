"""The items of an order as a shopper may choose them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from babel.lists import format_list
from sqlalchemy.orm import Session

from actions.tasks.case import Case
from shop import catalogue, order_rules
from shop.models import Order, OrderItem, Product
from shop.order_choices import OF_ITEMS
from shop.order_items import item_text
from shop.store import reads
from shop.words import CATEGORIES, COLORS


@dataclass(frozen=True)
class Line:
    """`title` is read by the shopper; `words` are all that it may be called, in every language; `quantity` is how many
    pieces can be meant."""

    id: str
    title: str
    words: str
    quantity: int


@reads
def products_of(session: Session, order: Order) -> Mapping[str, Product]:
    """By id; also those that are no longer sold."""
    return {product.id: product for product in catalogue.get_many(session, [item.product_id for item in order.items])}


async def lines_of(case: Case, what: str) -> list[Line]:
    """The items on which `what` is allowed (a key of `shop.order_choices`), with the pieces that are left of each."""
    order = case.the_order
    products = await case.run(products_of, order)
    lines = []
    for item in order.items:
        product = products[item.product_id]
        left = _left(order, item, what)
        if left > 0 and (what not in OF_ITEMS or OF_ITEMS[what](order, item, product, case.today).allowed):
            lines.append(Line(str(item.id), item_text(item, case.language, left), _words(item, product), left))
    return lines


def _left(order: Order, item: OrderItem, what: str) -> int:
    if what == "exchange":
        return order_rules.exchangeable(order, item)
    return order_rules.quantity_left(order, item)


def _words(item: OrderItem, product: Product) -> str:
    names = [*item.names.values(), *COLORS.get(item.color, {}).values(), *CATEGORIES.get(product.category, {}).values()]
    return " ".join([*names, item.color, item.size, product.search_text])


def chosen_titles(case: Case) -> str:
    """The items that the fact `items` names, as a sentence has them."""
    chosen: Mapping[str, int] = case.facts["items"]
    named = [item for item in case.the_order.items if str(item.id) in chosen]
    titles = [item_text(item, case.language, chosen[str(item.id)]) for item in named]
    return str(format_list(titles, locale=case.language))


def chosen_item(case: Case) -> OrderItem:
    """The one item of a task that is about one."""
    (wanted,) = case.facts["items"]
    found: OrderItem = next(item for item in case.the_order.items if str(item.id) == wanted)
    return found
