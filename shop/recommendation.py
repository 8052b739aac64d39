"""What to show next to a product, for a basket, to a customer, or to nobody in particular. Never what is sold out.

Serving reads the `neighbour` table and `product.popularity`, which `shop.neighbours` fills, and `shop.ranking` weighs
them; a product without behaviour is served by what its page says (`shop.likeness`)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from shop import behaviour, catalogue, going_together, likeness, profile, ranking
from shop.behaviour import Acted
from shop.catalogue import Wanted
from shop.models import Neighbour, Product
from shop.profile import Profile
from shop.ranking import Row
from shop.store import reads

_CANDIDATES = 60
_MOST_OF_A_KIND = 2  # of one type, and of one brand
_LIKED, _NOT_IN_THEIR_SIZE = 1.2, 0.6
BOUGHT, VIEWED, GOES_WITH, ALIKE, LIKED_BRAND, LIKED_CATEGORY, POPULAR = (
    "bought",
    "viewed",
    "goes_with",
    "alike",
    "liked_brand",
    "liked_category",
    "popular",
)


@dataclass(frozen=True)
class Suggestion:
    """`why`: because they BOUGHT or VIEWED `about`, it GOES_WITH or is ALIKE `about`, it is of a brand or category that
    they like, or POPULAR."""

    product: Product
    why: str
    about: Product | None = None


@reads
def similar(session: Session, product_id: str, k: int = 4) -> list[Product]:
    """Products that the same people came to, best first; at most k, all in stock.

    Filled up with the most alike of the same category where behaviour says too little, as for a new product.
    Raises UnknownProduct."""
    product = catalogue.get(session, product_id)
    query = (
        select(Neighbour.neighbour_id)
        .join(Product, Product.id == Neighbour.neighbour_id)
        .where(Neighbour.product_id == product_id, Product.available, likeness.in_stock(Neighbour.neighbour_id))
        .order_by(Neighbour.score.desc(), Neighbour.neighbour_id)
        .limit(k)
    )
    found = catalogue.get_many(session, list(session.execute(query).scalars()))
    return found + likeness.nearest(session, product, k - len(found), [other.id for other in found])


@reads
def alternatives(session: Session, product_id: str, k: int = 4, without: Collection[str] = ()) -> list[Suggestion]:
    """In place of this product: of its type, then of its category. Raises UnknownProduct."""
    product = catalogue.get(session, product_id)
    near = {row[1]: row[2] for row in _rows(session, [product_id])}
    most = max(near.values(), default=0.0) or 1.0
    alike = likeness.nearest(session, product, _CANDIDATES, without)

    def score(other: Product) -> float:
        return likeness.likeness(product, other) + 0.3 * near.get(other.id, 0.0) / most

    ranked = sorted(alike, key=lambda other: (*_strangeness(other, product), -score(other), other.id))
    return [Suggestion(other, ALIKE, product) for other in ranked[:k]]


def _strangeness(other: Product, product: Product) -> tuple[bool, bool]:
    return other.type != product.type, not likeness.suits(other, product)


@reads
def accessories(
    session: Session, product_ids: Sequence[str], k: int = 4, without: Collection[str] = ()
) -> list[Suggestion]:
    """What goes with these products, as with a basket: things of other types that are bought with such things.

    Unknown ids are passed over; empty where orders say nothing."""
    bases = catalogue.get_many(session, product_ids)
    found = going_together.accessories(session, bases, k, without)
    return [Suggestion(each, GOES_WITH, bases[0]) for each in found]


@reads
def popular(session: Session, k: int = 4, category: str | None = None) -> list[Product]:
    """The best sellers in stock, of one category or of the shop. Raises UnknownCategory."""
    return catalogue.search(session, Wanted(category=category, in_stock=True), limit=k)


@reads
def has_already(session: Session, customer_id: str) -> set[str]:
    """What a customer bought and needs no second of: what is used up (the fact `consumable`) may be bought again."""
    owned = catalogue.get_many(session, list(behaviour.owned(session, customer_id)))
    return {each.id for each in owned if each.facts.get("consumable") is not True}


@reads
def for_customer(session: Session, customer_id: str, k: int = 4) -> list[Suggestion]:
    """What the latest actions of a customer speak for, rather of what they like and in their size; then what is popular
    in the categories they like; the popular ones where we know nothing of them.

    Without what they looked at just now, and without what they have already."""
    latest = behaviour.latest(session, customer_id, ranking.RECENT)
    owned = behaviour.owned(session, customer_id)
    known = profile.of(session, customer_id) if profile.is_customer(session, customer_id) else None
    hidden = {acted.product_id for acted in latest if acted.product_id not in owned}
    hidden |= has_already(session, customer_id)
    found = _by_behaviour(session, latest, known, hidden, k)
    shown = hidden | {each.product.id for each in found}
    if known is not None and len(found) < k:
        found += _liked(session, known, k - len(found), shown)
        shown |= {each.product.id for each in found}
    if len(found) < k:
        most = popular(session, k + len(shown))
        found += [Suggestion(each, POPULAR) for each in most if each.id not in shown][: k - len(found)]
    return found


def _by_behaviour(
    session: Session, latest: Sequence[Acted], known: Profile | None, hidden: Collection[str], k: int
) -> list[Suggestion]:
    weights = ranking.interest(latest)
    rows = _rows(session, list(weights))
    ids = ranking.ranked(latest, lambda _: rows, _CANDIDATES, hidden)
    candidates = catalogue.get_many(session, ids)
    place = {product.id: 1 / (10 + rank) for rank, product in enumerate(candidates)}
    ranked = sorted(candidates, key=lambda each: (-place[each.id] * _fit(each, known), each.id))
    kinds = {each.id: (f"type {each.type}", f"brand {each.brand}") for each in ranked}
    chosen = ranking.varied([each.id for each in ranked], k, kinds, _MOST_OF_A_KIND)
    by_id = {each.id: each for each in catalogue.get_many(session, [*chosen, *weights])}
    bought = {acted.product_id for acted in latest if acted.kind == behaviour.PURCHASE}
    speaking = ranking.reasons(weights, rows, chosen)
    return [_suggestion(by_id[each], [by_id[name] for name in speaking[each]], bought, known) for each in chosen]


def _suggestion(
    product: Product, speaking: Sequence[Product], bought: Collection[str], known: Profile | None
) -> Suggestion:
    """With a reason that a person would give: rather a product of the same category among those that speak for it."""
    about = next((each for each in speaking if each.category == product.category), None)
    if about is None and known is not None and product.brand in known.brands:
        return Suggestion(product, LIKED_BRAND)
    about = about or speaking[0]
    return Suggestion(product, BOUGHT if about.id in bought else VIEWED, about)


def _fit(product: Product, known: Profile | None) -> float:
    """What a product's place is worth to somebody who likes this and wears that."""
    if known is None:
        return 1.0
    liked = sum(name in names for name, names in ((product.brand, known.brands), (product.category, known.categories)))
    size = known.size_for(product.category)
    sized = {variant.size.casefold() for variant in product.variants if variant.stock > 0}
    made = size is not None and size.casefold() in {variant.size.casefold() for variant in product.variants}
    return _LIKED**liked * (_NOT_IN_THEIR_SIZE if made and size and size.casefold() not in sized else 1.0)


