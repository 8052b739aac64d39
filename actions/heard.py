"""What an action reads from Rasa's tracker: the shopper's last message and what is known around it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rasa_sdk import Tracker
from rasa_sdk.types import DomainDict

__all__ = ["DomainDict", "Heard", "Tracker"]


@dataclass(frozen=True)
class Heard:
    """`text` is empty for a click. `entities`: the first value of each kind. `product_page`: where the shopper is."""

    text: str
    intent: str
    ranking: tuple[tuple[str, float], ...]
    entities: Mapping[str, str]
    language: str
    customer_id: str | None
    product_page: str | None
    shown_products: tuple[str, ...]

    @classmethod
    def of(cls, tracker: Tracker) -> Heard:
        message = tracker.latest_message or {}
        metadata = message.get("metadata") or {}
        text = message.get("text") or ""
        entities: dict[str, str] = {}
        for entity in message.get("entities") or []:
            entities.setdefault(entity["entity"], str(entity["value"]))
        return cls(
            text="" if text.startswith("/") else text,
            intent=(message.get("intent") or {}).get("name") or "",
            ranking=tuple((rank["name"], rank["confidence"]) for rank in message.get("intent_ranking") or []),
            entities=entities,
            language=str(tracker.get_slot("language") or metadata.get("language") or "en"),
            customer_id=metadata.get("customer_id"),
            product_page=(metadata.get("page") or {}).get("product_id"),
            shown_products=tuple(tracker.get_slot("shown_products") or ()),
        )
