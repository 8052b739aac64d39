from __future__ import annotations

from collections.abc import Iterator

import pytest
from rasa_sdk.executor import CollectingDispatcher

from actions.asking import AskProduct
from actions.phrases import Phrases
from actions.questions import Answers
from knowledge.passages import from_mapping
from shop import catalogue
from shop.export_passages import passages
from shop.models import Product, Variant
from shop.store import Store
from tests.actions.conftest import FakeIndex, said, tracker


@pytest.fixture(scope="module")
def index(shop: Store) -> FakeIndex:
    with shop.transaction(reading=True) as session:
        return FakeIndex([from_mapping(row) for row in passages(session)])


@pytest.fixture
def ask(shop: Store, index: FakeIndex, phrases: Phrases) -> AskProduct:
    return AskProduct(shop, index, phrases, Answers(index, 0.99))  # type: ignore[arg-type]


def get(shop: Store, product_id: str) -> Product:
    with shop.transaction(reading=True) as session:
        found: Product = catalogue.get(session, product_id)
        return found


@pytest.fixture(scope="module")
def earbuds(shop: Store) -> Product:
    with shop.transaction(reading=True) as session:
        audio: list[Product] = catalogue.search(session, catalogue.Wanted(category="audio", in_stock=True), 50)
        return next(each for each in audio if "Battery" in each.attributes["en"])


@pytest.fixture
def emptied(shop: Store, earbuds: Product) -> Iterator[Product]:
    """The earbuds, sold out for the length of a test."""
    with shop.transaction() as session:
        kept = {each.sku: each.stock for each in session.query(Variant).filter_by(product_id=earbuds.id)}
        session.query(Variant).filter_by(product_id=earbuds.id).update({"stock": 0})
    yield earbuds
    with shop.transaction() as session:
        for sku, stock in kept.items():
            session.query(Variant).filter_by(sku=sku).update({"stock": stock})


@pytest.mark.parametrize(
    ("text", "language", "label"), [("battery life?", "en", "Battery"), ("续航多久啊", "zh", "续航")]
)
async def test_a_question_is_answered_with_the_row_of_the_page_and_the_name(
    ask: AskProduct, earbuds: Product, dispatcher: CollectingDispatcher, text: str, language: str, label: str
) -> None:
    heard = tracker(text, "ask_product", slots={"language": language}, page={"product_id": earbuds.id})
    await ask.run(dispatcher, heard, {})
    body = said(dispatcher)[0]["body"]
    assert f"- {label}: {earbuds.attributes[language][label]}" in body["text"]
    assert earbuds.names[language] in body["text"] and earbuds.descriptions[language] not in body["text"]
    assert [card["id"] for card in body["products"]] == [earbuds.id] and len(said(dispatcher)) == 1


@pytest.mark.parametrize(("text", "language"), [("does it have a hood", "en"), ("能用电磁炉吗", "zh")])
async def test_what_the_page_does_not_say_is_said_with_what_it_does_and_a_person(
    ask: AskProduct, earbuds: Product, phrases: Phrases, dispatcher: CollectingDispatcher, text: str, language: str
) -> None:
    heard = tracker(text, "ask_product", slots={"language": language}, page={"product_id": earbuds.id})
    await ask.run(dispatcher, heard, {})
    answer, offer = said(dispatcher)
    known = "\n".join(f"- {label}: {value}" for label, value in earbuds.attributes[language].items())
    assert known in answer["body"]["text"]
    assert answer["body"]["text"].startswith(
        phrases.say("product_unsaid", language, name=earbuds.names[language], known="").strip()
    )
    assert [button["payload"] for button in offer["buttons"]] == ["/contact_human_agent"]


@pytest.mark.parametrize("intent", ["ask_product", "ask_price", "check_stock"])
async def test_what_is_sold_out_is_answered_all_the_same_and_the_nearest_offered(
    ask: AskProduct, shop: Store, emptied: Product, dispatcher: CollectingDispatcher, intent: str
) -> None:
    heard = tracker("the bluetooth battery price?", intent, page={"product_id": emptied.id})
    await ask.run(dispatcher, heard, {})
    body = said(dispatcher)[0]["body"]
    assert "sold out" in body["text"]
    assert {"ask_product": "- Battery", "ask_price": "costs", "check_stock": ""}[intent] in body["text"]
    assert body["products"] and {card["category"] for card in body["products"]} == {"audio"}
    assert all(card["stock"] != "out" for card in body["products"])
    assert all(0.4 < card["price_cents"] / emptied.price_cents < 2 for card in body["products"])


async def test_prices_are_in_the_currency_of_the_product(
    ask: AskProduct, shop: Store, earbuds: Product, dispatcher: CollectingDispatcher
) -> None:
    with shop.transaction() as session:
        session.query(Product).filter_by(id=earbuds.id).update({"currency": "USD"})
    try:
        await ask.run(dispatcher, tracker("how much is it", "ask_price", page={"product_id": earbuds.id}), {})
    finally:
        with shop.transaction() as session:
            session.query(Product).filter_by(id=earbuds.id).update({"currency": "EUR"})
    assert f"${earbuds.price_cents / 100:,.2f}" in said(dispatcher)[0]["body"]["text"]


