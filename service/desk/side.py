"""Who is at the other end: customer, orders, what is known of them, and what was before."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.clock import as_text
from service.desk import order_view
from service.desk.models import Assignment
from service.errors import NotFound
from service.handoff_models import Handoff, Rating, Ticket
from service.models import Conversation, Turn
from service.profile_api import profile_of
from shop import orders
from shop.models import Customer, Order
from shop.store import reads

_MOST_ORDERS = 10
_MOST_EARLIER = 10

_conversations = Conversation.__table__
_handoffs = Handoff.__table__
_assignments = Assignment.__table__
_ratings = Rating.__table__
_tickets = Ticket.__table__
_turns = Turn.__table__


@reads
def of(session: Session, conversation_id: str, language: str, secret: str) -> dict[str, Any]:
    """Raises NotFound."""
    conversation = _conversation(session, conversation_id)
    customer = session.get(Customer, conversation.customer_id) if conversation.customer_id else None
    return {
        "customer": _customer(customer),
        "profile": profile_of(session, customer.id, language) if customer else None,
        "orders": [
            order_view.of(session, order, language, conversation, secret)
            for order in _orders(session, conversation, customer)
        ],
        "earlier": _earlier(session, conversation),
        "ratings": [
            {"about": row.about, "stars": row.stars, "words": row.words}
            for row in session.execute(select(_ratings).where(_ratings.c.conversation_id == conversation_id))
        ],
        "tickets": [
            {"id": row.id, "email": row.email, "created": as_text(row.created)}
            for row in session.execute(select(_tickets).where(_tickets.c.conversation_id == conversation_id))
        ],
    }


@reads
def found(session: Session, conversation_id: str, asked: str, language: str, secret: str) -> list[dict[str, Any]]:
    """Orders with this number, or with this e-mail on them, newest first: agents look up what shoppers name."""
    conversation = _conversation(session, conversation_id)
    if "@" in asked:
        query = select(Order).where(Order.email == asked.strip().lower()).order_by(Order.placed.desc())
        rows = list(session.execute(query.limit(_MOST_ORDERS)).scalars())
    else:
        order = orders.get(session, asked)
        rows = [order] if order else []
    return [order_view.of(session, order, language, conversation, secret) for order in rows]


def _conversation(session: Session, conversation_id: str) -> Any:
    query = select(_conversations.c.id, _conversations.c.customer_id).where(_conversations.c.id == conversation_id)
    conversation = session.execute(query).one_or_none()
    if conversation is None:
        raise NotFound()
    return conversation


def _customer(customer: Customer | None) -> dict[str, Any] | None:
    if customer is None:
        return None
    return {"id": customer.id, "name": customer.name, "email": customer.email, "language": customer.language}


def _orders(session: Session, conversation: Any, customer: Customer | None) -> list[Order]:
    """The customer's newest; of who is not known, those that the conversation names."""
    if customer is not None:
        return orders.for_customer(session, customer.id, limit=_MOST_ORDERS)
    return named_orders(session, conversation.id)


def named_orders(session: Session, conversation_id: str) -> list[Order]:
    """Orders whose numbers the shopper has said here, the latest first, whosever they are."""
    understood = session.execute(
        select(_turns.c.understood)
        .where(_turns.c.conversation_id == conversation_id, _turns.c.understood.is_not(None))
        .order_by(_turns.c.first_seq.desc())
    ).scalars()
    named = dict.fromkeys(
        number
        for what in understood
        for entity in (what or {}).get("entities") or []
        if entity.get("entity") == "order_number" and (number := orders.clean_number(str(entity.get("value"))))
    )
    known = (orders.get(session, number) for number in list(named)[:_MOST_ORDERS])
    return [order for order in known if order is not None]


def _earlier(session: Session, conversation: Any) -> list[dict[str, Any]]:
    """The customer's other conversations that people were called to, the latest first."""
    if conversation.customer_id is None:
        return []
    query = (
        select(_handoffs, _assignments.c.outcome)
        .join(_conversations, _conversations.c.id == _handoffs.c.conversation_id)
        .outerjoin(_assignments, (_assignments.c.handoff_id == _handoffs.c.id) & _assignments.c.outcome.is_not(None))
        .where(_conversations.c.customer_id == conversation.customer_id, _conversations.c.id != conversation.id)
        .order_by(_handoffs.c.id.desc())
        .limit(_MOST_EARLIER)
    )
    return [
        {
            "conversation_id": row.conversation_id,
            "created": as_text(row.created),
            "reason": row.reason,
            "outcome": row.outcome,
            "asked": (row.summary.get("asked") or [""])[-1],
        }
        for row in session.execute(query)
    ]
