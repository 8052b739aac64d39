"""What an action reads from Rasa's tracker: the shopper's last message and what is known around it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.types import DomainDict

__all__ = ["DomainDict", "Heard", "Tracker"]


@dataclass(frozen=True)
class Heard:
    """`text` is empty for a click. `entities`: the first value of each kind, `values` all of them, `spans` where they
    stand (kind, start, end). `product_page`: where the shopper is. `last_search`: the slot, for `actions.shown`."""

    text: str
    intent: str
    ranking: tuple[tuple[str, float], ...]
    entities: Mapping[str, str]
    values: Mapping[str, tuple[str, ...]]
    spans: tuple[tuple[str, int, int], ...]
    language: str
    customer_id: str | None
    product_page: str | None
    shown_products: tuple[str, ...]
    last_search: Any

    @classmethod
    def of(cls, tracker: Tracker) -> Heard:
        message = tracker.latest_message or {}
        metadata = message.get("metadata") or {}
        text = message.get("text") or ""
        click = text.startswith("/")
        values: dict[str, tuple[str, ...]] = {}
        spans: list[tuple[str, int, int]] = []
        for entity in message.get("entities") or []:
            kind = entity["entity"]
            values[kind] = (*values.get(kind, ()), str(entity["value"]))
            if not click and isinstance(entity.get("start"), int) and isinstance(entity.get("end"), int):
                spans.append((kind, entity["start"], entity["end"]))
        return cls(
            text="" if click else text,
            intent=(message.get("intent") or {}).get("name") or "",
            ranking=tuple((rank["name"], rank["confidence"]) for rank in message.get("intent_ranking") or []),
            entities={kind: given[0] for kind, given in values.items()},
            values=values,
            spans=tuple(spans),
            language=str(tracker.get_slot("language") or metadata.get("language") or "en"),
            customer_id=metadata.get("customer_id"),
            product_page=(metadata.get("page") or {}).get("product_id"),
            shown_products=tuple(tracker.get_slot("shown_products") or ()),
            last_search=tracker.get_slot("last_search"),
        )
