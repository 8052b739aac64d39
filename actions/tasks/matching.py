"""Which of a few things a message names: by their words, their place, or as the other one of two."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from rapidfuzz import fuzz, process

from actions.references import read as read_reference
from actions.tasks import reading
from knowledge.words import words

_ALIKE = 86  # of 100: "jaket" is "jacket", "back" is not "black"
_SHORTEST_FUZZY = 5


class Named(NamedTuple):
    """Something to choose: `names` are the words that it goes by, in every language."""

    id: str
    names: str


def named_in(text: str, lines: Sequence[Named]) -> list[str]:
    """The ids of the lines that `text` names, in their order; none where it names all of them or nothing.

    What tells one line from the others counts, not what they share."""
    if places := read_reference(text).positions:
        return list(dict.fromkeys(lines[at].id for at in places if at < len(lines)))
    if not lines:
        return []
    said = [*words(text, "en"), *words(text, "zh")]
    by_line = [{*words(line.names, "en"), *words(line.names, "zh")} for line in lines]
    shared = set.intersection(*by_line) if len(lines) > 1 else set()
    hits = [len(_named(said, own - shared)) for own in by_line]
    best = max(hits)
    if not best:
        return []
    return [line.id for line, hit in zip(lines, hits, strict=True) if hit and 2 * hit >= best]


def other_of(text: str, lines: Sequence[Named], chosen: Sequence[str]) -> str | None:
    """The one of two that was not chosen, where `text` says "the other one"."""
    if not reading.says_other(text) or len(lines) != 2 or len(chosen) != 1:
        return None
    return next((line.id for line in lines if line.id != chosen[0]), None)


def _named(said: Sequence[str], own: set[str]) -> set[str]:
    found = own.intersection(said)
    long = [word for word in own if len(word) >= _SHORTEST_FUZZY]
    for word in said:
        if len(word) >= _SHORTEST_FUZZY and word not in own and long:
            match = process.extractOne(word, long, scorer=fuzz.ratio, score_cutoff=_ALIKE)
            if match:
                found.add(match[0])
    return found
