"""One numbered log a conversation. Verbs take the session first and never commit."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, insert, select, update
from sqlalchemy.orm import Session

from service import phrases
from service.clock import as_text, now
from service.errors import NotFound
from service.models import BOT, EVERYONE, STAFF, Conversation, Message
from service.studio.trial import arms as trial_arms
from shop.store import reads

# a tab that comes back after a long time gets the newest of its rows, as a new tab does
PAGE = 1000


@dataclass(frozen=True)
class Draft:
    """A row that has no number yet."""

    author: str
    kind: str
    body: dict[str, Any]
    client_id: str | None = None
    audience: str = EVERYONE


@dataclass(frozen=True)
class Row:
    seq: int
    author: str
    kind: str
    body: dict[str, Any]
    client_id: str | None
    audience: str
    created: datetime

    @property
    def for_staff_only(self) -> bool:
        return self.audience == STAFF

    def as_json(self) -> dict[str, Any]:
        """The row as every client sees it."""
        return {
            "seq": self.seq,
            "author": self.author,
            "kind": self.kind,
            "body": self.body,
            "client_id": self.client_id,
            "created": as_text(self.created),
        }


@dataclass(frozen=True)
class View:
    """A conversation as a shopper's client enters it. `last_seq` counts rows that the shopper does not see, too."""

    id: str
    language: str
    holder: str
    customer_id: str | None
    closed: bool
    last_seq: int
    rows: list[Row]


@dataclass
class Held:
    """A conversation that this transaction holds; what changes here is written when it lets go."""

    id: str
    channel: str
    language: str
    customer_id: str | None
    holder: str
    baton_seq: int
    last_seq: int
    closed: datetime | None


_conversations = Conversation.__table__
_messages = Message.__table__
# a statement that is built once is compiled once, and building costs more than running it
_ENTER = select(*(_conversations.c[column.name] for column in fields(Held))).where(
    _conversations.c.id == bindparam("conversation_id")
)
_HOLD = _ENTER.with_for_update()
_SAVED = ("language", "customer_id", "holder", "baton_seq", "last_seq", "closed")
_SAVE = (
    update(_conversations)
    .where(_conversations.c.id == bindparam("conversation_id"))
    .values({name: bindparam(f"new_{name}") for name in _SAVED})
)
_APPEND = insert(_messages)
_WITH_CLIENT_ID = select(_messages).where(
    _messages.c.conversation_id == bindparam("conversation_id"), _messages.c.client_id == bindparam("client_id")
)
_SINCE_FOR_STAFF = (
    select(_messages)
    .where(_messages.c.conversation_id == bindparam("conversation_id"), _messages.c.seq > bindparam("seq"))
    .order_by(_messages.c.seq.desc())
    .limit(PAGE)
)
_SINCE = _SINCE_FOR_STAFF.where(_messages.c.audience == EVERYONE)


def open_new(
    session: Session, channel: str, language: str, customer_id: str | None = None, external_id: str | None = None
) -> Held:
    held = Held(uuid.uuid4().hex, channel, language, customer_id, BOT, 0, 0, None)
    session.execute(insert(_conversations), vars(held) | {"external_id": external_id, "created": now()})
    trial_arms.draw(session, held.id)
    return held


@contextmanager
def hold(session: Session, conversation_id: str) -> Iterator[Held]:
    """The conversation, locked until the transaction ends; every verb that appends begins here. Raises NotFound."""
    found = session.execute(_HOLD, {"conversation_id": conversation_id}).one_or_none()
    if found is None:
        raise NotFound()
    held = Held(*found)
    yield held
    if tuple(vars(held).values()) != tuple(found):
        changed = {f"new_{name}": getattr(held, name) for name in _SAVED}
        session.execute(_SAVE, changed | {"conversation_id": conversation_id})


def append(session: Session, held: Held, drafts: Sequence[Draft]) -> list[Row]:
    """Numbers the drafts on from the last row."""
    created = now()
    rows = [
        Row(seq, draft.author, draft.kind, draft.body, draft.client_id, draft.audience, created)
        for seq, draft in enumerate(drafts, held.last_seq + 1)
    ]
    if rows:
        session.execute(_APPEND, [vars(row) | {"conversation_id": held.id} for row in rows])
        held.last_seq = rows[-1].seq
    return rows


