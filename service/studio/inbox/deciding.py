"""Deciding what messages mean. An item is decided once: who comes second is told what the first decided."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from service.clock import now
from service.desk import review
from service.desk.models import Review
from service.errors import NotFound
from service.staff import acts
from service.staff.accounts import Staff
from service.staff.models import Account
from service.studio.inbox.models import CONFIRMED, CORRECTED, DISCARDED, OPEN, InboxDecision, InboxItem
from shop.store import reads
from studio.errors import Conflict, NotThere

# a commit takes less than a second: what is still pending then was left by a process that is gone
_HALF_MADE = timedelta(minutes=2)
_items = InboxItem.__table__
_decisions = InboxDecision.__table__
_reviews = Review.__table__
_staff = Account.__table__

Json = dict[str, Any]


def decide(session: Session, staff: Staff, ids: Sequence[int], intent: str | None, pending: bool) -> Json:
    """Gives those of the items that are open their meaning; None discards them. `pending`: its commit is to follow.

    The decision with the items that it is about, and those that others had `taken` before.
    Raises Conflict where all were taken, NotThere where all are gone."""
    query = select(_items).where(_items.c.id.in_(ids)).order_by(_items.c.id).with_for_update()
    rows = session.execute(query).mappings().all()
    ours = [row for row in rows if row["status"] == OPEN]
    taken = _taken(session, [row for row in rows if row["status"] != OPEN])
    if not ours and not taken:
        raise NotThere("these messages are not in the inbox any more")
    if not ours:
        first = taken[0]
        raise Conflict(f"{first['by']} was faster: {_said(first)}", taken=taken)
    reviews = _settle_reviews(session, [row["turn_id"] for row in ours], staff)
    decision = {
        "by": staff.id,
        "at": now(),
        "intent": intent,
        "count": len(ours),
        "pending": pending,
        "reviews": reviews,
    }
    made = int(session.execute(insert(_decisions), decision).inserted_primary_key[0])
    for row in ours:
        status = DISCARDED if intent is None else CONFIRMED if intent == row["intent"] else CORRECTED
        values = {"status": status, "label": intent, "decision_id": made}
        session.execute(update(_items).where(_items.c.id == row["id"]).values(**values))
    if not pending:
        acts.record(session, "studio_inbox_decided", staff.id, decision=made, intent=intent, messages=len(ours))
    languages = sorted({row["language"] for row in ours})
    return {"id": made, "items": [row["id"] for row in ours], "languages": languages, "taken": taken}


def committed(session: Session, decision_id: int, version: str | None, staff: Staff) -> None:
    """Its examples are in the draft, as `version`; None where they were there already.

    Raises Conflict where it was taken back meanwhile, as half made."""
    done = update(_decisions).where(_decisions.c.id == decision_id, _decisions.c.pending.is_(True))
    if session.execute(done.values(pending=False, version=version)).rowcount != 1:
        raise Conflict("this took too long, and was taken back: decide again")
    row = session.execute(select(_decisions).where(_decisions.c.id == decision_id)).one()
    acts.record(session, "studio_inbox_decided", staff.id, decision=decision_id, intent=row.intent, messages=row.count)


def drop(session: Session, decision_id: int) -> None:
    """As if it had not been made: its commit could not be."""
    _reopen(session, session.execute(select(_decisions).where(_decisions.c.id == decision_id)).one())
    session.execute(update(_decisions).where(_decisions.c.id == decision_id).values(pending=False, undone=now()))


def take_back_half_made(session: Session) -> None:
    """What a killed process had begun is open again. Examples that it wrote are not written twice."""
    old = select(_decisions.c.id).where(_decisions.c.pending.is_(True), _decisions.c.at < now() - _HALF_MADE)
    for decision_id in session.execute(old).scalars().all():
        drop(session, decision_id)


@reads
def version_of(session: Session, decision_id: int) -> str | None:
    """The commit of a decision's examples. Raises as `undo`."""
    version: str | None = _to_undo(session, decision_id).version
    return version


def undo(session: Session, decision_id: int, staff: Staff) -> list[int]:
    """Opens its items again; their ids. Raises NotFound, and Conflict where it was taken back before."""
    row = _to_undo(session, decision_id)
    undone = {"undone": now(), "undone_by": staff.id}
    session.execute(update(_decisions).where(_decisions.c.id == decision_id).values(**undone))
    acts.record(session, "studio_inbox_undone", staff.id, decision=decision_id)
    return _reopen(session, row)


def _to_undo(session: Session, decision_id: int) -> Any:
    row = session.execute(select(_decisions).where(_decisions.c.id == decision_id)).one_or_none()
    if row is None:
        raise NotFound()
    if row.undone is not None or row.pending:
        raise Conflict("this was taken back already")
    return row


def _reopen(session: Session, decision: Any) -> list[int]:
    of_it = _items.c.decision_id == decision.id
    ids = list(session.execute(select(_items.c.id).where(of_it)).scalars())
    session.execute(update(_items).where(of_it).values(status=OPEN, label=None, decision_id=None))
    again = {"status": review.OPEN, "done_by": None, "done": None}
    session.execute(update(_reviews).where(_reviews.c.id.in_(decision.reviews)).values(**again))
    return ids


def _settle_reviews(session: Session, turn_ids: Sequence[str], staff: Staff) -> list[int]:
    those = (_reviews.c.turn_id.in_(turn_ids), _reviews.c.status == review.OPEN)
    ids = list(session.execute(select(_reviews.c.id).where(*those)).scalars())
    for each in ids:
        review.settle(session, each, review.DONE, staff)
    return ids


def _taken(session: Session, rows: Sequence[Any]) -> list[Json]:
    decided = [row["decision_id"] for row in rows]
    query = (
        select(_decisions.c.id, _staff.c.name)
        .join(_staff, _staff.c.id == _decisions.c.by)
        .where(_decisions.c.id.in_(decided))
    )
    names = {row.id: row.name for row in session.execute(query)}
    return [
        {"id": row["id"], "by": names.get(row["decision_id"], "?"), "status": row["status"], "intent": row["label"]}
        for row in rows
    ]


def _said(taken: Json) -> str:
    return f"it means {taken['intent']}" if taken["intent"] else "it was discarded"
