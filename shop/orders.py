"""Finding orders, for a reader who has proven no more than an order number and the e-mail on it, or who they are."""

from __future__ import annotations

import hashlib
import hmac
import re
import unicodedata

from sqlalchemy import select
from sqlalchemy.orm import Session

from shop.models import Order
from shop.store import reads

_NUMBER = re.compile(r"(?:#|no\.?|nr\.?|№|order|订单号?)?\s*#?\s*(\d{1,10})", re.IGNORECASE)
_LONGEST_EMAIL = 254
_NOBODY = "nobody@invalid"


@reads
def find_for_reader(session: Session, number: str, email: str) -> Order | None:
    """The order with this number if this e-mail is on it, else None.

    An unknown number and a wrong e-mail take the same path (one lookup, one constant-time comparison) and get the same
    answer, so that nobody learns which numbers exist. Takes numbers as people write them (`#1042`, full-width
    digits) and e-mails in any case."""
    wanted = clean_number(number) or ""
    on_it = session.execute(select(Order.email).where(Order.number == wanted)).scalar_one_or_none()
    same = hmac.compare_digest(_digest(on_it or _NOBODY), _digest(email))
    if not same or on_it is None:
        return None
    order: Order | None = session.get(Order, wanted)
    return order


@reads
def get(session: Session, number: str) -> Order | None:
    """The order with this number, for callers who need no proof: staff and tests."""
    order: Order | None = session.get(Order, clean_number(number) or "")
    return order


@reads
def of_customer(session: Session, customer_id: str, number: str) -> Order | None:
    """This order, if it is this proven customer's."""
    query = select(Order).where(Order.number == (clean_number(number) or ""), Order.customer_id == customer_id)
    order: Order | None = session.execute(query).scalar_one_or_none()
    return order


@reads
def for_customer(session: Session, customer_id: str, limit: int = 10) -> list[Order]:
    """A proven customer's orders, newest first."""
    query = select(Order).where(Order.customer_id == customer_id)
    return list(session.execute(query.order_by(Order.placed.desc(), Order.number.desc()).limit(limit)).scalars())


def clean_number(written: str) -> str | None:
    """The plain digits of an order number as a person writes it; None if it is no order number."""
    match = _NUMBER.fullmatch(unicodedata.normalize("NFKC", written[:40]).strip())
    return match.group(1).lstrip("0") or None if match and match.group(1).isascii() else None


def _digest(email: str) -> bytes:
    cleaned = unicodedata.normalize("NFKC", email[: _LONGEST_EMAIL + 1]).strip().lower()
    return hashlib.sha256(cleaned.encode("utf-8", "surrogatepass")).digest()
