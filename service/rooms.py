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
    """One socket in one conversation. `speak` turns a row into the events of this socket's protocol."""

    sid: str
    speak: Callable[[Row], list[tuple[str, Any]]]
    last_seq: int = 0
    language: str = "en"
    page: dict[str, Any] | None = None


@dataclass(eq=False)
class Room:
    """All sockets of one conversation. Hold `lock` while appending and sending, so that commits and sends keep step."""

    conversation_id: str
    emit: Emit
    store: Store
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    listeners: dict[str, Listener] = field(default_factory=dict)

    async def publish(self, rows: list[Row]) -> None:
        """Sends committed rows to every listener; one that has missed rows before these gets them first."""
        if not rows:
            return
        for listener in list(self.listeners.values()):
            if rows[0].seq > listener.last_seq + 1:
                await self._catch_up(listener)
            await self._send(listener, rows)

    async def catch_up(self) -> None:
        """Sends what another process has appended."""
        for listener in list(self.listeners.values()):
            await self._catch_up(listener)

    async def announce(self, event: str, data: Any) -> None:
        """Sends what is true now, and is no row."""
        for listener in list(self.listeners.values()):
            await self.emit(event, data, listener.sid)

    async def _catch_up(self, listener: Listener) -> None:
        last_seq, missed = await self.store.run(conversations.since, self.conversation_id, listener.last_seq)
        await self._send(listener, missed)
        listener.last_seq = max(listener.last_seq, last_seq)

    async def _send(self, listener: Listener, rows: list[Row]) -> None:
        for row in rows:
            if row.seq <= listener.last_seq:
                continue
            listener.last_seq = row.seq
            if not row.for_staff_only:
                for event, data in listener.speak(row):
                    await self.emit(event, data, listener.sid)


class Rooms:
    """The rooms of this process. A room lives as long as somebody listens or works in it."""

    def __init__(self, store: Store, emit: Emit) -> None:
        self._store = store
        self._emit = emit
        self._rooms: WeakValueDictionary[str, Room] = WeakValueDictionary()
        self._by_sid: dict[str, Room] = {}

    def of(self, conversation_id: str) -> Room:
        room = self._rooms.get(conversation_id)
        if room is None:
            room = self._rooms[conversation_id] = Room(conversation_id, self._emit, self._store)
        return room

    def of_socket(self, sid: str) -> Room | None:
        return self._by_sid.get(sid)

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
                async with room.lock:
                    await room.catch_up()
