"""`kill -9` of each process in the middle of a turn: after its restart the message is answered, once."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator

import pytest

from actions.live import LARGE
from bench.stack import UNLIMITED, Stack, running
from tests.service.harness import Tab, until

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]
# Rasa takes its time to start, more of it beside other work: nobody else should answer meanwhile
PATIENT = {**UNLIMITED, "AISLE_QUEUE_AFTER_S": "240"}
RESTART_S = 200


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    with running(tmp_path_factory.mktemp("crashes"), **PATIENT) as started:
        yield started


async def _reconnected(stack: Stack, token: str) -> Tab:
    """As a widget does: again and again, with the token it has."""
    for _ in range(RESTART_S * 2):
        tab = Tab(stack.url)
        try:
            await tab.connect()
            await tab.join(token=token)
            return tab
        except Exception:
            await asyncio.sleep(0.5)
    raise AssertionError("the service did not come back")


@pytest.mark.parametrize("name", ["rasa", "actions", "service"])
@pytest.mark.parametrize("delay_s", [0.0, 0.008], ids=["at once", "a little later"])
async def test_a_message_in_flight_is_answered_once(stack: Stack, name: str, delay_s: float) -> None:
    await asyncio.to_thread(stack.wait_until_healthy)
    tab = await Tab(stack.url).joined()
    ack = await tab.say("how long does delivery take?")
    assert ack["ok"]
    await asyncio.sleep(delay_s)
    before = stack.kill(name)
    if name == "service":
        tab = await _reconnected(stack, tab.token)
    await until(lambda: [row for row in tab.by("bot") if "source" in row["body"]], RESTART_S)
    await asyncio.to_thread(stack.wait_until_healthy)
    assert stack.pid(name) != before
    after = await tab.say("thank you")
    await until(lambda: [row for row in tab.by("bot") if row["seq"] > after["message"]["seq"]], 20)
    answered = [row["body"]["text"] for row in tab.by("bot") if "source" in row["body"]]
    assert len(answered) == 1 and "3–5" in answered[0]
    assert len(tab.by("shopper")) == 2
    assert tab.seqs() == list(range(1, len(tab.rows) + 1))
    await tab.close()


async def test_an_actions_process_that_dies_while_an_index_is_built_leaves_the_old_one_serving(stack: Stack) -> None:
    await asyncio.to_thread(stack.wait_until_healthy)
    tab = await Tab(stack.url).joined()
    serving, there = (stack.var / "index").resolve(), set(stack.var.glob("index.build-*"))
    stack.change(
        "update product set names = json_set(names, '$.en', json_extract(names, '$.en') || ' Mark II') "
        "where id in (select id from product where available order by id limit ?)",
        LARGE + 50,
    )
    await until(lambda: set(stack.var.glob("index.build-*")) - there, 60)
    before = stack.kill("actions")
    assert (stack.var / "index").resolve() == serving
    await tab.say("how long does delivery take?")
    await until(lambda: [row for row in tab.by("bot") if "source" in row["body"]], RESTART_S)
    assert "3–5" in tab.by("bot")[-1]["body"]["text"]
    await until(lambda: (stack.var / "index").resolve() != serving, RESTART_S)
    await asyncio.to_thread(stack.wait_until_healthy)
    assert stack.pid("actions") != before
    [(names,)] = stack.select("select names from product where names like '%Mark II%' order by id limit 1")
    asked = await tab.say(f"how much is the {json.loads(names)['en']}?")
    await until(lambda: [row for row in tab.by("bot") if row["seq"] > asked["message"]["seq"]], 20)
    assert "Mark II" in tab.by("bot")[-1]["body"]["text"]
    await tab.close()
