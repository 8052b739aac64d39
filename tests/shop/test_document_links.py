from __future__ import annotations

from datetime import datetime, timedelta, timezone

import jwt
import pytest

from shop.document_links import LIFETIME, link, read
from shop.errors import BadLink, BadSetting

SECRET = "a secret of the tests, long enough to sign"
NOW = datetime(2026, 11, 18, 12, 0)


def token_of(path: str) -> str:
    return path.removeprefix("/documents/").removesuffix(".pdf")


@pytest.mark.parametrize(("kind", "id"), [("invoice", "1042"), ("label", "R10017")])
def test_a_link_names_one_document_for_a_week(kind: str, id: str) -> None:
    path = link(kind, id, SECRET, NOW)
    assert path.startswith("/documents/") and path.endswith(".pdf")
    assert read(token_of(path), SECRET, NOW + LIFETIME - timedelta(seconds=1)) == (kind, id)
    with pytest.raises(BadLink):
        read(token_of(path), SECRET, NOW + LIFETIME)


def test_a_link_that_was_signed_with_another_secret_opens_nothing() -> None:
    with pytest.raises(BadLink):
        read(token_of(link("invoice", "1042", SECRET + "!", NOW)), SECRET, NOW)


def test_changing_any_letter_of_a_link_breaks_it() -> None:
    token = token_of(link("invoice", "1042", SECRET, NOW))
    for position, letter in enumerate(token):
        # the last letter of a base64 text may stand for the same bytes as its neighbour
        for other in ("A", "x", "."):
            changed = token[:position] + other + token[position + 1 :]
            if letter != other and position < len(token) - 1:
                with pytest.raises(BadLink):
                    read(changed, SECRET, NOW)


def forged(key: object, **claims: object) -> str:
    whole = {"sub": "invoice:1042", "aud": "aisle:document", "exp": 4_000_000_000} | claims
    return jwt.encode({name: value for name, value in whole.items() if value is not None}, key, algorithm="HS256")


@pytest.mark.parametrize(
    "claims",
    [
        {"sub": "orders:1042"},
        {"sub": "invoice:"},
        {"sub": "1042"},
        {"sub": None},
        {"aud": "aisle:conversation"},
        {"aud": None},
        {"exp": None},
    ],
)
def test_even_our_key_signs_only_what_is_a_link(claims: dict[str, object]) -> None:
    from shop.document_links import _key

    assert read(forged(_key(SECRET)), SECRET, NOW) == ("invoice", "1042")
    with pytest.raises(BadLink):
        read(forged(_key(SECRET), **claims), SECRET, NOW)


def test_the_secret_of_the_sessions_signs_no_link() -> None:
    with pytest.raises(BadLink):
        read(forged(SECRET), SECRET, NOW)


@pytest.mark.parametrize(
    "token", ["", "x", "a.b.c", "é" * 9, "." * 400, "x" * 10_000, jwt.encode({}, "", algorithm="none")]
)
def test_what_is_no_token_is_no_link(token: str) -> None:
    with pytest.raises(BadLink):
        read(token, SECRET, NOW)


@pytest.mark.parametrize("secret", ["", "short"])
def test_without_a_good_secret_there_are_no_links(secret: str) -> None:
    with pytest.raises(BadSetting, match="AISLE_SECRET"):
        link("invoice", "1042", secret, NOW)


def test_there_are_links_to_documents_only() -> None:
    with pytest.raises(ValueError, match="kind"):
        link("photo", "1042", SECRET, NOW)


def test_now_is_the_present_where_none_is_given() -> None:
    expires = jwt.decode(token_of(link("invoice", "1", SECRET)), options={"verify_signature": False})["exp"]
    left = datetime.fromtimestamp(expires, timezone.utc) - datetime.now(timezone.utc)
    assert timedelta(days=6, hours=23) < left <= timedelta(days=7)
