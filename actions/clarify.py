"""What happens when the bot is not sure: an answer if knowledge has one, a choice of meanings, then a person."""

from __future__ import annotations

import json
from typing import Any

from rasa_sdk import Action
from rasa_sdk.events import EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.heard import DomainDict, Heard, Tracker
from actions.meanings import title
from actions.phrases import Phrases
from actions.questions import Answers, utter_answer

_CHOICES = 3
_PATIENCE = 2


class Clarify(Action):  # type: ignore[misc]
    """Never the same question twice in a row: the second misunderstanding offers a person."""

    def __init__(self, answers: Answers, phrases: Phrases) -> None:
        self._answers = answers
        self._phrases = phrases

    def name(self) -> str:
        return "action_clarify"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        heard = Heard.of(tracker)
        hits = self._answers.sure(heard)
        if hits:
            utter_answer(dispatcher, hits, heard, self._phrases)
            return [SlotSet("misunderstood", 0)]
        times = (tracker.get_slot("misunderstood") or 0) + 1
        person = self._phrases.button("person", heard.language, "/contact_human_agent")
        meanings = [] if times >= _PATIENCE else _meanings(heard)
        say = "clarify" if meanings else "clarify_person"
        dispatcher.utter_message(text=self._phrases.say(say, heard.language), buttons=[*meanings, person])
        return [SlotSet("misunderstood", times)]


class TakeFacts(Action):  # type: ignore[misc]
    """A fact out of the blue: an order number or an e-mail means the order; anything else names a product.

    Only a form may follow by FollowupAction: after any other action no rule would say what comes next."""

    def __init__(self, search: Action, clarify: Action) -> None:
        self._search = search
        self._clarify = clarify

    def name(self) -> str:
        return "action_take_facts"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        entities = Heard.of(tracker).entities
        if "order_number" in entities or "email" in entities:
            return [FollowupAction("track_order_form")]
        names_product = entities.keys() & {"product", "category", "brand", "color"}
        meant = self._search if names_product else self._clarify
        events: list[EventType] = await meant.run(dispatcher, tracker, domain)
        return events


def _meanings(heard: Heard) -> list[dict[str, Any]]:
    kept = {name: value for name, value in heard.entities.items() if name not in ("language", "date", "quantity")}
    choices: list[dict[str, Any]] = []
    for intent, _ in heard.ranking:
        meaning = title(intent, heard.language)
        if meaning and len(choices) < _CHOICES:
            choices.append({"title": meaning, "payload": f"/{intent}{json.dumps(kept) if kept else ''}"})
    return choices
