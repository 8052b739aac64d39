"""How far the inbox has read the log."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from service.clock import now
from service.studio.inbox import signals as inbox_signals
from service.studio.inbox.intake import KEPT
from service.studio.inbox.models import TURN_FINISHED, InboxMark
from shop.store import reads

_LOG = "log"
_marks = InboxMark.__table__


def prepare(session: Session) -> None:
    """A database from before the inbox has the log without the index."""
    TURN_FINISHED.create(session.connection(), checkfirst=True)


@reads
def read(session: Session) -> datetime:
    """What ended before it was seen; of a new inbox, as far back as messages are taken."""
    found: datetime | None = session.execute(select(_marks.c.at).where(_marks.c.name == _LOG)).scalar_one_or_none()
    return found or now() - KEPT


def follow_up(session: Session, since: datetime, up_to: datetime) -> None:
    """Notes what became of messages since then, and that the log was read up to there."""
    inbox_signals.escalated(session, since)
    inbox_signals.marked(session)
    there = session.execute(update(_marks).where(_marks.c.name == _LOG).values(at=up_to)).rowcount
    if not there:
        session.execute(insert(_marks), {"name": _LOG, "at": up_to})
