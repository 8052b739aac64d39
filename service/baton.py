"""Exactly one party holds a conversation: the bot, the queue, or one agent."""

from __future__ import annotations

from sqlalchemy import bindparam, update
from sqlalchemy.orm import Session

from service import conversations
from service.clock import now
from service.conversations import Draft, Held, Row
from service.models import BOT, HANDED_OVER, QUEUE, STAFF, WAITING, Turn

BOT_UNAVAILABLE = "bot_unavailable"

_turns = Turn.__table__
_LEAVE = (
    update(_turns)
    .where(_turns.c.conversation_id == bindparam("of_conversation"), _turns.c.status == WAITING)
    .values(status=HANDED_OVER, finished=bindparam("at"))
)


def move(session: Session, conversation: Held, holder: str, code: str) -> list[Row]:
    """Gives a held conversation to `holder` and says so, with the notice `code`; nothing where it is there already.

    Messages that wait for the bot go to the people with the conversation."""
    if conversation.holder == holder:
        return []
    rows = conversations.notice(session, conversation, code)
    conversation.holder = holder
    conversation.baton_seq = rows[-1].seq
    if holder != BOT:
        leave_to_people(session, conversation.id)
    return rows


def to_queue(session: Session, conversation: Held, reason: str) -> list[Row]:
    """Puts the conversation in the queue; the reason is a row that staff see."""
    if conversation.holder == QUEUE:
        return []
    told = move(session, conversation, QUEUE, reason if reason == BOT_UNAVAILABLE else "queued")
    draft = Draft("system", "notice", {"text": reason, "code": "queue_reason"}, audience=STAFF)
    return told + conversations.append(session, conversation, [draft])


def has_moved(conversation: Held, holder: str, began_seq: int) -> bool:
    """Whether the baton has moved since a turn began, even if it has come back; a closed conversation counts, too."""
    return conversation.holder != holder or conversation.baton_seq > began_seq or conversation.closed is not None


def leave_to_people(session: Session, conversation_id: str) -> None:
    """Ends the turns that wait: their messages stand in the log, for a person to read."""
    session.execute(_LEAVE, {"of_conversation": conversation_id, "at": now()})
