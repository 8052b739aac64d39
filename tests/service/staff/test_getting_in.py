"""Getting in, and what keeps others out."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from sanic import Sanic
from socketio.exceptions import ConnectionError as Refused
from sqlalchemy import select, update

from service.clock import now
from service.settings import ServiceSettings
from service.staff import accounts, passwords, sessions
from service.staff.models import Account, Invitation, StaffAct, StaffSession
from tests.service.desk.conftest import Hire
from tests.service.desk.harness import PASSWORD, Agent, change_account
from tests.service.harness import serving, until


async def acts(app: Sanic) -> list[Any]:
    return list(await app.ctx.store.run(lambda session: session.execute(select(StaffAct)).scalars().all()))


async def test_logged_in_by_a_cookie_that_no_script_can_read(hire: Hire, url: str) -> None:
    mia = await hire("Mia", presence=None)
    async with mia.http.post(
        f"{url}/api/staff/login", json={"email": "MIA@shop.example ", "password": PASSWORD}
    ) as got:
        cookie = got.headers["Set-Cookie"]
        me = await got.json()
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie and "Path=/" in cookie
    assert me["name"] == "Mia" and "password_hash" not in me
    assert (await mia.get("/api/staff/me"))[0] == 200
    assert (await mia.post("/api/staff/logout"))[0] == 200
    assert (await mia.get("/api/staff/me"))[0] == 401


async def test_behind_tls_the_cookie_is_sent_encrypted_only(settings: ServiceSettings, url: str) -> None:
    async with serving(replace(settings, proxies=1)) as app:
        await app.ctx.store.run(accounts.create, {"email": "a@b.c", "name": "A"}, None, passwords.hashed(PASSWORD))
        headers = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https", "X-Forwarded-Host": "chat.example"}
        async with aiohttp.ClientSession() as http:
            given = {"email": "a@b.c", "password": PASSWORD}
            async with http.post(f"{url}/api/staff/login", json=given, headers=headers) as got:
                assert got.status == 200 and "Secure" in got.headers["Set-Cookie"]


async def test_a_wrong_password_and_an_unknown_account_get_the_same_answer(hire: Hire) -> None:
    mia = await hire("Mia", presence=None)
    wrong = await mia.post("/api/staff/login", email=mia.email, password="not that one")
    unknown = await mia.post("/api/staff/login", email="nobody@shop.example", password="not that one")
    assert wrong == unknown and wrong[0] == 401


async def test_refusing_an_unknown_account_costs_as_much_as_a_known_one(
    hire: Hire, monkeypatch: pytest.MonkeyPatch
) -> None:
    mia = await hire("Mia", presence=None)
    verified: list[str] = []
    hasher = passwords._hasher

    class Counting:
        def verify(self, password_hash: str, password: str) -> bool:
            verified.append(password_hash.split("$")[3])
            return hasher.verify(password_hash, password)

    monkeypatch.setattr(passwords, "_hasher", Counting())
    for email in (mia.email, "nobody@shop.example"):
        await mia.post("/api/staff/login", email=email, password="wrong password")
    assert len(verified) == 2 and verified[0] == verified[1]  # one hash each, with the same parameters


async def test_trying_passwords_locks_the_account_and_is_written_down(
    app: Sanic, hire: Hire, caplog: pytest.LogCaptureFixture
) -> None:
    mia = await hire("Mia", presence=None)
    caplog.set_level(logging.WARNING)
    statuses = []
    for guess in range(accounts.FAILURES_TO_LOCK):
        statuses.append((await mia.post("/api/staff/login", email=mia.email, password=f"guess {guess}"))[0])
    assert set(statuses) == {401}
    status, refusal = await mia.post("/api/staff/login", email=mia.email, password=PASSWORD)
    assert status == 429 and refusal["error"]["code"] == "locked"
    assert [act.what for act in await acts(app)].count("login_failed") == accounts.FAILURES_TO_LOCK - 1
    assert [act.what for act in await acts(app)][-1] == "locked"
    assert "a log-in failed" in caplog.text and "guess" not in caplog.text and mia.email not in caplog.text
    await change_account(app, mia.id, locked_until=now() - timedelta(seconds=1))
    assert (await mia.post("/api/staff/login", email=mia.email, password=PASSWORD))[0] == 200


async def test_passwords_are_tried_so_often_by_name_whoever_it_is(settings: ServiceSettings, url: str) -> None:
    async with serving(replace(settings, login_rate="3/minute")):
        stranger = Agent(url, "", "nobody@shop.example")
        tried = [
            await stranger.post("/api/staff/login", email="nobody@shop.example", password="x" * 10) for _ in range(5)
        ]
        await stranger.close()
    assert [status for status, _ in tried] == [401, 401, 401, 429, 429]


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"},
        {"Origin": "https://shop.example", "Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Origin": "null", "Sec-Fetch-Site": "same-origin"},
    ],
)
async def test_a_page_of_another_site_cannot_act_with_the_cookie(
    settings: ServiceSettings, url: str, headers: dict[str, str]
) -> None:
    async with serving(replace(settings, allowed_origins=("https://shop.example",))) as app:
        staff_id = await app.ctx.store.run(
            accounts.create, {"email": "mia@shop.example", "name": "Mia"}, None, passwords.hashed(PASSWORD)
        )
        mia = await Agent(url, staff_id, "mia@shop.example").log_in()
        async with mia.http.post(f"{url}/api/staff/presence", json={"presence": "busy"}, headers=headers) as got:
            assert got.status == 403 and (await got.json())["error"]["code"] == "cross_site"
        assert (await mia.get("/api/staff/me"))[1]["presence"] == "away"
        await mia.close()


async def test_what_a_form_of_another_page_can_send_is_refused(hire: Hire, url: str) -> None:
    mia = await (await hire("Mia", presence=None)).log_in()
    sent = {"data": '{"presence": "busy"}', "headers": {"Content-Type": "text/plain"}}
    async with mia.http.post(f"{url}/api/staff/presence", **sent) as got:
        assert got.status == 400


async def test_no_desk_without_a_session_or_from_another_page(hire: Hire, url: str) -> None:
    mia = await (await hire("Mia", presence=None)).log_in()
    for headers in (
        {"Origin": url},
        {"Origin": url, "Cookie": "aisle_staff=forged"},
        {"Origin": "https://evil.example", "Cookie": f"aisle_staff={mia.cookie}"},
        {"Cookie": f"aisle_staff={mia.cookie}"},
    ):
        with pytest.raises(Refused):
            await mia.desk.connect(url, headers=headers, transports=["websocket"], namespaces=["/desk"])


async def test_an_account_that_is_disabled_is_out_at_once_and_its_desk_soon(
    app: Sanic, hire: Hire, monkeypatch: pytest.MonkeyPatch
) -> None:
    admin, mia = await hire("Ada", roles=["admin"]), await hire("Mia")
    async with admin.http.patch(f"{admin.url}/api/admin/staff/{mia.id}", json={"disabled": True}) as got:
        assert got.status == 200
    assert (await mia.get("/api/staff/me"))[0] == 401
    await until(lambda: not mia.desk.connected, 15)
    assert mia.heard("signed_out")


async def test_a_session_ends_when_it_has_not_been_used_or_is_too_old(app: Sanic, hire: Hire) -> None:
    mia = await (await hire("Mia", presence=None)).log_in()

    def age(session: Any, **times: Any) -> None:
        session.execute(update(StaffSession).values(**times))

    await app.ctx.store.run(age, used=now() - sessions.IDLE)
    assert (await mia.get("/api/staff/me"))[0] == 401
    await app.ctx.store.run(age, used=now(), created=now() - sessions.LONGEST)
    assert (await mia.get("/api/staff/me"))[0] == 401
    await app.ctx.store.run(age, used=now(), created=now())
    assert (await mia.get("/api/staff/me"))[0] == 200


async def test_a_new_password_ends_every_other_session(hire: Hire, url: str) -> None:
    mia = await (await hire("Mia", presence=None)).log_in()
    other = await Agent(url, mia.id, mia.email).log_in()
    assert (await mia.post("/api/staff/password", old="wrong", new="a wholly new password"))[0] == 401
    assert (await mia.post("/api/staff/password", old=PASSWORD, new="short"))[1]["error"]["code"] == "weak_password"
    assert (await mia.post("/api/staff/password", old=PASSWORD, new="a wholly new password"))[0] == 200
    assert (await mia.get("/api/staff/me"))[0] == 200 and (await other.get("/api/staff/me"))[0] == 401
    await other.close()


@pytest.mark.parametrize("weak", ["short", "password123", "mia@shop.example", "aaaaaaaaaaaa", "Admin123456", None, 7])
def test_a_password_that_is_easy_to_guess_is_refused(weak: object) -> None:
    with pytest.raises(passwords.WeakPassword):
        passwords.check_strength(weak, "mia@shop.example")


async def test_an_invitation_opens_once_and_not_for_ever(app: Sanic, hire: Hire, url: str) -> None:
    admin = await (await hire("Ada", presence=None, roles=["admin"])).log_in()
    status, made = await admin.post("/api/admin/staff", email="new@shop.example", name="New", roles=["agent"])
    assert status == 201 and made["link"].startswith(f"{url}/desk/invitation/")
    path = f"/api/staff/invitation/{made['link'].rsplit('/', 1)[1]}"
    new = Agent(url, made["id"], "new@shop.example")
    assert (await new.get(path)) == (200, {"email": "new@shop.example", "name": "New"})
    assert (await new.post(path, name="Nell", password="short"))[0] == 400
    assert (await new.post(path, name="Nell", password="a password of nell's"))[0] == 200
    assert (await new.get("/api/staff/me"))[1]["name"] == "Nell"
    assert (await new.get(path))[0] == 404 and (await new.post(path, password="another password"))[0] == 404
    _, again = await admin.post(f"/api/admin/staff/{made['id']}/invitation")
    await app.ctx.store.run(lambda session: session.execute(update(Invitation).values(expires=now())))
    assert (await new.get(f"/api/staff/invitation/{again['link'].rsplit('/', 1)[1]}"))[0] == 404
    await new.close()


async def test_the_last_admin_cannot_be_disabled_nor_lose_the_role(hire: Hire) -> None:
    admin = await (await hire("Ada", presence=None, roles=["admin"])).log_in()
    for changed in ({"disabled": True}, {"roles": ["agent"]}):
        async with admin.http.patch(f"{admin.url}/api/admin/staff/{admin.id}", json=changed) as got:
            assert got.status == 409 and (await got.json())["error"]["code"] == "last_admin"
    assert (await admin.get("/api/admin/staff"))[1]["staff"][0]["roles"] == ["admin"]


async def test_nothing_secret_is_kept_in_the_open_or_in_the_audit(app: Sanic, hire: Hire) -> None:
    admin = await (await hire("Ada", presence=None, roles=["admin"])).log_in()
    _, made = await admin.post("/api/admin/staff", email="new@shop.example", name="New", roles=["agent"])
    token = made["link"].rsplit("/", 1)[1]

    def everything(session: Any) -> str:
        tables = (Account, StaffSession, Invitation, StaffAct)
        return str([[dict(row) for row in session.execute(select(t.__table__)).mappings()] for t in tables])

    kept = await app.ctx.store.run(everything)
    assert PASSWORD not in kept and admin.cookie not in kept and token not in kept
    status, audit = await admin.get("/api/admin/acts")
    assert status == 200 and [act["what"] for act in audit["acts"]][:2] == ["invited", "created"]


async def test_every_route_for_staff_refuses_who_is_not_logged_in_or_has_another_role(
    app: Sanic, hire: Hire, url: str
) -> None:
    """Of all routes that the application has, so that a new one is covered by itself."""
    editor = await (await hire("Eda", presence=None, roles=["editor"])).log_in()
    open_to_all = {"/api/staff/login", "/api/staff/invitation/<token:str>"}
    checked = 0
    for route in app.router.routes:
        path = f"/{route.path}"
        if not path.startswith(("/api/desk", "/api/admin", "/api/staff", "/api/studio")) or path in open_to_all:
            continue
        real = f"{url}/" + "/".join("0" * 32 if part.startswith("<") else part for part in route.path.split("/"))
        for method in route.methods:
            async with aiohttp.ClientSession() as nobody, nobody.request(method, real, json={}) as got:
                assert got.status == 401, f"{method} {path} answers {got.status} to nobody"
            checked += 1
            if path.startswith("/api/admin"):
                async with editor.http.request(method, real, json={}) as got:
                    assert got.status == 403, f"{method} {path} answers {got.status} to an editor"
            if method not in ("GET", "HEAD", "OPTIONS"):
                evil = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}
                async with editor.http.request(method, real, json={}, headers=evil) as got:
                    assert got.status == 403, f"{method} {path} answers {got.status} to another site"
    assert checked > 20
