"""Which agent has a conversation, since when, and until when an answer is owed: the rows of `assignment`."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from service.clock import now
from service.conversations import Held
from service.desk.models import Assignment
from service.models import EVERYONE, Conversation, Message
from service.support import Support
from shop.store import reads

_AGENT = "agent:"
_conversations = Conversation.__table__
_assignments = Assignment.__table__
_messages = Message.__table__


def holder_of(staff_id: str) -> str:
    return f"{_AGENT}{staff_id}"


def agent_of(holder: str) -> str | None:
    """The id of the agent that holds it; None where it is the bot's or in the queue."""
    return holder.removeprefix(_AGENT) if holder.startswith(_AGENT) else None


@reads
def is_held_by(session: Session, conversation_id: str, staff_id: str) -> bool:
    query = select(_conversations.c.holder).where(_conversations.c.id == conversation_id)
    return bool(session.execute(query).scalar_one_or_none() == holder_of(staff_id))


def begin(session: Session, conversation_id: str, handoff_id: int, staff_id: str, how: str, support: Support) -> None:
    stay = {
        "conversation_id": conversation_id,
        "handoff_id": handoff_id,
        "staff_id": staff_id,
        "how": how,
        "began": now(),
        "answer_by": _answer_by(support) if is_unanswered(session, conversation_id) else None,
    }
    session.execute(insert(_assignments), stay)


def end(session: Session, conversation_id: str, how: str, outcome: str | None = None) -> None:
    ended = {"ended": now(), "ended_how": how, "outcome": outcome, "answer_by": None}
    session.execute(update(_assignments).where(_open(conversation_id)).values(ended))


def answered(session: Session, conversation_id: str) -> None:
    """The agent has answered: for the first time perhaps, and nothing is owed any more."""
    first = select(_assignments.c.id).where(_open(conversation_id), _assignments.c.first_answer.is_(None))
    session.execute(
        update(_assignments).where(_assignments.c.id.in_(first.scalar_subquery())).values(first_answer=now())
    )
    session.execute(update(_assignments).where(_open(conversation_id)).values(answer_by=None))


def shopper_wrote(session: Session, conversation: Held, support: Support) -> None:
    """An agent has a message to answer; the clock runs from the first of several."""
    session.execute(
        update(_assignments)
        .where(_open(conversation.id), _assignments.c.answer_by.is_(None))
        .values(answer_by=_answer_by(support))
    )


def is_unanswered(session: Session, conversation_id: str) -> bool:
    """Whether the shopper has had the last word; what the bot says to who waits for a person is none."""
    newest = (
        select(_messages.c.author)
        .where(
            _messages.c.conversation_id == conversation_id,
            _messages.c.audience == EVERYONE,
            _messages.c.author.in_(("shopper", "agent")),
        )
        .order_by(_messages.c.seq.desc())
        .limit(1)
    )
    return bool(session.execute(newest).scalar_one_or_none() == "shopper")


def unanswered(session: Session, conversation: Held) -> list[tuple[int, str]]:
    """What the shopper has written since the agent's last answer, and since the agent has the conversation at all: what
    was said before that has led to the call."""
    since = (
        select(func.coalesce(func.max(_messages.c.seq), 0))
        .where(_messages.c.conversation_id == conversation.id, _messages.c.author == "agent")
        .where(_messages.c.audience == EVERYONE)
        .scalar_subquery()
    )
    query = select(_messages.c.seq, _messages.c.body).where(
        _messages.c.conversation_id == conversation.id,
        _messages.c.author == "shopper",
        _messages.c.kind == "text",
        _messages.c.seq > since,
        _messages.c.seq > conversation.baton_seq,
    )
    rows = session.execute(query.order_by(_messages.c.seq)).all()
    return [(row.seq, str(row.body.get("text", ""))) for row in rows]


def _open(conversation_id: str) -> Any:
    return (_assignments.c.conversation_id == conversation_id) & _assignments.c.ended.is_(None)


def _answer_by(support: Support) -> datetime:
    return now() + timedelta(seconds=support.answer_within_s)
