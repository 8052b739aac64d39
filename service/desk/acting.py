"""What agents do to orders: the shop's own verbs, in the agent's name, once for each key, and told to the shopper."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from service import conversations
from service.conversations import Draft, Row
from service.desk import verdicts, writing
from service.errors import ActRefused, BadRequest
from service.models import STAFF
from service.staff.accounts import Staff
from service.text import clean
from shop import claims, order_changes, orders, return_progress, returns
from shop.actor import AGENT, Actor
from shop.addresses import AddressFields
from shop.errors import KeyReused, NotAllowed, NotProven, ShopError

_KEY = re.compile(r"[A-Za-z0-9-]{8,64}")
_ADDRESS = ("recipient", "street", "postcode", "city", "country")
_MOST_PIECES = 1000


@dataclass(frozen=True)
class Asked:
    """An act that an agent asks for. `override`: why it is done although the rules refuse it."""

    act: str
    number: str
    key: str
    override: str | None
    given: Mapping[str, Any]

    @classmethod
    def read(cls, given: Mapping[str, Any]) -> Asked:
        """Raises BadRequest."""
        act, number, key = given.get("act"), given.get("order"), given.get("key")
        if not isinstance(act, str) or act not in _ACTS:
            raise BadRequest("no such act")
        if not isinstance(number, str) or (cleaned := orders.clean_number(number)) is None:
            raise BadRequest("no order number")
        if not isinstance(key, str) or not _KEY.fullmatch(key):
            raise BadRequest("key is missing or malformed")
        override = clean(given["override"]) if given.get("override") else None
        return cls(act, cleaned, f"desk:{key}", override, given)


def act(session: Session, conversation_id: str, staff: Staff, asked: Asked, language: str) -> tuple[list[Row], bool]:
    """Does it and says so, in one transaction: the rows, and whether it was done before. `language` is the agent's.

    Raises NotHolder, ConversationClosed, BadRequest, and ActRefused with the shop's reason in words."""
    with conversations.hold(session, conversation_id) as conversation:
        client_id = f"act:{asked.key}"
        there = conversations.with_client_id(session, conversation_id, client_id)
        if there is not None:
            return [there], True
        writing.check_holder(conversation, staff)
        actor = Actor(AGENT, staff.id, conversation_id)
        try:
            _ACTS[asked.act](session, actor, asked)
        except NotAllowed as refused:
            raise ActRefused(verdicts.said(refused.verdict, language)) from None
        except (NotProven, KeyReused, ShopError, ValueError, KeyError, TypeError) as error:
            raise BadRequest(f"{asked.act} cannot be done so: {type(error).__name__}") from None
        said = {"name": staff.name, "number": asked.number}
        rows = conversations.notice(
            session, conversation, f"act_{asked.act}", client_id, said=said, number=asked.number, name=staff.name
        )
        if asked.override is not None:
            body = {"text": f"{asked.act} {asked.number}: {asked.override}", "name": staff.name}
            rows += conversations.append(session, conversation, [Draft("agent", "note", body, None, STAFF)])
        return rows, False


def _cancel(session: Session, actor: Actor, asked: Asked) -> object:
    items = _pieces(asked.given["items"]) if asked.given.get("items") else None
    return order_changes.cancel(session, actor, asked.key, asked.number, items, override=asked.override)


def _address(session: Session, actor: Actor, asked: Asked) -> object:
    address = AddressFields(**{name: _text(asked, name) for name in _ADDRESS})
    return order_changes.change_address(session, actor, asked.key, asked.number, address, override=asked.override)


def _change_item(session: Session, actor: Actor, asked: Asked) -> object:
    given = asked.given
    size, color = (_text(asked, name) if given.get(name) else None for name in ("size", "color"))
    quantity = _whole(given["quantity"]) if given.get("quantity") else None
    return order_changes.change_item(
        session,
        actor,
        asked.key,
        asked.number,
        _whole(given.get("item")),
        size,
        color,
        quantity,
        override=asked.override,
    )


def _return(session: Session, actor: Actor, asked: Asked) -> object:
    lines = _pieces(asked.given.get("items"))
    sealed = list(lines) if asked.given.get("sealed") is True else []
    return returns.register(
        session,
        actor,
        asked.key,
        asked.number,
        lines,
        _text(asked, "reason"),
        words=_words(asked),
        sealed=sealed,
        override=asked.override,
    )


def _exchange(session: Session, actor: Actor, asked: Asked) -> object:
    item = _whole(asked.given.get("item"))
    wanted = {name: _text(asked, name) for name in ("size", "color") if asked.given.get(name)}
    sealed = [item] if asked.given.get("sealed") is True else []
    return returns.register(
        session,
        actor,
        asked.key,
        asked.number,
        {item: 1},
        _text(asked, "reason"),
        returns.EXCHANGE,
        {item: wanted},
        words=_words(asked),
        sealed=sealed,
        override=asked.override,
    )


def _claim(session: Session, actor: Actor, asked: Asked) -> object:
    photo = _text(asked, "photo") if asked.given.get("photo") else None
    return claims.report(
        session,
        actor,
        asked.key,
        asked.number,
        _whole(asked.given.get("item")),
        _text(asked, "kind"),
        _words(asked),
        photo,
        wish=_text(asked, "wish"),
        quantity=_whole(asked.given.get("quantity", 1)),
        override=asked.override,
    )


def _claim_decide(session: Session, actor: Actor, asked: Asked) -> object:
    accepted = asked.given.get("accepted")
    if not isinstance(accepted, bool):
        raise BadRequest("accepted is not true or false")
    return claims.decide(session, actor, asked.key, _whole(asked.given.get("claim")), accepted)


def _of_return(verb: Callable[..., object]) -> Callable[[Session, Actor, Asked], object]:
    def do(session: Session, actor: Actor, asked: Asked) -> object:
        return verb(session, actor, asked.key, _text(asked, "return"))

    return do


_ACTS: Mapping[str, Callable[[Session, Actor, Asked], object]] = {
    "cancel": _cancel,
    "address": _address,
    "change_item": _change_item,
    "return": _return,
    "exchange": _exchange,
    "claim": _claim,
    "claim_decide": _claim_decide,
    "return_arrived": _of_return(return_progress.arrived),
    "return_settled": _of_return(return_progress.settled),
    "return_withdraw": _of_return(return_progress.withdraw),
}


def _text(asked: Asked, name: str) -> str:
    given = asked.given.get(name)
    if not isinstance(given, str) or not 0 < len(given.strip()) <= 200:
        raise BadRequest(f"{name} is missing or too long")
    return given.strip()


def _words(asked: Asked) -> str:
    return clean(asked.given["words"]) if asked.given.get("words") else ""


def _whole(given: object) -> int:
    if isinstance(given, bool) or not isinstance(given, int) or not 0 < given < 2**31:
        raise BadRequest("not a whole number")
    return given


def _pieces(given: object) -> dict[int, int]:
    """{item id: pieces}; JSON has only texts for keys."""
    if not isinstance(given, dict) or not 0 < len(given) <= 100:
        raise BadRequest("items are missing")
    if not all(isinstance(item, str) and item.isdecimal() and len(item) < 10 for item in given):
        raise BadRequest("an item is no number")
    return {int(item): min(_whole(pieces), _MOST_PIECES) for item, pieces in given.items()}
