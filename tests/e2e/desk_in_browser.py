"""A desk with people at both ends: a bot that hands over, shoppers who wait, and agents who log in."""

from __future__ import annotations

import re
from functools import partial
from typing import Any

from playwright.sync_api import Page, expect

from service import tokens
from tests.e2e.shop_in_thread import Shop
from tests.service.conftest import SECRET
from tests.service.desk.harness import PASSWORD, hire
from tests.service.fake_rasa import Reply, choices, reply, text
from tests.service.harness import Tab, until

WANTS_A_PERSON = "I want a human"
FURIOUS = "This is outrageous, my order 1042 is three weeks late and nobody answers!"


def answers(question: dict[str, Any]) -> Reply:
    """Knows what it heard, as the real bot does; hands over what is furious or asks for a person."""
    words = question["text"]
    if words == "/greet":
        return reply(choices("Hello, this is Larkfield!", Track="/track_order"))
    if words == FURIOUS:
        return _heard("complaint", -0.9, reply(text("I am sorry."), handoff="angry_complaint"))
    if words == WANTS_A_PERSON:
        return _heard("contact_human_agent", -0.2, reply(text("I'll fetch somebody."), handoff="asked_for_human"))
    return _heard("ask_shipping", -0.05, reply(text("Standard delivery takes **3–5 working days**.")))


def _heard(intent: str, sentiment: float, given: Reply) -> Reply:
    return given | {
        "understood": {
            "intent": intent,
            "confidence": 0.91,
            "ranking": [{"intent": intent, "confidence": 0.91}, {"intent": "track_order", "confidence": 0.05}],
            "threshold": 0.6,
            "entities": [{"entity": "order_number", "value": "1042"}],
            "sentiment": sentiment,
            "passages": [{"id": "shipping#1", "title": "How long does delivery take?", "score": 0.83}],
            "actions": ["action_answer_question"],
        }
    }


def staff(shop: Shop, *names: str, **more: Any) -> list[str]:
    return [str(shop.run(lambda session, name=name: hire(session, name, **more))) for name in names]


def shopper(shop: Shop, *words: str) -> tuple[Tab, str]:
    """Has said these, the last of which calls a person, and waits: the tab and the conversation's id."""

    async def come() -> Tab:
        tab = await Tab(shop.url).joined()

        def has_answered(times: int) -> bool:
            return len(tab.by("bot")) >= times

        for answered, each in enumerate(words, start=1):  # the greeting is there
            await until(partial(has_answered, answered))
            await tab.say(each)
        await tab.noticed("queued")
        return tab

    tab: Tab = shop.do(come())
    return tab, str(tokens.conversation_of(tab.token, SECRET))


def log_in(page: Page, shop: Shop, name: str) -> None:
    page.goto(f"{shop.url}/desk/queue")
    page.get_by_label("E-mail").fill(f"{name.lower()}@shop.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("navigation", name="Desk")).to_be_visible()


def opens(page: Page, view: str, words: str | re.Pattern[str] = "") -> None:
    """Opens the first conversation of a list that has these words."""
    page.get_by_role("button", name=re.compile(f"^{view}")).click()
    line = page.get_by_role("region", name="Conversations").get_by_role("link")
    (line.filter(has_text=words) if words else line).first.click()
    expect(page.get_by_role("log")).to_be_visible()
