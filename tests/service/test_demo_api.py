"""The demo's mails and identities: there for who sits at this machine, and for nobody else under any setting."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from sanic import Sanic
from sqlalchemy.orm import Session

from service import tokens
from service.errors import BadSettings
from service.settings import ServiceSettings
from shop import mail
from shop.models import Address, Customer, Order
from tests.service.conftest import IDENTITY_SECRET, SECRET, MakeTab
from tests.service.fake_rasa import FakeRasa
from tests.service.harness import serving

Ask = Callable[..., Any]
PATHS = ("/api/demo", "/api/demo/mails")


def fill(session: Session) -> None:
    """A customer with two orders under way, one without, and a mail."""
    for customer_id, name, language in (("C1", "Ana", "en"), ("C2", "李雷", "zh")):
        email = f"{customer_id}@example.com".lower()
        session.add(
            Customer(
                id=customer_id,
                name=name,
                email=email,
                country="IE",
                language=language,
                created=date(2026, 1, 1),
                newsletter=False,
            )
        )
    session.flush()
    session.add(Address(id=1, customer_id="C1", recipient="Ana", street="1 Road", postcode="1", city="X", country="IE"))
    session.flush()
    for number, status in (("1001", "shipped"), ("1002", "paid"), ("1003", "delivered")):
        session.add(
            Order(
                number=number,
                customer_id="C1",
                email="c1@example.com",
                status=status,
                placed=datetime(2026, 11, 1),
                expected=None,
                address_id=1,
                total_cents=100,
                shipping_cents=0,
                delivery="standard",
                payment="card",
            )
        )
    mail.queue(session, "c1@example.com", "code", "en", order_number="1001", code="482913", minutes=10)


@pytest_asyncio.fixture
async def demo(settings: ServiceSettings) -> AsyncIterator[Sanic]:
    async with serving(replace(settings, demo=True)) as app:
        await app.ctx.store.run(fill)
        yield app


@pytest_asyncio.fixture
async def ask(url: str) -> AsyncIterator[Ask]:
    async with aiohttp.ClientSession() as session:

        async def request(path: str, body: Any = None, **headers: str) -> tuple[int, dict[str, Any]]:
            given = {name.replace("_", "-"): value for name, value in headers.items()}
            method = "GET" if body is None else "POST"
            async with session.request(method, f"{url}{path}", json=body, headers=given) as response:
                return response.status, await response.json()

        yield request


async def test_the_code_that_was_mailed_can_be_read(demo: Sanic, ask: Ask) -> None:
    status, answer = await ask("/api/demo/mails")
    assert status == 200 and "482913" in answer["mails"][0]["text"] and answer["mails"][0]["to"] == "c1@example.com"
    assert (await ask("/api/demo"))[1]["mails"] == 1


async def test_a_visitor_can_be_a_customer_with_orders_under_way(demo: Sanic, ask: Ask, new_tab: MakeTab) -> None:
    (ana,) = (await ask("/api/demo"))[1]["customers"]
    assert ana == {"id": "C1", "name": "Ana", "language": "en", "email": "c1@example.com", "under_way": 2}
    status, answer = await ask("/api/demo/identity", {"customer": "C1"})
    assert status == 200 and tokens.customer_of(answer["identity"], IDENTITY_SECRET) == "C1"
    assert (await ask("/api/demo/identity", {"customer": "C9"}))[0] == 404
    for bad in ([], {"customer": 1}, "C1"):
        assert (await ask("/api/demo/identity", bad))[0] == 400


async def test_without_the_demo_there_is_nothing(app: Sanic, ask: Ask) -> None:
    for path in PATHS:
        assert (await ask(path))[0] == 404
    assert (await ask("/api/demo/identity", {"customer": "C1"}))[0] == 404


@pytest.mark.parametrize(
    "headers",
    [
        {"X_Forwarded_For": "203.0.113.7"},
        {"Forwarded": "for=203.0.113.7"},
        {"Via": "1.1 proxy"},
        {"X_Real_Ip": "127.0.0.1"},
        {"Host": "chat.example"},
        {"Host": "127.0.0.1.evil.example"},
        {"Host": "[::1"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
    ],
    ids=str,
)
async def test_whoever_may_be_elsewhere_is_told_that_there_is_nothing(
    demo: Sanic, ask: Ask, headers: dict[str, str]
) -> None:
    for path in PATHS:
        assert (await ask(path, **headers))[0] in (400, 404)
    assert (await ask("/api/demo/identity", {"customer": "C1"}, **headers))[0] in (400, 404)


async def test_without_an_identity_secret_nobody_can_be_anybody(
    settings: ServiceSettings, rasa: FakeRasa, ask: Ask
) -> None:
    async with serving(replace(settings, demo=True, identity_secret=None)) as app:
        await app.ctx.store.run(fill)
        assert (await ask("/api/demo"))[1]["customers"] == []
        assert (await ask("/api/demo/identity", {"customer": "C1"}))[0] == 404


PUBLIC = [
    {"AISLE_SMTP_URL": "smtps://u:p@mail.example"},
    {"AISLE_HOST": "0.0.0.0"},
    {"AISLE_PROXIES": "1"},
    {"AISLE_ALLOWED_ORIGINS": "https://shop.example"},
]


def demo_with(monkeypatch: pytest.MonkeyPatch, **environ: str) -> bool:
    for name in ("AISLE_DEMO", *(name for each in PUBLIC for name in each)):
        monkeypatch.delenv(name, raising=False)
    for name, value in {"AISLE_SECRET": SECRET, **environ}.items():
        monkeypatch.setenv(name, value)
    return ServiceSettings.from_environ().demo


def test_it_is_on_by_itself_only_where_this_machine_alone_is_served(monkeypatch: pytest.MonkeyPatch) -> None:
    assert demo_with(monkeypatch) and demo_with(monkeypatch, AISLE_HOST="::1", AISLE_DEMO="on")
    assert not demo_with(monkeypatch, AISLE_DEMO="off")


@pytest.mark.parametrize("public", PUBLIC, ids=lambda public: next(iter(public)))
def test_where_others_are_served_it_is_off_and_cannot_be_put_on(
    monkeypatch: pytest.MonkeyPatch, public: dict[str, str]
) -> None:
    assert not demo_with(monkeypatch, **public)
    with pytest.raises(BadSettings, match=next(iter(public))):
        demo_with(monkeypatch, AISLE_DEMO="on", **public)
