"""The line that shoppers stand in: whose turn it is, and about how long that will take."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.clock import now
from service.desk.items import Item
from service.desk.models import Assignment
from service.models import QUEUE
from shop.store import reads

_LOOKS_BACK = timedelta(minutes=30)
# of fewer nothing can be said
_FEWEST = 3

_assignments = Assignment.__table__


@dataclass(frozen=True)
class Place:
    """`place` 1 is next; `wait_s` None where too little has happened lately to say."""

    place: int
    wait_s: int | None

    def as_json(self) -> dict[str, int | None]:
        return {"place": self.place, "wait_s": self.wait_s}


def places(items: Iterable[Item], seconds_each: float | None) -> dict[str, Place]:
    """By conversation, of those that wait; the order is `assigning.waiting`'s."""
    line = sorted(
        (item for item in items if item["holder"] == QUEUE and item["handoff_id"] is not None),
        key=lambda item: (item["priority"], item["waiting_since"], item["handoff_id"]),
    )
    return {
        item["conversation_id"]: Place(place, None if seconds_each is None else round(seconds_each * place))
        for place, item in enumerate(line, 1)
    }


@reads
def seconds_each(session: Session) -> float | None:
    """How often somebody in the line has been helped lately: whoever is served first makes room for the next."""
    since = now() - _LOOKS_BACK
    query = select(func.count(), func.min(_assignments.c.began)).where(_assignments.c.began > since)
    count, first = session.execute(query).one()
    return (now() - first).total_seconds() / count if count >= _FEWEST else None
