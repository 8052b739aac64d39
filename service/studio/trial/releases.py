"""What a trial has to do with releases: which of them can be tried, and whether one still may go live."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.errors import Forbidden
from service.staff.accounts import Staff
from service.studio import releases
from service.studio.releases.models import AWAITING, CANCELLED, FAILED, KILLED, Release
from service.studio.trial import Offer
from shop.store import reads
from studio.errors import Conflict

_GONE = (CANCELLED, FAILED, KILLED)

_releases = Release.__table__
_TRAINED = select(_releases.c.id, _releases.c.title, _releases.c.version, _releases.c.model, _releases.c.by).where(
    _releases.c.state == AWAITING, _releases.c.model.is_not(None)
)


@reads
def offers(session: Session) -> list[Offer]:
    """Releases that are trained and checked, and wait for somebody's word."""
    return [_offer(row) for row in session.execute(_TRAINED.order_by(_releases.c.id.desc()))]


@reads
def offer(session: Session, release_id: int, staff: Staff, *, by_another: bool) -> Offer:
    """Raises NotFound, Conflict for what cannot be tried, and Forbidden for its author where another has to approve:
    shoppers would meet what nobody else has looked at."""
    found = session.execute(_TRAINED.where(_releases.c.id == release_id)).first()
    if found is None:
        state = releases.of(session, release_id).state
        raise Conflict("only a release that is trained and waits can be tried", state=state)
    if by_another and found.by == staff.id:
        raise Forbidden()
    return _offer(found)


@reads
def is_gone(session: Session, release_id: int) -> bool:
    """Whether it will never go live."""
    state = session.execute(select(_releases.c.state).where(_releases.c.id == release_id)).scalar_one_or_none()
    return state is None or state in _GONE


def _offer(row: Any) -> Offer:
    return Offer(row.id, row.title, row.version, row.model)
