"""Questions about products: the price, the stock, what the page says, two side by side."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import comparing, describing
from actions.going_on import GoingOn
from actions.heard import DomainDict, Heard, Tracker
from actions.phrases import Phrases
from actions.product_action import asks_for_variant, continues
from actions.product_questions import ProductQuestions, table
from actions.query import sought
from actions.questions import Answers, utter_answer
from actions.references import Reference, read
from actions.shown import Shown
from actions.wishes import NOTHING, Wishes
from knowledge.index import KnowledgeIndex
from knowledge.passages import Hit
from shop import catalogue
from shop.models import Product
from shop.store import Store

# above the threshold of an answer: a product's own page answers most questions better
_SURELY_GENERAL = 0.6
_MOST_COMPARED = 4


class AskProduct(GoingOn):
    """Price, stock, properties of one product; two side by side; a question about products in general from the FAQ."""

    def __init__(
        self,
        store: Store,
        index: KnowledgeIndex,
        phrases: Phrases,
        answers: Answers,
        questions: ProductQuestions | None = None,
    ) -> None:
        super().__init__(store, index, phrases)
        self._answers = answers
        self._questions = questions or ProductQuestions.load()

    def name(self) -> str:
        return "action_ask_product"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        heard = Heard.of(tracker)
        wishes, reference, shown = Wishes.of(heard), read(heard.text), Shown.of(heard)
        if heard.intent == "compare_products":
            return await self._compare(dispatcher, heard, reference, shown)
        gone_on = await self._go_on(dispatcher, heard, reference, shown)
        if gone_on is not None:
            return gone_on
        chosen = await self._chosen(heard, reference, shown)
        if chosen:
            return await self._about(dispatcher, chosen[0], heard, shown)
        if chosen is not None and not wishes.names_something():
            return self._ask_which(dispatcher, heard, "not_among_shown")
        if self._narrows(wishes, heard, reference, shown):
            return await self._search(dispatcher, heard, reference, shown)
        if hits := self._in_general(heard):
            utter_answer(dispatcher, hits, heard, self._phrases, self._answers.threshold)
            return [SlotSet("misunderstood", 0)]
        product = await self._subject(wishes, heard, shown)
        if product is None:
            return self._ask_which(dispatcher, heard)
        return await self._about(dispatcher, product, heard, shown)

    def _narrows(self, wishes: Wishes, heard: Heard, reference: Reference, shown: Shown) -> bool:
        """Whether a colour, a size or a price is asked of the whole list ("in size L?"), not of one product."""
        if not heard.text or heard.product_page or reference.this or len(shown.focus) < 2:
            return False
        return not asks_for_variant(wishes, reference, shown) and (
            wishes != NOTHING and not wishes.names_kind() and continues(wishes, heard, reference, shown)
        )

    def _in_general(self, heard: Heard) -> list[Hit]:
        """FAQ hits for a question that names no brand and whose best entry is about this kind of question."""
        hits = self._answers.sure(heard) if heard.text and "brand" not in heard.entities else []
        sure = hits and hits[0].score >= _SURELY_GENERAL and heard.intent in hits[0].passage.facts["intents"]
        return hits if sure else []

    async def _subject(self, wishes: Wishes, heard: Heard, shown: Shown) -> Product | None:
        """The product that is meant: clicked; named in full; on the page or shown, unless another is named; found."""
        clicked = await self._get(heard.entities.get("product"))
        if clicked:
            return clicked
        named = await self._finder.named(heard.text, heard.language)
        if named:
            return named
        on_page = await self._get(heard.product_page)
        if on_page and wishes.name(on_page):
            return on_page
        if not wishes.names_something():
            return await self._get(shown.focus[0]) if shown.focus else None
        on_screen = await self._still_sold([*shown.focus, *shown.listed]) if shown.focus else []
        meant = next((each for each in on_screen if wishes.name(each, every_word=True)), None)
        if meant or not heard.text:
            return meant
        found = await self._finder.find(wishes, sought(heard), heard.language, 1, in_stock=False)
        return found.products[0] if found.products else None

    async def _about(
        self, dispatcher: CollectingDispatcher, product: Product, heard: Heard, shown: Shown
    ) -> list[EventType]:
        language = heard.language
        if not product.available:
            gone = self._phrases.say("product_gone", language, name=describing.name(product, language))
            alone = self._phrases.say("product_gone_alone", language, name=describing.name(product, language))
            return await self._sold_out(dispatcher, gone, alone, product, heard, shown)
        answer, known = self._answer(product, heard)
        if catalogue.stock_of(product) == 0:
            before = "" if heard.intent == "check_stock" else f"{answer}\n\n"
            text = before + describing.sold_out(product, language, self._phrases)
            alone = before + describing.sold_out(product, language, self._phrases, alone=True)
            return await self._sold_out(dispatcher, text, alone, product, heard, shown)
        events = self._show(dispatcher, answer, [product], heard, shown.by_answer([product.id]))
        if not known:
            person = self._phrases.button("person", language, "/contact_human_agent")
            dispatcher.utter_message(text=self._phrases.say("ask_person_instead", language), buttons=[person])
        return events

    def _answer(self, product: Product, heard: Heard) -> tuple[str, bool]:
        """What there is to say, and whether it answers the question."""
        language, wishes = heard.language, Wishes.of(heard)
        if heard.intent == "ask_price":
            return describing.price(product, language, self._phrases), True
        stock = describing.stock(product, wishes.color, wishes.size, language, self._phrases)
        if heard.intent == "check_stock":
            return stock, True
        if self._questions.asks_for_everything(heard.text):
            return describing.details(product, language, self._phrases), True
        said = self._questions.said(product, heard)
        if self._questions.asks_for_variants(heard.text) or (wishes.names_variant() and not said):
            return stock, True
        return describing.answer(product, said, language, self._phrases), bool(said)

    async def _compare(
        self, dispatcher: CollectingDispatcher, heard: Heard, reference: Reference, shown: Shown
    ) -> list[EventType]:
        products = (await self._compared(heard, reference, shown))[:_MOST_COMPARED]
        if len(products) < 2:
            return self._ask_which(dispatcher, heard)
        labels = [label for each in products for label, _ in table(each, heard.language)]
        own = [self._phrases.say(f"row_{row}", heard.language) for row in ("price", "rating", "stock")]
        asked = self._questions.labels_asked([*own, *labels], heard)
        text = comparing.comparison(products, asked, heard.language, self._phrases)
        return self._show(dispatcher, text, products, heard, shown.by_answer([each.id for each in products]))

    async def _compared(self, heard: Heard, reference: Reference, shown: Shown) -> list[Product]:
        """What is pointed at; what is named, one of each name, with the one that was shown; the first two shown."""
        wishes = Wishes.of(heard)
        pointed = await self._chosen(heard, reference, shown) or []
        focus = await self._still_sold(shown.focus if len(shown.focus) > 1 else shown.listed)
        if len(pointed) > 1:
            return pointed
        named = await self._each_named(wishes, heard)
        if reference.this and shown.focus and len(named) < 2:
            pointed += await self._still_sold(shown.focus[:1])
        if pointed and not named:
            named = focus
        if pointed or len(named) > 1:
            return list({each.id: each for each in [*pointed, *named]}.values())[: 2 if pointed else _MOST_COMPARED]
        if named:
            found = await self._finder.find(wishes, sought(heard), heard.language, 2, in_stock=False)
            return found.products if len(found.products) > 1 else focus[:2]
        return focus[:2]

    async def _each_named(self, wishes: Wishes, heard: Heard) -> list[Product]:
        """The best product for every brand, or every kind of thing, or every colour that is named."""
        for kind in ("brand", "product", "category", "color"):
            names = heard.values.get(kind, ())
            if len(names) > 1 or (names and kind in ("brand", "product", "category")):
                plain = replace(wishes, size=None, price_min=None, price_max=None)
                wanted = [replace(plain, **_only(kind, name)) for name in dict.fromkeys(names)]
                texts = [
                    f"{each.product or each.category or wishes.product or ''} {each.brand or ''}".strip()
                    for each in wanted
                ]
                found = [
                    await self._finder.find(each, text or sought(heard), heard.language, 1, in_stock=False, relax=False)
                    for each, text in zip(wanted, texts, strict=True)
                ]
                return list({p.id: p for one in found for p in one.products}.values())
        return []


def _only(kind: str, name: str) -> dict[str, Any]:
    return {kind: name}
