"""Pages, assets and scripts: what is in the folder, with the right headers, and nothing outside it."""

from __future__ import annotations

import gzip
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from sanic import Sanic
from yarl import URL

from service.settings import ServiceSettings
from tests.service.fake_rasa import FakeRasa
from tests.service.harness import serving

pytestmark = pytest.mark.asyncio

Get = Callable[..., Any]


@pytest.fixture(autouse=True)
def built(settings: ServiceSettings) -> None:
    """What a build of the front ends leaves."""
    assets = settings.web / "demo" / "assets"
    assets.mkdir(parents=True)
    (settings.web / "demo" / "index.html").write_text("<!doctype html><title>Larkfield</title>")
    (assets / "index-4f2a.js").write_text("console.log('demo');\n" * 200)
    (settings.web / "widget.js").write_text("customElements;")
    (settings.web.parent / "secret.txt").write_text("not for you")
    (assets / "leak").symlink_to(settings.web.parent / "secret.txt")


@pytest_asyncio.fixture
async def get(url: str) -> AsyncIterator[Get]:
    async with aiohttp.ClientSession(auto_decompress=False) as session:

        async def fetch(path: str, **headers: str) -> tuple[aiohttp.ClientResponse, bytes]:
            given = {name.replace("_", "-"): value for name, value in headers.items()}
            async with session.get(URL(f"{url}{path}", encoded=True), headers=given) as response:
                return response, await response.read()

        yield fetch


@pytest.mark.parametrize("path", ["/", "/products/p-17", "/help", "/help/returns", "/mail", "/profile"])
async def test_the_demo_shop_is_one_page_under_a_strict_policy(app: Sanic, get: Get, path: str) -> None:
    response, body = await get(path)
    assert response.status == 200 and b"Larkfield" in body
    assert response.content_type == "text/html" and response.headers["Cache-Control"] == "no-cache"
    policy = response.headers["Content-Security-Policy"]
    assert "script-src 'self';" in policy and "object-src 'none'" in policy
    assert response.headers["X-Content-Type-Options"] == "nosniff"


async def test_assets_are_kept_for_ever_and_sent_zipped(app: Sanic, get: Get) -> None:
    response, body = await get("/assets/index-4f2a.js", Accept_Encoding="gzip")
    assert "immutable" in response.headers["Cache-Control"] and response.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(body).startswith(b"console.log")
    plain, unzipped = await get("/assets/index-4f2a.js", Accept_Encoding="identity")
    assert unzipped == gzip.decompress(body) and "Content-Encoding" not in plain.headers


async def test_a_client_that_has_the_file_is_told_so(app: Sanic, get: Get, settings: ServiceSettings) -> None:
    response, _ = await get("/widget.js")
    etag = response.headers["ETag"]
    assert (await get("/widget.js", If_None_Match=etag))[0].status == 304
    (settings.web / "widget.js").write_text("customElements; // a newer build")
    response, body = await get("/widget.js", If_None_Match=etag)
    assert response.status == 200 and b"newer" in body


@pytest.mark.parametrize(
    "path",
    [
        "/assets/../../secret.txt",
        "/assets/..%2f..%2f..%2fsecret.txt",
        "/assets/%2e%2e/%2e%2e/%2e%2e/secret.txt",
        "/assets/....//....//secret.txt",
        "/assets//etc/passwd",
        "/assets/%2fetc%2fpasswd",
        "/assets/..\\..\\..\\secret.txt",
        "/assets/leak",
        "/assets/%00",
        "/assets/",
        "/assets/nothing.js",
        "/media/products/..%2f..%2fsecret.txt",
        "/.git/config",
        "/nowhere",
    ],
)
async def test_nothing_outside_the_folder_is_sent(app: Sanic, get: Get, path: str) -> None:
    response, body = await get(path)
    assert response.status == 404 and b"not for you" not in body and b"root:" not in body
    assert b'"code":"not_found"' in body


async def test_health_names_what_is_unreachable(app: Sanic, get: Get, rasa: FakeRasa) -> None:
    response, body = await get("/health")
    assert response.status == 200 and body == b'{"status":"ok","database":"ok","rasa":"ok"}'
    await rasa.stop()
    response, body = await get("/health")
    assert response.status == 200 and body == b'{"status":"degraded","database":"ok","rasa":"unreachable"}'


async def test_another_origins_page_cannot_open_a_socket_unless_it_is_allowed(settings: ServiceSettings) -> None:
    allowed = replace(settings, allowed_origins=("https://shop.example",))
    path = "/socket.io/?EIO=4&transport=polling"
    async with serving(allowed), aiohttp.ClientSession() as session:
        own = f"http://127.0.0.1:{allowed.port}"
        for origin, status in (("https://shop.example", 200), (own, 200), ("https://evil.example", 400)):
            url = f"http://127.0.0.1:{allowed.port}{path}"
            async with session.get(url, headers={"Origin": origin}) as response:
                assert response.status == status
        for origin in ("https://shop.example", "https://evil.example"):
            async with session.get(f"{own}/widget.js", headers={"Origin": origin}) as response:
                readable = response.headers.get("Access-Control-Allow-Origin") == origin
                assert readable == (origin == "https://shop.example")
