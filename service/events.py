"""What clients send, as types: every field checked, unknown fields ignored. All raise BadRequest on a wrong type."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from service.errors import BadRequest, Empty
from service.text import clean

# no colon: the service's own rows have one in their client_id, so nobody else can take theirs
_CLIENT_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_CONVERSATION_ID = re.compile(r"[0-9a-f]{32}")
_PRODUCT_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_LONGEST_TOKEN = 4096
_LONGEST_PAYLOAD = 2000
_LARGEST_SEQ = 2**31 - 1


@dataclass(frozen=True)
class Join:
    token: str | None = None
    since: int = 0
    language: str | None = None
    identity: str | None = None
    page: dict[str, Any] | None = None

    @classmethod
    def read(cls, data: object) -> Join:
        given = _object({} if data is None else data)
        since = given.get("since")
        if since is not None and (isinstance(since, bool) or not isinstance(since, int)):
            raise BadRequest("since is not a whole number")
        return cls(
            token=_string(given, "token", _LONGEST_TOKEN),
            since=min(max(0, since or 0), _LARGEST_SEQ),
            language=_string(given, "language", 16),
            identity=_string(given, "identity", _LONGEST_TOKEN),
            page=_page(given.get("page")),
        )


@dataclass(frozen=True)
class Say:
    """One of `text` (cleaned) and `choice` (a payload) is set."""

    client_id: str
    text: str | None = None
    choice: str | None = None

    @classmethod
    def read(cls, data: object) -> Say:
        """Raises Empty and TooLong, too."""
        given = _object(data)
        sender = client_id(given.get("client_id"))
        if (choice := _string(given, "choice", _LONGEST_PAYLOAD)) is not None:
            return cls(sender, choice=choice)
        if given.get("text") is None:
            raise Empty()
        return cls(sender, text=clean(given["text"]))


@dataclass(frozen=True)
class Watch:
    conversation_id: str
    since: int = 0

    @classmethod
    def read(cls, data: object) -> Watch:
        given = _object(data)
        return cls(conversation_id(given.get("conversation_id")), seq({"seq": given.get("since", 0)}))


def conversation_id(given: object) -> str:
    if not isinstance(given, str) or not _CONVERSATION_ID.fullmatch(given):
        raise BadRequest("conversation_id is malformed")
    return given


def seq(data: object) -> int:
    given = _object(data).get("seq")
    if isinstance(given, bool) or not isinstance(given, int) or not 0 <= given <= _LARGEST_SEQ:
        raise BadRequest("seq is not a whole number")
    return given


def client_id(given: object) -> str:
    if not isinstance(given, str) or not _CLIENT_ID.fullmatch(given):
        raise BadRequest("client_id is missing or malformed")
    return given


@dataclass(frozen=True)
class Rate:
    """`about` is bot or human, `stars` 1 … 5; `words` may be empty."""

    about: str
    stars: int
    words: str = ""

    @classmethod
    def read(cls, data: object) -> Rate:
        """Raises TooLong, too."""
        given = _object(data)
        about, stars, words = given.get("about"), given.get("stars"), given.get("words")
        if about not in ("bot", "human"):
            raise BadRequest("about is neither bot nor human")
        if isinstance(stars, bool) or not isinstance(stars, int) or not 1 <= stars <= 5:
            raise BadRequest("stars is not 1 to 5")
        if words is None or (isinstance(words, str) and not words.strip()):
            return cls(about, stars)
        return cls(about, stars, clean(words))


def language(data: object) -> str:
    chosen = _string(_object(data), "language", 16)
    if chosen is None:
        raise BadRequest("language is missing")
    return chosen


def typing(data: object) -> bool:
    on = _object(data).get("on")
    if not isinstance(on, bool):
        raise BadRequest("on is not true or false")
    return on


def _object(data: object) -> Mapping[str, Any]:
    if not isinstance(data, dict):
        raise BadRequest("not an object")
    return data


def _string(given: Mapping[str, Any], name: str, longest: int) -> str | None:
    value = given.get(name)
    if value is None:
        return None
    if not isinstance(value, str) or len(value) > longest:
        raise BadRequest(f"{name} is not a string, or too long")
    return value


def _page(page: object) -> dict[str, Any] | None:
    if page is None:
        return None
    product_id = _object(page).get("product_id")
    if product_id is None:
        return None
    if not isinstance(product_id, str) or not _PRODUCT_ID.fullmatch(product_id):
        raise BadRequest("page.product_id is malformed")
    return {"product_id": product_id}
