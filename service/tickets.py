"""While nobody is there: a ticket, the address to answer to, and the mail that confirms it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import bindparam, func, insert, select, update
from sqlalchemy.orm import Session

from service import conversations, phrases
from service.clock import now
from service.conversations import Held, Row
from service.handoff_models import Handoff, Ticket
from service.models import BOT, EVERYONE, Message
from service.support import Support
from shop import mail
from shop.models import Customer

_EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,6}")
_LETTERS = re.compile(r"\w")
# "my address is … thanks" is an answer, not a question; letters, since Chinese words have no spaces
_MOST_LETTERS_BESIDE = 40
# a mistyped address may be put right, and nobody's inbox is filled with our thanks
_MOST_ADDRESSES = 3
_MOST_MAILS_A_DAY = 3

# the client_id of rows that repeat an address begins so: whoever forgets a conversation finds them by it
WITH_ADDRESS = "ticket:"

_tickets = Ticket.__table__
_handoffs = Handoff.__table__
_messages = Message.__table__
_OF_CONVERSATION = (
    select(_tickets)
    .join(_handoffs, _handoffs.c.id == _tickets.c.handoff_id)
    .where(_tickets.c.conversation_id == bindparam("conversation_id"), _handoffs.c.ended.is_(None))
    .order_by(_tickets.c.id.desc())
    .limit(1)
)
_BOT_SPOKE_SINCE = (
    select(_messages.c.seq)
    .where(
        _messages.c.conversation_id == bindparam("conversation_id"),
        _messages.c.seq > bindparam("seq"),
        _messages.c.author == BOT,
        _messages.c.audience == EVERYONE,
    )
    .limit(1)
)


@dataclass(frozen=True)
class Taken:
    """`is_all`: the message was the address that we asked for, and needs no other answer."""

    rows: list[Row]
    is_all: bool


def name_of(ticket_id: int) -> str:
    """What shopper and staff call it."""
    return f"T{ticket_id:05d}"


def open_new(session: Session, conversation: Held, handoff_id: int, lead: str | None, support: Support) -> list[Row]:
    """Opens the ticket and asks where to answer; a proven customer is answered at the address of the account."""
    email = _of_account(session, conversation.customer_id)
    ticket = {"conversation_id": conversation.id, "handoff_id": handoff_id, "email": email, "created": now()}
    made = session.execute(
        insert(_tickets), ticket | {"asked_seq": conversation.last_seq + 1, "addresses": bool(email)}
    )
    ticket_id = int(made.inserted_primary_key[0])
    if email is None:
        return _say(session, conversation, "ticket", lead, support)
    _confirm(session, email, ticket_id, conversation.language, support)
    return _say(session, conversation, "ticket_account", lead, support, ticket=name_of(ticket_id))


def remind(session: Session, conversation: Held, handoff_id: int, lead: str | None, support: Support) -> list[Row]:
    """Says once more how things stand with the ticket of this handoff."""
    ticket = session.execute(select(_tickets).where(_tickets.c.handoff_id == handoff_id)).one()
    if ticket.email is None:
        _asked(session, ticket.id, conversation.last_seq + 1)
        return _say(session, conversation, "ticket", lead, support)
    return _say(session, conversation, "ticket_waiting", lead, support, ticket=name_of(ticket.id))


def take_address(session: Session, conversation: Held, text: str, support: Support) -> Taken | None:
    """Where a ticket waits for an address and the message has one: keeps it, says so, and confirms it by mail.

    In answer to our question the address is all; after the bot has spoken again it may be meant for the bot as well."""
    found = _EMAIL.search(unicodedata.normalize("NFKC", text)) if "@" in text or "＠" in text else None
    if found is None:
        return None
    ticket = session.execute(_OF_CONVERSATION, {"conversation_id": conversation.id}).one_or_none()
    if ticket is None or ticket.addresses >= _MOST_ADDRESSES:
        return None
    since = {"conversation_id": conversation.id, "seq": ticket.asked_seq}
    is_answer = session.execute(_BOT_SPOKE_SINCE, since).first() is None
    beside = len(_LETTERS.findall(text)) - len(_LETTERS.findall(found.group()))
    if ticket.email is not None and not (is_answer and beside <= _MOST_LETTERS_BESIDE):
        return None
    email = found.group().rstrip(".").lower()
    _confirm(session, email, ticket.id, conversation.language, support)
    given = ticket.addresses + 1
    session.execute(update(_tickets).where(_tickets.c.id == ticket.id).values(email=email, addresses=given))
    _asked(session, ticket.id, conversation.last_seq + 1)
    named = {"ticket": name_of(ticket.id), "email": email}
    client_id = f"{WITH_ADDRESS}{ticket.id}:{given}"
    rows = _say(session, conversation, "ticket_received", None, support, client_id, **named)
    return Taken(rows, is_answer and beside <= _MOST_LETTERS_BESIDE)


def _say(
    session: Session,
    conversation: Held,
    code: str,
    lead: str | None,
    support: Support,
    client_id: str | None = None,
    **values: str,
) -> list[Row]:
    back = support.back(conversation.language) or phrases.soon(conversation.language)
    return conversations.notice(session, conversation, code, client_id, lead, {"opens": back, **values})


def _confirm(session: Session, email: str, ticket_id: int, language: str, support: Support) -> None:
    day_ago = now() - timedelta(days=1)
    query = select(func.count()).where(
        _tickets.c.email == email, _tickets.c.created > day_ago, _tickets.c.id != ticket_id
    )
    if session.execute(query).scalar_one() < _MOST_MAILS_A_DAY:
        opens = support.back(language)
        mail.queue(session, email, "ticket_received", language, ticket=name_of(ticket_id), opens=opens)


def _asked(session: Session, ticket_id: int, seq: int) -> None:
    session.execute(update(_tickets).where(_tickets.c.id == ticket_id).values(asked_seq=seq))


def _of_account(session: Session, customer_id: str | None) -> str | None:
    query = select(Customer.email).where(Customer.id == customer_id)
    return session.execute(query).scalar_one_or_none() if customer_id else None
