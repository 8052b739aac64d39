"""The hand-written catalogue files, read and checked.

A text is one line, `English | Chinese`. A feature's value is `value | 值 | sentence | 句子 | flags`, where
the sentences and the flags (facts that hold for products with this value) may be left out."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from shop.errors import BadCatalogueData
from shop.words import BRANDS, CATEGORIES, COLORS, FLAGS, LANGUAGES, ONE_SIZE

DATA = Path(__file__).resolve().parents[1] / "data"
Texts = dict[str, str]

CLOTHES_SIZES = ("XS", "S", "M", "L", "XL", "XXL")
SHOE_SIZES = {"women": range(36, 43), "men": range(40, 48), "all": range(36, 48)}


@dataclass(frozen=True)
class Value:
    """One value of a feature, with the sentence that tells why it matters."""

    texts: Texts
    sentence: Texts | None
    flags: tuple[str, ...]


@dataclass(frozen=True)
class Measure:
    """A number that products of a type differ in."""

    low: int
    high: int
    step: int
    unit: Texts
    sentence: Texts | None


@dataclass(frozen=True)
class ProductType:
    """What a kind of product is like: hardshell jackets, sleeping bags …"""

    id: str
    names: list[Texts]
    also: list[str]
    picture: dict[str, Any]
    brands: list[str]
    colors: list[str]
    sizes: list[str] | str
    worn_by: list[str]
    price: tuple[int, int]
    facts: dict[str, Any]
    goes_with: list[str]
    opens: list[Texts]
    features: dict[str, list[Value]]
    measures: dict[str, Measure]
    closes: list[Texts] = field(default_factory=list)

    def sizes_for(self, wearer: str) -> list[str]:
        if self.sizes == "clothes":
            return list(CLOTHES_SIZES)
        if self.sizes == "shoes":
            return [str(size) for size in SHOE_SIZES[wearer]]
        return [ONE_SIZE] if self.sizes == "one" else list(self.sizes)


@dataclass(frozen=True)
class Category:
    id: str
    products: int
    models: list[str]
    closes: list[Texts]
    types: list[ProductType]


def _read(path: Path) -> Any:
    """With libyaml: the loader in Python would take a tenth of the time of a whole seed."""
    return yaml.load(path.read_text("utf-8"), Loader=yaml.CSafeLoader)


def load_categories(folder: Path = DATA / "catalogue") -> list[Category]:
    """Every category of the shop, in the shop's order. Raises BadCatalogueData, naming the file."""
    categories = [_category(folder / f"{category}.yml", category) for category in CATEGORIES]
    types = {kind.id for category in categories for kind in category.types}
    strangers = {partner for category in categories for kind in category.types for partner in kind.goes_with} - types
    if strangers:
        raise BadCatalogueData(f"goes_with names types that no category has: {sorted(strangers)}")
    return categories


def load_labels(path: Path = DATA / "labels.yml") -> dict[str, Texts]:
    return {key: texts(line) for key, line in _read(path).items()}


def fingerprint(folder: Path = DATA) -> str:
    """Changes when any hand-written file does."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*.yml")):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def texts(line: str) -> Texts:
    """`English | Chinese` by language."""
    parts = [part.strip() for part in line.split("|")]
    if len(parts) != len(LANGUAGES) or not all(parts):
        raise BadCatalogueData(f"not 'English | Chinese': {line!r}")
    return dict(zip(LANGUAGES, parts, strict=True))


def _category(path: Path, category: str) -> Category:
    try:
        raw = _read(path)
        if raw["category"] != category:
            raise BadCatalogueData(f"is about {raw['category']}")
        made = Category(
            id=category,
            products=int(raw["products"]),
            models=_commas(raw["models"]),
            closes=[texts(line) for line in raw["closes"]],
            types=[_type(item) for item in raw["types"]],
        )
    except (KeyError, TypeError, ValueError, AttributeError, yaml.YAMLError) as error:
        raise BadCatalogueData(f"{path.name}: {type(error).__name__}: {error}") from error
    except BadCatalogueData as error:
        raise BadCatalogueData(f"{path.name}: {error}") from error
    if len(set(made.models)) < made.products:
        raise BadCatalogueData(f"{path.name}: {len(set(made.models))} model names for {made.products} products")
    return made


def _type(raw: Mapping[str, Any]) -> ProductType:
    low, high = raw["price"]
    return ProductType(
        id=raw["id"],
        names=[texts(line) for line in raw["names"]],
        also=_commas(raw["also"]),
        picture=raw["picture"],
        brands=_known(_commas(raw["brands"]), BRANDS),
        colors=_known(_commas(raw["colors"]), COLORS),
        sizes=raw["sizes"],
        worn_by=_commas(raw.get("for", "all")),
        price=(low, high),
        facts=dict.fromkeys(_known(list(raw["facts"]), FLAGS), True) if "facts" in raw else {},
        goes_with=_commas(raw.get("goes_with", "")),
        opens=[texts(line) for line in raw["opens"]],
        features={key: [_value(line) for line in lines] for key, lines in raw["features"].items()},
        measures={key: _measure(item) for key, item in raw.get("numbers", {}).items()},
        closes=[texts(line) for line in raw.get("closes", [])],
    )


def _value(line: str) -> Value:
    parts = [part.strip() for part in line.split("|")]
    if len(parts) not in (2, 4, 5) or not all(parts):
        raise BadCatalogueData(f"not 'value | 值 | sentence | 句子 | flags': {line!r}")
    sentence = dict(zip(LANGUAGES, parts[2:4], strict=True)) if len(parts) > 2 else None
    flags = _known(_commas(parts[4]), FLAGS) if len(parts) == 5 else []
    return Value(dict(zip(LANGUAGES, parts[:2], strict=True)), sentence, tuple(flags))


def _measure(raw: Mapping[str, Any]) -> Measure:
    low, high, step = raw["range"]
    unit = raw["unit"]
    return Measure(
        low, high, step, texts(unit if "|" in unit else f"{unit} | {unit}"), texts(raw["say"]) if "say" in raw else None
    )


def _commas(line: str) -> list[str]:
    return [part.strip() for part in line.split(",") if part.strip()]


def _known(words: list[str], vocabulary: Any) -> list[str]:
    strangers = [word for word in words if word not in vocabulary]
    if strangers or not words:
        raise BadCatalogueData(f"not in the shop's vocabulary: {strangers or 'nothing given'}")
    return words
