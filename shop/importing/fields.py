"""One value of a row, checked and made into what the shop keeps; each raises BadValue for what it cannot use."""

from __future__ import annotations

import html
import json
import math
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import urlsplit

import nh3
from babel.numbers import is_currency

from shop.importing.faults import BadValue

LONGEST = {"id": 100, "title": 300, "description": 20_000, "brand": 100, "category": 100, "image": 2_000}
_MOST_ATTRIBUTES = 500
_LARGEST_CENTS = 10**9
_LARGEST_COUNT = 10**7
_SIGNS = {"€": "EUR", "£": "GBP", "$": "USD", "¥": "JPY", "￥": "CNY"}
_AMOUNT = re.compile(r"\d+(?:[ \u00a0'’]\d{3})*(?:[.,]\d+)*")
_MARKUP = re.compile(r"</?[a-zA-Z][^>]*>|<!--|&(?:[a-zA-Z]+|#\d+|#x[0-9a-fA-F]+);")
_BLOCKS = {"p", "br", "li", "div", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table", "td", "th"}
_AVAILABILITY = {"in_stock": True, "limited_availability": True, "out_of_stock": False, "preorder": False}
_AVAILABILITY |= {"pre_order": False, "backorder": False, "back_order": False}


@dataclass(frozen=True)
class Terms:
    """What holds for the whole file: the language of its words where it does not say, the shop's currency."""

    language: str
    currency: str


def is_empty(value: Any) -> bool:
    return value is None or (isinstance(value, (str, Mapping, list)) and not value) or str(value).isspace()


def line(value: Any, longest: int) -> str:
    """One line of plain text, in composed form, without control characters."""
    if not isinstance(value, (str, int, float)) or isinstance(value, bool):
        raise BadValue("is not a text")
    text = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
    return _short(" ".join(_printable(plain(text)).split()), longest)


def identifier(value: Any) -> str:
    """What the shop's addresses and the bot's buttons name the product by."""
    if isinstance(value, float):
        raise BadValue("is a number with decimals")
    written = line(value, LONGEST["id"])
    if written in (".", "..") or written != str(value).strip():
        raise BadValue("holds characters that an address cannot")
    return written


def text(value: Any, longest: int) -> str:
    """Lines of plain text; HTML is read as the browser would show it."""
    if not isinstance(value, str):
        raise BadValue("is not a text")
    lines = (" ".join(part.split()) for part in _printable(plain(value)).splitlines())
    return _short("\n".join(part for part in lines if part), longest)


def plain(value: str) -> str:
    """HTML as the words that it shows: scripts and styles gone, blocks on lines of their own; other text as it is."""
    if not _MARKUP.search(value):
        return value
    cleaned = nh3.clean(value, tags=_BLOCKS, attributes={}, link_rel=None)
    cleaned = re.sub(r"<li>", "\n- ", cleaned)
    return html.unescape(re.sub(r"</?[a-z][a-z0-9]*>", "\n", cleaned))


def cents(value: Any) -> int:
    """A whole number of cents above zero."""
    return _above_zero(whole(value, _LARGEST_CENTS, "cents"))


def price(value: Any, terms: Terms) -> int:
    """`12.99`, `12,99 €`, `EUR 1,299.00` or a number, in cents. Raises BadValue for any currency but the shop's."""
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        raise BadValue("is no price")
    exact_text = format(Decimal(str(value)), "f") if isinstance(value, float) and math.isfinite(value) else str(value)
    written = unicodedata.normalize("NFKC", exact_text).strip()
    found = _AMOUNT.search(written)
    if found is None:
        raise BadValue("is no price")
    before, after = written[: found.start()].strip(), written[found.end() :].strip()
    if before.endswith(("-", "−", "(")):
        raise BadValue("is negative")
    _check_currency(f"{before}{after}".strip(". ").upper(), terms)
    try:
        exact = Decimal(_plain_amount(found.group(), is_text=isinstance(value, str))) * 100
    except InvalidOperation:
        raise BadValue("is no price") from None
    if exact > _LARGEST_CENTS:
        raise BadValue("is too large")
    if exact != exact.to_integral_value():
        raise BadValue("has parts of a cent")
    return _above_zero(int(exact))


def whole(value: Any, most: int = _LARGEST_COUNT, what: str = "number") -> int:
    """A whole number from 0, also as `3.0`."""
    try:
        number = float(value.strip() if isinstance(value, str) else value)
    except (TypeError, ValueError, OverflowError):
        raise BadValue(f"is no {what}") from None
    if isinstance(value, bool) or not math.isfinite(number) or number != int(number):
        raise BadValue(f"is no whole {what}")
    if number < 0:
        raise BadValue("is negative")
    if number > most:
        raise BadValue(f"is more than {most:,}")
    return int(number)


def stars(value: Any) -> float:
    try:
        number = float(value)
    except (TypeError, ValueError):
        raise BadValue("is no number") from None
    if isinstance(value, bool) or not 0 <= number <= 5:
        raise BadValue("is not between 0 and 5")
    return round(number, 1)


def picture(value: Any) -> str:
    """The address of a photograph; empty for one without https, which a safe page would not show."""
    if not isinstance(value, str) or len(value) > LONGEST["image"]:
        raise BadValue(f"is no address of at most {LONGEST['image']:,} characters")
    address = value.strip()
    try:
        parts = urlsplit(address)
        well_formed = parts.hostname and parts.username is None and (parts.port is None or parts.port > 0)
    except ValueError:
        well_formed = False
    if not well_formed or re.search(r"[\s<>\"'\\]", address):
        raise BadValue("is no web address")
    if parts.scheme not in ("https", "http"):
        raise BadValue("is no web address")
    return address if parts.scheme == "https" else ""


def availability(value: Any) -> bool:
    """Google's words; what can only be ordered ahead is not on the shelf."""
    word = re.sub(r"[\s-]+", "_", str(value).strip().lower())
    if word not in _AVAILABILITY:
        raise BadValue(f"is none of {', '.join(_AVAILABILITY)}")
    return _AVAILABILITY[word]


def pairs(value: Any) -> dict[str, str]:
    """Attributes as label and value: `{"product_colour": "Black"}`, also written as JSON in a cell."""
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            raise BadValue("is no JSON object") from None
    if not isinstance(value, Mapping):
        raise BadValue("is no object of labels and values")
    if len(value) > _MOST_ATTRIBUTES:
        raise BadValue(f"has more than {_MOST_ATTRIBUTES} entries")
    return {label(key): shown for key, one in value.items() if (shown := _shown(key, one))}


def label(key: str) -> str:
    """A column's name as a person reads it: `contrast_ratio__typical_` → `Contrast ratio (typical)`."""
    words = re.sub(r"__(\w+?)_+$", r" (\1)", key)
    words = " ".join(words.replace("_", " ").split())
    return _short(_printable(words[:1].upper() + words[1:]), 200)


def _shown(key: str, value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(_shown(key, one) for one in value)
    if isinstance(value, str):
        # line ends that an export has escaped twice are seen in real files
        value = ", ".join(part for part in (each.strip() for each in value.split("\\n")) if part)
    if is_empty(value):
        return ""
    try:
        return line(value, 20_000)
    except BadValue as error:
        raise BadValue(f"{key} {error}") from None


def _check_currency(written: str, terms: Terms) -> None:
    code = _SIGNS.get(written, written)
    if code and not (len(code) == 3 and is_currency(code)):
        raise BadValue(f"has an unknown currency {written!r}")
    if code and code != terms.currency:
        raise BadValue(f"is in {code}: this shop sells in {terms.currency} (setting AISLE_CURRENCY)")


def _plain_amount(written: str, *, is_text: bool) -> str:
    """The digits with a decimal point: of two marks the last one is decimal, of one that stands before three digits
    nobody can tell."""
    amount = re.sub(r"[ \u00a0'’]", "", written)
    if not is_text:
        return amount
    marks = [mark for mark in amount if mark in ".,"]
    if not marks:
        return amount
    *thousands, last = re.split(r"[.,]", amount)
    if len(marks) == 1 and len(last) == 3:
        raise BadValue("may be thousands or a fraction: write it as 1234.50")
    if len(marks) > 1 and marks[-1] == marks[-2]:  # 1,234,567
        return amount.replace(marks[-1], "")
    return f"{''.join(thousands)}.{last}"


def _above_zero(number: int) -> int:
    if number == 0:
        raise BadValue("is zero")
    return number


def _printable(value: str) -> str:
    composed = unicodedata.normalize("NFC", value)
    return "".join(c if c.isprintable() or c == "\n" else " " if c.isspace() else "" for c in composed)


def _short(value: str, longest: int) -> str:
    if len(value) > longest:
        raise BadValue(f"has {len(value):,} characters, and {longest:,} are the most")
    return value
