"""Recommendations in a conversation: what goes with what, for whom, for what need, and why."""

from __future__ import annotations

from typing import Any

import pytest
from rasa_sdk.executor import CollectingDispatcher

from actions.heard import Heard
from actions.needs import Need
from actions.phrases import Phrases
from actions.products import SearchProducts
from actions.recommending import RecommendProducts
from knowledge.passages import from_mapping
from shop import catalogue, profile, recommendation
from shop.export_passages import passages
from shop.models import Product
from shop.store import Store
from tests.actions.conftest import FakeIndex, said, tracker


@pytest.fixture(scope="module")
def index(shop: Store) -> FakeIndex:
    with shop.transaction(reading=True) as session:
        return FakeIndex([from_mapping(row) for row in passages(session)])


@pytest.fixture
def recommend(shop: Store, index: FakeIndex, phrases: Phrases) -> RecommendProducts:
    return RecommendProducts(shop, index, phrases)  # type: ignore[arg-type]


@pytest.fixture
def tent(shop: Store) -> Product:
    with shop.transaction(reading=True) as session:
        return next(
            each for each in catalogue.search(session, catalogue.Wanted(category="camping"), 60) if each.type == "tent"
        )


async def answer(recommend: RecommendProducts, text: str, **given: Any) -> dict[str, Any]:
    dispatcher = CollectingDispatcher()
    await recommend.run(dispatcher, tracker(text, "recommend_product", **given), {})
    body: dict[str, Any] = said(dispatcher)[0].get("body") or said(dispatcher)[0]
    return body


def types_of(shop: Store, body: dict[str, Any]) -> set[str]:
    with shop.transaction(reading=True) as session:
        return {each.type for each in catalogue.get_many(session, [card["id"] for card in body["products"]])}


@pytest.mark.parametrize("text", ["what goes with this?", "Are there accessories for it?", "这个可以搭配什么"])
async def test_what_goes_with_the_product_of_the_page_is_something_else(
    recommend: RecommendProducts, shop: Store, tent: Product, text: str
) -> None:
    body = await answer(recommend, text, page={"product_id": tent.id})
    found = types_of(shop, body)
    assert found & {"sleeping_bag", "sleeping_mat", "headlamp", "stove"} and "tent" not in found
    assert all(tent.names["en"] in card["reason"] for card in body["products"])


async def test_what_goes_with_several_that_were_shown_is_none_of_them(
    recommend: RecommendProducts, shop: Store, tent: Product
) -> None:
    with shop.transaction(reading=True) as session:
        first = recommendation.accessories(session, [tent.id], 1)[0].product
    body = await answer(recommend, "what else goes with these?", slots={"shown_products": [tent.id, first.id]})
    assert not types_of(shop, body) & {"tent", first.type}


async def test_what_goes_with_something_named_is_not_that_thing(recommend: RecommendProducts, shop: Store) -> None:
    body = await answer(
        recommend, "what do people usually buy with a sleeping bag", entities={"product": "sleeping bag"}
    )
    assert body["products"] and "sleeping_bag" not in types_of(shop, body)


async def test_the_button_shows_alternatives_and_what_goes_with_it(
    recommend: RecommendProducts, shop: Store, tent: Product
) -> None:
    body = await answer(recommend, "/recommend_product", entities={"product": tent.id})
    found = types_of(shop, body)
    assert "tent" in found and len(found) > 1 and tent.id not in {card["id"] for card in body["products"]}
    assert len({card["reason"] for card in body["products"]}) == 2


async def test_something_like_it_but_cheaper_is_cheaper(
    recommend: RecommendProducts, shop: Store, tent: Product
) -> None:
    body = await answer(recommend, "something like it but cheaper", slots={"shown_products": [tent.id]})
    assert body["products"] and all(card["price_cents"] < tent.price_cents for card in body["products"])


async def test_a_customer_is_told_what_each_follows_from(recommend: RecommendProducts, shop: Store) -> None:
    body = await answer(recommend, "what should I buy?", customer_id="C0001")
    with shop.transaction(reading=True) as session:
        theirs = recommendation.for_customer(session, "C0001", 6)
    assert [card["id"] for card in body["products"]] == [each.product.id for each in theirs]
    named = [each.about.names["en"] for each in theirs if each.about]
    assert named and all(any(name in card["reason"] for card in body["products"]) for name in named)


