"""Signed tokens: the one that names a shopper's conversation, and the shop's word for who the shopper is."""

from __future__ import annotations

import re
from datetime import timedelta

import jwt

from service.clock import utc_now

LIFETIME = timedelta(days=30)
_A_DAY = timedelta(days=1)
_ALGORITHM = "HS256"
_PURPOSE = "aisle:conversation"
_CONVERSATION_ID = re.compile(r"[0-9a-f]{32}")
_LONGEST_CUSTOMER_ID = 64


def issue(conversation_id: str, secret: str) -> str:
    now = utc_now()
    claims = {"sub": conversation_id, "aud": _PURPOSE, "iat": now, "exp": now + LIFETIME}
    return jwt.encode(claims, secret, algorithm=_ALGORITHM)


def conversation_of(token: str | None, secret: str) -> str | None:
    """The conversation that a token of ours names; None for any other token, however it fails."""
    if not token or not token.isascii():
        return None
    try:
        claims = jwt.decode(
            token, secret, algorithms=[_ALGORITHM], audience=_PURPOSE, options={"require": ["sub", "aud", "exp"]}
        )
    except jwt.PyJWTError:
        return None
    return claims["sub"] if _CONVERSATION_ID.fullmatch(claims["sub"]) else None


def identity_of(customer_id: str, identity_secret: str) -> str:
    """What a shop gives a customer who has signed in, good for a day; here it is signed for the demo shop only."""
    now = utc_now()
    return jwt.encode({"sub": customer_id, "iat": now, "exp": now + _A_DAY}, identity_secret, algorithm=_ALGORITHM)


def customer_of(identity: str | None, identity_secret: str | None) -> str | None:
    """The customer id (`sub`) of a JWT that the shop signed; None where none is proven.

    It needs an expiry, and no audience: a token that we signed for a conversation is none of these."""
    if not identity or not identity.isascii() or not identity_secret:
        return None
    try:
        claims = jwt.decode(identity, identity_secret, algorithms=[_ALGORITHM], options={"require": ["sub", "exp"]})
    except jwt.PyJWTError:
        return None
    customer_id = str(claims["sub"]).strip()
    return customer_id if 0 < len(customer_id) <= _LONGEST_CUSTOMER_ID else None
