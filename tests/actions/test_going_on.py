"""Conversations of several turns: what the second message means by what the first one showed."""

from __future__ import annotations

from typing import Any

import pytest
from rasa_sdk import Action
from rasa_sdk.executor import CollectingDispatcher

from actions.asking import AskProduct
from actions.phrases import Phrases
from actions.products import SearchProducts
from actions.questions import Answers
from actions.recommending import RecommendProducts
from knowledge.passages import from_mapping
from shop import catalogue
from shop.export_passages import passages
from shop.models import Product
from shop.store import Store
from tests.actions.conftest import FakeIndex, said, tracker


class Talk:
    """Turns one after the other, with the slots that each has set."""

    def __init__(self, store: Store, index: FakeIndex, phrases: Phrases) -> None:
        search = SearchProducts(store, index, phrases)  # type: ignore[arg-type]
        recommend = RecommendProducts(store, index, phrases)  # type: ignore[arg-type]
        ask = AskProduct(store, index, phrases, Answers(index, 0.99))  # type: ignore[arg-type]
        self._actions: dict[str, Action] = {"search_product": search, "recommend_product": recommend}
        self._ask = ask
        self._store = store
        self.slots: dict[str, Any] = {}

    async def say(self, text: str, intent: str = "search_product", **entities: Any) -> dict[str, Any]:
        """The first thing that was answered."""
        dispatcher = CollectingDispatcher()
        heard = tracker(text, intent, entities, self.slots)
        for event in await self._actions.get(intent, self._ask).run(dispatcher, heard, {}):
            self.slots[event["name"]] = event["value"]
        first = said(dispatcher)[0]
        body: dict[str, Any] = first.get("body") or first
        return body

    async def products(self, text: str, intent: str = "search_product", **entities: Any) -> list[Product]:
        body = await self.say(text, intent, **entities)
        with self._store.transaction(reading=True) as session:
            found: list[Product] = catalogue.get_many(session, [card["id"] for card in body.get("products", [])])
        return found


@pytest.fixture(scope="module")
def index(shop: Store) -> FakeIndex:
    with shop.transaction(reading=True) as session:
        return FakeIndex([from_mapping(row) for row in passages(session)])


@pytest.fixture
def talk(shop: Store, index: FakeIndex, phrases: Phrases) -> Talk:
    return Talk(shop, index, phrases)


@pytest.fixture
def chinese(talk: Talk) -> Talk:
    talk.slots["language"] = "zh"
    return talk


JACKETS = ("show me jackets", {"category": ("jackets", "jackets")})


def colors(product: Product) -> set[str]:
    return {variant.color for variant in product.variants if variant.stock}


async def test_cheaper_ones_cost_less_than_those_shown(talk: Talk) -> None:
    before = await talk.products("show me tents", category=("tents", "camping"))
    after = await talk.products("got anything cheaper?")
    assert after and max(p.price_cents for p in after) < max(p.price_cents for p in before)
    assert {p.category for p in after} == {"camping"} and not {p.id for p in after} & {p.id for p in before}


async def test_dearer_ones_in_chinese(chinese: Talk) -> None:
    before = await chinese.products("夹克外套", category=("夹克外套", "jackets"), price_max="90")
    after = await chinese.products("有没有贵一点的")
    assert after and min(p.price_cents for p in after) > min(p.price_cents for p in before)
    assert {p.category for p in after} == {"jackets"}


async def test_better_ones_are_rated_higher(talk: Talk) -> None:
    await talk.products(JACKETS[0], **JACKETS[1])
    first = await talk.products("tell me about the first one", "ask_product")
    after = await talk.products("have you got something better")
    assert after and all(each.rating > first[0].rating for each in after)


async def test_the_cheapest_of_all_has_nothing_below_it(talk: Talk, phrases: Phrases) -> None:
    shown = await talk.products(JACKETS[0], price_max="9999", **JACKETS[1])
    for _ in range(30):
        body = await talk.say("cheaper ones please")
        if "nothing cheaper" in body["text"]:
            break
    cheapest = body["products"][0]
    assert cheapest["price_cents"] <= min(each.price_cents for each in shown)
    assert len(body["products"]) == 1 and cheapest["name"] in body["text"]


