"""What leaves the inbox: conversations that are forgotten, and what has been there too long."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from service.clock import now
from service.studio.inbox.models import OPEN, InboxItem, InboxVector

# a decision is a label to compare models with; it ages as language does
KEPT_OPEN = timedelta(days=90)
KEPT_DECIDED = timedelta(days=400)
MOST_OPEN = 20_000
_AT_ONCE = 400
_items = InboxItem.__table__
_vectors = InboxVector.__table__


def forget(session: Session, conversation_id: str) -> None:
    """Everything of the conversation, decided or not."""
    _drop(session, session.execute(select(_items.c.id).where(_items.c.conversation_id == conversation_id)).scalars())


def sweep(session: Session) -> int:
    """Removes what is too old, and beyond MOST_OPEN what is least useful, the oldest first. How many."""
    moment = now()
    is_open = _items.c.status == OPEN
    old = select(_items.c.id).where(is_open, _items.c.created < moment - KEPT_OPEN)
    older = select(_items.c.id).where(~is_open, _items.c.created < moment - KEPT_DECIDED)
    gone = [*session.execute(old).scalars(), *session.execute(older).scalars()]
    _drop(session, gone)
    beyond = session.execute(select(func.count()).select_from(_items).where(is_open)).scalar_one() - MOST_OPEN
    if beyond > 0:
        least = select(_items.c.id).where(is_open).order_by(_items.c.usefulness, _items.c.created).limit(beyond)
        dropped = list(session.execute(least).scalars())
        _drop(session, dropped)
        gone += dropped
    return len(gone)


def _drop(session: Session, ids: Sequence[int]) -> None:
    ids = list(ids)
    for at in range(0, len(ids), _AT_ONCE):
        some = ids[at : at + _AT_ONCE]
        session.execute(delete(_vectors).where(_vectors.c.item_id.in_(some)))
        session.execute(delete(_items).where(_items.c.id.in_(some)))
        _without_leader(session, some)


def _without_leader(session: Session, gone: Sequence[int]) -> None:
    """Who followed one that is gone stays together: the group is read anew, as it came."""
    session.execute(update(_items).where(_items.c.group_id.in_(gone)).values(group_id=None))
