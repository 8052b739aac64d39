"""`python -m shop.vocabulary`: the words of the shop for whoever must recognise them, as AISLE_VAR/vocabulary.json.

Brands, categories and colours with their names, and what the goods are called. After an import of another catalogue it
is written again: the bot reads the new file at the next message, without training."""

from __future__ import annotations

import json
import os
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from shop.errors import ShopError
from shop.models import Product, Variant
from shop.settings import ShopSettings
from shop.store import Store, reads
from shop.words import CATEGORIES, COLORS, LANGUAGES, OTHER

FORMAT = 1
# a product without a brand or a colour, and the category of those that have none
_SAY_NOTHING = {"", OTHER}
# what is not part of a thing's name: for whom it is
_FOR_WHOM = re.compile(r"\b(?:wo)?men[’']s\s+|[女男]款", re.IGNORECASE)


def main() -> int:
    settings = ShopSettings.from_environ()
    store = Store(settings.database_url)
    try:
        with store.transaction(reading=True) as session:
            words = vocabulary(session)
    except (ShopError, DatabaseError):
        print("shop.vocabulary: no catalogue of this version here; run python -m shop.seed", file=sys.stderr)
        return 1
    finally:
        store.close()
    write(words, vocabulary_file(settings))
    print(f"{len(words['brands'])} brands and {len(words['products'])} names of goods in {vocabulary_file(settings)}")
    return 0


def vocabulary_file(settings: ShopSettings) -> Path:
    return settings.var / "vocabulary.json"


@reads
def vocabulary(session: Session) -> dict[str, Any]:
    """`{"format", "brands": [name], "categories": {id: {language: name}}, "colors": {id: {language: name}},
    "products": [name]}`; in `products` full names, synonyms, and the endings that several names share."""
    sold = Product.available.is_(True)
    rows = session.execute(select(Product.names, Product.synonyms, Product.type).where(sold)).all()
    brands, categories, colors = (
        set(session.execute(select(column).distinct().join(Product.variants).where(sold)).scalars()) - _SAY_NOTHING
        for column in (Product.brand, Product.category, Variant.color)
    )
    return {
        "format": FORMAT,
        "brands": sorted(brands),
        "categories": _named(categories, CATEGORIES),
        "colors": _named(colors, COLORS),
        "products": _names_of_goods(rows),
    }


def write(words: Mapping[str, Any], file: Path) -> None:
    """In one rename: whoever reads sees the old file or the new one, whole."""
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, unfinished = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            json.dump(words, out, ensure_ascii=False, indent=0)
        Path(unfinished).replace(file)
    except BaseException:
        Path(unfinished).unlink(missing_ok=True)
        raise


def _named(ids: Iterable[str], known: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, str]]:
    """Names by language; an id that is not the demo shop's is its own name."""
    return {each: dict(known.get(each) or dict.fromkeys(LANGUAGES, each)) for each in sorted(ids)}


def _names_of_goods(rows: Iterable[Any]) -> list[str]:
    names: set[str] = set()
    endings: Counter[str] = Counter()
    for titles, synonyms, kind in rows:
        names.add(kind.replace("_", " "))
        names.update(synonym for of_language in synonyms.values() for synonym in of_language)
        for title in titles.values():
            words = _FOR_WHOM.sub("", title).split()
            names.update((title, " ".join(words)))
            endings.update(" ".join(words[start:]) for start in range(1, len(words)))
    return sorted(name for name in names | {ending for ending, count in endings.items() if count > 1} if name)


if __name__ == "__main__":
    sys.exit(main())