@pytest.mark.parametrize(
    ("text", "place", "intent"),
    [
        ("the second one", 1, "search_product"),
        ("how much is the third one", 2, "ask_price"),
        ("is the last one in stock", -1, "check_stock"),
        ("第二个怎么样", 1, "ask_product"),
        ("最后一个多少钱", -1, "ask_price"),
    ],
)
async def test_places_count_the_list_that_was_shown(talk: Talk, text: str, place: int, intent: str) -> None:
    shown = await talk.products(JACKETS[0], **JACKETS[1])
    assert (await talk.products(text, intent))[0].id == shown[place].id
    # and still do when one of them has been talked about
    assert (await talk.products("and the first one?", "ask_price"))[0].id == shown[0].id


async def test_the_tenth_of_six_is_not_there(talk: Talk, phrases: Phrases) -> None:
    await talk.products("jackets by Tarnbrook", category=("jackets", "jackets"), brand="Tarnbrook", price_max="9999")
    talk.slots["shown_products"] = talk.slots["shown_products"][:3]
    body = await talk.say("how much is the eighth one", "ask_price")
    assert body["text"] == phrases.say("not_among_shown", "en")


async def test_the_cheapest_one_of_the_list(talk: Talk) -> None:
    shown = await talk.products(JACKETS[0], **JACKETS[1])
    chosen = await talk.products("how much is the cheapest one", "ask_price")
    assert chosen[0].price_cents == min(each.price_cents for each in shown)


async def test_one_is_told_by_its_brand_or_colour(talk: Talk) -> None:
    shown = await talk.products(JACKETS[0], **JACKETS[1])
    brand = shown[-1].brand
    meant = await talk.products(f"how much is the {brand} one", "ask_price", brand=brand)
    assert meant[0].id == next(each.id for each in shown if each.brand == brand)
    color = shown[2].variants[0].color
    meant = await talk.products(f"is the {color} one in stock", "check_stock", color=color)
    assert meant[0].id == next(each.id for each in shown if color in {v.color for v in each.variants})


@pytest.mark.parametrize("text", ["and in black?", "那黑色的呢", "black ones", "有黑色的吗"])
async def test_a_colour_is_added_to_the_last_search(talk: Talk, text: str) -> None:
    await talk.products("warm jackets under 200", category=("jackets", "jackets"), price_max="200")
    after = await talk.products(text, color=("black" if "black" in text else "黑色", "black"))
    assert after and all(each.category == "jackets" and each.price_cents <= 20000 for each in after)
    assert all("black" in colors(each) for each in after)


async def test_what_is_said_now_takes_the_place_of_what_was_said(talk: Talk) -> None:
    await talk.products("red jackets", category=("jackets", "jackets"), color="red")
    after = await talk.products("what about blue", color="blue")
    assert after and all("blue" in colors(each) and each.category == "jackets" for each in after)


async def test_another_kind_of_thing_begins_anew_unless_it_is_added(talk: Talk) -> None:
    await talk.products("black jackets", category=("jackets", "jackets"), color="black")
    anew = await talk.products("show me shoes", category=("shoes", "shoes"))
    assert any("black" not in colors(each) for each in anew)
    await talk.products("black jackets", category=("jackets", "jackets"), color="black")
    added = await talk.products("and shoes?", category=("shoes", "shoes"))
    assert added and all(each.category == "shoes" and "black" in colors(each) for each in added)


async def test_a_size_is_asked_of_the_one_that_was_shown_last(talk: Talk) -> None:
    shown = await talk.products(JACKETS[0], **JACKETS[1])
    await talk.say("tell me more about the first one", "ask_product")
    for intent in ("search_product", "check_stock"):
        body = await talk.say("in size M?", intent, size="M")
        assert [card["id"] for card in body["products"]] == [shown[0].id]
        assert shown[0].names["en"] in body["text"]


async def test_a_size_is_asked_of_the_whole_list(talk: Talk) -> None:
    await talk.products(JACKETS[0], **JACKETS[1])
    after = await talk.products("in size XL?", "check_stock", size="XL")
    assert len(after) > 1
    assert all(any(v.size == "XL" and v.stock for v in each.variants) for each in after)