def _liked(session: Session, known: Profile, k: int, without: Collection[str]) -> list[Suggestion]:
    """The best sellers of the brands and categories that they said or showed to like."""
    wanted = [(LIKED_BRAND, Wanted(brand=brand, in_stock=True)) for brand in known.brands]
    wanted += [(LIKED_CATEGORY, Wanted(category=category, in_stock=True)) for category in known.categories]
    lists = [
        [Suggestion(each, why) for each in catalogue.page(session, want, size=k + len(without)).products]
        for why, want in wanted
        if want.category is None or want.category in dict(catalogue.categories(session))
    ]
    found: dict[str, Suggestion] = {}
    for turn in range(k):  # one of each in turn
        for listed in lists:
            fresh = [each for each in listed if each.product.id not in without and each.product.id not in found]
            if fresh and len(found) < k and turn < len(listed):
                found[fresh[0].product.id] = fresh[0]
    return list(found.values())


def _rows(session: Session, product_ids: Sequence[str]) -> list[Row]:
    """Neighbours that can be bought."""
    query = (
        select(Neighbour.product_id, Neighbour.neighbour_id, Neighbour.score)
        .join(Product, Product.id == Neighbour.neighbour_id)
        .where(Neighbour.product_id.in_(product_ids), Product.available, likeness.in_stock(Neighbour.neighbour_id))
    )
    return [(product_id, neighbour_id, score) for product_id, neighbour_id, score in session.execute(query)]
