"""The desk's Socket.IO events, in a namespace of their own that needs a logged-in agent and our own page."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping
from functools import wraps
from typing import Any

import socketio
from socketio.exceptions import ConnectionRefusedError as Refusal

from service import conversations, events, phrases
from service.conversations import Row
from service.desk import holding, marks
from service.desk.hub import Desk
from service.desk.seats import NAMESPACE, Seat
from service.errors import BadRequest, Forbidden, NotFound, NotSignedIn, ServiceError
from service.rooms import Listener, Rooms
from service.runner import TurnRunner
from service.staff import guard, presence
from service.staff.models import AGENT
from shop.store import Store

logger = logging.getLogger(__name__)
Ack = dict[str, Any]


def as_staff_row(row: Row) -> dict[str, Any]:
    """The row as agents see it."""
    return row.as_json() | {"audience": row.audience}


class DeskSockets:
    """An ack is `{"ok": true, …}` or `{"ok": false, "error": {"code", "message"}}`, as in the widget's namespace."""

    def __init__(
        self, server: socketio.AsyncServer, desk: Desk, rooms: Rooms, runner: TurnRunner, store: Store
    ) -> None:
        self._desk, self._rooms, self._runner, self._store = desk, rooms, runner, store
        server.on("connect", self.connect, namespace=NAMESPACE)
        server.on("disconnect", self.disconnect, namespace=NAMESPACE)
        for name in ("watch", "unwatch", "typing", "read"):
            server.on(name, self._edge(getattr(self, name)), namespace=NAMESPACE)

    async def connect(self, sid: str, environ: Mapping[str, Any], auth: object = None) -> None:
        try:
            token = guard.token_of_socket(environ["sanic.request"])
            staff = await guard.staff_of_token(self._store, token)
            if not staff.may(AGENT):
                raise Forbidden()
        except ServiceError as error:
            raise Refusal(error.code) from None
        await self._store.run(presence.seen, [staff.id])
        await self._desk.seats.sit(Seat(sid, staff, token or ""))
        await self._desk.colleague_changed(staff.id)

    async def disconnect(self, sid: str, reason: object = None) -> None:
        await self._desk.seats.leave(sid)

    async def watch(self, seat: Seat, data: object) -> Ack:
        """The rows after `since`, and from now on what comes; a tab watches one conversation at a time."""
        asked = events.Watch.read(data)
        await self._desk.seats.look_away(seat)
        room = self._rooms.of(asked.conversation_id)
        async with room.lock:
            view = await self._store.run(conversations.enter, asked.conversation_id, asked.since, True)
            if view is None:
                raise NotFound()
            seat.watching = asked.conversation_id
            emit = self._desk.seats.emit
            self._rooms.enter(room, Listener(seat.sid, _speaker(view.id), view.last_seq, is_staff=True, emit=emit))
        await self._desk.seats.tell_viewers(asked.conversation_id)
        return {
            "ok": True,
            "rows": [as_staff_row(row) for row in view.rows],
            "holder": view.holder,
            "language": view.language,
            "closed": view.closed,
            "marks": await self._store.run(marks.of, asked.conversation_id),
            "viewers": self._desk.seats.viewers(asked.conversation_id),
            "typing": self._runner.is_running(asked.conversation_id),
        }

    async def unwatch(self, seat: Seat, data: object) -> Ack:
        await self._desk.seats.look_away(seat)
        return {"ok": True}

    async def typing(self, seat: Seat, data: object) -> Ack:
        """Only who holds the conversation is seen typing by the shopper; colleagues see everybody."""
        on = events.typing(data)
        room = self._rooms.of(self._watching(seat))
        told = {"author": "agent", "on": on}
        if await self._store.run(holding.is_held_by, room.conversation_id, seat.staff.id):
            await room.tell_shopper("typing", told)
        await room.tell_staff("typing", told | {"name": seat.staff.name}, but=seat.sid)
        return {"ok": True}

    async def read(self, seat: Seat, data: object) -> Ack:
        """Reading along is not reading for the shopper: only the holder's mark counts."""
        seq = events.seq(data)
        room = self._rooms.of(self._watching(seat))
        if not await self._store.run(holding.is_held_by, room.conversation_id, seat.staff.id):
            return {"ok": True}
        if await self._store.run(marks.read, room.conversation_id, marks.AGENT, seq):
            told = {"reader": marks.AGENT, "seq": seq}
            await room.announce("read", told)
            self._desk.changed(room.conversation_id)
        return {"ok": True}

    def _watching(self, seat: Seat) -> str:
        if seat.watching is None:
            raise BadRequest("no conversation is watched")
        return seat.watching

    def _edge(self, handler: Callable[[Seat, object], Awaitable[Ack]]) -> Callable[..., Awaitable[Ack]]:
        @wraps(handler)
        async def handle(sid: str, data: object = None, *_more: object) -> Ack:
            language = "en"
            try:
                seat = self._desk.seats.get(sid)
                if seat is None:
                    raise NotSignedIn()
                language = str(seat.staff.preferences.get("language", "en"))
                return await handler(seat, data)
            except ServiceError as error:
                code = error.code
            except Exception:
                logger.exception("%s failed", handler.__name__)
                code = ServiceError.code
            return {"ok": False, "error": {"code": code, "message": phrases.error(code, language)}}

        return handle


def _speaker(conversation_id: str) -> Callable[[Row], list[tuple[str, Any]]]:
    return lambda row: [("message", {"conversation_id": conversation_id, "row": as_staff_row(row)})]
