from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator

import pytest
import pytest_asyncio

from bench.stack import UNLIMITED, Stack, running
from tests.service.harness import Tab


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    with running(tmp_path_factory.mktemp("stack"), **UNLIMITED) as started:
        yield started


@pytest_asyncio.fixture
async def new_tab(stack: Stack) -> AsyncIterator[Callable[[], Tab]]:
    tabs: list[Tab] = []

    def make() -> Tab:
        tabs.append(Tab(stack.url))
        return tabs[-1]

    yield make
    for tab in tabs:
        await tab.close()


@pytest.fixture
def an_order(stack: Stack) -> tuple[str, str]:
    """Number and e-mail of an order that is on its way."""
    return stack.select("select number, email from shop_order where status = 'shipped' order by number limit 1")[0]  # type: ignore[return-value]
