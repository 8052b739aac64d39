"""The open tasks of a conversation, as a slot keeps them from turn to turn."""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from rasa_sdk.events import EventType, SlotSet

SLOT = "tasks"
OFFERED = "offer"  # what a frame awaits that was only offered: a yes begins it, anything else lets it go
_MOST_OPEN = 5
# what was asked longer ago is no longer in the shopper's mind: words that could mean anything are not the answer to it
FRESH_SECONDS = 30 * 60


@dataclass
class Frame:
    """`id` names this act for good, also when a turn is tried again. `awaits`: the need that was asked for last, at
    `asked_at` (seconds), `asked` times in a row."""

    kind: str
    id: str
    facts: dict[str, Any] = field(default_factory=dict)
    awaits: str | None = None
    asked: int = 0
    asked_at: float = 0.0

    def is_fresh(self) -> bool:
        return time.time() - self.asked_at < FRESH_SECONDS

    def asks(self, need: str) -> None:
        self.asked = self.asked + 1 if self.awaits == need else 1
        self.awaits, self.asked_at = need, time.time()


@dataclass
class Frames:
    """The open tasks, the one at hand last, and the e-mail address that the shopper has named. `chip`: the shopper sees
    an offer to go on with one."""

    open: list[Frame] = field(default_factory=list)
    email: str | None = None
    chip: bool = False

    @classmethod
    def of(cls, held: object) -> Frames:
        """What the slot holds; nothing of what an older version kept otherwise."""
        given: dict[str, Any] = held if isinstance(held, dict) else {}
        names = {each.name for each in fields(Frame)}
        kept = [Frame(**one) for one in given.get("open", ()) if isinstance(one, dict) and one.keys() == names]
        return cls(kept, given.get("email"), bool(given.get("chip")))

    @property
    def top(self) -> Frame | None:
        return self.open[-1] if self.open else None

    def take_offer(self) -> Frame | None:
        """The task that was offered last, off the stack: it is taken up now or not at all."""
        if self.top is not None and self.top.awaits == OFFERED:
            return self.open.pop()
        return None

    def by_id(self, frame_id: str | None) -> Frame | None:
        return next((frame for frame in self.open if frame.id == frame_id), None)

    def begin(self, frame: Frame) -> Frame:
        """Puts it on top. The same kind once more takes the place of the one before; the oldest of too many goes."""
        self.open = [each for each in self.open if each.kind != frame.kind][-(_MOST_OPEN - 1) :]
        self.open.append(frame)
        return frame

    def bring_up(self, frame: Frame) -> None:
        self.open = [each for each in self.open if each is not frame]
        self.open.append(frame)

    def end(self, frame: Frame) -> None:
        self.open = [each for each in self.open if each is not frame]

    def slots(self) -> list[EventType]:
        return [SlotSet(SLOT, asdict(self))]
