"""Products out of the hand-written material: a fixed random seed a category, so that one file changes one category."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from shop.models import Product, Variant
from shop.seeding.material import Category, ProductType, Texts, Value
from shop.words import CATEGORIES, COLORS, FLAGS, LANGUAGES

WEARERS = {"women": {"en": "Women’s", "zh": "女款"}, "men": {"en": "Men’s", "zh": "男款"}, "all": {"en": "", "zh": ""}}
WORN_BY = {
    "label": {"en": "For", "zh": "适用"},
    "women": {"en": "women", "zh": "女士"},
    "men": {"en": "men", "zh": "男士"},
}
_DEAR_BRANDS = ("Tarnbrook", "Kestrel Peak", "Orrery", "Quietwave", "Luma Oak", "Ashgrove")
_CHEAP_BRANDS = ("Packsmith", "Brackenfell", "Plainweave", "Stonecrop")
_ON_SALE = 0.17
_SOLD_OUT = 0.05


@dataclass(frozen=True)
class Made:
    """A product with what the simulation of shoppers wants to know of it."""

    product: Product
    variants: list[Variant]
    type: ProductType
    quality: float


def make_products(category: Category, labels: dict[str, Texts], day: date) -> Iterator[Made]:
    random = Random(f"aisle products {category.id}")
    models = random.sample(category.models, category.products)
    for number, model in enumerate(models, start=1):
        kind = category.types[(number - 1) * len(category.types) // category.products]
        yield _Maker(random, category, kind, labels, day).make(f"{category.id}-{number:03d}", model, number)


class _Maker:
    def __init__(self, random: Random, category: Category, kind: ProductType, labels: dict[str, Texts], day: date):
        self.random, self.category, self.kind, self.labels, self.day = random, category, kind, labels, day

    def make(self, product_id: str, model: str, number: int) -> Made:
        random, kind = self.random, self.kind
        brand = random.choice(kind.brands)
        wearer = random.choice(kind.worn_by)
        quality = min(1.0, max(0.0, random.random() * 0.8 + 0.1 + _tier(brand)))
        chosen = {key: self._choose(values, quality) for key, values in kind.features.items()}
        measured = {key: random.randrange(m.low, m.high + 1, m.step) for key, m in kind.measures.items()}
        kind_name = random.randrange(len(kind.names))
        names = self._names(model, wearer, kind.names[kind_name])
        price, list_price = self._prices(quality)
        variants = self._variants(product_id, wearer)
        attributes = self._attributes(chosen, measured, wearer)
        product = Product(
            id=product_id,
            category=self.category.id,
            type=kind.id,
            brand=brand,
            names=names,
            descriptions=self._descriptions(model, brand, number, chosen, measured),
            attributes=attributes,
            synonyms={
                "en": [word for word in kind.also if word.isascii()],
                "zh": [word for word in kind.also if not word.isascii()],
            },
            facts=kind.facts
            | {flag: True for value in chosen.values() for flag in value.flags}
            | ({"for": wearer} if wearer != "all" else {}),
            # its parity follows the name, so that a lunch box is not drawn as a jar
            picture=kind.picture | {"color": variants[0].color, "variation": 2 * random.randrange(500) + kind_name},
            search_text="",
            price_cents=price,
            list_price_cents=list_price,
            rating=round(min(5.0, max(2.9, random.gauss(4.15 + 0.35 * quality, 0.28))), 1),
            reviews=int(random.lognormvariate(3.6, 1.0)) + 1,
            popularity=0,
            added=self.day - timedelta(days=random.randrange(30, 900)),
        )
        product.search_text = self._search_text(product, variants)
        return Made(product, variants, kind, quality)

    def _choose(self, values: list[Value], quality: float) -> Value:
        place = quality * len(values) + self.random.gauss(0, 0.55)
        return values[min(len(values) - 1, max(0, math.floor(place)))]

    def _names(self, model: str, wearer: str, kind_name: Texts) -> Texts:
        wearer_name = WEARERS[wearer]
        english = " ".join(part for part in (wearer_name["en"], model, kind_name["en"]) if part)
        return {"en": english, "zh": f"{model} {wearer_name['zh']}{kind_name['zh']}"}

    def _prices(self, quality: float) -> tuple[int, int | None]:
        low, high = self.kind.price
        share = min(1.0, max(0.0, 0.75 * quality + 0.25 * self.random.random()))
        ending = self.random.choice((0, 5, 5, 10, 50, 100))
        price = round(low + (high - low) * share) * 100 - ending
        if self.random.random() > _ON_SALE:
            return price, None
        cut = self.random.choice((10, 15, 20, 25, 30))
        return max(100, round(price * (100 - cut) / 10000) * 100 - 5), price

    def _variants(self, product_id: str, wearer: str) -> list[Variant]:
        random = self.random
        sizes = self.kind.sizes_for(wearer)
        colors = random.sample(self.kind.colors, min(len(self.kind.colors), random.choice((1, 2, 2, 3))))
        sold_out, scarce = random.random() < _SOLD_OUT, random.random() < 0.05
        variants: list[Variant] = []
        for color in colors:
            for size in sizes:
                stock = random.choices((0, random.randint(1, 3), random.randint(4, 60)), (12, 14, 74))[0]
                sku = f"{product_id}-{color}-{size}".replace(" ", "").upper()
                variants.append(
                    Variant(sku=sku, product_id=product_id, position=len(variants), size=size, color=color, stock=stock)
                )
        if sold_out or scarce:
            for variant in variants:
                variant.stock = 0
            variants[len(variants) // 2].stock = 0 if sold_out else random.randint(1, 3)
        return variants

    def _attributes(self, chosen: dict[str, Value], measured: dict[str, int], wearer: str) -> dict[str, Texts]:
        made: dict[str, Texts] = {}
        for language in LANGUAGES:
            rows = {self.labels[key][language]: value.texts[language] for key, value in chosen.items()}
            for key, number in measured.items():
                rows[self.labels[key][language]] = f"{number:,} {self.kind.measures[key].unit[language]}"
            if wearer != "all":
                rows[WORN_BY["label"][language]] = WORN_BY[wearer][language]
            made[language] = rows
        return made

    def _descriptions(
        self, model: str, brand: str, number: int, chosen: dict[str, Value], measured: dict[str, int]
    ) -> Texts:
        """An opening, why this product's own values matter, a number, sometimes a last word; the order varies."""
        random, kind = self.random, self.kind
        body: list[Texts] = [value.sentence for value in chosen.values() if value.sentence is not None]
        for key, value in measured.items():
            sentence = kind.measures[key].sentence
            if sentence is not None:
                body.append({language: sentence[language].replace("{value}", f"{value:,}") for language in LANGUAGES})
        random.shuffle(body)
        parts = [kind.opens[number % len(kind.opens)], *body]
        if len(body) < 3 or random.random() < 0.6:
            parts.append(random.choice(kind.closes * 2 + self.category.closes))
        filled = {"name": model, "brand": brand}
        return {
            "en": " ".join(part["en"].format_map(filled) for part in parts),
            "zh": "".join(part["zh"].format_map(filled) for part in parts),
        }

    def _search_text(self, product: Product, variants: list[Variant]) -> str:
        words = [product.brand, product.type.replace("_", " "), *self.kind.also]
        words += [name for texts in (product.names, CATEGORIES[product.category]) for name in texts.values()]
        words += [
            COLORS[color][language] for color in dict.fromkeys(v.color for v in variants) for language in LANGUAGES
        ]
        words += [value for rows in product.attributes.values() for value in rows.values()]
        for flag in (words_of_flag for name, words_of_flag in FLAGS.items() if name in product.facts):
            words += flag.values()
            # Chinese is written without spaces: 降噪耳机 must be found as one word
            words += [flag["zh"] + synonym for synonym in product.synonyms["zh"]]
        return " · ".join(words).lower()


def _tier(brand: str) -> float:
    return 0.15 if brand in _DEAR_BRANDS else -0.15 if brand in _CHEAP_BRANDS else 0.0
