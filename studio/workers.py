"""Processes for what would keep the service from serving: models are fitted and many texts are read in them.

`QUICK` answers keystrokes and must never wait for `LONG`, which fits, compares and cross-validates."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import threading
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from studio.errors import StudioError

P = ParamSpec("P")
T = TypeVar("T")
QUICK, LONG = "quick", "long"


class WorkerDied(StudioError):
    """The process was killed, or ran out of memory; the next call starts another."""

    status = 503
    code = "worker_died"


class Workers:
    """One process of each kind, started at its first call. What a module keeps in globals stays between calls."""

    def __init__(self, var: Path) -> None:
        self._var = var
        self._pools: dict[str, ProcessPoolExecutor] = {}
        self._lock = threading.Lock()

    async def run(self, kind: str, verb: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Arguments and results are pickled. Raises what `verb` raises, and WorkerDied."""
        pool = self._pool(kind)
        try:
            return await asyncio.wrap_future(pool.submit(partial(verb, *args, **kwargs)))
        except BrokenProcessPool:
            with self._lock:
                if self._pools.get(kind) is pool:
                    del self._pools[kind]
            raise WorkerDied("the process that calculates has ended: try again") from None

    def close(self) -> None:
        with self._lock:
            for pool in self._pools.values():
                for process in list((pool._processes or {}).values()):
                    process.terminate()
                pool.shutdown(wait=False, cancel_futures=True)
            self._pools.clear()

    def _pool(self, kind: str) -> ProcessPoolExecutor:
        with self._lock:
            if kind not in self._pools:
                context = multiprocessing.get_context("spawn")
                nice = 0 if kind == QUICK else 10
                self._pools[kind] = ProcessPoolExecutor(1, context, initializer=_begin, initargs=(nice, str(self._var)))
            return self._pools[kind]


def _begin(nice: int, var: str) -> None:
    threading.Thread(target=_end_with_parent, daemon=True).start()
    os.nice(nice)
    os.environ["AISLE_VAR"] = var
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ.setdefault(name, "1")


def _end_with_parent() -> None:
    """A service that is killed cannot say goodbye, and its processes would wait for work for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def kept(make: Callable[[], T], _made: dict[Any, Any] = {}) -> T:  # noqa: B006 - one for the process is meant
    """What `make` returned the first time that this process asked for it."""
    if make not in _made:
        _made[make] = make()
    found: T = _made[make]
    return found
