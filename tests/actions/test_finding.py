"""Searches by filter and by word, on the demo shop and on a catalogue whose words are its own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from rasa_sdk.executor import CollectingDispatcher

from actions.clarify import Clarify
from actions.heard import Heard
from actions.phrases import Phrases
from actions.products import SearchProducts
from actions.query import kept, residue, sought
from actions.questions import Answers
from actions.wishes import Wishes, is_color
from knowledge.passages import Passage, from_mapping
from shop import catalogue
from shop.export_passages import passages
from shop.models import Product, Variant
from shop.store import Store
from tests.actions.conftest import FakeIndex, said, tracker


@pytest.fixture(scope="module")
def imported(shop: Store) -> Iterator[Store]:
    """Two printers of a shop that has categories, brands and colours of its own beside the demo shop's goods."""
    names = {
        "pr-1": ("Inkline 300 printer", "Midnight Blue", 9900, 4),
        "pr-2": ("Inkline 500 printer", "Black", 19900, 0),
    }
    with shop.transaction() as session:
        for number, (name, color, price, stock) in names.items():
            session.add(
                Product(
                    id=number,
                    category="Office Printers",
                    type="printer",
                    brand="McInk",
                    names={"en": name},
                    descriptions={"en": "A printer for small offices."},
                    attributes={"en": {"Print speed": "20 pages a minute"}},
                    synonyms={"en": []},
                    facts={},
                    picture={},
                    search_text=f"{name} mcink".lower(),
                    price_cents=price,
                    currency="USD",
                    rating=4.0,
                    reviews=3,
                    added=date(2026, 1, 1),
                    variants=[Variant(sku=number, position=0, size="one size", color=color, stock=stock)],
                )
            )
    yield shop
    with shop.transaction() as session:
        for number in names:
            session.query(Variant).filter_by(product_id=number).delete()
            session.query(Product).filter_by(id=number).delete()


@pytest.fixture(scope="module")
def index(imported: Store) -> FakeIndex:
    with imported.transaction(reading=True) as session:
        return FakeIndex([from_mapping(row) for row in passages(session)])


@pytest.fixture
def search(imported: Store, index: FakeIndex, phrases: Phrases) -> SearchProducts:
    return SearchProducts(imported, index, phrases)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "entities",
    [
        {"brand": "mcink"},
        {"category": ("printer", "office printers")},
        {"brand": "MCINK", "color": "blue"},
        {"category": ("printer", "Office Printers"), "price_max": "120"},
    ],
)
async def test_whatever_the_catalogue_knows_is_a_filter(
    search: SearchProducts, dispatcher: CollectingDispatcher, entities: dict[str, str]
) -> None:
    await search.run(dispatcher, tracker("a printer please", "search_product", entities), {})
    body = said(dispatcher)[0]["body"]
    assert [card["id"] for card in body["products"]] == ["pr-1"]


async def test_a_brand_that_is_not_sold_here_is_said(search: SearchProducts, dispatcher: CollectingDispatcher) -> None:
    heard = tracker("nikon jackets", "search_product", {"brand": "Nikon", "category": "jackets"})
    await search.run(dispatcher, heard, {})
    body = said(dispatcher)[0]["body"]
    assert "by Nikon" in body["text"] and "of other brands" in body["text"] and body["products"]


@pytest.mark.parametrize(
    ("language", "parts"),
    [("en", ["in red", "under €1.00", "at another price"]), ("zh", ["红色", "€1.00以内", "价格不同"])],
)
async def test_what_was_given_up_is_said_in_words(
    search: SearchProducts, dispatcher: CollectingDispatcher, language: str, parts: list[str]
) -> None:
    text = "red jackets under 1" if language == "en" else "1 元以内的红色夹克外套"
    wanted = {"category": ("夹克外套" if language == "zh" else "jackets", "jackets"), "color": "red", "price_max": "1"}
    await search.run(dispatcher, tracker(text, "search_product", wanted, {"language": language}), {})
    body = said(dispatcher)[0]["body"]
    assert all(part in body["text"] for part in parts)
    assert body["products"] and all("red" in card["colors"] for card in body["products"])


async def test_a_size_that_the_goods_are_not_made_in_is_said(
    search: SearchProducts, dispatcher: CollectingDispatcher
) -> None:
    heard = tracker("shoes in size 63", "search_product", {"category": "shoes", "size": "63"})
    await search.run(dispatcher, heard, {})
    text = said(dispatcher)[0]["body"]["text"]
    assert "in size 63" in text and "There is no size 63 here; they come in 36, 37, 38" in text


@pytest.mark.parametrize(("language", "sold_out"), [("en", "sold out"), ("zh", "缺货")])
async def test_a_search_for_a_sold_out_name_says_so_and_offers_the_nearest(
    search: SearchProducts, dispatcher: CollectingDispatcher, language: str, sold_out: str
) -> None:
    heard = tracker("inkline 500 printer", "search_product", slots={"language": language})
    await search.run(dispatcher, heard, {})
    body = said(dispatcher)[0]["body"]
    assert sold_out in body["text"] and "Inkline 500 printer" in body["text"]
    assert [card["id"] for card in body["products"]] == ["pr-1"]