async def test_a_present_is_not_chosen_by_the_givers_taste(recommend: RecommendProducts, phrases: Phrases) -> None:
    body = await answer(recommend, "gift ideas for my sister?", customer_id="C0001")
    assert body["text"] == phrases.say("recommend_present_popular", "en")
    assert not [card for card in body["products"] if card["name"].startswith("Men’s")]


async def test_a_described_need_is_searched_and_named(recommend: RecommendProducts, shop: Store) -> None:
    body = await answer(recommend, "recommend something for my brother, he loves running")
    with shop.transaction(reading=True) as session:
        found = catalogue.get_many(session, [card["id"] for card in body["products"]])
    assert found and all(each.facts.get("for", "men") == "men" for each in found)
    assert all("running" in card["reason"] for card in body["products"])


async def test_references_go_on_working_after_a_recommendation(recommend: RecommendProducts) -> None:
    dispatcher = CollectingDispatcher()
    heard = tracker("what should I buy?", "recommend_product", customer_id="C0001")
    events = await recommend.run(dispatcher, heard, {})
    slots = {event["name"]: event["value"] for event in events}
    more = await answer(recommend, "show me more", slots=slots, customer_id="C0001")
    assert more["products"] and not {card["id"] for card in more["products"]} & set(slots["shown_products"])


@pytest.mark.parametrize(
    ("text", "need"),
    [
        ("recommend something for my brother who runs", Need(False, True, "men", "runs")),
        ("what goes with this", Need(goes_with=True)),
        ("what should I buy", Need()),
        ("surprise me", Need()),
        ("i need a present for my dad, he likes cooking", Need(False, True, "men", "cooking")),
        ("help i freeze at night when camping, what should i buy", Need(words="freeze night camping")),
        ("推荐点什么", Need()),
        ("给我弟弟推荐点跑步用的", Need(False, True, "men", "跑步")),
        ("送女朋友什么生日礼物好，她喜欢露营", Need(False, True, "women", "露营")),
        ("买帐篷还需要配什么", Need(goes_with=True, words="帐篷")),
        ("我该买什么", Need()),
    ],
)
def test_reads_the_need_off_the_words(text: str, need: Need) -> None:
    assert Need.of(Heard.of(tracker(text, "recommend_product"))) == need


async def test_a_liked_brand_comes_first_among_equals_and_it_is_said(
    own_shop: Store, index: FakeIndex, phrases: Phrases
) -> None:
    search = SearchProducts(own_shop, index, phrases)  # type: ignore[arg-type]
    words = {"category": "lighting"}
    plain, liked = CollectingDispatcher(), CollectingDispatcher()
    with own_shop.transaction() as session:
        profile.forget(session, "C0001")
    await search.run(plain, tracker("lamp", "search_product", words, customer_id="C0001"), {})
    with own_shop.transaction() as session:
        profile.learn(session, "C0001", "brand", "Halden")
    await search.run(liked, tracker("lamp", "search_product", words, customer_id="C0001"), {})
    before, after = said(plain)[0]["body"], said(liked)[0]["body"]
    brands = [card["brand"] for card in after["products"]]
    assert brands[0] == "Halden" and "Halden" in after["text"] and "Halden" not in before["text"]
    assert len(after["products"]) == len(before["products"])


async def test_a_brand_that_is_asked_for_is_not_set_aside_for_the_liked_one(
    own_shop: Store, index: FakeIndex, phrases: Phrases
) -> None:
    search = SearchProducts(own_shop, index, phrases)  # type: ignore[arg-type]
    with own_shop.transaction() as session:
        profile.learn(session, "C0001", "brand", "Halden")
    dispatcher = CollectingDispatcher()
    words = {"category": "lighting", "brand": "Luma Oak"}
    await search.run(dispatcher, tracker("Luma Oak lamp", "search_product", words, customer_id="C0001"), {})
    assert {card["brand"] for card in said(dispatcher)[0]["body"]["products"]} == {"Luma Oak"}
