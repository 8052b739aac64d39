"""What the studio's routes share: the repository, threads to use it on, and the processes that calculate."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import ParamSpec, TypeVar

from service.rasa import RasaClient
from service.settings import ServiceSettings
from service.studio.releases.runner import Releases
from service.studio.trial.keeper import TrialKeeper
from shop.store import Store
from studio.releases import training
from studio.repository import Repository
from studio.workers import Workers

P = ParamSpec("P")
T = TypeVar("T")
_THREADS = 4


class StudioRoom:
    """Opened with the service; the repository and the processes only when somebody uses the studio."""

    def __init__(self, store: Store, rasa: RasaClient, settings: ServiceSettings) -> None:
        self.store = store
        self.rasa = rasa
        self.settings = settings
        self.workers = Workers(settings.var)
        self.trials = TrialKeeper(store, rasa)
        self._threads = ThreadPoolExecutor(_THREADS, "studio")
        self._repository: Repository | None = None
        # how a model is learnt; a test learns faster
        self.train_command = training.rasa_train()
        self.releases = Releases(self)

    async def open(self) -> None:
        """Nothing waits for it: a service whose repository is broken still serves shoppers."""
        self.trials.open()
        self.releases.open()

    async def close(self) -> None:
        self.releases.close()
        self.trials.close()
        self.workers.close()
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def repository(self) -> Repository:
        """Raises NoRepository."""
        if self._repository is None:
            self._repository = await self.run(Repository, self.settings.repository, self.settings.branch)
            await self.run(self._repository.repair)
        return self._repository

    async def run(self, verb: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """On a thread: git and files block."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, partial(verb, *args, **kwargs))
