"""`/api/desk/conversations`: reading one, holding it, and everything that an agent says and does in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sanic import Blueprint, HTTPResponse, Request, json

from service.conversations import Draft, Row
from service.desk import holding, stays, view, writing
from service.desk.hub import Desk
from service.desk.rows import agents_client_id, as_staff_row
from service.errors import BadRequest, NotHolder
from service.markdown import to_html
from service.photos import Photos
from service.photos_api import SEEN_BY_NOBODY_ELSE, picture_of
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
        return await _move(request, holding.hand_back, conversation_id, staff, *_let_go(given))

    @routes.post(f"{_HERE}/close")
    async def close(request: Request, conversation_id: str) -> HTTPResponse:
        staff, given = await staff_of(request, AGENT), body_of(request)
        return await _move(request, holding.close, conversation_id, staff, *_let_go(given))

    @routes.post(f"{_HERE}/say")
    async def say(request: Request, conversation_id: str) -> HTTPResponse:
        staff, given = await staff_of(request, AGENT), body_of(request)
        text = clean(given.get("text"))
        body = {"text": text, "html": to_html(text), "name": staff.name}
        draft = Draft("agent", "text", body, agents_client_id(given.get("client_id")))
        return _message(await _desk(request).append(writing.answer, conversation_id, staff, draft))

    @routes.post(f"{_HERE}/note")
    async def note(request: Request, conversation_id: str) -> HTTPResponse:
        staff, given = await staff_of(request, AGENT), body_of(request)
        client_id, text = agents_client_id(given.get("client_id")), clean(given.get("text"))
        return _message(await _desk(request).append(writing.note, conversation_id, staff, text, client_id))

    @routes.post(f"{_HERE}/photos", stream=True)
    async def send_photo(request: Request, conversation_id: str) -> HTTPResponse:
        """The picture's bytes as the body; `client_id` in the query."""
        staff = await staff_of(request, AGENT)
        client_id = agents_client_id(request.args.get("client_id"))
        if not await _run(request, stays.is_held_by, conversation_id, staff.id):
            raise NotHolder()
        photos: Photos = request.app.ctx.photos

        async def show(photo_id: str) -> Row:
            body = {"url": f"/api/photos/{photo_id}", "alt": staff.name, "name": staff.name}
            draft = Draft("agent", "image", body, client_id)
            return await _desk(request).append(writing.answer, conversation_id, staff, draft)

        return _message(await photos.take(conversation_id, client_id, await picture_of(request), show))

    return routes


async def _move(request: Request, verb: Any, conversation_id: str, *args: Any) -> HTTPResponse:
    desk = _desk(request)
    await desk.move(verb, conversation_id, *args)
    return json({"item": await desk.item_of(conversation_id)}, headers=PRIVATE)


def _message(row: Row) -> HTTPResponse:
    return json({"message": as_staff_row(row)}, headers=PRIVATE)


def _desk(request: Request) -> Desk:
    desk: Desk = request.app.ctx.desk
    return desk


async def _run(request: Request, verb: Any, *args: Any) -> Any:
    return await request.app.ctx.store.run(verb, *args)


def _let_go(given: Mapping[str, Any]) -> tuple[str | None, str, bool]:
    """Note, outcome, and whether what the bot had begun is done."""
    return _note(given.get("note")), _word(given.get("outcome")) or "solved", given.get("settled") is True


def _note(given: object) -> str | None:
    return clean(given) if given else None


def _word(given: object) -> str | None:
    if given is None:
        return None
    if not isinstance(given, str) or len(given) > 64:
        raise BadRequest("not a short text")
    return given
