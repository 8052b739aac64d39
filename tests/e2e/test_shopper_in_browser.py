"""Photographs, ratings, open tasks, the demo's mails and being forgotten: a real browser before a real service.

Rasa is a small server that answers as the test needs it: what the bot does with all this has tests of its own."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, expect

from service import conversations, ratings, tokens
from tests.e2e.shop_in_thread import Shop, in_thread
from tests.e2e.test_browser import ANSWER_MS, Chat, browser, context, picture  # noqa: F401
from tests.service.conftest import SECRET
from tests.service.fake_rasa import Reply, choices, reply, text
from tests.service.test_demo_api import fill

pytestmark = [pytest.mark.slow]

TASK = {
    "text": "Standard delivery takes 3–5 working days.",
    "choices": [{"title": "Return of order 1001: continue", "payload": '/resume_task{"task": "r1"}'}],
    "task": True,
    "dismiss": '/stop{"task": "r1"}',
}


def answers(question: dict[str, Any]) -> Reply:
    words = question["text"]
    if words == "/greet":
        return reply(choices("Hello, this is Larkfield!", Track="/track_order"))
    if words.startswith('/inform{"photo"'):
        return reply(text("Thank you, I can see the photo."))
    if words == "forget me":
        return reply(text("Done, I know nothing any more."), forget=True)
    if words == "delivery?":
        return reply({"kind": "choices", "body": TASK})
    if words == "invoice?":
        return reply(text("Here it is: [invoice](/documents/abc.def.pdf)"))
    return reply(text(f"You said: {words}"))


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    var = tmp_path_factory.mktemp("var")
    with in_thread(var, answers) as started:
        started.run(fill)
        yield started


@pytest.fixture
def page(context: BrowserContext, shop: Shop) -> Iterator[Page]:  # noqa: F811
    errors: list[str] = []
    opened = context.new_page()
    opened.on("pageerror", lambda error: errors.append(str(error)))
    opened.goto(shop.url)
    yield opened
    assert errors == []


def photo(size: tuple[int, int] = (1200, 900)) -> bytes:
    out = io.BytesIO()
    Image.radial_gradient("L").resize(size).convert("RGB").save(out, "JPEG")
    return out.getvalue()


def conversation_of(page: Page) -> str:
    saved = page.evaluate("Object.entries(localStorage).find(([key]) => key.endsWith(':conversation'))[1]")
    return str(tokens.conversation_of(re.findall(r'"token":"([^"]+)"', saved)[0], SECRET))


def ask_for_a_rating(page: Page, shop: Shop) -> None:
    conversation_id = conversation_of(page)

    def ask(session: Any) -> None:
        with conversations.hold(session, conversation_id) as held:
            ratings.ask(session, held, "bot")

    shop.run(ask)


def attach(page: Page, name: str, content: bytes, kind: str = "image/jpeg") -> None:
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Attach a photo").click()
    chooser.value.set_files({"name": name, "mimeType": kind, "buffer": content})


def test_a_photo_is_looked_at_sent_answered_and_there_again_after_a_refresh(page: Page) -> None:
    chat = Chat(page)
    attach(page, "seam.jpg", photo())
    expect(page.get_by_role("img", name="seam.jpg")).to_be_visible()
    picture(page, "photo-attached-desktop-light")
    page.get_by_role("button", name="Send").click()
    chat.hears("I can see the photo")
    page.reload()
    again = Chat(page)
    shown = again.log.get_by_role("img", name="Photo 1")
    expect(shown).to_be_visible(timeout=ANSWER_MS)
    assert shown.evaluate("image => image.naturalWidth") == 1200
    picture(page, "photo-sent-desktop-light")
    again.log.get_by_role("button", name=re.compile("Photo 1")).click()
    large = page.get_by_role("dialog", name="Photo 1")
    expect(large).to_be_visible()
    picture(page, "photo-large-desktop-light")
    page.keyboard.press("Escape")
    expect(large).not_to_be_visible()
    expect(again.log).to_be_visible()


def test_a_photo_that_was_sent_without_a_connection_arrives_once(
    page: Page,
    context: BrowserContext,  # noqa: F811
) -> None:
    chat = Chat(page)
    context.set_offline(True)
    attach(page, "seam.jpg", photo())
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("Sends when the connection is back")).to_be_visible(timeout=ANSWER_MS)
    context.set_offline(False)
    chat.hears("I can see the photo")
    assert chat.log.get_by_role("img", name=re.compile("Photo")).count() == 1


def test_what_is_no_photo_is_said_so_in_the_log(page: Page) -> None:
    Chat(page)
    attach(page, "notes.txt", b"hello", "text/plain")
    expect(page.get_by_role("alert")).to_contain_text("Only photos can be sent")
    attach(page, "fake.jpg", b"hello")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("alert").last).to_contain_text("Only photos can be sent", timeout=ANSWER_MS)


def test_a_rating_is_given_by_keyboard_and_not_asked_for_again(page: Page, shop: Shop) -> None:
    chat = Chat(page)
    chat.say("hello")
    chat.hears("You said: hello")

    ask_for_a_rating(page, shop)
    first = chat.log.get_by_role("radio", name="1 star")
    first.focus(timeout=ANSWER_MS)
    picture(page, "rating-desktop-light")
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    expect(chat.log.get_by_role("radio", name="5 stars")).to_be_checked()
    page.keyboard.press("Tab")
    page.keyboard.type("quick")
    page.keyboard.press("Enter")
    thanks = chat.log.get_by_text("Thank you, that helps us.")
    expect(thanks).to_be_focused(timeout=ANSWER_MS)
    page.reload()
    again = Chat(page)
    again.hears("How was the help")
    expect(again.log.get_by_role("radio")).to_have_count(0)


def test_an_open_task_stays_in_sight_until_it_is_put_away(page: Page) -> None:
    chat = Chat(page)
    chat.say("delivery?")
    go_on = page.get_by_role("button", name="Return of order 1001: continue", exact=True)
    expect(go_on).to_have_count(1, timeout=ANSWER_MS)
    chat.say("and to Norway?")
    chat.hears("You said: and to Norway?")
    expect(go_on).to_have_count(2)
    picture(page, "task-desktop-light")
    page.get_by_role("button", name=re.compile("^Put away")).last.click()
    expect(go_on).to_have_count(0)
    chat.hears("Not now")


def test_a_document_opens_beside_the_page(page: Page) -> None:
    chat = Chat(page)
    chat.say("invoice?")
    link = chat.log.get_by_role("link", name="invoice")
    expect(link).to_have_attribute("target", "_blank", timeout=ANSWER_MS)


def test_the_demo_shows_the_mailed_code_and_who_one_may_be(page: Page, shop: Shop) -> None:
    page.get_by_role("link", name=re.compile("^Mail")).click()
    letter = page.get_by_role("article").first
    expect(letter).to_contain_text("482913")
    expect(page.get_by_text("This page is for the demo")).to_be_visible()
    picture(page, "mail-desktop-light")
    page.locator("summary", has_text="Sign in as").click()
    picture(page, "sign-in-desktop-light")
    page.get_by_role("button", name=re.compile("^Ana")).click()
    chat = Chat(page)
    chat.say("hello")
    chat.hears("You said: hello")
    conversation_id = conversation_of(page)

    def customer(session: Any) -> Any:
        with conversations.hold(session, conversation_id) as held:
            return held.customer_id

    assert shop.run(customer) == "C1"


def test_a_customer_sees_what_is_known_and_is_forgotten_on_their_word(page: Page) -> None:
    page.locator("summary", has_text="Sign in as").click()
    page.get_by_role("button", name=re.compile("^Ana")).click()
    chat = Chat(page)
    chat.say("my gate code is 4711")
    chat.hears("You said: my gate code is 4711")
    page.keyboard.press("Escape")
    page.locator("summary", has_text="Ana").click()
    page.get_by_role("link", name="What we know about you").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What we know about you")
    expect(page.get_by_text("#1001")).to_be_visible()
    picture(page, "profile-desktop-light")
    page.get_by_role("button", name="Forget me").click()
    page.get_by_role("button", name="Yes, erase it").click()
    expect(page.get_by_text("Erased. A mail confirms it.")).to_be_visible(timeout=ANSWER_MS)
    page.get_by_role("button", name=re.compile("^Open chat")).click()
    chat.hears("has been erased")
    assert "4711" not in chat.log.inner_text()


def test_forget_me_in_the_chat_leaves_nothing_on_the_page(page: Page) -> None:
    chat = Chat(page)
    chat.say("my gate code is 4711")
    chat.hears("You said: my gate code is 4711")
    # not `say`: what was said is erased before one sees it
    chat.box.fill("forget me")
    chat.box.press("Enter")
    chat.hears("Done, I know nothing any more.")
    assert "4711" not in chat.log.inner_text()
    picture(page, "forgotten-desktop-light")
    page.reload()
    chat.hears("Done, I know nothing any more.")
    assert "4711" not in chat.log.inner_text()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("size", "width", "height"), [("desktop", 1280, 800), ("phone", 390, 844)])
def test_it_all_fits_both_themes_and_sizes(
    browser: Browser,  # noqa: F811
    shop: Shop,
    scheme: str,
    size: str,
    width: int,
    height: int,
) -> None:
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)  # type: ignore[arg-type] # noqa: F811
    page = context.new_page()
    for path in ("mail", "profile"):
        page.goto(f"{shop.url}/{path}")
        page.locator("summary").first.click()
        if path == "profile":
            page.get_by_role("button", name=re.compile("^Ana")).click()
            expect(page.get_by_role("heading", name="Forget me")).to_be_visible(timeout=ANSWER_MS)
        picture(page, f"{path}-{size}-{scheme}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    chat = Chat(page)
    attach(page, "seam.jpg", photo())
    page.get_by_role("button", name="Send").click()
    chat.hears("I can see the photo")
    chat.say("delivery?")
    attach(page, "second.jpg", photo((600, 900)))

    ask_for_a_rating(page, shop)
    expect(chat.log.get_by_role("radio").first).to_be_attached(timeout=ANSWER_MS)
    picture(page, f"extras-{size}-{scheme}")
    for box in (chat.box, page.get_by_role("button", name="Attach a photo")):
        seen = box.bounding_box()
        assert seen and seen["x"] >= 0 and seen["x"] + seen["width"] <= width
    context.close()
