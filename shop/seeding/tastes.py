"""Who likes what: every customer has hidden tastes (categories, brands, a price level) that their choices follow."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from shop.seeding.people import Person
from shop.seeding.products import Made
from shop.words import BRANDS, CATEGORIES

_SHARE_OF_BRAND = 0.75
_PRICE_TOLERANCE = 0.22


class Tastes:
    """`liking[c, p]`: how likely customer c is to choose product p, rows sum to 1 (float64 [customers, products])."""

    def __init__(self, people: Sequence[Person], made: Sequence[Made], seed: int) -> None:
        draw = np.random.default_rng(seed)
        self.made = made
        categories = list(CATEGORIES)
        category = np.array([categories.index(item.product.category) for item in made])
        brand = np.array([BRANDS.index(item.product.brand) for item in made])
        quality = np.array([item.quality for item in made])
        appeal = draw.lognormal(0, 0.6, len(made))
        by_category = draw.gamma(0.35, 1.0, (len(people), len(categories))) + 1e-3
        by_brand = draw.gamma(0.5, 1.0, (len(people), len(BRANDS)))
        by_brand /= by_brand.mean(axis=1, keepdims=True)
        level = draw.beta(1.6, 1.6, (len(people), 1))
        price = np.exp(-(((quality - level) / _PRICE_TOLERANCE) ** 2))
        liking = by_category[:, category] * (1 - _SHARE_OF_BRAND + _SHARE_OF_BRAND * by_brand[:, brand])
        liking = liking * (0.05 + price) * appeal * _wearable(people, made)
        self.liking = liking / liking.sum(axis=1, keepdims=True)
        self._types = np.array([item.type.id for item in made])
        self._brand = brand
        self._draw = draw

    def choose(self, customer: int) -> int:
        """Any product, by taste alone."""
        return self._pick(self.liking[customer])

    def choose_like(self, customer: int, product: int) -> int:
        """Another product of the same type: what people look at before they decide."""
        return self._pick(self.liking[customer] * (self._types == self._types[product]))

    def choose_with(self, customer: int, product: int) -> int | None:
        """Something that goes with it, rather of the same brand; None where nothing does."""
        goes_with = self.made[product].type.goes_with
        matching = np.isin(self._types, goes_with)
        if not matching.any():
            return None
        # the need comes from the first product, so that category tastes count for little here
        weights = np.sqrt(self.liking[customer]) * matching * np.where(self._brand == self._brand[product], 3.0, 1.0)
        return self._pick(weights)

    def _pick(self, weights: npt.NDArray[np.float64]) -> int:
        heap = np.cumsum(weights)
        return int(min(np.searchsorted(heap, self._draw.random() * heap[-1], side="right"), len(heap) - 1))


def _wearable(people: Sequence[Person], made: Sequence[Made]) -> npt.NDArray[np.float64]:
    worn_by = np.array([item.product.facts.get("for", "all") for item in made])
    gender = np.array([[person.gender] for person in people])
    return np.where((worn_by == "all") | (worn_by == gender), 1.0, 0.06)
