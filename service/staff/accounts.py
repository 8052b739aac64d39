"""Verbs on accounts. They take the session first and never commit; who calls them has hashed the password."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from service.clock import now
from service.errors import BadRequest, EmailTaken, LastAdmin, NotFound
from service.staff import acts
from service.staff.models import ADMIN, AWAY, ROLES, Account
from service.text import clean
from shop.store import reads

FAILURES_TO_LOCK = 8
LOCKED_FOR = timedelta(minutes=15)
_LARGEST_CAPACITY = 50
_LONGEST_NAME = 80
_EMAIL = re.compile(r"[^\s@]{1,64}@[^\s@]{1,189}")
_staff = Account.__table__


@dataclass(frozen=True)
class Staff:
    """Who is logged in, as every route gets it. `presence` is what was chosen."""

    id: str
    email: str
    name: str
    roles: frozenset[str]
    languages: tuple[str, ...]
    skills: tuple[str, ...]
    capacity: int
    presence: str
    preferences: Mapping[str, Any]

    def may(self, role: str) -> bool:
        return role in self.roles or ADMIN in self.roles

    def as_json(self) -> dict[str, Any]:
        return vars(self) | {
            "roles": sorted(self.roles),
            "languages": list(self.languages),
            "skills": list(self.skills),
        }


@dataclass(frozen=True)
class Credentials:
    id: str
    password_hash: str | None
    locked_until: datetime | None
    is_disabled: bool


def staff_of(row: Any) -> Staff:
    return Staff(
        id=row.id,
        email=row.email,
        name=row.name,
        roles=frozenset(row.roles),
        languages=tuple(row.languages),
        skills=tuple(row.skills),
        capacity=row.capacity,
        presence=row.presence,
        preferences=row.preferences,
    )


@reads
def by_id(session: Session, staff_id: str) -> Staff:
    """Raises NotFound, also for who is disabled."""
    found = session.execute(select(_staff).where(_staff.c.id == staff_id, _staff.c.disabled.is_(None))).one_or_none()
    if found is None:
        raise NotFound()
    return staff_of(found)


@reads
def credentials(session: Session, email: str) -> Credentials | None:
    query = select(_staff.c.id, _staff.c.password_hash, _staff.c.locked_until, _staff.c.disabled)
    found = session.execute(query.where(_staff.c.email == email.strip().lower())).one_or_none()
    return Credentials(found[0], found[1], found[2], found[3] is not None) if found else None


def failed(session: Session, staff_id: str) -> None:
    """Counts a wrong password; FAILURES_TO_LOCK of them in a row lock the account for LOCKED_FOR."""
    row = session.execute(select(_staff.c.failed).where(_staff.c.id == staff_id).with_for_update()).one()
    count = row.failed + 1
    locks = count >= FAILURES_TO_LOCK
    changed = {"failed": 0 if locks else count, "locked_until": now() + LOCKED_FOR if locks else None}
    session.execute(update(_staff).where(_staff.c.id == staff_id).values(changed))
    acts.record(session, "locked" if locks else "login_failed", None, staff_id)


def create(session: Session, given: Mapping[str, Any], by: str | None, password_hash: str | None = None) -> str:
    """A new account's id. Raises BadRequest and EmailTaken."""
    email = _email(given.get("email"))
    if session.execute(select(_staff.c.id).where(_staff.c.email == email)).first():
        raise EmailTaken()
    account = {
        "id": uuid.uuid4().hex,
        "email": email,
        "password_hash": password_hash,
        "presence": AWAY,
        "preferences": {},
        "failed": 0,
        "created": now(),
        **_checked({"languages": [], "skills": [], "capacity": 5, "roles": ["agent"], **given}),
    }
    session.execute(insert(_staff), account)
    acts.record(session, "created", by, account["id"], roles=account["roles"])
    return str(account["id"])


