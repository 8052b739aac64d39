"""`/api/studio/releases`: publishing the draft, following it on its way, approving, cancelling, and going back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sanic import Blueprint, HTTPResponse, Request, json

from service.errors import BadRequest
from service.staff.guard import PRIVATE, body_of
from service.studio import releases
from service.studio.access import editor_of, publisher_of, room
from service.studio.releases import Released
from service.text import clean

_LONGEST_MESSAGE = 4000


def blueprint() -> Blueprint:
    routes = Blueprint("studio_releases_api", url_prefix="/api/studio/releases")

    @routes.get("/")
    async def newest(request: Request) -> HTTPResponse:
        """Newest first; `behind` is the published version that no model was learnt for, or null."""
        await editor_of(request)
        studio = room(request)
        found = await studio.store.run(releases.newest)
        shown = {
            "releases": await studio.run(lambda: list(map(_release, found))),
            "behind": studio.releases.following.behind,
            "second_approval": studio.settings.second_approval,
        }
        return json(shown, headers=PRIVATE)

    @routes.get("/<release_id:int>")
    async def one(request: Request, release_id: int) -> HTTPResponse:
        await editor_of(request)
        studio = room(request)
        found = await studio.store.run(releases.of, release_id)
        return json({"release": await studio.run(_release, found)}, headers=PRIVATE)

    @routes.post("/")
    async def publish(request: Request) -> HTTPResponse:
        """`{"message": why, "despite": bool, "holds": bool}`; `despite` a worse test set, `holds` until approved."""
        staff = await publisher_of(request)
        given = body_of(request)
        message = _message(given)
        despite, holds = _flag(given, "despite"), _flag(given, "holds")
        begun = await room(request).releases.publish(staff, message, despite=despite, holds=holds)
        return json({"id": begun}, headers=PRIVATE)

    @routes.post("/anew")
    async def anew(request: Request) -> HTTPResponse:
        """Learns a model for what was published from elsewhere."""
        staff = await publisher_of(request)
        despite = _flag(body_of(request), "despite")
        return json({"id": await room(request).releases.anew(staff, despite=despite)}, headers=PRIVATE)

    @routes.post("/<release_id:int>/back")
    async def back(request: Request, release_id: int) -> HTTPResponse:
        staff = await publisher_of(request)
        message = _message(body_of(request))
        return json({"id": await room(request).releases.back(staff, release_id, message)}, headers=PRIVATE)

    @routes.post("/<release_id:int>/approve")
    async def approve(request: Request, release_id: int) -> HTTPResponse:
        staff = await publisher_of(request)
        body_of(request)
        await room(request).releases.approve(staff, release_id)
        return json({}, headers=PRIVATE)

    @routes.post("/<release_id:int>/cancel")
    async def cancel(request: Request, release_id: int) -> HTTPResponse:
        staff = await publisher_of(request)
        body_of(request)
        await room(request).releases.cancel(staff, release_id)
        return json({}, headers=PRIVATE)

    return routes


def _release(release: Released) -> dict[str, Any]:
    """`kept`: going back to it takes seconds."""
    return release.as_json() | {"kept": release.is_kept, "author": release.by}


def _message(given: Mapping[str, Any]) -> str:
    message = given.get("message")
    text = clean(message) if isinstance(message, str) else ""
    if not text or len(text) > _LONGEST_MESSAGE:
        raise BadRequest(f"say in 1 to {_LONGEST_MESSAGE} characters what changes and why")
    return text


def _flag(given: Mapping[str, Any], name: str) -> bool:
    flag = given.get(name, False)
    if not isinstance(flag, bool):
        raise BadRequest(f"{name} is malformed")
    return flag
