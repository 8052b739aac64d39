"""Entities of a message: forms by rule, the shop's words by lexicon, the rest by a tagger that weighs both in context.

Chosen by micro-F1 on five folds of `nlu_data` (`python -m bench.entities` shows what each part adds)."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.nlu.entity_rules import Proposal, is_measure, propose
from bot.nlu.entity_values import value_of
from bot.nlu.lexicon import Hit, Lexicon
from bot.nlu.tagger import Span, Tagger
from bot.nlu.tokens import Token, fold, tokens_of

__all__ = ["Entity", "Lexicon", "Reading", "extract", "read"]

# Rules that were right on nearly every fold: they speak before the tagger.
_SURE = {
    "email": {"form"},
    "order_number": {"named"},
    "price_max": {"words", "after", "range"},
    "price_min": {"words", "after", "range"},
    "size": {"bed", "capital", "unit"},
    "date": {"zh"},
}
# Where there is no tagger, these speak as well.
_LIKELY = {
    "date": {"en", "year"},
    "price_max": {"money"},
    "size": {"word", "shoe_zh"},
    "order_number": {"form"},
    "quantity": {"unit"},
}


_NAMED = re.compile(r"(?:\b(?:from|by|brand|made by)|品牌|牌子)$", re.IGNORECASE)
_HAN = re.compile(r"[\u3400-\u9fff]")
_SEEN_BEFORE = 20


@dataclass(frozen=True)
class Entity:
    """A value found in a text; `start` and `end` are character offsets."""

    type: str
    value: str
    start: int
    end: int


@dataclass(frozen=True)
class Reading:
    """What rules and lexicon see in a text; `folded` is as long as `text`, `places` are where the hits begin."""

    text: str
    folded: str
    tokens: Sequence[Token]
    hits: Sequence[Hit]
    proposals: Sequence[Proposal]
    places: Sequence[int]


def read(text: str, lexicon: Lexicon) -> Reading:
    """The evidence, before anything is decided. Linear in the length of the text."""
    folded = fold(text)
    tokens = tokens_of(folded)
    hits = _without_mere_words(lexicon.find(folded, tokens), text, tokens)
    return Reading(text, folded, tokens, hits, propose(text, folded), [tokens[hit.first].start for hit in hits])


def extract(text: str, lexicon: Lexicon, tagger: Tagger | None = None) -> list[Entity]:
    """The entities of `text` in the order of their places, none overlapping another.

    Values are the shop's own: a brand as it spells it, ids of categories and colours, digits for written numbers.
    Safe from several threads, and never raises, whatever the text."""
    reading = read(text, lexicon)
    taken = _Taken(len(text))
    found = _by_rule(reading, _SURE)
    found += _by_words([hit for hit in reading.hits if _is_sure(hit, reading.tokens)], reading)
    if tagger is None:
        found += _by_rule(reading, _LIKELY) + _by_words(reading.hits, reading)
    else:
        found += _by_tagger(tagger.tag(reading.tokens, reading.hits, reading.proposals), reading)
    entities = [
        _entity(kind, start, end, reading, lexicon)
        for kind, start, end in found
        if not (kind == "size" and is_measure(reading.folded, start, end)) and taken.claim(start, end)
    ]
    return sorted(entities, key=lambda entity: entity.start)


def _is_sure(hit: Hit, tokens: Sequence[Token]) -> bool:
    """A brand is a brand wherever it stands, and so is a colour, but for single characters: 白 is also "in vain"."""
    one_character = hit.last - hit.first == 1 and tokens[hit.first].is_han
    return hit.entry.type == "brand" or (hit.entry.type == "color" and not one_character)


def _without_mere_words(hits: Sequence[Hit], text: str, tokens: Sequence[Token]) -> list[Hit]:
    """Of brands that are words as well only those that are written as names: "from canon" and "my Canon", not "my
    canon". Where a sentence begins, or all is in capitals, a capital says nothing; among Chinese it says enough."""
    shouted, chinese = text.isupper(), bool(_HAN.search(text))

    def is_name(start: int) -> bool:
        before = text[max(0, start - _SEEN_BEFORE) : start].rstrip()
        if _NAMED.search(before):
            return True
        return text[start].isupper() and not shouted and (chinese or (bool(before) and before[-1] not in ".!?…:"))

    return [hit for hit in hits if hit.entry.source != "name" or is_name(tokens[hit.first].start)]


class _Taken:
    """Which characters are part of an entity already."""

    def __init__(self, length: int) -> None:
        self._marks = bytearray(length)

    def claim(self, start: int, end: int) -> bool:
        if 1 in self._marks[start:end]:
            return False
        self._marks[start:end] = b"\x01" * (end - start)
        return True


def _by_rule(reading: Reading, rules: dict[str, set[str]]) -> list[tuple[str, int, int]]:
    return [(each.type, each.start, each.end) for each in reading.proposals if each.name in rules.get(each.type, ())]


def _by_words(hits: Iterable[Hit], reading: Reading) -> list[tuple[str, int, int]]:
    tokens = reading.tokens
    return [(hit.entry.type, tokens[hit.first].start, tokens[hit.last - 1].end) for hit in hits]


def _by_tagger(spans: Iterable[Span], reading: Reading) -> list[tuple[str, int, int]]:
    tokens = reading.tokens
    return [(span.type, tokens[span.first].start, tokens[span.last - 1].end) for span in spans]


def _entity(kind: str, start: int, end: int, reading: Reading, lexicon: Lexicon) -> Entity:
    known = _known(kind, start, end, reading)
    if kind == "category" and known is None:
        # without an id it is not one of the shop's categories, yet a thing to look for
        kind = "product"
    surface = reading.folded[start:end] if "\ufffd" in reading.folded[start:end] else reading.text[start:end]
    return Entity(kind, value_of(kind, surface, known, lexicon.values), start, end)


def _known(kind: str, start: int, end: int, reading: Reading) -> str | None:
    """The lexicon's value for what stands there. Goods are called as the shopper called them, typos apart."""
    for hit in reading.hits[bisect_left(reading.places, start) : bisect_left(reading.places, end)]:
        first, last = reading.tokens[hit.first].start, reading.tokens[hit.last - 1].end
        if hit.entry.type == kind and last <= end:
            if kind != "product":
                return hit.entry.value
            if not hit.exact and (first, last) == (start, end):
                return hit.entry.value
    return None
