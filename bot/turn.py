"""One turn as service sends it, and its answer as service expects it. Knows Rasa's events by their shape only."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

INTENT_PREFIX = "/"
_RANKED = 3
LIVE, TRIAL = "live", "trial"
RELEASE = "release"


class BadTurn(Exception):
    """A request that is no turn; the text says why."""


@dataclass(frozen=True)
class Turn:
    """What the shopper said, and what service knows about the conversation.

    `is_choice`: the text is a payload that a row of this conversation offered, which service has checked. `model`: the
    slot of the model that is to answer."""

    id: str
    conversation: str
    text: str
    is_choice: bool
    language: str
    customer_id: str | None
    page: Mapping[str, Any] | None
    model: str = LIVE

    @classmethod
    def of(cls, given: Any) -> Turn:
        """Raises BadTurn."""
        if not isinstance(given, dict):
            raise BadTurn("a turn is a JSON object")
        for name in ("turn_id", "conversation", "text", "language"):
            if not isinstance(given.get(name), str) or not given[name]:
                raise BadTurn(f"{name} must be a text")
        if not isinstance(given.get("is_choice", False), bool):
            raise BadTurn("is_choice must be true or false")
        model = given.get("model") or LIVE
        if model not in (LIVE, TRIAL):
            raise BadTurn(f"model must be {LIVE} or {TRIAL}")
        return cls(
            id=given["turn_id"],
            conversation=given["conversation"],
            text=given["text"],
            is_choice=given.get("is_choice", False),
            language=given["language"],
            customer_id=given.get("customer_id"),
            page=given.get("page"),
            model=model,
        )

    def rasa_text(self) -> str:
        """The text for Rasa, which reads a leading slash as an intent: kept in choices, hidden in what was typed."""
        if not self.is_choice:
            typed = self.text.lstrip()
            return f"\N{FULLWIDTH SOLIDUS}{typed[1:]}" if typed.startswith(INTENT_PREFIX) else self.text
        intent, brace, entities = self.text.partition("{")
        known = json.loads(brace + entities) if brace else {}
        return f"{intent}{json.dumps({**known, 'language': self.language}, ensure_ascii=False)}"

    def metadata(self) -> dict[str, Any]:
        """What components and actions find in the message's metadata."""
        return {"turn_id": self.id, "language": self.language, "customer_id": self.customer_id, "page": self.page}


def answer(
    turn: Turn, events: Sequence[Any], language: str, actions: Sequence[str] = (), threshold: float | None = None
) -> dict[str, Any]:
    """The JSON of the answer; `events` is the UserUttered of the turn and the BotUttereds after it, `actions` the names
    of what ran, `threshold` the confidence below which the shopper is asked back."""
    heard, *said = events
    tasks: list[str] = []
    looked_up: Mapping[str, Any] = {}
    messages, handoff, forget = [], None, False
    for uttered in said:
        custom = (uttered.data or {}).get("custom") or {}
        handoff = custom.get("handoff", handoff)
        forget = forget or custom.get("forget") is True
        tasks = custom.get("tasks", tasks)
        looked_up = custom.get("looked_up", looked_up)
        messages += _messages(uttered.text, (uttered.data or {}).get("buttons"), custom)
    return {
        "turn_id": turn.id,
        "language": language,
        "messages": messages,
        "handoff": handoff,
        "forget": forget,
        "understood": {
            "intent": heard.intent.get("name"),
            "confidence": heard.intent.get("confidence"),
            "entities": [
                {"entity": entity["entity"], "value": entity["value"]}
                for entity in heard.entities
                if entity["entity"] != "language"
            ],
            "sentiment": heard.parse_data.get("sentiment"),  # -1 … 1; none of a click
            # what is being done for the shopper, or was done in this turn
            "tasks": tasks,
            # for the people who look at it afterwards
            "ranking": [
                {"intent": ranked["name"], "confidence": ranked["confidence"]}
                for ranked in (heard.parse_data.get("intent_ranking") or [])[:_RANKED]
            ],
            "threshold": threshold,
            "release": heard.metadata.get(RELEASE),
            "actions": list(actions),
            "passages": looked_up.get("passages", []),
            "passage_threshold": looked_up.get("threshold"),
        },
    }


def _messages(
    text: str | None, buttons: Sequence[Mapping[str, Any]] | None, custom: Mapping[str, Any]
) -> list[dict[str, Any]]:
    if "kind" in custom:
        return [{"kind": custom["kind"], "body": custom["body"]}]
    if not text:
        return []
    if buttons:
        choices = [{"title": button["title"], "payload": button["payload"]} for button in buttons]
        return [{"kind": "choices", "body": {"text": text, "choices": choices}}]
    return [{"kind": "text", "body": {"text": text}}]