def change(session: Session, staff_id: str, given: Mapping[str, Any], by: str) -> None:
    """Changes what `given` names. Raises NotFound, BadRequest, and LastAdmin where nobody could manage accounts."""
    row = session.execute(select(_staff).where(_staff.c.id == staff_id).with_for_update()).one_or_none()
    if row is None:
        raise NotFound()
    changed = _checked(given)
    if "disabled" in given:
        changed["disabled"] = (row.disabled or now()) if given["disabled"] else None
    if not changed:
        raise BadRequest("nothing to change")
    session.execute(update(_staff).where(_staff.c.id == staff_id).values(changed))
    if not _admins(session):
        raise LastAdmin()
    detail = {name: value for name, value in changed.items() if name not in ("disabled", "preferences")}
    what = ("disabled" if changed["disabled"] else "enabled") if "disabled" in changed else "changed"
    acts.record(session, what, by, staff_id, **detail)


def set_password(session: Session, staff_id: str, password_hash: str, by: str | None) -> None:
    changed = {"password_hash": password_hash, "failed": 0, "locked_until": None}
    session.execute(update(_staff).where(_staff.c.id == staff_id).values(changed))
    acts.record(session, "password_set", by, staff_id)


def set_own(session: Session, staff_id: str, given: Mapping[str, Any]) -> None:
    """What people may change of their own account. Raises BadRequest."""
    allowed = {name: given[name] for name in ("name", "languages", "preferences") if name in given}
    changed = _checked(allowed)
    if changed:
        session.execute(update(_staff).where(_staff.c.id == staff_id).values(changed))


@reads
def is_anybody_there(session: Session) -> bool:
    return session.execute(select(_staff.c.id).limit(1)).first() is not None


@reads
def everybody(session: Session) -> list[Any]:
    return list(session.execute(select(_staff).order_by(_staff.c.name)).all())


def _admins(session: Session) -> int:
    rows = session.execute(select(_staff.c.roles).where(_staff.c.disabled.is_(None))).scalars()
    return sum(ADMIN in roles for roles in rows)


def _checked(given: Mapping[str, Any]) -> dict[str, Any]:
    """The columns that `given` names, each of its type. Raises BadRequest."""
    changed: dict[str, Any] = {}
    if "name" in given:
        changed["name"] = clean(given["name"])[:_LONGEST_NAME]
    if "roles" in given:
        changed["roles"] = _strings(given["roles"], "roles")
        if not changed["roles"] or not set(changed["roles"]) <= set(ROLES):
            raise BadRequest("no such role")
    for name in ("languages", "skills"):
        if name in given:
            changed[name] = _strings(given[name], name)
    if "capacity" in given:
        capacity = given["capacity"]
        if isinstance(capacity, bool) or not isinstance(capacity, int) or not 1 <= capacity <= _LARGEST_CAPACITY:
            raise BadRequest("capacity is not 1 to 50")
        changed["capacity"] = capacity
    if "preferences" in given:
        changed["preferences"] = _preferences(given["preferences"])
    return changed


def _preferences(given: object) -> dict[str, Any]:
    """Switches and short words of the desk's own: what the front end keeps for a person across machines."""
    if not isinstance(given, dict) or len(given) > 30:
        raise BadRequest("preferences are not a small object")
    for name, value in given.items():
        if len(str(name)) > 40 or not isinstance(value, (bool, int, str)) or len(str(value)) > 200:
            raise BadRequest("a preference is neither a switch nor a short word")
    return given


def _email(given: object) -> str:
    email = given.strip().lower() if isinstance(given, str) else ""
    if not _EMAIL.fullmatch(email):
        raise BadRequest("not an e-mail address")
    return email


def _strings(given: object, name: str) -> list[str]:
    if (
        not isinstance(given, list)
        or len(given) > 50
        or not all(isinstance(s, str) and 0 < len(s) <= 40 for s in given)
    ):
        raise BadRequest(f"{name} is not a list of short texts")
    return sorted(set(cast(list[str], given)))
