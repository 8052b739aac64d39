"""Sees to it that Rasa has the model that is tried while a trial runs, also after Rasa was started anew."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Mapping

from service.errors import BotRefused, BotUnreachable
from service.rasa import RasaClient
from service.studio import trial
from service.studio.trial import Offer, Tried
from service.studio.trial import releases as trial_releases
from service.studio.trial.models import LIVE, MADE_LIVE, STOPPED, TRIAL
from shop.store import Store
from studio.errors import Conflict, StudioError

logger = logging.getLogger(__name__)

EVERY_S = 3.0
# a model that Rasa could not load is tried again, but not at each look
_REFUSED_S = 60.0


class BotAway(StudioError):
    status = 503
    code = "bot_away"


class NotLoaded(StudioError):
    """The model is broken, or not one that Rasa can serve."""

    status = 422
    code = "not_loaded"


class TrialKeeper:
    """`is_loaded`: whether Rasa had the model of the running trial when it was last asked."""

    def __init__(self, store: Store, rasa: RasaClient) -> None:
        self._store = store
        self._rasa = rasa
        self._task: asyncio.Task[None] | None = None
        self._alone = asyncio.Lock()
        self._is_tidy = False
        self._refused_until = 0.0
        self.is_loaded = False

    def open(self) -> None:
        self._task = asyncio.create_task(self._keep())

    def close(self) -> None:
        if self._task is not None:
            self._task.cancel()

    async def look(self) -> None:
        """Loads what is missing, takes out what is no longer tried, and ends a trial whose release has gone live, or
        never will.

        Raises BotUnreachable."""
        async with self._alone:
            tried = await self._store.run(trial.running)
            if tried is None:
                await self._tidy()
            else:
                self._is_tidy = False
                await self._serve(tried)

    async def prepare(self, offer: Offer) -> str:
        """Has Rasa load what is to be tried; the name of what is live. Raises BotAway, NotLoaded, and Conflict where
        it is live already."""
        async with self._alone:
            try:
                live = _named((await self._rasa.models())[LIVE])
                if live == offer.model:
                    raise Conflict("this release is live already")
                await self._rasa.load(TRIAL, offer.path, offer.model)
            except BotUnreachable:
                raise BotAway("the bot is not there: try again") from None
            except BotRefused as error:
                raise NotLoaded(f"the bot cannot load this release’s model: {error}") from None
            # not taken out again before the trial is written down
            self._is_tidy = True
        return live

    async def _serve(self, tried: Tried) -> None:
        if await self._store.run(trial_releases.is_gone, tried.release_id):
            await self._store.run(trial.end, tried.id, STOPPED, None)
            return
        self.is_loaded, models = False, await self._rasa.models()
        if _named(models[LIVE]) == tried.model:
            await self._store.run(trial.end, tried.id, MADE_LIVE, None)
            return
        self.is_loaded = _named(models[TRIAL]) == tried.model
        if self.is_loaded or time.monotonic() < self._refused_until:
            return
        try:
            await self._rasa.load(TRIAL, tried.path, tried.model)
        except BotRefused as error:
            self._refused_until = time.monotonic() + _REFUSED_S
            logger.error("the model of trial %s cannot be loaded: %s", tried.id, error)
        else:
            self.is_loaded = True
            logger.info("trial %s: Rasa was told its model", tried.id)

    async def _tidy(self) -> None:
        """Only a trial's own model is taken out."""
        self.is_loaded, self._refused_until = False, 0.0
        if self._is_tidy:
            return
        ended = {each.model for each in await self._store.run(trial.newest)}
        if ended and _named((await self._rasa.models())[TRIAL]) in ended:
            await self._rasa.load(TRIAL, None, "")
        self._is_tidy = True

    async def _keep(self) -> None:
        while True:
            try:
                await self.look()
            except BotUnreachable as error:
                logger.debug("Rasa was not asked for its models: %s", error)
            except Exception:
                logger.exception("looking after the trial failed; the next look tries again")
            await asyncio.sleep(EVERY_S)


def _named(served: Mapping[str, str] | None) -> str:
    return served["name"] if served else ""
