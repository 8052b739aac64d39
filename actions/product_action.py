"""What the actions on products share: the shop, the index, cards, and what a message means by "the second one"."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from rasa_sdk import Action
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import wording
from actions.finding import Finder, anything
from actions.heard import Heard
from actions.phrases import Phrases
from actions.query import kept, residue, sought, spelled
from actions.references import Reference
from actions.shown import Shown
from actions.taste import Taste
from actions.wishes import NOTHING, Wishes, is_color
from knowledge.index import KnowledgeIndex
from knowledge.words import words
from shop import cards, catalogue
from shop.errors import UnknownProduct
from shop.models import Product
from shop.store import Store
from shop.words import in_language

SHOWN = 6
_VARIANT = ("color", "size")


class ProductAction(Action):  # type: ignore[misc]
    def __init__(self, store: Store, index: KnowledgeIndex, phrases: Phrases) -> None:
        self._store = store
        self._finder = Finder(store, index)
        self._phrases = phrases

    def _show(
        self,
        dispatcher: CollectingDispatcher,
        text: str,
        products: Sequence[Product],
        heard: Heard,
        shown: Shown,
        reasons: Mapping[str, str] | None = None,
    ) -> list[EventType]:
        """`shown` is what is on the screen from now on; `reasons` by the products' ids."""
        why = reasons or {}
        body = {"text": text, "products": [cards.product_card(p, heard.language, why.get(p.id)) for p in products]}
        dispatcher.utter_message(json_message={"kind": "products", "body": body})
        return [*shown.slots(), SlotSet("misunderstood", 0)]

    def _ask_which(self, dispatcher: CollectingDispatcher, heard: Heard, say: str = "which_product") -> list[EventType]:
        dispatcher.utter_message(text=self._phrases.say(say, heard.language))
        return [SlotSet("misunderstood", 0)]

    async def _search(
        self,
        dispatcher: CollectingDispatcher,
        heard: Heard,
        reference: Reference,
        shown: Shown,
        exact: str = "products_found",
        keep: Callable[[Product], bool] = anything,
    ) -> list[EventType]:
        """A search, or the last one with what is said now added to it or in place of what was said before."""
        wishes, text, rest = Wishes.of(heard), sought(heard), kept(heard)
        goes_on = continues(wishes, heard, reference, shown)
        if goes_on:
            rest = rest if wishes.names_kind() else " ".join([shown.words, *([rest] if residue(heard) else [])]).strip()
            wishes = shown.wishes.then(wishes)
            text = f"{rest} {spelled(wishes, heard.language)}".strip()
        taste = await Taste.of(self._store, heard, wishes)
        found = await self._finder.find(wishes, text, heard.language, SHOWN, keep=keep, prefer=taste.prefers)
        if not found.products:
            dispatcher.utter_message(text=self._phrases.say("products_none", heard.language))
            return [SlotSet("misunderstood", 0)]
        said = wording.found(found, wishes, heard.language, self._phrases, exact)
        if found.by_taste:
            said = f"{said}\n\n{taste.said(found.products, heard.language, self._phrases)}".strip()
        now_shown = shown.by_search([each.id for each in found.products], rest, wishes)
        return self._show(dispatcher, said, found.products, heard, now_shown)

    async def _chosen(self, heard: Heard, reference: Reference, shown: Shown) -> list[Product] | None:
        """The products on the screen that are told by place, price or a word; None where nothing is said of that."""
        wishes = Wishes.of(heard)
        listed = await self._still_sold(shown.listed) if shown.listed else []
        if not listed or (reference.positions and not shown.listed):
            return None
        if reference.positions:
            return [listed[place] for place in reference.positions if -1 <= place < len(listed)]
        if reference.extreme and not wishes.names_kind():
            return [_extreme(listed, reference.extreme)]
        if not reference.one or len(listed) < 2:
            return None
        pages = {each.id: set(words(_page(each), "en")) for each in listed}
        told = _told(heard, reference.one) & set().union(*pages.values())
        if wishes == NOTHING and not told:
            return None
        return [
            each
            for each in listed
            if wishes.name(each)
            and (wishes.color is None or any(is_color(wishes.color, variant.color) for variant in each.variants))
            and told <= pages[each.id]
        ]

    async def _sold_out(
        self, dispatcher: CollectingDispatcher, text: str, alone: str, product: Product, heard: Heard, shown: Shown
    ) -> list[EventType]:
        """`text` and the nearest in stock, or `alone` where there is none."""
        nearest = await self._finder.nearest(product, heard.language, SHOWN)
        now_shown = shown.by_search([each.id for each in nearest], "", Wishes(category=product.category))
        return self._show(dispatcher, text if nearest else alone, nearest, heard, now_shown if nearest else shown)

    async def _get(self, product_id: str | None) -> Product | None:
        try:
            return None if product_id is None else await self._store.run(catalogue.get, product_id)
        except UnknownProduct:
            return None

    async def _still_sold(self, ids: Sequence[str]) -> list[Product]:
        return [each for each in await self._store.run(catalogue.get_many, ids) if each.available]


def continues(wishes: Wishes, heard: Heard, reference: Reference, shown: Shown) -> bool:
    """Whether a message goes on with the last search: it only names what tells the things of one kind apart."""
    if not shown.seen or not heard.text or not (shown.words or shown.wishes != NOTHING):
        return False
    if wishes.names_kind():
        return reference.adds
    rest = residue(heard)
    return bool(rest and (reference.continues or reference.one)) or (not rest and wishes != NOTHING)


def asks_for_variant(wishes: Wishes, reference: Reference, shown: Shown) -> bool:
    """Whether a colour or a size is asked of the one product that was shown last."""
    alone = len(shown.focus) == 1 or (reference.this and bool(shown.focus))
    only = wishes.names_variant() and not wishes.names_something()
    return alone and only and wishes.price_min is None and wishes.price_max is None and not reference.several


def _told(heard: Heard, one: str) -> set[str]:
    """The words that tell one product from others, without those that are wishes already."""
    wished = " ".join(heard.text[start:end] for kind, start, end in heard.spans if kind in _VARIANT)
    return set(words(one, "en")) - set(words(wished, "en"))


def _extreme(products: Sequence[Product], which: str) -> Product:
    if which == "best":
        return max(products, key=lambda each: (each.rating, each.reviews))
    order = sorted(products, key=lambda each: each.price_cents)
    return order[0] if which == "cheapest" else order[-1]


def _page(product: Product) -> str:
    """All words of a product, in every language."""
    attributes = [f"{label} {value}" for rows in product.attributes.values() for label, value in rows.items()]
    flags = [flag.replace("_", " ") for flag, true in product.facts.items() if true is True]
    return " ".join([product.search_text, *product.descriptions.values(), *attributes, *flags, _en(product.names)])


def _en(texts: dict[str, str]) -> str:
    return str(in_language(texts, "en"))
