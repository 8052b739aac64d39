"""Earlier answers of agents: kept with their question, masked, and found again by meaning."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import delete, func, insert, or_, select, update
from sqlalchemy.orm import Session

from service.clock import now
from service.conversations import Row
from service.desk.models import Answered
from service.masking import masked
from service.models import EVERYONE, Conversation, Message
from shop.models import Customer
from shop.store import reads

# a greeting helps nobody
_SHORTEST_ANSWER = 25
_MOST = 5000
_answered = Answered.__table__
_messages = Message.__table__
_conversations = Conversation.__table__
_customers = Customer.__table__


def keep(session: Session, conversation_id: str, row: Row, agents_name: str) -> None:
    """Remembers what an agent has just written, if it answers something and says more than hello."""
    answer = str(row.body.get("text", ""))
    question = question_before(session, conversation_id, row.seq)
    if _weight(answer) < _SHORTEST_ANSWER or not question:
        return
    language, name = session.execute(
        select(_conversations.c.language, _customers.c.name)
        .outerjoin(_customers, _customers.c.id == _conversations.c.customer_id)
        .where(_conversations.c.id == conversation_id)
    ).one()
    names = [each for each in (name, agents_name) if each]
    kept = {
        "conversation_id": conversation_id,
        "seq": row.seq,
        "language": language,
        "question": masked(question, language, names),
        "answer": masked(answer, language, names),
        "created": now(),
    }
    session.execute(insert(_answered), kept)


@reads
def question_before(session: Session, conversation_id: str, seq: int) -> str:
    """What the shopper has said last before this row, since anybody answered; empty where an agent has answered it."""
    query = (
        select(_messages.c.author, _messages.c.body)
        .where(
            _messages.c.conversation_id == conversation_id,
            _messages.c.seq < seq,
            _messages.c.audience == EVERYONE,
            _messages.c.author != "system",
        )
        .order_by(_messages.c.seq.desc())
        .limit(8)
    )
    said: list[str] = []
    for row in session.execute(query):
        if row.author == "shopper":
            said.append(str(row.body.get("text", "")))
        elif said or row.author == "agent":
            break
    return "\n".join(filter(None, said[::-1]))  # a photograph says nothing


@reads
def without_vector(session: Session, limit: int, size: int | None = None) -> list[tuple[str, int, str]]:
    """Also those whose vector is not of this many bytes: another encoder made it."""
    missing = _answered.c.vector.is_(None)
    if size is not None:
        missing = or_(missing, func.length(_answered.c.vector) != size)
    query = select(_answered.c.conversation_id, _answered.c.seq, _answered.c.question).where(missing)
    return [tuple(row) for row in session.execute(query.order_by(_answered.c.created).limit(limit))]


def set_vectors(session: Session, keys: Sequence[tuple[str, int]], vectors: NDArray[np.float16]) -> None:
    for (conversation_id, seq), vector in zip(keys, vectors, strict=True):
        here = (_answered.c.conversation_id == conversation_id) & (_answered.c.seq == seq)
        session.execute(update(_answered).where(here).values(vector=vector.tobytes()))


@reads
def nearest(
    session: Session, question: NDArray[np.float16], language: str, but: str, k: int, least: float
) -> list[dict[str, Any]]:
    """Answers to the `k` most alike questions of other conversations, best first; those in this language before all.

    The newest _MOST are looked at: shops change."""
    query = (
        select(_answered.c.question, _answered.c.answer, _answered.c.language, _answered.c.vector)
        .where(func.length(_answered.c.vector) == question.nbytes, _answered.c.conversation_id != but)
        .order_by(_answered.c.created.desc())
        .limit(_MOST)
    )
    rows = session.execute(query).all()
    if not rows:
        return []
    vectors = np.stack([np.frombuffer(row.vector, np.float16) for row in rows]).astype(np.float32)
    scores = vectors @ question.astype(np.float32)
    order = sorted(range(len(rows)), key=lambda at: (rows[at].language != language, -scores[at]))
    found: dict[str, dict[str, Any]] = {}
    for at in order:
        row, score = rows[at], float(scores[at])
        if score >= least and row.answer not in found and len(found) < k:
            found[row.answer] = {
                "kind": "before",
                "title": row.question,
                "text": row.answer,
                "language": row.language,
                "score": round(score, 3),
                "source": None,
            }
    return list(found.values())


def forget(session: Session, conversation_id: str) -> None:
    session.execute(delete(_answered).where(_answered.c.conversation_id == conversation_id))


def _weight(text: str) -> int:
    """A Chinese character says as much as three letters."""
    return len(text) + 2 * sum(1 for letter in text if letter > "\u2e80")
