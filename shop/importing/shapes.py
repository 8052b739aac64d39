"""Which column means what: Aisle's own files, Google Merchant feeds, Shopify's product export."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from itertools import groupby
from typing import Any

from shop.importing.faults import Fault, ImportRefused
from shop.importing.files import Row
from shop.importing.items import Languages, Raw

Made = Iterator[tuple[int, Raw] | Fault]
_OWN = ["title", "description", "brand", "category", "type", "image", "attributes", "synonyms", "rating", "reviews"]
_OWN += ["price", "price_cents", "list_price", "list_price_cents", "availability", "stock", "color", "size", "group"]
_LOCAL = ("title", "description", "attributes", "synonyms")
_TRANSLATED = re.compile(rf"({'|'.join(_LOCAL)})[_:.]([a-z]{{2,3}})")
_GOOGLE_ONLY = {"link", "image_link", "item_group_id", "google_product_category", "sale_price", "gtin", "mpn"}
_GOOGLE_ATTRIBUTES = ["material", "pattern", "gender", "age_group", "size_system", "condition", "gtin", "mpn"]
_KNOWN_CATEGORY_KEYS = ("product_type", "category")
_COLOR_KEYS = ("product_colour", "product_color", "colour", "color")


@dataclass(frozen=True)
class Shape:
    """`read` makes raw items of rows; `columns` says what the file calls a field of Item."""

    name: str
    read: Callable[[Iterable[Row]], Made]
    columns: Mapping[str, str]


def recognise(columns: Iterable[str]) -> Shape:
    """Raises ImportRefused, naming what was found and what is known."""
    found = set(columns)
    simple = {_google_name(column) for column in found}
    if {"Handle", "Title", "Variant Price"} <= found:
        return Shape("Shopify product export", _shopify, _SHOPIFY_COLUMNS)
    if {"id", "title", "price"} <= simple and simple & _GOOGLE_ONLY:
        return Shape("Google Merchant feed", _google, _GOOGLE_COLUMNS)
    if "id" in found and any(column in ("title", "price", "price_cents") for column in found):
        return Shape("Aisle catalogue", _own, {})
    raise ImportRefused(
        f"the columns are not recognised: {', '.join(sorted(found))[:300] or 'none'}. Known are Aisle's own (id, "
        "title, price or price_cents, …), a Google Merchant feed (id, title, price, link, …) and Shopify's product "
        "export (Handle, Title, Variant Price, …)"
    )


def _own(rows: Iterable[Row]) -> Made:
    lines: dict[str, int] = {}
    for row in rows:
        raw: dict[str, Any] = {name: row.cells[name] for name in ["id", *_OWN] if name in row.cells}
        for name in _LOCAL:
            if name != "attributes" and isinstance(raw.get(name), dict):
                raw[name] = Languages(raw[name])
        for column, value in row.cells.items():
            if (match := _TRANSLATED.fullmatch(column)) and value not in (None, ""):
                raw[match[1]] = Languages({**_as_languages(raw.get(match[1])), match[2]: value})
        _take_from_attributes(raw)
        before = lines.setdefault(str(raw.get("id")), row.line)
        if before != row.line and raw.get("id"):
            yield Fault(row.line, f"is that of line {before} already", "id", product=str(raw["id"])[:100])
        elif "variants" in row.cells:
            yield from _own_variants(row, raw)
        else:
            yield row.line, raw


def _as_languages(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Languages) else {} if value in (None, "") else {"": value}


def _take_from_attributes(raw: dict[str, Any]) -> None:
    """Category and colour stand among the attributes of some catalogues."""
    attributes = raw.get("attributes")
    if not isinstance(attributes, dict):
        return
    lower = {key.lower(): value for key, value in attributes.items() if isinstance(key, str)}
    for name, keys in (("category", _KNOWN_CATEGORY_KEYS), ("color", _COLOR_KEYS)):
        value = next((lower[key] for key in keys if isinstance(lower.get(key), str)), "")
        if not raw.get(name) and any(map(str.isalpha, value)) and len(value) <= 100:
            raw[name] = value


def _own_variants(row: Row, raw: dict[str, Any]) -> Made:
    variants = row.cells["variants"]
    if not isinstance(variants, list) or not variants or not all(isinstance(one, dict) for one in variants):
        yield Fault(row.line, "is not a list of objects", "variants", product=str(raw.get("id", ""))[:100])
        return
    for variant in variants:
        named = "-".join(str(variant[key]) for key in ("color", "size") if variant.get(key))
        sku = variant.get("sku") or f"{raw.get('id')}-{named or 'one'}"
        own = {name: variant[name] for name in ("color", "size", "stock") if name in variant}
        yield row.line, raw | own | {"id": sku, "group": raw.get("id")}


def _google_name(column: str) -> str:
    return column.strip().lower().removeprefix("g:").replace(" ", "_")


_GOOGLE_COLUMNS = {"image": "image_link", "group": "item_group_id", "category": "product_type", "stock": "quantity"}


def _google(rows: Iterable[Row]) -> Made:
    for row in rows:
        cells = {_google_name(column): value for column, value in row.cells.items()}
        raw = {name: cells.get(name) for name in ("id", "title", "description", "brand", "availability", "size")}
        on_sale = bool(cells.get("sale_price")) and _is_now(cells.get("sale_price_effective_date"))
        raw |= {
            "price": cells["sale_price"] if on_sale else cells.get("price"),
            "list_price": cells.get("price") if on_sale else None,
            "image": cells.get("image_link"),
            "group": cells.get("item_group_id"),
            "color": cells.get("color"),
            "category": _leaf(cells.get("product_type")) or _leaf(cells.get("google_product_category")) or None,
            "stock": cells.get("quantity"),
            "attributes": {name: cells[name] for name in _GOOGLE_ATTRIBUTES if cells.get(name)} or None,
        }
        yield row.line, raw


def _leaf(path: Any) -> str:
    """`Home > Women > Dresses` → `Dresses`; nothing for Google's numbers of categories."""
    leaf = str(path or "").split(">")[-1].strip()
    return leaf if any(map(str.isalpha, leaf)) else ""


