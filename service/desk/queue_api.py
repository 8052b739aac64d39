"""`/api/desk`: the lists, and who else is there."""

from __future__ import annotations

from sanic import Blueprint, HTTPResponse, Request, json

from service.desk import colleagues, items
from service.desk.hub import Desk
from service.desk.lists import MINE, OTHERS, WAITING
from service.errors import BadRequest
from service.settings import ServiceSettings
from service.staff.guard import PRIVATE, staff_of
from service.staff.models import AGENT

_PAGE = 100
_MOST = 100_000
_READ = {"bot": items.with_bot, "settled": items.settled}


def blueprint() -> Blueprint:
    routes = Blueprint("queue_api", url_prefix="/api/desk")

    @routes.get("/queue")
    async def queue(request: Request) -> HTTPResponse:
        """`view`: waiting, mine, others, bot or settled; `q` searches all of them instead."""
        staff = await staff_of(request, AGENT)
        desk: Desk = request.app.ctx.desk
        view, asked = request.args.get("view", WAITING), (request.args.get("q") or "").strip()
        offset = _offset(request.args.get("offset", "0"))
        total = None
        if asked:
            found = await request.app.ctx.store.run(items.search, asked[:100])
        elif view in (WAITING, MINE, OTHERS):
            listed = desk.lists.get(view, staff.id)
            found, total = [desk.lists.with_place(item) for item in listed[offset : offset + _PAGE]], len(listed)
        elif view in _READ:
            found = await request.app.ctx.store.run(_READ[view], offset)
        else:
            raise BadRequest("no such view")
        return json({"items": found, "total": total, "counts": desk.lists.counts(staff.id)}, headers=PRIVATE)

    @routes.get("/staff")
    async def staff(request: Request) -> HTTPResponse:
        await staff_of(request, AGENT)
        settings: ServiceSettings = request.app.ctx.settings
        there = await request.app.ctx.store.run(colleagues.all_of, settings.away_after_s)
        return json(
            {"staff": list(there.values()), "skills": sorted(request.app.ctx.support.policy.skills)}, headers=PRIVATE
        )

    return routes


def _offset(given: str) -> int:
    if not given.isdecimal() or int(given) > _MOST:
        raise BadRequest("offset is not a number")
    return int(given)
