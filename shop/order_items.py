"""The items of an order as a shopper chooses among them and reads them."""

from __future__ import annotations

from dataclasses import dataclass

from shop.models import Order, OrderItem
from shop.order_rules import quantity_left
from shop.words import ONE_SIZE, color_name, in_language


@dataclass(frozen=True)
class ItemLine:
    """`color` and `size` as they are stored, `color_name` as it is said; `quantity` is what is left to act on: of an
    item that is partly on its way back, the rest."""

    id: int
    product_id: str
    name: str
    color: str
    color_name: str
    size: str
    quantity: int
    price_cents: int
    text: str


def item_lines(order: Order, language: str) -> list[ItemLine]:
    """What there still is of an order, in its order; what was cancelled or sent back is not in it."""
    return [
        ItemLine(
            id=item.id,
            product_id=item.product_id,
            name=in_language(item.names, language),
            color=item.color,
            color_name=color_name(item.color, language),
            size=item.size,
            quantity=left,
            price_cents=item.price_cents,
            text=item_text(item, language, left),
        )
        for item in order.items
        if (left := quantity_left(order, item)) > 0
    ]


def item_text(
    item: OrderItem, language: str, quantity: int, *, size: str | None = None, color: str | None = None
) -> str:
    """`2 × Women’s Corrie Rain Parka, yellow, M`; in another size or colour where they are given."""
    size, color = size or item.size, color or item.color
    details = [color_name(color, language)] if color else []
    details += [size] if size and size != ONE_SIZE else []
    comma = in_language({"en": ", ", "zh": "，"}, language)
    named = comma.join([in_language(item.names, language), *details])
    return named if quantity == 1 else f"{quantity} × {named}"
