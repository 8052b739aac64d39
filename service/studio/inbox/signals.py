"""What became of messages after they were answered: a person was needed, an agent found it wrong, a refit differs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from service.baton import BOT_UNAVAILABLE
from service.desk import review
from service.desk.models import Review
from service.handoff_models import Handoff
from service.handoffs import TAKEN
from service.models import Conversation
from service.staff.models import Account
from service.studio.inbox import reasons as inbox_reasons
from service.studio.inbox.intake import hidden
from service.studio.inbox.models import OPEN, InboxItem
from shop.models import Customer
from shop.store import reads

Ranking = list[tuple[str, float]]
# "escalated soon after": so many messages before the one that a person was called at, and that one
_SOON = 3
_ASKED_FOR = ("asked_for_human", "asked_for_human_in_words")
_AT_ONCE = 400
_items = InboxItem.__table__
_handoffs = Handoff.__table__
_reviews = Review.__table__
_conversations = Conversation.__table__
_customers = Customer.__table__
_staff = Account.__table__


def escalated(session: Session, since: datetime) -> None:
    """Notes which messages were followed by a call for a person, of calls since then. Twice changes nothing.

    A plain wish for a person was understood; what was said before it may not have been."""
    query = select(_handoffs.c.conversation_id, _handoffs.c.created, _handoffs.c.reason).where(
        _handoffs.c.created >= since, _handoffs.c.reason.not_in((TAKEN, BOT_UNAVAILABLE))
    )
    for call in session.execute(query).all():
        last = (
            select(_items)
            .where(_items.c.conversation_id == call.conversation_id, _items.c.created <= call.created)
            .order_by(_items.c.created.desc())
            .limit(_SOON + 1)
        )
        rows = session.execute(last).mappings().all()
        wished = call.reason in _ASKED_FOR
        for row in rows[1:] if wished else rows[:_SOON]:
            if not row["escalated"]:
                _change(session, row, escalated=True)


def marked(session: Session) -> None:
    """Brings the inbox to the agents' open marks; what an agent wrote is masked, too."""
    query = (
        select(
            *(_reviews.c.turn_id, _reviews.c.right_intent, _reviews.c.right_answer, _reviews.c.comment),
            *(_conversations.c.language, _customers.c.name, _staff.c.name.label("agent")),
        )
        .join(_conversations, _conversations.c.id == _reviews.c.conversation_id)
        .outerjoin(_customers, _customers.c.id == _conversations.c.customer_id)
        .join(_staff, _staff.c.id == _reviews.c.by)
        .where(_reviews.c.status == review.OPEN)
        .order_by(_reviews.c.id)
    )
    said = {row.turn_id: _mark(row) for row in session.execute(query)}
    turn_ids = list(said)
    for at in range(0, len(turn_ids), _AT_ONCE):
        those = _items.c.turn_id.in_(turn_ids[at : at + _AT_ONCE])
        for row in session.execute(select(_items).where(those, _items.c.status == OPEN)).mappings().all():
            if row["marked"] != said[row["turn_id"]]:
                _change(session, row, marked=said[row["turn_id"]])
    # settled at the desk
    seen = _items.c.reasons.like(f"% {inbox_reasons.MARKED} %")
    for row in session.execute(select(_items).where(seen, _items.c.status == OPEN)).mappings().all():
        if row["turn_id"] not in said:
            _change(session, row, marked=None)


@reads
def not_compared(session: Session, version: str, limit: int) -> list[tuple[int, str, str]]:
    """Open items that this version of the draft has not read, the newest first: (id, masked text, language)."""
    query = (
        select(_items.c.id, _items.c.text, _items.c.language)
        .where(_items.c.status == OPEN, or_(_items.c.refit_version.is_(None), _items.c.refit_version != version))
        .order_by(_items.c.id.desc())
        .limit(limit)
    )
    return [tuple(row) for row in session.execute(query)]


def compared(session: Session, version: str, ids: Sequence[int], rankings: Sequence[Ranking]) -> None:
    """Keeps what the quick refit of `version` makes of them; what is forgotten by now is left out."""
    by_id = dict(zip(ids, rankings, strict=True))
    for row in session.execute(select(_items).where(_items.c.id.in_(ids))).mappings().all():
        ranking = [[intent, round(float(share), 4)] for intent, share in by_id[row["id"]]]
        _change(session, row, refit=ranking, refit_version=version)


def _mark(row: Any) -> dict[str, Any]:
    texts = {name: hidden(getattr(row, name) or "", row.language, row.name) for name in ("right_answer", "comment")}
    return {"by": row.agent, "right_intent": row.right_intent, **texts}


def _change(session: Session, row: Any, **values: Any) -> None:
    after = {**row, **values}
    session.execute(update(_items).where(_items.c.id == row["id"]).values(**values, **inbox_reasons.columns(after)))
