"""The same from inside a browser: until the lists are drawn, and until a shopper's message stands on the page."""

from __future__ import annotations

import asyncio
import shutil
import time
import uuid
from collections.abc import Awaitable, Callable

from playwright.async_api import Browser, BrowserContext, Page, async_playwright

_FLAGS = ["--no-sandbox", "--disable-background-networking", "--disable-component-update"]
_ASKED_EVERY_S = 0.25
# says when words that were asked for stand on the page, drawn
_WATCH = """([words, place]) => new Promise((done) => {
  const look = () => [...document.querySelectorAll(place)].some((each) => each.textContent.includes(words))
  const told = () => requestAnimationFrame(() => done())
  if (look()) return told()
  const observer = new MutationObserver(() => look() && (observer.disconnect(), told()))
  observer.observe(document.body, { childList: true, subtree: true, characterData: true })
})"""
_LINES, _ROWS = ".items .item", ".transcript .row, article.row"
Say = Callable[[str], Awaitable[None]]


async def measure(
    url: str, token: str, conversation_id: str, say: Say, loads: int, messages: int
) -> dict[str, list[float]]:
    """Seconds, by what was waited for."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    assert found, "no Chromium: run `make browser`"
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=found, args=_FLAGS)
        took: dict[str, list[float]] = {"page in a browser": [], "100 lines of who waits, in it": []}
        for _ in range(loads):
            for what, seconds in (await _load(browser, url, token)).items():
                took[what].append(seconds)
        took["message drawn in a browser"] = await _drawn(browser, url, token, conversation_id, say, messages)
        await browser.close()
    return took


async def _load(browser: Browser, url: str, token: str) -> dict[str, float]:
    """With nothing in the browser's cache."""
    context = await _logged_in(browser, url, token)
    page = await context.new_page()
    began = time.perf_counter()
    await page.goto(f"{url}/desk/queue", wait_until="commit")
    await page.wait_for_selector(_LINES)
    loaded = time.perf_counter()
    await page.get_by_role("button", name="Waiting").click()
    # not by a function that is looked at again and again: the page's policy lets nothing be evaluated
    await page.locator(_LINES).nth(99).wait_for()
    took = {"page in a browser": loaded - began, "100 lines of who waits, in it": time.perf_counter() - loaded}
    await context.close()
    return took


async def _drawn(browser: Browser, url: str, token: str, conversation_id: str, say: Say, messages: int) -> list[float]:
    context = await _logged_in(browser, url, token)
    page: Page = await context.new_page()
    await page.goto(f"{url}/desk/c/{conversation_id}")
    await page.wait_for_selector(_ROWS)
    took = []
    for number in range(messages):
        words = f"seen {number} {uuid.uuid4().hex}"
        waiting = asyncio.create_task(page.evaluate(_WATCH, [words, _ROWS]))
        # the observer has to stand before the words are said
        await page.evaluate("1")
        began = time.perf_counter()
        await say(words)
        await waiting
        took.append(time.perf_counter() - began)
        await asyncio.sleep(_ASKED_EVERY_S)
    await context.close()
    return took


async def _logged_in(browser: Browser, url: str, token: str) -> BrowserContext:
    context = await browser.new_context(viewport={"width": 1440, "height": 900}, locale="en-GB")
    await context.add_cookies([{"name": "aisle_staff", "value": token, "url": url, "httpOnly": True}])
    return context
