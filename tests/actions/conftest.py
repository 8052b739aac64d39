from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.phrases import Phrases
from knowledge.passages import Hit, Passage, lexical_fields
from knowledge.words import words
from shop import tables
from shop.store import Store


class FakeIndex:
    """Scores a passage by the share of the query's words that it contains."""

    def __init__(self, passages: list[Passage]) -> None:
        self._passages = passages
        self._known: dict[tuple[str, str], set[str]] = {}

    def _words_of(self, passage: Passage) -> set[str]:
        """Split once: a shop has a thousand passages, and a conversation many searches."""
        key = (passage.language, passage.id)
        if key not in self._known:
            self._known[key] = words_in(" ".join(lexical_fields(passage)), passage.language)
        return self._known[key]

    def refresh_if_changed(self) -> bool:
        return False

    def get(self, passage_id: str, language: str) -> Passage | None:
        return next((p for p in self.passages(language=language) if p.id == passage_id), None)

    def passages(self, kind: str | None = None, language: str | None = None) -> Iterator[Passage]:
        return (p for p in self._passages if kind in (None, p.kind) and language in (None, p.language))

    def search(
        self,
        text: str,
        k: int = 5,
        kind: str | None = None,
        where: Callable[[Mapping[str, Any]], bool] | None = None,
        language: str | None = None,
    ) -> list[Hit]:
        asked = {language: words_in(text, language) for language in {p.language for p in self._passages}}
        hits = [
            Hit(p, len(asked[p.language] & self._words_of(p)) / max(1, len(asked[p.language])))
            for p in self.passages(kind, language)
            if where is None or where(p.facts)
        ]
        return sorted((hit for hit in hits if hit.score), key=lambda hit: -hit.score)[:k]


def words_in(text: str, language: str) -> set[str]:
    return set(words(text, language) if language == "zh" else text.lower().split())


@pytest.fixture(scope="session")
def shop(seeded: Store) -> Store:
    return seeded


@pytest.fixture
def own_shop(seeded: Store, tmp_path: Path) -> Iterator[Store]:
    """A copy of the seeded shop, for a test that writes."""
    with (
        closing(sqlite3.connect(str(seeded.url.database))) as given,
        closing(sqlite3.connect(tmp_path / "own.db")) as own,
    ):
        given.backup(own)
    store = Store(f"sqlite:///{tmp_path / 'own.db'}")
    tables.create(store)
    yield store
    store.close()


@pytest.fixture(scope="session")
def phrases() -> Phrases:
    return Phrases.load()


@pytest.fixture
def dispatcher() -> CollectingDispatcher:
    return CollectingDispatcher()


def tracker(
    text: str = "",
    intent: str = "",
    entities: Mapping[str, str | tuple[str, str]] | None = None,
    slots: Mapping[str, Any] | None = None,
    ranking: tuple[tuple[str, float], ...] = (),
    **metadata: Any,
) -> Tracker:
    """A tracker as Rasa sends it, with one message. An entity that is not written as its value: (as written, value)."""
    message = {
        "text": text,
        "intent": {"name": intent, "confidence": 0.9},
        "entities": [_entity(text, name, value) for name, value in (entities or {}).items()],
        "intent_ranking": [{"name": name, "confidence": confidence} for name, confidence in ranking],
        "metadata": metadata,
    }
    return Tracker("c1", dict(slots or {}), message, [], False, None, {}, "action_listen")


def _entity(text: str, name: str, value: str | tuple[str, str]) -> dict[str, Any]:
    surface, value = (value, value) if isinstance(value, str) else value
    start = text.lower().find(surface.lower())
    place = {"start": start, "end": start + len(surface)} if start >= 0 else {}
    return {"entity": name, "value": value, **place}


def said(dispatcher: CollectingDispatcher) -> list[dict[str, Any]]:
    """What was uttered, as text or as custom message."""
    return [message["custom"] or message for message in dispatcher.messages]
