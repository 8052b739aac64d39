"""Many conversations at once: every turn answered, in order, with no row lost or doubled."""

from __future__ import annotations

import asyncio

import pytest
from sanic import Sanic

from tests.service.conftest import MakeTab
from tests.service.fake_rasa import FakeRasa
from tests.service.harness import until

CONVERSATIONS = 200
TURNS = 6


@pytest.mark.asyncio
@pytest.mark.slow
async def test_two_hundred_conversations_of_six_turns_at_once(app: Sanic, new_tab: MakeTab, rasa: FakeRasa) -> None:
    tabs = [new_tab() for _ in range(CONVERSATIONS)]

    async def talk(number: int) -> None:
        tab = await tabs[number].connect()
        await tab.join()
        await until(lambda: tab.by("bot"), timeout_s=60)
        for turn in range(TURNS):
            assert (await tab.say(f"{number}: {turn}"))["ok"]
            await tab.answered(f"You said: {number}: {turn}", timeout_s=60)

    await asyncio.gather(*(talk(number) for number in range(CONVERSATIONS)))
    for number, tab in enumerate(tabs):
        assert tab.seqs() == list(range(1, 2 * TURNS + 2))
        assert tab.texts("shopper") == [f"{number}: {turn}" for turn in range(TURNS)]
        assert tab.texts("bot")[1:] == [f"You said: {number}: {turn}" for turn in range(TURNS)]
        assert tab.notices() == []
    assert len(rasa.questions) == CONVERSATIONS * (TURNS + 1)
    assert len({question["turn_id"] for question in rasa.questions}) == len(rasa.questions)
