"""What agents have let wait, and what nobody goes on with any more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from service import conversations
from service.clock import now
from service.desk import assigning, holding
from service.desk.assigning import Candidate, Waiting
from service.desk.holding import Moved
from service.desk.models import Assignment
from service.handoff_models import Handoff
from service.models import EVERYONE, Conversation, Message
from service.staff.models import AWAY, Account
from service.support import Support
from shop.store import reads

AWAY_HOW, UNANSWERED, QUIET = "away", "unanswered", "quiet"

_assignments = Assignment.__table__
_staff = Account.__table__
_messages = Message.__table__
_handoffs = Handoff.__table__
_conversations = Conversation.__table__


@dataclass(frozen=True)
class Overdue:
    conversation_id: str
    staff_id: str
    how: str


@reads
def found(
    session: Session, support: Support, quiet_s: float, widen_after_s: float, only: str | None = None
) -> list[Overdue]:
    """A message unanswered by an agent who is not there, or for too long while it suits somebody else who is free; and
    a conversation with nothing to answer in which nothing has been said for `quiet_s`. `only`: of that conversation."""
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
            _assignments.c.conversation_id,
            _assignments.c.staff_id,
            owes.label("owes"),
            is_away.label("is_away"),
            gone,
            _handoffs.c.id.label("handoff_id"),
            _handoffs.c.skill,
            _handoffs.c.created,
            _conversations.c.language,
        )
        .join(_staff, _staff.c.id == _assignments.c.staff_id)
        .join(_handoffs, _handoffs.c.id == _assignments.c.handoff_id)
        .join(_conversations, _conversations.c.id == _assignments.c.conversation_id)
        .where(_assignments.c.ended.is_(None), or_(is_late, is_quiet, _staff.c.disabled.is_not(None)))
    )
    if only is not None:
        query = query.where(_assignments.c.conversation_id == only)
    rows = session.execute(query).all()
    free = assigning.candidates(session, support.away_after_s) if rows else []
    # what nobody else could take stays where it is: there is still somebody who may answer
    return [
        Overdue(row.conversation_id, row.staff_id, _how(row))
        for row in rows
        if _how(row) != UNANSWERED or _suits_somebody_else(session, row, free, widen_after_s)
    ]


def let_go(
    session: Session, conversation_id: str, late: Overdue, support: Support, quiet_s: float, widen_after_s: float
) -> Moved | None:
    """From the agent to the queue, or to the bot; None where the agent has answered, or come back, since it was found.

    The other agents' clocks, and those of other processes, run meanwhile."""
    with conversations.hold(session, conversation_id):
        if late not in found(session, support, quiet_s, widen_after_s, only=conversation_id):
            return None
    if late.how == QUIET:
        return holding.end_quiet(session, conversation_id, late.staff_id)
    return holding.lose(session, conversation_id, late.staff_id, late.how)


def _suits_somebody_else(session: Session, row: Any, free: list[Candidate], widen_after_s: float) -> bool:
    """Else it would come straight back, and the shopper would read of somebody who left and came."""
    others = [one for one in free if one.id != row.staff_id]
    waits = Waiting(row.conversation_id, row.handoff_id, row.skill, row.language, row.created)
    return assigning.choose(session, waits, others, widen_after_s)[0] is not None


def _how(row: Any) -> str:
    if row.owes:
        return AWAY_HOW if row.is_away else UNANSWERED
    return AWAY_HOW if row.is_disabled else QUIET
