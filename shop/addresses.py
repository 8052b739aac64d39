"""Addresses as people write them: cleaned, and checked against what a carrier needs."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, fields
from functools import lru_cache

from babel import Locale

from shop.models import Address
from shop.order_rules import Verdict, no
from shop.typed import one_line
from shop.words import LANGUAGES

# where the shop delivers: inside the European Union at its prices, elsewhere at that of international delivery
_EU = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK"
_ABROAD = "GB CH NO CN HK SG"
EU, ABROAD = frozenset(_EU.split()), frozenset(_ABROAD.split())

_LONGEST = {"recipient": 120, "street": 200, "postcode": 12, "city": 80, "country": 80}
# D: a digit, A: a letter; anything else as it stands. What is not here is not checked. Hong Kong has no postcodes.
_POSTCODES = {
    **dict.fromkeys(("AT", "BE", "BG", "CH", "CY", "DK", "HU", "LU", "NO", "SI"), ("DDDD",)),
    **dict.fromkeys(("DE", "EE", "ES", "FI", "FR", "HR", "IT", "LT"), ("DDDDD",)),
    **dict.fromkeys(("CN", "RO", "SG"), ("DDDDDD",)),
    **dict.fromkeys(("CZ", "GR", "SE", "SK"), ("DDD DD",)),
    "GB": ("AD DAA", "ADD DAA", "AAD DAA", "AADD DAA", "ADA DAA", "AADA DAA"),
    "IE": ("ADD XXXX", "A6W XXXX"),
    "LV": ("DDDD",),
    "MT": ("AAA DDDD",),
    "NL": ("DDDD AA",),
    "PL": ("DD-DDD",),
    "PT": ("DDDD-DDD",),
}
_LETTERS = {"D": "[0-9]", "A": "[A-Z]", "X": "[0-9A-Z]"}
# before a postcode: D-04109, LV-1010, SE 411 03
_PREFIXED = re.compile(r"^[A-Z]{1,2}[- ](?=\d)")
_OTHER_NAMES = {
    "uk": "GB", "great britain": "GB", "britain": "GB", "england": "GB", "scotland": "GB", "wales": "GB", "英国": "GB",
    "holland": "NL", "czech republic": "CZ", "mainland china": "CN", "prc": "CN", "中国大陆": "CN", "hong kong": "HK",
    "香港": "HK", "el": "GR",
}  # fmt: skip


@dataclass(frozen=True)
class AddressFields:
    """An address as it was said. `country`: a code, or its name in a language of the shop or its own."""

    recipient: str
    street: str
    postcode: str
    city: str
    country: str


def check(written: AddressFields) -> AddressFields | Verdict:
    """The address cleaned, its country a code; or the verdict that names the field that is wrong."""
    cleaned = {each.name: _clean(getattr(written, each.name)) for each in fields(written)}
    for name, text in cleaned.items():
        if not text and not (name == "postcode" and known_country(cleaned["country"]) == "HK"):
            return no("address_missing", field=name)
        if len(text) > _LONGEST[name]:
            return no("address_too_long", field=name, most=_LONGEST[name])
    country = known_country(cleaned["country"])
    if country is None or country not in EU | ABROAD:
        return no("address_country", field="country", country=cleaned["country"])
    postcode = known_postcode(cleaned["postcode"], country)
    if postcode is None:
        return no("address_postcode", field="postcode", postcode=cleaned["postcode"], example=_example(country))
    return AddressFields(**(cleaned | {"country": country, "postcode": postcode}))


def same_zone(country: str, other: str) -> bool:
    """Whether delivery to both costs the same."""
    return (country in EU) == (other in EU)


def row(customer_id: str, address: AddressFields) -> Address:
    """A row of its own: another order may share the one that there was."""
    return Address(
        customer_id=customer_id,
        recipient=address.recipient,
        street=address.street,
        postcode=address.postcode,
        city=address.city,
        country=address.country,
    )


def lines(address: AddressFields | Address, language: str) -> list[str]:
    """As it stands on a parcel."""
    country = Locale.parse(language if language in LANGUAGES else "en").territories[address.country]
    return [address.recipient, address.street, f"{address.postcode} {address.city}".strip(), str(country)]


def known_country(written: str) -> str | None:
    """The ISO code of a country that is named in English, in Chinese or in its own language; also of one that the shop
    does not deliver to."""
    wanted = _clean(written).casefold().removeprefix("the ").strip(" .")
    return _country_names().get(wanted)


def known_postcode(written: str, country: str) -> str | None:
    """A postcode as its country writes it; None for what is none there."""
    patterns = _POSTCODES.get(country)
    if patterns is None:
        return written
    typed = re.sub(r"[\s-]", "", _PREFIXED.sub("", unicodedata.normalize("NFKC", written).upper()))
    for pattern in patterns:
        bare = re.sub(r"[\s-]", "", pattern)
        if re.fullmatch("".join(_LETTERS.get(letter, letter) for letter in bare), typed):
            return _spaced(typed, pattern)
    return None


@lru_cache(maxsize=1)
def _country_names() -> dict[str, str]:
    known: dict[str, str] = {}
    for code in sorted(EU | ABROAD):
        for language in ("de", "fr", "es", "it", "nl", "pl", "pt", "sv", "da", "fi", "nb"):
            known[str(Locale.parse(language).territories[code]).casefold()] = code
    for language in reversed(LANGUAGES):
        for code, name in Locale.parse(language).territories.items():
            if isinstance(code, str) and len(code) == 2 and code.isalpha():
                known |= {str(name).casefold(): code, code.casefold(): code}
    return known | _OTHER_NAMES


def _spaced(typed: str, pattern: str) -> str:
    letters = iter(typed)
    return "".join(each if each in " -" else next(letters) for each in pattern)


def _example(country: str) -> str:
    digits = iter("0123456789")
    letters = iter("ABCDEFGH")
    pattern = _POSTCODES[country][0].replace("X", "D")
    return "".join(next(digits) if each == "D" else next(letters) if each == "A" else each for each in pattern)


def _clean(text: str) -> str:
    return one_line(text).strip(" ,;")
