"""An address out of what a person writes: name, street, postcode, town, country, in one line or several.

A parser such as libpostal needs 2 GB of data; what is told in answer to a question has a form, and what cannot be read
is asked for."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace

from shop.addresses import known_country

_LONGEST = 400
_LEAD = re.compile(
    r"^[^\n:：]{0,80}[:：]\s*|^.{0,60}?\b(?:address(?: is| to)?|(?:send|ship|deliver)(?: it)? to|it's|it is|"
    r"live (?:at|in)|moved to|to)\b[:\s]+(?=\S*\d|\w+ \w+)"
    r"|^.{0,20}?(?:地址(?:是|改成|改为|换成)?|寄到|送到|改成|改为|换成|搬到了?)[:：\s]*",
    re.IGNORECASE | re.DOTALL,
)
# four to six digits, Dutch letters after them, the British forms; a country's letters before ("D-10115")
_POSTCODE = re.compile(
    r"(?<![\w-])(?:[A-Z]{1,2}-)?(?P<code>\d{4}\s?[A-Z]{2}|\d{3}\s\d{2}|\d{2}-\d{3}|\d{4}-\d{3}|\d{4,6}"
    r"|[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2})(?![\w-])",
    re.IGNORECASE,
)
_PARTS = re.compile(r"[\n,，;；]+")
_STREET = re.compile(r"\d|号|路|街|弄|室|楼")
_NAME = re.compile(r"[^\W\d_][\w.'’-]*(?: [\w.'’-]+){1,4}|[\u4e00-\u9fff]{2,4}")
_ZH_CITY = re.compile(r"^(?P<city>(?:[\u4e00-\u9fff]{2,8}省)?[\u4e00-\u9fff]{2,8}?市)(?P<street>.+)$")


@dataclass(frozen=True)
class Postal:
    """`country` is a code of ISO 3166, None where none was said."""

    recipient: str | None = None
    street: str | None = None
    postcode: str | None = None
    city: str | None = None
    country: str | None = None

    def next_missing(self) -> str | None:
        """The field to ask for next; recipient and country stay as they are where nothing is said of them."""
        return next((name for name in ("street", "postcode", "city") if not getattr(self, name)), None)


def read_address(text: str, known: Postal) -> Postal | None:
    """`known` with what `text` says; None where it says nothing of an address. What was missing may stand alone."""
    written = _LEAD.sub("", unicodedata.normalize("NFKC", text[:_LONGEST]).strip(), count=1)
    parts = [part.strip(" .。") for part in _PARTS.split(written) if part.strip(" .。")]
    found: dict[str, str] = {}
    rest: list[str] = []
    for part in parts:
        country = known_country(part)
        code = _POSTCODE.search(part)
        if country and "country" not in found and parts.index(part):
            found["country"] = country
        elif code and "postcode" not in found and _is_postcode_line(part, code):
            found["postcode"] = code["code"].upper()
            if city := (part[: code.start()] + " " + part[code.end() :]).strip(" -"):
                found["city"] = city
        else:
            rest.append(part)
    _place(rest, found, known)
    return replace(known, **found) if found else None


def _is_postcode_line(part: str, code: re.Match[str]) -> bool:
    """A postcode stands alone or beside a town: "4500 Mill Lane" has a house number."""
    others = (part[: code.start()] + part[code.end() :]).strip()
    return not re.search(r"\d|\b(?:street|st|road|rd|lane|ave|avenue|drive)\b", others, re.IGNORECASE)


def _place(rest: list[str], found: dict[str, str], known: Postal) -> None:
    """What is neither postcode nor country: a name before the street, the town after it."""
    for part in rest:
        chinese = _ZH_CITY.match(part)
        if chinese and "street" not in found:
            found.setdefault("city", chinese["city"])
            found["street"] = chinese["street"].strip()
        elif _STREET.search(part):
            found["street"] = f"{found['street']}, {part}" if "street" in found else part
        elif "street" in found or known.street:
            if "city" not in found and not known.city:
                found["city"] = part
        elif len(rest) > 1 and _NAME.fullmatch(part):
            found["recipient"] = part
    if found.keys() == {"recipient"}:
        found.clear()
