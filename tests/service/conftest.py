from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
import pytest_asyncio
from sanic import Sanic

from bench.stack import free_port
from service.settings import ServiceSettings
from tests.service.fake_rasa import FakeRasa
from tests.service.harness import Tab, serving

SECRET = "a secret of the tests, long enough to sign"
IDENTITY_SECRET = "a secret that the shop shares with us only"


@pytest_asyncio.fixture
async def rasa() -> AsyncIterator[FakeRasa]:
    fake = FakeRasa()
    await fake.start()
    yield fake
    fake.gate.set()
    await fake.stop()


@pytest.fixture
def settings(tmp_path: Path, rasa: FakeRasa) -> ServiceSettings:
    web = tmp_path / "web"
    web.mkdir()
    return ServiceSettings(
        secret=SECRET,
        identity_secret=IDENTITY_SECRET,
        rasa_token="rasa-token",
        api_keys={"shop": "key-of-shop", "partner": "key-of-partner"},
        database_url=f"sqlite:///{tmp_path / 'aisle.db'}",
        var=tmp_path,
        web=web,
        port=free_port(),
        rasa_url=rasa.url,
        slow_after_s=5.0,
        queue_after_s=10.0,
    )


@pytest.fixture
def url(settings: ServiceSettings) -> str:
    return f"http://127.0.0.1:{settings.port}"


@pytest_asyncio.fixture
async def app(settings: ServiceSettings) -> AsyncIterator[Sanic]:
    async with serving(settings) as running:
        yield running


@pytest_asyncio.fixture
async def new_tab(url: str) -> AsyncIterator[Callable[[], Tab]]:
    """Makes tabs that are closed when the test ends."""
    tabs: list[Tab] = []

    def make() -> Tab:
        tabs.append(Tab(url))
        return tabs[-1]

    yield make
    for tab in tabs:
        await tab.close()


MakeTab = Callable[[], Tab]
