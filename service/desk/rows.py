"""Rows as agents see them: for whom each is, and with the bot's first row of a turn what it understood in that turn."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from service import events
from service.conversations import Row
from service.models import Turn
from shop.store import reads

StaffRow = dict[str, Any]
# with a colon, which no client's own has
_AGENTS = "agent:"
# the client_id of notices about an order begins so: whoever forgets a conversation finds the numbers by it
ABOUT_AN_ORDER = "act:"
_FIRST = re.compile(r"turn:([0-9a-f]{32}-\d+):0")
_turns = Turn.__table__
_OF = select(_turns).where(_turns.c.id.in_(bindparam("ids", expanding=True)))


def agents_client_id(given: object) -> str:
    """As it is kept: no shopper can name it, and so be answered with a row that is not theirs. Raises BadRequest."""
    return _AGENTS + events.client_id(given)


def as_staff_row(row: Row) -> StaffRow:
    """The row by itself; `with_turns` adds what the bot understood."""
    shown = row.as_json() | {"audience": row.audience}
    return shown | {"client_id": row.client_id.removeprefix(_AGENTS)} if row.client_id else shown


@reads
def with_turns(session: Session, rows: Sequence[Row]) -> list[StaffRow]:
    turns = _of(session, {turn_id for row in rows if (turn_id := turn_begun_by(row))})
    shown = []
    for row in rows:
        turn = turns.get(turn_begun_by(row) or "")
        shown.append(as_staff_row(row) | ({"turn": turn} if turn else {}))
    return shown


def turn_begun_by(row: Row) -> str | None:
    """The id of the turn whose answer begins with this row."""
    found = _FIRST.fullmatch(row.client_id or "")
    return found[1] if found else None


def _of(session: Session, turn_ids: Iterable[str]) -> dict[str, dict[str, Any]]:
    if not turn_ids:
        return {}
    return {found.id: _as_json(found) for found in session.execute(_OF, {"ids": list(turn_ids)})}


def _as_json(found: Any) -> dict[str, Any]:
    """`first_seq` … `last_seq` are the shopper's rows that it answers, 0 the greeting. What an older turn did not keep,
    or was erased, is null or empty."""
    kept = found.understood or {}
    return {
        "id": found.id,
        "first_seq": found.first_seq,
        "last_seq": found.last_seq,
        "text": found.text,
        "is_choice": found.is_choice,
        "status": found.status,
        "took_ms": round((found.finished - found.created).total_seconds() * 1000) if found.finished else None,
        **{name: kept.get(name) for name in ("intent", "confidence", "threshold", "sentiment", "passage_threshold")},
        **{name: kept.get(name) or [] for name in ("ranking", "entities", "tasks", "passages", "actions")},
    }
