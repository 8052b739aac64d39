"""What agents do to orders: in their name, once for each key, only by the holder, and told to the shopper."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from service import conversations
from service.conversations import Row
from service.desk import verdicts, writing
from service.desk.order_acts import ACTS, Asked
from service.desk.rows import ABOUT_AN_ORDER
from service.errors import ActRefused, BadRequest
from service.staff.accounts import Staff
from service.text import clean
from shop import orders
from shop.actor import AGENT, Actor
from shop.errors import NotAllowed, ShopError, StoreError

_KEY = re.compile(r"[A-Za-z0-9-]{8,64}")


def read(given: Mapping[str, Any]) -> Asked:
    """Raises BadRequest."""
    act, number, key = given.get("act"), given.get("order"), given.get("key")
    if not isinstance(act, str) or act not in ACTS:
        raise BadRequest("no such act")
    if not isinstance(number, str) or (cleaned := orders.clean_number(number)) is None:
        raise BadRequest("no order number")
    if not isinstance(key, str) or not _KEY.fullmatch(key):
        raise BadRequest("key is missing or malformed")
    override = clean(given["override"]) if given.get("override") else None
    return Asked(act, cleaned, f"desk:{key}", override, given)


def act(session: Session, conversation_id: str, staff: Staff, asked: Asked, language: str) -> tuple[list[Row], bool]:
    """Does it and says so, in one transaction: the rows, and whether it was done before. `language` is the agent's.

    Raises NotHolder, ConversationClosed, BadRequest, and ActRefused with the shop's reason in words."""
    with conversations.hold(session, conversation_id) as conversation:
        client_id = f"{ABOUT_AN_ORDER}{asked.key}"
        there = conversations.with_client_id(session, conversation_id, client_id)
        if there is not None:
            if (there.body.get("act"), there.body.get("number")) != (asked.act, asked.number):
                raise BadRequest("this key is of another act")
            return [there], True
        writing.check_holder(conversation, staff)
        _do(session, Actor(AGENT, staff.id, conversation_id), asked, language)
        said = {"name": staff.name, "number": asked.number}
        rows = conversations.notice(
            session, conversation, f"act_{asked.act}", client_id, said=said, act=asked.act, **said
        )
        if asked.override is not None:
            note = f"{asked.act} {asked.number}: {asked.override}"
            rows += writing.add_note(session, conversation, staff, note)
        return rows, False


def _do(session: Session, actor: Actor, asked: Asked, language: str) -> None:
    try:
        ACTS[asked.act](session, actor, asked)
    except NotAllowed as refused:
        raise ActRefused(verdicts.said(refused.verdict, language)) from None
    except StoreError:
        raise
    except (ShopError, ValueError) as error:
        raise BadRequest(f"{asked.act} cannot be done so: {type(error).__name__}") from None
