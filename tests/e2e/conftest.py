from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from bench.stack import ROOT, UNLIMITED, Stack, running
from knowledge.faq import FAQ_FOLDER
from tests.service.harness import Tab


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """The shop as it was built, and copies of the FAQ and of the model that a test may replace."""
    var = tmp_path_factory.mktemp("stack")
    shutil.copytree(FAQ_FOLDER, var / "faq")
    shutil.copy(ROOT / "models" / "aisle.tar.gz", var)
    with running(var, AISLE_FAQ=str(var / "faq"), AISLE_MODEL=str(var / "aisle.tar.gz"), **UNLIMITED) as started:
        yield started


@pytest.fixture(scope="session")
def faq(stack: Stack) -> Path:
    return stack.var / "faq"


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
