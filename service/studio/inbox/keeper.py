"""Keeps the inbox up to date while the service runs: takes in, notes what became of it, groups, has the draft read it.

Taking in costs little and goes on always. What needs a process that calculates is done only while editors look."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from datetime import timedelta

from service.clock import now
from service.studio.inbox import deciding as inbox_deciding
from service.studio.inbox import groups as inbox_groups
from service.studio.inbox import intake as inbox_intake
from service.studio.inbox import keeping as inbox_keeping
from service.studio.inbox import marks as inbox_marks
from service.studio.inbox import signals as inbox_signals
from service.studio.room import StudioRoom
from studio import standins, understanding
from studio.errors import StudioError
from studio.workers import LONG

logger = logging.getLogger(__name__)

_EVERY_S = 5.0
_LOOKED_AT_S = 1800.0
_SWEEP_EVERY_S = 3600.0
# a turn that ended just now may be committed later than one that ended after it
_OVERLAP = timedelta(minutes=1)
# what an edit changes is read when editing has paused, unless a refit has learnt it already
_QUIET_S = 60.0
_COMPARED_AT_ONCE = 64
_AFTER_FAILURE_S = 60.0


class Keeper:
    """One task; `look` says that an editor is there."""

    def __init__(self, room: StudioRoom) -> None:
        self._room = room
        self._task: asyncio.Task[None] | None = None
        self._looked: float | None = None
        self._swept: float | None = None
        self._wake = asyncio.Event()
        self._compared = ""
        self._draft = ("", 0.0)
        self._rests_until = 0.0

    def open(self) -> None:
        self._task = asyncio.create_task(self._keep_for_ever())

    async def close(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def look(self) -> None:
        if self._looked is None or time.monotonic() - self._looked > _LOOKED_AT_S:
            self._wake.set()
        self._looked = time.monotonic()

    async def collect(self) -> int:
        """Takes in what is new, and what became of what is there. How many messages came."""
        store, began = self._room.store, now()
        since = await store.run(inbox_marks.read)
        count = 0
        while rows := await store.run(inbox_intake.new, since - _OVERLAP, self._room.settings.languages):
            count += await store.run(inbox_intake.take, rows)
            if count >= inbox_keeping.MOST_OPEN or len(rows) < inbox_intake.AT_ONCE:
                break
        await store.run(inbox_marks.follow_up, since - _OVERLAP, began)
        return count

    async def group(self) -> int:
        """Finds the groups of what has none. How many items were read. Raises StudioError."""
        count = 0
        while todo := await self._room.store.run(inbox_groups.unread):
            texts = [standins.gist(text) for _, text, _ in todo]
            vectors = await self._room.workers.run(LONG, understanding.embed, texts)
            kinds = {kind for _, _, kind in todo}
            known = await self._room.store.run(inbox_groups.leaders, kinds, vectors.shape[1])
            leader_of = await self._room.run(inbox_groups.assigned, todo, vectors, known)
            by_id = {item: vector for (item, _, _), vector in zip(todo, vectors, strict=True)}
            await self._room.store.run(inbox_groups.keep, leader_of, by_id)
            count += len(todo)
        return count

    async def compare(self, version: str) -> int:
        """Has the quick refit of a version read what it has not read. How many items. Raises StudioError."""
        folder, count = str((await self._room.repository()).folder), 0
        while todo := await self._room.store.run(inbox_signals.not_compared, version, _COMPARED_AT_ONCE):
            texts = [standins.plain(text, language) for _, text, language in todo]
            rankings = await self._room.workers.run(LONG, understanding.understand, folder, version, texts)
            await self._room.store.run(inbox_signals.compared, version, [each[0] for each in todo], rankings)
            count += len(todo)
        return count

    async def _keep_for_ever(self) -> None:
        await self._room.store.run(inbox_marks.prepare)
        while True:
            try:
                await self._keep()
            except StudioError as error:
                logger.warning("the inbox is not grouped or compared now: %s", error)
                self._rests_until = time.monotonic() + _AFTER_FAILURE_S
            except Exception:
                logger.exception("the inbox was not brought up to date; it is tried again")
            self._wake.clear()
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(self._wake.wait(), _EVERY_S)

    async def _keep(self) -> None:
        await self.collect()
        await self._room.store.run(inbox_deciding.take_back_half_made)
        moment = time.monotonic()
        if self._swept is None or moment - self._swept > _SWEEP_EVERY_S:
            await self._room.store.run(inbox_keeping.sweep)
            self._swept = moment
        is_looked_at = self._looked is not None and moment - self._looked < _LOOKED_AT_S
        if is_looked_at and moment >= self._rests_until:
            await self.group()
            await self.compare(await self._version())

    async def _version(self) -> str:
        """The draft's newest version that was learnt or left alone for a while; else the one compared with before."""
        repository = await self._room.repository()
        draft = (await self._room.run(repository.draft)).version
        if draft == self._compared:
            return draft
        if draft != self._draft[0]:
            self._draft = (draft, time.monotonic())
        is_quiet = time.monotonic() - self._draft[1] > _QUIET_S
        if is_quiet or not self._compared or await self._is_learnt(draft):
            self._compared = draft
        return self._compared

    async def _is_learnt(self, version: str) -> bool:
        folder = str((await self._room.repository()).folder)
        return await self._room.workers.run(LONG, understanding.is_fitted, folder, version)
