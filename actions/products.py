"""Products: found, recommended, described, with prices and stock as they are now."""

from __future__ import annotations

from collections.abc import Sequence

from rasa_sdk import Action
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import describing
from actions.heard import DomainDict, Heard, Tracker
from actions.phrases import Phrases
from actions.questions import Answers, utter_answer
from actions.wishes import Finder, Wishes
from knowledge.index import KnowledgeIndex
from knowledge.passages import Hit
from shop import cards, catalogue, recommendation
from shop.errors import UnknownProduct
from shop.models import Product
from shop.store import Store

_SHOWN = 6
# above the threshold of an answer: a product's own page answers most questions better
_SURELY_GENERAL = 0.6


class _ProductAction(Action):  # type: ignore[misc]
    """What the three actions share: the shop, the index, a way to show cards."""

    def __init__(self, store: Store, index: KnowledgeIndex, phrases: Phrases) -> None:
        self._store = store
        self._finder = Finder(store, index)
        self._phrases = phrases

    def _show(
        self,
        dispatcher: CollectingDispatcher,
        text: str,
        products: Sequence[Product],
        language: str,
        reason: str | None = None,
    ) -> list[EventType]:
        body = {"text": text, "products": [cards.product_card(product, language, reason) for product in products]}
        dispatcher.utter_message(json_message={"kind": "products", "body": body})
        return [SlotSet("shown_products", [product.id for product in products]), SlotSet("misunderstood", 0)]

    async def _subject(self, heard: Heard) -> Product | None:
        """The product that is meant: clicked; on the page, unless another is named; named; shown last."""
        clicked = await self._get(heard.entities.get("product"))
        if clicked:
            return clicked
        wishes = Wishes.of(heard)
        on_page = await self._get(heard.product_page)
        if on_page and wishes.name(on_page):
            return on_page
        if heard.text and wishes.names_something():
            found = await self._finder.find(wishes, heard, 1, in_stock=False)
            return found.products[0] if found.products else None
        return await self._get(heard.shown_products[0]) if heard.shown_products else None

    async def _get(self, product_id: str | None) -> Product | None:
        try:
            return None if product_id is None else await self._store.run(catalogue.get, product_id)
        except UnknownProduct:
            return None


class SearchProducts(_ProductAction):
    def name(self) -> str:
        return "action_search_products"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        heard = Heard.of(tracker)
        wishes = Wishes.of(heard)
        if not heard.text and wishes == Wishes():
            dispatcher.utter_message(text=self._phrases.say("which_product", heard.language))
            return []
        found = await self._finder.find(wishes, heard, _SHOWN)
        if not found.products:
            dispatcher.utter_message(text=self._phrases.say("products_none", heard.language))
            return [SlotSet("misunderstood", 0)]
        say = "products_found" if found.exact else "products_none_exact"
        return self._show(dispatcher, self._phrases.say(say, heard.language), found.products, heard.language)


class RecommendProducts(_ProductAction):
    def name(self) -> str:
        return "action_recommend_products"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        heard = Heard.of(tracker)
        language = heard.language
        named = heard.entities.get("product") or (heard.product_page if not heard.text else None)
        product = await self._get(named)
        if product:
            similar = await self._store.run(recommendation.similar, product.id, _SHOWN)
            reason = self._phrases.say("reason_similar", language, name=describing.name(product, language))
            return self._show(dispatcher, self._phrases.say("recommend_similar", language), similar, language, reason)
        wishes = Wishes.of(heard)
        if heard.text and wishes.names_something():
            found = await self._finder.find(wishes, heard, _SHOWN)
            if found.products:
                return self._show(dispatcher, self._phrases.say("recommend_need", language), found.products, language)
        if heard.customer_id:
            theirs = await self._store.run(recommendation.for_customer, heard.customer_id, _SHOWN)
            reason = self._phrases.say("reason_customer", language)
            return self._show(dispatcher, self._phrases.say("recommend_customer", language), theirs, language, reason)
        popular = await self._store.run(recommendation.popular, _SHOWN)
        reason = self._phrases.say("reason_popular", language)
        return self._show(dispatcher, self._phrases.say("recommend_popular", language), popular, language, reason)


class AskProduct(_ProductAction):
    """Price, stock, properties of one product; two side by side; a question about products in general from the FAQ."""

    def __init__(self, store: Store, index: KnowledgeIndex, phrases: Phrases, answers: Answers) -> None:
        super().__init__(store, index, phrases)
        self._answers = answers

    def name(self) -> str:
        return "action_ask_product"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        heard = Heard.of(tracker)
        if heard.intent == "compare_products":
            return await self._compare(dispatcher, heard)
        if hits := self._in_general(heard):
            utter_answer(dispatcher, hits, heard, self._phrases)
            return [SlotSet("misunderstood", 0)]
        product = await self._subject(heard)
        if product is None:
            dispatcher.utter_message(text=self._phrases.say("which_product", heard.language))
            return []
        if heard.intent == "check_stock" and catalogue.stock_of(product) == 0:
            nearest = await self._store.run(recommendation.similar, product.id, _SHOWN)
            text = describing.sold_out(product, heard.language, self._phrases)
            return self._show(dispatcher, text, nearest, heard.language)
        text = self._about(product, heard)
        return self._show(dispatcher, text, [product], heard.language)

    def _in_general(self, heard: Heard) -> list[Hit]:
        """FAQ hits for a question that names no brand and whose best entry is about this kind of question."""
        hits = self._answers.sure(heard) if heard.text and "brand" not in heard.entities else []
        sure = hits and hits[0].score >= _SURELY_GENERAL and heard.intent in hits[0].passage.facts["intents"]
        return hits if sure else []

    def _about(self, product: Product, heard: Heard) -> str:
        if heard.intent == "ask_price":
            return describing.price(product, heard.language, self._phrases)
        if heard.intent == "check_stock":
            wanted = (heard.entities.get("color"), heard.entities.get("size"))
            return describing.stock(product, *wanted, heard.language, self._phrases)
        return describing.details(product, heard.language, self._phrases)

    async def _compare(self, dispatcher: CollectingDispatcher, heard: Heard) -> list[EventType]:
        wishes = Wishes.of(heard)
        products: list[Product] = []
        if wishes.names_something():
            products = (await self._finder.find(wishes, heard, 2, in_stock=False)).products
        if len(products) < 2 and len(heard.shown_products) >= 2:
            products = await self._store.run(catalogue.get_many, heard.shown_products[:2])
        if len(products) < 2:
            dispatcher.utter_message(text=self._phrases.say("which_product", heard.language))
            return []
        text = "\n\n".join(describing.details(product, heard.language, self._phrases) for product in products)
        return self._show(dispatcher, text, products, heard.language)
