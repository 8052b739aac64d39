"""Carries out what forgetting has noted: photographs on disk, and what Rasa remembers of a conversation."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping

from service import forgetting
from service.errors import BotUnreachable
from service.pictures import photo_file
from service.rasa import RasaClient
from service.settings import ServiceSettings
from shop.store import Store

logger = logging.getLogger(__name__)


class Eraser:
    def __init__(self, store: Store, rasa: RasaClient, settings: ServiceSettings) -> None:
        self._store = store
        self._rasa = rasa
        self._var = settings.var
        self._alone = asyncio.Lock()

    async def erase(self) -> None:
        """Erases what is noted, and strikes it off once it is gone; what cannot be done now stays for the next time."""
        # told twice, Rasa would end what the shopper has begun since the first time
        async with self._alone:
            await self._erase()

    async def _erase(self) -> None:
        noted = await self._store.run(forgetting.pending)
        if not noted:
            return
        photos = {number: subject for number, kind, subject in noted if kind == forgetting.PHOTO}
        trackers = {number: subject for number, kind, subject in noted if kind == forgetting.TRACKER}
        tasks = {number: subject for number, kind, subject in noted if kind == forgetting.TASKS}
        done = await asyncio.to_thread(self._unlink, photos)
        done += await self._tell(self._rasa.settle, tasks)
        done += await self._tell(self._rasa.forget, trackers)
        if done:
            await self._store.run(forgetting.carried_out, done)

    def _unlink(self, photos: Mapping[int, str]) -> list[int]:
        gone = []
        for number, photo_id in photos.items():
            try:
                photo_file(self._var, photo_id).unlink(missing_ok=True)
            except OSError as error:
                logger.error("photograph %s is still there: %s", photo_id, error.strerror)
            else:
                gone.append(number)
        return gone

    async def _tell(self, what: Callable[[list[str]], Awaitable[None]], noted: Mapping[int, str]) -> list[int]:
        if not noted:
            return []
        try:
            await what(list(noted.values()))
        except BotUnreachable as error:
            logger.warning("Rasa has not heard yet of %d conversations to forget or settle: %s", len(noted), error)
            return []
        return list(noted)
