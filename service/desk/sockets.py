"""The desk's Socket.IO events, in a namespace of their own that needs a logged-in agent and our own page."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping
from functools import wraps
from typing import Any

import socketio
from socketio.exceptions import ConnectionRefusedError as Refusal

from service import events, phrases
from service.conversations import Row
from service.desk import marks, rows, stays, view
from service.desk.hub import Desk
from service.desk.reading import Typists
from service.desk.seats import NAMESPACE, Seat
from service.desk.telling import state_of
from service.errors import BadRequest, Forbidden, NotSignedIn, ServiceError
from service.limiting import Limiter
from service.requests import address_of
from service.rooms import Listener, Rooms
from service.runner import TurnRunner
from service.staff import guard, presence
from service.staff.models import AGENT
from shop.store import Store

logger = logging.getLogger(__name__)
Ack = dict[str, Any]


class DeskSockets:
    """An ack is `{"ok": true, …}` or `{"ok": false, "error": {"code", "message"}}`, as in the widget's namespace."""

    def __init__(
        self,
        server: socketio.AsyncServer,
        desk: Desk,
        rooms: Rooms,
        runner: TurnRunner,
        store: Store,
        limiter: Limiter,
    ) -> None:
        self._desk, self._rooms, self._runner, self._store, self._limiter = desk, rooms, runner, store, limiter
        self._typists = Typists()
        server.on("connect", self.connect, namespace=NAMESPACE)
        server.on("disconnect", self.disconnect, namespace=NAMESPACE)
        for name in ("watch", "unwatch", "typing", "read"):
            server.on(name, self._edge(getattr(self, name)), namespace=NAMESPACE)

    async def connect(self, sid: str, environ: Mapping[str, Any], auth: object = None) -> None:
        request = environ["sanic.request"]
        try:
            await self._limiter.ask(address_of(request))
            token = guard.token_of_socket(request)
            staff = await guard.staff_of_token(self._store, token)
            if not staff.may(AGENT):
                raise Forbidden()
        except ServiceError as error:
            raise Refusal(error.code) from None
        await self._store.run(presence.seen, [staff.id])
        await self._desk.seats.sit(Seat(sid, staff, token or ""))
        await self._desk.colleague_changed(staff.id)

    async def disconnect(self, sid: str, reason: object = None) -> None:
        seat = self._desk.seats.get(sid)
        if seat is not None:
            await self._look_away(seat)
            await self._desk.seats.leave(sid)

    async def watch(self, seat: Seat, data: object) -> Ack:
        """The rows after `since`, of many the newest, and from now on what comes: `more` says that there are others in
        between. A tab watches one conversation at a time."""
        asked = events.Watch.read(data)
        await self._desk.check_session(seat)
        await self._look_away(seat)
        room = self._rooms.of(asked.conversation_id)
        async with room.lock:
            entered = await self._store.run(view.entered, asked.conversation_id, asked.since)
            seat.watching = asked.conversation_id
            speak = _speaker(asked.conversation_id)
            listener = Listener(seat.sid, speak, entered["last_seq"], is_staff=True, emit=self._deliver)
            self._rooms.enter(room, listener)
        state = state_of(await self._desk.item_of(asked.conversation_id))
        seat.told["state"] = state
        await self._desk.seats.tell_viewers(asked.conversation_id)
        return {
            "ok": True,
            **state,
            "rows": entered["rows"],
            "more": entered["more"],
            "marks": await self._store.run(marks.of, asked.conversation_id),
            "viewers": self._desk.seats.viewers(asked.conversation_id),
            "typing": self._runner.is_running(asked.conversation_id),
        }

    async def unwatch(self, seat: Seat, data: object) -> Ack:
        await self._look_away(seat)
        return {"ok": True}

    async def typing(self, seat: Seat, data: object) -> Ack:
        """Only who holds the conversation is seen typing by the shopper; colleagues see everybody."""
        on = events.typing(data)
        conversation_id = self._watching(seat)
        if self._typists.is_news(seat.sid, on):
            await self._tell_typing(seat, conversation_id, on)
        return {"ok": True}

    async def read(self, seat: Seat, data: object) -> Ack:
        """Reading along is not reading for the shopper: only the holder's mark counts."""
        seq = events.seq(data)
        conversation_id = self._watching(seat)
        if await self._store.run(stays.is_held_by, conversation_id, seat.staff.id):
            self._desk.read_marks.read(conversation_id, marks.AGENT, seq)
        return {"ok": True}

    async def _look_away(self, seat: Seat) -> None:
        if self._typists.leave(seat.sid) and seat.watching is not None:
            await self._tell_typing(seat, seat.watching, on=False)
        await self._desk.seats.look_away(seat)

    async def _tell_typing(self, seat: Seat, conversation_id: str, on: bool) -> None:
        room, told = self._rooms.of(conversation_id), {"author": "agent", "on": on}
        if await self._store.run(stays.is_held_by, conversation_id, seat.staff.id):
            await room.tell_shopper("typing", told)
        await room.tell_staff("typing", told | {"name": seat.staff.name}, but=seat.sid)

    async def _deliver(self, event: str, data: Any, sid: str) -> None:
        """What a listener of the desk is sent; with the bot's first row of a turn goes what it understood."""
        row = data.get("row")
        if isinstance(row, Row):
            has_turn = rows.turn_begun_by(row) is not None
            [shown] = await self._store.run(rows.with_turns, [row]) if has_turn else [rows.as_staff_row(row)]
            data = data | {"row": shown}
        await self._desk.seats.emit(event, data, sid)

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
    return lambda row: [("message", {"conversation_id": conversation_id, "row": row})]
