"""`python -m bench.studio`: every page of the studio with 20,000 examples in 300 intents, and a keystroke.

The whole stack runs on a made-up repository (`bench.studio_data`). Measured are the calls of each page, one after the
other as a browser makes them, then each page in a real Chromium until the last of its calls has been answered, and the
check of an example while it is typed, a different text at each keystroke."""

from __future__ import annotations

import argparse
import asyncio
import json
import shutil
import statistics
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import aiohttp
from playwright.async_api import Browser, Request, async_playwright

from bench import studio_data
from bench.desk import Measured, table
from bench.stack import Stack, running
from shop.store import Store

PAGE_MS, KEY_MS = 1000, 100
_PATIENCE_S = 300
_INTENT = "borrow_tent"
# each page's calls, as web/studio makes them
PAGES = {
    "inbox": ("state", "inbox"),
    "language: list": ("state", "language/intents"),
    "language: an intent": ("state", f"language/intents/{_INTENT}"),
    "language: search": ("language/search?q=kayak",),
    "answers": ("state", "answers/list", "answers/questions"),
    "stories": ("state", "stories"),
    "before publishing": ("state", "diff", "checks"),
    "releases": ("state", "releases"),
    "trying two": ("state", "trial"),
    "synonyms": ("state", "transfer/synonyms"),
    "history": ("state", "history"),
}
_BROWSED = {
    "inbox": "inbox",
    "language: list": "language",
    "language: an intent": f"language/{_INTENT}",
    "answers": "answers",
    "stories": "stories",
    "before publishing": "checks",
    "releases": "releases",
    "trying two": "trial",
    "import, export": "transfer",
    "history": "history",
}
_TYPED = "is there any chance that you could borrow my neighbour a really large kayak"
_FLAGS = ["--no-sandbox", "--disable-background-networking", "--disable-component-update"]
_QUIET_S = 0.4


class Editor:
    """A browser's calls, without the browser."""

    def __init__(self, url: str, token: str) -> None:
        headers = {"Cookie": f"aisle_staff={token}", "Origin": url, "Sec-Fetch-Site": "same-origin"}
        self._url = f"{url}/api/studio"
        self._http = aiohttp.ClientSession(headers=headers, timeout=aiohttp.ClientTimeout(total=_PATIENCE_S))

    async def get(self, path: str) -> Any:
        async with self._http.get(f"{self._url}/{path}") as response:
            assert response.status == 200, f"{path}: {response.status} {(await response.text())[:300]}"
            return await response.json()

    async def post(self, path: str, **body: Any) -> Any:
        async with self._http.post(f"{self._url}/{path}", json=body) as response:
            assert response.status < 300, f"{path}: {response.status} {(await response.text())[:300]}"
            return await response.json()

    async def close(self) -> None:
        await self._http.close()


async def bench(stack: Stack, token: str, options: argparse.Namespace) -> list[Measured]:
    editor = Editor(stack.url, token)
    try:
        await _taken_in(editor)
        rows = [await _background(editor, name) for name in ("refit", "validity", "held_out", "confused", "messages")]
        rows += [await _calls(editor, name, paths, options.rounds) for name, paths in PAGES.items()]
        rows += [await _keystrokes(editor, options.rounds), await _after_edits(editor, options.rounds)]
    finally:
        await editor.close()
    if options.browser:
        rows += await _browsed(stack.url, token, options.loads)
    return rows


async def _taken_in(editor: Editor) -> None:
    """Waits until the inbox has what shoppers wrote, as it takes it in by itself."""
    began, found = time.perf_counter(), {"open": 0, "unread": 1}
    while found["open"] == 0 or found["unread"] > 0:
        assert time.perf_counter() - began < _PATIENCE_S, found
        await asyncio.sleep(2)
        found = await editor.get("inbox")
    print(f"{found['open']} in the inbox after {time.perf_counter() - began:.0f} s", flush=True)


async def _background(editor: Editor, name: str) -> Measured:
    """A calculation that no page waits for."""
    began = time.perf_counter()
    await editor.post(f"checks/{name}")
    while (state := await editor.get(f"checks/{name}"))["state"] == "running":
        assert time.perf_counter() - began < _PATIENCE_S, name
        await asyncio.sleep(0.2)
    assert state["state"] == "done", state
    took = 1000 * (time.perf_counter() - began)
    print(f"{name}: {took / 1000:.1f} s", flush=True)
    return Measured(f"in the background: {name}", 1, took, took, took)


async def _calls(editor: Editor, name: str, paths: Sequence[str], rounds: int) -> Measured:
    took = []
    for _ in range(rounds):
        began = time.perf_counter()
        await asyncio.gather(*map(editor.get, paths))
        took.append(1000 * (time.perf_counter() - began))
    print(f"{name}: {statistics.median(took):.0f} ms", flush=True)
    return Measured.of(f"calls: {name}", took)


