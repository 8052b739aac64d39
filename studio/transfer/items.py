"""What an uploaded file holds, piece by piece, each with the place it came from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True)
class Example:
    place: str
    language: str
    intent: str
    written: str


@dataclass(frozen=True)
class Question:
    """`id` and `topic` are empty where the file gives none."""

    place: str
    language: str
    topic: str
    id: str
    question: str
    answer: str
    also: list[str] = field(default_factory=list)
    intents: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Reply:
    """A response's variation; `number` is 0 where the file does not count them."""

    place: str
    language: str
    name: str
    number: int
    text: str


@dataclass(frozen=True)
class Meaning:
    """A word of a synonym, a lookup or a regex."""

    place: str
    language: str
    kind: str
    name: str
    word: str


@dataclass(frozen=True)
class Fault:
    """What cannot be taken in; `said` goes on from the place."""

    place: str
    said: str


@dataclass
class Found:
    """`notes`: what was passed over on purpose."""

    examples: list[Example] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    replies: list[Reply] = field(default_factory=list)
    meanings: list[Meaning] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def count(self) -> int:
        return len(self.examples) + len(self.questions) + len(self.replies) + len(self.meanings)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def of_json(cls, given: Mapping[str, Any]) -> Found:
        return cls(
            [Example(**one) for one in given["examples"]],
            [Question(**one) for one in given["questions"]],
            [Reply(**one) for one in given["replies"]],
            [Meaning(**one) for one in given["meanings"]],
            [Fault(**one) for one in given["faults"]],
            list(given["notes"]),
        )
