"""How much two products are alike by what their pages say: for a product that nobody has looked at yet."""

from __future__ import annotations

import math
from collections.abc import Collection

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from shop.models import Product, Variant
from shop.store import reads
from shop.words import in_language

# of those of a category that are nearest in type and price; bounds the work in a large one
_COMPARED = 300


@reads
def nearest(session: Session, product: Product, k: int, without: Collection[str] = ()) -> list[Product]:
    """In stock and of the same category, the most alike first."""
    if k <= 0:
        return []
    gap = func.abs(Product.price_cents - product.price_cents)
    query = (
        select(Product)
        .where(Product.category == product.category, Product.id.not_in([product.id, *without]), in_stock(Product.id))
        .where(Product.available)
        .order_by(Product.type != product.type, gap, Product.id)
        .limit(_COMPARED)
    )
    found = session.execute(query).scalars()
    return sorted(found, key=lambda other: (-likeness(product, other), other.id))[:k]


def likeness(one: Product, other: Product) -> float:
    """From 0 to 1: the same type, for the same people, attributes in common, near in price, of one brand."""
    if one.category != other.category:
        return 0.0
    alike: float = (
        0.4 * (one.type == other.type)
        + 0.15 * (one.facts.get("for") == other.facts.get("for"))
        + 0.15 * _in_common(_properties(one), _properties(other))
        + 0.25 * math.exp(-2 * abs(math.log(max(1, one.price_cents) / max(1, other.price_cents))))
        + 0.05 * (bool(one.brand) and one.brand == other.brand)
    )
    return alike


def suits(product: Product, base: Product) -> bool:
    """Not made for other people than `base` is."""
    worn_by = [each.facts["for"] for each in (product, base) if "for" in each.facts]
    return len(set(worn_by)) < 2


def in_stock(product_id: object) -> object:
    """The condition of a query."""
    return select(Variant.sku).where(Variant.product_id == product_id, Variant.stock > 0).exists()


def _properties(product: Product) -> set[tuple[str, str]]:
    attributes = in_language(product.attributes, "en").items() if product.attributes else ()
    flags = ((name, "") for name, true in product.facts.items() if true is True)
    return {(label, str(value)) for label, value in attributes} | set(flags)


def _in_common(one: Collection[tuple[str, str]], other: Collection[tuple[str, str]]) -> float:
    either = {*one, *other}
    return len(set(one) & set(other)) / len(either) if either else 0.0
