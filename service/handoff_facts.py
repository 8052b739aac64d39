"""What is known where a turn ends: the shopper's messages as they were understood, their orders, earlier calls."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import Session

from service.clock import now
from service.conversations import Held
from service.escalation import Earlier, Facts, OrderFacts, Said
from service.escalation_policy import Policy
from service.handoff_models import Handoff
from service.models import BOT, DONE, Conversation, Message, Turn
from shop import orders
from shop.case_models import Grant
from shop.models import Order

# as far back as a mood reaches
_MOST_MESSAGES = 12
_MOST_ORDERS = 50
_MOST_PAIRS = 10
_MOST_EARLIER = 5
_OVER = ("delivered", "cancelled", "returned")
_ASKS_BACK = "/contact_human_agent"

_turns = Turn.__table__
_messages = Message.__table__
_handoffs = Handoff.__table__
_conversations = Conversation.__table__
_orders = Order.__table__
_HEARD = (
    select(_turns.c.id, _turns.c.first_seq, _turns.c.text, _turns.c.is_choice, _turns.c.understood)
    .where(
        _turns.c.conversation_id == bindparam("conversation_id"),
        _turns.c.first_seq > bindparam("since"),
        _turns.c.status == DONE,
    )
    .order_by(_turns.c.first_seq.desc())
    .limit(_MOST_MESSAGES)
)
_BOTS_ROWS = select(_messages.c.client_id, _messages.c.body).where(
    _messages.c.conversation_id == bindparam("conversation_id"),
    _messages.c.seq > bindparam("since"),
    _messages.c.author == BOT,
)
_EARLIER = (
    select(_handoffs.c.skill, _handoffs.c.order_numbers)
    .where(_handoffs.c.conversation_id == bindparam("conversation_id"), _handoffs.c.ended.is_not(None))
    .order_by(_handoffs.c.created.desc())
    .limit(_MOST_EARLIER)
)
_EARLIER_OF_CUSTOMER = (
    select(_handoffs.c.skill, _handoffs.c.order_numbers)
    .join(_conversations, _conversations.c.id == _handoffs.c.conversation_id)
    .where(
        or_(_handoffs.c.ended.is_not(None), _handoffs.c.conversation_id != bindparam("conversation_id")),
        _conversations.c.customer_id == bindparam("customer_id"),
    )
    .order_by(_handoffs.c.created.desc())
    .limit(_MOST_EARLIER)
)
_ORDER = (_orders.c.number, _orders.c.total_cents, _orders.c.status, _orders.c.expected)


def gather(
    session: Session,
    conversation: Held,
    policy: Policy,
    bot_asks: str | None = None,
    answer: tuple[tuple[str, dict[str, Any]], ...] = (),
) -> Facts:
    """The newest message is that of the turn that ends; `answer` is what the bot has to say to it.

    Only what was said since the bot has had the conversation counts: what people settled is settled."""
    found = session.execute(_HEARD, {"conversation_id": conversation.id, "since": conversation.baton_seq}).all()[::-1]
    asked_back = _turns_asked_back(session, conversation, found, policy)
    if found and offers_person([body for _, body in answer]):
        asked_back.add(found[-1].id)
    messages = tuple(_said(turn, turn.id in asked_back, policy) for turn in found)
    emails = {value for turn in found for value in _values(turn.understood, "email")}
    return Facts(
        messages=messages,
        bot_asks=bot_asks,
        orders=_orders_shown(session, conversation, {n for said in messages for n in said.order_numbers}, emails),
        earlier=_earlier(session, conversation),
    )


def _said(turn: Any, asked_back: bool, policy: Policy) -> Said:
    understood = turn.understood or {}
    intent, sentiment = understood.get("intent"), understood.get("sentiment")
    numbers = (orders.clean_number(written) for written in _values(understood, "order_number"))
    return Said(
        text="" if turn.is_choice else turn.text,
        intent=intent,
        # a click has no feeling of its own
        sentiment=None if turn.is_choice else sentiment,
        was_understood=not (intent in policy.not_understood and asked_back),
        is_served=not policy.serving.isdisjoint(understood.get("tasks") or ()),
        order_numbers=tuple(dict.fromkeys(filter(None, numbers))),
    )


def _turns_asked_back(session: Session, conversation: Held, found: list[Any], policy: Policy) -> set[str]:
    """Those of the turns to which the bot had no answer: knowledge may have had one, whatever the intent."""
    doubtful = [turn for turn in found if (turn.understood or {}).get("intent") in policy.not_understood]
    if not doubtful:
        return set()
    rows = session.execute(_BOTS_ROWS, {"conversation_id": conversation.id, "since": doubtful[0].first_seq}).all()
    # turn:<turn id>:<number>
    offering = {str(row.client_id).split(":")[1] for row in rows if row.client_id and offers_person([row.body])}
    beside_the_shop = {turn.id for turn in doubtful if turn.understood["intent"] == "out_of_scope"}
    return offering | beside_the_shop


def offers_person(bodies: list[dict[str, Any]]) -> bool:
    """Whether the bot asked back instead of answering."""
    payloads = (choice.get("payload", "") for body in bodies for choice in body.get("choices", ()))
    return any(payload.startswith(_ASKS_BACK) for payload in payloads)


def _values(understood: dict[str, Any] | None, kind: str) -> list[str]:
    entities = (understood or {}).get("entities") or []
    return [str(entity["value"]) for entity in entities if entity.get("entity") == kind]


def _orders_shown(session: Session, conversation: Held, numbers: set[str], emails: set[str]) -> tuple[OrderFacts, ...]:
    """Orders that this shopper has shown to be theirs: of the proven customer the open ones and those named; else those
    named with their e-mail, or changed with a code.

    An order that is only named counts for nothing: who is put through sooner would learn what it is worth."""
    if conversation.customer_id is not None:
        concerned = or_(_orders.c.number.in_(numbers), _orders.c.status.not_in(_OVER))
        query = select(*_ORDER).where(_orders.c.customer_id == conversation.customer_id, concerned)
        return tuple(_order_facts(row) for row in session.execute(query.limit(_MOST_ORDERS)))
    if not numbers:
        return ()
    tried = [(number, email) for email in sorted(emails) for number in sorted(numbers)][:_MOST_PAIRS]
    shown = {number for number, email in tried if orders.find_for_reader(session, number, email)}
    granted = select(Grant.order_number).where(
        Grant.conversation == conversation.id, Grant.order_number.in_(numbers), Grant.until > now()
    )
    shown |= set(session.execute(granted).scalars())
    query = select(*_ORDER).where(_orders.c.number.in_(shown))
    return tuple(_order_facts(row) for row in session.execute(query)) if shown else ()


def _order_facts(row: Any) -> OrderFacts:
    is_open = row.status not in _OVER
    late = (date.today() - row.expected).days if is_open and row.expected else 0
    return OrderFacts(row.number, row.total_cents, is_open, max(0, late))


def _earlier(session: Session, conversation: Held) -> tuple[Earlier, ...]:
    asked = {"conversation_id": conversation.id}
    if conversation.customer_id is not None:
        found = session.execute(_EARLIER_OF_CUSTOMER, asked | {"customer_id": conversation.customer_id})
    else:
        found = session.execute(_EARLIER, asked)
    return tuple(Earlier(row.skill, tuple(row.order_numbers)) for row in found)
