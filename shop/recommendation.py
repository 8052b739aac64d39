"""What to show next to a product, to a customer, or to nobody in particular. Never what is sold out.

Serving reads the `neighbour` table and `product.popularity`; `shop.neighbours` fills both."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from shop import catalogue
from shop.catalogue import Wanted
from shop.models import Behaviour, Neighbour, Product, Variant
from shop.store import reads

_RECENT = 40
_PURCHASE, _VIEW = 3.0, 1.0


@reads
def similar(session: Session, product_id: str, k: int = 4) -> list[Product]:
    """Products that the same people looked at and bought, best first; at most k, all in stock.

    Filled up with the nearest in price of the same category where behaviour says too little, as for a new product.
    Raises UnknownProduct."""
    product = catalogue.get(session, product_id)
    query = (
        select(Neighbour.neighbour_id)
        .where(Neighbour.product_id == product_id, _stocked(Neighbour.neighbour_id))
        .order_by(Neighbour.score.desc(), Neighbour.neighbour_id)
        .limit(k)
    )
    found = catalogue.get_many(session, list(session.execute(query).scalars()))
    return found + _near_in_price(session, product, k - len(found), {product_id, *(other.id for other in found)})


@reads
def popular(session: Session, k: int = 4, category: str | None = None) -> list[Product]:
    """The best sellers in stock, of one category or of the shop. Raises UnknownCategory."""
    return catalogue.search(session, Wanted(category=category, in_stock=True), limit=k)


@reads
def for_customer(session: Session, customer_id: str, k: int = 4) -> list[Product]:
    """Neighbours of what the customer looked at and bought of late, without what they own; the popular ones where we
    know nothing of them."""
    query = select(Behaviour.product_id, Behaviour.kind).where(Behaviour.customer_id == customer_id)
    recent = session.execute(query.order_by(Behaviour.time.desc(), Behaviour.id.desc()).limit(_RECENT)).all()
    owned = session.execute(
        select(Behaviour.product_id).where(Behaviour.customer_id == customer_id, Behaviour.kind == "purchase")
    ).scalars()
    found = catalogue.get_many(session, _best(session, recent, set(owned), k))
    if len(found) < k:
        seen = {product.id for product in found} | {row.product_id for row in recent}
        found += [product for product in popular(session, k + len(seen)) if product.id not in seen][: k - len(found)]
    return found


def _best(session: Session, recent: Iterable[tuple[str, str]], owned: Collection[str], k: int) -> list[str]:
    weights: dict[str, float] = defaultdict(float)
    for age, (product_id, kind) in enumerate(recent):
        weights[product_id] += (_PURCHASE if kind == "purchase" else _VIEW) / (1 + age / 10)
    query = select(Neighbour.product_id, Neighbour.neighbour_id, Neighbour.score).where(
        Neighbour.product_id.in_(list(weights)), _stocked(Neighbour.neighbour_id)
    )
    scores: dict[str, float] = defaultdict(float)
    for product_id, neighbour_id, score in session.execute(query):
        if neighbour_id not in owned:
            scores[neighbour_id] += weights[product_id] * score
    return sorted(scores, key=lambda product_id: (-scores[product_id], product_id))[:k]


def _near_in_price(session: Session, product: Product, k: int, without: Collection[str]) -> list[Product]:
    if k <= 0:
        return []
    query = (
        select(Product)
        .where(Product.category == product.category, Product.id.not_in(list(without)), _stocked(Product.id))
        .order_by(Product.type != product.type, func.abs(Product.price_cents - product.price_cents), Product.id)
        .limit(k)
    )
    return list(session.execute(query).scalars())


def _stocked(product_id: object) -> object:
    return select(Variant.sku).where(Variant.product_id == product_id, Variant.stock > 0).exists()
