"""A product's picture, drawn on the fly from its type and colour: no image file to keep, license or lose."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any

from shop import catalogue
from shop.drawing import camp, carry, clothes, devices, footwear, home, kitchen, lights, outerwear, parcel, wheels
from shop.drawing.tile import Tile
from shop.models import Product

_DEPARTMENTS: tuple[tuple[ModuleType, str], ...] = (
    (outerwear, "jacket coat vest robe"),
    (clothes, "tshirt shirt polo jersey hoodie fleece trousers leggings bibshorts gloves"),
    (footwear, "boot runner sneaker chelsea wellington sandal"),
    (carry, "backpack tote duffel messenger suitcase beltbag pannier"),
    (camp, "tent tunnel_tent sleepingbag mat stove chair bottle pot"),
    (kitchen, "pan knife board kettle press mug jar"),
    (lights, "tablelamp desklamp floorlamp pendant headlamp lantern stringlights bikelight"),
    (devices, "headphones earbuds speaker bookshelf radio turntable watch smartwatch clock"),
    (wheels, "helmet lock pump"),
    (parcel, "carton"),
    (home, "duvet pillow bedlinen mattress towels throw"),
)
SHAPES: dict[str, Callable[[Tile, dict[str, Any]], None]] = {
    shape: getattr(department, shape) for department, shapes in _DEPARTMENTS for shape in shapes.split()
}


def picture_svg(product: Product) -> str:
    """The product as an SVG document, 400 units square; the same product always gives the same bytes."""
    return draw(product.picture, catalogue.full_name(product, "en"))


def draw(picture: Mapping[str, Any], title: str) -> str:
    """`picture` as in the product's row."""
    options = {key: value for key, value in picture.items() if key != "url"}
    tile = Tile(options.pop("color"), options.pop("variation"))
    SHAPES[options.pop("shape")](tile, options)
    return tile.svg(title)
