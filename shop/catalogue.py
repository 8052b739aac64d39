"""Looking products up: by id, by category, by facts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from shop.errors import UnknownCategory, UnknownProduct
from shop.models import Product, Variant
from shop.store import reads
from shop.words import CATEGORIES, OTHER, in_language

PAGE_SIZE = 24
LOW_STOCK = 3
_LONGEST_QUERY = 200


@dataclass(frozen=True)
class Wanted:
    """What a shopper asks for; None and () ask for nothing. Every word must occur in the product's search text."""

    category: str | None = None
    brand: str | None = None
    color: str | None = None
    size: str | None = None
    price_min_cents: int | None = None
    price_max_cents: int | None = None
    words: tuple[str, ...] = ()
    in_stock: bool = False


@dataclass(frozen=True)
class Page:
    products: list[Product]
    total: int
    page: int
    pages: int


@reads
def get(session: Session, product_id: str) -> Product:
    """Raises UnknownProduct."""
    product: Product | None = session.get(Product, _clean(product_id))
    if product is None:
        raise UnknownProduct("there is no such product")
    return product


@reads
def get_many(session: Session, product_ids: Sequence[str]) -> list[Product]:
    """The products that exist among these, in this order."""
    found = session.execute(select(Product).where(Product.id.in_([_clean(each) for each in product_ids]))).scalars()
    by_id = {product.id: product for product in found}
    return [by_id[product_id] for product_id in dict.fromkeys(product_ids) if product_id in by_id]


@reads
def page(session: Session, wanted: Wanted = Wanted(), number: int = 1, size: int = PAGE_SIZE) -> Page:
    """One page, most popular first; a number out of range gives the nearest page. Raises UnknownCategory."""
    conditions = _conditions(wanted)
    total: int = session.execute(select(func.count()).select_from(Product).where(*conditions)).scalar_one()
    if total == 0 and wanted.category is not None and wanted.category not in dict(categories(session)):
        raise UnknownCategory("there is no such category")
    pages = max(1, -(-total // size))
    number = min(max(1, number), pages)
    query = select(Product).where(*conditions).order_by(Product.popularity.desc(), Product.id)
    products = session.execute(query.limit(size).offset((number - 1) * size)).scalars()
    return Page(list(products), total, number, pages)


@reads
def search(session: Session, wanted: Wanted, limit: int = 10) -> list[Product]:
    """The most popular products that are all that is wanted."""
    return page(session, wanted, size=limit).products


@reads
def categories(session: Session) -> list[tuple[str, int]]:
    """Every category that has products, with how many: those of shop.words in their order, then the largest first,
    and last what has none."""
    query = select(Product.category, func.count()).where(Product.available).group_by(Product.category)
    counts = {str(category): int(count) for category, count in session.execute(query)}
    strangers = sorted(
        counts.keys() - CATEGORIES.keys(), key=lambda category: (category == OTHER, -counts[category], category)
    )
    return [(category, counts[category]) for category in [*(c for c in CATEGORIES if c in counts), *strangers]]


def full_name(product: Product, language: str) -> str:
    """Brand and name; the brand once where the name begins with it."""
    name = in_language(product.names, language)
    return name if name.lower().startswith(product.brand.lower()) else f"{product.brand} {name}"


def from_text(query: str, **facts: Any) -> Wanted:
    """Free text of a search box as words that must all occur."""
    return replace(Wanted(**facts), words=tuple(_clean(query).lower().split()))


def stock_of(product: Product, color: str | None = None, size: str | None = None) -> int:
    """Pieces on the shelf, of all variants or of those in one colour or size."""
    return sum(
        variant.stock
        for variant in product.variants
        if color in (None, variant.color) and (size is None or variant.size.lower() == size.lower())
    )


def stock_word(pieces: int) -> str:
    """`in`, `low` (LOW_STOCK or fewer) or `out`, as clients see it."""
    if pieces <= 0:
        return "out"
    return "low" if pieces <= LOW_STOCK else "in"


def _clean(text: str) -> str:
    """Cut to a sane length, and without the control characters and lone surrogates that PostgreSQL refuses."""
    return "".join(letter if letter.isprintable() else " " for letter in text[:_LONGEST_QUERY])


def _conditions(wanted: Wanted) -> list[Any]:
    conditions: list[Any] = [Product.available]
    conditions += [Product.search_text.contains(_clean(word), autoescape=True) for word in wanted.words]
    if wanted.category is not None:
        conditions.append(Product.category == wanted.category)
    if wanted.brand is not None:
        conditions.append(func.lower(Product.brand) == _clean(wanted.brand).lower())
    if wanted.price_min_cents is not None:
        conditions.append(Product.price_cents >= wanted.price_min_cents)
    if wanted.price_max_cents is not None:
        conditions.append(Product.price_cents <= wanted.price_max_cents)
    # colour, size and stock must hold for one and the same variant
    variant: list[Any] = []
    if wanted.color is not None:
        variant.append(Variant.color == _clean(wanted.color))
    if wanted.size is not None:
        variant.append(func.lower(Variant.size) == _clean(wanted.size).lower())
    if wanted.in_stock:
        variant.append(Variant.stock > 0)
    if variant:
        conditions.append(select(Variant.sku).where(Variant.product_id == Product.id, *variant).exists())
    return conditions