@pytest.mark.parametrize(
    ("text", "entities", "searched", "builds_on"),
    [
        (
            "red running shoes under 60 in size 9",
            {"color": "red", "product": "running shoes", "price_max": "60", "size": "9"},
            "red running shoes",
            "running shoes",
        ),
        ("tents between 100 and 200 euros", {"price_min": "100", "price_max": "200"}, "tents", "tents"),
        ("pillow, budget 35", {"price_max": "35"}, "pillow", "pillow"),
        ("43码的靴子，120起", {"size": "43", "price_min": "120"}, "靴子", "靴子"),
        ("100元以内的头灯", {"price_max": "100"}, "头灯", "头灯"),
        ("under 60", {"price_max": "60"}, "under 60", ""),
    ],
)
def test_prices_and_sizes_are_filters_and_no_words(
    text: str, entities: dict[str, str], searched: str, builds_on: str
) -> None:
    heard = Heard.of(tracker(text, "search_product", entities))
    assert sought(heard) == searched and kept(heard) == builds_on


@pytest.mark.parametrize(
    ("text", "color", "left"),
    [("and in black?", "black", []), ("那黑色的呢", "黑色", []), ("a woollen black one", "black", ["woollen"])],
)
def test_what_is_left_of_a_message_beside_its_filters(text: str, color: str, left: list[str]) -> None:
    assert residue(Heard.of(tracker(text, "search_product", {"color": color}))) == left


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("a backpack, not black", None),
        ("除了black都行", None),
        ("boots without red", None),
        ("a black backpack", "black"),
    ],
)
def test_a_colour_that_is_refused_is_not_wished(text: str, wanted: str | None) -> None:
    color = "red" if "red" in text else "black"
    assert Wishes.of(Heard.of(tracker(text, "search_product", {"color": color}))).color == wanted


@pytest.mark.parametrize(
    ("wanted", "color", "same"),
    [
        ("blue", "Midnight Blue", True),
        ("BLACK", "black", True),
        ("blue", "black", False),
        ("dark blue", "blue", False),
        ("黑色", "黑色", True),
        ("", "red", False),
    ],
)
def test_a_colour_is_meant_by_the_words_of_its_name(wanted: str, color: str, same: bool) -> None:
    assert is_color(wanted, color) == same


def test_a_later_price_takes_the_place_of_an_earlier_one_that_it_contradicts() -> None:
    merged = Wishes(category="shoes", price_min=10000, size="43").then(Wishes(price_max=5000))
    assert merged == Wishes(category="shoes", price_max=5000, size="43")
    assert merged.then(Wishes(category="bags")) == Wishes(category="bags", price_max=5000)


@pytest.mark.parametrize("size", ["EU 42", "eu42", "size 42", "42"])
def test_a_size_is_read_with_or_without_its_system(size: str) -> None:
    assert Wishes.of(Heard.of(tracker("x", "search_product", {"size": size}))).size == "42"


@pytest.mark.parametrize(
    "text",
    ["red " * 3000, "under " * 2000, "-" * 10_000, "多" * 10_000, "\x00\ud800", "€€€"],
    ids=["words", "prices", "dashes", "Han", "odd", "signs"],
)
async def test_odd_texts_are_searched_without_harm(
    search: SearchProducts, dispatcher: CollectingDispatcher, text: str
) -> None:
    await search.run(dispatcher, tracker(text, "search_product", {"price_max": "1e999"}), {})
    assert said(dispatcher)


async def test_the_kind_that_is_named_is_not_given_up(search: SearchProducts, dispatcher: CollectingDispatcher) -> None:
    wanted = {"product": "running shoes", "color": "red", "price_max": "60", "size": "9"}
    await search.run(dispatcher, tracker("red running shoes under 60 in size 9", "search_product", wanted), {})
    body = said(dispatcher)[0]["body"]
    categories = {card["category"] for card in body["products"]}
    assert "shoes" in categories and not categories & {"camping", "kitchen", "cycling", "jackets"}
    assert "in red, in size 9, under €60.00" in body["text"]


async def test_what_nothing_could_meet_does_not_stop_what_follows(
    search: SearchProducts, dispatcher: CollectingDispatcher
) -> None:
    slots: dict[str, object] = {}
    heard = tracker("shoes in size 63", "search_product", {"category": "shoes", "size": "63"})
    for event in await search.run(dispatcher, heard, {}):
        slots[event["name"]] = event["value"]
    for text in ("more", "cheaper ones"):
        again = CollectingDispatcher()
        await search.run(again, tracker(text, "search_product", slots=slots), {})
        products = said(again)[0]["body"]["products"]
        assert {card["category"] for card in products} == {"shoes"}
        assert not {card["id"] for card in products} & set(slots["shown_products"])  # type: ignore[arg-type, call-overload]


def test_what_the_shop_puts_into_no_department_can_be_of_any() -> None:
    wished = Wishes(category="Notebook")
    facts = {"price_cents": 100, "brand": "Nera"}
    assert wished.met_by({**facts, "category": "other"}) and wished.met_by({**facts, "category": "notebook"})
    assert not wished.met_by({**facts, "category": "Processor"})


@pytest.mark.parametrize(
    ("text", "goods"),
    [
        ("hardshell jacket", True),
        ("and the hardshell rain jacket", True),
        ("jacket", False),
        ("jammed jacket zip", False),
    ],
)
async def test_what_is_not_understood_but_called_like_goods_is_looked_for(
    shop: Store, phrases: Phrases, dispatcher: CollectingDispatcher, text: str, goods: bool
) -> None:
    with shop.transaction(reading=True) as session:
        jacket = catalogue.search(session, catalogue.Wanted(category="jackets", in_stock=True), 1)[0]
    passage = Passage("p", "product", "Hazel Hardshell Jacket", "", "en", {"product_id": jacket.id, "price_cents": 1})
    index: Any = FakeIndex([passage])
    clarify = Clarify(Answers(index, 0.99), phrases, SearchProducts(shop, index, phrases))
    await clarify.run(dispatcher, tracker(text, "nlu_fallback"), {})
    [body] = said(dispatcher)
    assert (body.get("kind") == "products") is goods
