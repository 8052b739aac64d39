"""A conversation as one line of a list: what an agent sees at a glance."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.clock import as_text
from service.desk.marks import AGENT
from service.desk.models import Assignment, ReadMark
from service.desk.stays import agent_of
from service.handoff_models import QUEUED, Handoff
from service.handoff_summary import shortened
from service.models import BOT, EVERYONE, Conversation, Message
from service.staff.models import Account
from shop.models import Customer
from shop.store import reads

Item = dict[str, Any]
# databases bound how many values one statement may have
_AT_ONCE = 400
_PAGE = 50

_conversations = Conversation.__table__
_messages = Message.__table__
_handoffs = Handoff.__table__
_assignments = Assignment.__table__
_marks = ReadMark.__table__
_staff = Account.__table__
_customers = Customer.__table__


@reads
def of(session: Session, conversation_ids: Sequence[str], even_of_bot: Container[str] | None = None) -> dict[str, Item]:
    """The lines of these conversations, by id; those that are not there are left out, and with `even_of_bot` those that
    the bot has and it does not name."""
    found: dict[str, Item] = {}
    for at in range(0, len(conversation_ids), _AT_ONCE):
        found |= _of(session, conversation_ids[at : at + _AT_ONCE], even_of_bot)
    return found


@reads
def with_people(session: Session) -> dict[str, tuple[int, str, int]]:
    """All that wait or are with an agent, with last seq, holder and how far agents have read: what a list that is kept
    is compared with."""
    query = (
        select(_conversations.c.id, _conversations.c.last_seq, _conversations.c.holder, _marks.c.seq)
        # found by the handoffs, which have an index; there is an open one whenever the bot does not hold it
        .join(_handoffs, _handoffs.c.conversation_id == _conversations.c.id)
        .outerjoin(_marks, (_marks.c.conversation_id == _conversations.c.id) & (_marks.c.reader == AGENT))
        .where(
            _handoffs.c.ended.is_(None),
            _handoffs.c.way == QUEUED,
            _conversations.c.holder != BOT,
            _conversations.c.closed.is_(None),
        )
    )
    return {row.id: (row.last_seq, row.holder, row.seq or 0) for row in session.execute(query)}


@reads
def with_bot(session: Session, offset: int = 0) -> list[Item]:
    """A page of conversations that the bot is in, those with the newest messages first."""
    newest = (_messages.c.conversation_id == _conversations.c.id) & (_messages.c.seq == _conversations.c.last_seq)
    query = (
        select(_conversations.c.id)
        .join(_messages, newest)
        # more than the greeting
        .where(_conversations.c.holder == BOT, _conversations.c.closed.is_(None), _conversations.c.last_seq > 1)
        .order_by(_messages.c.created.desc())
    )
    return _page(session, query, offset)


@reads
def settled(session: Session, offset: int = 0) -> list[Item]:
    """A page of conversations that people had and have no more, the latest first."""
    last = (
        select(_assignments.c.conversation_id, func.max(_assignments.c.ended).label("at"))
        .group_by(_assignments.c.conversation_id)
        .subquery()
    )
    query = (
        select(_conversations.c.id)
        .join(last, last.c.conversation_id == _conversations.c.id)
        .where(_conversations.c.holder == BOT, last.c.at.is_not(None))
        .order_by(last.c.at.desc())
    )
    return _page(session, query, offset)


@reads
def search(session: Session, asked: str) -> list[Item]:
    """Conversations of the customer with this name or e-mail, or about this order number; the newest first."""
    pattern = f"%{asked.replace('%', '').replace('_', ' ').strip().lower()}%"
    customers = select(_customers.c.id).where(
        func.lower(_customers.c.name).like(pattern) | func.lower(_customers.c.email).like(pattern)
    )
    about = select(_handoffs.c.conversation_id).where(
        func.lower(func.cast(_handoffs.c.order_numbers, _messages.c.client_id.type)).like(f'%"{pattern[1:-1]}"%')
    )
    query = (
        select(_conversations.c.id)
        .where(_conversations.c.customer_id.in_(customers) | _conversations.c.id.in_(about))
        .order_by(_conversations.c.created.desc())
    )
    return _page(session, query, 0)


def _page(session: Session, query: Any, offset: int) -> list[Item]:
    ids = list(session.execute(query.offset(offset).limit(_PAGE)).scalars())
    lines = _of(session, ids)
    return [lines[each] for each in ids if each in lines]


def _of(session: Session, ids: Sequence[str], even_of_bot: Container[str] | None = None) -> dict[str, Item]:
    conversations = session.execute(select(_conversations).where(_conversations.c.id.in_(ids))).all()
    if even_of_bot is not None:
        conversations = [row for row in conversations if row.holder != BOT or row.id in even_of_bot]
        ids = [row.id for row in conversations]
    if not ids:
        return {}
    handoffs = _handoffs_of(session, ids)
    due = _due(session, ids)
    names = _names(session, (agent_of(row.holder) for row in conversations))
    customers = _customer_names(session, {row.customer_id for row in conversations if row.customer_id})
    last = _newest(session, ids, ("shopper", "bot", "agent"))
    asked = _newest(session, ids, ("shopper",))
    read_to, unread = _read_to(session, ids), _unread(session, ids)
    waits = _unanswered_since(session, ids)
    return {
        row.id: {
            "conversation_id": row.id,
            "holder": row.holder,
            "holder_name": names.get(agent_of(row.holder) or ""),
            "language": row.language,
            "created": as_text(row.created),
            "closed": row.closed is not None,
            "last_seq": row.last_seq,
            "customer_name": customers.get(row.customer_id),
            "last": _last(last.get(row.id)),
            "asked": _words(asked.get(row.id)),
            "asked_at": as_text(asked[row.id].created) if row.id in asked else None,
            "unread": unread.get(row.id, 0),
            "read_to": read_to.get(row.id, 0),
            "unanswered_since": waits.get(row.id),
            "answer_by": due.get(row.id),
            **_of_handoff(handoffs.get(row.id)),
        }
        for row in conversations
    }


def _of_handoff(row: Any) -> dict[str, Any]:
    return {
        "handoff_id": row.id if row else None,
        "priority": row.priority if row else None,
        "reason": row.reason if row else None,
        "skill": row.skill if row else None,
        "mood": row.mood if row else None,
        "value_cents": row.value_cents if row else None,
        "waiting_since": as_text(row.created) if row else None,
    }


def _handoffs_of(session: Session, ids: Sequence[str]) -> dict[str, Any]:
    query = select(_handoffs).where(
        _handoffs.c.conversation_id.in_(ids), _handoffs.c.way == QUEUED, _handoffs.c.ended.is_(None)
    )
    return {row.conversation_id: row for row in session.execute(query.order_by(_handoffs.c.id))}


def _due(session: Session, ids: Sequence[str]) -> dict[str, str]:
    query = select(_assignments.c.conversation_id, _assignments.c.answer_by).where(
        _assignments.c.conversation_id.in_(ids),
        _assignments.c.ended.is_(None),
        _assignments.c.answer_by.is_not(None),
    )
    return {row.conversation_id: as_text(row.answer_by) for row in session.execute(query)}


def _names(session: Session, staff_ids: Iterable[str | None]) -> dict[str, str]:
    query = select(_staff.c.id, _staff.c.name).where(_staff.c.id.in_({each for each in staff_ids if each}))
    return {row.id: row.name for row in session.execute(query)}


def _customer_names(session: Session, ids: set[str]) -> dict[str, str]:
    rows = session.execute(select(_customers.c.id, _customers.c.name).where(_customers.c.id.in_(ids)))
    return {row.id: row.name for row in rows}


def _newest(session: Session, ids: Sequence[str], authors: Sequence[str]) -> dict[str, Any]:
    seqs = (
        select(_messages.c.conversation_id, func.max(_messages.c.seq).label("seq"))
        .where(
            _messages.c.conversation_id.in_(ids),
            _messages.c.author.in_(authors),
            _messages.c.audience == EVERYONE,
        )
        .group_by(_messages.c.conversation_id)
        .subquery()
    )
    query = select(_messages).join(
        seqs, (_messages.c.conversation_id == seqs.c.conversation_id) & (_messages.c.seq == seqs.c.seq)
    )
    return {row.conversation_id: row for row in session.execute(query)}


def _unanswered_since(session: Session, ids: Sequence[str]) -> dict[str, str]:
    """When the shopper wrote the first of the messages that no agent has answered yet."""
    answered = (
        select(_messages.c.conversation_id, func.max(_messages.c.seq).label("seq"))
        .where(_messages.c.conversation_id.in_(ids), _messages.c.author == "agent", _messages.c.audience == EVERYONE)
        .group_by(_messages.c.conversation_id)
        .subquery()
    )
    query = (
        select(_messages.c.conversation_id, func.min(_messages.c.created))
        .outerjoin(answered, answered.c.conversation_id == _messages.c.conversation_id)
        .where(
            _messages.c.conversation_id.in_(ids),
            _messages.c.author == "shopper",
            _messages.c.seq > func.coalesce(answered.c.seq, 0),
        )
        .group_by(_messages.c.conversation_id)
    )
    return {row[0]: as_text(row[1]) for row in session.execute(query)}


def _read_to(session: Session, ids: Sequence[str]) -> dict[str, int]:
    query = select(_marks.c.conversation_id, _marks.c.seq).where(
        _marks.c.conversation_id.in_(ids), _marks.c.reader == AGENT
    )
    return {row.conversation_id: row.seq for row in session.execute(query)}


def _unread(session: Session, ids: Sequence[str]) -> dict[str, int]:
    mark = (_marks.c.conversation_id == _messages.c.conversation_id) & (_marks.c.reader == AGENT)
    query = (
        select(_messages.c.conversation_id, func.count())
        .outerjoin(_marks, mark)
        .where(
            _messages.c.conversation_id.in_(ids),
            _messages.c.author == "shopper",
            _messages.c.seq > func.coalesce(_marks.c.seq, 0),
        )
        .group_by(_messages.c.conversation_id)
    )
    return {row[0]: row[1] for row in session.execute(query)}


def _last(row: Any) -> dict[str, Any] | None:
    if row is None:
        return None
    return {
        "author": row.author,
        "text": _words(row),
        "kind": row.kind,
        "created": as_text(row.created),
        "seq": row.seq,
    }


def _words(row: Any) -> str:
    return shortened(str(row.body.get("text") or row.body.get("alt") or "")) if row else ""
