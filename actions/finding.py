"""The products that meet a shopper's wishes: by meaning, by word and by filter, and the nearest where none does."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from actions.query import spelled
from actions.wishes import NOTHING, Wishes
from knowledge.index import KnowledgeIndex
from knowledge.passages import Hit
from knowledge.words import words
from shop import catalogue, recommendation
from shop.models import Product
from shop.store import Store
from shop.words import in_language

# Searched wider than shown: the shop's prices and stock may have moved since the index was built.
_SEARCHED = 40
_NEAR = 0.5  # of the best score
_TIE = 0.05  # of the best score: what differs by less is as good
# How a price may differ where something takes the place of what is sold out
_NEAR_PRICE = (0.5, 1.8)
# how many telling words of a message, and what share of them, must stand in a product's name to be what it is called
_FEWEST_IN_NAME, _SHARE_IN_NAME, _NAMES_READ = 2, 0.66, 5
_FOR_WHOM = re.compile(r"\b(?:wo)?men[’']?s\b|[女男]款", re.IGNORECASE)
_WISHES = {
    "price": {"price_min": None, "price_max": None},
    "size": {"size": None},
    "color": {"color": None},
    "brand": {"brand": None},
}


def anything(product: Product) -> bool:
    return True


@dataclass(frozen=True)
class Found:
    """`given_up`: which wishes nothing could meet, of price, size, color and brand; `met`: those that are met;
    `by_taste`: some stand before others, as good, because they are preferred."""

    products: list[Product]
    given_up: tuple[str, ...] = ()
    met: Wishes = NOTHING
    by_taste: bool = False


class Finder:
    """Products by meaning, by word and by filter."""

    def __init__(self, store: Store, index: KnowledgeIndex) -> None:
        self._store = store
        self._index = index

    async def find(
        self,
        wishes: Wishes,
        text: str,
        language: str,
        k: int,
        *,
        in_stock: bool = True,
        without: Collection[str] = (),
        relax: bool = True,
        keep: Callable[[Product], bool] = anything,
        prefer: Callable[[Product], int] | None = None,
    ) -> Found:
        """Best first. Where nothing meets every wish, and these may be relaxed: with as few as possible given up.

        `keep` is asked of every product; `prefer` only decides between those that are as good, and leaves none out."""
        self._index.refresh_if_changed()
        query = text or spelled(wishes, language)
        best = self._best_score(query, wishes, language)
        for given_up, relaxed in _relaxed(wishes) if relax else [((), wishes)]:
            hits = self._index.search(query, _SEARCHED + len(without), "product", relaxed.met_by, language)
            near = _near(hits, best)
            products = [each for each in await self._products(near) if each.id not in without and keep(each)]
            met = [each for each in products if relaxed.met_now(each, in_stock)]
            if met:
                ordered = met if prefer is None else _by_preference(met, near, prefer)
                return Found(ordered[:k], given_up, relaxed, ordered[:k] != met[:k])
        return Found([])

    async def named(self, text: str, language: str) -> Product | None:
        """The product whose whole name stands in `text`, sold out or not."""
        if not text:
            return None
        self._index.refresh_if_changed()
        products = await self._products(self._index.search(text, 5, "product", None, language))
        return next((product for product in products if product.available and _is_named(product, text, language)), None)

    def is_called_so(self, said: set[str], text: str, language: str) -> bool:
        """Whether something is called much like `text`, whose telling words are `said`: "usb-c to hdmi adapter" is a
        thing to look for without a verb. One word alone may mean anything."""
        if len(said) < _FEWEST_IN_NAME:
            return False
        self._index.refresh_if_changed()
        hits = self._index.search(text, _NAMES_READ, "product", None, language)
        return any(len(said & set(words(hit.passage.title, language))) >= _SHARE_IN_NAME * len(said) for hit in hits)

    async def nearest(self, product: Product, language: str, k: int) -> list[Product]:
        """In stock in place of this one: of its category and much its price, by meaning."""
        low, high = (round(product.price_cents * share) for share in _NEAR_PRICE)
        wishes = Wishes(category=product.category, price_min=low, price_max=high)
        name = in_language(product.names, language)
        found = (await self.find(wishes, name, language, k, without=(product.id,), relax=False)).products
        return found or [
            each for each in await self._store.run(recommendation.similar, product.id, k) if each.available
        ]

    async def alike(self, product: Product, wishes: Wishes, language: str, k: int, without: Collection[str]) -> Found:
        """Of the same category, and as wished."""
        about = f"{in_language(product.names, language)}. {in_language(product.descriptions, language)[:300]}"
        wanted = replace(wishes, category=wishes.category or product.category)
        return await self.find(wanted, about, language, k, without={product.id, *without})

    def _best_score(self, query: str, wishes: Wishes, language: str) -> float:
        """What the best of all products scores, where only the words tell the kind: stoves that meet every other wish
        are no running shoes."""
        if wishes.category or wishes == NOTHING:
            return 0.0
        hits = self._index.search(query, 1, "product", None, language)
        return hits[0].score if hits else 0.0

    async def _products(self, hits: list[Hit]) -> list[Product]:
        return await self._store.run(catalogue.get_many, [hit.passage.facts["product_id"] for hit in hits])


def _relaxed(wishes: Wishes) -> Iterator[tuple[tuple[str, ...], Wishes]]:
    """The wishes, then without each of them, then without more and more."""
    given = [name for name, empty in _WISHES.items() if any(getattr(wishes, field) is not None for field in empty)]
    yield (), wishes
    tried = [(name,) for name in given] + [tuple(given[:count]) for count in range(2, len(given) + 1)]
    for names in tried:
        empty: Mapping[str, Any] = {field: None for name in names for field in _WISHES[name]}
        yield names, replace(wishes, **empty)


def _near(hits: list[Hit], best: float) -> list[Hit]:
    """What comes near the best: the tail of a ranking is not an answer."""
    return [hit for hit in hits if hit.score >= max(hits[0].score, best) * _NEAR]


def _by_preference(products: list[Product], hits: list[Hit], prefer: Callable[[Product], int]) -> list[Product]:
    """In the same order, but for those whose scores are much the same."""
    scores = {hit.passage.facts["product_id"]: hit.score for hit in hits}
    top = max(scores.values()) or 1.0
    return sorted(products, key=lambda each: (-round(scores[each.id] / top / _TIE), -prefer(each)))


def _is_named(product: Product, text: str, language: str) -> bool:
    said = set(words(text, language))
    for name in {in_language(product.names, language), in_language(product.names, "en")}:
        named = set(words(_FOR_WHOM.sub(" ", name), language))
        if len(named) > 1 and named <= said:
            return True
    return False
