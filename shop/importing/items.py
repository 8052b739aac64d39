"""One row as an item that can be bought: every value of it checked, and every fault named."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from shop.importing import fields
from shop.importing.faults import BadValue, Fault
from shop.importing.fields import LONGEST, Terms
from shop.words import ONE_SIZE, known_category, known_color

Raw = Mapping[str, Any]
Local = dict[str, Any]  # by language


@dataclass(frozen=True)
class Item:
    """None is what the file does not say, as opposed to what it says is empty. Prices in cents; where `stock` is not
    counted, `in_stock` is all that is known.

    `id` is that of the product, or of its variant where `group` names the product."""

    line: int
    id: str
    title: Local
    price: int
    list_price: int | None = None
    group: str | None = None
    description: Local | None = None
    attributes: Local | None = None
    synonyms: Local | None = None
    brand: str | None = None
    category: str | None = None
    type: str | None = None
    image: str | None = None
    color: str = ""
    size: str = ONE_SIZE
    stock: int | None = None
    in_stock: bool = True
    rating: float | None = None
    reviews: int | None = None


def check(number: int, raw: Raw, columns: Mapping[str, str], terms: Terms) -> Item | list[Fault]:
    """The item of one row, or every fault of it. `raw` has the fields of Item as keys; `columns` says what the file
    calls a field."""
    said = {name: value for name, value in raw.items() if value is not None}
    given = {name: value for name, value in said.items() if not fields.is_empty(value)}
    values: dict[str, Any] = {name: _EMPTY[name](terms) for name in said.keys() - given.keys() if name in _EMPTY}
    faults: list[Fault] = []

    def blame(name: str, reason: str) -> None:
        shown = str(raw.get(name, ""))[:80]
        faults.append(Fault(number, reason, columns.get(name, name), shown, str(raw.get("id", ""))[:100]))

    for name in ("id", "title", "price"):
        if name not in given and not (name == "price" and "price_cents" in given):
            blame(name, "is missing")
    for name, value in given.items():
        try:
            values[_STORED.get(name, name)] = _READERS[name](value, terms)
        except BadValue as error:
            blame(name, str(error))
    if faults:
        return faults
    if values.get("list_price") is not None and values["list_price"] <= values["price"]:
        del values["list_price"]
    return Item(line=number, **values)


def _local(read: Callable[[Any], Any]) -> Callable[[Any, Terms], Local]:
    def by_language(value: Any, terms: Terms) -> Local:
        if isinstance(value, Languages):
            if not all(re.fullmatch(r"[a-z]{2,3}|", language) for language in value):
                raise BadValue("has a key that is no language code, such as en")
            found = {language or terms.language: one for language, one in value.items() if not fields.is_empty(one)}
            return {language: read(one) for language, one in found.items()}
        return {terms.language: read(value)}

    return by_language


class Languages(dict[str, Any]):
    """A value given in several languages, as opposed to an object that is the value."""


def _synonyms(value: Any) -> list[str]:
    words = value if isinstance(value, list) else str(value).split(",")
    return [fields.line(word, 100) for word in words if not fields.is_empty(word)][:50]


def _category(value: Any) -> str:
    written = fields.line(value, LONGEST["category"])
    return known_category(written) or written


def _color(value: Any) -> str:
    written = fields.line(value, 100)
    return known_color(written) or written


_EMPTY: dict[str, Callable[[Terms], Any]] = {
    "description": lambda terms: {terms.language: ""},
    "attributes": lambda terms: {terms.language: {}},
    "synonyms": lambda terms: {terms.language: []},
    "brand": lambda terms: "",
    "image": lambda terms: "",
}
_STORED = {"price_cents": "price", "list_price_cents": "list_price", "availability": "in_stock"}
_READERS: dict[str, Callable[[Any, Terms], Any]] = {
    "id": lambda value, terms: fields.identifier(value),
    "group": lambda value, terms: fields.identifier(value),
    "title": _local(lambda value: fields.line(value, LONGEST["title"])),
    "description": _local(lambda value: fields.text(value, LONGEST["description"])),
    "attributes": _local(fields.pairs),
    "synonyms": _local(_synonyms),
    "brand": lambda value, terms: fields.line(value, LONGEST["brand"]),
    "category": lambda value, terms: _category(value),
    "type": lambda value, terms: fields.line(value, LONGEST["category"]),
    "price": fields.price,
    "price_cents": lambda value, terms: fields.cents(value),
    "list_price": fields.price,
    "list_price_cents": lambda value, terms: fields.cents(value),
    "image": lambda value, terms: fields.picture(value),
    "color": lambda value, terms: _color(value),
    "size": lambda value, terms: fields.line(value, 100),
    "stock": lambda value, terms: fields.whole(value),
    "availability": lambda value, terms: fields.availability(value),
    "rating": lambda value, terms: fields.stars(value),
    "reviews": lambda value, terms: fields.whole(value),
}
