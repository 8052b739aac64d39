"""A service whose studio edits a clone of this repository, and people who are logged in to it."""

from __future__ import annotations

import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from sanic import Sanic

from service.settings import ServiceSettings
from studio.repository import Author, Repository
from tests.service.conftest import MakeTab, app, new_tab, rasa, settings, url  # noqa: F401
from tests.service.desk.harness import Agent, new_agent

ROOT = Path(__file__).parents[3]
ELSEWHERE = Author("Dev", "dev@larkfield.example")
Hire = Callable[..., Awaitable[Agent]]


@pytest.fixture
def settings(settings: ServiceSettings, tmp_path: Path) -> ServiceSettings:  # noqa: F811
    """`settings.repository`: a clone with all that the team edits, on a branch of its own."""
    folder = tmp_path / "shop"
    subprocess.run(["git", "clone", "--quiet", "--shared", str(ROOT), str(folder)], check=True)
    return replace(settings, repository=folder, model=tmp_path / "models" / "aisle.tar.gz", login_rate="100/minute")


@pytest.fixture
def repository(settings: ServiceSettings) -> Repository:
    """The same repository as the service's, to look into it, or to change it from elsewhere."""
    return Repository(settings.repository)


@pytest_asyncio.fixture
async def hire(app: Sanic, url: str) -> AsyncIterator[Hire]:  # noqa: F811
    """Makes somebody who is logged in: an editor, unless `roles` says otherwise."""
    hired: list[Agent] = []

    async def make(name: str, **more: Any) -> Agent:
        more.pop("presence", None)
        agent = await new_agent(app, url, name, **({"roles": ["editor"]} | more))
        hired.append(agent)
        return await agent.log_in()

    yield make
    for agent in hired:
        await agent.close()


@pytest_asyncio.fixture
async def mia(hire: Hire) -> Agent:
    """An editor."""
    return await hire("Mia")


@pytest_asyncio.fixture
async def pia(hire: Hire) -> Agent:
    """A publisher."""
    return await hire("Pia", roles=["publisher"])
