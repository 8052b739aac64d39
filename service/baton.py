"""Exactly one party holds a conversation: the bot, the queue, or one agent. While it waits in the queue the bot goes on
answering questions; once an agent has it the bot is silent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import bindparam, update
from sqlalchemy.orm import Session

from service import conversations
from service.clock import now
from service.conversations import Held, Row
from service.handoff_models import QUEUED, Handoff
from service.models import BOT, HANDED_OVER, QUEUE, WAITING, Turn

BOT_UNAVAILABLE = "bot_unavailable"

_turns = Turn.__table__
_LEAVE = (
    update(_turns)
    .where(_turns.c.conversation_id == bindparam("of_conversation"), _turns.c.status == WAITING)
    .values(status=HANDED_OVER, finished=bindparam("at"))
)
_handoffs = Handoff.__table__
# a ticket stays: it is answered by mail, whoever holds the conversation
_HANDED_BACK = (
    update(_handoffs)
    .where(
        _handoffs.c.conversation_id == bindparam("of_conversation"),
        _handoffs.c.way == QUEUED,
        _handoffs.c.ended.is_(None),
    )
    .values(ended=bindparam("at"))
)


def move(
    session: Session,
    conversation: Held,
    holder: str,
    code: str,
    lead: str | None = None,
    said: Mapping[str, str] | None = None,
    **more: Any,
) -> list[Row]:
    """Gives a held conversation to `holder` and says so, as `conversations.notice`; nothing where it is there already.

    Messages that wait for the bot go to the agent with the conversation. Back with the bot, the handoff has ended."""
    if conversation.holder == holder:
        return []
    rows = conversations.notice(session, conversation, code, lead=lead, said=said, **more)
    conversation.holder = holder
    conversation.baton_seq = rows[-1].seq
    if holder == BOT:
        end_handoff(session, conversation.id)
    elif holder != QUEUE:
        leave_to_people(session, conversation.id)
    return rows


def bot_answers(conversation: Held) -> bool:
    """Whether the bot is to answer what is said now."""
    return conversation.holder in (BOT, QUEUE) and conversation.closed is None


def has_moved(conversation: Held, holder: str, began_seq: int) -> bool:
    """Whether the baton has moved since a turn began, even if it has come back; a closed conversation counts, too."""
    return conversation.holder != holder or conversation.baton_seq > began_seq or conversation.closed is not None


def end_handoff(session: Session, conversation_id: str) -> None:
    session.execute(_HANDED_BACK, {"of_conversation": conversation_id, "at": now()})


def leave_to_people(session: Session, conversation_id: str) -> None:
    """Ends the turns that wait: their messages stand in the log, for a person to read."""
    session.execute(_LEAVE, {"of_conversation": conversation_id, "at": now()})
