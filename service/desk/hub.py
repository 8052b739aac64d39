"""The desk of this process: moves conversations, tells everybody at the desk what is new, and watches the clocks."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Concatenate, ParamSpec

import socketio
from sqlalchemy.orm import Session

from service.conversations import Row
from service.desk import assigning, items, marks, overdue
from service.desk.holding import Moved
from service.desk.items import Item
from service.desk.lists import Lists
from service.desk.reading import ReadMarks
from service.desk.seats import Seat, Seats
from service.desk.telling import Telling
from service.errors import Forbidden, NotFound, Refused
from service.models import BOT
from service.rooms import Rooms
from service.runner import TurnRunner
from service.settings import ServiceSettings
from service.staff import guard, presence
from service.staff.models import AGENT
from service.support import Support
from shop.store import Store

logger = logging.getLogger(__name__)
P = ParamSpec("P")

# changes that come together are told together
_GATHERED_S = 0.03
_SEEN_EVERY_S, _SWEPT_EVERY_S, _CLOCKS_EVERY_S, _CHECKED_EVERY_S, _PACED_EVERY_S = 4.0, 2.0, 1.0, 8.0, 15.0


class Desk:
    """Every new row of a conversation ends in `changed`; every verb that moves one goes through `move`."""

    def __init__(
        self,
        store: Store,
        rooms: Rooms,
        runner: TurnRunner,
        server: socketio.AsyncServer,
        settings: ServiceSettings,
        support: Support,
    ) -> None:
        self.lists = Lists(store)
        self.seats = Seats(server, rooms)
        self.read_marks = ReadMarks(self._mark_read)
        self._store, self._rooms, self._runner = store, rooms, runner
        self._settings, self._support = settings, support
        self._telling = Telling(store, rooms, self.lists, self.seats, settings.away_after_s)
        self._changed: set[str] = set()
        self._wake = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        rooms.heard = self.changed

    async def open(self) -> None:
        await self.lists.look_at_the_pace()
        await self.lists.renew(await self.lists.outdated())
        for every_s, work in (
            (_SEEN_EVERY_S, self._say_who_is_here),
            (_SWEPT_EVERY_S, self._sweep),
            (_CLOCKS_EVERY_S, self._look_at_the_clocks),
            (_CHECKED_EVERY_S, self._check_sessions),
            (_PACED_EVERY_S, self.lists.look_at_the_pace),
        ):
            self._tasks.append(asyncio.create_task(self._again_and_again(every_s, work)))
        self._tasks.append(asyncio.create_task(self._tell_for_ever()))

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.read_marks.close()

    def changed(self, conversation_id: str) -> None:
        """Something of a conversation is new: whoever has it in a list hears of it soon."""
        self._changed.add(conversation_id)
        self._wake.set()

    def place_of(self, conversation_id: str) -> dict[str, int | None] | None:
        place = self.lists.places.get(conversation_id)
        return place.as_json() if place else None

    async def move(
        self,
        verb: Callable[Concatenate[Session, str, P], Moved | None],
        conversation_id: str,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> Moved | None:
        """A verb of `holding` on one conversation, and the telling of it. Raises what the verb raises."""
        async with self._rooms.of(conversation_id).lock:
            moved: Moved | None = await self._store.run(verb, conversation_id, *args, **kwargs)
            if moved is not None:
                await self._tell_moved(moved)
        return moved

    async def append(
        self,
        verb: Callable[Concatenate[Session, str, P], tuple[Row, bool]],
        conversation_id: str,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> Row:
        """A verb that appends a row unless it is there already. Raises what the verb raises."""
        room = self._rooms.of(conversation_id)
        async with room.lock:
            row, is_repeated = await self._store.run(verb, conversation_id, *args, **kwargs)
            if not is_repeated:
                await room.publish([row])
        return row

    async def append_all(
        self,
        verb: Callable[Concatenate[Session, str, P], tuple[list[Row], bool]],
        conversation_id: str,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> list[Row]:
        """The same with a verb that appends several."""
        room = self._rooms.of(conversation_id)
        async with room.lock:
            rows, is_repeated = await self._store.run(verb, conversation_id, *args, **kwargs)
            if not is_repeated:
                await room.publish(rows)
        return rows

    async def colleague_changed(self, staff_id: str, chosen: str | None = None) -> None:
        """Somebody came, or has `chosen` a presence in one of their tabs."""
        if chosen is not None:
            await self.seats.tell(staff_id, "me", {"presence": chosen})
        await self._telling.colleagues()
        self._wake.set()

    async def item_of(self, conversation_id: str) -> Item:
        """As it is now, whether it is in a list or not. Raises NotFound."""
        found = await self._store.run(items.of, [conversation_id])
        if conversation_id not in found:
            raise NotFound()
        return self.lists.with_place(found[conversation_id])

    async def _tell_moved(self, moved: Moved) -> None:
        """Call it with the room's lock held."""
        room = self._rooms.of(moved.conversation_id)
        await room.publish(moved.rows)
        await self._runner.changed(room, moved.holder, moved.language)
        self.changed(moved.conversation_id)
        if moved.holder == BOT:
            # what an agent has settled is to be gone before the shopper's next message
            self._runner.erase_soon()

    async def _tell_for_ever(self) -> None:
        while True:
            await self._wake.wait()
            await asyncio.sleep(_GATHERED_S)
            self._wake.clear()
            changed, self._changed = self._changed, set()
            try:
                await self._telling.lists_changed(list(changed))
                await self._telling.places()
                await self._give_out()
            except Exception:
                logger.exception("the desk's lists were not told; the sweep tries again")

    async def _give_out(self) -> None:
        """What waits, to whoever is free."""
        if not await self._store.run(assigning.is_due, self._support.away_after_s):
            return
        for moved in await self._store.run(assigning.assign, self._support, self._settings.widen_after_s):
            async with self._rooms.of(moved.conversation_id).lock:
                await self._tell_moved(moved)

    async def _look_at_the_clocks(self) -> None:
        limits = (self._support, self._settings.quiet_s, self._settings.widen_after_s)
        for late in await self._store.run(overdue.found, *limits):
            try:
                if await self.move(overdue.let_go, late.conversation_id, late, *limits):
                    logger.info("conversation %s has left its agent: %s", late.conversation_id, late.how)
            except Exception:
                # the others are not to wait for this one
                logger.exception("conversation %s could not leave its agent", late.conversation_id)
        await self._telling.places()
        await self._give_out()

    async def _sweep(self) -> None:
        """What other processes changed, and who has come and gone."""
        for conversation_id in await self.lists.outdated():
            self.changed(conversation_id)
        await self._telling.colleagues()

    async def _mark_read(self, conversation_id: str, reader: str, seq: int) -> None:
        marked = await self._store.run(marks.read, conversation_id, reader, seq)
        if marked is None:
            return
        room, told = self._rooms.of(conversation_id), {"reader": reader, "seq": marked}
        await room.tell_staff("read", told)
        if reader == marks.AGENT:
            await room.tell_shopper("read", told)
            self.changed(conversation_id)

    async def _say_who_is_here(self) -> None:
        if staff_ids := self.seats.staff_ids():
            await self._store.run(presence.seen, staff_ids)

    async def _check_sessions(self) -> None:
        """A session that was ended, or an account that was disabled, ends its open desks."""
        for seat in self.seats:
            try:
                await self.check_session(seat)
            except Refused:
                await self.seats.send_away(seat)

    async def check_session(self, seat: Seat) -> None:
        """Raises NotSignedIn and Forbidden."""
        seat.staff = await guard.staff_of_token(self._store, seat.token)
        if not seat.staff.may(AGENT):
            raise Forbidden()

    async def _again_and_again(self, every_s: float, work: Callable[[], Awaitable[None]]) -> None:
        while True:
            await asyncio.sleep(every_s)
            try:
                await work()
            except Exception:
                logger.exception("%s failed; it is tried again", work.__name__)
