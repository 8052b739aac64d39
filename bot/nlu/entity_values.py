"""From what stands in a message to the value that the shop's code reads."""

from __future__ import annotations

from collections.abc import Mapping

from bot.nlu.tokens import fold

_HAN_DIGITS = {
    "一": 1,
    "二": 2,
    "两": 2,
    "俩": 2,
    "三": 3,
    "仨": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
}
_HAN_UNITS = {"十": 10, "百": 100, "千": 1000}
_NUMBERS = frozenset({"quantity", "price_min", "price_max"})


def value_of(kind: str, surface: str, known: str | None, values: Mapping[str, str]) -> str:
    """`known`: the lexicon's value; `values`: other folded surfaces with their values, from `nlu_data`."""
    if known is not None:
        return known
    folded = fold(surface)
    if kind in _NUMBERS or kind == "size":
        if folded in values:
            return values[folded]
        if kind in _NUMBERS:
            return str(number) if (number := han_number(folded)) is not None else folded
        return folded.upper().replace("X", "x") if folded[:1].isdigit() else folded.upper()
    if kind in ("email", "order_number"):
        return surface if surface.isascii() else folded
    return surface


def han_number(text: str) -> int | None:
    """二十四 → 24; None where it is no number below ten thousand."""
    total = digit = 0
    for character in text:
        if character in _HAN_DIGITS:
            if digit:
                return None
            digit = _HAN_DIGITS[character]
        elif character in _HAN_UNITS:
            total += (digit or 1) * _HAN_UNITS[character]
            digit = 0
        else:
            return None
    return (total + digit) or None
