"""Exactly one party holds a conversation: the bot, the queue, or one agent."""

from __future__ import annotations

from typing import cast

from sqlalchemy import update
from sqlalchemy.orm import Session

from service import conversations
from service.clock import now
from service.conversations import Row
from service.models import BOT, HANDED_OVER, QUEUE, STAFF, WAITING, Conversation, Turn

BOT_UNAVAILABLE = "bot_unavailable"
_turns = Turn.__table__


def move(session: Session, conversation: Conversation, holder: str, code: str) -> list[Row]:
    """Gives a held conversation to `holder` and says so, with the notice `code`; nothing where it is there already.

    Messages that wait for the bot go to the people with the conversation."""
    if conversation.holder == holder:
        return []
    rows = conversations.notice(session, conversation, code)
    conversation.holder = holder
    conversation.baton_seq = rows[-1].seq
    if holder != BOT:
        leave_to_people(session, str(conversation.id))
    return rows


def to_queue(session: Session, conversation: Conversation, reason: str) -> list[Row]:
    """Puts the conversation in the queue; the reason is a row that staff see."""
    if conversation.holder == QUEUE:
        return []
    told = move(session, conversation, QUEUE, reason if reason == BOT_UNAVAILABLE else "queued")
    draft = conversations.Draft("system", "notice", {"text": reason, "code": "queue_reason"}, audience=STAFF)
    return told + conversations.append(session, conversation, [draft])


def has_moved(conversation: Conversation, holder: str, began_seq: int) -> bool:
    """Whether the baton has moved since a turn began, even if it has come back; a closed conversation counts, too."""
    moved_since = cast(int, conversation.baton_seq) > began_seq
    return conversation.holder != holder or moved_since or conversation.closed is not None


def leave_to_people(session: Session, conversation_id: str) -> None:
    waiting = (_turns.c.conversation_id == conversation_id) & (_turns.c.status == WAITING)
    session.execute(update(_turns).where(waiting).values(status=HANDED_OVER, finished=now()))
