"""A real catalogue that nobody wrote for this shop, from its file to the widget: imported while the shop is open, built
into the index by the running processes, searched, asked about and compared."""

from __future__ import annotations

import itertools
import json
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from bench.stack import ROOT, UNLIMITED, Stack, running
from tests.e2e.test_browser import ANSWER_MS, Chat, chromium, picture
from tests.e2e.test_dialogues import answers
from tests.service.harness import Tab

CHORUS = ROOT.parent / "shared" / "eval" / "chorus" / "products.jsonl"
SAMPLE = 200  # from the first line on: whatever they are
BUILT_S = 200
pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(300),
    pytest.mark.skipif(not CHORUS.exists(), reason="../shared/eval is not there: no real catalogue to import"),
]
MakeTab = Callable[[], Tab]
# while the index is built beside them, answers may take longer than a shopper would wait for a machine
PATIENT = {**UNLIMITED, "AISLE_QUEUE_AFTER_S": "240"}


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A shop that sold something else when it opened."""
    var = tmp_path_factory.mktemp("catalogue")
    with running(var, **PATIENT) as started:
        with CHORUS.open(encoding="utf-8") as lines:
            (var / "products.jsonl").write_text("".join(itertools.islice(lines, SAMPLE)), encoding="utf-8")
        command = [sys.executable, "-m", "shop.importing", str(var / "products.jsonl"), "--replace", "--quiet"]
        done = subprocess.run(command, cwd=ROOT, env=started.environ, capture_output=True, text=True, check=True)
        assert f"{SAMPLE} added" in done.stdout
        wait_until_served(started)
        yield started


def wait_until_served(stack: Stack) -> None:
    """A process of low priority builds the index: on a busy machine that takes its time."""
    deadline = time.monotonic() + BUILT_S
    while json.loads((stack.var / "index" / "manifest.json").read_bytes())["counts"]["en-product"] != SAMPLE:
        assert time.monotonic() < deadline, f"the catalogue is not served: {stack.logs()}"
        time.sleep(0.2)


@pytest.fixture
async def tab(new_tab: MakeTab) -> Tab:
    return await new_tab().joined()


def cards(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [card for row in rows if row["kind"] == "products" for card in row["body"]["products"]]


def text(rows: list[dict[str, Any]]) -> str:
    return " ".join(row["body"].get("text", "") for row in rows)


async def test_a_product_is_found_by_the_beginning_of_its_name(tab: Tab, stack: Stack) -> None:
    wanted = stack.select("select id, names from product where available order by id limit 5")
    for product_id, names in wanted:
        said = " ".join(json.loads(names)["en"].split()[:6])
        assert product_id in [card["id"] for card in cards(await answers(tab, f"I'm looking for a {said}"))], said


async def test_a_brand_and_a_price_are_filters(tab: Tab, stack: Stack) -> None:
    [(brand,)] = stack.select("select brand from product where available group by brand order by count(*) desc limit 1")
    shown = cards(await answers(tab, f"show me something by {brand} under 50 euros"))
    assert shown and {card["brand"] for card in shown} == {brand}
    assert all(card["price_cents"] <= 5000 and card["currency"] == "EUR" for card in shown)


async def test_a_length_or_a_capacity_is_no_size_of_clothes(tab: Tab) -> None:
    for said in ("show me a 2 m usb cable", "show me a usb flash drive with 40 gb"):
        rows = await answers(tab, said)
        assert cards(rows) and "size" not in text(rows).lower(), said


async def test_goes_on_from_what_was_shown(tab: Tab) -> None:
    first = cards(await answers(tab, "show me toner cartridges"))
    cheaper = cards(await answers(tab, "cheaper ones"))
    assert max(card["price_cents"] for card in cheaper) < max(card["price_cents"] for card in first)
    [second] = cards(await answers(tab, "the second one"))
    assert second["id"] == cheaper[1]["id"]


async def test_a_question_is_answered_from_the_attributes(tab: Tab, stack: Stack) -> None:
    shown = cards(await answers(tab, "show me toner cartridges"))
    told = dict(stack.select("select id, attributes from product where names like '%toner%'"))
    place, facts = next(
        (place, facts)
        for place, facts in ((place, json.loads(told[card["id"]])["en"]) for place, card in enumerate(shown[:3]))
        if "Print technology" in facts
    )
    said = text(await answers(tab, f"what print technology is the {('first', 'second', 'third')[place]} one?"))
    assert f"Print technology: {facts['Print technology']}" in said


async def test_two_are_compared_in_a_table(tab: Tab) -> None:
    first = cards(await answers(tab, "show me toner cartridges"))
    [row] = await answers(tab, "compare the first two")
    assert [card["id"] for card in cards([row])] == [card["id"] for card in first[:2]]
    assert len(re.findall("<th>", row["body"]["html"])) == 3 and "<td>Price</td>" in row["body"]["html"]


async def test_what_is_sold_out_says_so_and_the_nearest_is_offered(tab: Tab, stack: Stack) -> None:
    sought = cards(await answers(tab, "show me toner cartridges"))[0]
    stack.change("update variant set stock = 0 where product_id = ?", sought["id"])
    rows = await answers(tab, f"do you have the {sought['name']}?")
    assert "sold out" in text(rows) and sought["id"] not in [card["id"] for card in cards(rows)]


async def test_a_chinese_question_finds_goods_that_are_told_in_english(tab: Tab) -> None:
    shown = cards(await answers(tab, "给我看看打印机的碳粉盒"))
    assert any("toner" in card["name"].lower() for card in shown)


async def test_what_was_sold_before_is_not_offered_any_more(tab: Tab, stack: Stack) -> None:
    sold = {product_id for (product_id,) in stack.select("select id from product where available")}
    assert len(sold) == SAMPLE
    shown = cards(await answers(tab, "show me a waterproof jacket"))
    assert {card["id"] for card in shown} <= sold


@pytest.mark.parametrize(("width", "height", "scheme"), [(1280, 800, "light"), (390, 844, "dark")])
def test_long_names_and_tables_fit_the_widget(stack: Stack, width: int, height: int, scheme: str) -> None:
    with chromium() as browser:
        page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)  # type: ignore[arg-type]
        page.goto(stack.url)
        chat = Chat(page)
        chat.say("show me toner cartridges")
        expect(chat.log.get_by_role("article").first).to_be_visible(timeout=ANSWER_MS)
        picture(page, f"catalogue-cards-{width}-{scheme}")
        chat.say("compare the first two")
        table = chat.log.get_by_role("table")
        expect(table).to_be_visible(timeout=ANSWER_MS)
        expect(table.get_by_role("columnheader")).to_have_count(3)
        picture(page, f"catalogue-table-{width}-{scheme}")
        # what is wider than the bubble can be scrolled within it
        log, seen = chat.log.bounding_box(), table.locator("xpath=..").bounding_box()
        assert log and seen and log["x"] <= seen["x"] and seen["x"] + seen["width"] <= log["x"] + log["width"]
        assert page.evaluate("document.documentElement.scrollWidth") <= width
