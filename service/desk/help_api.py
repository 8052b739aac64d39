"""`/api/desk`: help with answering, and what the bot got wrong."""

from __future__ import annotations

from typing import Any

from sanic import Blueprint, HTTPResponse, Request, json

from knowledge.intents import titles
from service.desk import canned, review
from service.desk.suggesting import Suggestions
from service.errors import BadRequest
from service.requests import language_of
from service.staff.guard import PRIVATE, body_of, staff_of
from service.staff.models import AGENT, EDITOR
from shop.words import in_language

_HERE = "/conversations/<conversation_id:str>"


def blueprint() -> Blueprint:
    routes = Blueprint("desk_help_api", url_prefix="/api/desk")

    @routes.get(f"{_HERE}/suggestions")
    async def suggestions(request: Request, conversation_id: str) -> HTTPResponse:
        await staff_of(request, AGENT)
        suggesting: Suggestions = request.app.ctx.suggestions
        language = request.args.get("in", "en")[:16]
        return json(await suggesting.for_conversation(conversation_id, language), headers=PRIVATE)

    @routes.get("/canned")
    async def all_canned(request: Request) -> HTTPResponse:
        staff = await staff_of(request, AGENT)
        found = await _run(request, canned.all_for, staff)
        return json({"canned": found, "variables": list(canned.VARIABLES)}, headers=PRIVATE)

    @routes.post("/canned")
    async def new_canned(request: Request) -> HTTPResponse:
        staff = await staff_of(request, AGENT)
        made = await _run(request, canned.save, staff, None, body_of(request))
        return json({"id": made}, status=201, headers=PRIVATE)

    @routes.put("/canned/<canned_id:int>")
    async def change_canned(request: Request, canned_id: int) -> HTTPResponse:
        staff = await staff_of(request, AGENT)
        return json({"id": await _run(request, canned.save, staff, canned_id, body_of(request))}, headers=PRIVATE)

    @routes.delete("/canned/<canned_id:int>")
    async def remove_canned(request: Request, canned_id: int) -> HTTPResponse:
        staff = await staff_of(request, AGENT)
        await _run(request, canned.remove, staff, canned_id)
        return json({}, headers=PRIVATE)

    @routes.get(f"{_HERE}/canned/<canned_id:int>")
    async def fill(request: Request, conversation_id: str, canned_id: int) -> HTTPResponse:
        staff = await staff_of(request, AGENT)
        number = request.args.get("order")
        return json(await _run(request, canned.filled, staff, conversation_id, canned_id, number), headers=PRIVATE)

    @routes.post(f"{_HERE}/wrong")
    async def wrong(request: Request, conversation_id: str) -> HTTPResponse:
        staff = await staff_of(request, AGENT, EDITOR)
        made = await _run(request, review.mark, conversation_id, staff, body_of(request))
        return json({"id": made}, status=201, headers=PRIVATE)

    @routes.get("/review")
    async def reviews(request: Request) -> HTTPResponse:
        await staff_of(request, AGENT, EDITOR)
        offset = request.args.get("offset", "0")
        if not offset.isdecimal():
            raise BadRequest("offset is not a number")
        found = await _run(request, review.listed, request.args.get("status", review.OPEN), int(offset[:6]))
        return json({"items": found}, headers=PRIVATE)

    @routes.post("/review/<review_id:int>")
    async def settle(request: Request, review_id: int) -> HTTPResponse:
        staff = await staff_of(request, EDITOR)
        await _run(request, review.settle, review_id, body_of(request).get("status"), staff)
        return json({}, headers=PRIVATE)

    @routes.get("/intents")
    async def intents(request: Request) -> HTTPResponse:
        """What a turn can be said to be, by the title that a person reads."""
        await staff_of(request, AGENT, EDITOR)
        language = language_of(request)
        known = [{"name": name, "title": in_language(by_language, language)} for name, by_language in titles().items()]
        return json({"intents": sorted(known, key=lambda intent: intent["title"])}, headers=PRIVATE)

    return routes


async def _run(request: Request, verb: Any, *args: Any) -> Any:
    return await request.app.ctx.store.run(verb, *args)
