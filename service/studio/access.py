"""Who edits: the staff member as an author of commits, and the room that the studio's resources are in."""

from __future__ import annotations

from sanic import Request

from service.staff.accounts import Staff
from service.staff.guard import staff_of
from service.staff.models import EDITOR, PUBLISHER
from service.studio.room import StudioRoom
from studio.repository import Author


async def editor_of(request: Request) -> Staff:
    """Who is logged in and may edit: editors, publishers, admins. Raises as `staff_of`."""
    return await staff_of(request, EDITOR, PUBLISHER)


async def publisher_of(request: Request) -> Staff:
    """Who is logged in and may publish. Raises as `staff_of`."""
    return await staff_of(request, PUBLISHER)


def author(staff: Staff) -> Author:
    return Author(staff.name, staff.email)


def room(request: Request) -> StudioRoom:
    studio: StudioRoom = request.app.ctx.studio
    return studio
