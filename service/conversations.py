"""One numbered log a conversation. Verbs take the session first and never commit."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from service import phrases
from service.clock import as_text, now
from service.errors import ConversationClosed, NotFound
from service.models import EVERYONE, STAFF, Conversation, Message
from shop.store import reads

_messages = Message.__table__
# a tab that comes back after a long time gets the newest of its rows, as a new tab does
PAGE = 500


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


def open_new(
    session: Session, channel: str, language: str, customer_id: str | None = None, external_id: str | None = None
) -> Conversation:
    conversation = Conversation(
        id=uuid.uuid4().hex,
        channel=channel,
        language=language,
        customer_id=customer_id,
        external_id=external_id,
        holder="bot",
        baton_seq=0,
        last_seq=0,
        created=now(),
    )
    session.add(conversation)
    session.flush()
    return conversation


def hold(session: Session, conversation_id: str) -> Conversation:
    """The conversation, locked until the transaction ends; every verb that appends begins here. Raises NotFound."""
    query = select(Conversation).where(Conversation.id == conversation_id).with_for_update()
    conversation: Conversation | None = session.execute(query).scalar_one_or_none()
    if conversation is None:
        raise NotFound()
    return conversation


def hold_open(session: Session, conversation_id: str) -> Conversation:
    """As `hold`. Raises ConversationClosed, too."""
    conversation = hold(session, conversation_id)
    if conversation.closed is not None:
        raise ConversationClosed()
    return conversation


def append(session: Session, conversation: Conversation, drafts: Sequence[Draft]) -> list[Row]:
    """Numbers the drafts on from the last row. The conversation must be held."""
    created, first = now(), cast(int, conversation.last_seq) + 1
    rows = [
        Row(seq, draft.author, draft.kind, draft.body, draft.client_id, draft.audience, created)
        for seq, draft in enumerate(drafts, first)
    ]
    if rows:
        session.execute(insert(_messages), [vars(row) | {"conversation_id": conversation.id} for row in rows])
        conversation.last_seq = rows[-1].seq
    return rows


def notice(session: Session, conversation: Conversation, code: str, client_id: str | None = None) -> list[Row]:
    """Appends what the service itself says, in the conversation's language."""
    text = phrases.notice(code, str(conversation.language))
    shown_code = "queued" if code == "bot_unavailable" else code
    return append(session, conversation, [Draft("system", "notice", {"text": text, "code": shown_code}, client_id)])


def with_client_id(session: Session, conversation_id: str, client_id: str) -> Row | None:
    query = select(_messages).where(_messages.c.conversation_id == conversation_id, _messages.c.client_id == client_id)
    found = session.execute(query).one_or_none()
    return _row(found) if found else None


@reads
def since(session: Session, conversation_id: str, seq: int) -> tuple[int, list[Row]]:
    """The conversation's last seq, and a shopper's rows after `seq` in order: rows for staff never leave this query.

    Of more than PAGE rows, the newest. Raises NotFound."""
    view = enter(session, conversation_id, seq)
    if view is None:
        raise NotFound()
    return view.last_seq, view.rows


@reads
def enter(session: Session, conversation_id: str, seq: int) -> View | None:
    """What a client needs on entering: the conversation and a shopper's rows after `seq`; None if there is none."""
    conversation = session.get(Conversation, conversation_id)
    if conversation is None:
        return None
    query = (
        select(_messages)
        .where(_messages.c.conversation_id == conversation_id, _messages.c.seq > seq, _messages.c.audience == EVERYONE)
        .order_by(_messages.c.seq.desc())
        .limit(PAGE)
    )
    rows = [_row(found) for found in session.execute(query)][::-1]
    return view_of(conversation, rows)


def view_of(conversation: Conversation, rows: list[Row]) -> View:
    return View(
        id=str(conversation.id),
        language=str(conversation.language),
        holder=str(conversation.holder),
        customer_id=conversation.customer_id,
        closed=conversation.closed is not None,
        last_seq=cast(int, conversation.last_seq),
        rows=rows,
    )


@reads
def last_seqs(session: Session, conversation_ids: Iterable[str]) -> dict[str, int]:
    query = select(Conversation.id, Conversation.last_seq).where(Conversation.id.in_(list(conversation_ids)))
    return dict(session.execute(query).all())


def set_language(session: Session, conversation: Conversation, language: str) -> list[Row]:
    """Goes on in another language, and says so; nothing where it is the language already."""
    if conversation.language == language:
        return []
    conversation.language = language
    return notice(session, conversation, "language")


def _row(found: Any) -> Row:
    return Row(found.seq, found.author, found.kind, found.body, found.client_id, found.audience, found.created)
