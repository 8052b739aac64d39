"""The language data as editors see it: intents with what they have and lack, and every edit of it.

Edits are pure functions of the files; what they raise is in `studio.errors`, with nothing changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from bot.nlu.examples import ENOUGH
from studio.files import Files
from studio.language.corpus import Corpus, corpus, path_of, place
from studio.language.examples import (
    ExampleRef,
    add_examples,
    edit_example,
    move_examples,
    remove_examples,
)
from studio.language.intent_edits import add_intent, merge_intents, remove_intent, rename_intent, split_intent

__all__ = [
    "ExampleRef",
    "IntentView",
    "add_examples",
    "add_intent",
    "edit_example",
    "intents",
    "merge_intents",
    "move_examples",
    "remove_examples",
    "remove_intent",
    "rename_intent",
    "split_intent",
]


@dataclass(frozen=True)
class IntentView:
    """`counts` has every language; `places` those where it has examples; `thin`: too few, `missing`: none."""

    name: str
    topic: str
    counts: Mapping[str, int]
    places: Mapping[str, str]
    thin: tuple[str, ...]
    missing: tuple[str, ...]


def intents(files: Files) -> list[IntentView]:
    """In the order of the files."""
    return views(corpus(files))


def views(found: Corpus) -> list[IntentView]:
    topics = {file.path: file.topic for file in found.files}
    made = []
    for name, blocks in found.by_intent.items():
        counts = Counter(dict.fromkeys(found.languages, 0))
        places: dict[str, str] = {}
        for block in blocks:
            counts[block.language] += len(block.examples)
            places.setdefault(block.language, place(block))
        made.append(
            IntentView(
                name,
                topics[path_of(blocks[0])],
                dict(counts),
                places,
                thin=tuple(language for language, count in counts.items() if 0 < count < ENOUGH),
                missing=tuple(language for language, count in counts.items() if not count),
            )
        )
    return made
