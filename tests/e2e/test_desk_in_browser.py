"""A furious shopper and two agents, each in a browser of their own, before the whole of Aisle."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, expect

from bench.stack import ROOT, Stack
from tests.e2e.test_browser import ANSWER_MS, Chat, browser, picture  # noqa: F401

pytestmark = [pytest.mark.slow]

PASSWORD = "three lamps and a kettle"


@dataclass
class Desk:
    """An agent's browser, by its roles."""

    page: Page
    url: str

    def log_in(self, email: str, password: str) -> Desk:
        self.page.goto(f"{self.url}/desk")
        self.page.get_by_label("E-mail").fill(email)
        self.page.get_by_label("Password").fill(password)
        self.page.get_by_role("button", name="Log in").click()
        expect(self.page.get_by_role("link", name="Conversations")).to_be_visible(timeout=ANSWER_MS)
        return self

    def is_now(self, presence: str) -> None:
        self.page.get_by_label("I am").select_option(label=presence)

    def opens(self, words: str) -> None:
        self.page.get_by_role("link", name=re.compile(re.escape(words))).first.click(timeout=ANSWER_MS)
        expect(self.transcript).to_contain_text(words, timeout=ANSWER_MS)

    @property
    def transcript(self):  # type: ignore[no-untyped-def]
        return self.page.get_by_role("log", name="Conversation")

    def says(self, words: str, mode: str = "Answer") -> None:
        self.page.get_by_role("button", name=mode, exact=True).click()
        box = self.page.get_by_role("textbox", name=mode)
        box.fill(words)
        box.press("Control+Enter")
        expect(self.transcript).to_contain_text(words, timeout=ANSWER_MS)

    def dialog(self, button: str, confirm: str, note: str) -> None:
        self.page.get_by_role("button", name=button, exact=True).click()
        box = self.page.get_by_role("dialog")
        box.get_by_label(re.compile("^Note")).fill(note)
        box.get_by_role("button", name=confirm, exact=True).click()
        expect(box).not_to_be_visible(timeout=ANSWER_MS)


@pytest.fixture
def pages(browser: Browser) -> Iterator[list[Page]]:  # noqa: F811
    """Three browsers that know nothing of each other; none of them may have thrown an error."""
    errors: list[str] = []
    contexts = [browser.new_context(viewport={"width": 1440, "height": 900}, locale="en-GB") for _ in range(3)]
    opened = [context.new_page() for context in contexts]
    for page in opened:
        page.on("pageerror", lambda error: errors.append(str(error)))
    yield opened
    for context in contexts:
        context.close()
    assert errors == []


def admin_password(stack: Stack, email: str) -> str:
    command = [sys.executable, "-m", "service.staff", "create-admin", email, "--name", "Ada"]
    made = subprocess.run(command, cwd=ROOT, env=stack.environ, capture_output=True, text=True, check=True)
    return made.stdout.strip().splitlines()[-1]


def invite(desk: Desk, email: str, name: str) -> str:
    """The link that the admin passes on."""
    desk.page.goto(f"{desk.url}/desk/admin")
    desk.page.get_by_role("button", name="Invite somebody").click()
    form = desk.page.get_by_role("dialog")
    form.get_by_label("E-mail").fill(email)
    form.get_by_label(re.compile("Your name")).fill(name)
    form.get_by_role("button", name="Invite somebody").click()
    return desk.page.get_by_label("Link", exact=True).input_value(timeout=ANSWER_MS)


def test_from_fury_to_a_rating(stack: Stack, pages: list[Page]) -> None:
    shopper_page, mias_page, adas_page = pages
    [(number,)] = stack.select("select number from shop_order where status = 'paid' order by placed desc limit 1")
    ada = Desk(adas_page, stack.url).log_in("ada@shop.example", admin_password(stack, "ada@shop.example"))
    link = invite(ada, "mia@shop.example", "Mia")
    picture(adas_page, "desk-people-light")
    mia = Desk(mias_page, stack.url)
    mias_page.goto(link)
    mias_page.get_by_label("Password").fill(PASSWORD)
    mias_page.get_by_role("button", name="Begin").click()
    mia.is_now("Available")

    # furious → queue → given to who is there
    shopper_page.goto(stack.url)
    chat = Chat(shopper_page)
    fury = "This is outrageous! I am furious, you liars! I want my money back NOW!!!"
    chat.say(fury)
    chat.hears("passed this on to our support team")
    chat.hears("Mia from our support team has joined")
    expect(shopper_page.get_by_text("You are talking to Mia")).to_be_visible(timeout=ANSWER_MS)
    mia.opens(fury)
    expect(mias_page.get_by_text("You have it")).to_be_visible()
    picture(mias_page, "desk-conversation-light")
    mias_page.emulate_media(color_scheme="dark")
    picture(mias_page, "desk-conversation-dark")
    mias_page.emulate_media(color_scheme="light")

    # answer, and a note that the shopper never receives
    mia.says("I'm sorry. I'm Mia, and I'll put this right.")
    chat.hears("I'll put this right.")
    chat.say(f"it is order {number}")
    expect(mia.transcript).to_contain_text(f"it is order {number}", timeout=ANSWER_MS)
    mia.says("third time this month, be generous", mode="Note")

    # passed on to Ada, who is there now
    ada.page.goto(f"{stack.url}/desk/queue")
    ada.is_now("Available")
    mia.dialog("Pass on", "Pass on", "needs an admin")
    chat.hears("Ada from our support team has joined")
    ada.opens(f"it is order {number}")
    expect(ada.transcript).to_contain_text("be generous")
    expect(mias_page.get_by_text("Ada has it")).to_be_visible(timeout=ANSWER_MS)
    picture(adas_page, "desk-passed-on-light")

    # the order is looked up and cancelled, in Ada's name
    adas_page.get_by_role("searchbox", name="Order number or e-mail").fill(number)
    adas_page.get_by_role("button", name="Look up").click()
    adas_page.get_by_text(f"#{number}").last.click(timeout=ANSWER_MS)
    adas_page.get_by_role("button", name="Cancel the order").click()
    act = adas_page.get_by_role("dialog")
    picture(adas_page, "desk-order-act-light")
    act.get_by_role("button", name="Cancel the order").click()
    chat.hears(f"Ada has cancelled order {number}")
    assert stack.select("select status from shop_order where number = ?", number) == [("cancelled",)]
    assert stack.select("select actor_kind from audit where order_number = ? order by id desc limit 1", number) == [
        ("agent",)
    ]

    # back to the bot, which answers again, and asks what the shopper makes of it
    ada.dialog("Back to the bot", "Back to the bot", "cancelled, money is on its way")
    chat.hears("digital assistant again")
    rating = shopper_page.get_by_role("radio", name="5 stars")
    rating.check(timeout=ANSWER_MS, force=True)
    shopper_page.get_by_role("button", name="Rate").click()
    chat.hears("Thank you, that helps us.")
    picture(shopper_page, "widget-rated-light")
    chat.say("how long does delivery take?")
    chat.hears("3–5")
    heard = chat.log.inner_text()
    assert "be generous" not in heard and "needs an admin" not in heard and "money is on its way" not in heard
    [(stars,)] = stack.select("select stars from rating where about = 'human'")
    assert stars == 5

    # and what it came to
    adas_page.goto(f"{stack.url}/desk/numbers")
    expect(adas_page.get_by_text("5.0 (1)").first).to_be_visible(timeout=ANSWER_MS)
    picture(adas_page, "desk-numbers-light")
    adas_page.emulate_media(color_scheme="dark")
    picture(adas_page, "desk-numbers-dark")
