"""What agents have let wait, and what nobody goes on with any more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from service.clock import now
from service.desk import assigning
from service.desk.models import Assignment
from service.models import EVERYONE, Message
from service.staff.models import AWAY, Account
from service.support import Support
from shop.store import reads

AWAY_HOW, UNANSWERED, QUIET = "away", "unanswered", "quiet"

_assignments = Assignment.__table__
_staff = Account.__table__
_messages = Message.__table__


@dataclass(frozen=True)
class Overdue:
    conversation_id: str
    staff_id: str
    how: str


@reads
def found(session: Session, support: Support, quiet_s: float) -> list[Overdue]:
    """A message unanswered by an agent who is not there, or for too long while somebody else is free; and a
    conversation with nothing to answer in which nothing has been said for `quiet_s`."""
    moment = now()
    last = (
        select(func.max(_messages.c.created))
        .where(
            _messages.c.conversation_id == _assignments.c.conversation_id,
            _messages.c.audience == EVERYONE,
            _messages.c.author != "system",
        )
        .scalar_subquery()
    )
    is_away = or_(
        _staff.c.presence == AWAY,
        _staff.c.seen.is_(None),
        _staff.c.seen <= moment - timedelta(seconds=support.away_after_s),
        _staff.c.disabled.is_not(None),
    )
    quiet_since = moment - timedelta(seconds=quiet_s)
    owes = _assignments.c.answer_by.is_not(None)
    is_late = and_(owes, or_(is_away, _assignments.c.answer_by < moment))
    is_quiet = and_(~owes, _assignments.c.began < quiet_since, last < quiet_since)
    gone = _staff.c.disabled.is_not(None).label("is_disabled")
    query = (
        select(
            _assignments.c.conversation_id, _assignments.c.staff_id, owes.label("owes"), is_away.label("is_away"), gone
        )
        .join(_staff, _staff.c.id == _assignments.c.staff_id)
        .where(_assignments.c.ended.is_(None), or_(is_late, is_quiet, _staff.c.disabled.is_not(None)))
    )
    rows = session.execute(query).all()
    free = {one.id for one in assigning.candidates(session, support.away_after_s)} if rows else set()
    # what nobody else could take stays where it is: there is still somebody who may answer
    return [
        Overdue(row.conversation_id, row.staff_id, _how(row))
        for row in rows
        if _how(row) != UNANSWERED or free - {row.staff_id}
    ]


def _how(row: Any) -> str:
    if row.owes:
        return AWAY_HOW if row.is_away else UNANSWERED
    return AWAY_HOW if row.is_disabled else QUIET
