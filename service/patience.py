"""What a shopper is told while the bot does not answer, and which turns nobody works on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from service import conversations, handoffs, turns
from service.clock import now
from service.conversations import Held, Row
from service.models import BOT, RUNNING, WAITING, Message, Turn
from service.support import Support
from shop.store import reads

_turns = Turn.__table__
_messages = Message.__table__
# a new turn is leased in its own transaction: one that still waits alone after this was left behind
_ABANDONED_AFTER = timedelta(seconds=2)
_BATCH = 200


@dataclass(frozen=True)
class Told:
    rows: list[Row]
    language: str
    holder: str


def tell_slow(session: Session, turn_id: str) -> Told | None:
    """Says that the answer takes longer: once a turn, and not again before the bot has said something."""
    with _unanswered(session, turn_id) as conversation:
        if conversation is None or _told_since_last_answer(session, conversation.id):
            return None
        rows = conversations.notice(session, conversation, "slow", f"turn:{turn_id}:slow")
        return Told(rows, conversation.language, conversation.holder)


def give_to_people(session: Session, turn_id: str, support: Support) -> Told | None:
    """Queues a conversation whose turn the bot has not answered in time."""
    with _unanswered(session, turn_id) as conversation:
        if conversation is None:
            return None
        rows = handoffs.bot_is_unavailable(session, conversation, support)
        return Told(rows, conversation.language, conversation.holder)


@reads
def left_behind(session: Session) -> list[str]:
    """Turns to claim: the lease has run out, or they wait and no turn of their conversation runs. Oldest first."""
    running = _turns.alias()
    a_turn_runs = (
        select(running.c.id)
        .where(running.c.conversation_id == _turns.c.conversation_id, running.c.status == RUNNING)
        .exists()
    )
    expired = (_turns.c.status == RUNNING) & or_(_turns.c.lease_until.is_(None), _turns.c.lease_until < now())
    alone = (_turns.c.status == WAITING) & (_turns.c.created < now() - _ABANDONED_AFTER) & ~a_turn_runs
    query = select(_turns.c.id).where(or_(expired, alone)).order_by(_turns.c.created).limit(_BATCH)
    return list(session.execute(query).scalars())


@contextmanager
def _unanswered(session: Session, turn_id: str) -> Iterator[Held | None]:
    """The conversation, if the bot has it and still owes it this turn's answer."""
    with conversations.hold(session, turns.conversation_of(turn_id)) as conversation:
        still_with_bot = conversation.holder == BOT and conversation.closed is None
        yield conversation if still_with_bot and not turns.over(session, [turn_id]) else None


def _told_since_last_answer(session: Session, conversation_id: str) -> bool:
    here = _messages.c.conversation_id == conversation_id
    answered = select(func.coalesce(func.max(_messages.c.seq), 0)).where(here, _messages.c.author == BOT)
    told = select(_messages.c.seq).where(
        here,
        _messages.c.author == "system",
        _messages.c.client_id.like("turn:%:slow"),
        _messages.c.seq > answered.scalar_subquery(),
    )
    return session.execute(told.limit(1)).first() is not None