async def test_colours_and_sizes_are_asked_of_the_stock(
    ask: AskProduct, shop: Store, dispatcher: CollectingDispatcher
) -> None:
    with shop.transaction(reading=True) as session:
        jacket = catalogue.search(session, catalogue.Wanted(category="jackets", in_stock=True), 1)[0]
    heard = tracker("which colours does it come in", "ask_product", page={"product_id": jacket.id})
    await ask.run(dispatcher, heard, {})
    text = said(dispatcher)[0]["body"]["text"]
    assert all(each.color in text for each in jacket.variants if each.stock)


@pytest.mark.parametrize(
    ("text", "language", "price"),
    [("compare the first and the third one", "en", "Price"), ("第一个和第三个对比", "zh", "价格")],
)
async def test_two_are_compared_row_by_row(
    ask: AskProduct, shop: Store, dispatcher: CollectingDispatcher, text: str, language: str, price: str
) -> None:
    with shop.transaction(reading=True) as session:
        shown = catalogue.search(session, catalogue.Wanted(category="jackets", in_stock=True), 4)
    slots = {"shown_products": [each.id for each in shown], "language": language}
    events = await ask.run(dispatcher, tracker(text, "compare_products", slots=slots), {})
    body = said(dispatcher)[0]["body"]
    assert [card["id"] for card in body["products"]] == [shown[0].id, shown[2].id]
    head, line, *rows = body["text"].splitlines()
    names = [each.names[language] for each in (shown[0], shown[2])]
    assert line == "| --- | --- | --- |" and all(name in head for name in names)
    assert rows[0].startswith(f"| {price} | ")
    one, other = shown[0].attributes[language], shown[2].attributes[language]
    for label in one.keys() | other.keys():
        assert f"| {label} | {one.get(label, '–')} | {other.get(label, '–')} |" in rows
    # the list is still there to be counted
    assert next(e["value"] for e in events if e["name"] == "last_search")["listed"] == [each.id for each in shown]


async def test_what_is_asked_of_the_two_comes_first(
    ask: AskProduct, shop: Store, dispatcher: CollectingDispatcher
) -> None:
    with shop.transaction(reading=True) as session:
        chairs = [
            each
            for each in catalogue.search(session, catalogue.Wanted(category="camping", in_stock=True), 50)
            if "Weight" in each.attributes["en"]
        ]
    slots = {"shown_products": [each.id for each in chairs[:2]]}
    await ask.run(dispatcher, tracker("which of them is the lighter weight", "compare_products", slots=slots), {})
    rows = said(dispatcher)[0]["body"]["text"].splitlines()[2:]
    assert rows[0].startswith("| Weight | ")


async def test_two_brands_are_compared_by_one_of_each(
    ask: AskProduct, shop: Store, dispatcher: CollectingDispatcher
) -> None:
    heard = tracker("tarnbrook or solvane jackets", "compare_products", {"category": "jackets", "brand": "Tarnbrook"})
    heard.latest_message["entities"].append({"entity": "brand", "value": "Solvane"})
    await ask.run(dispatcher, heard, {})
    cards = said(dispatcher)[0]["body"]["products"]
    assert sorted(card["brand"] for card in cards) == ["Solvane", "Tarnbrook"]
    assert {card["category"] for card in cards} == {"jackets"}


async def test_a_name_in_full_is_the_product_whatever_was_shown(
    ask: AskProduct, shop: Store, earbuds: Product, dispatcher: CollectingDispatcher
) -> None:
    with shop.transaction(reading=True) as session:
        shown = [each.id for each in catalogue.search(session, catalogue.Wanted(category="audio", in_stock=True), 5)]
    slots = {"shown_products": [each for each in shown if each != earbuds.id]}
    heard = tracker(f"how much are the {earbuds.names['en'].lower()}", "ask_price", slots=slots)
    await ask.run(dispatcher, heard, {})
    assert [card["id"] for card in said(dispatcher)[0]["body"]["products"]] == [earbuds.id]


@pytest.mark.parametrize(
    ("size", "language", "said_so"), [("99", "en", "does not come in 99"), ("99", "zh", "没有99款")]
)
async def test_a_size_that_was_never_made_is_not_called_sold_out(
    ask: AskProduct, shop: Store, dispatcher: CollectingDispatcher, size: str, language: str, said_so: str
) -> None:
    with shop.transaction(reading=True) as session:
        shoe = catalogue.search(session, catalogue.Wanted(category="shoes", in_stock=True), 1)[0]
    slots = {"shown_products": [shoe.id], "language": language}
    await ask.run(dispatcher, tracker(f"{size}?", "check_stock", {"size": size}, slots), {})
    assert said_so in said(dispatcher)[0]["body"]["text"]
