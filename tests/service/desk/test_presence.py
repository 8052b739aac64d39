"""Whether an agent is there follows from their open desk, whatever they chose."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from sanic import Sanic

from service.desk import hub
from service.settings import ServiceSettings
from tests.service.desk.conftest import Hire, Waiting
from tests.service.desk.harness import Agent, held_by
from tests.service.harness import until

AWAY_AFTER_S = 1.5


@pytest.fixture
def settings(settings: ServiceSettings, monkeypatch: pytest.MonkeyPatch) -> ServiceSettings:
    monkeypatch.setattr(hub, "_SEEN_EVERY_S", 0.2)
    monkeypatch.setattr(hub, "_SWEPT_EVERY_S", 0.2)
    return replace(settings, away_after_s=AWAY_AFTER_S)


def presences(told: Agent, of: Agent) -> list[str]:
    return [each["presence"] for each in told.heard("colleague") if each["id"] == of.id]


async def test_who_closes_their_desk_is_away_and_who_opens_it_again_is_as_they_chose(app: Sanic, hire: Hire) -> None:
    mia, leo = await hire("Mia", presence="busy"), await hire("Leo")
    await until(lambda: presences(mia, leo)[-1:] == ["available"])
    await leo.stand_up()
    await until(lambda: presences(mia, leo)[-1:] == ["away"])
    await leo.open_desk()
    await until(lambda: presences(mia, leo)[-1:] == ["available"])


async def test_an_open_desk_keeps_its_agent_there_while_nobody_does_anything(
    app: Sanic, hire: Hire, waiting: Waiting
) -> None:
    mia, leo = await hire("Mia", presence="busy"), await hire("Leo")
    await until(lambda: presences(mia, leo)[-1:] == ["available"])
    _, conversation_id = await waiting()
    await held_by(app, conversation_id, f"agent:{leo.id}")
    seen = []

    async def look() -> str:
        _, there = await mia.get("/api/desk/staff")
        return str(next(each["presence"] for each in there["staff"] if each["id"] == leo.id))

    until_when = time.monotonic() + 2 * AWAY_AFTER_S
    while time.monotonic() < until_when:
        seen.append(await look())
    assert set(seen) == {"available"}
    await held_by(app, conversation_id, f"agent:{leo.id}")


async def test_one_of_two_tabs_that_closes_takes_nobody_away(app: Sanic, hire: Hire) -> None:
    mia, leo = await hire("Mia", presence="busy"), await hire("Leo")
    second = Agent(leo.url, leo.id, leo.email)
    await second.log_in()
    await second.open_desk()
    await second.stand_up()
    await second.close()
    until_when = time.monotonic() + 2 * AWAY_AFTER_S
    while time.monotonic() < until_when:
        await mia.get("/api/desk/staff")
    assert "away" not in presences(mia, leo)[presences(mia, leo).index("available") :]


async def test_a_presence_that_is_chosen_in_one_tab_is_told_to_the_other(app: Sanic, hire: Hire) -> None:
    mia = await hire("Mia")
    second = Agent(mia.url, mia.id, mia.email)
    await second.log_in()
    await second.post("/api/staff/presence", presence="busy")
    await until(lambda: {"presence": "busy"} in mia.heard("me"))
    await second.close()
