"""The acts on orders that agents can ask for, by name: each a verb of the shop, with what was asked read for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.errors import BadRequest
from service.models import Photo
from service.text import clean
from shop import claims, order_changes, return_progress, returns
from shop.actor import Actor
from shop.addresses import AddressFields
from shop.case_models import Claim

_ADDRESS = ("recipient", "street", "postcode", "city", "country")
_MOST_PIECES = 1000
_photos = Photo.__table__


@dataclass(frozen=True)
class Asked:
    """An act that an agent asks for. `override`: why it is done although the rules refuse it; `given`: all the rest as
    it came, which each act checks."""

    act: str
    number: str
    key: str
    override: str | None
    given: Mapping[str, Any]


def _cancel(session: Session, actor: Actor, asked: Asked) -> object:
    items = _pieces(asked.given["items"]) if "items" in asked.given else None
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
    if photo is not None:
        _check_photo(session, actor.conversation, photo)
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
    claim = session.get(Claim, _whole(asked.given.get("claim")))
    if claim is None or claim.order_number != asked.number:
        raise BadRequest("the order has no such claim")
    return claims.decide(session, actor, asked.key, claim.id, accepted)


def _of_return(verb: Callable[..., object]) -> Callable[[Session, Actor, Asked], object]:
    def do(session: Session, actor: Actor, asked: Asked) -> object:
        made = returns.get(session, _text(asked, "return"))
        if made is None or made.order_number != asked.number:
            raise BadRequest("the order has no such return")
        return verb(session, actor, asked.key, made.number)

    return do


ACTS: Mapping[str, Callable[[Session, Actor, Asked], object]] = {
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


def _check_photo(session: Session, conversation_id: str, photo_id: str) -> None:
    query = select(_photos.c.id).where(_photos.c.id == photo_id, _photos.c.conversation_id == conversation_id)
    if session.execute(query).first() is None:
        raise BadRequest("this conversation has no such photo")


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
