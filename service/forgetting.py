"""Forget me: what a shopper said and was told is erased everywhere, and the numbering of the log stays whole."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, insert, or_, select, update
from sqlalchemy.orm import Session

from service import conversations, phrases
from service.clock import now
from service.conversations import Held, Row
from service.desk import answers, review
from service.desk.rows import ABOUT_AN_ORDER
from service.handoff_models import TICKETED, Handoff, Rating, Ticket
from service.models import HANDED_OVER, RUNNING, STAFF, WAITING, Conversation, Erasure, Message, Photo, Turn
from service.studio.inbox import keeping as inbox_keeping
from service.tickets import WITH_ADDRESS
from shop.store import reads

PHOTO, TRACKER, TASKS = "photo", "tracker", "tasks"
_AT_ONCE = 100

_conversations = Conversation.__table__
_messages = Message.__table__
_turns = Turn.__table__
_photos = Photo.__table__
_erasures = Erasure.__table__
_handoffs = Handoff.__table__
_tickets = Ticket.__table__
_ratings = Rating.__table__


def forget(session: Session, conversation: Held, up_to: int) -> list[Row]:
    """Erases the conversation's rows up to that one, and where the customer is proven all of that customer's others.

    What lies outside the database is noted in the same transaction, for `pending`. The row that is returned tells
    every client, also one that comes back later, to let go of what it still shows."""
    rows = _erase(session, conversation, up_to)
    if conversation.customer_id is not None:
        _erase_all_of(session, conversation.customer_id, but=conversation.id)
    return rows


def forget_customer(session: Session, customer_id: str) -> None:
    """Erases every conversation of a customer; listeners hear of it as of any row that another process appended."""
    _erase_all_of(session, customer_id, but=None)


def settle_tasks(session: Session, conversation_id: str) -> None:
    """What the bot had begun was done by a person: it is to offer it no more."""
    _note(session, TASKS, [conversation_id])


@reads
def pending(session: Session) -> list[tuple[int, str, str]]:
    """What is still to be erased outside of the database: (id, kind, subject), oldest first."""
    query = select(_erasures.c.id, _erasures.c.kind, _erasures.c.subject).order_by(_erasures.c.id).limit(_AT_ONCE)
    return [tuple(row) for row in session.execute(query)]


def carried_out(session: Session, erasures: list[int]) -> None:
    session.execute(delete(_erasures).where(_erasures.c.id.in_(erasures)))


def _erase_all_of(session: Session, customer_id: str, but: str | None) -> None:
    query = select(_conversations.c.id).where(_conversations.c.customer_id == customer_id)
    for conversation_id in session.execute(query.order_by(_conversations.c.id)).scalars().all():
        if conversation_id != but:
            with conversations.hold(session, conversation_id) as other:
                _erase(session, other, other.last_seq)


def _erase(session: Session, conversation: Held, up_to: int) -> list[Row]:
    _erase_messages(session, conversation, up_to)
    _erase_turns(session, conversation.id, up_to)
    _erase_calls(session, conversation.id)
    _note(session, TRACKER, [conversation.id])
    here = _photos.c.conversation_id == conversation.id
    _note(session, PHOTO, list(session.execute(select(_photos.c.id).where(here)).scalars()))
    session.execute(delete(_photos).where(here))
    if conversation.closed is not None:
        return []
    return conversations.notice(session, conversation, "forgotten", up_to=up_to)


def _erase_messages(session: Session, conversation: Held, up_to: int) -> None:
    # what the service itself says to shoppers holds nothing of theirs but an address or an order's number; what it says
    # to staff may
    telling = [_messages.c.client_id.startswith(begin) for begin in (WITH_ADDRESS, ABOUT_AN_ORDER)]
    personal = or_(_messages.c.author != "system", _messages.c.audience == STAFF, *telling)
    tombstone = {"text": phrases.notice("erased", conversation.language), "code": "erased"}
    session.execute(
        update(_messages)
        .where(_messages.c.conversation_id == conversation.id, _messages.c.seq <= up_to, personal)
        .values(kind="notice", body=tombstone)
    )


def _erase_turns(session: Session, conversation_id: str, up_to: int) -> None:
    of_these = (_turns.c.conversation_id == conversation_id, _turns.c.last_seq <= up_to)
    nothing: dict[str, Any] = {"text": "", "page": None, "understood": None}
    session.execute(update(_turns).where(*of_these).values(nothing))
    # one that is still to be answered has lost its question: whoever works on it finds its lease gone
    still_open = _turns.c.status.in_((WAITING, RUNNING))
    session.execute(update(_turns).where(*of_these, still_open).values(status=HANDED_OVER, finished=now()))


def _erase_calls(session: Session, conversation_id: str) -> None:
    """What people were called for keeps its reason and times, and nothing that was said. A ticket whose address is gone
    can no longer be answered; a conversation in the queue stays there."""
    for table, nothing in (
        (_handoffs, {"order_numbers": [], "summary": {}, "facts": {}, "mood": None, "value_cents": 0}),
        (_tickets, {"email": None}),
        (_ratings, {"words": ""}),
    ):
        session.execute(update(table).where(table.c.conversation_id == conversation_id).values(nothing))
    answers.forget(session, conversation_id)
    review.forget(session, conversation_id)
    inbox_keeping.forget(session, conversation_id)
    unanswerable = (_handoffs.c.way == TICKETED, _handoffs.c.ended.is_(None))
    session.execute(
        update(_handoffs).where(_handoffs.c.conversation_id == conversation_id, *unanswerable).values(ended=now())
    )


def _note(session: Session, kind: str, subjects: list[str]) -> None:
    if subjects:
        noted = [{"kind": kind, "subject": subject, "created": now()} for subject in subjects]
        session.execute(insert(_erasures), noted)
