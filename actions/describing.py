"""One product in words: its price, its stock, its properties, as the shop's data has them."""

from __future__ import annotations

from collections.abc import Sequence

from actions.phrases import Phrases
from actions.product_questions import Row, Said, table
from actions.wishes import is_color, pieces
from shop.models import Product
from shop.money import money
from shop.words import ONE_SIZE, color_name, in_language

_MOST_ROWS = 14  # a page of an imported catalogue can have a hundred


def name(product: Product, language: str) -> str:
    return str(in_language(product.names, language))


def price_of(product: Product, language: str) -> str:
    return money(product.price_cents, language, product.currency)


def price(product: Product, language: str, phrases: Phrases) -> str:
    values = {"name": name(product, language), "price": price_of(product, language)}
    if product.list_price_cents:
        values["list_price"] = money(product.list_price_cents, language, product.currency)
        return phrases.say("product_price_sale", language, **values)
    return phrases.say("product_price", language, **values)


def stock(product: Product, color: str | None, size: str | None, language: str, phrases: Phrases) -> str:
    """What is on the shelf; of the colour and size asked for, if they were."""
    called = name(product, language)
    variants = _on_shelf(product, language)
    if (color or size) and pieces(product, color, size) == 0:
        wanted = " ".join(filter(None, [color_name(color, language) if color else "", size or ""]))
        if not variants:
            return phrases.say("variant_never_made", language, name=called, wanted=wanted)
        made = any(
            (color is None or is_color(color, each.color)) and (size is None or each.size.casefold() == size.casefold())
            for each in product.variants
        )
        say = "variant_sold_out" if made else "variant_not_made"
        return phrases.say(say, language, name=called, wanted=wanted, variants=variants)
    if not variants:
        return phrases.say("product_stock_simple", language, name=called)
    return phrases.say("product_stock", language, name=called, variants=variants)


def sold_out(product: Product, language: str, phrases: Phrases, *, alone: bool = False) -> str:
    """`alone`: with nothing to offer in its place."""
    return phrases.say(
        "product_sold_out_alone" if alone else "product_sold_out", language, name=name(product, language)
    )


def details(product: Product, language: str, phrases: Phrases) -> str:
    values = {
        "name": name(product, language),
        "description": in_language(product.descriptions, language),
        "attributes": _rows(table(product, language)[:_MOST_ROWS]),
    }
    if product.brand:
        return phrases.say("product_details", language, brand=product.brand, **values).strip()
    return phrases.say("product_details_plain", language, **values).strip()


def answer(product: Product, said: Said, language: str, phrases: Phrases) -> str:
    """What the page says to a question, in its own words; or that it does not say, and what else it says."""
    called = name(product, language)
    if said:
        found = "\n\n".join(filter(None, [_rows(said.rows), " ".join(said.sentences)]))
        return phrases.say("product_answer", language, name=called, found=found)
    known = _rows(table(product, language)[:_MOST_ROWS]) or in_language(product.descriptions, language)
    return phrases.say("product_unsaid" if known else "product_unsaid_nothing", language, name=called, known=known)


def _rows(rows: Sequence[Row]) -> str:
    return "\n".join(f"- {label}: {value}" for label, value in rows)


def _on_shelf(product: Product, language: str) -> str:
    """`navy (S, M), red (L)`; empty for a product of one size and colour."""
    sizes: dict[str, list[str]] = {}
    for variant in product.variants:
        if variant.stock > 0:
            sizes.setdefault(variant.color, []).append(variant.size)
    if len(product.variants) < 2:
        return ""
    parts = []
    for color, named in sizes.items():
        kept = ", ".join(size for size in named if size != ONE_SIZE)
        called = color_name(color, language) if color else ""
        parts.append(f"{called} ({kept})" if called and kept else called or kept)
    return ", ".join(filter(None, parts))