async def _keystrokes(editor: Editor, rounds: int) -> Measured:
    took = []
    for number in range(rounds * 2):
        text = _TYPED[: 12 + number % (len(_TYPED) - 12)] + " x" * (number // (len(_TYPED) - 12))
        began = time.perf_counter()
        await editor.post("language/check", intent=_INTENT, language="en", text=text)
        took.append(1000 * (time.perf_counter() - began))
    # the first may have to read what all the others find in memory
    print(f"the first keystroke: {took[0]:.0f} ms", flush=True)
    return Measured.of("a keystroke is checked", took[1:])


async def _after_edits(editor: Editor, rounds: int) -> Measured:
    """What was edited has to be read anew; each time another example is added."""
    took = []
    for number in range(rounds):
        example = f"may I borrow tent number {number}"
        await editor.post("language/examples/add", intent=_INTENT, language="en", examples=[example])
        began = time.perf_counter()
        await editor.post("language/check", intent=_INTENT, language="en", text=f"{_TYPED} {number}")
        took.append(1000 * (time.perf_counter() - began))
    return Measured.of("the first keystroke after an edit", took)


async def _browsed(url: str, token: str, loads: int) -> list[Measured]:
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    assert found, "no Chromium: run `make browser`"
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=found, args=_FLAGS)
        rows = []
        for name, path in _BROWSED.items():
            took = [1000 * await _load(browser, f"{url}/studio/{path}", url, token) for _ in range(loads)]
            rows.append(Measured.of(f"in a browser: {name}", took))
        await browser.close()
    return rows


async def _load(browser: Browser, address: str, url: str, token: str) -> float:
    """Seconds until the heading is there and the last call has been answered; nothing in the browser's cache."""
    context = await browser.new_context(viewport={"width": 1440, "height": 900}, locale="en-GB")
    await context.add_cookies([{"name": "aisle_staff", "value": token, "url": url, "httpOnly": True}])
    page = await context.new_page()
    answered: list[float] = []

    def note(request: Request) -> None:
        if "/api/" in request.url:
            answered.append(time.perf_counter())

    page.on("requestfinished", note)
    began = time.perf_counter()
    await page.goto(address, wait_until="commit")
    await page.wait_for_selector("main")
    drawn = time.perf_counter()
    while (quiet := time.perf_counter() - max([drawn, *answered])) < _QUIET_S:
        await page.wait_for_timeout(1000 * (_QUIET_S - quiet))
    await context.close()
    return max([drawn, *answered]) - began


def plot(rows: Sequence[Measured], file: Path) -> None:
    """p50 and p95 beside what is promised."""
    from matplotlib import pyplot

    shown = [row for row in rows if not row.what.startswith("in the background")]
    figure, axes = pyplot.subplots(figsize=(9, 0.36 * len(shown) + 1))
    places = range(len(shown))
    axes.barh(places, [row.p95_ms for row in shown], color="#b9c6d8", label="p95")
    axes.barh(places, [row.p50_ms for row in shown], color="#3b5b8c", label="p50")
    axes.axvline(PAGE_MS, color="#b3261e", linestyle="--", label="a page is to be open within")
    axes.axvline(KEY_MS, color="#b3261e", linestyle=":", label="a keystroke is to be answered within")
    axes.set(yticks=places, yticklabels=[row.what for row in shown], xlabel="milliseconds", xscale="log")
    axes.invert_yaxis()
    axes.legend(loc="lower right")
    figure.tight_layout()
    figure.savefig(file, dpi=120)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.studio", description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--examples", type=int, default=20_000)
    parser.add_argument("--intents", type=int, default=300)
    parser.add_argument("--messages", type=int, default=2_000, help="of shoppers, for the inbox")
    parser.add_argument("--rounds", type=int, default=20, help="how often each page's calls are made")
    parser.add_argument("--loads", type=int, default=5, help="how often each page is opened in the browser")
    parser.add_argument("--browser", action="store_true", help="in Chromium, too; needs `make web`")
    parser.add_argument("--plot", type=Path, help="write a picture")
    parser.add_argument("--json", action="store_true", help="end with one line of JSON")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        counts = studio_data.repository(Path(scratch, "shop"), options.examples, options.intents)
        print(f"{counts[0]:,} examples of {counts[1]} intents", flush=True)
        var = Path(scratch, "var")
        with running(var, AISLE_REPOSITORY=str(Path(scratch, "shop"))) as stack:
            store = Store(f"sqlite:///{var / 'aisle.db'}")
            studio_data.messages(store, options.messages)
            token = studio_data.publisher(store)
            store.close()
            rows = asyncio.run(bench(stack, token, options))
    print(table(rows))
    if options.plot:
        plot(rows, options.plot)
    if options.json:
        print(json.dumps({"studio": [asdict(row) for row in rows]}))


if __name__ == "__main__":
    main()
