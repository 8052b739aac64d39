"""`/api/desk/conversations/<id>`: who it is with, their orders, and what an agent does with those."""

from __future__ import annotations

from sanic import Blueprint, HTTPResponse, Request, json

from service.desk import acting, side
from service.desk.hub import Desk
from service.desk.rows import as_staff_row
from service.errors import BadRequest
from service.requests import language_of
from service.settings import ServiceSettings
from service.staff.guard import PRIVATE, body_of, staff_of
from service.staff.models import AGENT

_LONGEST_SEARCH = 254


def blueprint() -> Blueprint:
    routes = Blueprint("side_api", url_prefix="/api/desk/conversations/<conversation_id:str>")

    @routes.get("/side")
    async def show(request: Request, conversation_id: str) -> HTTPResponse:
        await staff_of(request, AGENT)
        secret = request.app.ctx.settings.secret
        shown = await request.app.ctx.store.run(side.of, conversation_id, language_of(request), secret)
        return json(shown, headers=PRIVATE)

    @routes.get("/orders")
    async def orders(request: Request, conversation_id: str) -> HTTPResponse:
        await staff_of(request, AGENT)
        settings: ServiceSettings = request.app.ctx.settings
        asked = (request.args.get("q") or "").strip()
        if not 0 < len(asked) <= _LONGEST_SEARCH:
            raise BadRequest("what is looked for is missing or too long")
        found = await request.app.ctx.store.run(
            side.found, conversation_id, asked, language_of(request), settings.secret
        )
        return json({"orders": found}, headers=PRIVATE)

    @routes.post("/acts")
    async def act(request: Request, conversation_id: str) -> HTTPResponse:
        staff = await staff_of(request, AGENT)
        asked = acting.read(body_of(request))
        desk: Desk = request.app.ctx.desk
        rows = await desk.append_all(acting.act, conversation_id, staff, asked, language_of(request))
        return json({"message": as_staff_row(rows[0])}, headers=PRIVATE)

    return routes
