from __future__ import annotations

from xml.etree import ElementTree

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from shop.drawing.tile import HEX, Tile, mirror, symmetric
from shop.models import Product
from shop.pictures import SHAPES, picture_svg
from shop.seeding.material import load_categories
from shop.words import COLORS

SVG = "{http://www.w3.org/2000/svg}"


def test_every_product_has_a_well_formed_picture_named_after_it(session: Session) -> None:
    for product in session.execute(select(Product)).scalars():
        root = ElementTree.fromstring(picture_svg(product))  # noqa: S314  our own drawing
        assert root.tag == f"{SVG}svg"
        assert root.findtext(f"{SVG}title") == f"{product.brand} {product.names['en']}"


def test_a_picture_is_the_same_every_time_and_small(session: Session) -> None:
    for product in session.execute(select(Product)).scalars():
        drawn = picture_svg(product)
        assert drawn == picture_svg(product)
        assert len(drawn) < 60_000


def test_a_picture_has_no_script_and_loads_nothing(session: Session) -> None:
    for product in session.execute(select(Product)).scalars():
        drawn = picture_svg(product)
        assert "<script" not in drawn and "href" not in drawn and "onload" not in drawn


def test_a_name_cannot_break_out_of_the_title() -> None:
    assert "<script>" not in Tile("red", 1).svg("<script>alert(1)</script>")


@pytest.mark.parametrize("shape", sorted(SHAPES))
@pytest.mark.parametrize("variation", range(3))
def test_a_shape_shows_the_products_colour(shape: str, variation: int) -> None:
    drawings = set()
    for color in COLORS:
        tile = Tile(color, variation)
        SHAPES[shape](tile, {})
        drawings.add(tile.svg("").split("</defs>")[1])
        assert "nan" not in tile.svg("")
    # boards are wood and pictures of two colours may share a ground, but not a body
    assert len(drawings) == len(COLORS) or shape in ("board", "lantern")


def test_every_product_type_has_a_shape_and_every_colour_a_tone() -> None:
    assert {kind.picture["shape"] for category in load_categories() for kind in category.types} <= set(SHAPES)
    assert set(HEX) == set(COLORS)


def test_mirrors_a_path_about_the_middle_line() -> None:
    assert mirror("M100,10 L150,20") == "M300,10 L250,20"


def test_closes_a_half_outline_symmetrically() -> None:
    assert symmetric("M200,0 L100,10 L120,90 L200,100") == ("M200,0 L100,10 L120,90 L200,100 L280,90 L300,10 L200,0 Z")
    assert symmetric("M200,0 C180,0 160,20 150,40 L200,100") == (
        "M200,0 C180,0 160,20 150,40 L200,100 L250,40 C240,20 220,0 200,0 Z"
    )
