"""Two hundred conversations of six turns at once, through sockets, on the real processes."""

from __future__ import annotations

import asyncio
import time

import pytest

from bench.stack import Stack
from tests.service.harness import Tab, until

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
CONVERSATIONS = 200
TURNS = [
    ("how long does delivery take?", "faq"),
    ("hello again", "choices"),
    ("show me a tent", "products"),
    ("which payment methods do you take", "faq"),
    ("配送要多久", "faq"),
    ("thank you", "text"),
]
# far above what it takes: this test is about every turn, not about speed (bench/turns.py is)
TIMEOUT_S = 400


def _fits(row: dict, kind: str) -> bool:  # type: ignore[type-arg]
    return "source" in row["body"] if kind == "faq" else row["kind"] == kind


async def test_every_turn_is_answered_in_order_and_no_row_is_lost_or_doubled(stack: Stack) -> None:
    deadline = time.monotonic() + TIMEOUT_S
    tabs = [Tab(stack.url) for _ in range(CONVERSATIONS)]

    async def talk(tab: Tab) -> None:
        await tab.connect()
        await tab.join()
        await until(lambda: tab.by("bot"), TIMEOUT_S)
        for words, _ in TURNS:
            ack = await tab.say(words)
            assert ack["ok"], ack
            seq = ack["message"]["seq"]
            await until(lambda: [row for row in tab.by("bot") if row["seq"] > seq], deadline - time.monotonic())  # noqa: B023

    await asyncio.gather(*map(talk, tabs))
    for tab in tabs:
        spoken = [row for row in tab.rows if row["author"] in ("shopper", "bot")]
        assert [row["author"] for row in spoken] == ["bot", *["shopper", "bot"] * len(TURNS)]
        assert tab.texts("shopper") == [words for words, _ in TURNS]
        for row, (_, kind) in zip(spoken[2::2], TURNS, strict=True):
            assert _fits(row, kind), row
        assert tab.seqs() == list(range(1, len(tab.rows) + 1))
    assert len({tab.token for tab in tabs}) == CONVERSATIONS
    await asyncio.gather(*(tab.close() for tab in tabs))
