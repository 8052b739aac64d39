"""Calling people: whether to, and what they get. Verbs take the session first and never commit."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.orm import Session

from service import baton, conversations, handoff_facts, tickets
from service.baton import BOT_UNAVAILABLE
from service.clock import now
from service.conversations import Draft, Held, Row
from service.escalation import Escalation, Facts, decide, topic, value_cents
from service.escalation_policy import LEAST_URGENT
from service.handoff_models import QUEUED, TICKETED, Handoff
from service.handoff_summary import summary
from service.models import BOT, QUEUE, STAFF
from service.support import Support

_handoffs = Handoff.__table__
_OPEN = insert(_handoffs)
_OPEN_TICKET = (
    select(_handoffs.c.id, _handoffs.c.priority)
    .where(
        _handoffs.c.conversation_id == bindparam("conversation_id"),
        _handoffs.c.way == TICKETED,
        _handoffs.c.ended.is_(None),
    )
    .order_by(_handoffs.c.id.desc())
    .limit(1)
)
_UNAVAILABLE_PRIORITY = 3
TAKEN = "taken"


@dataclass(frozen=True)
class Call:
    """A decision to call people, with what it was made from."""

    escalation: Escalation
    facts: Facts
    hides_answer: bool


def consider(
    session: Session,
    conversation: Held,
    bot_asks: str | None,
    answer: tuple[tuple[str, dict[str, Any]], ...],
    support: Support,
) -> Call | None:
    """Whether the turn that ends calls for a person. The bot's promise of one is not shown while nobody is there."""
    if conversation.holder != BOT:
        return None
    facts = handoff_facts.gather(session, conversation, support.policy, bot_asks, answer)
    escalation = decide(facts, support.policy) if facts.messages else None
    if escalation is None:
        return None
    promises_a_person = bot_asks is not None and not support.is_there()
    return Call(escalation, facts, escalation.hides_answer or promises_a_person)


def bot_is_unavailable(session: Session, conversation: Held, support: Support) -> list[Row]:
    """Calls people to a conversation that the bot cannot answer."""
    facts = handoff_facts.gather(session, conversation, support.policy)
    skill = topic(facts, support.policy)
    escalation = Escalation(
        BOT_UNAVAILABLE, (), _UNAVAILABLE_PRIORITY, skill, None, value_cents(facts), lead=BOT_UNAVAILABLE
    )
    return call(session, conversation, Call(escalation, facts, hides_answer=False), support)


def open_for(session: Session, conversation: Held, support: Support) -> list[Row]:
    """The handoff of a conversation that an agent takes without having been called."""
    facts = handoff_facts.gather(session, conversation, support.policy)
    skill = topic(facts, support.policy)
    taken = Escalation(TAKEN, (), LEAST_URGENT, skill, None, value_cents(facts), lead=None)
    return _open(session, conversation, Call(taken, facts, hides_answer=False), QUEUED)[1]


def call(session: Session, conversation: Held, made: Call, support: Support) -> list[Row]:
    """Puts the conversation in the queue, with its handoff; while nobody is there it stays with the bot, and a ticket
    is opened instead. Never twice for one stay in the queue, nor for one open ticket."""
    if conversation.holder != BOT:
        return []
    lead = made.escalation.lead
    if support.is_there():
        # the notice for that says it all
        notice = (BOT_UNAVAILABLE, None) if lead == BOT_UNAVAILABLE else ("queued", lead)
        rows = baton.move(session, conversation, QUEUE, *notice)
        return rows + _open(session, conversation, made, QUEUED)[1]
    there = session.execute(_OPEN_TICKET, {"conversation_id": conversation.id}).one_or_none()
    if there is None:
        handoff_id, told = _open(session, conversation, made, TICKETED)
        return told + tickets.open_new(session, conversation, handoff_id, lead, support)
    if made.escalation.priority < there.priority:
        _make_more_urgent(session, there.id, made.escalation)
    elif not (made.hides_answer or lead == BOT_UNAVAILABLE):
        return []
    return tickets.remind(session, conversation, there.id, lead, support)


def _open(session: Session, conversation: Held, made: Call, way: str) -> tuple[int, list[Row]]:
    """The handoff's id, and the row that tells staff of it."""
    escalation, facts = made.escalation, made.facts
    named = [number for said in facts.messages for number in said.order_numbers]
    handoff = {
        "conversation_id": conversation.id,
        "way": way,
        "created": now(),
        "reason": escalation.reason,
        "priority": escalation.priority,
        "skill": escalation.skill,
        "language": conversation.language,
        "mood": escalation.mood,
        "value_cents": escalation.value_cents,
        "order_numbers": list(dict.fromkeys(named + [order.number for order in facts.orders])),
        "summary": summary(session, conversation),
        "facts": {
            "rules": list(escalation.rules),
            "orders": [asdict(order) for order in facts.orders],
            "sentiments": [said.sentiment for said in facts.messages],
            "customer_id": conversation.customer_id,
        },
    }
    handoff_id = int(session.execute(_OPEN, handoff).inserted_primary_key[0])
    told = {"text": escalation.reason, "code": "queue_reason", "handoff": handoff_id}
    told |= {
        name: handoff[name] for name in ("way", "priority", "skill", "mood", "value_cents", "order_numbers", "summary")
    }
    return handoff_id, conversations.append(session, conversation, [Draft("system", "notice", told, audience=STAFF)])


def _make_more_urgent(session: Session, handoff_id: int, escalation: Escalation) -> None:
    changed = {"priority": escalation.priority, "reason": escalation.reason, "skill": escalation.skill}
    session.execute(update(_handoffs).where(_handoffs.c.id == handoff_id).values(**changed))
