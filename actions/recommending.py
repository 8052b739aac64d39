"""Products recommended: for what is shown, for a described need, for whom one knows, each with its reason."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions import describing
from actions.going_on import GoingOn
from actions.heard import DomainDict, Heard, Tracker
from actions.needs import Need
from actions.product_action import SHOWN, continues
from actions.references import Reference, read
from actions.shown import Shown
from actions.wishes import NOTHING, Wishes
from shop import recommendation
from shop.models import Product
from shop.recommendation import Suggestion
from shop.words import category_name

_ALTERNATIVES = 4  # of SHOWN, the rest goes with it
_ALL_OF_THEM = re.compile(r"\b(?:these|those|them|all)\b|这些|那些|它们|这几|都", re.IGNORECASE)


class RecommendProducts(GoingOn):
    def name(self) -> str:
        return "action_recommend_products"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        heard = Heard.of(tracker)
        wishes, reference, shown, need = Wishes.of(heard), read(heard.text), Shown.of(heard), Need.of(heard)
        named = heard.entities.get("product") or (heard.product_page if not heard.text else None)
        product = await self._get(named)
        if product:
            return await self._beside(dispatcher, product, heard, shown)
        if need.goes_with:
            bases = await self._bases(heard, wishes, reference, shown)
            if bases:
                return await self._goes_with(dispatcher, bases, heard, shown)
        gone_on = await self._go_on(dispatcher, heard, reference, shown)
        if gone_on is not None:
            return gone_on
        if heard.text and (wishes.names_something() or self._narrows(wishes, heard, reference, shown)):
            say = "recommend_present" if need.for_other else "recommend_need"
            return await self._search(dispatcher, heard, reference, shown, say, keep=need.suits)
        if need.words and (found := await self._for_need(heard, wishes, need)):
            return self._show_need(dispatcher, found, need, wishes, heard, shown)
        if heard.customer_id and not need.for_other:
            theirs = await self._store.run(recommendation.for_customer, heard.customer_id, SHOWN)
            known = any(each.why != recommendation.POPULAR for each in theirs)
            say = "recommend_customer" if known else _popular_or_any(theirs)
            return self._suggest(dispatcher, say, theirs, heard, shown)
        return await self._popular(dispatcher, need, heard, shown)

    def _narrows(self, wishes: Wishes, heard: Heard, reference: Reference, shown: Shown) -> bool:
        """Whether it is a choice within the last search ("and which one under 50?")."""
        return wishes != NOTHING and continues(wishes, heard, reference, shown)

    async def _bases(self, heard: Heard, wishes: Wishes, reference: Reference, shown: Shown) -> list[Product]:
        """What something should go with: what is named, what is pointed at, the product of the page, what was shown."""
        if wishes.names_kind():
            named = await self._finder.named(heard.text, heard.language)
            text = wishes.product or ""
            found = [named] if named else (await self._finder.find(wishes, text, heard.language, 1)).products
            # of "what goes with this tent" it is the tent that was shown
            told = await self._base(heard, reference, shown)
            return [each for each in told if wishes.name(each)] or found
        if _ALL_OF_THEM.search(heard.text) and not reference.positions and shown.focus:
            return await self._still_sold(shown.focus)
        return await self._base(heard, reference, shown)

    async def _beside(
        self, dispatcher: CollectingDispatcher, product: Product, heard: Heard, shown: Shown
    ) -> list[EventType]:
        """Alternatives to one product and what goes with it."""
        without = await self._owned(heard)
        others = await self._store.run(recommendation.alternatives, product.id, SHOWN, without)
        with_it = await self._store.run(recommendation.accessories, [product.id], SHOWN - _ALTERNATIVES, without)
        suggestions = [*others[: SHOWN - len(with_it)], *with_it]
        if not suggestions:
            return await self._popular(dispatcher, Need(), heard, shown)
        name = describing.name(product, heard.language)
        return self._suggest(
            dispatcher, "recommend_similar", suggestions, heard, shown, name, Wishes(category=product.category)
        )

    async def _goes_with(
        self, dispatcher: CollectingDispatcher, bases: Sequence[Product], heard: Heard, shown: Shown
    ) -> list[EventType]:
        name, ids = describing.name(bases[0], heard.language), [each.id for each in bases]
        without = await self._owned(heard)
        found = await self._store.run(recommendation.accessories, ids, SHOWN, without)
        if found:
            say = "recommend_goes_with" if len(bases) == 1 else "recommend_goes_with_all"
            return self._suggest(dispatcher, say, found, heard, shown, name=name)
        others = await self._store.run(recommendation.alternatives, ids[0], SHOWN, without)
        say = "recommend_goes_with_unknown" if others else "recommend_goes_with_nothing"
        if not others:
            return self._ask_which(dispatcher, heard, say)
        return self._suggest(dispatcher, say, others, heard, shown, name, Wishes(category=bases[0].category), name)

    async def _for_need(self, heard: Heard, wishes: Wishes, need: Need) -> list[Product]:
        return (await self._finder.find(wishes, need.words, heard.language, SHOWN, keep=need.suits)).products

    def _show_need(
        self,
        dispatcher: CollectingDispatcher,
        found: Sequence[Product],
        need: Need,
        wishes: Wishes,
        heard: Heard,
        shown: Shown,
    ) -> list[EventType]:
        text = self._phrases.say("recommend_present" if need.for_other else "recommend_need", heard.language)
        reason = self._phrases.say("reason_need", heard.language, need=need.words)
        now_shown = shown.by_search([each.id for each in found], need.words, wishes)
        return self._show(dispatcher, text, found, heard, now_shown, dict.fromkeys((each.id for each in found), reason))

    async def _popular(
        self, dispatcher: CollectingDispatcher, need: Need, heard: Heard, shown: Shown
    ) -> list[EventType]:
        most = await self._store.run(recommendation.popular, SHOWN * 3)
        sold = [each for each in most if need.suits(each)][:SHOWN]
        suggestions = [Suggestion(each, recommendation.POPULAR) for each in sold]
        say = _popular_or_any(suggestions)
        if need.for_other:
            say = "recommend_present_popular" if say == "recommend_popular" else "recommend_present_any"
        return self._suggest(dispatcher, say, suggestions, heard, shown)

    def _suggest(
        self,
        dispatcher: CollectingDispatcher,
        say: str,
        suggestions: Sequence[Suggestion],
        heard: Heard,
        shown: Shown,
        words: str = "",
        wishes: Wishes = NOTHING,
        name: str = "",
    ) -> list[EventType]:
        """`words` and `wishes`: what "more of them" goes on from; `name`: what the sentence is about."""
        products = [each.product for each in suggestions]
        told = [each for each in suggestions if each.why != recommendation.POPULAR or each.product.popularity > 0]
        reasons = {each.product.id: self._reason(each, heard.language) for each in told}
        found = shown.by_search([each.id for each in products], words, wishes)
        text = self._phrases.say(say, heard.language, name=name or words)
        return self._show(dispatcher, text, products, heard, found, reasons)

    def _reason(self, suggestion: Suggestion, language: str) -> str:
        product, about = suggestion.product, suggestion.about
        name = describing.name(about, language) if about else ""
        if suggestion.why == recommendation.LIKED_BRAND:
            name = product.brand
        elif suggestion.why == recommendation.LIKED_CATEGORY:
            name = category_name(product.category, language)
        return self._phrases.say(f"reason_{suggestion.why}", language, name=name)

    async def _owned(self, heard: Heard) -> set[str]:
        if not heard.customer_id:
            return set()
        owned: set[str] = await self._store.run(recommendation.has_already, heard.customer_id)
        return owned


def _popular_or_any(suggestions: Sequence[Suggestion]) -> str:
    """Nobody has looked at or bought what was imported a minute ago: it is not called liked."""
    liked = any(each.product.popularity > 0 for each in suggestions)
    return "recommend_popular" if liked else "recommend_any"
