"""One product in words: its price, its stock, its properties, as the shop's data has them."""

from __future__ import annotations

from actions.money import money
from actions.phrases import Phrases
from shop import catalogue
from shop.models import Product
from shop.words import COLORS, ONE_SIZE, in_language


def name(product: Product, language: str) -> str:
    return str(in_language(product.names, language))


def price(product: Product, language: str, phrases: Phrases) -> str:
    values = {"name": name(product, language), "price": money(product.price_cents, language)}
    if product.list_price_cents:
        values["list_price"] = money(product.list_price_cents, language)
        return phrases.say("product_price_sale", language, **values)
    return phrases.say("product_price", language, **values)


def stock(product: Product, color: str | None, size: str | None, language: str, phrases: Phrases) -> str:
    """What is on the shelf; of the colour and size asked for, if they were."""
    called = name(product, language)
    variants = _on_shelf(product, language)
    if (color or size) and catalogue.stock_of(product, color, size) == 0:
        wanted = " ".join(filter(None, [_color(color, language) if color else "", size or ""]))
        if not variants:
            return phrases.say("variant_never_made", language, name=called, wanted=wanted)
        return phrases.say("variant_sold_out", language, name=called, wanted=wanted, variants=variants)
    if not variants:
        return phrases.say("product_stock_simple", language, name=called)
    return phrases.say("product_stock", language, name=called, variants=variants)


def sold_out(product: Product, language: str, phrases: Phrases) -> str:
    return phrases.say("product_sold_out", language, name=name(product, language))


def details(product: Product, language: str, phrases: Phrases) -> str:
    rows = "\n".join(f"- {label}: {value}" for label, value in in_language(product.attributes, language).items())
    return phrases.say(
        "product_details",
        language,
        name=name(product, language),
        brand=product.brand,
        description=in_language(product.descriptions, language),
        attributes=rows,
    )


def _on_shelf(product: Product, language: str) -> str:
    """`navy (S, M), red (L)`; empty for a product of one size and colour."""
    sizes: dict[str, list[str]] = {}
    for variant in product.variants:
        if variant.stock > 0:
            sizes.setdefault(variant.color, []).append(variant.size)
    if len(product.variants) < 2:
        return ""
    parts = [
        _color(color, language) + (f" ({', '.join(kept)})" if (kept := [s for s in named if s != ONE_SIZE]) else "")
        for color, named in sizes.items()
    ]
    return ", ".join(parts)


def _color(color: str, language: str) -> str:
    return in_language(COLORS[color], language) if color in COLORS else color
