"""`/api/desk/conversations`: reading one, holding it, and everything that an agent says and does in it."""

from __future__ import annotations

from typing import Any

from sanic import Blueprint, HTTPResponse, Request, json

from service import events
from service.conversations import Draft
from service.desk import holding, view
from service.desk.hub import Desk
from service.desk.sockets import as_staff_row
from service.errors import BadRequest
from service.markdown import to_html
from service.photos import Photos
from service.photos_api import SEEN_BY_NOBODY_ELSE, picture_of
from service.staff.accounts import Staff
from service.staff.guard import PRIVATE, body_of, staff_of
from service.staff.models import AGENT
from service.text import clean

_HERE = "/<conversation_id:str>"


def blueprint() -> Blueprint:
    routes = Blueprint("conversation_api", url_prefix="/api/desk/conversations")

    @routes.get(_HERE)
    async def show(request: Request, conversation_id: str) -> HTTPResponse:
        await staff_of(request, AGENT)
        return json(await _run(request, view.of, conversation_id), headers=PRIVATE)

    @routes.get(f"{_HERE}/rows")
    async def rows(request: Request, conversation_id: str) -> HTTPResponse:
        await staff_of(request, AGENT)
        before = request.args.get("before", "")
        if not before.isdecimal():
            raise BadRequest("before is not a number")
        return json(await _run(request, view.page, conversation_id, int(before[:9])), headers=PRIVATE)

    @routes.get(f"{_HERE}/turns/<turn_id:str>")
    async def turn(request: Request, conversation_id: str, turn_id: str) -> HTTPResponse:
        await staff_of(request, AGENT)
        return json(await _run(request, view.turn, conversation_id, turn_id), headers=PRIVATE)

    @routes.get(f"{_HERE}/photos/<photo_id:str>")
    async def photo(request: Request, conversation_id: str, photo_id: str) -> HTTPResponse:
        await staff_of(request, AGENT)
        photos: Photos = request.app.ctx.photos
        jpeg = await photos.read(conversation_id, photo_id)
        return HTTPResponse(jpeg, headers=SEEN_BY_NOBODY_ELSE, content_type="image/jpeg")

    @routes.post(f"{_HERE}/take")
    async def take(request: Request, conversation_id: str) -> HTTPResponse:
        """`over`: the holder that it is taken from, as the agent saw it; needed only for a colleague's."""
        staff = await staff_of(request, AGENT)
        over = body_of(request).get("over")
        return await _move(request, holding.take, conversation_id, staff, over, request.app.ctx.support)

    @routes.post(f"{_HERE}/transfer")
    async def transfer(request: Request, conversation_id: str) -> HTTPResponse:
        staff, given = await staff_of(request, AGENT), body_of(request)
        to = _word(given.get("staff")), _word(given.get("skill"))
        note = _note(given.get("note"))
        return await _move(request, holding.transfer, conversation_id, staff, *to, note, request.app.ctx.support)

    @routes.post(f"{_HERE}/hand_back")
    async def hand_back(request: Request, conversation_id: str) -> HTTPResponse:
        staff, given = await staff_of(request, AGENT), body_of(request)
        note, outcome = _note(given.get("note")), _word(given.get("outcome")) or "solved"
        return await _move(request, holding.hand_back, conversation_id, staff, note, outcome)

    @routes.post(f"{_HERE}/close")
    async def close(request: Request, conversation_id: str) -> HTTPResponse:
        staff, given = await staff_of(request, AGENT), body_of(request)
        note, outcome = _note(given.get("note")), _word(given.get("outcome")) or "solved"
        return await _move(request, holding.close, conversation_id, staff, note, outcome)

    @routes.post(f"{_HERE}/say")
    async def say(request: Request, conversation_id: str) -> HTTPResponse:
        staff, given = await staff_of(request, AGENT), body_of(request)
        text = clean(given.get("text"))
        body = {"text": text, "html": to_html(text), "name": staff.name}
        return await _write(request, conversation_id, staff, "text", body, given.get("client_id"))

    @routes.post(f"{_HERE}/note")
    async def note(request: Request, conversation_id: str) -> HTTPResponse:
        staff, given = await staff_of(request, AGENT), body_of(request)
        client_id = events.client_id(given.get("client_id"))
        desk: Desk = request.app.ctx.desk
        row = await desk.append(holding.note, conversation_id, staff, clean(given.get("text")), client_id)
        return json({"message": as_staff_row(row)}, headers=PRIVATE)

    @routes.post(f"{_HERE}/photos", stream=True)
    async def send_photo(request: Request, conversation_id: str) -> HTTPResponse:
        """The picture's bytes as the body; `client_id` in the query."""
        staff = await staff_of(request, AGENT)
        client_id = events.client_id(request.args.get("client_id"))
        photos: Photos = request.app.ctx.photos
        photo_id = await photos.keep(conversation_id, await picture_of(request))
        body = {"url": f"/api/photos/{photo_id}", "alt": staff.name, "name": staff.name}
        return await _write(request, conversation_id, staff, "image", body, client_id)

    return routes


async def _write(
    request: Request, conversation_id: str, staff: Staff, kind: str, body: dict[str, Any], client_id: object
) -> HTTPResponse:
    draft = Draft("agent", kind, body, events.client_id(client_id))
    desk: Desk = request.app.ctx.desk
    row = await desk.append(holding.answer, conversation_id, staff, draft)
    return json({"message": as_staff_row(row)}, headers=PRIVATE)


async def _move(request: Request, verb: Any, conversation_id: str, *args: Any) -> HTTPResponse:
    desk: Desk = request.app.ctx.desk
    moved = await desk.move(verb, events.conversation_id(conversation_id), *args)
    return json({"holder": moved.holder if moved else None}, headers=PRIVATE)


async def _run(request: Request, verb: Any, *args: Any) -> Any:
    return await request.app.ctx.store.run(verb, *args)


def _note(given: object) -> str | None:
    return clean(given) if given else None


def _word(given: object) -> str | None:
    if given is None:
        return None
    if not isinstance(given, str) or len(given) > 64:
        raise BadRequest("not a short text")
    return given
