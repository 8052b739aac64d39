"""What agents write: answers, by whoever holds the conversation, and notes that no shopper is ever sent."""

from __future__ import annotations

from sqlalchemy.orm import Session

from service import conversations
from service.conversations import Draft, Held, Row
from service.desk import answers, stays
from service.errors import ConversationClosed, NotHolder
from service.models import STAFF
from service.staff.accounts import Staff


def check_open(conversation: Held) -> None:
    """Raises ConversationClosed."""
    if conversation.closed is not None:
        raise ConversationClosed()


def check_holder(conversation: Held, staff: Staff) -> None:
    """Raises ConversationClosed, and NotHolder for everybody but who holds it."""
    check_open(conversation)
    if conversation.holder != stays.holder_of(staff.id):
        raise NotHolder()


def answer(session: Session, conversation_id: str, staff: Staff, draft: Draft) -> tuple[Row, bool]:
    """The agent's row, and whether it was there already. Raises NotFound, NotHolder, ConversationClosed."""
    with conversations.hold(session, conversation_id) as conversation:
        there = conversations.with_client_id(session, conversation_id, draft.client_id or "")
        if there is not None:
            return there, True
        check_holder(conversation, staff)
        (row,) = conversations.append(session, conversation, [draft])
        stays.answered(session, conversation_id)
        if row.kind == "text":
            answers.keep(session, conversation_id, row, staff.name)
        return row, False


def add_note(
    session: Session, conversation: Held, staff: Staff, text: str | None, client_id: str | None = None
) -> list[Row]:
    """A row that no shopper is ever sent; nothing without a text."""
    if not text:
        return []
    body = {"text": text, "name": staff.name}
    return conversations.append(session, conversation, [Draft("agent", "note", body, client_id, STAFF)])


def note(session: Session, conversation_id: str, staff: Staff, text: str, client_id: str) -> tuple[Row, bool]:
    """A private note by any agent, once for each client_id. Raises NotFound."""
    with conversations.hold(session, conversation_id) as conversation:
        there = conversations.with_client_id(session, conversation_id, client_id)
        if there is not None:
            return there, True
        return add_note(session, conversation, staff, text, client_id)[0], False
