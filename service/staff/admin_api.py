"""`/api/admin`: inviting people, what they may do, and the audit of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sanic import Blueprint, HTTPResponse, Request, json
from sqlalchemy.orm import Session

from service import escalation_policy
from service.clock import as_text, now
from service.errors import BadRequest
from service.settings import ServiceSettings
from service.staff import accounts, acts, sessions
from service.staff.guard import PRIVATE, body_of, staff_of
from service.staff.models import ADMIN
from service.staff.presence import effective
from shop.store import Store, reads


def blueprint() -> Blueprint:
    routes = Blueprint("admin_api", url_prefix="/api/admin")

    @routes.get("/staff")
    async def everybody(request: Request) -> HTTPResponse:
        await staff_of(request, ADMIN)
        settings: ServiceSettings = request.app.ctx.settings
        return json({"staff": await _store(request).run(_everybody, settings.away_after_s)}, headers=PRIVATE)

    @routes.post("/staff")
    async def invite(request: Request) -> HTTPResponse:
        admin = await staff_of(request, ADMIN)
        made, token = await _store(request).run(_invite_new, body_of(request), admin.id)
        return json({"id": made, "link": _page(request) + token}, status=201, headers=PRIVATE)

    @routes.patch("/staff/<staff_id:str>")
    async def change(request: Request, staff_id: str) -> HTTPResponse:
        admin = await staff_of(request, ADMIN)
        given = body_of(request)
        await _store(request).run(_change, staff_id, given, admin.id)
        await request.app.ctx.desk.colleague_changed(staff_id)
        return json({}, headers=PRIVATE)

    @routes.post("/staff/<staff_id:str>/invitation")
    async def invite_again(request: Request, staff_id: str) -> HTTPResponse:
        admin = await staff_of(request, ADMIN)
        body_of(request)
        token = await _store(request).run(_invite, staff_id, admin.id)
        return json({"link": _page(request) + token}, headers=PRIVATE)

    @routes.get("/acts")
    async def audit(request: Request) -> HTTPResponse:
        await staff_of(request, ADMIN)
        before = request.args.get("before")
        if before is not None and not before.isdecimal():
            raise BadRequest("before is not a number")
        found = await _store(request).run(acts.newest, int(before) if before else None)
        return json({"acts": found}, headers=PRIVATE)

    @routes.get("/skills")
    async def skills(request: Request) -> HTTPResponse:
        await staff_of(request, ADMIN)
        settings: ServiceSettings = request.app.ctx.settings
        known = escalation_policy.read(settings.escalation).skills
        return json({"skills": sorted(known), "languages": list(settings.languages)}, headers=PRIVATE)

    return routes


@reads
def _everybody(session: Session, away_after_s: float) -> list[dict[str, Any]]:
    return [
        accounts.staff_of(row).as_json()
        | {
            "presence": effective(row.presence, row.seen, away_after_s),
            "seen": as_text(row.seen) if row.seen else None,
            "disabled": row.disabled is not None,
            "locked": row.locked_until is not None and row.locked_until > now(),
            "invited": row.password_hash is None,
        }
        for row in accounts.everybody(session)
    ]


def _invite_new(session: Session, given: Mapping[str, Any], by: str) -> tuple[str, str]:
    """The account's id and the link's token. The admin passes the link on: the outbox is no place for it."""
    allowed = ("email", "name", "roles", "languages", "skills", "capacity")
    if "name" not in given:
        raise BadRequest("name is missing")
    made = accounts.create(session, {name: given[name] for name in allowed if name in given}, by)
    return made, sessions.invite(session, made, by)


def _invite(session: Session, staff_id: str, by: str) -> str:
    return sessions.invite(session, accounts.by_id(session, staff_id).id, by)


def _change(session: Session, staff_id: str, given: Mapping[str, Any], by: str) -> None:
    allowed = ("name", "roles", "languages", "skills", "capacity", "disabled")
    accounts.change(session, staff_id, {name: given[name] for name in allowed if name in given}, by)
    if given.get("disabled"):
        sessions.end_all(session, staff_id)


def _page(request: Request) -> str:
    return f"{request.scheme}://{request.host}/desk/invitation/"


def _store(request: Request) -> Store:
    store: Store = request.app.ctx.store
    return store
