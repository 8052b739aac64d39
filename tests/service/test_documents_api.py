"""Documents through the service: only for who holds a link, and only the one that it names."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from sanic import Sanic
from sqlalchemy import select
from sqlalchemy.engine.url import make_url

from service import tokens
from service.settings import ServiceSettings
from shop.clock import utc_now
from shop.document_links import LIFETIME, link
from shop.models import Order
from shop.store import Store
from tests.conftest import copy_database
from tests.service.conftest import SECRET

pytestmark = pytest.mark.asyncio


@pytest.fixture
def settings(settings: ServiceSettings, seeded: Store) -> ServiceSettings:
    """Those of every test, on a copy of the seeded shop."""
    copy_database(Path(str(seeded.url.database)), Path(str(make_url(settings.database_url).database)))
    return settings


@pytest.fixture
def number(app: Sanic) -> str:
    """A delivered order."""
    with app.ctx.store.transaction(reading=True) as session:
        found: str = session.execute(select(Order.number).where(Order.status == "delivered").limit(1)).scalar_one()
        return found


@pytest_asyncio.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


async def test_a_link_opens_its_document_and_nothing_keeps_it(
    url: str, number: str, session: aiohttp.ClientSession
) -> None:
    async with session.get(url + link("invoice", number, SECRET)) as response:
        assert response.status == 200 and response.content_type == "application/pdf"
        assert (await response.read()).startswith(b"%PDF-")
        headers = response.headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "noindex" in headers["X-Robots-Tag"]
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Content-Disposition"] == f'inline; filename="invoice-{number}.pdf"'


async def test_the_language_is_the_askers(url: str, number: str, session: aiohttp.ClientSession) -> None:
    found = set()
    for query in ("", "?language=en", "?language=zh", "?language=xx"):
        async with session.get(url + link("invoice", number, SECRET) + query) as response:
            found.add(await response.read())
    assert len(found) == 2


async def test_everything_else_gets_the_same_answer(url: str, number: str, session: aiohttp.ClientSession) -> None:
    good = link("invoice", number, SECRET)
    expired = link("invoice", number, SECRET, utc_now() - LIFETIME - timedelta(minutes=1))
    paths = [
        expired,
        link("invoice", number, "another secret, as long as it has to be"),
        link("invoice", "9999999", SECRET),
        link("label", number, SECRET),
        f"/documents/{tokens.issue('a' * 32, SECRET)}.pdf",
        good.removesuffix(".pdf"),
        good.removesuffix(".pdf") + ".html",
        f"/documents/{number}.pdf",
        "/documents/.pdf",
        "/documents/..%2F..%2Fetc%2Fpasswd.pdf",
    ]
    answers: list[tuple[int, Any]] = []
    for path in paths:
        async with session.get(url + path) as response:
            answers.append((response.status, await response.json()))
    assert {status for status, _ in answers} == {404}
    assert all(answer == answers[0] for answer in answers)
