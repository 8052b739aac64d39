"""Who works here, and whether they are there: what every agent sees of the others."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.desk.models import Assignment
from service.staff import accounts
from service.staff.models import ADMIN, AGENT
from service.staff.presence import effective
from shop.store import reads

_assignments = Assignment.__table__


@reads
def all_of(session: Session, away_after_s: float) -> dict[str, dict[str, Any]]:
    """By id, those who may hold conversations; `presence` is what is true, not what was chosen."""
    query = (
        select(_assignments.c.staff_id, func.count())
        .where(_assignments.c.ended.is_(None))
        .group_by(_assignments.c.staff_id)
    )
    load = {row[0]: row[1] for row in session.execute(query)}
    return {
        row.id: {
            "id": row.id,
            "name": row.name,
            "presence": effective(row.presence, row.seen, away_after_s),
            "load": load.get(row.id, 0),
            "capacity": row.capacity,
            "skills": row.skills,
            "languages": row.languages,
        }
        for row in accounts.everybody(session)
        if row.disabled is None and {AGENT, ADMIN} & set(row.roles)
    }
