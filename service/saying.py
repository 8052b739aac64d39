"""A shopper says something: the row and the turn that will answer it, in one transaction."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from service import baton, choices, conversations, phrases, tickets, turns
from service.conversations import Draft, Held, Row
from service.desk import stays
from service.errors import BadRequest, ConversationClosed, NotFound, UnknownChoice
from service.events import Say
from service.models import Photo
from service.support import Support
from service.turns import Work


@dataclass(frozen=True)
class Said:
    """`row` is there once, however often it was sent; `turn_id` and `work` are set where the bot is to answer it.

    `told`: what the service itself has to say to it at once."""

    row: Row
    is_repeated: bool
    turn_id: str | None = None
    work: Work | None = None
    told: tuple[Row, ...] = ()


def say(
    session: Session, conversation_id: str, said: Say, page: dict[str, Any] | None, owner: str, support: Support
) -> Said:
    """Raises NotFound, ConversationClosed, UnknownChoice."""
    with conversations.hold(session, conversation_id) as conversation:
        there = conversations.with_client_id(session, conversation_id, said.client_id)
        if there is not None:
            return Said(there, is_repeated=True)
        if conversation.closed is not None:
            raise ConversationClosed()
        body, asked, is_choice = _body(session, conversation, said)
        draft = Draft("shopper", "text", body, said.client_id)
        return _take(session, conversation, draft, asked, is_choice, page, owner, support)


def show(session: Session, conversation_id: str, photo_id: str, client_id: str, owner: str, support: Support) -> Said:
    """A shopper's photograph. What the bot is asked is made here, and no row offers it: nobody can send it themselves.

    Raises NotFound, ConversationClosed."""
    with conversations.hold(session, conversation_id) as conversation:
        there = conversations.with_client_id(session, conversation_id, client_id)
        if there is not None:
            return Said(there, is_repeated=True)
        if conversation.closed is not None:
            raise ConversationClosed()
        if session.get(Photo, photo_id) is None:
            # the shopper asked to be forgotten in between
            raise NotFound()
        number = conversations.count_of(session, conversation_id, "image", "shopper") + 1
        body = {"url": f"/api/photos/{photo_id}", "alt": phrases.photo(number, conversation.language)}
        draft = Draft("shopper", "image", body, client_id)
        asked = f"/inform{json.dumps({'photo': photo_id})}"
        return _take(session, conversation, draft, asked, True, None, owner, support)


def _take(
    session: Session,
    conversation: Held,
    draft: Draft,
    asked: str,
    is_choice: bool,
    page: dict[str, Any] | None,
    owner: str,
    support: Support,
) -> Said:
    (row,) = conversations.append(session, conversation, [draft])
    taken = None if is_choice else tickets.take_address(session, conversation, asked, support)
    told = tuple(taken.rows) if taken else ()
    if not baton.bot_answers(conversation):
        stays.shopper_wrote(session, conversation, support)
        return Said(row, is_repeated=False, told=told)
    if taken and taken.is_all:
        return Said(row, is_repeated=False, told=told)
    turn_id, work = turns.start(session, conversation, row.seq, owner, text=asked, is_choice=is_choice, page=page)
    return Said(row, False, turn_id, work, told)


def _body(session: Session, conversation: Held, said: Say) -> tuple[dict[str, Any], str, bool]:
    """The row's body, what the bot is asked, and whether that is a choice."""
    if said.choice is not None:
        title = choices.title_of(session, conversation.id, said.choice, conversation.language)
        if title is None:
            raise UnknownChoice()
        return {"text": title, "payload": said.choice}, said.choice, True
    if said.text is None:
        raise BadRequest("neither text nor choice")
    # a slash begins a command of Rasa's: typed by hand it is one only where the conversation offered it
    if said.text.startswith("/"):
        title = choices.title_of(session, conversation.id, said.text, conversation.language)
        if title is not None:
            return {"text": title, "payload": said.text}, said.text, True
    return {"text": said.text}, said.text, False
