"""Tickets at the desk: calls that came when nobody was there, and the mails that answer them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from service import conversations, tickets
from service.clock import as_text, now
from service.conversations import Row
from service.desk import writing
from service.errors import NoAddress, NotFound
from service.handoff_models import TICKETED, Handoff, Ticket
from service.models import Conversation
from service.staff.accounts import Staff
from shop import mail
from shop.models import Customer
from shop.store import reads

_PAGE = 100
_handoffs = Handoff.__table__
_tickets = Ticket.__table__
_conversations = Conversation.__table__
_customers = Customer.__table__


@reads
def waiting(session: Session) -> list[dict[str, Any]]:
    """Those that have no answer yet, in the order in which they are to be answered."""
    query = (
        select(_tickets, _handoffs, _customers.c.name.label("customer_name"))
        .join(_handoffs, _handoffs.c.id == _tickets.c.handoff_id)
        .join(_conversations, _conversations.c.id == _tickets.c.conversation_id)
        .outerjoin(_customers, _customers.c.id == _conversations.c.customer_id)
        .where(_handoffs.c.way == TICKETED, _handoffs.c.ended.is_(None))
        .order_by(_handoffs.c.priority, _handoffs.c.created)
        .limit(_PAGE)
    )
    return [
        {
            "id": row[_tickets.c.id],
            "name": tickets.name_of(row[_tickets.c.id]),
            "conversation_id": row[_tickets.c.conversation_id],
            "email": row[_tickets.c.email],
            "customer_name": row["customer_name"],
            "language": row[_handoffs.c.language],
            "priority": row[_handoffs.c.priority],
            "reason": row[_handoffs.c.reason],
            "skill": row[_handoffs.c.skill],
            "mood": row[_handoffs.c.mood],
            "asked": (row[_handoffs.c.summary].get("asked") or [""])[-1],
            "created": as_text(row[_handoffs.c.created]),
        }
        for row in session.execute(query).mappings()
    ]


def answer(session: Session, conversation_id: str, staff: Staff, ticket_id: int, text: str) -> tuple[list[Row], bool]:
    """Sends the answer by mail and ends the ticket, in one; once, however often it is asked for.

    In the chat the shopper reads that there is one, staff what it was. Raises NotFound, NoAddress."""
    with conversations.hold(session, conversation_id) as conversation:
        client_id = f"ticket_answer:{ticket_id}"
        there = conversations.with_client_id(session, conversation_id, client_id)
        if there is not None:
            return [there], True
        ticket = _open(session, conversation_id, ticket_id)
        if ticket.email is None:
            raise NoAddress()
        name = tickets.name_of(ticket_id)
        mail.queue(
            session, ticket.email, "ticket_answer", conversation.language, ticket=name, answer=text, name=staff.name
        )
        session.execute(update(_handoffs).where(_handoffs.c.id == ticket.handoff_id).values(ended=now()))
        said = {"ticket": name, "name": staff.name}
        rows = conversations.notice(session, conversation, "ticket_answered", client_id, said=said)
        return rows + writing.add_note(session, conversation, staff, text), False


def _open(session: Session, conversation_id: str, ticket_id: int) -> Any:
    query = (
        select(_tickets.c.email, _tickets.c.handoff_id)
        .join(_handoffs, _handoffs.c.id == _tickets.c.handoff_id)
        .where(
            _tickets.c.id == ticket_id,
            _tickets.c.conversation_id == conversation_id,
            _handoffs.c.ended.is_(None),
        )
    )
    found = session.execute(query).one_or_none()
    if found is None:
        raise NotFound()
    return found
