"""Turns that agents found wrong: the list that the content team works from."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from service import turns
from service.clock import as_text, now
from service.desk.models import Review
from service.errors import BadRequest, NotFound
from service.masking import masked
from service.models import Conversation, Turn
from service.staff.accounts import Staff
from service.staff.models import Account
from service.text import clean
from shop.models import Customer
from shop.store import reads

OPEN, DONE, DISCARDED = "open", "done", "discarded"
STATUSES = (OPEN, DONE, DISCARDED)
_STILL_OPEN = {"status": OPEN, "done_by": None, "done": None}
_PAGE = 100
_INTENT = re.compile(r"[a-z][a-z0-9_]{0,59}")
_SHOWN = (
    *("id", "conversation_id", "turn_id", "said", "answered", "language", "intent", "confidence"),
    *("right_intent", "right_answer", "comment", "status"),
)
_reviews = Review.__table__
_turns = Turn.__table__
_conversations = Conversation.__table__
_customers = Customer.__table__
_staff = Account.__table__


def mark(session: Session, conversation_id: str, staff: Staff, given: Mapping[str, Any]) -> int:
    """Says what a turn should have been: an intent, an answer, or a word about it. Saying it again changes it.

    What was said is masked before it is kept. Raises NotFound, BadRequest."""
    turn = session.execute(
        select(_turns).where(_turns.c.id == str(given.get("turn_id")), _turns.c.conversation_id == conversation_id)
    ).one_or_none()
    if turn is None:
        raise NotFound()
    said = _said(given)
    there = session.execute(
        select(_reviews.c.id).where(_reviews.c.turn_id == turn.id, _reviews.c.by == staff.id)
    ).scalar_one_or_none()
    if there is not None:
        session.execute(update(_reviews).where(_reviews.c.id == there).values(said | _STILL_OPEN))
        return int(there)
    language, name = session.execute(
        select(_conversations.c.language, _customers.c.name)
        .outerjoin(_customers, _customers.c.id == _conversations.c.customer_id)
        .where(_conversations.c.id == conversation_id)
    ).one()
    names = [name] if name else []
    understood = turn.understood or {}
    row = {
        "conversation_id": conversation_id,
        "turn_id": turn.id,
        "said": masked(turn.text, language, names),
        "answered": masked("\n".join(turns.said_in(session, conversation_id, turn.id))[:2000], language, names),
        "language": language,
        "intent": understood.get("intent"),
        "confidence": understood.get("confidence"),
        "by": staff.id,
        "created": now(),
        "status": OPEN,
        **said,
    }
    return int(session.execute(insert(_reviews), row).inserted_primary_key[0])


@reads
def listed(session: Session, status: str, offset: int = 0) -> list[dict[str, Any]]:
    """The newest first. Raises BadRequest."""
    if status not in STATUSES:
        raise BadRequest("no such status")
    query = (
        select(_reviews, _staff.c.name)
        .join(_staff, _staff.c.id == _reviews.c.by)
        .where(_reviews.c.status == status)
        .order_by(_reviews.c.id.desc())
        .offset(offset)
        .limit(_PAGE)
    )
    return [
        {name: row[name] for name in _SHOWN} | {"by": row["name"], "created": as_text(row["created"])}
        for row in session.execute(query).mappings()
    ]


def settle(session: Session, review_id: int, status: object, staff: Staff) -> None:
    """Done, discarded, or open again. Raises NotFound, BadRequest."""
    if status not in STATUSES:
        raise BadRequest("no such status")
    changed = _STILL_OPEN if status == OPEN else {"status": status, "done_by": staff.id, "done": now()}
    if session.execute(update(_reviews).where(_reviews.c.id == review_id).values(changed)).rowcount != 1:
        raise NotFound()


def forget(session: Session, conversation_id: str) -> None:
    session.execute(delete(_reviews).where(_reviews.c.conversation_id == conversation_id))


def _said(given: Mapping[str, Any]) -> dict[str, Any]:
    intent = given.get("right_intent") or None
    if intent is not None and (not isinstance(intent, str) or not _INTENT.fullmatch(intent)):
        raise BadRequest("no such intent")
    said = {
        "right_intent": intent,
        "right_answer": clean(given["right_answer"]) if given.get("right_answer") else None,
        "comment": clean(given["comment"]) if given.get("comment") else None,
    }
    if not any(said.values()):
        raise BadRequest("what would be right is missing")
    return said
