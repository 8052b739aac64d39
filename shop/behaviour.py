"""What customers looked at and bought: how much each counts, noting it down, and the latest of one customer."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from shop.clock import utc_now
from shop.models import Behaviour, Customer, Product
from shop.store import reads

VIEW, PURCHASE = "view", "purchase"
# a purchase says more than a look
WEIGHTS = {VIEW: 1, PURCHASE: 4}
# a product that is looked at again within this time is looked at once
_ONE_LOOK = timedelta(minutes=30)


def weight(kind: str) -> int:
    """What else a shop may note, such as a basket, counts as a look."""
    return WEIGHTS.get(kind, WEIGHTS[VIEW])


class Action(NamedTuple):
    customer_id: str
    product_id: str
    kind: str


class Acted(NamedTuple):
    """One of a customer's own actions."""

    product_id: str
    kind: str


@reads
def latest(session: Session, customer_id: str, limit: int) -> list[Acted]:
    """The newest first."""
    query = select(Behaviour.product_id, Behaviour.kind).where(Behaviour.customer_id == customer_id)
    rows = session.execute(query.order_by(Behaviour.time.desc(), Behaviour.id.desc()).limit(limit))
    return [Acted(*row) for row in rows]


@reads
def owned(session: Session, customer_id: str) -> set[str]:
    """The products that a customer bought, as far as that is remembered."""
    query = select(Behaviour.product_id).where(Behaviour.customer_id == customer_id, Behaviour.kind == PURCHASE)
    return set(session.execute(query).scalars())


def looked_at(session: Session, customer_id: str, product_id: str, now: datetime | None = None) -> bool:
    """Notes a look at a product; False where it was noted a moment ago, or there is no such customer or product."""
    now = now or utc_now()
    recent = select(Behaviour.id).where(
        Behaviour.customer_id == customer_id, Behaviour.product_id == product_id, Behaviour.time > now - _ONE_LOOK
    )
    if session.execute(recent.limit(1)).first() is not None:
        return False
    if session.get(Customer, customer_id) is None or session.get(Product, product_id) is None:
        return False
    session.add(Behaviour(customer_id=customer_id, product_id=product_id, kind=VIEW, time=now))
    session.flush()
    return True
