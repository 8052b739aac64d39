"""What a shopper wants of a product, as filters that any catalogue can be held against."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from actions.heard import Heard
from knowledge.words import words
from shop.models import Product
from shop.words import OTHER

_AMOUNTS = ("price_min", "price_max")
# right before a colour or a brand: it is what the shopper does not want
_REFUSED = re.compile(
    r"(?:\b(?:not|no|except|without|but not|other than|n't|nor)\s+(?:in\s+|a\s+|from\s+)?|不要|除了|别是|不想要)$", re.I
)
_SIZE_SYSTEM = re.compile(r"^(?:EU|SIZE|SZ)\s*", re.IGNORECASE)


@dataclass(frozen=True)
class Wishes:
    """Prices in cents; None asks for nothing. Names are compared without regard to case."""

    category: str | None = None
    brand: str | None = None
    color: str | None = None
    size: str | None = None
    price_min: int | None = None
    price_max: int | None = None
    product: str | None = None

    @classmethod
    def of(cls, heard: Heard) -> Wishes:
        entities = {kind: value for kind, value in heard.entities.items() if not _refused(heard, kind)}
        return cls(
            category=entities.get("category"),
            brand=entities.get("brand"),
            color=entities.get("color"),
            size=_SIZE_SYSTEM.sub("", entities.get("size", "")).strip().upper() or None,
            price_min=cents(entities.get("price_min")),
            price_max=cents(entities.get("price_max")),
            product=entities.get("product"),
        )

    @classmethod
    def from_slot(cls, held: object) -> Wishes:
        """What `actions.shown` kept; anything else is no wish."""
        given: dict[str, Any] = held if isinstance(held, dict) else {}
        kinds = {field.name: int if field.name in _AMOUNTS else str for field in fields(cls)}
        return cls(**{name: given[name] for name, kind in kinds.items() if isinstance(given.get(name), kind)})

    def then(self, now: Wishes) -> Wishes:
        """These with what is said now added, or in their place. Another kind of thing has other sizes."""
        merged = {
            field.name: said if (said := getattr(now, field.name)) is not None else getattr(self, field.name)
            for field in fields(self)
        }
        both = replace(Wishes(**merged), product=now.product)
        if now.names_kind() and now.size is None and not _same(now.category, self.category):
            both = replace(both, size=None, category=now.category)
        if both.price_min is not None and both.price_max is not None and both.price_min > both.price_max:
            both = replace(both, price_min=now.price_min, price_max=now.price_max)
        return both

    def names_kind(self) -> bool:
        """Whether a kind of thing is named: what is said is a search of its own."""
        return bool(self.category or self.product)

    def names_something(self) -> bool:
        """Whether a product can be found by this: a colour or a size alone only tells variants apart."""
        return bool(self.category or self.brand or self.product)

    def names_variant(self) -> bool:
        return bool(self.color or self.size)

    def name(self, product: Product, *, every_word: bool = False) -> bool:
        """Whether what is named, if anything is, can be this product."""
        named = (self.product or "").lower().split()
        meant = (all if every_word else any)(word in product.search_text for word in named)
        return (
            self._of_category(product.category)
            and (self.brand is None or _same(self.brand, product.brand))
            and (not named or meant)
        )

    def met_by(self, facts: Mapping[str, Any]) -> bool:
        """Asked of a passage's facts; sizes are left to the shop, whose stock is live."""
        return (
            self._of_category(facts.get("category"))
            and (self.brand is None or _same(self.brand, facts.get("brand")))
            and (self.color is None or any(is_color(self.color, color) for color in facts.get("colors", ())))
            and _within(facts.get("price_cents", 0), self.price_min, self.price_max)
        )

    def _of_category(self, category: str | None) -> bool:
        """What the shop puts into no department can be of any: then the words decide."""
        return self.category is None or category == OTHER or _same(self.category, category)

    def met_now(self, product: Product, in_stock: bool) -> bool:
        """Asked of the shop: sold, at the price as it is, and a variant of that colour and size on the shelf."""
        return (
            product.available
            and _within(product.price_cents, self.price_min, self.price_max)
            and (not in_stock or pieces(product, self.color, self.size) > 0)
        )


NOTHING = Wishes()


def pieces(product: Product, color: str | None = None, size: str | None = None) -> int:
    """On the shelf, of that colour and size as a shopper says them ("blue" is also "Midnight blue")."""
    return sum(
        variant.stock
        for variant in product.variants
        if (color is None or is_color(color, variant.color)) and (size is None or _same(size, variant.size))
    )


def is_color(wanted: str, color: str) -> bool:
    """Whether a colour, as the shop calls it, is the one that is meant: all words of the wish are in its name."""
    return _same(wanted, color) or (bool(asked := set(words(wanted, "en"))) and asked <= set(words(color, "en")))


def cents(amount: str | None) -> int | None:
    """`80`, `79,90` and `1,200` alike; None for what is no amount."""
    if not amount:
        return None
    plain = re.sub(r"[.,](?=\d{3}(?!\d))", "", amount).replace(",", ".")
    try:
        value = float(plain) * 100
    except ValueError:
        return None
    return round(value) if 0 <= value < 1e12 else None


def _refused(heard: Heard, kind: str) -> bool:
    span = next((each for each in heard.spans if each[0] == kind), None)
    return kind in ("color", "brand") and span is not None and bool(_REFUSED.search(heard.text[: span[1]]))


def _same(one: str | None, other: str | None) -> bool:
    return (one or "").casefold() == (other or "").casefold()


def _within(amount: int, low: int | None, high: int | None) -> bool:
    return (low is None or amount >= low) and (high is None or amount <= high)
