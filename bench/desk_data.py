"""A shop on a busy day, in its database: conversations that people are waited for in, and those of before."""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import insert
from sqlalchemy.orm import Session

from service import conversations, handoffs
from service.clock import now
from service.conversations import Draft
from service.escalation import Escalation, Facts
from service.handoffs import Call
from service.models import BOT, EVERYONE, Conversation, Message
from service.staff import accounts, presence, sessions
from service.staff.models import AVAILABLE
from service.support import Support
from shop.store import Store

WORDS = (
    "my parcel was to come on Monday and has not come",
    "the zip of the jacket is broken, what now?",
    "I was charged twice for one order",
    "can somebody please look at my return",
    "我的包裹一直没有到，怎么回事？",
    "how long will the refund take",
)
_REASONS = (("furious", 1, "complaints"), ("asked_for_human", 2, "orders"), ("misunderstood", 3, "returns"))
_ROWS_EACH = 12
_AT_ONCE = 100


def people(store: Store, count: int) -> list[tuple[str, str]]:
    """Agents who are available, and a session of each: id and token."""

    def hire(session: Session) -> list[tuple[str, str]]:
        hired = []
        for number in range(count):
            given = {"email": f"agent{number}@bench.example", "name": f"Agent {number}", "capacity": 25}
            staff_id = accounts.create(session, given, None)
            presence.choose(session, staff_id, AVAILABLE)
            hired.append((staff_id, sessions.begin(session, staff_id)))
        return hired

    with store.transaction() as session:
        return hire(session)


def past(store: Store, count: int) -> None:
    """Conversations that the bot had by itself, a year of them."""
    draw = random.Random(7)
    for some in _in_portions(count):
        conversations_, messages = [], []
        for _ in range(some):
            conversation_id, began = (
                uuid.UUID(int=draw.getrandbits(128)).hex,
                now() - timedelta(days=draw.random() * 365),
            )
            conversations_.append(
                {
                    "id": conversation_id,
                    "channel": "widget",
                    "language": "en",
                    "holder": BOT,
                    "baton_seq": 0,
                    "last_seq": _ROWS_EACH,
                    "created": began,
                }
            )
            messages += [
                {
                    "conversation_id": conversation_id,
                    "seq": seq,
                    "author": "shopper" if seq % 2 else BOT,
                    "kind": "text",
                    "body": {"text": draw.choice(WORDS)},
                    "audience": EVERYONE,
                    "created": began + timedelta(seconds=10 * seq),
                }
                for seq in range(1, _ROWS_EACH + 1)
            ]
        with store.transaction() as session:
            session.execute(insert(Conversation.__table__), conversations_)
            session.execute(insert(Message.__table__), messages)


def waiting(store: Store, count: int, support: Support) -> list[str]:
    """Conversations in the queue, as the service puts them there; their ids."""
    draw = random.Random(8)
    made: list[str] = []
    for some in _in_portions(count):
        with store.transaction() as session:
            made += [_one(session, draw, support) for _ in range(some)]
    return made


def _one(session: Session, draw: random.Random, support: Support) -> str:
    opened = conversations.open_new(session, "widget", draw.choice(("en", "en", "zh")))
    with conversations.hold(session, opened.id) as held:
        said = [
            Draft("shopper" if seq % 2 else BOT, "text", {"text": draw.choice(WORDS)}) for seq in range(1, _ROWS_EACH)
        ]
        conversations.append(session, held, said)
        reason, priority, skill = draw.choice(_REASONS)
        cents = draw.randrange(1_000, 90_000)
        escalation = Escalation(reason, (reason,), priority, skill, round(draw.uniform(-1, 0.3), 2), cents)
        handoffs.call(session, held, Call(escalation, Facts(()), hides_answer=False), support)
    return opened.id


def _in_portions(count: int) -> Iterator[int]:
    for begun in range(0, count, _AT_ONCE):
        yield min(_AT_ONCE, count - begun)
