"""The shop's words, found in a message: those that annotators marked and those of the shop's own catalogue.

Longest words first, one dictionary look-up a candidate, so that 20,000 product names cost no more than twenty."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from bot.nlu.tokens import Token, fold, tokens_of
from bot.nlu.typos import Speller

_LONGEST = 12
_INSIDE = frozenset({"", " ", "  ", "-", "–", " - ", "&", " & ", "'"})
_JOINED_BRAND = 7


class Entry(NamedTuple):
    """`source`: "seen" in the training examples, or of the "shop"; "name" is a brand that is a word as well."""

    type: str
    value: str
    source: str


class Hit(NamedTuple):
    """A known word or phrase: tokens `first` to `last` (exclusive); `exact` where nothing was corrected."""

    entry: Entry
    first: int
    last: int
    exact: bool


class Vocabulary(NamedTuple):
    """What a shop sells: surfaces with their values, as `shop.vocabulary` exports them; (surface, entity, value)."""

    surfaces: tuple[tuple[str, str, str], ...]

    @classmethod
    def empty(cls) -> Vocabulary:
        return cls(())


class Lexicon:
    """Surface forms → (entity, value). Immutable, so safe to share between threads."""

    def __init__(
        self,
        surfaces: Mapping[str, tuple[str, str]],
        vocabulary: Vocabulary | None = None,
        real_words: frozenset[str] = frozenset(),
        fuzzy: bool = True,
        values: Mapping[str, str] | None = None,
    ) -> None:
        """`real_words` are never taken for a typo, nor for a brand unless they are written like a name.

        `values`: surfaces of sizes and numbers with their values, for `bot.nlu.entity_values`."""
        self.surfaces = dict(surfaces)
        self.values = dict(values or {})
        self._entries: dict[str, Entry] = {}
        self._lengths: dict[str, tuple[int, ...]] = {}
        self._real_words = real_words
        shop = (vocabulary or Vocabulary.empty()).surfaces
        sold = {value for _, kind, value in shop if kind == "category"}
        # what the examples call a department of theirs is, in a shop without it, a thing to look for
        strange = {s for s, (kind, value) in self.surfaces.items() if sold and kind == "category" and value not in sold}
        for surface, (kind, value) in self.surfaces.items():
            if surface not in strange:
                self._add(surface, Entry(kind, value, "seen"))
        for surface, kind, value in shop:
            self._add_from_shop(surface, Entry(kind, value, "shop"))
        for surface in strange:
            self._add(surface, Entry("product", surface, "seen"))
        words = (word for key in self._entries for word in key.split(" ") if word.isalpha() and word.isascii())
        self._speller = Speller(words, real_words) if fuzzy else None

    @classmethod
    def of(cls, annotations: Iterable[tuple[str, str, str]], **more: object) -> Lexicon:
        """From (surface, entity, value) triples; where annotators disagree, the more frequent reading wins."""
        return cls(readings(annotations), **more)  # type: ignore[arg-type]

    def _add(self, surface: str, entry: Entry) -> None:
        words = [stem(token.text) for token in tokens_of(fold(surface)) if token.is_word]
        if not words or len(words) > _LONGEST:
            return
        key = " ".join(words)
        if key not in self._entries:
            self._entries[key] = entry
            self._lengths[words[0]] = tuple(sorted({len(words), *self._lengths.get(words[0], ())}, reverse=True))

    def _add_from_shop(self, surface: str, entry: Entry) -> None:
        words = [token.text for token in tokens_of(fold(surface)) if token.is_word]
        if len(words) == 1 and entry.type in ("brand", "product") and words[0] in self._real_words:
            if entry.type == "brand":
                self._add(surface, entry._replace(source="name"))
            return
        self._add(surface, entry)
        if entry.type == "brand" and len(words) > 1:
            self._add("".join(words), entry)
            if words[0] not in self._real_words and len(words[0]) > 3:
                self._add(words[0], entry)

    def entry(self, surface: str) -> Entry | None:
        """The reading of exactly this surface."""
        words = [stem(token.text) for token in tokens_of(fold(surface)) if token.is_word]
        return self._entries.get(" ".join(words))

    def find(self, folded: str, tokens: Sequence[Token]) -> list[Hit]:
        """Left to right, the longest at each place, none inside another."""
        places = [index for index, token in enumerate(tokens) if token.is_word]
        words = [stem(tokens[index].text) for index in places]
        corrected = self._speller.correct(words) if self._speller else {}
        read = [corrected.get(word, word) for word in words]
        glued = [folded[tokens[left].end : tokens[right].start] in _INSIDE for left, right in pairwise(places)]
        found = []
        at = 0
        while at < len(read):
            size, entry = self._longest(read, glued, at)
            if entry is not None:
                exact = read[at : at + size] == words[at : at + size]
                found.append(Hit(entry, places[at], places[at + size - 1] + 1, exact))
            at += size
        return found

    def _longest(self, words: Sequence[str], glued: Sequence[bool], at: int) -> tuple[int, Entry | None]:
        for size in self._lengths.get(words[at], ()):
            if at + size <= len(words) and all(glued[at : at + size - 1]):
                entry = self._entries.get(" ".join(words[at : at + size]))
                if entry is not None:
                    return size, entry
        if at + 1 < len(words) and glued[at] and not {words[at], words[at + 1]} <= self._real_words:
            entry = self._entries.get(words[at] + words[at + 1])
            if entry is not None and entry.type == "brand" and len(words[at] + words[at + 1]) >= _JOINED_BRAND:
                return 2, entry
        return 1, None


def readings(annotations: Iterable[tuple[str, str, str]]) -> dict[str, tuple[str, str]]:
    """(surface, entity, value) triples → surface: (entity, value); the more frequent reading wins."""
    votes: dict[str, dict[tuple[str, str], int]] = {}
    for surface, entity, value in annotations:
        ballot = votes.setdefault(surface.strip().lower(), {})
        ballot[entity, value] = ballot.get((entity, value), 0) + 1
    return {surface: max(ballot, key=lambda r: ballot[r]) for surface, ballot in votes.items() if surface}


def stem(word: str) -> str:
    """The singular of an English noun, roughly: both forms of a word get the same stem, which is all that is needed."""
    if len(word) < 4 or not word.endswith("s") or not word.isascii():
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "sses", "xes")):
        return word[:-2]
    return word if word.endswith(("ss", "us", "is", "'s")) else word[:-1]
