"""Who gets in where, asked of every route that the studio has: a new one is covered by itself."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from sanic import Sanic

from tests.service.desk.harness import Agent
from tests.service.studio.conftest import ROOT, Hire

SAFE = ("GET", "HEAD", "OPTIONS")
# what changes something below these is for publishers
PUBLISHERS = ("/api/studio/releases", "/api/studio/trial")
# takes a file as it is; nothing changes before somebody has read its report and said so, in JSON
UPLOAD = "/api/studio/transfer/imports"
EVIL = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}
HOSTILE: list[Any] = [
    None,
    True,
    -1,
    10**30,
    1e308,
    "",
    "../../../etc/passwd",
    "nul\0",
    "\ud800",
    "<script>alert(1)</script>",
    "- a: b\n- !!python/object/apply:os.system [x]",
    "x" * 500,
    [],
    [None],
    [[]],
    [10**30],
    ["../x"],
    {},
    {"a": {"a": None}},
]


def routes_of(app: Sanic, number: str = "1") -> Iterator[tuple[str, str]]:
    """Method and path of each, with something of the right kind in the place of what varies."""
    for route in app.router.routes:
        if route.path.startswith("api/studio"):
            path = re.sub(r"<\w+:int>", number, f"/{route.path}")
            for method in route.methods:
                yield method, re.sub(r"<[^>]+>", "track_order", path)


def changing(app: Sanic) -> list[tuple[str, str]]:
    return [(method, path) for method, path in routes_of(app) if method not in SAFE]


def is_for_publishers(method: str, path: str) -> bool:
    return method not in SAFE and path.startswith(PUBLISHERS)


async def test_nobody_gets_in_who_is_not_logged_in(app: Sanic, url: str) -> None:
    asked = list(routes_of(app))
    async with aiohttp.ClientSession() as nobody:
        for method, path in asked:
            async with nobody.request(method, url + path, json={}) as got:
                assert got.status == 401, f"{method} {path} answers {got.status} to nobody"
    assert len(asked) > 40


async def test_agents_who_are_no_editors_stay_outside(app: Sanic, hire: Hire) -> None:
    ada = await hire("Ada", roles=["agent"])
    for method, path in routes_of(app):
        async with ada.http.request(method, ada.url + path, json={}) as got:
            assert got.status == 403, f"{method} {path} answers {got.status} to an agent"
            assert (await got.json())["error"]["code"] == "forbidden"


async def test_editors_publish_nothing(app: Sanic, mia: Agent) -> None:
    asked = [each for each in routes_of(app) if is_for_publishers(*each)]
    for method, path in asked:
        async with mia.http.request(method, mia.url + path, json={}) as got:
            assert got.status == 403, f"{method} {path} answers {got.status} to an editor"
    assert len(asked) >= 8


async def test_pages_of_other_sites_change_nothing(app: Sanic, hire: Hire) -> None:
    admin = await hire("Ida", roles=["admin"])
    for method, path in changing(app):
        for headers in (EVIL, {"Sec-Fetch-Site": "same-site"}, {"Origin": "null"}):
            async with admin.http.request(method, admin.url + path, json={}, headers=headers) as got:
                assert got.status == 403, f"{method} {path} answers {got.status} to another site"
                assert (await got.json())["error"]["code"] == "cross_site"


async def test_what_a_form_of_another_page_can_send_is_refused(app: Sanic, hire: Hire) -> None:
    admin = await hire("Ida", roles=["admin"])
    for method, path in changing(app):
        if path == UPLOAD:
            continue
        sent = {"data": "{}", "headers": {"Content-Type": "text/plain"}}
        async with admin.http.request(method, admin.url + path, **sent) as got:
            assert 400 <= got.status < 500, f"{method} {path} answers {got.status} to a form"


async def test_nothing_of_the_studio_is_kept_by_a_proxy_or_read_by_another_site(app: Sanic, mia: Agent) -> None:
    for method, path in routes_of(app):
        if method == "GET":
            async with mia.http.get(mia.url + path, headers={"Origin": "https://evil.example"}) as got:
                assert "Access-Control-Allow-Origin" not in got.headers
                if got.status == 200:
                    assert got.headers.get("Cache-Control") == "no-store", f"GET {path} may be kept"


async def test_more_than_a_request_may_hold_is_refused(app: Sanic, mia: Agent) -> None:
    with suppress(aiohttp.ClientError, ConnectionError):  # it hangs up while we still send
        async with mia.http.post(f"{mia.url}/api/studio/undo", json={"version": "x" * 60_000_000}) as got:
            assert got.status == 413
    assert (await mia.get("/api/studio/history"))[0] == 200


def names_in_use() -> list[str]:
    """Everything that some route of the studio may read out of a body or a query."""
    texts = [file.read_text() for file in Path(ROOT, "service/studio").glob("*.py")]
    return sorted({name for text in texts for name in re.findall(r'"([a-z_]{2,20})"', text)})


@pytest.mark.slow
async def test_whatever_is_sent_is_refused_and_never_breaks(
    app: Sanic, hire: Hire, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    admin = await hire("Ida", roles=["admin"])
    monkeypatch.setattr(app.ctx.studio, "train_command", ["false"])
    for value in HOSTILE:
        body = json.dumps(dict.fromkeys(names_in_use(), value))
        for method, path in changing(app):
            sent = {"data": body, "headers": {"Content-Type": "application/json"}}
            async with admin.http.request(method, admin.url + path, **sent) as got:
                assert got.status != 500, f"{method} {path} with {value!r:.40}: {caplog.text[-3000:]}"
    assert "root:" not in caplog.text


@pytest.mark.slow
async def test_whatever_is_asked_for_is_refused_and_never_breaks(
    app: Sanic, mia: Agent, caplog: pytest.LogCaptureFixture
) -> None:
    for value in ("", "-1", "9" * 30, "../../../etc/passwd", "nul\0", "<script>"):
        query = dict.fromkeys(names_in_use(), value)
        for method, path in routes_of(app):
            if method == "GET":
                async with mia.http.get(mia.url + path, params=query) as got:
                    assert got.status != 500, f"GET {path} with {value!r}: {caplog.text[-3000:]}"


async def test_a_number_that_no_row_can_have_is_not_there(app: Sanic, hire: Hire) -> None:
    admin = await hire("Ida", roles=["admin"])
    for method, path in routes_of(app, number="9" * 30):
        if "9" * 30 in path:
            async with admin.http.request(method, admin.url + path, json={}) as got:
                assert got.status == 404, f"{method} {path} answers {got.status}"
