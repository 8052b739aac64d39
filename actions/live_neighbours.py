"""Keeping recommendations at what customers look at and buy, while the shop serves.

A thread of the actions process, beside `LiveKnowledge`: once a minute what was done since is added to popularity, one
small query; when behaviour has grown enough, neighbours are computed by a process of its own, at low priority."""

from __future__ import annotations

import logging
import subprocess
import sys
import threading
from collections.abc import Callable

from sqlalchemy.exc import SQLAlchemyError

from shop import neighbours
from shop.errors import ShopError
from shop.store import Store

log = logging.getLogger(__name__)

LOOK_SECONDS = 60.0
_MOST_SECONDS = 3600.0  # a computation that takes longer hangs


def compute_aside() -> None:
    """Raises CalledProcessError, TimeoutExpired, OSError."""
    subprocess.run(
        ["nice", "-n", "10", sys.executable, "-m", "shop.neighbours", "--if-grown"],  # noqa: S607
        check=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        timeout=_MOST_SECONDS,
    )


class LiveNeighbours:
    """`step` does one look and is what the thread repeats; a failure is logged and tried again."""

    def __init__(self, store: Store, compute: Callable[[], None] = compute_aside) -> None:
        self._store, self._compute = store, compute
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="live-neighbours", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Waits for the counting that is going on, but not for a computation of another process."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(timeout=2)

    def step(self) -> bool:
        """Whether neighbours were computed."""
        with self._store.transaction() as session:
            neighbours.count_popularity(session)
            grown = neighbours.growth(session)
        if not grown.is_worth_a_rebuild:
            return False
        self._compute()
        return True

    def _run(self) -> None:
        while not self._stopping.wait(LOOK_SECONDS):
            try:
                self.step()
            except (ShopError, SQLAlchemyError, OSError, subprocess.SubprocessError) as error:
                log.error("recommendations stay as they were, next try in %.0f s: %s", LOOK_SECONDS, error)
