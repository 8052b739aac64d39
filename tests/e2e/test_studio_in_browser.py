"""From a shopper who is misunderstood to one who is understood, and back: the studio before the whole of Aisle."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from bench.stack import UNLIMITED, Stack, running
from tests.e2e import checkout
from tests.e2e.test_browser import ANSWER_MS, Chat, browser, picture  # noqa: F401

pytestmark = [pytest.mark.slow]

WORDS = "has the courier legged it with my goodies"
ADDRESS = "anna.smith@example.com"
WHY = "Couriers who leg it are asked after orders"
ASKED_BACK, ASKED_FOR_NUMBER = "I am not sure I understood", "What is the order number?"
REFIT_S = 10.0
LEARNT_MS = 180_000
PUBLISHED_MS = 15 * 60_000


@pytest.fixture(scope="module")
def studio_stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """Everything runs from a checkout of its own, which the studio edits."""
    folder = tmp_path_factory.mktemp("studio")
    with running(folder / "var", checkout.make(folder / "aisle"), **UNLIMITED) as started:
        yield started


@pytest.fixture
def contexts(browser: Browser) -> Iterator[list[BrowserContext]]:  # noqa: F811
    """A shopper's browser and an editor's; no page of them may throw an error."""
    errors: list[str] = []
    opened = [browser.new_context(viewport={"width": 1440, "height": 900}, locale="en-GB") for _ in range(2)]
    for each in opened:
        each.on("page", lambda page: page.on("pageerror", lambda error: errors.append(str(error))))
    yield opened
    for each in opened:
        each.close()
    assert errors == []


@dataclass
class Studio:
    """An editor's browser, by its roles."""

    page: Page
    url: str

    def log_in(self, email: str, password: str) -> Studio:
        self.page.goto(f"{self.url}/studio")
        self.page.get_by_label("E-mail").fill(email)
        self.page.get_by_label("Password").fill(password)
        self.page.get_by_role("button", name="Log in").click()
        expect(self.page.get_by_role("navigation", name="Studio")).to_be_visible(timeout=ANSWER_MS)
        return self

    def opens(self, name: str) -> Locator:
        self.page.get_by_role("navigation", name="Studio").get_by_role("link", name=name, exact=True).click()
        expect(self.page.get_by_role("heading", level=1, name=name)).to_be_visible(timeout=ANSWER_MS)
        return self.page.get_by_role("main")

    def shown_in_both_themes(self, name: str) -> None:
        for theme in ("light", "dark"):
            self.page.emulate_media(color_scheme=theme)
            picture(self.page, f"{name}-{theme}")
        self.page.emulate_media(color_scheme="light")


def admin(stack: Stack, email: str) -> str:
    """Its password."""
    command = [sys.executable, "-m", "service.staff", "create-admin", email, "--name", "Ada"]
    made = subprocess.run(command, cwd=stack.root, env=stack.environ, capture_output=True, text=True, check=True)
    return made.stdout.strip().splitlines()[-1]


def is_live(page: Page, title: str) -> None:
    """Waits until this version is the one that answers."""
    version = page.get_by_role("listitem").filter(has=page.get_by_role("heading", level=3, name=title))
    expect(version.get_by_text("Live", exact=True)).to_be_visible(timeout=PUBLISHED_MS)


def test_what_is_misunderstood_is_mended_published_and_taken_back(
    studio_stack: Stack, contexts: list[BrowserContext]
) -> None:
    shops, edits = contexts
    stack, url = studio_stack, studio_stack.url
    shop = shops.new_page()
    shop.goto(url)
    chat = Chat(shop)
    chat.say(f"{WORDS}, write to {ADDRESS}")
    chat.say(WORDS)
    chat.hears(ASKED_BACK)
    studio = Studio(edits.new_page(), url).log_in("ada@shop.example", admin(stack, "ada@shop.example"))
    page = studio.page

    # it is in the inbox, without what is personal
    inbox = studio.opens("Inbox")
    expect(inbox.get_by_text(WORDS).first).to_be_visible(timeout=60_000)
    everything = page.content()
    assert ADDRESS not in everything
    # the first refit reads every example; what it has read is kept
    refit = page.get_by_role("button", name=re.compile("^Refit"))
    refit.click()
    page.wait_for_timeout(1000)
    expect(refit).to_be_enabled(timeout=LEARNT_MS)
    expect(inbox.get_by_text("not grouped yet")).to_have_count(0, timeout=LEARNT_MS)
    page.reload()
    studio.shown_in_both_themes("studio-inbox")

    # two clicks
    expect(inbox.get_by_role("heading", name=re.compile("message"))).to_be_visible()
    adds = inbox.get_by_role("checkbox", name=re.compile("Add as training examples"))
    if not adds.is_checked():
        adds.check()
    inbox.get_by_role("button", name=re.compile("track_order")).first.click()
    expect(page.get_by_role("link", name=re.compile("not published"))).to_be_visible(timeout=ANSWER_MS)

    # the quick model knows it in less than ten seconds
    started = time.monotonic()
    refit.click()
    expect(refit).to_be_enabled(timeout=LEARNT_MS)
    expect(inbox.get_by_text("The draft is learnt as it is.")).to_be_visible(timeout=30_000)
    took = time.monotonic() - started
    assert took < REFIT_S, f"the refit took {took:.1f} s"
    page.get_by_role("button", name="Try it", exact=True).first.click()
    tries = page.get_by_role("complementary", name="Try it")
    tries.get_by_role("textbox", name="Message").fill(WORDS)
    tries.get_by_role("button", name="Send").click()
    expect(tries.get_by_text("track_order").first).to_be_visible(timeout=30_000)
    studio.shown_in_both_themes("studio-try")
    tries.get_by_role("button", name="Close").click()

    # what else would change
    checks = studio.opens("Before publishing")
    expect(checks.get_by_text("nlu_data/en/orders.yml").first).to_be_visible(timeout=ANSWER_MS)
    checks.get_by_role("button", name="Check everything").click()
    expect(checks.get_by_role("button", name="Check again")).to_have_count(5, timeout=180_000)
    studio.shown_in_both_themes("studio-checks")

    # published, while the shopper's chat is open
    releases = studio.opens("Releases")
    releases.get_by_role("button", name="Publish").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("textbox").first.fill(WHY)
    dialog.get_by_role("checkbox", name=re.compile("worse")).check()
    dialog.get_by_role("button", name=re.compile("^Publish")).click()
    studio.shown_in_both_themes("studio-publishing")
    is_live(page, WHY)
    studio.shown_in_both_themes("studio-releases")
    assert (
        checkout.git(stack.root, "log", "--format=%an: %s", "-1") == "Ada: Couriers who leg it are asked after orders\n"
    )
    assert checkout.git(stack.root, "status", "--porcelain") == ""
    assert WORDS in Path(stack.root, "nlu_data/en/orders.yml").read_text()

    # the same conversation
    chat.say(WORDS)
    chat.hears(ASKED_FOR_NUMBER)
    picture(shop, "studio-shopper-understood")

    # one click back
    page.get_by_role("button", name="Go back to this").first.click()
    page.get_by_role("dialog").get_by_role("button", name="Go back", exact=True).click()
    is_live(page, "Back to")
    assert WORDS not in Path(stack.root, "nlu_data/en/orders.yml").read_text()
    other = shops.new_page()
    other.goto(url)
    chat.say("forget it")
    chat.say(WORDS)
    expect(chat.log.get_by_text(ASKED_BACK)).to_have_count(2, timeout=ANSWER_MS)
