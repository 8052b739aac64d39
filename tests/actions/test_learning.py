from __future__ import annotations

import pytest
from rasa_sdk.executor import CollectingDispatcher

from actions.heard import Heard
from actions.learning import Learning, Statement
from actions.phrases import Phrases
from actions.products import SearchProducts
from shop import behaviour, profile
from shop.profile import Said
from shop.store import Store
from tests.actions.conftest import FakeIndex, said, tracker


@pytest.fixture
def learning(own_shop: Store, phrases: Phrases) -> Learning:
    index = FakeIndex([])
    return Learning(SearchProducts(own_shop, index, phrases), own_shop, phrases)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "entities", "facts"),
    [
        ("I wear M", {"size": "M"}, (("size", "M", ""),)),
        ("I usually take a 42 in shoes", {"size": "42", "category": "shoes"}, (("size", "42", "shoes"),)),
        ("my size is XL", {"size": "XL"}, (("size", "XL", ""),)),
        ("I like Halden", {"brand": "Halden"}, (("brand", "Halden", ""),)),
        ("my favourite colour is green", {"color": "green"}, (("color", "green", ""),)),
        ("我平时穿L", {"size": "L"}, (("size", "L", ""),)),
        ("我很喜欢Velowick", {"brand": "Velowick"}, (("brand", "Velowick", ""),)),
    ],
)
def test_hears_what_people_say_of_themselves(
    text: str, entities: dict[str, str], facts: tuple[tuple[str, str, str], ...]
) -> None:
    assert Statement.of(Heard.of(tracker(text, "inform", entities))) == Statement(facts, alone=True)


@pytest.mark.parametrize(
    ("text", "entities"),
    [
        ("do I need M or L?", {"size": "M"}),
        ("I don't like Halden", {"brand": "Halden"}),
        ("I would like a Halden lamp", {"brand": "Halden", "category": "lighting"}),
        ("I like the blue one", {"color": "blue"}),
        ("size M please", {"size": "M"}),
        ("我不喜欢Halden", {"brand": "Halden"}),
        ("我穿M合适吗", {"size": "M"}),
        ("in blue", {"color": "blue"}),
    ],
)
def test_a_question_a_denial_and_a_choice_say_nothing_of_a_person(text: str, entities: dict[str, str]) -> None:
    assert Statement.of(Heard.of(tracker(text, "inform", entities))).facts == ()


async def test_what_a_customer_says_is_kept_and_confirmed(
    learning: Learning, own_shop: Store, dispatcher: CollectingDispatcher
) -> None:
    heard = tracker("I wear XL in jackets", "inform", {"size": "XL", "category": "jackets"}, customer_id="C0001")
    await learning.run(dispatcher, heard, {})
    with own_shop.transaction(reading=True) as session:
        assert profile.of(session, "C0001").said == (Said("size", "XL", "jackets"),)
    assert "XL" in said(dispatcher)[0]["text"]


async def test_a_stranger_is_told_that_nothing_is_kept(
    learning: Learning, phrases: Phrases, dispatcher: CollectingDispatcher
) -> None:
    await learning.run(dispatcher, tracker("I like Halden", "inform", {"brand": "Halden"}), {})
    assert said(dispatcher)[0]["text"] == phrases.say("noted_for_nobody", "en", facts="Halden")


async def test_a_wish_that_says_a_size_in_passing_is_searched_for(
    learning: Learning, own_shop: Store, dispatcher: CollectingDispatcher
) -> None:
    words = {"size": "XL", "category": "jackets"}
    heard = tracker("I wear XL, show me jackets", "inform", words, customer_id="C0001")
    await learning.run(dispatcher, heard, {})
    with own_shop.transaction(reading=True) as session:
        assert Said("size", "XL", "jackets") in profile.of(session, "C0001").said
    assert "XL" not in (said(dispatcher)[0].get("text") or "")


async def test_the_product_that_a_customer_has_before_them_is_noted_once(
    learning: Learning, own_shop: Store, dispatcher: CollectingDispatcher
) -> None:
    with own_shop.transaction(reading=True) as session:
        before = profile.of(session, "C0001").remembered
    for _ in range(2):
        heard = tracker("jacket", "search_product", customer_id="C0001", page={"product_id": "jackets-001"})
        await learning.run(dispatcher, heard, {})
    with own_shop.transaction(reading=True) as session:
        assert profile.of(session, "C0001").remembered == before + 1
        assert behaviour.latest(session, "C0001", 1)[0].product_id == "jackets-001"
