"""Asking for a person: the service queues the conversation when it reads `handoff` in the answer."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action
from rasa_sdk.executor import CollectingDispatcher

from actions.heard import DomainDict, Heard, Tracker
from actions.phrases import Phrases


class Handoff(Action):  # type: ignore[misc]
    def __init__(self, phrases: Phrases) -> None:
        self._phrases = phrases

    def name(self) -> str:
        return "action_handoff"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[dict[str, Any]]:
        language = Heard.of(tracker).language
        dispatcher.utter_message(text=self._phrases.say("handoff", language))
        dispatcher.utter_message(json_message={"handoff": {"reason": "asked_for_human"}})
        return []
