"""Clocks of turns that have not been answered: who must hear of it when, and who waits for the end."""

from __future__ import annotations

import asyncio
from collections.abc import Callable


class Watch:
    """For each turn two timers, and a future where a caller waits. Times are counted from the turn's creation."""

    def __init__(
        self, slow_after_s: float, queue_after_s: float, on_slow: Callable[[str], None], on_queue: Callable[[str], None]
    ) -> None:
        self._slow_after_s = slow_after_s
        self._queue_after_s = queue_after_s
        self._on_slow = on_slow
        self._on_queue = on_queue
        self._timers: dict[str, list[asyncio.TimerHandle]] = {}
        self._ends: dict[str, asyncio.Future[None]] = {}

    def begin(self, turn_id: str, age_s: float = 0.0) -> None:
        if turn_id not in self._timers:
            loop = asyncio.get_running_loop()
            self._timers[turn_id] = [
                loop.call_later(max(0.0, self._slow_after_s - age_s), self._on_slow, turn_id),
                loop.call_later(max(0.0, self._queue_after_s - age_s), self._time_is_up, turn_id),
            ]

    def end(self, turn_id: str) -> None:
        for timer in self._timers.pop(turn_id, ()):
            timer.cancel()
        future = self._ends.pop(turn_id, None)
        if future is not None and not future.done():
            future.set_result(None)

    def end_all_of(self, conversation_id: str) -> None:
        prefix = f"{conversation_id}-"
        for turn_id in [*self._timers, *self._ends]:
            if turn_id.startswith(prefix):
                self.end(turn_id)

    async def ended(self, turn_id: str, timeout_s: float) -> bool:
        """Whether `end` came within the time. Ask in the same step as `begin`, or an early end goes unseen."""
        future = self._ends.setdefault(turn_id, asyncio.get_running_loop().create_future())
        done, _ = await asyncio.wait({future}, timeout=timeout_s)
        if not done:
            self._ends.pop(turn_id, None)
        return bool(done)

    def awaited(self) -> list[str]:
        return list(self._ends)

    def _time_is_up(self, turn_id: str) -> None:
        self._timers.pop(turn_id, None)
        self._on_queue(turn_id)

    def close(self) -> None:
        for turn_id in [*self._timers, *self._ends]:
            self.end(turn_id)
