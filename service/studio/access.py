"""Who edits: the staff member as an author of commits, and the room that the studio's resources are in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeGuard

from sanic import Request, Sanic

from service.errors import BadRequest, Forbidden, NotFound
from service.staff.accounts import Staff
from service.staff.guard import staff_of
from service.staff.models import EDITOR, PUBLISHER
from service.studio.room import StudioRoom
from studio.repository import Author

_GUARDED = "api/studio"
# what a column holds
_LARGEST_ID = 2**31 - 1


def install(app: Sanic) -> None:
    """Guards every route below /api/studio before it reads anything, also one that would forget to ask."""
    app.register_middleware(_guard, "request")


async def editor_of(request: Request) -> Staff:
    """Who is logged in and may edit: editors, publishers, admins. Raises as `staff_of`."""
    editor: Staff | None = getattr(request.ctx, "editor", None)
    return editor or await staff_of(request, EDITOR, PUBLISHER)


async def publisher_of(request: Request) -> Staff:
    """Who is logged in and may publish. Raises as `staff_of`."""
    staff = await editor_of(request)
    if not staff.may(PUBLISHER):
        raise Forbidden()
    return staff


def id_of(given: Mapping[str, Any], name: str) -> int:
    """The number of a row, as somebody asked for it. Raises BadRequest."""
    number = given.get(name)
    if not is_id(number):
        raise BadRequest(f"{name} is missing or no number of one")
    return int(number)


def is_id(number: object) -> TypeGuard[int]:
    return isinstance(number, int) and not isinstance(number, bool) and 0 < number <= _LARGEST_ID


async def _guard(request: Request) -> None:
    # the route's own path: an address can be written in many ways
    if request.route is not None and request.route.path.startswith(_GUARDED):
        request.ctx.editor = await editor_of(request)
        if any(isinstance(part, int) and part > _LARGEST_ID for part in request.match_info.values()):
            raise NotFound()


def author(staff: Staff) -> Author:
    return Author(staff.name, staff.email)


def room(request: Request) -> StudioRoom:
    studio: StudioRoom = request.app.ctx.studio
    return studio
