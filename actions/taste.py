"""What a search may know of a proven customer: it decides between things that fit equally well, and says so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from actions.heard import Heard
from actions.phrases import Phrases
from actions.wishes import Wishes, pieces
from shop import profile
from shop.errors import UnknownCustomer
from shop.models import Product
from shop.profile import Profile
from shop.store import Store


@dataclass(frozen=True)
class Taste:
    """Nothing of a kind that the shopper names themself: who asks for L means it."""

    known: Profile | None = None
    brands: bool = True
    sizes: bool = True

    @classmethod
    async def of(cls, store: Store, heard: Heard, wishes: Wishes) -> Taste:
        return cls(await known_customer(store, heard.customer_id), wishes.brand is None, wishes.size is None)

    def prefers(self, product: Product) -> int:
        """How much of it is as this customer likes it: 0, 1 or 2."""
        return (self._brand(product) is not None) + (self._size(product) is not None)

    def said(self, products: Sequence[Product], language: str, phrases: Phrases) -> str:
        """The sentence that tells why the first of these stand first; empty where they are nothing special."""
        first = products[0]
        given = {"taste_brand": self._brand(first), "taste_size": self._size(first)}
        likes = [phrases.say(name, language, value=value) for name, value in given.items() if value]
        together = phrases.say("list_and", language).join(likes)
        return phrases.say("by_taste", language, likes=together) if likes else ""

    def _brand(self, product: Product) -> str | None:
        liked = self.known.brands if self.known and self.brands else ()
        return next((each for each in liked if each.casefold() == product.brand.casefold()), None)

    def _size(self, product: Product) -> str | None:
        size = self.known.size_for(product.category) if self.known and self.sizes else None
        return size if size and pieces(product, size=size) > 0 else None


async def known_customer(store: Store, customer_id: str | None) -> Profile | None:
    """None for a stranger, and for a customer whom the shop does not know (any more)."""
    if not customer_id:
        return None
    try:
        known: Profile = await store.run(profile.of, customer_id)
    except UnknownCustomer:
        return None
    return known