def notice(
    session: Session,
    held: Held,
    code: str,
    client_id: str | None = None,
    lead: str | None = None,
    said: Mapping[str, str] | None = None,
    **more: Any,
) -> list[Row]:
    """Appends what the service itself says, in the conversation's language, and `more` that clients go by; `lead` and
    `said` (the values in the sentence) as in `phrases`."""
    text = phrases.notice(code, held.language, lead, **(said or {}))
    body = {"text": text, "code": phrases.SHOWN_CODES.get(code, code), **more}
    return append(session, held, [Draft("system", "notice", body, client_id)])


def set_language(session: Session, held: Held, language: str) -> list[Row]:
    """Goes on in another language, and says so; nothing where it is the language already."""
    if held.language == language:
        return []
    held.language = language
    return notice(session, held, "language")


def with_client_id(session: Session, conversation_id: str, client_id: str) -> Row | None:
    found = session.execute(_WITH_CLIENT_ID, {"conversation_id": conversation_id, "client_id": client_id}).one_or_none()
    return _row(found) if found else None


def count_of(session: Session, conversation_id: str, kind: str, author: str) -> int:
    here = (_messages.c.conversation_id == conversation_id, _messages.c.kind == kind, _messages.c.author == author)
    return int(session.execute(select(func.count()).where(*here)).scalar_one())


@reads
def enter(session: Session, conversation_id: str, seq: int, for_staff: bool = False) -> View | None:
    """What a client needs on entering: the conversation and a shopper's rows after `seq`; None if there is none.

    Rows for staff leave this query for staff only. Of more than PAGE rows it gives the newest."""
    found = session.execute(_ENTER, {"conversation_id": conversation_id}).one_or_none()
    if found is None:
        return None
    rows_since = _SINCE_FOR_STAFF if for_staff else _SINCE
    rows = [_row(row) for row in session.execute(rows_since, {"conversation_id": conversation_id, "seq": seq})]
    return view_of(Held(*found), rows[::-1])


@reads
def since(session: Session, conversation_id: str, seq: int, for_staff: bool = False) -> tuple[int, list[Row]]:
    """The conversation's last seq, and the rows after `seq` that a shopper, or staff, may see, in order. Raises
    NotFound."""
    view = enter(session, conversation_id, seq, for_staff)
    if view is None:
        raise NotFound()
    return view.last_seq, view.rows


@reads
def before(session: Session, conversation_id: str, seq: int, count: int) -> list[Row]:
    """The newest `count` rows before that one, those for staff among them, in order."""
    query = select(_messages).where(_messages.c.conversation_id == conversation_id, _messages.c.seq < seq)
    found = session.execute(query.order_by(_messages.c.seq.desc()).limit(count)).all()
    return [_row(row) for row in found[::-1]]


def seen_holder(holder: str) -> str:
    """As shoppers see it: which agent it is they know by name only."""
    return holder.partition(":")[0]


def view_of(held: Held, rows: list[Row]) -> View:
    closed = held.closed is not None
    return View(held.id, held.language, held.holder, held.customer_id, closed, held.last_seq, rows)


@reads
def admits(session: Session, conversation_id: str, customer_id: str | None) -> bool:
    """Whether somebody with the conversation's token may enter: a customer's is that customer's only."""
    found = session.execute(_ENTER, {"conversation_id": conversation_id}).one_or_none()
    return found is not None and found.closed is None and found.customer_id in (None, customer_id)


@reads
def last_seqs(session: Session, conversation_ids: Iterable[str]) -> dict[str, int]:
    query = select(_conversations.c.id, _conversations.c.last_seq)
    return dict(session.execute(query.where(_conversations.c.id.in_(list(conversation_ids)))).all())


def _row(found: Any) -> Row:
    return Row(found.seq, found.author, found.kind, found.body, found.client_id, found.audience, found.created)
