"""Who is logged in: a random token in a cookie, its digest in the database, asked anew at every request."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from service.clock import now
from service.errors import NotFound, NotSignedIn
from service.staff import accounts, acts
from service.staff.accounts import Staff
from service.staff.models import Account, Invitation, StaffSession
from shop.store import reads

IDLE = timedelta(hours=12)
LONGEST = timedelta(days=7)
INVITED_FOR = timedelta(days=7)
# so often at most a session's last use is written down
_TOUCHED_EVERY = timedelta(minutes=1)

_sessions = StaffSession.__table__
_staff = Account.__table__
_invitations = Invitation.__table__


def begin(session: Session, staff_id: str) -> str:
    """A new session's token. Call it when the password has been checked."""
    token = secrets.token_urlsafe(32)
    moment = now()
    session.execute(delete(_sessions).where(_sessions.c.created < moment - LONGEST))
    session.execute(
        insert(_sessions), {"digest": digest(token), "staff_id": staff_id, "created": moment, "used": moment}
    )
    session.execute(update(_staff).where(_staff.c.id == staff_id).values(failed=0, locked_until=None))
    acts.record(session, "logged_in", staff_id)
    return token


@reads
def whose(session: Session, token: str | None) -> tuple[Staff, bool]:
    """Who the token's session is of, and whether to `touch` it. Raises NotSignedIn."""
    moment = now()
    query = (
        select(_staff, _sessions.c.used)
        .join(_sessions, _sessions.c.staff_id == _staff.c.id)
        .where(
            _sessions.c.digest == digest(token or ""),
            _sessions.c.used > moment - IDLE,
            _sessions.c.created > moment - LONGEST,
            _staff.c.disabled.is_(None),
        )
    )
    found = session.execute(query).one_or_none()
    if found is None:
        raise NotSignedIn()
    return accounts.staff_of(found), found.used < moment - _TOUCHED_EVERY


def touch(session: Session, token: str) -> None:
    session.execute(update(_sessions).where(_sessions.c.digest == digest(token)).values(used=now()))


def end(session: Session, token: str, staff_id: str) -> None:
    session.execute(delete(_sessions).where(_sessions.c.digest == digest(token)))
    acts.record(session, "logged_out", staff_id)


def end_all(session: Session, staff_id: str, but: str | None = None) -> None:
    """Ends everybody's who knew the old password."""
    session.execute(delete(_sessions).where(_sessions.c.staff_id == staff_id, _sessions.c.digest != digest(but or "")))


def invite(session: Session, staff_id: str, by: str | None) -> str:
    """The token of a link to set a password with; an earlier one is void."""
    token = secrets.token_urlsafe(32)
    session.execute(
        update(_invitations)
        .where(_invitations.c.staff_id == staff_id, _invitations.c.used.is_(None))
        .values(used=now())
    )
    invitation = {"digest": digest(token), "staff_id": staff_id, "expires": now() + INVITED_FOR}
    session.execute(insert(_invitations), invitation)
    acts.record(session, "invited", by, staff_id)
    return token


@reads
def invited(session: Session, token: str) -> Staff:
    """Whom the link is for. Raises NotFound where it is used, too old or nobody's."""
    query = (
        select(_staff)
        .join(_invitations, _invitations.c.staff_id == _staff.c.id)
        .where(
            _invitations.c.digest == digest(token),
            _invitations.c.used.is_(None),
            _invitations.c.expires > now(),
            _staff.c.disabled.is_(None),
        )
    )
    found = session.execute(query).one_or_none()
    if found is None:
        raise NotFound()
    return accounts.staff_of(found)


def accept(session: Session, token: str, name: object, password_hash: str) -> str:
    """Uses the link up, sets the password and begins a session; its token. Raises NotFound and BadRequest."""
    staff = invited(session, token)
    session.execute(update(_invitations).where(_invitations.c.digest == digest(token)).values(used=now()))
    if name is not None:
        accounts.set_own(session, staff.id, {"name": name})
    accounts.set_password(session, staff.id, password_hash, staff.id)
    end_all(session, staff.id)
    return begin(session, staff.id)


def digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
