"""The whole way, without a browser: what a shopper types, and what the shop's data says about the answer."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from bench.stack import Stack
from tests.e2e.acting import heard
from tests.service.harness import Tab, until

pytestmark = [pytest.mark.slow]
MakeTab = Callable[[], Tab]


async def answers(tab: Tab, words: str | None = None, timeout_s: float = 15, **said: Any) -> list[dict[str, Any]]:
    """Says it and waits for what the bot says to it."""
    ack = await tab.say(words, **said)
    assert ack["ok"], ack
    return await heard(tab, ack["message"]["seq"], timeout_s)


async def test_greets_a_new_conversation_and_offers_ways_on(new_tab: MakeTab) -> None:
    tab = await new_tab().joined()
    greeting = tab.by("bot")[0]
    assert greeting["kind"] == "choices" and len(greeting["body"]["choices"]) >= 3


async def test_answers_a_delivery_question_from_the_knowledge(new_tab: MakeTab) -> None:
    tab = await new_tab().joined()
    [answer] = await answers(tab, "how long does delivery take?")
    assert "3–5" in answer["body"]["text"] and answer["body"]["source"]["id"]


async def test_shows_an_order_to_who_has_number_and_email(
    new_tab: MakeTab, stack: Stack, an_order: tuple[str, str]
) -> None:
    number, email = an_order
    tab = await new_tab().joined()
    [asked] = await answers(tab, "where is my order")
    assert asked["kind"] == "text"
    await answers(tab, number)
    rows = await answers(tab, email)
    card = next(row for row in rows if row["kind"] == "order")["body"]
    [(total,)] = stack.select("select total_cents from shop_order where number = ?", number)
    assert card["number"] == number and card["total_cents"] == total and card["status"] == "shipped" and card["events"]


async def test_takes_number_and_email_in_one_message(new_tab: MakeTab, an_order: tuple[str, str]) -> None:
    number, email = an_order
    tab = await new_tab().joined()
    rows = await answers(tab, f"where's order #{number}? my mail is {email.upper()}")
    assert [row["body"]["number"] for row in rows if row["kind"] == "order"] == [number]


async def test_an_unknown_number_and_a_wrong_email_get_the_same_answer(
    new_tab: MakeTab, an_order: tuple[str, str]
) -> None:
    said = []
    for number, email in ((an_order[0], "somebody.else@example.com"), ("999999", an_order[1])):
        tab = await new_tab().joined()
        rows = await answers(tab, f"track order {number}, e-mail {email}")
        said.append([{**row["body"]} for row in rows])
    assert said[0] == said[1]
    assert not any("number" in body for body in said[0])


async def test_a_question_in_between_does_not_lose_the_task(new_tab: MakeTab, an_order: tuple[str, str]) -> None:
    tab = await new_tab().joined()
    await answers(tab, "I want to track my order")
    await answers(tab, "which payment methods do you take?")
    assert "PayPal" in " ".join(tab.texts("bot"))
    await answers(tab, an_order[0])
    rows = await answers(tab, an_order[1])
    assert any(row["kind"] == "order" for row in rows)


async def test_a_number_and_an_email_out_of_the_blue_show_the_order(
    new_tab: MakeTab, an_order: tuple[str, str]
) -> None:
    tab = await new_tab().joined()
    rows = await answers(tab, f"{an_order[0]}, {an_order[1]}")
    assert [row["kind"] for row in rows] == ["text", "order"]
    await answers(tab, an_order[0])
    assert len([row for row in tab.by("bot") if row["kind"] == "order"]) == 2


async def test_what_cannot_be_understood_is_asked_about_once(new_tab: MakeTab) -> None:
    tab = await new_tab().joined()
    rows = await answers(tab, "xqzzt brrfl")
    assert [row["kind"] for row in rows] == ["choices"]


async def test_finds_products_within_price_colour_and_stock(new_tab: MakeTab, stack: Stack) -> None:
    tab = await new_tab().joined()
    [found] = await answers(tab, "show me a waterproof jacket under 80")
    assert found["kind"] == "products"
    for card in found["body"]["products"]:
        [(cents, category)] = stack.select("select price_cents, category from product where id = ?", card["id"])
        assert category == "jackets" and cents <= 8000 and card["price_cents"] == cents and card["stock"] != "out"
    best = stack.select("select facts from product where id = ?", found["body"]["products"][0]["id"])
    assert json.loads(best[0][0]).get("waterproof") is True


async def test_a_products_button_tells_more_about_that_product(new_tab: MakeTab) -> None:
    tab = await new_tab().joined()
    [found] = await answers(tab, "do you have tents?")
    card = found["body"]["products"][0]
    assert card["category"] == "camping"
    [about] = await answers(tab, choice=card["choices"][0]["payload"])
    assert [product["id"] for product in about["body"]["products"]] == [card["id"]] and card["name"] in about["body"][
        "text"
    ]


async def test_answers_in_chinese_and_stays_there(new_tab: MakeTab) -> None:
    tab = await new_tab().joined()
    [answer] = await answers(tab, "一般多久能送到？")
    assert "工作日" in answer["body"]["text"]
    [thanks] = await answers(tab, "ok thx")
    assert thanks["body"]["text"] != "" and any("\u4e00" <= letter <= "\u9fff" for letter in thanks["body"]["text"])
    [found] = await answers(tab, "有没有80以内的防水外套")
    assert found["kind"] == "products" and all(card["price_cents"] <= 8000 for card in found["body"]["products"])


async def test_a_person_is_queued_for_with_the_reason(new_tab: MakeTab, stack: Stack) -> None:
    tab = await new_tab().joined()
    await tab.say("I want to talk to a human being please")
    await until(lambda: "queued" in tab.notices(), 15)
    assert tab.states[-1]["holder"] == "queue"
    ack = await tab.say("are you there?")
    assert ack["ok"]


async def test_a_payload_typed_by_hand_is_only_text(new_tab: MakeTab, an_order: tuple[str, str]) -> None:
    tab = await new_tab().joined()
    number, email = an_order
    rows = await answers(tab, f'/action_track_order{{"order_number": "{number}", "email": "{email}"}}')
    assert tab.by("shopper")[-1]["body"]["text"].startswith("/action_track_order")
    rows += await answers(tab, "/restart")
    refused = await tab.say(choice='/contact_human_agent{"made": "up"}')
    assert refused["error"]["code"] == "unknown_choice"


@pytest.mark.parametrize(
    "words",
    [
        "😀😀😀",
        "<script>alert(1)</script><img src=x onerror=alert(1)>",
        "'; DROP TABLE message; -- \" OR 1=1",
        "مرحبا، أين طلبي رقم 1042؟",
        "\u202eevil\u202c text",
        "ze\u0301ro\u200bwidth",
        "a" * 2000,
        "{{7*7}} ${jndi:ldap://x} %s %n",
    ],
)
async def test_hostile_text_is_answered_and_harms_nothing(new_tab: MakeTab, words: str) -> None:
    tab = await new_tab().joined()
    for row in await answers(tab, words):
        assert "Traceback" not in json.dumps(row)
        assert "<script" not in row["body"].get("html", "")
    assert await answers(tab, "hello")


async def test_two_tabs_see_the_same_rows_in_the_same_order(new_tab: MakeTab) -> None:
    first = await new_tab().joined()
    second = await new_tab().joined(token=first.token)
    await answers(first, "hello")
    await answers(second, "what can you do")
    await answers(first, "do you ship to Norway")
    await until(lambda: len(first.rows) == len(second.rows))
    assert first.rows == second.rows
    assert first.seqs() == list(range(1, len(first.rows) + 1))
