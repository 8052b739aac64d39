"""`/api/staff`: logging in and out, one's own account, and what an invitation's link opens."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from sanic import Blueprint, HTTPResponse, Request, json
from sqlalchemy.orm import Session

from service.clock import now
from service.errors import BadRequest, Locked, WrongLogin
from service.limiting import Limiter
from service.requests import address_of
from service.staff import accounts, guard, passwords, presence, sessions
from service.staff.accounts import Staff
from service.staff.guard import PRIVATE, body_of, staff_of
from shop.store import Store

logger = logging.getLogger(__name__)


def blueprint() -> Blueprint:
    routes = Blueprint("staff_api", url_prefix="/api/staff")

    @routes.post("/login")
    async def login(request: Request) -> HTTPResponse:
        guard.refuse_other_sites(request)
        given = body_of(request)
        staff, token = await _log_in(request, given.get("email"), given.get("password"))
        return guard.remember(request, _me(staff), token)

    @routes.post("/logout")
    async def logout(request: Request) -> HTTPResponse:
        staff = await staff_of(request)
        await _store(request).run(sessions.end, request.cookies[guard.COOKIE], staff.id)
        return guard.forget(json({}))

    @routes.get("/me")
    async def me(request: Request) -> HTTPResponse:
        return _me(await staff_of(request))

    @routes.put("/me")
    async def change_me(request: Request) -> HTTPResponse:
        staff = await staff_of(request)
        return _me(await _store(request).run(_change_own, staff.id, body_of(request)))

    @routes.post("/presence")
    async def choose(request: Request) -> HTTPResponse:
        staff = await staff_of(request, "agent")
        chosen = await _store(request).run(presence.choose, staff.id, body_of(request).get("presence"))
        await request.app.ctx.desk.colleague_changed(staff.id, chosen)
        return json({"presence": chosen}, headers=PRIVATE)

    @routes.post("/password")
    async def password(request: Request) -> HTTPResponse:
        staff = await staff_of(request)
        given = body_of(request)
        await _check(request, staff.email, given.get("old"))
        new = await _hashed(given.get("new"), staff.email)
        await _store(request).run(_set_password, staff.id, new, request.cookies[guard.COOKIE])
        return json({}, headers=PRIVATE)

    @routes.get("/invitation/<token:str>")
    async def invitation(request: Request, token: str) -> HTTPResponse:
        await _slow_down(request)
        staff = await _store(request).run(sessions.invited, token)
        return json({"email": staff.email, "name": staff.name}, headers=PRIVATE)

    @routes.post("/invitation/<token:str>")
    async def accept(request: Request, token: str) -> HTTPResponse:
        guard.refuse_other_sites(request)
        await _slow_down(request)
        given = body_of(request)
        staff = await _store(request).run(sessions.invited, token)
        new = await _hashed(given.get("password"), staff.email)
        cookie = await _store(request).run(sessions.accept, token, given.get("name"), new)
        return guard.remember(request, _me(await _store(request).run(accounts.by_id, staff.id)), cookie)

    return routes


async def _log_in(request: Request, email: object, password: object) -> tuple[Staff, str]:
    """Raises WrongLogin, Locked, RateLimited and BadRequest."""
    staff_id = await _check(request, email, password)
    store = _store(request)
    token = await store.run(sessions.begin, staff_id)
    return await store.run(accounts.by_id, staff_id), token


async def _check(request: Request, email: object, password: object) -> str:
    """The id of the account that the password opens; what is wrong, and whether there is such an account, is not told.

    Raises WrongLogin, Locked, RateLimited and BadRequest."""
    if not isinstance(email, str) or not isinstance(password, str) or len(password) > passwords.LONGEST:
        raise BadRequest("email and password are texts")
    limiter: Limiter = request.app.ctx.limiter
    # also where there is no such account: what is unknown locks like what is known
    await limiter.login(email.strip().lower(), address_of(request))
    store = _store(request)
    found = await store.run(accounts.credentials, email)
    if found and found.locked_until and found.locked_until > now():
        raise Locked()
    fits = await asyncio.get_running_loop().run_in_executor(
        None, passwords.fits, found.password_hash if found else None, password
    )
    if found is None:
        logger.warning("a log-in failed: no such account")
        raise WrongLogin()
    if not fits or found.is_disabled:
        logger.warning("a log-in failed: staff %s", found.id)
        await store.run(accounts.failed, found.id)
        raise WrongLogin()
    return found.id


async def _hashed(password: object, email: str) -> str:
    """Raises WeakPassword."""
    checked = passwords.check_strength(password, email)
    return await asyncio.get_running_loop().run_in_executor(None, passwords.hashed, checked)


async def _slow_down(request: Request) -> None:
    limiter: Limiter = request.app.ctx.limiter
    await limiter.login(f"invitation {address_of(request)}", address_of(request))


def _change_own(session: Session, staff_id: str, given: Any) -> Staff:
    accounts.set_own(session, staff_id, given)
    return accounts.by_id(session, staff_id)


def _set_password(session: Session, staff_id: str, password_hash: str, but: str) -> None:
    accounts.set_password(session, staff_id, password_hash, staff_id)
    sessions.end_all(session, staff_id, but)


def _me(staff: Staff) -> HTTPResponse:
    return json(staff.as_json(), headers=PRIVATE)


def _store(request: Request) -> Store:
    store: Store = request.app.ctx.store
    return store
