"""What goes with a product: other kinds of things that people put into the same order more than chance would."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from math import sqrt
from typing import Any

from sqlalchemy import distinct, func, select
from sqlalchemy.orm import Session

from shop.likeness import in_stock, suits
from shop.models import Neighbour, OrderItem, Product
from shop.ranking import varied
from shop.store import reads

# the latest items of orders that are counted: bounds the work in a large shop
_COUNTED = 20_000
_LEAST_TOGETHER = 3
_LEAST_DEVIATIONS = 3.0
_LEAST_SHARE = 0.3  # of the first type's deviations
_KINDS = 5
_OF_A_KIND = 40
_OF_A_KIND_SHOWN = 2


@reads
def accessories(session: Session, bases: Sequence[Product], k: int, without: Collection[str] = ()) -> list[Product]:
    """At most `k` in stock, of other types than `bases`, as few of one type as may be; none where orders say nothing.

    Which types go together is counted over all orders, as two products are hardly ever bought together often; which
    product of a type, by the neighbours of `bases` and by brand."""
    kinds = _kinds(session, {base.type for base in bases})
    if not kinds or not bases:
        return []
    hidden = {*without, *(base.id for base in bases)}
    near = _near(session, [base.id for base in bases])
    brands = {base.brand for base in bases if base.brand}
    found: list[Product] = []
    for kind in kinds:
        query = select(Product).where(Product.type == kind, Product.available, in_stock(Product.id))
        ordered = query.order_by(Product.popularity.desc(), Product.id).limit(_OF_A_KIND)
        found += [each for each in session.execute(ordered).scalars() if each.id not in hidden]
    found = [each for each in found if all(suits(each, base) for base in bases)]
    most = max((each.popularity for each in found), default=0) or 1

    def score(product: Product) -> float:
        fitting: float = near.get(product.id, 0.0) + 0.25 * (product.brand in brands) + 0.25 * product.popularity / most
        return kinds[product.type] * (0.5 + fitting)

    by_id = {each.id: each for each in sorted(found, key=lambda each: (-score(each), each.id))}
    types = {each.id: (each.type,) for each in by_id.values()}
    two_of_each = varied(list(by_id), _OF_A_KIND_SHOWN * len(kinds), types, _OF_A_KIND_SHOWN)
    return [by_id[each] for each in varied(two_of_each[: _OF_A_KIND_SHOWN * len(kinds)], k, types, most=1)]


def _kinds(session: Session, types: Collection[str]) -> Mapping[str, float]:
    """Types that are ordered together with these, by how far beyond chance: 1 for the first, less for the others."""
    items: Any = (
        select(OrderItem.order_number, Product.type.label("type"))
        .join(Product, Product.id == OrderItem.product_id)
        .order_by(OrderItem.id.desc())
        .limit(_COUNTED)
        .subquery()
    )
    orders = func.count(distinct(items.c.order_number))
    mine = select(items.c.order_number).where(items.c.type.in_(list(types)))
    overall = dict(session.execute(select(items.c.type, orders).group_by(items.c.type)).all())
    together = select(items.c.type, orders).where(items.c.order_number.in_(mine), items.c.type.not_in(list(types)))
    total = session.execute(select(orders)).scalar_one()
    with_these = session.execute(select(orders).where(items.c.type.in_(list(types)))).scalar_one()
    deviations: dict[str, float] = {}
    for kind, count in session.execute(together.group_by(items.c.type)):
        expected = overall[kind] * with_these / total
        if count >= _LEAST_TOGETHER and (beyond := (count - expected) / sqrt(expected)) >= _LEAST_DEVIATIONS:
            deviations[kind] = beyond
    most = max(deviations.values(), default=1.0)
    first = sorted(deviations, key=lambda kind: -deviations[kind])[:_KINDS]
    return {kind: share for kind in first if (share := deviations[kind] / most) >= _LEAST_SHARE}


def _near(session: Session, product_ids: Sequence[str]) -> dict[str, float]:
    """From 0 to 1, the nearest of these products' neighbours 1."""
    score = func.sum(Neighbour.score)
    query = select(Neighbour.neighbour_id, score).where(Neighbour.product_id.in_(product_ids))
    scores = dict(session.execute(query.group_by(Neighbour.neighbour_id)).all())
    most = max(scores.values(), default=0.0) or 1.0
    return {product_id: value / most for product_id, value in scores.items()}
