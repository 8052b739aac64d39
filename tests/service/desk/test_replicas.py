"""Two processes of the service on one database: who sits at the one hears what happens at the other."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest_asyncio
from sanic import Sanic

from bench.stack import free_port
from service.settings import ServiceSettings
from tests.service.desk.conftest import Hire, Waiting
from tests.service.desk.harness import Agent, held_by, new_agent
from tests.service.harness import serving, until

SWEPT_S = 12.0


@pytest_asyncio.fixture
async def elsewhere(app: Sanic, settings: ServiceSettings) -> AsyncIterator[tuple[Sanic, str]]:
    """Another process beside `app`, and its address."""
    others = replace(settings, port=free_port())
    async with serving(others) as running:
        yield running, f"http://127.0.0.1:{others.port}"


async def test_what_happens_at_another_process_reaches_lists_and_who_looks(
    app: Sanic, elsewhere: tuple[Sanic, str], waiting: Waiting, hire: Hire
) -> None:
    other, url = elsewhere
    far = await (await new_agent(other, url, "Far")).sit_down("busy")
    near = await hire("Near", presence="busy")
    tab, conversation_id = await waiting()
    await until(lambda: conversation_id in str(far.heard("item")), SWEPT_S)
    watched = await far.call("watch", conversation_id=conversation_id)
    assert watched["holder"] == "queue"
    assert (await near.does(conversation_id, "take"))[0] == 200
    await near.says(conversation_id, "Near here.")
    await until(lambda: "Near here." in str(far.rows()), SWEPT_S)
    await until(lambda: far.heard("state") and far.heard("state")[-1]["holder_name"] == "Near", SWEPT_S)
    assert (await far.does(conversation_id, "take", over=f"agent:{near.id}"))[0] == 200
    await until(lambda: {"conversation_id": conversation_id, "how": "taken_over"} in near.heard("lost"), SWEPT_S)
    assert not far.heard("assigned")  # their own doing
    await until(lambda: tab.states and tab.states[-1]["holder"] == "agent", SWEPT_S)
    await far.says(conversation_id, "Far here.")
    await until(lambda: tab.texts("agent") == ["Near here.", "Far here."], SWEPT_S)
    await far.close()


async def test_whoever_gives_it_out_the_agent_hears_of_it_once(
    app: Sanic, elsewhere: tuple[Sanic, str], waiting: Waiting
) -> None:
    other, url = elsewhere
    far: Agent = await (await new_agent(other, url, "Far")).sit_down("available")
    _, conversation_id = await waiting()
    await held_by(app, conversation_id, f"agent:{far.id}")
    await until(lambda: far.heard("assigned"), SWEPT_S)
    assert far.heard("assigned") == [{"conversation_id": conversation_id, "how": "auto"}]
    await far.close()
