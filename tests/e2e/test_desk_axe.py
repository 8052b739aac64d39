"""Whether desk and widget can be used by everybody: axe finds nothing serious, and no mouse is needed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from bench.stack import ROOT
from tests.e2e.desk_in_browser import FURIOUS, WANTS_A_PERSON, answers, log_in, opens, shopper, staff
from tests.e2e.shop_in_thread import Shop, in_thread
from tests.e2e.test_browser import Chat, browser, picture  # noqa: F401
from tests.service.desk.harness import PASSWORD
from tests.service.harness import until

pytestmark = [pytest.mark.slow]

AXE = ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js"
DELIVERY = "How long does delivery take?"
PAGES = ("tickets", "numbers", "review", "answers", "admin", "me")


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """Mia may do everything, Noah answers too; two shoppers wait, one of them furious."""
    var: Path = tmp_path_factory.mktemp("var")
    with in_thread(var, answers, login_rate="100/minute") as started:
        staff(started, "Mia", roles=["agent", "editor", "admin"])
        staff(started, "Noah", roles=["agent"])
        tabs = [shopper(started, DELIVERY, FURIOUS)[0], shopper(started, DELIVERY, WANTS_A_PERSON)[0]]
        yield started
        for tab in tabs:
            started.do(tab.close())


@pytest.fixture(params=["light", "dark"])
def page(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:  # noqa: F811
    context = browser.new_context(
        viewport={"width": 1280, "height": 800}, locale="en-GB", color_scheme=request.param, reduced_motion="reduce"
    )
    yield context.new_page()
    context.close()


def is_accessible(page: Page, where: str) -> None:
    """No finding of axe that it calls serious or critical, in the document and the open shadow roots."""
    theme = "dark" if page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches") else "light"
    picture(page, f"desk-{where}-{theme}")
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text())  # not a script element: the pages' policy allows their own ones only
    found = page.evaluate("axe.run(document, { resultTypes: ['violations'] })")["violations"]
    serious = [
        f"{one['id']}: {node['html'][:200]} {node['failureSummary']}"
        for one in found
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"]
    ]
    assert not serious, f"{where}: " + "\n".join(serious)


def test_axe_finds_nothing_serious_on_the_pages_of_the_desk(page: Page, shop: Shop) -> None:
    page.goto(f"{shop.url}/desk/queue")
    expect(page.get_by_role("button", name="Log in")).to_be_visible()
    is_accessible(page, "login")
    page.goto(f"{shop.url}/desk/invitation/{'a' * 43}")
    expect(page.get_by_role("alert")).to_be_visible()
    is_accessible(page, "invitation")
    log_in(page, shop, "Mia")
    is_accessible(page, "mine")
    for name in PAGES:
        page.goto(f"{shop.url}/desk/{name}")
        expect(page.get_by_role("main")).to_be_visible()
        is_accessible(page, name)


def test_axe_finds_nothing_serious_in_a_conversation_and_its_dialogs(page: Page, shop: Shop) -> None:
    log_in(page, shop, "Mia")
    opens(page, "Waiting", "outrageous")
    expect(page.get_by_role("textbox", name="Note")).to_be_visible()
    page.get_by_text("What the bot understood").last.click()
    is_accessible(page, "conversation")
    page.get_by_role("button", name="Take it").click()
    expect(page.get_by_role("textbox", name="Answer")).to_be_visible()
    page.get_by_role("textbox", name="Answer").fill("Hello, I am looking at your order.")
    page.get_by_role("button", name="Send", exact=True).click()
    page.get_by_role("button", name="Note", exact=True).click()
    page.get_by_role("textbox", name="Note").fill("Knows the carrier by name.")
    is_accessible(page, "holding")
    for button in ("Pass on", "Back to the bot", "Settle"):
        page.get_by_role("button", name=button, exact=True).click()
        expect(page.get_by_role("dialog")).to_be_visible()
        is_accessible(page, button.lower().replace(" ", "-"))
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)
    # to the queue again, for the other theme
    page.get_by_role("button", name="Pass on").click()
    page.get_by_role("radio", name="General").check()
    page.get_by_role("dialog").get_by_role("button", name="Pass on").click()
    expect(page.get_by_role("button", name="Take it")).to_be_visible()


def test_axe_finds_nothing_serious_in_the_widget(page: Page, shop: Shop) -> None:
    page.goto(shop.url)
    chat = Chat(page)
    chat.say(DELIVERY)
    chat.hears("3–5")
    chat.say(WANTS_A_PERSON)
    chat.hears("fetch somebody")
    page.evaluate("document.querySelectorAll('body > *:not(aisle-chat)').forEach((each) => each.remove())")
    is_accessible(page, "widget")


def test_an_agent_needs_no_mouse(page: Page, shop: Shop) -> None:
    """Log in, take, answer, note, the dialogs, give back: by keys alone."""
    tab, _ = shopper(shop, DELIVERY, WANTS_A_PERSON)
    keys = page.keyboard
    page.goto(f"{shop.url}/desk/queue")
    expect(page.get_by_label("E-mail")).to_be_visible()
    keys.press("Tab")
    keys.type("noah@shop.example")
    keys.press("Tab")
    keys.type(PASSWORD)
    keys.press("Enter")
    expect(page.get_by_role("navigation", name="Desk")).to_be_visible()

    keys.press("2")
    expect(page.get_by_role("button", name="Waiting")).to_have_attribute("aria-pressed", "true")
    lines = page.get_by_role("region", name="Conversations").get_by_role("link")
    expect(lines.first).to_be_visible()
    for _ in range(lines.count()):
        keys.press("j")  # the last of them is the newest
    expect(lines.last).to_have_attribute("aria-current", "true")
    expect(page.get_by_role("button", name="Take it")).to_be_visible()
    keys.press("g")
    answer = page.get_by_role("textbox", name="Answer")
    expect(answer).to_be_enabled()

    keys.press("r")
    expect(answer).to_be_focused()
    keys.type("Hello, this is Noah? Just a moment, I look it up.")  # what is typed is no shortcut
    expect(page.get_by_role("dialog")).to_have_count(0)
    keys.press("Control+Enter")
    keys.press("Escape")
    shop.do(until(lambda: "agent" in [row["author"] for row in tab.rows]))
    keys.press("n")
    note = page.get_by_role("textbox", name="Note")
    expect(note).to_be_focused()
    keys.type("Waits for the carrier.")
    keys.press("Control+Enter")
    expect(page.get_by_role("log")).to_contain_text("Waits for the carrier.")
    keys.press("Escape")

    keys.press("t")
    dialog = page.get_by_role("dialog", name="Pass on the conversation")
    expect(dialog).to_be_visible()
    assert page.evaluate("document.querySelector('dialog[open]').contains(document.activeElement)")
    keys.press("Escape")
    expect(dialog).to_have_count(0)

    keys.press("b")
    expect(page.get_by_role("dialog", name="Give it back to the bot")).to_be_visible()
    for _ in range(12):
        if page.evaluate("document.activeElement.name") == "note":
            break
        keys.press("Tab")
    keys.type("Settled with the carrier.")
    keys.press("Tab")
    keys.press("Tab")
    expect(page.get_by_role("dialog").get_by_role("button", name="Back to the bot")).to_be_focused()
    keys.press("Enter")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_text("The bot has it")).to_be_visible()
    assert "Waits for the carrier." not in str(tab.rows)

    keys.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    keys.press("Escape")
    shop.do(tab.close())
