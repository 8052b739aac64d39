"""What a shopper wants of a product, as filters and words, and the products that meet it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from actions.heard import Heard
from knowledge.index import KnowledgeIndex
from knowledge.passages import Hit
from shop import catalogue
from shop.models import Product
from shop.store import Store
from shop.words import BRANDS, CATEGORIES, COLORS

# Searched wider than shown: the shop's prices and stock may have moved since the index was built.
_SEARCHED = 40
_PRICE = re.compile(
    r"(?:under|below|over|above|less than|more than|up to|max|不超过|低于|高于)\s*[€$£¥]?\s*\d+(?:[.,]\d+)?"
    r"|\d+(?:[.,]\d+)?\s*(?:元|块|欧元?)?(?:以内|以下|以上)",
    re.IGNORECASE,
)
_BRANDS = {brand.lower(): brand for brand in BRANDS}


@dataclass(frozen=True)
class Wishes:
    """Prices in cents; None asks for nothing."""

    category: str | None = None
    brand: str | None = None
    color: str | None = None
    size: str | None = None
    price_min: int | None = None
    price_max: int | None = None
    product: str | None = None

    @classmethod
    def of(cls, heard: Heard) -> Wishes:
        entities = heard.entities
        return cls(
            category=entities.get("category") if entities.get("category") in CATEGORIES else None,
            brand=_BRANDS.get(entities.get("brand", "").lower()),
            color=entities.get("color") if entities.get("color") in COLORS else None,
            size=entities.get("size", "").upper() or None,
            price_min=_cents(entities.get("price_min")),
            price_max=_cents(entities.get("price_max")),
            product=entities.get("product"),
        )

    def names_something(self) -> bool:
        """Whether more is said than "something"."""
        return any((self.category, self.brand, self.color, self.product))

    def name(self, product: Product) -> bool:
        """Whether what is named, if anything is, can be this product."""
        words = (self.product or "").lower().split()
        return (
            self.category in (None, product.category)
            and self.brand in (None, product.brand)
            and (not words or any(word in product.search_text for word in words))
        )

    def met_by(self, facts: Mapping[str, Any]) -> bool:
        """Asked of a passage's facts; sizes are left to the shop, whose stock is live."""
        return (
            self.category in (None, facts.get("category"))
            and self.brand in (None, facts.get("brand"))
            and (self.color is None or self.color in facts.get("colors", ()))
            and _within(facts.get("price_cents", 0), self.price_min, self.price_max)
        )

    def met_now(self, product: Product, in_stock: bool) -> bool:
        """Asked of the shop: price as it is, and a variant of that colour and size on the shelf."""
        return _within(product.price_cents, self.price_min, self.price_max) and (
            not in_stock or catalogue.stock_of(product, self.color, self.size) > 0
        )


@dataclass(frozen=True)
class Found:
    """`exact`: every wish is met."""

    products: list[Product]
    exact: bool


class Finder:
    """Products by meaning, by word and by filter."""

    def __init__(self, store: Store, index: KnowledgeIndex) -> None:
        self._store = store
        self._index = index

    async def find(self, wishes: Wishes, heard: Heard, k: int, in_stock: bool = True) -> Found:
        """Best first. Where nothing meets every wish: without size and price, then without colour and brand."""
        self._index.refresh_if_changed()
        for given_up, relaxed in enumerate(_relaxed(wishes)):
            hits = self._index.search(_words(heard.text), _SEARCHED, "product", relaxed.met_by, heard.language)
            products = await self._store.run(
                catalogue.get_many, [hit.passage.facts["product_id"] for hit in _near(hits)]
            )
            met = [product for product in products if relaxed.met_now(product, in_stock)]
            if met:
                return Found(met[:k], exact=given_up == 0)
        return Found([], exact=False)


def _relaxed(wishes: Wishes) -> list[Wishes]:
    stages = [wishes, replace(wishes, size=None, price_min=None, price_max=None)]
    stages.append(replace(stages[-1], color=None, brand=None))
    return list(dict.fromkeys(stages))


def _near(hits: list[Hit]) -> list[Hit]:
    """The best hit and what comes near it: the tail of a ranking is not an answer."""
    return [hit for hit in hits if hit.score >= hits[0].score * 0.5]


def _words(text: str) -> str:
    """The text without its prices, which are filters: as words they only find other numbers."""
    return _PRICE.sub(" ", text).strip() or text


def _within(cents: int, low: int | None, high: int | None) -> bool:
    return (low is None or cents >= low) and (high is None or cents <= high)


def _cents(amount: str | None) -> int | None:
    """`80`, `79,90` and `1,200` alike; None for what is no amount."""
    if not amount:
        return None
    plain = re.sub(r"[.,](?=\d{3}(?!\d))", "", amount).replace(",", ".")
    try:
        return round(float(plain) * 100)
    except ValueError:
        return None
