"""`/api/desk/tickets`: what came while nobody was there, and answering it by mail."""

from __future__ import annotations

from sanic import Blueprint, HTTPResponse, Request, json

from service import events
from service.desk import open_tickets
from service.desk.hub import Desk
from service.staff.guard import PRIVATE, body_of, staff_of
from service.staff.models import AGENT
from service.text import clean


def blueprint() -> Blueprint:
    routes = Blueprint("tickets_api", url_prefix="/api/desk")

    @routes.get("/tickets")
    async def waiting(request: Request) -> HTTPResponse:
        await staff_of(request, AGENT)
        return json({"tickets": await request.app.ctx.store.run(open_tickets.waiting)}, headers=PRIVATE)

    @routes.post("/conversations/<conversation_id:str>/tickets/<ticket_id:int>")
    async def answer(request: Request, conversation_id: str, ticket_id: int) -> HTTPResponse:
        staff = await staff_of(request, AGENT)
        text = clean(body_of(request).get("text"))
        desk: Desk = request.app.ctx.desk
        checked = events.conversation_id(conversation_id)
        await desk.append_all(open_tickets.answer, checked, staff, ticket_id, text)
        return json({}, headers=PRIVATE)

    return routes
