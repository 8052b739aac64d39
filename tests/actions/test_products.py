from __future__ import annotations

import pytest
from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy import update

from actions.asking import AskProduct
from actions.handoff import Handoff
from actions.heard import Heard
from actions.phrases import Phrases
from actions.products import SearchProducts
from actions.questions import Answers
from actions.recommending import RecommendProducts
from actions.wishes import Wishes
from knowledge.passages import Passage, from_mapping
from shop import catalogue
from shop.export_passages import passages
from shop.models import Product, Variant
from shop.store import Store
from tests.actions.conftest import FakeIndex, said, tracker


@pytest.fixture(scope="module")
def index(shop: Store) -> FakeIndex:
    with shop.transaction(reading=True) as session:
        given: list[Passage] = [from_mapping(row) for row in passages(session)]
    washing = {"intents": ["ask_product"], "also": []}
    given.append(Passage("care_down", "faq", "How do I wash a down jacket", "At thirty degrees.", "en", washing))
    return FakeIndex(given)


@pytest.fixture
def search(shop: Store, index: FakeIndex, phrases: Phrases) -> SearchProducts:
    return SearchProducts(shop, index, phrases)  # type: ignore[arg-type]


@pytest.fixture
def ask(shop: Store, index: FakeIndex, phrases: Phrases) -> AskProduct:
    return AskProduct(shop, index, phrases, Answers(index, 0.4))  # type: ignore[arg-type]


@pytest.fixture
def recommend(shop: Store, index: FakeIndex, phrases: Phrases) -> RecommendProducts:
    return RecommendProducts(shop, index, phrases)  # type: ignore[arg-type]


def find(shop: Store, **facts: object) -> list[Product]:
    with shop.transaction(reading=True) as session:
        return catalogue.search(session, catalogue.Wanted(**facts), 50)  # type: ignore[arg-type]


async def test_what_is_found_meets_the_filters(search: SearchProducts, dispatcher: CollectingDispatcher) -> None:
    heard = tracker("waterproof jacket under 80", "search_product", {"category": "jackets", "price_max": "80"})
    events = await search.run(dispatcher, heard, {})
    cards = said(dispatcher)[0]["body"]["products"]
    assert cards and all(card["category"] == "jackets" and card["price_cents"] <= 8000 for card in cards)
    assert all(card["stock"] != "out" for card in cards)
    assert events[0]["value"] == [card["id"] for card in cards]


async def test_says_so_when_nothing_meets_every_wish(
    search: SearchProducts, phrases: Phrases, dispatcher: CollectingDispatcher
) -> None:
    heard = tracker("jacket under 1", "search_product", {"category": "jackets", "price_max": "1"})
    await search.run(dispatcher, heard, {})
    body = said(dispatcher)[0]["body"]
    assert "€1.00" in body["text"] and phrases.say("other_price", "en") in body["text"]
    assert all(card["category"] == "jackets" for card in body["products"])


async def test_price_and_stock_are_the_shops_not_the_indexs(
    search: SearchProducts, shop: Store, dispatcher: CollectingDispatcher
) -> None:
    heard = tracker("tent", "search_product", {"category": "camping"})
    await search.run(dispatcher, heard, {})
    best = said(dispatcher)[0]["body"]["products"][0]["id"]
    with shop.transaction() as session:
        kept = {v.sku: v.stock for v in session.query(Variant).filter_by(product_id=best)}
        session.query(Variant).filter_by(product_id=best).update({"stock": 0})
    try:
        again = CollectingDispatcher()
        await search.run(again, heard, {})
        assert best not in [card["id"] for card in said(again)[0]["body"]["products"]]
    finally:
        with shop.transaction() as session:
            for sku, stock in kept.items():
                session.query(Variant).filter_by(sku=sku).update({"stock": stock})


async def test_a_clicked_product_is_described_from_its_data(
    ask: AskProduct, shop: Store, dispatcher: CollectingDispatcher
) -> None:
    product = find(shop, category="audio", in_stock=True)[0]
    await ask.run(dispatcher, tracker("/ask_product", "ask_product", {"product": product.id}), {})
    text = said(dispatcher)[0]["body"]["text"]
    assert product.names["en"] in text
    assert all(str(value) in text for value in product.attributes["en"].values())


async def test_the_page_says_which_product_is_meant(
    ask: AskProduct, shop: Store, dispatcher: CollectingDispatcher
) -> None:
    product = find(shop, category="watches", in_stock=True)[0]
    heard = tracker("how much is it", "ask_price", page={"product_id": product.id})
    await ask.run(dispatcher, heard, {})
    assert f"{product.price_cents / 100:.2f}" in said(dispatcher)[0]["body"]["text"]


async def test_another_product_that_is_named_beats_the_page(
    ask: AskProduct, shop: Store, dispatcher: CollectingDispatcher
) -> None:
    lamp, jacket = find(shop, category="lighting")[0], find(shop, category="jackets", brand="Tarnbrook")[0]
    heard = tracker(
        "is the tarnbrook jacket in stock",
        "check_stock",
        {"category": "jackets", "brand": "Tarnbrook"},
        page={"product_id": lamp.id},
    )
    await ask.run(dispatcher, heard, {})
    assert lamp.id not in [card["id"] for card in said(dispatcher)[0]["body"]["products"]]
    own = CollectingDispatcher()
    heard = tracker("what does this jacket cost", "ask_price", {"category": "jackets"}, page={"product_id": jacket.id})
    await ask.run(own, heard, {})
    assert [card["id"] for card in said(own)[0]["body"]["products"]] == [jacket.id]


