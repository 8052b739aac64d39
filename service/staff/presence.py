"""Whether somebody is there: as they chose, while their desk is open somewhere."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import and_, update
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import ColumnElement

from service.clock import now
from service.errors import BadRequest
from service.staff.models import AVAILABLE, AWAY, PRESENCES, Account

_staff = Account.__table__


def effective(presence: str, seen: datetime | None, away_after_s: float) -> str:
    """What was chosen, or away where no desk has been open for `away_after_s`."""
    is_open = seen is not None and seen > now() - timedelta(seconds=away_after_s)
    return presence if is_open else AWAY


def is_available(away_after_s: float) -> ColumnElement[bool]:
    """The same as a condition on the table of accounts."""
    return and_(
        _staff.c.presence == AVAILABLE,
        _staff.c.seen > now() - timedelta(seconds=away_after_s),
        _staff.c.disabled.is_(None),
    )


def choose(session: Session, staff_id: str, presence: object) -> str:
    """Raises BadRequest."""
    if presence not in PRESENCES:
        raise BadRequest("no such presence")
    session.execute(update(_staff).where(_staff.c.id == staff_id).values(presence=presence))
    return str(presence)


def seen(session: Session, staff_ids: Iterable[str]) -> None:
    """Says of all of them at once that their desk is open."""
    session.execute(update(_staff).where(_staff.c.id.in_(list(staff_ids))).values(seen=now()))
