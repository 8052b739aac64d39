from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from shop import catalogue
from shop.catalogue import Wanted, from_text
from shop.errors import UnknownCategory, UnknownProduct


def test_gets_a_product_by_its_id(session: Session) -> None:
    assert catalogue.get(session, "jackets-001").category == "jackets"


@pytest.mark.parametrize(
    "strange", ["", "jackets-999", "' OR 1=1 --", "jackets-001\x00", "\ud800", "x" * 20_000, "../../etc/passwd"]
)
def test_says_that_a_product_is_unknown(session: Session, strange: str) -> None:
    with pytest.raises(UnknownProduct):
        catalogue.get(session, strange)


def test_gets_many_in_the_order_asked_for(session: Session) -> None:
    found = catalogue.get_many(session, ["shoes-003", "jackets-001", "nothing", "shoes-003"])
    assert [product.id for product in found] == ["shoes-003", "jackets-001"]


def test_pages_through_a_category_without_gap_or_repetition(session: Session) -> None:
    first = catalogue.page(session, Wanted(category="shoes"), size=20)
    ids = [
        product.id
        for number in range(1, first.pages + 1)
        for product in catalogue.page(session, Wanted(category="shoes"), number, size=20).products
    ]
    assert len(ids) == len(set(ids)) == first.total
    assert all(product_id.startswith("shoes-") for product_id in ids)


@pytest.mark.parametrize("number", [-5, 0, 10_000])
def test_a_page_out_of_range_is_the_nearest_one(session: Session, number: int) -> None:
    page = catalogue.page(session, Wanted(category="audio"), number)
    assert page.products and 1 <= page.page <= page.pages


def test_the_most_popular_come_first(session: Session) -> None:
    popularity = [product.popularity for product in catalogue.page(session, size=100).products]
    assert popularity == sorted(popularity, reverse=True) and popularity[0] > popularity[-1]


def test_refuses_an_unknown_category(session: Session) -> None:
    with pytest.raises(UnknownCategory):
        catalogue.page(session, Wanted(category="weapons"))


def test_finds_waterproof_jackets_under_eighty_euros(session: Session) -> None:
    wanted = Wanted(category="jackets", price_max_cents=8000, words=("waterproof",), in_stock=True)
    found = catalogue.search(session, wanted)
    assert len(found) >= 5
    for jacket in found:
        assert jacket.category == "jackets" and jacket.price_cents <= 8000
        assert jacket.facts["waterproof"] and catalogue.stock_of(jacket) > 0


@pytest.mark.parametrize(
    ("query", "category"),
    [
        ("waterproof jacket", "jackets"),
        ("防水外套", "jackets"),
        ("降噪耳机", "audio"),
        ("frying pan", "kitchen"),
        ("帐篷", "camping"),
    ],
)
def test_finds_products_by_words_of_either_language(session: Session, query: str, category: str) -> None:
    found = catalogue.search(session, from_text(query), limit=5)
    assert found and {product.category for product in found} == {category}


def test_colour_size_and_stock_hold_for_one_and_the_same_variant(session: Session) -> None:
    found = catalogue.search(session, Wanted(category="shirts", color="navy", size="m", in_stock=True), limit=50)
    assert found
    for product in found:
        assert catalogue.stock_of(product, "navy", "M") > 0


@pytest.mark.parametrize("hostile", ["%", "_", "' OR 1=1 --", "\x00\x07", "x" * 20_000, "\u202eabc", "<script>"])
def test_hostile_search_text_finds_nothing_odd(session: Session, hostile: str) -> None:
    everything = catalogue.page(session).total
    found = catalogue.page(session, from_text(hostile, category="jackets"))
    assert found.total < everything
    if hostile in ("%", "_", "<script>"):
        assert all(hostile in product.search_text for product in found.products)


@pytest.mark.parametrize("hostile", ["\x00", "' OR 1=1 --", "\ud800", "x" * 20_000])
def test_hostile_facts_find_nothing(session: Session, hostile: str) -> None:
    for wanted in (Wanted(brand=hostile), Wanted(color=hostile), Wanted(size=hostile)):
        assert catalogue.search(session, wanted) == []


@pytest.mark.parametrize(("pieces", "word"), [(0, "out"), (1, "low"), (3, "low"), (4, "in")])
def test_low_means_three_or_fewer(pieces: int, word: str) -> None:
    assert catalogue.stock_word(pieces) == word
