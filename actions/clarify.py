"""What happens when the bot is not sure: an answer if knowledge has one, goods if something is called so or
is pointed at, a choice of meanings, then a person."""

from __future__ import annotations

import json
from typing import Any

from babel import Locale
from babel.lists import format_list
from rasa_sdk import Action
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.heard import DomainDict, Heard, Tracker
from actions.meanings import title
from actions.phrases import Phrases
from actions.products import SearchProducts
from actions.questions import Answers, utter_answer
from actions.tasks.desk import TaskDesk
from shop.words import LANGUAGES

_FEWEST_CHOICES, _MOST_CHOICES = 2, 3
# Chance alone gives each of fifty intents 0.02: below this a meaning is no guess but a lottery.
_WORTH_OFFERING = 0.03
_COUNT = "misunderstood"
# From the second misunderstanding in a row on; the last two take turns.
_PERSON_PHRASES = ("clarify_person", "clarify_person_again", "clarify_person_ways")


class Clarify(Action):  # type: ignore[misc]
    """Never the same words twice in a row: the second misunderstanding offers a person, so does every later one."""

    def __init__(self, answers: Answers, phrases: Phrases, search: SearchProducts | None = None) -> None:
        self._answers = answers
        self._phrases = phrases
        self._search = search

    def name(self) -> str:
        return "action_clarify"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        heard = Heard.of(tracker)
        other_language = _is_foreign(tracker)
        # the encoder of the conversation's language would only guess at another one
        hits = [] if other_language else self._answers.sure(heard)
        if hits:
            utter_answer(dispatcher, hits, heard, self._phrases, self._answers.threshold)
            return [SlotSet(_COUNT, 0)]
        if self._search and not other_language and self._is_search(self._search, heard):
            events: list[EventType] = await self._search.run(dispatcher, tracker, domain)
            return events
        before = _misunderstood_before(tracker)
        if before:
            self._offer_person(dispatcher, heard, before)
        elif other_language:
            self._name_languages(dispatcher, heard)
        else:
            self._offer_meanings(dispatcher, heard)
        return [SlotSet(_COUNT, before + 1)]

    @staticmethod
    def _is_search(search: SearchProducts, heard: Heard) -> bool:
        return search.refers_to_shown(heard) or search.names_goods(heard)

    def _offer_meanings(self, dispatcher: CollectingDispatcher, heard: Heard) -> None:
        meanings = _meanings(heard)
        say = "clarify" if meanings else "clarify_rephrase"
        dispatcher.utter_message(
            text=self._phrases.say(say, heard.language), buttons=[*meanings, self._person(heard.language)]
        )

    def _offer_person(self, dispatcher: CollectingDispatcher, heard: Heard, before: int) -> None:
        turn = before - 1 if before < len(_PERSON_PHRASES) else 1 + before % 2
        buttons = [self._person(heard.language)]
        if turn:
            buttons.append(self._phrases.button("what_i_can_do", heard.language, "/ask_capabilities"))
        dispatcher.utter_message(text=self._phrases.say(_PERSON_PHRASES[turn], heard.language), buttons=buttons)

    def _name_languages(self, dispatcher: CollectingDispatcher, heard: Heard) -> None:
        """In every language of the shop: which of them the shopper reads best is not known."""
        said = [self._phrases.say("clarify_foreign", told, languages=_names_in(told)) for told in LANGUAGES]
        dispatcher.utter_message(text="\n\n".join(said), buttons=[self._person(heard.language)])

    def _person(self, language: str) -> dict[str, str]:
        return self._phrases.button("person", language, "/contact_human_agent")


class TakeFacts(Action):  # type: ignore[misc]
    """A fact out of the blue: an order number or an e-mail means the order; anything else names a product."""

    def __init__(self, search: Action, clarify: Action, desk: TaskDesk) -> None:
        self._search = search
        self._clarify = clarify
        self._desk = desk

    def name(self) -> str:
        return "action_take_facts"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        heard = Heard.of(tracker)
        entities = heard.entities
        if "order_number" in entities or "email" in entities:
            turn = self._desk.turn(dispatcher, tracker)
            await turn.begin("track_order")
            return turn.close()
        if "photo" in entities:
            self._offer_complaint(dispatcher, heard)
            return [SlotSet(_COUNT, 0)]
        names_product = entities.keys() & {"product", "category", "brand", "color"} or (
            heard.shown_products and entities.keys() & {"size", "price_min", "price_max"}
        )
        meant = self._search if names_product else self._clarify
        events: list[EventType] = await meant.run(dispatcher, tracker, domain)
        return events

    def _offer_complaint(self, dispatcher: CollectingDispatcher, heard: Heard) -> None:
        """A picture that nobody asked for: most often of something broken."""
        payload = f"/report_damaged_or_wrong_item{json.dumps({'photo': heard.entities['photo']})}"
        phrases = self._desk.phrases
        complaint = phrases.button("begin_report_damaged_or_wrong_item", heard.language, payload)
        person = phrases.button("person", heard.language, "/contact_human_agent")
        dispatcher.utter_message(text=phrases.say("photo_unasked", heard.language), buttons=[complaint, person])


def _meanings(heard: Heard) -> list[dict[str, Any]]:
    """Two or three, likeliest first, or none: a single one would be a guess put into the shopper's mouth."""
    kept = {name: value for name, value in heard.entities.items() if name not in ("language", "date", "quantity")}
    choices: list[dict[str, Any]] = []
    for intent, probability in heard.ranking:
        meaning = None if intent == "contact_human_agent" else title(intent, heard.language)  # has a button of its own
        if meaning and probability >= _WORTH_OFFERING:
            choices.append({"title": meaning, "payload": f"/{intent}{json.dumps(kept) if kept else ''}"})
    return choices[:_MOST_CHOICES] if len(choices) >= _FEWEST_CHOICES else []


def _misunderstood_before(tracker: Tracker) -> int:
    """How many turns in a row right before this one were not understood.

    The slot counts them; a turn that did not write it was understood, by an action that knows nothing of the slot. The
    first turn of a Rasa session sees none before it, and starts anew: a choice too many is better than a reproach."""
    users, written = 0, False
    for event in reversed(tracker.events):
        users += event.get("event") == "user"
        if users > 1:
            return int(tracker.get_slot(_COUNT) or 0) if written else 0
        written = written or (users == 1 and event.get("event") == "slot" and event.get("name") == _COUNT)
    return 0


def _is_foreign(tracker: Tracker) -> bool:
    """Whether the message is clearly in none of the shop's languages: `LanguageIdentifier` says so."""
    entities = (tracker.latest_message or {}).get("entities") or []
    return any(entity.get("foreign") for entity in entities if entity["entity"] == "language")


def _names_in(language: str) -> str:
    """`en` → `English and Chinese`."""
    locale = Locale.parse(language)
    return str(format_list([str(locale.languages[spoken]) for spoken in LANGUAGES], locale=locale))
