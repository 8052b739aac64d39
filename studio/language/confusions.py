"""Examples that the quick model, which has learnt them, still reads as another intent: weak spots worth a look.

Runs in a worker process. It is measured on what was learnt, so what it finds is the least there is: mislabelled and
ambiguous sentences rather than how well new ones are understood (the page before publishing cross-validates)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from studio import understanding
from studio.language.corpus import corpus, line_of, path_of
from studio.repository import Repository


@dataclass(frozen=True)
class Misread:
    """An example of `intent` that is read as `taken_for`, with that `confidence`."""

    intent: str
    language: str
    path: str
    line: int
    written: str
    taken_for: str
    confidence: float


def misread(folder: str, version: str) -> list[Misread]:
    """The surest mistakes first. Learns the version if nobody has. Raises as `understanding.fit`."""
    examples = [one for block in corpus(Repository(Path(folder)).at(version)).blocks for one in block.examples]
    found = []
    for example, ranking in zip(
        examples, understanding.understand(folder, version, [one.text for one in examples]), strict=True
    ):
        taken_for, confidence = ranking[0]
        if taken_for != example.intent:
            place = path_of(example), line_of(example)
            found.append(
                Misread(example.intent, example.language, *place, example.written, taken_for, round(confidence, 3))
            )
    return sorted(found, key=lambda one: -one.confidence)
