"""Another size or colour of an item, for an exchange or a change before dispatch."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from actions.tasks import reading
from actions.tasks.case import Case
from actions.tasks.lines import chosen_item, products_of
from actions.wishes import Wishes
from shop import order_rules
from shop.models import OrderItem, Product, Variant
from shop.words import ONE_SIZE, color_name

_MOST_BUTTONS = 8
REMOVE = "remove"


@dataclass(frozen=True)
class OtherVariant:
    """Fills the facts `size` and `color` with those of a variant in stock. With `amounts`, another quantity (the fact
    `count`, 0 for none) will do as well."""

    amounts: bool = False
    name: str = "variant"

    def read(self, case: Case, asked: bool) -> bool:
        facts, heard = case.facts, case.heard
        if said := case.choice(self.name):
            if self.amounts and said == REMOVE:
                facts["count"] = 0
            else:
                facts["size"], _, facts["color"] = said.partition("/")
            return True
        if not heard.text:
            return False
        wishes = Wishes.of(heard)
        # of several, the last: "the L instead of the M" is rarer than "M, I need L instead"
        sizes = heard.values.get("size", ())
        size = sizes[-1].upper() if len(sizes) > 1 else wishes.size
        if asked:
            size = _named(heard.text, facts.get("sizes", ())) or size
        color = _wanted_color(heard.values.get("color", ()), facts.get("color_now"))
        if size:
            facts["size"] = size
        if color and (asked or size):
            facts["color"] = color
        count = self._count(case, asked)
        if count is not None:
            facts["count"] = count
        return bool(size or (color and asked) or count is not None)

    def _count(self, case: Case, asked: bool) -> int | None:
        if not self.amounts:
            return None
        if reading.removes(case.heard.text):
            return 0
        said = case.heard.entities.get("quantity")
        return int(said) if said and said.isdecimal() and (asked or "items" in case.facts) else None

    async def missing(self, case: Case) -> bool:
        facts, item = case.facts, chosen_item(case)
        facts["color_now"] = item.color
        if self.amounts and facts.get("count") is not None and facts["count"] != item.quantity:
            return False
        if not (facts.get("size") or facts.get("color")):
            return True
        product = await self._product(case, item)
        found = order_rules.variant(product, facts.get("size"), facts.get("color"), item)
        if isinstance(found, Variant) and found.stock >= self._wanted(case, item):
            facts["size"], facts["color"] = found.size, found.color
            return False
        wanted = ", ".join(filter(None, (color_name(str(facts.get("color") or ""), case.language), facts.get("size"))))
        facts.pop("size", None), facts.pop("color", None)
        facts["unavailable"] = wanted
        return True

    async def ask(self, case: Case) -> None:
        item = chosen_item(case)
        others = self._others(await self._product(case, item), item, self._wanted(case, item))
        buttons = [
            case.button(_title(case, variant), self.name, f"{variant.size}/{variant.color}")
            for variant in others[:_MOST_BUTTONS]
        ]
        if self.amounts:
            buttons.append(case.phrase_button("remove_item", self.name, REMOVE))
        # "24 cm" is no size that anybody knows but who has the product before them
        case.facts["sizes"] = list(dict.fromkeys(variant.size for variant in others))
        unavailable = case.facts.pop("unavailable", None)
        if unavailable:
            case.say("variant_unavailable" if others else "variant_none", buttons=buttons, wanted=unavailable)
        else:
            case.say("ask_change" if self.amounts else "ask_variant", buttons=buttons)

    async def _product(self, case: Case, item: OrderItem) -> Product:
        return (await case.run(products_of, case.the_order))[item.product_id]

    def _wanted(self, case: Case, item: OrderItem) -> int:
        return int(case.facts["items"][str(item.id)])

    def _others(self, product: Product, item: OrderItem, wanted: int) -> Sequence[Variant]:
        """In stock, those of the same colour or size first."""
        others = [v for v in product.variants if v.stock >= wanted and (v.size, v.color) != (item.size, item.color)]
        return sorted(others, key=lambda v: (v.color != item.color, v.size != item.size, v.position))


def _title(case: Case, variant: Variant) -> str:
    size = "" if variant.size == ONE_SIZE else variant.size
    return ", ".join(filter(None, (color_name(variant.color, case.language) if variant.color else "", size)))


def _named(text: str, sizes: Sequence[str]) -> str | None:
    """The longest of the sizes that stands in the text as it is written on the page."""
    plain = text.casefold()
    found = [size for size in sizes if re.search(rf"(?<![\w.]){re.escape(size.casefold())}(?![\w.]\w)", plain)]
    return max(found, key=len, default=None)


def _wanted_color(values: Sequence[str], now: str | None) -> str | None:
    """Not the colour that it has: "the blue one in black"."""
    others = [value for value in values if value != now]
    return others[-1] if others else None
