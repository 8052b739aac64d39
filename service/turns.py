"""A turn is a row until it is answered: made with the message, leased by one process, ended with the answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import select, update
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session

from service import baton, conversations
from service.clock import now
from service.conversations import Draft, Row
from service.models import BOT, DONE, EVERYONE, FAILED, RUNNING, STAFF, WAITING, Conversation, Turn

LEASE = timedelta(seconds=8)
GREETING = "/session_start"
_turns = Turn.__table__


@dataclass(frozen=True)
class Work:
    """A turn that this process holds the lease of: what the bot is to answer."""

    id: str
    conversation_id: str
    text: str
    is_choice: bool
    language: str
    customer_id: str | None
    page: dict[str, Any] | None
    created: datetime

    @property
    def is_greeting(self) -> bool:
        return self.id.endswith("-0")


@dataclass(frozen=True)
class Answer:
    """What the bot said: (kind, body) in order; `reason` is set where it hands the conversation to people."""

    parts: tuple[tuple[str, dict[str, Any]], ...]
    language: str | None = None
    reason: str | None = None
    understood: dict[str, Any] | None = None


@dataclass(frozen=True)
class Ended:
    """What ending a turn changed. `next` is the turn that waited behind it, leased to the same process."""

    rows: list[Row]
    language: str
    holder: str
    next: Work | None


def conversation_of(turn_id: str) -> str:
    return turn_id.rpartition("-")[0]


def start(
    session: Session,
    conversation: Conversation,
    row: Row | None,
    owner: str,
    *,
    text: str,
    is_choice: bool,
    page: dict[str, Any] | None = None,
) -> tuple[str, Work | None]:
    """The turn that will answer `row` (None: the greeting): its id, and the work if it may begin now.

    While another turn runs it waits, joined to what waits already; a choice stands alone."""
    seq = row.seq if row else 0
    waiting, busy = None, False
    for turn in session.execute(_open_turns(str(conversation.id))).scalars():
        busy, waiting = True, turn if turn.status == WAITING else waiting
    if waiting is not None and not is_choice and not waiting.is_choice:
        waiting.text = f"{waiting.text}\n{text}"
        waiting.last_seq = seq
        waiting.page = page or waiting.page
        return str(waiting.id), None
    turn = Turn(
        id=f"{conversation.id}-{seq}",
        conversation_id=conversation.id,
        first_seq=seq,
        last_seq=seq,
        text=text,
        is_choice=is_choice,
        page=page,
        status=WAITING,
        holder=BOT,
        created=now(),
    )
    session.add(turn)
    return str(turn.id), None if busy else _lease(conversation, turn, owner)


def finish(session: Session, turn_id: str, owner: str, answer: Answer) -> Ended | None:
    """Writes the answer and ends the turn, in one; None if the lease has gone to somebody else, who will answer.

    Where the baton moved meanwhile the shopper does not see the answer: it is kept for staff."""
    held = _end_own(session, turn_id, owner, DONE, answer.understood)
    if held is None:
        return None
    conversation, turn = held
    moved = baton.has_moved(conversation, str(turn.holder), cast(int, turn.began_seq))
    audience = STAFF if moved else EVERYONE
    drafts = [
        Draft(BOT, kind, body, f"turn:{turn_id}:{number}", audience) for number, (kind, body) in enumerate(answer.parts)
    ]
    rows: list[Row] = []
    if answer.language and not moved:
        rows += conversations.set_language(session, conversation, answer.language)
    rows += conversations.append(session, conversation, drafts)
    if answer.reason and not moved:
        rows += baton.to_queue(session, conversation, answer.reason)
    return _go_on(session, conversation, owner, rows)


def fail(session: Session, turn_id: str, owner: str, reason: str) -> Ended | None:
    """Ends a turn that the bot will not answer: people take the conversation, unless they have it."""
    held = _end_own(session, turn_id, owner, FAILED)
    if held is None:
        return None
    conversation, turn = held
    moved = baton.has_moved(conversation, str(turn.holder), cast(int, turn.began_seq))
    is_greeting = turn.first_seq == 0
    rows = [] if moved or is_greeting else baton.to_queue(session, conversation, reason)
    return _go_on(session, conversation, owner, rows)


def claim(session: Session, turn_id: str, owner: str) -> Work | None:
    """Leases a turn that nobody works on; None where somebody was faster, or people have the conversation."""
    turn = session.get(Turn, turn_id)
    if turn is None:
        return None
    conversation = conversations.hold(session, str(turn.conversation_id))
    session.refresh(turn)
    others = [other for other in session.execute(_open_turns(str(conversation.id))).scalars() if other is not turn]
    first = turn.status == WAITING and all(other.first_seq > turn.first_seq for other in others)
    if first and not baton.has_moved(conversation, str(turn.holder), cast(int, conversation.baton_seq)):
        return _lease(conversation, turn, owner)
    expired = turn.status == RUNNING and (turn.lease_until is None or turn.lease_until < now())
    if not expired:
        return None
    # taking over a lease does not move where the turn began: the baton may have moved while nobody worked
    turn.owner, turn.lease_until = owner, now() + LEASE
    return _work(conversation, turn)


def renew(session: Session, owner: str) -> None:
    mine = (_turns.c.status == RUNNING) & (_turns.c.owner == owner)
    session.execute(update(_turns).where(mine).values(lease_until=now() + LEASE))


def release(session: Session, owner: str) -> None:
    """Lets go of every lease, so that whoever comes next need not wait for them to run out."""
    mine = (_turns.c.status == RUNNING) & (_turns.c.owner == owner)
    session.execute(update(_turns).where(mine).values(lease_until=None))


def _open_turns(conversation_id: str) -> Any:
    open_here = (Turn.conversation_id == conversation_id) & Turn.status.in_((WAITING, RUNNING))
    return select(Turn).where(open_here).order_by(Turn.first_seq)


def _end_own(
    session: Session, turn_id: str, owner: str, status: str, understood: dict[str, Any] | None = None
) -> tuple[Conversation, Turn] | None:
    turn = session.get(Turn, turn_id)
    if turn is None:
        return None
    conversation = conversations.hold(session, str(turn.conversation_id))
    # compare and set: of two processes that answer the same turn, one finds its lease gone
    mine = (_turns.c.id == turn_id) & (_turns.c.status == RUNNING) & (_turns.c.owner == owner)
    ended = update(_turns).where(mine).values(status=status, finished=now(), understood=understood)
    changed = cast(CursorResult, session.execute(ended))
    return (conversation, turn) if changed.rowcount == 1 else None


def _go_on(session: Session, conversation: Conversation, owner: str, rows: list[Row]) -> Ended:
    waiting = None
    if conversation.holder == BOT and conversation.closed is None:
        waiting = session.execute(_open_turns(str(conversation.id)).limit(1)).scalar_one_or_none()
    work = _lease(conversation, waiting, owner) if waiting is not None else None
    return Ended(rows, str(conversation.language), str(conversation.holder), work)


def _lease(conversation: Conversation, turn: Turn, owner: str) -> Work:
    turn.status, turn.owner, turn.lease_until = RUNNING, owner, now() + LEASE
    turn.began_seq = conversation.last_seq
    return _work(conversation, turn)


def _work(conversation: Conversation, turn: Turn) -> Work:
    return Work(
        id=str(turn.id),
        conversation_id=str(conversation.id),
        text=str(turn.text),
        is_choice=bool(turn.is_choice),
        language=str(conversation.language),
        customer_id=conversation.customer_id,
        page=turn.page,
        created=turn.created,
    )
