"""Who sits at the desk: every open tab of an agent's browser, what it shows, and how it is told things."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import socketio

from service.rooms import Rooms
from service.staff.accounts import Staff

NAMESPACE = "/desk"
_ALL = "desk"


@dataclass
class Seat:
    """`watching` is the conversation that the tab shows; `token` the session that it was opened with; `told` what the
    tab was told last of what is told on change only."""

    sid: str
    staff: Staff
    token: str
    watching: str | None = None
    told: dict[str, Any] = field(default_factory=dict)


class Seats:
    """Those of this process."""

    def __init__(self, server: socketio.AsyncServer, rooms: Rooms) -> None:
        self._server = server
        self._rooms = rooms
        self._seats: dict[str, Seat] = {}

    def __iter__(self) -> Iterator[Seat]:
        return iter(list(self._seats.values()))

    def get(self, sid: str) -> Seat | None:
        return self._seats.get(sid)

    def watched(self) -> set[str]:
        return {seat.watching for seat in self._seats.values() if seat.watching is not None}

    def staff_ids(self) -> set[str]:
        return {seat.staff.id for seat in self._seats.values()}

    async def sit(self, seat: Seat) -> None:
        self._seats[seat.sid] = seat
        await self._server.enter_room(seat.sid, _ALL, namespace=NAMESPACE)

    async def leave(self, sid: str) -> None:
        seat = self._seats.pop(sid, None)
        if seat is not None:
            await self.look_away(seat)

    async def look_away(self, seat: Seat) -> None:
        left, seat.watching = seat.watching, None
        self._rooms.leave(seat.sid)
        if left is not None:
            await self.tell_viewers(left)

    def viewers(self, conversation_id: str) -> list[dict[str, str]]:
        looking = {seat.staff.id: seat.staff.name for seat in self if seat.watching == conversation_id}
        return [{"id": staff_id, "name": name} for staff_id, name in looking.items()]

    async def tell_viewers(self, conversation_id: str) -> None:
        await self._rooms.of(conversation_id).tell_staff("viewers", {"viewers": self.viewers(conversation_id)})

    async def tell(self, staff_id: str, event: str, data: Any) -> None:
        """All open desks of one person."""
        for seat in self:
            if seat.staff.id == staff_id:
                await self.emit(event, data, seat.sid)

    async def tell_news(self, seat: Seat, event: str, data: Any) -> None:
        """Only what the tab does not know yet."""
        if seat.told.get(event) != data:
            seat.told[event] = data
            await self.emit(event, data, seat.sid)

    async def tell_all(self, event: str, data: Any) -> None:
        await self._server.emit(event, data, room=_ALL, namespace=NAMESPACE)

    async def emit(self, event: str, data: Any, sid: str) -> None:
        await self._server.emit(event, data, to=sid, namespace=NAMESPACE)

    async def send_away(self, seat: Seat) -> None:
        """Ends a desk whose session is over."""
        await self.emit("signed_out", {}, seat.sid)
        await self._server.disconnect(seat.sid, namespace=NAMESPACE)
