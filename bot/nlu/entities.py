"""Entities by rule and by lexicon: numbers and addresses by their form, the shop's words by what was annotated."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.nlu.language import is_latin


@dataclass(frozen=True)
class Entity:
    """A value found in a text; `start` and `end` are character offsets."""

    type: str
    value: str
    start: int
    end: int


_MONEY = r"(?:€|\$|£|¥|eur|euros?|usd|dollars?|bucks|pounds?|rmb|元|块钱?|欧元?)"
# "1,200" and "1.200" are thousands; what follows must not be more of the same number
_AMOUNT = r"(?P<value>\d{1,3}(?:[.,]\d{3})+|\d{1,6}(?:[.,]\d{1,2})?)(?![.,]?\d)"
_PRICE_WORDS_MAX = (
    r"under|below|less than|cheaper than|up to|max(?:imum)?(?: of)?|at most|no more than|not more than|within|"
    r"不超过|低于|少于|最多|不到|小于"
)
_PRICE_WORDS_MIN = r"over|above|more than|at least|starting at|min(?:imum)?(?: of)?|不低于|高于|超过|至少|大于"
_WHAT_IS_NO_PRICE = (
    r"(?!\s*(?:days?|weeks?|hours?|minutes?|years?|items?|pieces?|l\b|kg|g\b|cm|mm|天|周|小时|件|个|升))"
)

# Order matters: an earlier pattern claims its characters.
_PATTERNS = [
    ("email", re.compile(r"(?P<value>[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+)")),
    ("price_max", re.compile(rf"(?:{_PRICE_WORDS_MAX})\s*{_MONEY}?\s*{_AMOUNT}{_WHAT_IS_NO_PRICE}", re.IGNORECASE)),
    (
        "price_max",
        re.compile(rf"{_AMOUNT}\s*{_MONEY}?\s*(?:以内|以下|之内|之下|or less|or under|max\b|tops\b)", re.IGNORECASE),
    ),
    (
        "price_min",
        re.compile(rf"(?:{_PRICE_WORDS_MIN})\s*{_MONEY}?\s*{_AMOUNT}{_WHAT_IS_NO_PRICE}", re.IGNORECASE),
    ),
    ("price_min", re.compile(rf"{_AMOUNT}\s*{_MONEY}?\s*(?:以上|之上|or more|and up|upwards)", re.IGNORECASE)),
    (
        "size",
        re.compile(
            r"(?:\bsize|\bsz|\beu|尺码|码数)[\s.:]*(?P<value>(?:xxl|xl|xs|[sml]|3[5-9]|4[0-8])(?:\.5)?)\b",
            re.IGNORECASE,
        ),
    ),
    (
        "size",
        re.compile(
            r"(?<![A-Za-z\d])(?P<value>(?:XXL|XL|XS|[SML]|3[5-9]|4[0-8])(?:\.5)?)\s*(?:码|号(?!订单|单))", re.IGNORECASE
        ),
    ),
    ("size", re.compile(r"(?<![A-Za-z\d'’])(?P<value>XXL|XL|XS|[SML])(?![A-Za-z\d'’&])")),
    ("size", re.compile(r"^\W*(?P<value>3[5-9](?:\.5)?|4[0-8](?:\.5)?|\d{2,3}\s?x\s?\d{2,3})\W*$")),
    (
        "order_number",
        re.compile(
            rf"(?<![\d.,€$£¥@\w])(?:#|no\.?\s?)?(?P<value>[1-9]\d{{3,5}})(?![\d%]|[.,]\d|\s*{_MONEY}|\s*(?:ml|mm|mah|g|kg)\b)",
            re.IGNORECASE,
        ),
    ),
    (
        "quantity",
        re.compile(
            r"(?<![\w.,])(?P<value>[1-9]\d?)\s*(?:x\b|pcs|pieces?|pairs?|items?|units?|件|个|双|条|只|把)",
            re.IGNORECASE,
        ),
    ),
]
# `\w` spans Chinese characters: a number that stands inside a Chinese sentence is still a number.
_NUMBER_AFTER_HAN = re.compile(r"(?<=[\u3400-\u9fff])(?P<value>[1-9]\d{3,5})(?![\d%]|[.,]\d|\s*(?:元|块|欧|毫米|克))")


class Lexicon:
    """Words of the shop, as annotators marked them in the training examples: surface form → (entity, value)."""

    def __init__(self, surfaces: Mapping[str, tuple[str, str]]) -> None:
        self.surfaces = dict(surfaces)
        longest_first = sorted(self.surfaces, key=len, reverse=True)
        latin = [re.escape(surface) for surface in longest_first if is_latin(surface)]
        other = [re.escape(surface) for surface in longest_first if not is_latin(surface)]
        self._latin = re.compile(rf"(?<!\w)(?:{'|'.join(latin)})(?:e?s)?(?!\w)", re.IGNORECASE) if latin else None
        self._other = re.compile("|".join(other)) if other else None

    @classmethod
    def of(cls, annotations: Iterable[tuple[str, str, str]]) -> Lexicon:
        """From (surface, entity, value) triples; where annotators disagree, the more frequent reading wins."""
        votes: dict[str, dict[tuple[str, str], int]] = {}
        for surface, entity, value in annotations:
            readings = votes.setdefault(surface.strip().lower(), {})
            readings[entity, value] = readings.get((entity, value), 0) + 1
        return cls(
            {surface: max(readings, key=lambda r: readings[r]) for surface, readings in votes.items() if surface}
        )

    def find(self, text: str) -> list[Entity]:
        """Longest words first, left to right, none inside another."""
        found = []
        for pattern in (self._latin, self._other):
            for match in pattern.finditer(text) if pattern else ():
                surface = match.group().lower()
                known = next((s for s in (surface, surface[:-1], surface[:-2]) if s in self.surfaces), None)
                if known is not None:
                    entity, value = self.surfaces[known]
                    found.append(Entity(entity, value, match.start(), match.end()))
        return found


def extract(text: str, lexicon: Lexicon) -> list[Entity]:
    """The entities of `text` in the order of their places, none overlapping another."""
    claimed: list[Entity] = []
    for kind, pattern in [*_PATTERNS, ("order_number", _NUMBER_AFTER_HAN)]:
        for match in pattern.finditer(text):
            _claim(claimed, Entity(kind, match.group("value"), *match.span("value")))
    for entity in lexicon.find(text):
        _claim(claimed, entity)
    return sorted(claimed, key=lambda entity: entity.start)


def _claim(claimed: list[Entity], entity: Entity) -> None:
    if all(entity.end <= other.start or other.end <= entity.start for other in claimed):
        claimed.append(entity)
