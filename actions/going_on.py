"""Going on from what was shown: cheaper ones, better ones, more of them, others like one of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions import describing, wording
from actions.heard import Heard
from actions.product_action import SHOWN, ProductAction
from actions.query import spelled
from actions.references import Reference
from actions.shown import Shown
from actions.wishes import NOTHING, Wishes
from shop import recommendation
from shop.models import Product

_COMPARED = 40  # candidates whose ratings are held against each other


class GoingOn(ProductAction):
    """For an action whose intent's messages may refer to what was shown."""

    async def _go_on(
        self, dispatcher: CollectingDispatcher, heard: Heard, reference: Reference, shown: Shown
    ) -> list[EventType] | None:
        """What the reference asks for; None where it is none, or names what it is about itself."""
        base = await self._base(heard, reference, shown)
        wishes = Wishes.of(heard)
        if not base:
            lost = reference.needs_shown and not wishes.names_something()
            return self._ask_which(dispatcher, heard) if lost else None
        if reference.alike:
            return await self._alike(dispatcher, heard, reference, shown, base[0])
        other_kind = wishes.names_kind() and not all(wishes.name(each) for each in base)
        if reference.step and not other_kind:
            return await self._step(dispatcher, heard, reference.step, shown, base)
        if reference.more and shown.seen:
            return await self._more(dispatcher, heard, shown)
        return None

    async def _base(self, heard: Heard, reference: Reference, shown: Shown) -> list[Product]:
        """What is compared with: what is pointed at, or all that was listed, or the product of the page."""
        chosen = await self._chosen(heard, reference, shown)
        if chosen:
            return chosen
        if heard.product_page and (reference.this or not shown.focus):
            return await self._still_sold([heard.product_page])
        return await self._still_sold(shown.focus[:1] if reference.this and not reference.step else shown.focus)

    async def _alike(
        self, dispatcher: CollectingDispatcher, heard: Heard, reference: Reference, shown: Shown, product: Product
    ) -> list[EventType]:
        language = heard.language
        wishes = replace(Wishes.of(heard), product=None)
        if reference.step == "cheaper" and wishes.price_max is None:
            wishes = replace(wishes, price_max=product.price_cents - 1)
        if reference.step == "dearer" and wishes.price_min is None:
            wishes = replace(wishes, price_min=product.price_cents + 1)
        found = await self._finder.alike(product, wishes, language, SHOWN, ())
        if not found.products:
            dispatcher.utter_message(text=self._phrases.say("products_no_more", language))
            return []
        text = self._phrases.say("products_alike", language, name=describing.name(product, language))
        if found.given_up:
            text = wording.found(found, wishes, language, self._phrases)
        words = describing.name(product, language)
        now_shown = shown.by_search(
            [each.id for each in found.products], words, replace(wishes, category=product.category)
        )
        return self._show(dispatcher, text, found.products, heard, now_shown)

    async def _step(
        self, dispatcher: CollectingDispatcher, heard: Heard, step: str, shown: Shown, base: Sequence[Product]
    ) -> list[EventType]:
        language = heard.language
        wishes = (await self._met_before(shown, language)).then(replace(Wishes.of(heard), product=None))
        if wishes.category is None and len({each.category for each in base}) == 1:
            wishes = replace(wishes, category=base[0].category)
        words = shown.words or (describing.name(base[0], language) if len(base) == 1 else "")
        text = words or spelled(wishes, language) or describing.name(base[0], language)
        found = await self._beyond(step, wishes, text, language, base)
        if found:
            now_shown = shown.by_search([each.id for each in found], words, wishes, goes_on=True)
            return self._show(dispatcher, self._phrases.say(f"products_{step}", language), found, heard, now_shown)
        best = _outermost(step, base)
        said = self._phrases.say(
            f"nothing_{step}",
            language,
            name=describing.name(best, language),
            price=describing.price_of(best, language),
            rating=f"{best.rating:.1f}",
        )
        return self._show(dispatcher, said, [best], heard, shown.by_answer([best.id]))

    async def _beyond(
        self, step: str, wishes: Wishes, text: str, language: str, base: Sequence[Product]
    ) -> list[Product]:
        """Beyond all of `base`; where nothing is, beyond one of them at least."""
        without = [each.id for each in base]
        if step == "better":
            candidates = (
                await self._finder.find(wishes, text, language, _COMPARED, without=without, relax=False)
            ).products
            rated = sorted((each for each in candidates if each.reviews), key=lambda each: -each.rating)
            limits = (max(each.rating for each in base), min(each.rating for each in base))
            return next((better for limit in limits if (better := [e for e in rated if e.rating > limit][:SHOWN])), [])
        for bound in _limits(step, wishes, base):
            found = await self._finder.find(bound, text, language, SHOWN, without=without, relax=False)
            if found.products:
                return found.products
        return []

    async def _met_before(self, shown: Shown, language: str) -> Wishes:
        """The wishes of the last search without those that nothing could meet."""
        if shown.wishes == NOTHING:
            return NOTHING
        found = await self._finder.find(shown.wishes, _text(shown, language), language, 1)
        return found.met if found.products else shown.wishes

    async def _more(self, dispatcher: CollectingDispatcher, heard: Heard, shown: Shown) -> list[EventType]:
        language = heard.language
        if shown.words or shown.wishes != NOTHING:
            text, met = _text(shown, language), await self._met_before(shown, language)
            found = (await self._finder.find(met, text, language, SHOWN, without=shown.seen, relax=False)).products
        else:
            popular = await self._store.run(recommendation.popular, SHOWN + len(shown.seen))
            found = [each for each in popular if each.id not in shown.seen][:SHOWN]
        if not found:
            return self._ask_which(dispatcher, heard, "products_no_more")
        now_shown = shown.by_search([each.id for each in found], shown.words, shown.wishes, goes_on=True)
        return self._show(dispatcher, self._phrases.say("products_more", language), found, heard, now_shown)


def _text(shown: Shown, language: str) -> str:
    return f"{shown.words} {spelled(shown.wishes, language)}".strip()


def _outermost(step: str, products: Sequence[Product]) -> Product:
    if step == "better":
        return max(products, key=lambda each: each.rating)
    return (min if step == "cheaper" else max)(products, key=lambda each: each.price_cents)


def _limits(step: str, wishes: Wishes, base: Sequence[Product]) -> list[Wishes]:
    """Beyond all of `base`, beyond one of them, and then without the limit that was set earlier and is in the way."""
    low, high = min(each.price_cents for each in base), max(each.price_cents for each in base)
    cheaper = step == "cheaper"
    open_end = replace(wishes, price_min=None) if cheaper else replace(wishes, price_max=None)
    bounds = []
    for each in (wishes, open_end):
        for limit in (low, high) if cheaper else (high, low):
            if cheaper:
                bounds.append(replace(each, price_max=min(limit - 1, each.price_max or limit)))
            else:
                bounds.append(replace(each, price_min=max(limit + 1, each.price_min or limit)))
    return list(dict.fromkeys(bounds))
