"""Answers that are written often: the team's and one's own, by shortcut, with variables of customer and order."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import delete, insert, or_, select, update
from sqlalchemy.orm import Session

from service.clock import now
from service.desk import order_view, side
from service.desk.models import CannedAnswer
from service.errors import BadRequest, Forbidden, NotFound, UnknownVariable
from service.models import Conversation
from service.staff.accounts import Staff
from service.staff.models import EDITOR
from service.text import clean
from shop import orders
from shop.days import day_text
from shop.models import Customer, Order
from shop.money import money
from shop.status_texts import status_text
from shop.store import reads

SHIPPED = Path(__file__).with_name("canned.yml")
VARIABLES = ("customer.name", "agent.name", "order.number", "order.status", "order.expected", "order.total")
_VARIABLE = re.compile(r"\{\{([^{}]*)\}\}")
_SHORTCUT = re.compile(r"[\w-]{1,40}")
_LONGEST_TITLE = 120
_LONGEST_NAME = 40
_canned = CannedAnswer.__table__


def ship(session: Session) -> None:
    """The first answers of a desk that has none."""
    if session.execute(select(_canned.c.id).limit(1)).first():
        return
    shipped = yaml.safe_load(SHIPPED.read_text(encoding="utf-8"))
    rows = [
        {"staff_id": None, "shortcut": shortcut, "language": language, "changed": now(), **answer}
        for shortcut, versions in shipped.items()
        for language, answer in versions.items()
    ]
    session.execute(insert(_canned), rows)


@reads
def all_for(session: Session, staff: Staff) -> list[dict[str, Any]]:
    """The team's and one's own, by shortcut."""
    query = (
        select(_canned)
        .where(or_(_canned.c.staff_id.is_(None), _canned.c.staff_id == staff.id))
        .order_by(_canned.c.shortcut, _canned.c.language, _canned.c.id)
    )
    return [_as_json(row) for row in session.execute(query)]


def save(session: Session, staff: Staff, canned_id: int | None, given: Mapping[str, Any]) -> int:
    """Makes one, or changes one that is one's own; the team's are for everybody to use and for editors to change.

    Raises BadRequest, UnknownVariable, Forbidden, NotFound."""
    changed = _checked(given)
    is_team = given.get("mine") is not True
    if is_team and not staff.may(EDITOR):
        raise Forbidden()
    changed |= {"staff_id": None if is_team else staff.id, "changed": now()}
    if canned_id is None:
        return int(session.execute(insert(_canned), changed).inserted_primary_key[0])
    _check_owner(session, staff, canned_id)
    session.execute(update(_canned).where(_canned.c.id == canned_id).values(changed))
    return canned_id


def remove(session: Session, staff: Staff, canned_id: int) -> None:
    """Raises Forbidden, NotFound."""
    _check_owner(session, staff, canned_id)
    session.execute(delete(_canned).where(_canned.c.id == canned_id))


@reads
def filled(session: Session, staff: Staff, conversation_id: str, canned_id: int, number: str | None) -> dict[str, Any]:
    """The text with what is known, and the names of what is not, which stay in it to be filled by hand.

    `number`: the order that is meant; else the one that was spoken of last, else the customer's newest. Of an order
    that nobody has proven to be theirs only the number is filled in. Raises NotFound."""
    row = session.execute(select(_canned).where(_canned.c.id == canned_id)).one_or_none()
    conversation = session.get(Conversation, conversation_id)
    if row is None or conversation is None or row.staff_id not in (None, staff.id):
        raise NotFound()
    customer = session.get(Customer, conversation.customer_id) if conversation.customer_id else None
    known = {"agent.name": staff.name}
    if customer is not None:
        known["customer.name"] = customer.name
    order = orders.get(session, number) if number else _spoken_of(session, conversation)
    if order is not None:
        known["order.number"] = order.number
        if order_view.is_shown(session, order, conversation):
            known |= _details(order, row.language)
    missing = [name for name in _names(row.text) if not known.get(name)]
    text = _VARIABLE.sub(lambda found: known.get(found[1].strip()) or found[0], row.text)
    return {"text": text, "missing": list(dict.fromkeys(missing)), "language": row.language}


def _spoken_of(session: Session, conversation: Conversation) -> Order | None:
    named = side.named_orders(session, conversation.id)
    if conversation.customer_id is None:
        return next(iter(named), None)
    own = [order for order in named if order.customer_id == conversation.customer_id]
    return next(iter(own or orders.for_customer(session, conversation.customer_id, limit=1)), None)


def _details(order: Order, language: str) -> dict[str, str]:
    return {
        "order.status": status_text(order.status, order.events[-1].code, order.expected, language),
        "order.expected": day_text(order.expected, language) if order.expected else "",
        "order.total": money(order.total_cents, language),
    }


def _names(text: str) -> list[str]:
    """The variables in a text, known or not."""
    return [name.strip() for name in _VARIABLE.findall(text)]


def _checked(given: Mapping[str, Any]) -> dict[str, Any]:
    shortcut, language, title = given.get("shortcut"), given.get("language"), given.get("title")
    if not isinstance(shortcut, str) or not _SHORTCUT.fullmatch(shortcut):
        raise BadRequest("a shortcut is letters, digits and hyphens")
    if not isinstance(language, str) or not 0 < len(language) <= 16:
        raise BadRequest("language is missing")
    text = clean(given.get("text"))
    for name in _names(text):
        if name not in VARIABLES:
            raise UnknownVariable(name[:_LONGEST_NAME])
    return {"shortcut": shortcut, "language": language, "title": clean(title)[:_LONGEST_TITLE], "text": text}


def _check_owner(session: Session, staff: Staff, canned_id: int) -> None:
    row = session.execute(select(_canned.c.staff_id).where(_canned.c.id == canned_id)).one_or_none()
    if row is None or row.staff_id not in (None, staff.id):
        raise NotFound()
    if row.staff_id is None and not staff.may(EDITOR):
        raise Forbidden()


def _as_json(row: Any) -> dict[str, Any]:
    return {
        "id": row.id,
        "shortcut": row.shortcut,
        "language": row.language,
        "title": row.title,
        "text": row.text,
        "mine": row.staff_id is not None,
    }
