"""Who gets what waits: by priority and time, to whom it suits and who has had the least to do."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from service import conversations
from service.clock import now
from service.desk import holding
from service.desk.holding import Moved
from service.desk.models import Assignment
from service.handoff_models import QUEUED, Handoff
from service.models import QUEUE, Conversation
from service.staff import presence
from service.staff.models import ADMIN, AGENT, Account
from service.support import Support
from shop.store import reads

# so many are looked at for one that somebody is free for
_LOOKED_AT = 200
_REMEMBERED = 20
# of two who have been idle for longer than this neither is the more rested
_LOOKS_BACK = timedelta(hours=12)

_conversations = Conversation.__table__
_handoffs = Handoff.__table__
_assignments = Assignment.__table__
_staff = Account.__table__


@dataclass(frozen=True)
class Candidate:
    """An agent who is there; `load` conversations of `capacity` are theirs; `busy_since`: when they last got
    one or were done with one."""

    id: str
    name: str
    languages: frozenset[str]
    skills: frozenset[str]
    capacity: int
    load: int
    busy_since: datetime

    def suits(self, skill: str | None, language: str | None) -> bool:
        return (skill is None or not self.skills or skill in self.skills) and (
            language is None or not self.languages or language in self.languages
        )


@dataclass(frozen=True)
class Waiting:
    conversation_id: str
    handoff_id: int
    skill: str
    language: str
    since: datetime


@reads
def candidates(session: Session, away_after_s: float) -> list[Candidate]:
    """Agents who are available and have room for one more."""
    load = (
        select(_assignments.c.staff_id, func.count().label("load"))
        .where(_assignments.c.ended.is_(None))
        .group_by(_assignments.c.staff_id)
        .subquery()
    )
    last = (
        select(
            _assignments.c.staff_id,
            func.max(func.coalesce(_assignments.c.ended, _assignments.c.began)).label("busy_since"),
        )
        # this is asked at every change: it must not read all that ever was
        .where(or_(_assignments.c.ended.is_(None), _assignments.c.ended > now() - _LOOKS_BACK))
        .group_by(_assignments.c.staff_id)
        .subquery()
    )
    query = (
        select(_staff, func.coalesce(load.c.load, 0).label("load"), last.c.busy_since)
        .outerjoin(load, load.c.staff_id == _staff.c.id)
        .outerjoin(last, last.c.staff_id == _staff.c.id)
        .where(presence.is_available(away_after_s), func.coalesce(load.c.load, 0) < _staff.c.capacity)
    )
    return [
        Candidate(
            id=row.id,
            name=row.name,
            languages=frozenset(row.languages),
            skills=frozenset(row.skills),
            capacity=row.capacity,
            load=row.load,
            busy_since=row.busy_since or datetime.min,
        )
        for row in session.execute(query)
        if AGENT in row.roles or ADMIN in row.roles
    ]


@reads
def waiting(session: Session, limit: int = _LOOKED_AT) -> list[Waiting]:
    """What waits in the queue, in the order in which it is to be served."""
    query = (
        select(_conversations.c.id, _handoffs.c.id, _handoffs.c.skill, _conversations.c.language, _handoffs.c.created)
        .join(_handoffs, _handoffs.c.conversation_id == _conversations.c.id)
        .where(
            _handoffs.c.way == QUEUED,
            _handoffs.c.ended.is_(None),
            _conversations.c.holder == QUEUE,
            _conversations.c.closed.is_(None),
        )
        .order_by(_handoffs.c.priority, _handoffs.c.created, _handoffs.c.id)
        .limit(limit)
    )
    return [Waiting(*row) for row in session.execute(query)]


@reads
def is_due(session: Session, away_after_s: float) -> bool:
    """Whether somebody waits and somebody is free: `assign` writes, and is asked only then."""
    return bool(candidates(session, away_after_s)) and bool(waiting(session, 1))


def assign(session: Session, support: Support, widen_after_s: float) -> list[Moved]:
    """Gives out what waits for as long as somebody suits, in one transaction."""
    moved: list[Moved] = []
    free = candidates(session, support.away_after_s)
    for each in waiting(session):
        if not free:
            break
        chosen, how = choose(session, each, free, widen_after_s)
        if chosen is None:
            continue
        # two processes may have the same agent in mind: whoever is second counts again
        # (on a server a plain FOR UPDATE would meet the foreign key of whoever takes by hand, conversation first)
        session.execute(select(_staff.c.id).where(_staff.c.id == chosen.id).with_for_update(key_share=True))
        if _load(session, chosen.id) >= chosen.capacity:
            free = [other for other in free if other.id != chosen.id]
            continue
        with conversations.hold(session, each.conversation_id) as conversation:
            if conversation.holder != QUEUE or conversation.closed is not None:
                continue
            rows = holding.assign(session, conversation, chosen.id, chosen.name, how, support)
            moved.append(Moved(conversation.id, rows, conversation.holder, conversation.language))
        busier = replace(chosen, load=chosen.load + 1, busy_since=now())
        free = [busier if other.id == chosen.id else other for other in free]
        free = [other for other in free if other.load < other.capacity]
    return moved


def choose(
    session: Session, each: Waiting, free: list[Candidate], widen_after_s: float
) -> tuple[Candidate | None, str]:
    """Who had it last, where they are free; else of those whom it suits the one with the least to do, then the one
    idle for longest. Who has let it wait before comes last."""
    waited = now() - each.since
    wide, wider = waited > timedelta(seconds=widen_after_s), waited > timedelta(seconds=2 * widen_after_s)
    suitable = [one for one in free if one.suits(None if wide else each.skill, None if wider else each.language)]
    if not suitable:
        return None, "auto"
    had, lost = _history(session, each)
    if had is not None and had not in lost:
        again = next((one for one in suitable if one.id == had), None)
        if again is not None:
            return again, "reopened"
    return min(suitable, key=lambda one: (one.id in lost, one.load, one.busy_since)), "auto"


def _history(session: Session, each: Waiting) -> tuple[str | None, set[str]]:
    """Who settled this conversation's last handoff, and who has lost or passed on the present one."""
    query = (
        select(_assignments.c.staff_id, _assignments.c.handoff_id)
        .where(_assignments.c.conversation_id == each.conversation_id)
        .order_by(_assignments.c.began.desc(), _assignments.c.id.desc())
        .limit(_REMEMBERED)
    )
    rows = session.execute(query).all()
    lost = {row.staff_id for row in rows if row.handoff_id == each.handoff_id}
    had = next((str(row.staff_id) for row in rows if row.handoff_id != each.handoff_id), None)
    return had, lost


def _load(session: Session, staff_id: str) -> int:
    query = select(func.count()).where(_assignments.c.staff_id == staff_id, _assignments.c.ended.is_(None))
    return int(session.execute(query).scalar_one())
