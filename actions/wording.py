"""What was looked for and what was found instead, in words."""

from __future__ import annotations

from collections.abc import Sequence

from actions.finding import Found
from actions.phrases import Phrases
from actions.wishes import Wishes
from shop.models import Product
from shop.money import money
from shop.words import CURRENCY, ONE_SIZE, category_name, color_name

_MOST_SIZES = 20


def found(result: Found, wishes: Wishes, language: str, phrases: Phrases, exact: str = "products_found") -> str:
    """The sentence above the cards: `exact`, or what there is nothing of and in what these differ."""
    if not result.given_up:
        return phrases.say(exact, language)
    currency = result.products[0].currency
    differences = [phrases.say(f"other_{name}", language) for name in result.given_up]
    text = phrases.say(
        "products_relaxed",
        language,
        wanted=wanted(wishes, language, phrases, currency),
        difference=phrases.say("list_comma", language).join(differences),
    )
    if "size" in result.given_up and (sizes := sizes_line(result.products, wishes.size or "", language, phrases)):
        return f"{text}\n\n{sizes}"
    return text


def sizes_line(products: Sequence[Product], size: str, language: str, phrases: Phrases) -> str:
    """Which sizes there are, where none of these is ever made in that one; empty where it is only sold out."""
    kind = [each for each in products if each.category == products[0].category]
    made = dict.fromkeys(v.size for each in kind for v in each.variants if v.size != ONE_SIZE)
    if size.casefold() in {each.casefold() for each in made}:
        return ""
    if not made:
        return phrases.say("sizes_none", language, size=size)
    return phrases.say("sizes_made", language, size=size, sizes=", ".join(_in_order(made))[:200])


def wanted(wishes: Wishes, language: str, phrases: Phrases, currency: str = CURRENCY) -> str:
    """`in red, in size L, under €60.00 (Jackets & coats)`."""
    amounts = {
        name: money(amount, language, currency)
        for name, amount in (("low", wishes.price_min), ("high", wishes.price_max))
        if amount is not None
    }
    parts = []
    if wishes.color:
        parts.append(phrases.say("wish_color", language, value=color_name(wishes.color, language)))
    if wishes.brand:
        parts.append(phrases.say("wish_brand", language, value=wishes.brand))
    if wishes.size:
        parts.append(phrases.say("wish_size", language, value=wishes.size))
    if amounts:
        parts.append(phrases.say("_".join(["wish", *amounts]), language, **amounts))
    told = phrases.say("list_comma", language).join(parts)
    if wishes.category:
        return phrases.say("wish_among", language, wishes=told, value=category_name(wishes.category, language))
    return told


def _in_order(sizes: dict[str, None]) -> list[str]:
    """Numbers by value, letters as the shop has them."""
    named = list(sizes)[:_MOST_SIZES]
    try:
        return sorted(named, key=float)
    except ValueError:
        return named
