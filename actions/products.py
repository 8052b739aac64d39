"""Products found and recommended, with prices and stock as they are now."""

from __future__ import annotations

from collections.abc import Sequence

from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions import describing
from actions.going_on import GoingOn
from actions.heard import DomainDict, Heard, Tracker
from actions.product_action import SHOWN, asks_for_variant, continues
from actions.query import residue
from actions.references import Reference, read
from actions.shown import Shown
from actions.wishes import NOTHING, Wishes
from shop import catalogue, recommendation
from shop.models import Product


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

    def _present(
        self, dispatcher: CollectingDispatcher, chosen: Sequence[Product], heard: Heard, shown: Shown
    ) -> list[EventType]:
        """One that was pointed at in full, several as cards."""
        text = self._phrases.say("products_found", heard.language)
        if len(chosen) == 1:
            text = describing.details(chosen[0], heard.language, self._phrases)
        return self._show(dispatcher, text, chosen, heard, shown.by_answer([each.id for each in chosen]))


class RecommendProducts(GoingOn):
    def name(self) -> str:
        return "action_recommend_products"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        heard = Heard.of(tracker)
        wishes, reference, shown = Wishes.of(heard), read(heard.text), Shown.of(heard)
        named = heard.entities.get("product") or (heard.product_page if not heard.text else None)
        product = await self._get(named)
        if product:
            return await self._neighbours(dispatcher, product, heard, shown)
        gone_on = await self._go_on(dispatcher, heard, reference, shown)
        if gone_on is not None:
            return gone_on
        if heard.text and (wishes.names_something() or self._narrows(wishes, heard, reference, shown)):
            return await self._search(dispatcher, heard, reference, shown, "recommend_need")
        if heard.customer_id:
            theirs = await self._store.run(recommendation.for_customer, heard.customer_id, SHOWN)
            return self._recommend(dispatcher, "customer", [each.product for each in theirs], heard, shown)
        popular = await self._store.run(recommendation.popular, SHOWN)
        return self._recommend(dispatcher, "popular", popular, heard, shown)

    def _narrows(self, wishes: Wishes, heard: Heard, reference: Reference, shown: Shown) -> bool:
        """Whether it is a choice within the last search ("and which one under 50?")."""
        return wishes != NOTHING and continues(wishes, heard, reference, shown)

    async def _neighbours(
        self, dispatcher: CollectingDispatcher, product: Product, heard: Heard, shown: Shown
    ) -> list[EventType]:
        similar = [p for p in await self._store.run(recommendation.similar, product.id, SHOWN) if p.available]
        name = describing.name(product, heard.language)
        reason = self._phrases.say("reason_similar", heard.language, name=name)
        text = self._phrases.say("recommend_similar", heard.language)
        found = shown.by_search([each.id for each in similar], name, Wishes(category=product.category))
        return self._show(dispatcher, text, similar, heard, found, reason)

    def _recommend(
        self, dispatcher: CollectingDispatcher, why: str, products: Sequence[Product], heard: Heard, shown: Shown
    ) -> list[EventType]:
        sold = [each for each in products if each.available]
        text = self._phrases.say(f"recommend_{why}", heard.language)
        reason = self._phrases.say(f"reason_{why}", heard.language)
        found = shown.by_search([each.id for each in sold], "", NOTHING)
        return self._show(dispatcher, text, sold, heard, found, reason)
