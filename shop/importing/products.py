"""Products out of items: the variants of a group together, with the columns that the shop's tables have.

A product has one price here, so items of a group that cost different amounts become products of their own."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from shop.importing.faults import Fault
from shop.importing.items import Item, Local
from shop.words import COLORS, LANGUAGES, ONE_SIZE, OTHER, category_name, color_name, known_color

_SEARCHED_VALUE = 60
_SEARCHED = 3_000


@dataclass(frozen=True)
class Draft:
    """A product as the file has it. `given` are columns of `product`; a variant's stock is None where it is not
    counted, and then only `in_stock` is known."""

    line: int
    id: str
    given: dict[str, Any]
    variants: tuple[Item, ...]


def drafts(items: Iterable[Item]) -> list[Draft]:
    """The products in the order of the file."""
    groups: dict[str, list[Item]] = {}
    for item in items:
        groups.setdefault(f"group {item.group}" if item.group else f"item {item.id}", []).append(item)
    return [draft for group in groups.values() for draft in _of_group(group)]


def duplicates(items: Iterable[Item]) -> list[Fault]:
    """Items whose id a line before has taken, as an item or as a group."""
    faults: list[Fault] = []
    seen: dict[str, Item] = {}
    for item in items:
        if (before := seen.setdefault(item.id, item)) is not item:
            faults.append(Fault(item.line, f"is that of line {before.line} already", "id", item.id, item.id))
    for item in seen.values():
        taken = seen.get(item.group or "")
        if taken and taken.group != item.group:
            reason = f"is the id of another product, on line {taken.line}"
            faults.append(Fault(item.line, reason, "group", item.group or "", item.id))
    return faults


def _of_group(group: Sequence[Item]) -> Iterable[Draft]:
    by_price: dict[int, list[Item]] = {}
    for item in group:
        by_price.setdefault(item.price, []).append(item)
    named: set[str] = set()
    for number, items in enumerate(by_price.values()):
        first = items[0]
        title = {language: _common([item.title.get(language, "") for item in items]) for language in first.title}
        key = "\n".join(title.values())
        if key in named:
            title = {language: f"{name} – {_options(first, language)}" for language, name in title.items()}
        named.add(key)
        product_id = first.group if first.group and number == 0 else first.id
        yield Draft(first.line, product_id, _columns(product_id, first, title, items), tuple(items))


def _common(titles: Sequence[str]) -> str:
    """What the variants' titles begin with, as `Rain jacket` of `Rain jacket - red, S`; else the first title."""
    words = [title.split() for title in titles]
    common = [same[0] for same in takewhile(lambda same: len(set(same)) == 1, zip(*words, strict=False))]
    name = " ".join(common).rstrip(" -–—,|/(")
    return name if len(common) >= 2 and name else titles[0]


def _options(item: Item, language: str) -> str:
    size = "" if item.size == ONE_SIZE else item.size
    return " ".join(filter(None, [color_name(item.color, language), size])) or item.id


def _columns(product_id: str, first: Item, title: Local, items: Sequence[Item]) -> dict[str, Any]:
    """Only what the file says: what it leaves out stays as it is in the shop."""
    said = {
        "category": first.category,
        "type": first.type or first.category,
        "brand": first.brand,
        "descriptions": first.description,
        "attributes": first.attributes,
        "synonyms": first.synonyms,
        "picture": None if first.image is None else _picture(product_id, first),
        "rating": first.rating,
        "reviews": first.reviews,
    }
    always = {
        "names": title,
        "price_cents": first.price,
        "list_price_cents": first.list_price,
        "available": True,
    }
    return always | {column: value for column, value in said.items() if value is not None}


def unsaid(draft: Draft) -> dict[str, Any]:
    """What a new product starts with where the file says nothing."""
    languages = draft.given["names"]
    return {
        "category": OTHER,
        "type": OTHER,
        "brand": "",
        "descriptions": dict.fromkeys(languages, ""),
        "attributes": {language: {} for language in languages},
        "synonyms": {language: [] for language in languages},
        "facts": {},
        "picture": _picture(draft.id, draft.variants[0]),
        "rating": 0.0,
        "reviews": 0,
        "popularity": 0,
    }


def _picture(product_id: str, first: Item) -> dict[str, Any]:
    """A carton, and the photograph where there is one; its look depends on the id alone."""
    number = int(hashlib.sha256(product_id.encode()).hexdigest()[:4], 16)
    colors = tuple(COLORS)
    drawn = {
        "shape": "carton",
        "color": known_color(first.color) or colors[number % len(colors)],
        "variation": number % 1000,
    }
    return drawn | ({"url": first.image} if first.image else {})


def search_text(columns: dict[str, Any], colors: Iterable[str]) -> str:
    """What the shop page's search looks through, of a product as it will be stored."""
    words = [columns["brand"], *columns["names"].values()]
    if columns["category"] != OTHER:
        words += [columns["type"], *(category_name(columns["category"], language) for language in LANGUAGES)]
    words += [color_name(color, language) for color in colors if color for language in LANGUAGES]
    words += [synonym for several in columns["synonyms"].values() for synonym in several]
    values = [value for rows in columns["attributes"].values() for value in rows.values()]
    words += [value for value in values if len(value) <= _SEARCHED_VALUE and any(map(str.isalpha, value[3:]))]
    return " · ".join(dict.fromkeys(word for word in words if word)).lower()[:_SEARCHED]
