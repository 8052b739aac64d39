from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest
import pytest_asyncio
from sanic import Sanic

from service.settings import ServiceSettings
from tests.service.conftest import MakeTab, app, new_tab, rasa, settings, url  # noqa: F401
from tests.service.desk.harness import Agent, calls_a_person, new_agent
from tests.service.fake_rasa import FakeRasa, Reply, echo, reply, text
from tests.service.harness import Tab

Hire = Callable[..., Awaitable[Agent]]
Waiting = Callable[[], Awaitable[tuple[Tab, str]]]


@pytest.fixture
def settings(settings: ServiceSettings) -> ServiceSettings:  # noqa: F811
    """Clocks that a test can wait for."""
    return replace(settings, away_after_s=5.0, answer_within_s=60.0, login_rate="100/minute")


@pytest_asyncio.fixture
async def hire(app: Sanic, url: str) -> AsyncIterator[Hire]:  # noqa: F811
    """Makes an agent who sits at an open desk; `presence=None`: who is not there."""
    hired: list[Agent] = []

    async def make(name: str, presence: str | None = "available", **more: Any) -> Agent:
        agent = await new_agent(app, url, name, **more)
        hired.append(agent)
        return await agent.sit_down(presence) if presence else agent

    yield make
    for agent in hired:
        await agent.close()


@pytest.fixture
def waiting(new_tab: MakeTab, rasa: FakeRasa) -> Waiting:  # noqa: F811
    """Makes a shopper who waits for a person: the tab, and the conversation's id."""

    def answer(question: dict[str, Any]) -> Reply:
        if question["text"] == "I want a human":
            return reply(text("I'll fetch somebody."), handoff="asked_for_human")
        return echo(question)

    rasa.answer = answer

    async def make() -> tuple[Tab, str]:
        tab = await new_tab().joined()
        conversation_id = str(rasa.questions[-1]["conversation"])
        await calls_a_person(tab)
        return tab, conversation_id

    return make
