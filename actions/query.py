"""The words of a search: a message without what has become a filter, or refers to the screen, or says nothing."""

from __future__ import annotations

import re

from actions.heard import Heard
from actions.wishes import Wishes
from knowledge.words import words
from shop.words import category_name, color_name

_LONGEST = 1_000
_MARK = "\ufffc"  # stands where an entity was
_CURRENCY = r"(?:€|\$|£|¥|eur\b|euros?\b|usd\b|dollars?\b|bucks\b|pounds?\b|quid\b|rmb\b|欧元?|元|块钱?)"
_BEFORE = (
    r"under|below|less than|cheaper than|up to|max(?:imum)?(?: of)?|at most|within|for|about|around|between|from|and|"
    r"to|(?:my )?budget(?: is| of)?|over|above|more than|at least|starting (?:at|from)|min(?:imum)?|no more than|"
    r"nothing above|"
    r"不超过|低于|高于|预算|少于|至少|超过|大概|[-–~到至]"
)
_AFTER = r"or less|or under|or more|and up|upwards|max|tops|at most|以内|以下|以上|之内|左右|上下|内的?|封顶|起步?"
_PRICE = re.compile(
    rf"(?:(?:{_BEFORE})\s*){{0,4}}{_CURRENCY}?\s*{_MARK}P\s*{_CURRENCY}?\s*(?:{_AFTER})?"
    r"|(?:under|below|over|above|less than|more than|up to|max|不超过|低于|高于)"
    rf"\s*{_CURRENCY}?\s*\d+(?:[.,]\d+)?\s*{_CURRENCY}?"
    rf"|\d+(?:[.,]\d+)?\s*{_CURRENCY}?(?:以内|以下|以上)",
    re.IGNORECASE,
)
_SIZE = re.compile(rf"(?:\bin\s+)?(?:\bsize|\bsz|\beu|\buk|\bus|尺码|码数)?\s*{_MARK}S\s*(?:码|号)?", re.IGNORECASE)
_MARKS = {"price_min": "P", "price_max": "P", "size": "S"}
_OTHERS = {"color": "C", "brand": "B"}
# what is left of "have you got any of those in black, please" when the colour is gone
_EMPTY = frozenset(
    words(
        "show see any got only just ones one come comes size sizes what about how instead rather available more other "
        "others anything something else euro euros colour color get want like need too also then but give find under "
        "over cheaper those these same there now say us let version maybe which ok okay",
        "en",
    )
)
_EMPTY_HAN = re.compile(
    r"有没有|还有|有没|没有|给我|帮我|看看|再来|只要|只看|要是|换成|改成|来点|那个|这个|哪些|一下|几个|颜色|尺码|便宜|"
    r"[有没吗嗎嘛么呢吧啊的那这换改要还再也看我想找码号来个款件双和或是在了呀请问点些]"
)


def sought(heard: Heard) -> str:
    """What to search for: without prices and sizes, which as words only find other numbers."""
    return _clean(_SIZE.sub(" ", _PRICE.sub(" ", _masked(heard, _MARKS)))) or heard.text


def kept(heard: Heard) -> str:
    """What the next message may build on: also without colour and brand, which it may replace. Can be empty."""
    text = _SIZE.sub(" ", _PRICE.sub(" ", _masked(heard, _MARKS | _OTHERS)))
    return _clean(re.sub(rf"{_MARK}[A-Z]", " ", text))


def residue(heard: Heard) -> list[str]:
    """The words that are neither filters nor small talk: none in "and in black?", one in "the woollen one"."""
    return [word for word in words(_EMPTY_HAN.sub(" ", kept(heard)), "en") if word not in _EMPTY]


def spelled(wishes: Wishes, language: str) -> str:
    """Wishes as words, for a search that has no others."""
    parts = [
        color_name(wishes.color, language) if wishes.color else "",
        wishes.brand or "",
        category_name(wishes.category, language) if wishes.category else "",
    ]
    return " ".join(filter(None, parts))


def _masked(heard: Heard, marks: dict[str, str]) -> str:
    text = heard.text[:_LONGEST]
    for kind, start, end in sorted(heard.spans, key=lambda span: -span[1]):
        if kind in marks and 0 <= start < end <= len(text):
            text = f"{text[:start]}{_MARK}{marks[kind]}{text[end:]}"
    return text


def _clean(text: str) -> str:
    return " ".join(text.split()).strip(" ,.?!，。？！、").lstrip("的") if re.search(r"\w", text) else ""
