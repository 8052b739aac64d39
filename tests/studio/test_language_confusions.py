"""Examples that the model reads as another intent."""

from __future__ import annotations

import pytest

from studio import understanding
from studio.language import confusions as language_confusions
from studio.repository import Repository


def test_only_what_is_read_as_another_intent_is_told_the_surest_first(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    def understand(folder: str, version: str, texts: list[str]) -> list[understanding.Ranking]:
        return [[("track_order", 0.5 + len(text) / 100), ("cancel_order", 0.1)] for text in texts]

    monkeypatch.setattr(understanding, "understand", understand)
    found = language_confusions.misread(str(repository.folder), repository.draft().version)
    assert [(one.written, one.line, one.intent, one.taken_for) for one in found] == [
        ("I want to call off my order", 11, "cancel_order", "track_order"),
        ("cancel it please", 10, "cancel_order", "track_order"),
    ]
