"""Runs turns: asks the bot, writes the answer, sends it, goes on with what waited behind it."""

from __future__ import annotations

import asyncio
import logging
import socket
import time
import uuid
from collections.abc import Coroutine
from functools import partial
from typing import Any

from service import conversations, patience, turns
from service.clock import now
from service.eraser import Eraser
from service.errors import BotRefused
from service.models import BOT
from service.rasa import RasaClient
from service.rooms import Room, Rooms
from service.settings import ServiceSettings
from service.support import Support
from service.turns import Ended, Work
from service.watch import Watch
from shop.store import Store

logger = logging.getLogger(__name__)

_SWEEP_S = 2.0
# told *within* the time: saying it takes a moment, too
_IN_TIME = 0.95
# a faster answer needs no typing dots
_TYPING_AFTER_S = 0.15


class TurnRunner:
    """One task a running turn, and a sweep every _SWEEP_S for what another process left behind."""

    def __init__(
        self, store: Store, rooms: Rooms, rasa: RasaClient, settings: ServiceSettings, support: Support
    ) -> None:
        # a port is one process's at a time: whoever held it before is dead
        self._place = f"{socket.gethostname()}:{settings.port}"
        self.owner = f"{self._place}/{uuid.uuid4().hex}"
        self._store = store
        self._rooms = rooms
        self._rasa = rasa
        self._eraser = Eraser(store, rasa, settings)
        self._support = support
        self._watch = Watch(
            _IN_TIME * settings.slow_after_s, settings.queue_after_s, self._tell_slow, self._give_to_people
        )
        self._running: dict[str, asyncio.Task[None]] = {}
        self._held: dict[str, str] = {}
        self._others: set[asyncio.Task[None]] = set()

    async def open(self) -> None:
        """Goes on with what this process's predecessor left. Call it when the port is ours."""
        await self._store.run(turns.release_of_predecessors, self._place, self.owner)
        self._spawn(self._sweep_for_ever())

    async def close(self) -> None:
        """Stops working and lets go of the leases: another process, or this one's successor, goes on."""
        self._watch.close()
        tasks = [*self._running.values(), *self._others]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._store.run(turns.release, self.owner)

    def is_running(self, conversation_id: str) -> bool:
        return conversation_id in self._running

    def begin(self, work: Work) -> None:
        """Starts on a turn whose lease this process holds."""
        self._running[work.conversation_id] = asyncio.create_task(self._run(work))

    def watch(self, turn_id: str, age_s: float = 0.0) -> None:
        """Sees to it that the shopper hears of a turn, running or waiting, that is not answered in time."""
        self._watch.begin(turn_id, age_s)

    async def answered(self, turn_id: str, timeout_s: float) -> bool:
        """Returns when the turn has ended or people have the conversation; False when the time is up."""
        return await self._watch.ended(turn_id, timeout_s)

    async def changed(self, room: Room, holder: str, language: str) -> None:
        """Tells the shopper who holds the conversation; where people do, no turn of it keeps anybody waiting."""
        await room.tell_shopper("state", {"language": language, "holder": conversations.seen_holder(holder)})
        if holder != BOT:
            self._watch.end_all_of(room.conversation_id)

    def erase_soon(self) -> None:
        """Carries out what was noted to be erased or settled, before the sweep does."""
        self._spawn(self._eraser.erase())

    async def _run(self, first: Work) -> None:
        room, work = self._rooms.of(first.conversation_id), first
        try:
            while True:
                self._held[first.conversation_id] = work.id
                if not work.is_greeting:
                    self.watch(work.id, (now() - work.created).total_seconds())
                ended = await self._answer(room, work)
                if ended is None or ended.next is None:
                    return
                work = ended.next
        except Exception:
            # nobody awaits this task. The turn's row is still open: the sweep finds it when its lease has run out
            logger.exception("turn %s: its answer could not be written", work.id)
        finally:
            if self._running.get(first.conversation_id) is asyncio.current_task():
                del self._running[first.conversation_id]
                del self._held[first.conversation_id]

    async def _answer(self, room: Room, work: Work) -> Ended | None:
        began = time.monotonic()
        typing = asyncio.get_running_loop().call_later(_TYPING_AFTER_S, self._show_typing, room)
        try:
            answer = await self._rasa.answer(work)
        except BotRefused as error:
            logger.error("turn %s: %s", work.id, error)
            end: Any = partial(turns.fail, support=self._support)
            forgets = False
        else:
            end = partial(turns.finish, answer=answer, support=self._support)
            forgets = answer.forget
        finally:
            typing.cancel()
        async with room.lock:
            ended: Ended | None = await self._store.run(end, work=work, owner=self.owner)
            if ended is None:
                logger.warning("turn %s: another process has taken it over", work.id)
                return None
            await room.publish(ended.rows)
            if time.monotonic() - began > _TYPING_AFTER_S:
                await room.announce("typing", {"author": BOT, "on": False})
            if ended.holder != work.holder or ended.language != work.language:
                await self.changed(room, ended.holder, ended.language)
        self._watch.end(work.id)
        if forgets:
            # before the next turn, which would go on from what Rasa remembers
            await self._eraser.erase()
        logger.debug("turn %s took %.0f ms", work.id, 1000 * (time.monotonic() - began))
        return ended

    def _show_typing(self, room: Room) -> None:
        self._spawn(room.announce("typing", {"author": BOT, "on": True}))

    def _tell_slow(self, turn_id: str) -> None:
        self._spawn(self._tell(patience.tell_slow, turn_id))

    def _give_to_people(self, turn_id: str) -> None:
        self._spawn(self._tell(partial(patience.give_to_people, support=self._support), turn_id))

    async def _tell(self, verb: Any, turn_id: str) -> None:
        room = self._rooms.of(turns.conversation_of(turn_id))
        async with room.lock:
            told = await self._store.run(verb, turn_id)
            if told is not None:
                await room.publish(told.rows)
                if told.holder != BOT:
                    await self.changed(room, told.holder, told.language)

    async def _sweep_for_ever(self) -> None:
        while True:
            try:
                await self._sweep()
            except Exception:
                logger.exception("the sweep failed; the next one tries again")
            await asyncio.sleep(_SWEEP_S)

    async def _sweep(self) -> None:
        if self._held:
            await self._store.run(turns.renew, self.owner, list(self._held.values()))
        for turn_id in await self._store.run(patience.left_behind):
            if not self.is_running(turns.conversation_of(turn_id)):
                work = await self._store.run(turns.claim, turn_id, self.owner)
                if work is not None:
                    logger.info("turn %s: left behind, goes on here", turn_id)
                    self.begin(work)
        awaited = self._watch.awaited()
        if awaited:
            for turn_id in await self._store.run(turns.over, awaited):
                self._watch.end(turn_id)
        await self._rooms.catch_up()
        await self._eraser.erase()

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        # asyncio keeps only weak references to tasks
        task = asyncio.create_task(work)
        self._others.add(task)
        task.add_done_callback(self._finished)

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._others.discard(task)
        if not task.cancelled() and task.exception() is not None:
            logger.error("a background task failed", exc_info=task.exception())
