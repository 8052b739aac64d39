"""What a shopper sees: the demo shop and the widget in a real browser."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect, sync_playwright

from bench.stack import Stack

pytestmark = [pytest.mark.slow]
# Set to keep the pictures that the README shows and that a developer looks at.
PICTURES = os.environ.get("AISLE_SCREENSHOTS")
ANSWER_MS = 15_000


@contextmanager
def chromium() -> Iterator[Browser]:
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    assert found, "no Chromium: run `make browser`"
    flags = ["--no-sandbox", "--disable-background-networking", "--disable-component-update"]
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=found, args=flags)
        yield launched
        launched.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as launched:
        yield launched


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    opened = browser.new_context(viewport={"width": 1280, "height": 800}, locale="en-GB")
    yield opened
    opened.close()


@pytest.fixture
def page(context: BrowserContext, stack: Stack) -> Iterator[Page]:
    errors: list[str] = []
    opened = context.new_page()
    opened.on("pageerror", lambda error: errors.append(str(error)))
    opened.goto(stack.url)
    yield opened
    assert errors == []


class Chat:
    """The open widget, by its roles."""

    def __init__(self, page: Page) -> None:
        self.page = page
        launcher = page.get_by_role("button", name=re.compile("^(Open|Close) chat")).last
        expect(launcher).to_be_visible()
        if launcher.get_attribute("aria-expanded") == "false":
            launcher.click()
        self.log: Locator = page.get_by_role("log")
        self.box: Locator = page.get_by_role("textbox", name=re.compile("Your message|您的消息"))
        expect(self.log).to_contain_text("Larkfield", timeout=ANSWER_MS)

    def say(self, words: str) -> None:
        self.box.fill(words)
        self.box.press("Enter")
        expect(self.page.get_by_text(words, exact=True).last).to_be_visible()

    def hears(self, words: str | re.Pattern[str]) -> None:
        expect(self.log).to_contain_text(words, timeout=ANSWER_MS)


def picture(page: Page, name: str) -> None:
    if PICTURES:
        Path(PICTURES).mkdir(parents=True, exist_ok=True)
        page.wait_for_timeout(600)
        page.screenshot(path=str(Path(PICTURES) / f"{name}.png"))


def test_the_conversation_that_every_shopper_has(page: Page, an_order: tuple[str, str]) -> None:
    number, email = an_order
    picture(page, "shop-desktop-light")
    chat = Chat(page)
    picture(page, "greeting-desktop-light")
    chat.say("hi there")
    chat.say("how long does delivery take?")
    chat.hears("3–5")
    chat.say("where is my order")
    chat.hears("What is the order number?")
    chat.say(number)
    chat.hears("which e-mail address")
    chat.say(email)
    expect(page.get_by_role("article", name=f"Order {number}")).to_be_visible(timeout=ANSWER_MS)
    picture(page, "order-desktop-light")
    chat.say("show me a waterproof jacket under 80")
    cards = chat.log.get_by_role("article").filter(has_text="€")
    expect(cards.last).to_be_visible(timeout=ANSWER_MS)
    picture(page, "products-desktop-light")
    chat.say("一般多久能送到？")
    chat.hears("工作日")
    picture(page, "chinese-desktop-light")
    chat.say("I want a human")
    chat.hears(re.compile("colleague|人工客服"))
    picture(page, "human-desktop-light")


def test_a_refresh_keeps_the_conversation(page: Page) -> None:
    chat = Chat(page)
    chat.say("which payment methods do you take?")
    chat.hears("PayPal")
    rows = chat.log.inner_text().count("PayPal")
    page.reload()
    again = Chat(page)
    again.hears("which payment methods do you take?")
    assert again.log.inner_text().count("PayPal") == rows


def test_two_tabs_show_the_same_conversation(page: Page, context: BrowserContext, stack: Stack) -> None:
    first = Chat(page)
    first.say("do you ship to Norway?")
    first.hears("Norway")
    other = context.new_page()
    other.goto(stack.url)
    second = Chat(other)
    second.hears("do you ship to Norway?")
    second.say("thanks a lot")
    first.hears("thanks a lot")


def test_a_lost_connection_loses_no_message(page: Page, context: BrowserContext) -> None:
    chat = Chat(page)
    context.set_offline(True)
    chat.say("how can I pay?")
    page.wait_for_timeout(1500)
    context.set_offline(False)
    chat.hears("PayPal")
    assert chat.log.get_by_text("how can I pay?", exact=True).count() == 1


def test_markup_from_a_shopper_is_text(page: Page) -> None:
    chat = Chat(page)
    chat.say("<img src=x onerror=\"document.title='owned'\"><b>bold</b>")
    chat.say("hello")
    assert page.title() != "owned"
    assert chat.log.locator("img[src=x]").count() == 0


def test_works_by_keyboard_alone(page: Page) -> None:
    launcher = page.get_by_role("button", name=re.compile("^Open chat"))
    launcher.focus()
    page.keyboard.press("Enter")
    box = page.get_by_role("textbox", name="Your message")
    expect(box).to_be_focused(timeout=ANSWER_MS)
    page.keyboard.type("hello")
    page.keyboard.press("Enter")
    expect(page.get_by_role("log").get_by_text("hello", exact=True)).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("log")).not_to_be_visible()
    expect(launcher).to_be_focused()


def test_the_shop_itself_shows_products_and_their_pages(page: Page) -> None:
    page.get_by_role("link", name=re.compile("Jackets")).first.click()
    expect(page.get_by_role("article").first).to_be_visible()
    page.get_by_role("article").first.get_by_role("link").first.click()
    expect(page).to_have_url(re.compile("/products/"))
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    picture(page, "product-page-desktop-light")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("size", "width", "height"), [("desktop", 1280, 800), ("phone", 390, 844)])
def test_fits_both_themes_and_sizes(
    browser: Browser, stack: Stack, scheme: str, size: str, width: int, height: int
) -> None:
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(stack.url)
    expect(page.get_by_role("article").first).to_be_visible(timeout=ANSWER_MS)
    picture(page, f"front-{size}-{scheme}")
    chat = Chat(page)
    chat.say("show me red running shoes")
    expect(chat.log.get_by_role("article").first).to_be_visible(timeout=ANSWER_MS)
    picture(page, f"chat-{size}-{scheme}")
    for box in (chat.box, page.get_by_role("dialog")):
        seen = box.bounding_box()
        assert (
            seen and seen["x"] >= 0 and seen["x"] + seen["width"] <= width and seen["y"] + seen["height"] <= height + 1
        )
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()