def _is_now(span: Any) -> bool:
    """Whether a sale's `start/end` holds now; one without dates, or with dates that cannot be read, does."""
    try:
        start, end = (datetime.fromisoformat(re.sub(r"([+-]\d\d)(\d\d)$", r"\1:\2", part)) for part in span.split("/"))
        return start <= datetime.now(timezone.utc) <= end
    except (AttributeError, TypeError, ValueError):
        return True


_SHOPIFY_COLUMNS = {
    "id": "Handle",
    "group": "Handle",
    "title": "Title",
    "description": "Body (HTML)",
    "brand": "Vendor",
    "category": "Type",
    "synonyms": "Tags",
    "price": "Variant Price",
    "list_price": "Variant Compare At Price",
    "stock": "Variant Inventory Qty",
    "image": "Image Src",
}
_COLOR_OPTIONS = ("color", "colour", "farbe", "couleur", "颜色")


def _shopify(rows: Iterable[Row]) -> Made:
    lines: dict[str, int] = {}
    for handle, together in groupby(rows, lambda row: str(row.cells.get("Handle", "")).strip()):
        block = list(together)
        first = block[0]
        before = lines.setdefault(handle, first.line)
        if before != first.line and handle:
            yield Fault(first.line, f"begins again what line {before} began", "Handle", handle, handle)
            continue
        if str(first.cells.get("Status", "active")).strip().lower() in ("draft", "archived"):
            continue
        variants = [row for row in block if row.cells.get("Variant Price") or row.cells.get("Option1 Value")]
        for number, row in enumerate(variants or block[:1], 1):
            yield row.line, _shopify_item(handle, first.cells, row.cells, number)


def _shopify_item(handle: str, first: Mapping[str, Any], row: Mapping[str, Any], number: int) -> dict[str, Any]:
    color, others = "", []
    for place in "123":
        # the names of the options stand in a product's first row only
        name, value = str(first.get(f"Option{place} Name") or "").strip().lower(), row.get(f"Option{place} Value")
        if name in _COLOR_OPTIONS:
            color = value or ""
        elif value and value != "Default Title":
            others.append(str(value))
    stock = str(row.get("Variant Inventory Qty") or "").strip()
    untracked = row.get("Variant Inventory Tracker") == ""
    return {
        "id": row.get("Variant SKU") or (f"{handle}-{number}" if handle else ""),
        "group": handle,
        "title": first.get("Title"),
        "description": first.get("Body (HTML)"),
        "brand": first.get("Vendor"),
        "category": first.get("Type") or _leaf(first.get("Product Category")) or None,
        "synonyms": first.get("Tags"),
        "price": row.get("Variant Price"),
        "list_price": row.get("Variant Compare At Price"),
        "image": first.get("Image Src") or row.get("Variant Image"),
        "color": color,
        "size": " / ".join(others),
        # below zero is what Shopify has sold without having it
        "stock": None if untracked else "0" if stock.startswith("-") else stock,
    }
