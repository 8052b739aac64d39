"""Products found, with prices and stock as they are now."""

from __future__ import annotations

from collections.abc import Sequence

from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions import describing
from actions.going_on import GoingOn
from actions.heard import DomainDict, Heard, Tracker
from actions.product_action import asks_for_variant
from actions.query import residue
from actions.references import read
from actions.shown import Shown
from actions.wishes import NOTHING, Wishes
from knowledge.words import words
from shop import catalogue
from shop.models import Product

_WORDS_OF_A_REFERENCE = 5  # what says more may be about anything


class SearchProducts(GoingOn):
    def name(self) -> str:
        return "action_search_products"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        heard = Heard.of(tracker)
        wishes, reference, shown = Wishes.of(heard), read(heard.text), Shown.of(heard)
        if not heard.text and wishes == NOTHING:
            return self._ask_which(dispatcher, heard)
        gone_on = await self._go_on(dispatcher, heard, reference, shown)
        if gone_on is not None:
            return gone_on
        chosen = await self._chosen(heard, reference, shown)
        if chosen:
            return self._present(dispatcher, chosen, heard, shown)
        if chosen is not None and reference.positions:
            return self._ask_which(dispatcher, heard, "not_among_shown")
        if asks_for_variant(wishes, reference, shown) and (product := await self._get(shown.focus[0])):
            text = describing.stock(product, wishes.color, wishes.size, heard.language, self._phrases)
            return self._show(dispatcher, text, [product], heard, shown.by_answer([product.id]))
        named = await self._finder.named(heard.text, heard.language)
        if named and catalogue.stock_of(named) == 0:
            text = describing.sold_out(named, heard.language, self._phrases)
            alone = describing.sold_out(named, heard.language, self._phrases, alone=True)
            return await self._sold_out(dispatcher, text, alone, named, heard, shown)
        return await self._search(dispatcher, heard, reference, shown)

    def names_goods(self, heard: Heard) -> bool:
        """Whether a message that is not understood is at least the name of something in the catalogue."""
        return bool(heard.text) and self._finder.is_called_so(set(residue(heard)), heard.text, heard.language)

    def refers_to_shown(self, heard: Heard) -> bool:
        """Whether a message that is not understood only makes sense of what is shown: "the second one", "cheaper"."""
        short = len(words(heard.text, heard.language)) <= _WORDS_OF_A_REFERENCE
        return short and bool(Shown.of(heard).focus) and read(heard.text).needs_shown

    def _present(
        self, dispatcher: CollectingDispatcher, chosen: Sequence[Product], heard: Heard, shown: Shown
    ) -> list[EventType]:
        """One that was pointed at in full, several as cards."""
        text = self._phrases.say("products_found", heard.language)
        if len(chosen) == 1:
            text = describing.details(chosen[0], heard.language, self._phrases)
        return self._show(dispatcher, text, chosen, heard, shown.by_answer([each.id for each in chosen]))
