"""`python -m shop.export_passages OUT.jsonl`: the catalogue as passages for the knowledge index, one a line.

A passage a product and language, with the fields of `knowledge.passages.Passage`. Stock is as of the export."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from shop import catalogue
from shop.errors import ShopError
from shop.models import Product
from shop.settings import ShopSettings
from shop.store import Store, reads
from shop.words import CATEGORIES, COLORS, FLAGS, LANGUAGES, ONE_SIZE

_SENTENCES = {
    "en": {
        "also": "Also called {}.",
        "is": "It is {}.",
        "colors": "Colours: {}.",
        "sizes": "Sizes: {}.",
        "row": "{}: {}.",
        "comma": ", ",
        "space": " ",
    },
    "zh": {
        "also": "也叫{}。",
        "is": "特点：{}。",
        "colors": "颜色：{}。",
        "sizes": "尺码：{}。",
        "row": "{}：{}。",
        "comma": "、",
        "space": "",
    },
}


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m shop.export_passages", description=(__doc__ or "").split("\n\n")[0]
    )
    parser.add_argument("out", type=Path)
    options = parser.parse_args(arguments)
    store = Store(ShopSettings.from_environ().database_url)
    try:
        with store.transaction(reading=True) as session:
            lines = [json.dumps(passage, ensure_ascii=False, sort_keys=True) for passage in passages(session)]
    except (ShopError, DatabaseError):
        print("shop.export_passages: no catalogue of this version here; run python -m shop.seed", file=sys.stderr)
        return 1
    finally:
        store.close()
    options.out.parent.mkdir(parents=True, exist_ok=True)
    unfinished = options.out.with_suffix(".part")
    unfinished.write_text("".join(line + "\n" for line in lines), "utf-8")
    unfinished.replace(options.out)
    print(f"{len(lines)} passages in {options.out}")
    return 0


@reads
def passages(session: Session) -> Iterator[dict[str, Any]]:
    for product in session.execute(select(Product).order_by(Product.id)).scalars():
        for language in LANGUAGES:
            yield product_passage(product, language)


def product_passage(product: Product, language: str) -> dict[str, Any]:
    """One product as a Passage; its id is `product:<product id>:<language>`."""
    colors = list(dict.fromkeys(variant.color for variant in product.variants))
    sizes = list(dict.fromkeys(variant.size for variant in product.variants))
    return {
        "id": f"product:{product.id}:{language}",
        "kind": "product",
        "title": f"{product.brand} {product.names[language]}",
        "text": _text(product, language, colors, sizes),
        "language": language,
        "facts": {
            "product_id": product.id,
            "category": product.category,
            "type": product.type,
            "brand": product.brand,
            "colors": colors,
            "sizes": sizes,
            "price_cents": product.price_cents,
            "in_stock": catalogue.stock_of(product) > 0,
            **{key: value for key, value in product.facts.items() if value is True},
        },
    }


def _text(product: Product, language: str, colors: list[str], sizes: list[str]) -> str:
    say = _SENTENCES[language]
    rows = [say["row"].format(label, value) for label, value in product.attributes[language].items()]
    rows.insert(0, say["colors"].format(say["comma"].join(COLORS[color][language] for color in colors)))
    if sizes != [ONE_SIZE]:
        rows.append(say["sizes"].format(say["comma"].join(sizes)))
    head = say["row"].format(CATEGORIES[product.category][language], f"{product.brand} {product.names[language]}")
    names = say["also"].format(say["comma"].join(product.synonyms[language]))
    flags = [words[language] for flag, words in FLAGS.items() if product.facts.get(flag)]
    if flags:
        rows.insert(0, say["is"].format(say["comma"].join(flags)))
    return say["space"].join([head, names, product.descriptions[language], *rows])


if __name__ == "__main__":
    sys.exit(main())
