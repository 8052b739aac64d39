"""Who listens to a conversation, and what each has been sent: every row once, in order."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from weakref import WeakValueDictionary

from service import conversations
from service.conversations import Row
from shop.store import Store

Emit = Callable[[str, str, Any], Awaitable[None]]


@dataclass
class Listener:
    """One socket in one conversation. `speak` turns a row into the events of this socket's protocol.

    With `is_staff` it gets the rows for staff, too; `emit` sends where the room's own way does not lead."""

    sid: str
    speak: Callable[[Row], list[tuple[str, Any]]]
    last_seq: int = 0
    language: str = "en"
    page: dict[str, Any] | None = None
    is_staff: bool = False
    emit: Emit | None = None


@dataclass(eq=False)
class Room:
    """All sockets of one conversation. Hold `lock` while appending and sending, so that commits and sends keep step."""

    conversation_id: str
    emit: Emit
    store: Store
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    listeners: dict[str, Listener] = field(default_factory=dict)
    # told that there are new rows, whoever listens
    heard: Callable[[str], None] = lambda _conversation_id: None

    async def publish(self, rows: list[Row]) -> None:
        """Sends committed rows to every listener; one that has missed rows before these gets them first."""
        if not rows:
            return
        self.heard(self.conversation_id)
        for listener in list(self.listeners.values()):
            if rows[0].seq > listener.last_seq + 1:
                await self._catch_up(listener)
            await self._send(listener, rows)

    async def catch_up(self) -> None:
        """Sends what another process has appended."""
        for listener in list(self.listeners.values()):
            await self._catch_up(listener)

    async def announce(self, event: str, data: dict[str, Any]) -> None:
        """Sends everybody what is true now, and is no row."""
        await self.tell_shopper(event, data)
        await self.tell_staff(event, data)

    async def tell_shopper(self, event: str, data: dict[str, Any]) -> None:
        for listener in list(self.listeners.values()):
            if not listener.is_staff:
                await self._emit(listener, event, data)

    async def tell_staff(self, event: str, data: dict[str, Any], but: str | None = None) -> None:
        """Staff look at several conversations one after the other: theirs says of which it is."""
        for listener in list(self.listeners.values()):
            if listener.is_staff and listener.sid != but:
                await self._emit(listener, event, data | {"conversation_id": self.conversation_id})

    async def _emit(self, listener: Listener, event: str, data: Any) -> None:
        await (listener.emit or self.emit)(event, data, listener.sid)

    async def _catch_up(self, listener: Listener) -> None:
        missing = (self.conversation_id, listener.last_seq, listener.is_staff)
        last_seq, missed = await self.store.run(conversations.since, *missing)
        await self._send(listener, missed)
        listener.last_seq = max(listener.last_seq, last_seq)

    async def _send(self, listener: Listener, rows: list[Row]) -> None:
        for row in rows:
            if row.seq <= listener.last_seq:
                continue
            listener.last_seq = row.seq
            if listener.is_staff or not row.for_staff_only:
                for event, data in listener.speak(row):
                    await self._emit(listener, event, data)


class Rooms:
    """The rooms of this process. A room lives as long as somebody listens or works in it."""

    def __init__(self, store: Store, emit: Emit) -> None:
        self._store = store
        self._emit = emit
        self.heard: Callable[[str], None] = lambda _conversation_id: None
        self._rooms: WeakValueDictionary[str, Room] = WeakValueDictionary()
        self._by_sid: dict[str, Room] = {}

    def of(self, conversation_id: str) -> Room:
        room = self._rooms.get(conversation_id)
        if room is None:
            room = self._rooms[conversation_id] = Room(conversation_id, self._emit, self._store)
            room.heard = self.heard
        return room

    def of_socket(self, sid: str) -> Room | None:
        return self._by_sid.get(sid)

    def is_listened_to(self, conversation_id: str) -> bool:
        room = self._rooms.get(conversation_id)
        return room is not None and bool(room.listeners)

    def enter(self, room: Room, listener: Listener) -> None:
        """A socket is in one room: entering another leaves the first."""
        self.leave(listener.sid)
        room.listeners[listener.sid] = listener
        self._by_sid[listener.sid] = room

    def leave(self, sid: str) -> None:
        room = self._by_sid.pop(sid, None)
        if room is not None:
            room.listeners.pop(sid, None)

    async def catch_up(self) -> None:
        """Sends what other processes have appended to the conversations that somebody here listens to."""
        rooms = {room.conversation_id: room for room in self._by_sid.values()}
        if not rooms:
            return
        for conversation_id, last_seq in (await self._store.run(conversations.last_seqs, list(rooms))).items():
            room = rooms[conversation_id]
            if any(listener.last_seq < last_seq for listener in list(room.listeners.values())):
                self.heard(conversation_id)
                async with room.lock:
                    await room.catch_up()
