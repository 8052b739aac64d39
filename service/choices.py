"""The choices that a conversation's rows have offered: the only payloads that a shopper may send."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from service import phrases
from service.models import EVERYONE, Message

_messages = Message.__table__
_OFFERING = ("choices", "products", "order")


def title_of(session: Session, conversation_id: str, payload: str, language: str) -> str | None:
    """The title under which the payload was offered last; None if no row that the shopper saw offered it.

    What dismisses an offer is drawn as a cross, so its title is ours, in `language`."""
    query = (
        select(_messages.c.body)
        .where(
            _messages.c.conversation_id == conversation_id,
            _messages.c.kind.in_(_OFFERING),
            _messages.c.author != "shopper",
            _messages.c.audience == EVERYONE,
        )
        .order_by(_messages.c.seq.desc())
    )
    for (body,) in session.execute(query):
        for choice in _choices(body, language):
            if choice["payload"] == payload:
                return str(choice["title"])
    return None


def _choices(body: dict[str, Any], language: str) -> Iterator[dict[str, Any]]:
    yield from body.get("choices", ())
    if body.get("dismiss") is not None:
        yield {"title": phrases.dismissal(language), "payload": body["dismiss"]}
    for product in body.get("products", ()):
        yield from product.get("choices", ())
