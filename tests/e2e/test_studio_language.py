"""The language data in a real browser: edited by keyboard alone, marked with the mouse, refusals with their places."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from studio import language
from studio.language import ExampleRef
from studio.language.corpus import corpus, line_of
from studio.repository import Author, Repository
from tests.e2e import checkout
from tests.e2e.desk_in_browser import answers, staff
from tests.e2e.shop_in_thread import Shop, in_thread
from tests.e2e.test_browser import browser, picture  # noqa: F401
from tests.e2e.test_desk_axe import AXE
from tests.service.desk.harness import PASSWORD

pytestmark = [pytest.mark.slow]

NEW = "what became of the thing I bought at 42 last week"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return checkout.make(tmp_path / "shop")


@pytest.fixture
def shop(tmp_path: Path, folder: Path) -> Iterator[Shop]:
    with in_thread(tmp_path, answers, repository=folder, login_rate="100/minute") as started:
        staff(started, "Mia", roles=["editor"])
        yield started


@pytest.fixture(params=["light", "dark"])
def page(request: pytest.FixtureRequest, browser: Browser, shop: Shop) -> Iterator[Page]:  # noqa: F811
    """Mia, logged in, with the intent `track_order` open."""
    context = browser.new_context(
        viewport={"width": 1280, "height": 800}, locale="en-GB", color_scheme=request.param, reduced_motion="reduce"
    )
    page = context.new_page()
    page.goto(f"{shop.url}/studio/language/track_order")
    page.get_by_label("E-mail").fill("mia@shop.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="track_order")).to_be_visible()
    yield page
    context.close()


def is_accessible(page: Page, where: str) -> None:
    theme = "dark" if page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches") else "light"
    picture(page, f"studio-language-{where}-{theme}")
    page.evaluate(AXE.read_text())
    found = page.evaluate("axe.run(document, { resultTypes: ['violations'] })")["violations"]
    assert not [one for one in found if one["impact"] in ("serious", "critical")], where


def adds(page: Page, text: str) -> None:
    page.get_by_label("New examples in English").fill(text)
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name=f"Edit: {text}")).to_be_visible()


def test_an_example_is_written_marked_and_moved_without_a_mouse(page: Page, folder: Path) -> None:
    page.get_by_label("New examples in English").fill("Where is my order?")
    expect(page.get_by_text("Is here already:")).to_be_visible()
    is_accessible(page, "warned")
    adds(page, NEW)
    page.get_by_role("button", name=f"Edit: {NEW}").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Example, with its marks")).to_be_focused()
    page.keyboard.press("Tab")
    for _ in range(NEW.index("42")):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Control+Shift+ArrowRight")
    page.keyboard.press("Enter")
    is_accessible(page, "marking")
    page.get_by_role("group", name="What is it?").get_by_role("button", name="order_number").focus()
    page.keyboard.press("Enter")
    written = NEW.replace("42", "[42](order_number)")
    expect(page.get_by_label("Example, with its marks")).to_have_value(written)
    page.get_by_label("Example, with its marks").press("Enter")
    expect(page.get_by_text("1 example changed")).to_be_visible()
    assert f"    - {written}\n" in Repository(folder).draft().read("nlu_data/en/orders.yml")
    page.get_by_role("button", name=f"Edit: {NEW}").press("m")
    page.get_by_label("To which intent?").fill("complaint")
    page.keyboard.press("Enter")
    expect(page.get_by_text("1 example moved from track_order to complaint")).to_be_visible()
    page.get_by_role("button", name="Undo").press("Enter")
    expect(page.get_by_role("button", name=f"Edit: {NEW}")).to_be_visible()


def test_words_are_marked_with_the_mouse(page: Page) -> None:
    adds(page, NEW)
    page.get_by_role("button", name=f"Edit: {NEW}").click()
    box = page.locator(".marker-line > span").bounding_box()
    assert box
    page.mouse.dblclick(box["x"] + 10, box["y"] + box["height"] / 2)
    page.get_by_role("button", name="product", exact=True).click()
    expect(page.get_by_label("Example, with its marks")).to_have_value(NEW.replace("what", "[what](product)"))


def test_an_intent_in_use_stays_and_the_dialog_names_the_places(page: Page) -> None:
    page.get_by_role("button", name="Remove intent").click()
    page.get_by_role("dialog").get_by_role("button", name="Remove", exact=True).click()
    expect(page.get_by_role("dialog").get_by_text("stories/orders.yml:", exact=False).first).to_be_visible()
    is_accessible(page, "refused")


def test_two_editors_of_one_example_are_told(page: Page, folder: Path) -> None:
    adds(page, NEW)
    page.get_by_role("button", name=f"Edit: {NEW}").click()
    repository = Repository(folder)
    line = line_of(corpus(repository.draft()).blocks_of("track_order", "en")[-1].examples[-1])
    seen = ExampleRef("nlu_data/en/orders.yml", line, NEW)
    repository.edit(
        lambda files: language.edit_example(files, "track_order", seen, "Ben's words"), Author("Ben", "b@x.y"), "Ben"
    )
    page.get_by_label("Example, with its marks").fill("Mia's words")
    page.keyboard.press("Enter")
    expect(page.get_by_text("There it says now: Ben's words")).to_be_visible()
