"""Rasa's SQL tracker store, with the conversations of the moment kept in memory."""

from __future__ import annotations

import copy
import json
from collections import OrderedDict
from typing import Any

import sqlalchemy as sa
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import SessionStarted
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy.pool import StaticPool

_KEPT = 256


class RememberingTrackerStore(SQLTrackerStore):
    """Building a tracker from its rows costs more than everything else in a turn: 24 of 60 ms at eight turns.

    A tracker is taken out while a turn works on it and put back when it is saved, so one that a failed turn has changed
    is never seen again. Another rasa process may have gone on with a conversation: the number of its last row tells."""

    def __init__(self, domain: Domain | None = None, event_broker: EventBroker | None = None, **settings: Any) -> None:
        super().__init__(domain=domain, event_broker=event_broker, **settings)
        self._kept: OrderedDict[str, tuple[DialogueStateTracker, int]] = OrderedDict()
        # how many events of a tracker that is being worked on have rows
        self._stored: dict[str, int] = {}
        if self.engine.dialect.name == "sqlite":
            self._keep_one_connection()

    def beside(self) -> RememberingTrackerStore:
        """The same rows for another model, whose trackers have the slots of its own domain."""
        other = copy.copy(self)
        other._kept, other._stored = OrderedDict(), {}
        return other

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """The tracker since the conversation's last session start; None for a new conversation."""
        kept = self._kept.pop(sender_id, None)
        if kept is not None and kept[1] == self._last_row(sender_id):
            tracker: DialogueStateTracker | None = kept[0]
        else:
            tracker = await super().retrieve(sender_id)
        self._stored[sender_id] = len(tracker.events) if tracker else 0
        return tracker

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Writes the events that have no row yet."""
        if not tracker.events:  # Rasa saves a new tracker before anything has happened
            return
        stored = self._stored.pop(tracker.sender_id, None)
        if stored is None:  # a tracker that did not come from here
            await super().save(tracker)
            return
        await self.stream_events(tracker)
        rows = [_row(tracker.sender_id, event) for event in list(tracker.events)[stored:]]
        with self.engine.begin() as connection:
            connection.execute(sa.insert(self.SQLEvent.__table__), rows)
        self._kept[tracker.sender_id] = self._of_last_session(tracker), self._last_row(tracker.sender_id)
        if len(self._kept) > _KEPT:
            self._kept.popitem(last=False)

    def forget(self, sender_id: str) -> None:
        """Erases the conversation: its rows, and what is kept of it here. Another process looks for its rows first."""
        self._kept.pop(sender_id, None)
        self._stored.pop(sender_id, None)
        rows = self.SQLEvent.__table__
        with self.engine.begin() as connection:
            connection.execute(sa.delete(rows).where(rows.c.sender_id == sender_id))

    def _of_last_session(self, tracker: DialogueStateTracker) -> DialogueStateTracker:
        """What `retrieve` would build from the rows."""
        events = list(tracker.events)
        starts = [at for at, event in enumerate(events) if isinstance(event, SessionStarted)]
        if len(starts) < 2:
            return tracker
        kept = events[starts[-1] :]
        return DialogueStateTracker.from_events(tracker.sender_id, kept, self.domain.slots, domain=self.domain)

    def _keep_one_connection(self) -> None:
        """Rasa opens SQLite anew for each statement; this process uses it from one thread."""
        self.engine: sa.engine.Engine = sa.create_engine(self.engine.url, poolclass=StaticPool, hide_parameters=True)
        sa.event.listen(self.engine, "connect", _configure)
        self.sessionmaker = sa.orm.session.sessionmaker(bind=self.engine)

    def _last_row(self, sender_id: str) -> int:
        rows = self.SQLEvent
        with self.engine.connect() as connection:
            return (
                connection.execute(sa.select([sa.func.max(rows.id)]).where(rows.sender_id == sender_id)).scalar() or 0
            )


def _row(sender_id: str, event: Any) -> dict[str, Any]:
    data = event.as_dict()
    return {
        "sender_id": sender_id,
        "type_name": event.type_name,
        "timestamp": data.get("timestamp"),
        "intent_name": data.get("parse_data", {}).get("intent", {}).get("name"),
        "action_name": data.get("name"),
        "data": json.dumps(data),
    }


def _configure(connection: Any, _record: object) -> None:
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")
