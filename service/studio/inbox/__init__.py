"""What editors see of the inbox: groups of open messages, the most useful or the newest first, and what was decided."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Integer, cast, func, select
from sqlalchemy.orm import Session
from sqlalchemy.sql import Select

from service.clock import as_text
from service.errors import BadRequest, NotFound
from service.staff.models import Account
from service.studio.inbox.models import CONFIRMED, CORRECTED, OPEN, InboxDecision, InboxItem
from service.studio.inbox.reasons import WEIGHTS
from shop.store import reads
from studio import standins

USEFUL, NEWEST = "useful", "newest"
PAGE = 40
# shown of a group at first, asked for what it means, and at most decided at once
_SHOWN, _HEARD, MOST = 5, 8, 500
_EXAMPLES = 3
_SUGGESTED = 9
_AT_ONCE = 400
_items = InboxItem.__table__
_decisions = InboxDecision.__table__
_staff = Account.__table__
_group = func.coalesce(_items.c.group_id, _items.c.id)

Json = dict[str, Any]


@dataclass(frozen=True)
class Wanted:
    """Which messages, in which order. Raises BadRequest."""

    order: str = USEFUL
    language: str = ""
    reason: str = ""

    def __post_init__(self) -> None:
        if self.order not in (USEFUL, NEWEST) or self.reason not in ("", *WEIGHTS):
            raise BadRequest("no such order or reason")


@reads
def page(session: Session, wanted: Wanted, offset: int = 0) -> Json:
    """PAGE groups from the `offset`th on, and how many there are."""
    matching = _open(select(_group.label("id")), wanted).group_by(_group).subquery()
    total = session.execute(select(func.count()).select_from(matching)).scalar_one()
    gain, latest = func.sum(_items.c.usefulness), func.max(_items.c.id)
    order = (gain.desc(), latest.desc()) if wanted.order == USEFUL else (latest.desc(),)
    query = _open(select(_group.label("id"), gain.label("gain")), wanted).group_by(_group)
    found = session.execute(query.order_by(*order).offset(offset).limit(PAGE)).all()
    members = _members(session, [row.id for row in found], wanted)
    before = _decided_before(session, [row.id for row in found])
    return {
        "groups": [_group_json(row.id, row.gain, members[row.id], before.get(row.id)) for row in found],
        "total": total,
        **_counts(session),
    }


@reads
def members(session: Session, group_id: int, wanted: Wanted) -> list[Json]:
    """Up to MOST open items of a group. Raises NotFound."""
    found = _members(session, [group_id], wanted)[group_id]
    if not found:
        raise NotFound()
    return [_item_json(row) for row in found[:MOST]]


@reads
def decisions(session: Session, limit: int = 50) -> list[Json]:
    """The newest first."""
    query = (
        select(_decisions, _staff.c.name)
        .join(_staff, _staff.c.id == _decisions.c.by)
        .where(_decisions.c.pending.is_(False))
        .order_by(_decisions.c.id.desc())
        .limit(limit)
    )
    return [
        {name: row[name] for name in ("id", "intent", "count", "version")}
        | {"by": row["name"], "at": as_text(row["at"]), "undone": row["undone"] is not None}
        for row in session.execute(query).mappings()
    ]


@reads
def labels(session: Session) -> list[tuple[str, str, str]]:
    """What editors decided that messages mean: (masked text, language, intent), each text once, the latest decision."""
    query = (
        select(_items.c.text, _items.c.language, _items.c.label)
        .join(_decisions, _decisions.c.id == _items.c.decision_id)
        .where(_items.c.status.in_((CONFIRMED, CORRECTED)), _decisions.c.pending.is_(False))
        .order_by(_items.c.decision_id, _items.c.id)
    )
    latest = {(row.text, row.language): row.label for row in session.execute(query)}
    return [(text, language, intent) for (text, language), intent in latest.items()]


def _open(query: Select, wanted: Wanted) -> Select:
    query = query.where(_items.c.status == OPEN)
    if wanted.language:
        query = query.where(_items.c.language == wanted.language)
    if wanted.reason:
        query = query.where(_items.c.reasons.like(f"% {wanted.reason} %"))
    return query


def _members(session: Session, groups: Sequence[int], wanted: Wanted) -> dict[int, list[Any]]:
    """Open rows by group, the most useful first, then the newest."""
    found: dict[int, list[Any]] = defaultdict(list)
    query = _open(select(_items, _group.label("of")), wanted).where(_group.in_(groups))
    for row in session.execute(query.order_by(_items.c.usefulness.desc(), _items.c.id.desc())).mappings():
        found[row["of"]].append(row)
    return found


def _decided_before(session: Session, groups: Sequence[int]) -> dict[int, tuple[str, str]]:
    """What others of a group were decided to mean last, and by whom."""
    query = (
        select(_items.c.group_id, _items.c.label, _staff.c.name)
        .join(_decisions, _decisions.c.id == _items.c.decision_id)
        .join(_staff, _staff.c.id == _decisions.c.by)
        .where(_items.c.group_id.in_(groups), _items.c.label.is_not(None))
        .order_by(_items.c.decision_id)
    )
    return {row.group_id: (row.label, row.name) for row in session.execute(query)}


def _counts(session: Session) -> Json:
    """How many messages are open, of them without a group yet, and by reason."""
    flags = [func.sum(cast(_items.c.reasons.like(f"% {name} %"), Integer)).label(name) for name in WEIGHTS]
    ungrouped = func.sum(cast(_items.c.group_id.is_(None), Integer)).label("unread")
    row = session.execute(select(func.count().label("open"), ungrouped, *flags).where(_items.c.status == OPEN)).one()
    by_reason = {name: getattr(row, name) or 0 for name in WEIGHTS}
    return {"open": row.open, "unread": row.unread or 0, "reasons": by_reason}


def _group_json(group_id: int, gain: float, rows: Sequence[Any], before: tuple[str, str] | None) -> Json:
    different = {standins.gist(row["text"]): row for row in reversed(rows)}
    shown = [row for row in rows if different[standins.gist(row["text"])] is row][:_SHOWN]
    reasons = Counter(name for row in rows for name in row["reasons"].split())
    return {
        "id": group_id,
        "size": len(rows),
        "usefulness": gain,
        "language": rows[0]["language"],
        "reasons": {name: reasons[name] for name in WEIGHTS if reasons[name]},
        "items": [_item_json(row) for row in shown],
        "ids": [row["id"] for row in rows[:MOST]],
        "examples": [row["id"] for row in shown[:_EXAMPLES]],
        "suggestions": _suggestions(rows, before),
        "before": {"intent": before[0], "by": before[1]} if before else None,
    }


def _suggestions(rows: Sequence[Any], before: tuple[str, str] | None) -> list[Json]:
    """Intents to choose from by a digit: what people said first, then the models' shares, the sum over the group."""
    shares: dict[str, float] = defaultdict(float)
    for row in rows[:_HEARD]:
        for ranking in (row["ranking"], row["refit"] or ()):
            for intent, share in ranking:
                shares[intent] += share / (2 * len(rows[:_HEARD]))
    said = [before[0]] if before else []
    said += [row["marked"]["right_intent"] for row in rows if row["marked"] and row["marked"]["right_intent"]]
    served = [rows[0]["intent"]] if rows[0]["intent"] else []
    order = [*said, *served, *sorted(shares, key=lambda intent: -shares[intent])]
    return [{"intent": intent, "share": round(shares.get(intent, 0.0), 3)} for intent in dict.fromkeys(order)][
        :_SUGGESTED
    ]


def _item_json(row: Mapping[str, Any]) -> Json:
    plain = ("id", "text", "before", "answered", "language", "intent", "confidence", "threshold", "fell_back", "marked")
    refit = row["refit"] or [[None, None]]
    return {name: row[name] for name in plain} | {
        "created": as_text(row["created"]),
        "reasons": row["reasons"].split(),
        "ranking": row["ranking"],
        "refit": {"intent": refit[0][0], "confidence": refit[0][1]},
        "example": standins.example(row["text"], row["language"], row["entities"]),
    }
