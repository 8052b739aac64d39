"""Products side by side, as a table."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from actions.describing import price_of
from actions.phrases import Phrases
from actions.product_questions import is_of_carton, table
from shop import catalogue
from shop.models import Product

_MOST_ROWS = 20
# of which only some of the products tell: what cannot be compared is of little use
_MOST_ONE_SIDED = 6
_MISSING = "–"
# A name heads a narrow column, and a value stands in one: the page has them whole.
_LONGEST_HEAD = 48
_LONGEST_VALUE = 80


def comparison(products: Sequence[Product], asked: Collection[str], language: str, phrases: Phrases) -> str:
    """A Markdown table, a column a product; first the rows that were asked about, then price, rating and stock, then
    what all of them tell and tell differently."""
    facts = [dict(table(each, language)) for each in products]
    rows = [(phrases.say("row_price", language), [price_of(each, language) for each in products])]
    if any(each.reviews for each in products):
        rows.append((phrases.say("row_rating", language), [_rating(each) for each in products]))
    rows.append((phrases.say("row_stock", language), [_stock_word(each, language, phrases) for each in products]))
    for label in _labels(facts, asked):
        rows.append((label, [each.get(label, _MISSING) for each in facts]))
    rows.sort(key=lambda row: row[0] not in asked)
    return "\n".join(
        [
            _line(["", *_heads([catalogue.full_name(each, language) for each in products])]),
            _line(["---"] * (len(products) + 1)),
            *(_line([label, *(_cut(value, _LONGEST_VALUE) for value in values)]) for label, values in rows),
        ]
    )


def _labels(facts: Sequence[dict[str, str]], asked: Collection[str]) -> list[str]:
    """The rows besides the shop's own, the most telling first."""

    def least_telling(label: str) -> tuple[bool, bool, int, bool]:
        told = [rows[label] for rows in facts if label in rows]
        return label not in asked, is_of_carton(label), -len(told), len(set(told)) == 1

    labels = sorted(dict.fromkeys(label for rows in facts for label in rows), key=least_telling)
    lacking = [label for label in labels if label not in asked and not all(label in each for each in facts)]
    left_out = {*lacking[_MOST_ONE_SIDED:]}
    return [label for label in labels if label not in left_out][:_MOST_ROWS]


def _heads(names: Sequence[str]) -> Sequence[str]:
    """Names cut to a column's width, unless they differ only in what is cut off."""
    cut = [_cut(name, _LONGEST_HEAD) for name in names]
    return cut if len(set(cut)) == len(set(names)) else names


def _cut(text: str, longest: int) -> str:
    """At the end of a word, if there is one in the last third."""
    if len(text) <= longest:
        return text
    whole, space, _ = text[:longest].rpartition(" ")
    return (whole if space and len(whole) > longest * 2 // 3 else text[: longest - 1]).rstrip(" ,;-–(") + "…"


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(" ".join(cell.replace("|", "\\|").split()) for cell in cells) + " |"


def _rating(product: Product) -> str:
    return f"{product.rating:.1f} ({product.reviews})" if product.reviews else _MISSING


def _stock_word(product: Product, language: str, phrases: Phrases) -> str:
    return phrases.say(f"stock_{catalogue.stock_word(catalogue.stock_of(product))}", language)