@pytest.mark.parametrize(("text", "color"), [("does it come in {}", "{}"), ("这个有{}的吗", "{}")])
async def test_it_is_the_first_of_a_list(talk: Talk, text: str, color: str) -> None:
    shown = await talk.products(JACKETS[0], **JACKETS[1])
    missing = next(c for c in ("purple", "pink", "orange", "yellow") if c not in {v.color for v in shown[0].variants})
    body = await talk.say(text.format(missing), "check_stock", color=missing)
    assert [card["id"] for card in body["products"]] == [shown[0].id] and missing in body["text"]


@pytest.mark.parametrize("text", ["more", "再来几个", "what else have you got"])
async def test_the_next_ones_are_others_of_the_kind(talk: Talk, text: str) -> None:
    seen = {each.id for each in await talk.products(JACKETS[0], **JACKETS[1])}
    for _ in range(2):
        after = await talk.products(text)
        assert after and {each.category for each in after} == {"jackets"} and not seen & {each.id for each in after}
        seen |= {each.id for each in after}


async def test_the_next_ones_come_to_an_end(talk: Talk, phrases: Phrases) -> None:
    await talk.products("jackets by Tarnbrook", category=("jackets", "jackets"), brand="Tarnbrook")
    for _ in range(20):
        body = await talk.say("show me more")
        if "products" not in body:
            break
    assert body["text"] == phrases.say("products_no_more", "en")


@pytest.mark.parametrize("text", ["more like the second one", "跟第二个差不多的"])
async def test_others_like_one_of_them(talk: Talk, text: str) -> None:
    shown = await talk.products(JACKETS[0], **JACKETS[1])
    body = await talk.say(text, "recommend_product")
    assert shown[1].names["en"] in body["text"]
    assert shown[1].id not in [card["id"] for card in body["products"]]
    assert {card["category"] for card in body["products"]} == {"jackets"}


async def test_others_alike_in_another_colour_and_cheaper(talk: Talk) -> None:
    shown = await talk.products(JACKETS[0], **JACKETS[1])
    dearest = max(range(len(shown)), key=lambda place: shown[place].price_cents)
    words = ("first", "second", "third", "fourth", "fifth", "sixth")[dearest]
    after = await talk.products(
        f"something like the {words} one but cheaper, in black", "recommend_product", color="black"
    )
    assert after and all("black" in colors(each) for each in after)
    assert all(each.price_cents < shown[dearest].price_cents for each in after)


@pytest.mark.parametrize("intent", ["search_product", "ask_product", "recommend_product", "ask_price"])
@pytest.mark.parametrize("text", ["the second one", "show me cheaper ones", "便宜点的", "more like that"])
async def test_a_reference_to_nothing_asks_which(talk: Talk, phrases: Phrases, intent: str, text: str) -> None:
    assert (await talk.say(text, intent))["text"] == phrases.say("which_product", "en")


@pytest.mark.parametrize("held", [None, [], "x", {"listed": 3, "wishes": {"size": 4}, "seen": [1]}, {"wishes": "red"}])
async def test_a_slot_of_another_shape_is_no_search(talk: Talk, held: object) -> None:
    talk.slots["last_search"] = held
    assert await talk.products(JACKETS[0], **JACKETS[1])
    talk.slots["last_search"] = held
    assert await talk.products("cheaper ones")


async def test_what_is_no_longer_sold_is_not_counted(talk: Talk, shop: Store) -> None:
    shown = await talk.products(JACKETS[0], **JACKETS[1])
    _set_available(shop, shown[0].id, False)
    try:
        assert shown[0].id not in [each.id for each in await talk.products(JACKETS[0], **JACKETS[1])]
        body = await talk.say("/ask_product", "ask_product", product=shown[0].id)
        assert "no longer sold" in body["text"]
        assert shown[0].id not in [card["id"] for card in body["products"]]
    finally:
        _set_available(shop, shown[0].id, True)


def _set_available(shop: Store, product_id: str, available: bool) -> None:
    with shop.transaction() as session:
        session.query(Product).filter_by(id=product_id).update({"available": available})
