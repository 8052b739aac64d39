"""Proof that someone may change an order: a six-digit code, sent to the e-mail address on it.

A code holds for the conversation that asked for it and for one order, once. Numbers that no order has are treated
alike, with the same reads, writes and digests, only that no mail is queued: neither the answers nor the time that they
take tell which numbers exist. Everything about one order happens one after the other: on SQLite since there is one
writer, on a server since each verb holds the order's row."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from shop import mail
from shop.actor import AGENT, CUSTOMER, SHOPPER, SYSTEM, Actor
from shop.case_models import Grant, Lock, Verification
from shop.clock import utc_now
from shop.codes import read_code
from shop.errors import CodesLocked, NotProven
from shop.models import Customer, Order
from shop.orders import clean_number
from shop.store import reads

OK, WRONG, EXPIRED, LOCKED = "ok", "wrong", "expired", "locked"

CODE_LIFETIME = timedelta(minutes=10)
GRANT_LIFETIME = timedelta(minutes=30)
LOCK_TIME = timedelta(minutes=15)
# in which codes and wrong tries are counted
WINDOW = timedelta(minutes=15)
CODES_PER_ORDER = 3
CODES_PER_CONVERSATION = 6
TRIES = 5
_KEPT = timedelta(days=1)
_SALT_BYTES = 16
_NO_DIGEST = "00" * _SALT_BYTES + "$" + "00" * 32


def send_code(
    session: Session,
    actor: Actor,
    order_number: str,
    *,
    language: str | None = None,
    now: datetime | None = None,
) -> None:
    """Queues a mail with a new code; earlier ones of this conversation for this order are no longer good.

    `language` is the conversation's; the customer's where it is not given. An order that does not exist gets the same
    answer. For an actor who needs no code nothing is sent.
    Raises CodesLocked where the order is locked or order or conversation have had too many codes, and NotProven for a
    customer whose order it is not."""
    if actor.kind != SHOPPER:
        require(session, actor, order_number, now=now)
        return
    now = now or utc_now()
    number = clean_number(order_number) or ""
    recipient = _hold(session, number)
    _refuse_if_locked(session, actor.conversation, number, now)
    code = f"{secrets.randbelow(10**6):06}"
    _spend(session, actor.conversation, number)
    session.add(
        Verification(
            conversation=actor.conversation,
            order_number=number,
            digest=_digest(code, secrets.token_hex(_SALT_BYTES)),
            created=now,
            expires=now + CODE_LIFETIME,
        )
    )
    if recipient is not None:
        email, customers = recipient
        minutes = int(CODE_LIFETIME.total_seconds()) // 60
        mail.queue(
            session, email, "code", language or customers, order_number=number, code=code, minutes=minutes, now=now
        )
    session.flush()


def check_code(session: Session, actor: Actor, order_number: str, code: str, *, now: datetime | None = None) -> str:
    """`ok` (now `may_change`), `wrong`, `expired` (no code of this conversation for this order is good) or `locked`.

    Takes a code as people write it. What is no six digits is `wrong` and not counted as a guess. Commit whatever the
    answer: a guess that is rolled back was not counted."""
    if actor.kind != SHOPPER:
        return OK if may_change(session, actor, order_number, now=now) else WRONG
    now = now or utc_now()
    number = clean_number(order_number) or ""
    _hold(session, number)
    given = read_code(code)
    open_one = _open_code(session, actor.conversation, number, now)
    # always digested and compared, so that time says nothing of what there is
    same = _is_digest_of(open_one.digest if open_one else _NO_DIGEST, given or "")
    if _locked_until(session, number, now) is not None:
        return LOCKED
    if open_one is None:
        return EXPIRED
    if given is None:
        return WRONG
    if same:
        _spend(session, actor.conversation, number)
        _grant(session, actor.conversation, number, now)
        return OK
    return _count_wrong_try(session, open_one.id, number, now)


@reads
def may_change(session: Session, actor: Actor, order_number: str, *, now: datetime | None = None) -> bool:
    """Whether this actor may change this order now: a customer their own, a shopper what a code opened in this
    conversation, staff and the shop itself any."""
    number = clean_number(order_number) or ""
    if actor.kind in (AGENT, SYSTEM):
        return True
    if actor.kind == CUSTOMER:
        owner = session.execute(select(Order.customer_id).where(Order.number == number)).scalar_one_or_none()
        return owner is not None and bool(actor.id) and hmac.compare_digest(owner.encode(), actor.id.encode())
    if actor.kind != SHOPPER or not actor.conversation:
        return False
    granted = select(Grant.until).where(Grant.conversation == actor.conversation, Grant.order_number == number)
    until = session.execute(granted).scalar_one_or_none()
    return until is not None and (now or utc_now()) < until


def require(session: Session, actor: Actor, order_number: str, *, now: datetime | None = None) -> None:
    """Raises NotProven unless the actor may change this order. Call it in the transaction that makes the change."""
    if not may_change(session, actor, order_number, now=now):
        raise NotProven()


def forget(session: Session, now: datetime | None = None) -> None:
    """Removes what counts no longer, and what mails of expired codes said."""
    now = now or utc_now()
    mail.empty(session, "code", now - CODE_LIFETIME, now)
    session.execute(delete(Verification).where(Verification.expires < now - _KEPT))
    session.execute(delete(Grant).where(Grant.until < now))
    session.execute(delete(Lock).where(Lock.until < now))


def _hold(session: Session, number: str) -> tuple[str, str] | None:
    """The order's e-mail address and its customer's language; on a server it is ours until the transaction ends."""
    query = select(Order.email, Customer.language).join(Customer, Customer.id == Order.customer_id)
    row = session.execute(query.where(Order.number == number).with_for_update(of=Order)).one_or_none()
    return None if row is None else (row.email, row.language)


def _refuse_if_locked(session: Session, conversation: str, number: str, now: datetime) -> None:
    until = _locked_until(session, number, now)
    since = Verification.created > now - WINDOW
    for whose, most in (
        (Verification.order_number == number, CODES_PER_ORDER),
        (Verification.conversation == conversation, CODES_PER_CONVERSATION),
    ):
        newest = select(Verification.created).where(whose, since).order_by(Verification.created.desc()).limit(most)
        asked = list(session.execute(newest).scalars())
        if len(asked) == most:
            until = max(until or now, asked[-1] + WINDOW)
    if until is not None:
        raise CodesLocked(until)


def _locked_until(session: Session, number: str, now: datetime) -> datetime | None:
    until: datetime | None = session.execute(
        select(Lock.until).where(Lock.order_number == number, Lock.until > now)
    ).scalar_one_or_none()
    return until


def _open_code(session: Session, conversation: str, number: str, now: datetime) -> Verification | None:
    query = select(Verification).where(
        Verification.conversation == conversation,
        Verification.order_number == number,
        Verification.spent.is_(False),
        Verification.expires > now,
    )
    found: Verification | None = session.execute(query.order_by(Verification.id.desc()).limit(1)).scalar_one_or_none()
    return found


def _count_wrong_try(session: Session, verification_id: int, number: str, now: datetime) -> str:
    """Tries are added up over all codes of the order: neither a new code nor another conversation brings new ones."""
    mine = Verification.id == verification_id
    session.execute(update(Verification).where(mine).values(tries=Verification.tries + 1))
    recent = (Verification.order_number == number, Verification.created > now - WINDOW)
    tried = session.execute(select(func.sum(Verification.tries)).where(*recent)).scalar_one()
    if tried < TRIES:
        return WRONG
    session.execute(update(Verification).where(Verification.order_number == number).values(spent=True))
    session.execute(delete(Lock).where(Lock.order_number == number))
    session.add(Lock(order_number=number, until=now + LOCK_TIME))
    session.flush()
    return LOCKED


def _spend(session: Session, conversation: str, number: str) -> None:
    whose = (Verification.conversation == conversation, Verification.order_number == number)
    session.execute(update(Verification).where(*whose).values(spent=True))


def _grant(session: Session, conversation: str, number: str, now: datetime) -> None:
    session.merge(Grant(conversation=conversation, order_number=number, until=now + GRANT_LIFETIME))
    session.flush()


def _digest(code: str, salt: str) -> str:
    """scrypt: a million codes take who stole the table longer than a code lives."""
    digest = hashlib.scrypt(code.encode(), salt=bytes.fromhex(salt), n=2**13, r=8, p=1, dklen=32)
    return f"{salt}${digest.hex()}"


def _is_digest_of(digest: str, code: str) -> bool:
    return hmac.compare_digest(digest, _digest(code, digest.partition("$")[0]))