async def test_a_question_about_products_in_general_is_answered_from_the_faq(
    ask: AskProduct, dispatcher: CollectingDispatcher
) -> None:
    await ask.run(dispatcher, tracker("how do i wash a down jacket", "ask_product", {"category": "jackets"}), {})
    assert said(dispatcher)[0]["body"]["source"]["id"] == "care_down"


async def test_a_colour_that_a_product_never_had_is_said_plainly(
    ask: AskProduct, shop: Store, phrases: Phrases, dispatcher: CollectingDispatcher
) -> None:
    single = next(
        p
        for c in ("kitchen", "lighting", "audio")
        for p in find(shop, category=c, in_stock=True)
        if len(p.variants) == 1
    )
    missing = next(color for color in ("purple", "pink", "orange") if color != single.variants[0].color)
    await ask.run(dispatcher, tracker("/check_stock", "check_stock", {"product": single.id, "color": missing}), {})
    assert said(dispatcher)[0]["body"]["text"] == phrases.say(
        "variant_never_made", "en", name=single.names["en"], wanted=missing
    )


async def test_a_search_for_nothing_asks_what_for(
    search: SearchProducts, phrases: Phrases, dispatcher: CollectingDispatcher
) -> None:
    await search.run(dispatcher, tracker("/search_product", "search_product"), {})
    assert said(dispatcher)[0]["text"] == phrases.say("which_product", "en")


@pytest.mark.parametrize(
    ("amount", "cents"), [("80", 8000), ("79,90", 7990), ("1,200", 120000), ("1.500", 150000), ("x", None)]
)
def test_amounts_are_read_as_people_write_them(amount: str, cents: int | None) -> None:
    assert Wishes.of(Heard.of(tracker("x", entities={"price_max": amount}))).price_max == cents


async def test_a_sold_out_product_says_so_and_offers_others(
    ask: AskProduct, shop: Store, phrases: Phrases, dispatcher: CollectingDispatcher
) -> None:
    product = next(
        p for c in ("jackets", "shoes", "audio") for p in find(shop, category=c) if not catalogue.stock_of(p)
    )
    await ask.run(dispatcher, tracker("/check_stock", "check_stock", {"product": product.id}), {})
    body = said(dispatcher)[0]["body"]
    assert body["text"] == phrases.say("product_sold_out", "en", name=product.names["en"])
    assert body["products"] and product.id not in [card["id"] for card in body["products"]]


async def test_asks_which_product_where_nothing_says_it(
    ask: AskProduct, phrases: Phrases, dispatcher: CollectingDispatcher
) -> None:
    await ask.run(dispatcher, tracker("is it waterproof", "ask_product"), {})
    assert said(dispatcher)[0]["text"] == phrases.say("which_product", "en")


async def test_recommends_neighbours_of_a_product_and_says_why(
    recommend: RecommendProducts, shop: Store, dispatcher: CollectingDispatcher
) -> None:
    product = find(shop, category="camping", in_stock=True)[0]
    await recommend.run(dispatcher, tracker("/recommend_product", "recommend_product", {"product": product.id}), {})
    cards = said(dispatcher)[0]["body"]["products"]
    assert cards and product.id not in [card["id"] for card in cards]
    assert all(product.names["en"] in card["reason"] for card in cards)


async def test_recommends_what_sells_where_nothing_is_known(
    recommend: RecommendProducts, phrases: Phrases, dispatcher: CollectingDispatcher
) -> None:
    heard = tracker("recommend something", "recommend_product", slots={"language": "zh"})
    await recommend.run(dispatcher, heard, {})
    body = said(dispatcher)[0]["body"]
    assert body["text"] == phrases.say("recommend_popular", "zh") and len(body["products"]) == 6


async def test_a_person_is_asked_for_with_the_reason(phrases: Phrases, dispatcher: CollectingDispatcher) -> None:
    await Handoff(phrases).run(dispatcher, tracker("human", "contact_human_agent"), {})
    assert said(dispatcher)[1] == {"handoff": {"reason": "asked_for_human"}}


@pytest.mark.parametrize(("language", "text"), [("en", "recommend something"), ("zh", "推荐一下")])
async def test_what_nobody_has_bought_yet_is_not_called_liked(
    own_shop: Store, index: FakeIndex, phrases: Phrases, dispatcher: CollectingDispatcher, language: str, text: str
) -> None:
    with own_shop.transaction() as session:
        session.execute(update(Product).values(popularity=0))
    recommend = RecommendProducts(own_shop, index, phrases)  # type: ignore[arg-type]
    await recommend.run(dispatcher, tracker(text, "recommend_product", slots={"language": language}), {})
    body = said(dispatcher)[0]["body"]
    assert body["text"] == phrases.say("recommend_any", language)
    assert body["products"] and not any(card.get("reason") for card in body["products"])


@pytest.mark.parametrize("text", ["the second one", "cheaper ones", "第二个", "便宜点的"])
def test_what_only_makes_sense_of_the_screen_needs_no_intent(search: SearchProducts, shop: Store, text: str) -> None:
    slots = {"shown_products": [product.id for product in find(shop, category="camping")[:3]]}
    assert search.refers_to_shown(Heard.of(tracker(text, slots=slots)))
    assert not search.refers_to_shown(Heard.of(tracker(text)))


@pytest.mark.parametrize("text", ["I ordered two and the second one has still not come", "what is that", ""])
def test_a_story_refers_to_no_screen(search: SearchProducts, shop: Store, text: str) -> None:
    slots = {"shown_products": [product.id for product in find(shop, category="camping")[:3]]}
    assert not search.refers_to_shown(Heard.of(tracker(text, slots=slots)))
