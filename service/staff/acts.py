"""The audit: who logged in, who changed whom, who published what."""

from __future__ import annotations

from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from service.clock import as_text, now
from service.staff.models import Account, StaffAct
from shop.store import reads

_acts = StaffAct.__table__
_staff = Account.__table__
PAGE = 100


def record(session: Session, what: str, who: str | None, about: str | None = None, **detail: Any) -> None:
    session.execute(insert(_acts), {"at": now(), "what": what, "who": who, "about": about, "detail": detail})


@reads
def newest(session: Session, before: int | None = None, prefix: str = "") -> list[dict[str, Any]]:
    """A page of acts, newest first, older than the one with the id `before`; those whose name begins with `prefix`."""
    whose, whom = _staff.alias(), _staff.alias()
    query = (
        select(_acts, whose.c.name.label("who_name"), whom.c.name.label("about_name"))
        .outerjoin(whose, whose.c.id == _acts.c.who)
        .outerjoin(whom, whom.c.id == _acts.c.about)
        .order_by(_acts.c.id.desc())
        .limit(PAGE)
    )
    if prefix:
        query = query.where(_acts.c.what.startswith(prefix, autoescape=True))
    if before is not None:
        query = query.where(_acts.c.id < before)
    return [
        {
            "id": row.id,
            "at": as_text(row.at),
            "what": row.what,
            "who": row.who_name,
            "about": row.about_name,
            "detail": row.detail,
        }
        for row in session.execute(query)
    ]
