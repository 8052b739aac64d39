"""`python -m shop.export_passages OUT.jsonl`: the catalogue as passages for the knowledge index, one a line.

A passage a product and language, with the fields of `knowledge.passages.Passage`. Stock is as of the export.
A product is told in every language of the shop, if need be in words of another: who searches in one finds all."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Collection, Iterable, Iterator, Sequence
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
from shop.words import FLAGS, LANGUAGES, ONE_SIZE, OTHER, category_name, color_name, in_language

LONGEST_TEXT = 20_000
_READ_AT_ONCE = 500
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
    settings = ShopSettings.from_environ()
    store = Store(settings.database_url)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    unfinished = options.out.with_suffix(".part")
    try:
        with store.transaction(reading=True) as session:
            written = _write(unfinished, passages(session, settings.languages))
    except (ShopError, DatabaseError):
        unfinished.unlink(missing_ok=True)
        print("shop.export_passages: no catalogue of this version here; run python -m shop.seed", file=sys.stderr)
        return 1
    finally:
        store.close()
    unfinished.replace(options.out)
    print(f"{written} passages in {options.out}")
    return 0


def _write(file: Path, made: Iterable[dict[str, Any]]) -> int:
    written = 0
    with file.open("w", encoding="utf-8") as lines:
        for passage in made:
            lines.write(json.dumps(passage, ensure_ascii=False, sort_keys=True) + "\n")
            written += 1
    return written


@reads
def passages(
    session: Session, languages: Sequence[str] = LANGUAGES, product_ids: Collection[str] | None = None
) -> Iterator[dict[str, Any]]:
    """Of every product that is sold, or of those among `product_ids`."""
    query = select(Product.id).where(Product.available).order_by(Product.id)
    ids = session.execute(query if product_ids is None else query.where(Product.id.in_(product_ids))).scalars().all()
    for start in range(0, len(ids), _READ_AT_ONCE):
        for product in catalogue.get_many(session, ids[start : start + _READ_AT_ONCE]):
            for language in languages:
                yield product_passage(product, language)
        session.expunge_all()


def product_passage(product: Product, language: str) -> dict[str, Any]:
    """One product as a Passage; its id is `product:<product id>:<language>`."""
    colors = list(dict.fromkeys(variant.color for variant in product.variants if variant.color))
    sizes = list(dict.fromkeys(variant.size for variant in product.variants))
    return {
        "id": passage_id(product.id, language),
        "kind": "product",
        "title": catalogue.full_name(product, language),
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


def passage_id(product_id: str, language: str) -> str:
    return f"product:{product_id}:{language}"


def _text(product: Product, language: str, colors: list[str], sizes: list[str]) -> str:
    say = in_language(_SENTENCES, language)
    rows = [say["row"].format(label, value) for label, value in in_language(product.attributes, language).items()]
    if colors:
        rows.insert(0, say["colors"].format(say["comma"].join(color_name(color, language) for color in colors)))
    if sizes != [ONE_SIZE]:
        rows.append(say["sizes"].format(say["comma"].join(sizes)))
    name = catalogue.full_name(product, language)
    head = name if product.category == OTHER else say["row"].format(category_name(product.category, language), name)
    synonyms = in_language(product.synonyms, language)
    names = [say["also"].format(say["comma"].join(synonyms))] if synonyms else []
    flags = [words[language] for flag, words in FLAGS.items() if product.facts.get(flag)]
    if flags:
        rows.insert(0, say["is"].format(say["comma"].join(flags)))
    parts = [head, *names, in_language(product.descriptions, language), *rows]
    return say["space"].join(part for part in parts if part)[:LONGEST_TEXT]


if __name__ == "__main__":
    sys.exit(main())
