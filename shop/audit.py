"""Who changed what: one row an act, written in the transaction of the change: there is neither without the other."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from shop.actor import Actor
from shop.case_models import Audit
from shop.clock import utc_now
from shop.errors import ActedAlready


def recorded(session: Session, key: str) -> dict[str, Any] | None:
    """The outcome of the act that this key names; None while it has not been done."""
    outcome: dict[str, Any] | None = session.execute(select(Audit.outcome).where(Audit.key == key)).scalar_one_or_none()
    return outcome


def record(
    session: Session,
    actor: Actor,
    key: str,
    act: str,
    order_number: str | None,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    outcome: Mapping[str, Any],
    *,
    now: datetime | None = None,
) -> None:
    """Writes one act; the three mappings are JSON and hold no codes and no e-mail addresses.

    Raises ActedAlready where another transaction recorded the same key after `recorded` found none (only a server has
    two writers): roll back, and `recorded` has the outcome."""
    # what the caller changed goes first: an error of it is not one of the key
    session.flush()
    session.add(
        Audit(
            key=key,
            time=now or utc_now(),
            actor_kind=actor.kind,
            actor_id=actor.id,
            conversation=actor.conversation,
            act=act,
            order_number=order_number,
            before=dict(before),
            after=dict(after),
            outcome=dict(outcome),
        )
    )
    try:
        session.flush()
    except IntegrityError:
        raise ActedAlready(key) from None
