"""A conversation as an agent opens it: the transcript, what the bot made of it, and how things stand."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from service import conversations, handoff_summary
from service.clock import as_text
from service.desk import items, marks
from service.desk.models import Assignment
from service.desk.rows import with_turns
from service.errors import NotFound
from service.handoff_models import Handoff
from service.models import Conversation, Turn
from service.staff.models import Account
from shop.models import Customer
from shop.store import reads

PAGE = 200
_MOODS = 200

_conversations = Conversation.__table__
_turns = Turn.__table__
_handoffs = Handoff.__table__
_assignments = Assignment.__table__
_staff = Account.__table__
_customers = Customer.__table__


@reads
def of(session: Session, conversation_id: str) -> dict[str, Any]:
    """Raises NotFound."""
    found = session.execute(select(_conversations).where(_conversations.c.id == conversation_id)).one_or_none()
    if found is None:
        raise NotFound()
    shown = page(session, conversation_id, found.last_seq + 1)
    return {
        "id": found.id,
        "channel": found.channel,
        "created": as_text(found.created),
        "item": items.of(session, [conversation_id])[conversation_id],
        "customer": _customer(session, found.customer_id),
        "handoffs": _handoffs_of(session, conversation_id),
        "assignments": _assignments_of(session, conversation_id),
        "moods": _moods(session, conversation_id),
        "tasks": handoff_summary.open_tasks(session, conversation_id),
        "marks": marks.of(session, conversation_id),
        **shown,
    }


@reads
def page(session: Session, conversation_id: str, before: int) -> dict[str, Any]:
    """The newest PAGE rows before that one, in order, and whether there are earlier ones."""
    rows = conversations.before(session, conversation_id, before, PAGE)
    return {"rows": with_turns(session, rows), "more": bool(rows) and rows[0].seq > 1}


@reads
def entered(session: Session, conversation_id: str, since: int) -> dict[str, Any]:
    """The newest PAGE of the rows after `since`, whether there are others before them, and the last seq.

    Raises NotFound."""
    last_seq = conversations.last_seqs(session, [conversation_id]).get(conversation_id)
    if last_seq is None:
        raise NotFound()
    rows = [row for row in conversations.before(session, conversation_id, last_seq + 1, PAGE) if row.seq > since]
    more = bool(rows) and rows[0].seq > since + 1
    return {"rows": with_turns(session, rows), "more": more, "last_seq": last_seq}


def _customer(session: Session, customer_id: str | None) -> dict[str, Any] | None:
    query = select(_customers.c.id, _customers.c.name).where(_customers.c.id == customer_id)
    found = session.execute(query).one_or_none() if customer_id else None
    return {"id": found.id, "name": found.name} if found else None


def _handoffs_of(session: Session, conversation_id: str) -> list[dict[str, Any]]:
    """The latest first."""
    query = select(_handoffs).where(_handoffs.c.conversation_id == conversation_id).order_by(_handoffs.c.id.desc())
    return [
        {
            "id": row.id,
            "way": row.way,
            "reason": row.reason,
            "priority": row.priority,
            "skill": row.skill,
            "mood": row.mood,
            "value_cents": row.value_cents,
            "order_numbers": row.order_numbers,
            "summary": row.summary,
            "created": as_text(row.created),
            "ended": as_text(row.ended) if row.ended else None,
        }
        for row in session.execute(query)
    ]


def _assignments_of(session: Session, conversation_id: str) -> list[dict[str, Any]]:
    """Who held it when, the latest first."""
    query = (
        select(_assignments, _staff.c.name)
        .join(_staff, _staff.c.id == _assignments.c.staff_id)
        .where(_assignments.c.conversation_id == conversation_id)
        .order_by(_assignments.c.began.desc(), _assignments.c.id.desc())
    )
    return [
        {
            "staff_id": row.staff_id,
            "name": row.name,
            "how": row.how,
            "began": as_text(row.began),
            "ended": as_text(row.ended) if row.ended else None,
            "ended_how": row.ended_how,
            "outcome": row.outcome,
        }
        for row in session.execute(query)
    ]


def _moods(session: Session, conversation_id: str) -> list[dict[str, Any]]:
    """How the shopper's messages felt, -1 … 1, in order; those whose feeling is not known are left out."""
    query = (
        select(_turns.c.first_seq, _turns.c.understood, _turns.c.is_choice)
        .where(_turns.c.conversation_id == conversation_id, _turns.c.first_seq > 0)
        .order_by(_turns.c.first_seq.desc())
        .limit(_MOODS)
    )
    felt = [
        {"seq": row.first_seq, "value": row.understood["sentiment"]}
        for row in session.execute(query)
        if not row.is_choice and (row.understood or {}).get("sentiment") is not None
    ]
    return felt[::-1]
