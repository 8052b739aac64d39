"""Who reads and who types, told as it happens: a screen that scrolls or a hand that types is not a write each time."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable

logger = logging.getLogger(__name__)

_ONCE_IN_S = 1.0
Key = tuple[str, str]


class ReadMarks:
    """Marks by conversation and reader: the first is written at once, those that follow once in `_ONCE_IN_S`."""

    def __init__(self, write: Callable[[str, str, int], Awaitable[None]]) -> None:
        self._write = write
        self._later: dict[Key, int] = {}
        self._tasks: dict[Key, asyncio.Task[None]] = {}

    def read(self, conversation_id: str, reader: str, seq: int) -> None:
        key = (conversation_id, reader)
        self._later[key] = max(seq, self._later.get(key, 0))
        if key not in self._tasks:
            self._tasks[key] = asyncio.create_task(self._mark(key))

    async def close(self) -> None:
        """Writes what waits to be written."""
        for task in self._tasks.values():
            task.cancel()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)
        for key in list(self._later):
            await self._write(*key, self._later.pop(key))

    async def _mark(self, key: Key) -> None:
        try:
            while key in self._later:
                await self._write(*key, self._later.pop(key))
                await asyncio.sleep(_ONCE_IN_S)
        except Exception:
            # nobody awaits this task, and the next mark says the same and more
            logger.exception("a read mark was not written")
        finally:
            del self._tasks[key]


class Typists:
    """The sockets of those who type. Of a flood of changes others hear one a second."""

    def __init__(self) -> None:
        self._since: dict[str, float] = {}
        self._typing: set[str] = set()

    def is_news(self, sid: str, on: bool) -> bool:
        if not on:
            return self.stop(sid)
        if time.monotonic() - self._since.get(sid, float("-inf")) < _ONCE_IN_S:
            return False
        self._since[sid] = time.monotonic()
        self._typing.add(sid)
        return True

    def stop(self, sid: str) -> bool:
        """Whether they were typing."""
        was_typing = sid in self._typing
        self._typing.discard(sid)
        return was_typing

    def leave(self, sid: str) -> bool:
        """Whether they were typing until they left."""
        self._since.pop(sid, None)
        return self.stop(sid)
