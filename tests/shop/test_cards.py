from __future__ import annotations

import json
import re

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from shop import cards, catalogue, orders, recommendation
from shop.case_models import Refund
from shop.models import Order, Product
from shop.status_texts import EVENT_TEXTS, STATUS_TEXTS, status_text
from shop.words import LANGUAGES, STATUSES, in_language

CARD = {
    "id", "name", "brand", "category", "price_cents", "list_price_cents", "currency", "image", "url", "rating",
    "reviews", "stock", "colors", "sizes", "choices",
}  # fmt: skip
ORDER = {
    "number", "status", "status_text", "placed", "expected", "items", "total_cents", "currency", "carrier",
    "tracking_number", "events", "returns", "refunds",
}  # fmt: skip


def has_chinese(text: str) -> bool:
    return any("\u4e00" <= letter <= "\u9fff" for letter in text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_product_has_a_card_of_the_contract(session: Session, language: str) -> None:
    for product in session.execute(select(Product)).scalars():
        card = cards.product_card(product, language)
        assert set(card) == CARD
        assert json.loads(json.dumps(card)) == card
        assert card["sizes"] and card["colors"] and card["stock"] in ("in", "low", "out")
        assert has_chinese(card["name"]) == (language == "zh")


def test_a_card_gives_its_reason_when_there_is_one(session: Session) -> None:
    card = cards.product_card(catalogue.get(session, "shoes-001"), "en", reason="Goes with your tent")
    assert card["reason"] == "Goes with your tent"


def test_a_card_shows_the_sizes_in_stock_in_their_natural_order(session: Session) -> None:
    natural = ["XS", "S", "M", "L", "XL", "XXL"]
    for product in catalogue.page(session, catalogue.Wanted(category="shirts"), size=60).products:
        card = cards.product_card(product, "en")
        assert card["sizes"] == [size for size in natural if size in card["sizes"]]
        if card["stock"] != "out":
            assert all(catalogue.stock_of(product, size=size) > 0 for size in card["sizes"])


def test_buttons_carry_an_intent_and_the_product(session: Session) -> None:
    for choice in cards.product_card(catalogue.get(session, "shoes-001"), "zh")["choices"]:
        intent, entities = re.fullmatch(r"/([a-z_]+)(\{.*\})", choice["payload"]).groups()  # type: ignore[union-attr]
        assert intent in ("ask_product", "check_stock", "recommend_product")
        assert json.loads(entities) == {"product": "shoes-001"}
        assert has_chinese(choice["title"])


def test_a_product_page_has_a_description_attributes_and_similar_cards(session: Session) -> None:
    product = catalogue.get(session, "camping-001")
    page = cards.product_page(product, recommendation.similar(session, product.id), "zh")
    assert has_chinese(page["description"]) and page["attributes"] and len(page["similar"]) == 4


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("status", STATUSES)
def test_an_order_of_every_status_has_a_card_of_the_contract(session: Session, status: str, language: str) -> None:
    for order in session.execute(select(Order).where(Order.status == status).limit(40)).scalars():
        card = cards.order_card(order, language)
        assert set(card) == ORDER
        assert json.loads(json.dumps(card)) == card
        assert card["total_cents"] >= sum(item["quantity"] * item["price_cents"] for item in card["items"]) > 0
        assert card["events"][-1]["status"] == card["status"] == status
        assert has_chinese(card["status_text"]) == (language == "zh")
        texts = [each["text"] for each in [*card["returns"], *card["refunds"]]]
        assert all(has_chinese(text) == (language == "zh") for text in texts)
        assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", event["time"]) for event in card["events"])


def test_an_order_card_tells_nothing_of_the_person(session: Session) -> None:
    order = orders.get(session, "1042")
    assert order is not None
    text = json.dumps(cards.order_card(order, "en"), ensure_ascii=False)
    assert order.email not in text and order.address.street not in text and order.address.recipient not in text


def test_a_returned_order_says_where_its_money_is(session: Session) -> None:
    refunded = select(Order).join(Refund).where(Refund.status == "sent", Refund.reason == "return")
    card = cards.order_card(session.execute(refunded.limit(1)).scalars().first(), "en")
    assert card["returns"][0]["text"] == "Return completed, money sent back"
    assert card["refunds"][0]["text"] == "Sent back the way you paid"
    assert sum(refund["amount_cents"] for refund in card["refunds"]) <= card["total_cents"]


def test_a_parcel_on_its_way_says_when_it_is_expected(session: Session) -> None:
    order = session.execute(select(Order).where(Order.status == "packed").limit(1)).scalar_one()
    day = order.expected
    assert f"{day.day} " in cards.order_card(order, "en")["status_text"]
    assert f"{day.month}月{day.day}日" in cards.order_card(order, "zh")["status_text"]


def test_a_last_event_that_says_more_speaks_for_the_status() -> None:
    assert "pick-up point" in status_text("out_for_delivery", "at_pickup_point", None, "en")


def test_every_status_and_event_has_words_in_every_language(session: Session) -> None:
    assert set(STATUS_TEXTS) == set(STATUSES)
    seen = {event.code for order in session.execute(select(Order)).scalars() for event in order.events}
    assert seen <= set(EVENT_TEXTS)
    for words in [*STATUS_TEXTS.values(), *EVENT_TEXTS.values()]:
        assert set(words) == set(LANGUAGES) and has_chinese(words["zh"])


@pytest.mark.parametrize(
    ("tag", "text"), [("zh", "你好"), ("zh-CN", "你好"), ("ZH", "你好"), ("en-GB", "hello"), ("fr", "hello")]
)
def test_a_language_tag_finds_its_texts(tag: str, text: str) -> None:
    assert in_language({"en": "hello", "zh": "你好"}, tag) == text
