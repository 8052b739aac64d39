"""What a shopper makes of the help: when they are asked, once each about bot and people, and what they say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.orm import Session

from service import conversations
from service.clock import now
from service.conversations import Held, Row
from service.errors import BadRequest
from service.escalation_policy import Policy
from service.events import Rate
from service.handoff_models import Rating
from service.models import BOT, DONE, EVERYONE, Message, Turn
from shop.case_models import Audit

ABOUT_BOT, ABOUT_HUMAN = "bot", "human"
_SHOWING = ("order", "products")
_AUTHORS = {ABOUT_BOT: BOT, ABOUT_HUMAN: "agent"}

_ratings = Rating.__table__
_messages = Message.__table__
_turns = Turn.__table__
_ANSWERED = select(_turns.c.understood).where(
    _turns.c.conversation_id == bindparam("conversation_id"), _turns.c.status == DONE, _turns.c.first_seq > 0
)
_BOTS_ROWS = select(_messages.c.kind, _messages.c.body).where(
    _messages.c.conversation_id == bindparam("conversation_id"),
    _messages.c.author == BOT,
    _messages.c.audience == EVERYONE,
)
_WROTE = (
    select(_messages.c.seq)
    .where(
        _messages.c.conversation_id == bindparam("conversation_id"),
        _messages.c.author == bindparam("by"),
        _messages.c.audience == EVERYONE,
    )
    .limit(1)
)


def ask_after(session: Session, conversation: Held, understood: Mapping[str, Any], policy: Policy) -> list[Row]:
    """Asks where a turn has ended with a goodbye, or with thanks for something that was done; not within a task."""
    intent = None if understood.get("tasks") else understood.get("intent")
    is_due = intent == "goodbye" or (intent == "thank" and _something_was_done(session, conversation.id))
    return ask_if_due(session, conversation, policy) if is_due else []


def ask_if_due(session: Session, conversation: Held, policy: Policy) -> list[Row]:
    """Asks about people where they have written, else about the bot where it has done something; each once."""
    if rows := ask_about_people(session, conversation):
        return rows
    return ask(session, conversation, ABOUT_BOT) if _bot_has_helped(session, conversation.id, policy) else []


def ask_about_people(session: Session, conversation: Held) -> list[Row]:
    return ask(session, conversation, ABOUT_HUMAN) if _wrote(session, conversation.id, ABOUT_HUMAN) else []


def ask(session: Session, conversation: Held, about: str) -> list[Row]:
    """Asks unless that was asked before in this conversation."""
    client_id = f"rate:{about}"
    if conversations.with_client_id(session, conversation.id, client_id) is not None:
        return []
    return conversations.notice(session, conversation, f"rate_{about}", client_id, about=about)


def rate(session: Session, conversation_id: str, given: Rate) -> None:
    """Keeps the rating; a later one replaces it. Raises NotFound, and BadRequest about who has not taken part."""
    with conversations.hold(session, conversation_id):
        if not _wrote(session, conversation_id, given.about):
            raise BadRequest("nobody to rate")
        said: dict[str, Any] = {"stars": given.stars, "words": given.words, "changed": now()}
        here = (_ratings.c.conversation_id == conversation_id, _ratings.c.about == given.about)
        if session.execute(select(_ratings.c.stars).where(*here)).first():
            session.execute(update(_ratings).where(*here).values(said))
        else:
            new = {"conversation_id": conversation_id, "about": given.about, "created": said["changed"]}
            session.execute(insert(_ratings), said | new)


def _wrote(session: Session, conversation_id: str, about: str) -> bool:
    asked = {"conversation_id": conversation_id, "by": _AUTHORS[about]}
    return session.execute(_WROTE, asked).first() is not None


def _something_was_done(session: Session, conversation_id: str) -> bool:
    """Whether an order was shown or changed, goods were found, a question was answered, or a person wrote."""
    rows = session.execute(_BOTS_ROWS, {"conversation_id": conversation_id}).all()
    if any(row.kind in _SHOWING or "source" in row.body for row in rows):
        return True
    changed = select(Audit.id).where(Audit.conversation == conversation_id).limit(1)
    return session.execute(changed).first() is not None or _wrote(session, conversation_id, ABOUT_HUMAN)


def _bot_has_helped(session: Session, conversation_id: str, policy: Policy) -> bool:
    """Whether it was asked about anything but itself and the weather."""
    answered = session.execute(_ANSWERED, {"conversation_id": conversation_id}).scalars()
    return any((understood or {}).get("intent") in policy.topics for understood in answered)
