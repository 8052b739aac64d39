"""Links to documents: who holds one may read that one document for a week, and nothing else."""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime, timedelta, timezone

import jwt

from shop.clock import utc_now
from shop.errors import BadLink, BadSetting

INVOICE, LABEL = "invoice", "label"
KINDS = (INVOICE, LABEL)
LIFETIME = timedelta(days=7)
_ALGORITHM = "HS256"
_PURPOSE = "aisle:document"
_SHORTEST_SECRET = 32
_LONGEST_TOKEN = 500


def link(kind: str, id: str, secret: str, now: datetime | None = None) -> str:
    """`/documents/<token>.pdf` for the invoice of an order or the label of a return. `secret` is AISLE_SECRET.

    Raises BadSetting where the secret is missing or short."""
    if kind not in KINDS:
        raise ValueError(f"no document of kind {kind}")
    expires = ((now or utc_now()) + LIFETIME).replace(tzinfo=timezone.utc)
    claims = {"sub": f"{kind}:{id}", "aud": _PURPOSE, "exp": expires}
    return f"/documents/{jwt.encode(claims, _key(secret), algorithm=_ALGORITHM)}.pdf"


def read(token: str, secret: str, now: datetime | None = None) -> tuple[str, str]:
    """Kind and id of the document that a token of ours names. Raises BadLink for any other, however it fails."""
    if not token.isascii() or len(token) > _LONGEST_TOKEN:
        raise BadLink()
    moment = (now or utc_now()).replace(tzinfo=timezone.utc)
    try:
        # the expiry is compared below, with the caller's clock
        claims = jwt.decode(
            token,
            _key(secret),
            algorithms=[_ALGORITHM],
            audience=_PURPOSE,
            options={"require": ["sub", "aud", "exp"], "verify_exp": False},
        )
        expired = moment.timestamp() >= claims["exp"]
    except (jwt.PyJWTError, TypeError):
        raise BadLink() from None
    kind, _, id = str(claims["sub"]).partition(":")
    if expired or kind not in KINDS or not id:
        raise BadLink()
    return kind, id


def _key(secret: str) -> bytes:
    """A key for this purpose only: what signs the shoppers' sessions signs no links, and the other way round."""
    if len(secret) < _SHORTEST_SECRET:
        raise BadSetting(f"AISLE_SECRET is needed for links to documents, {_SHORTEST_SECRET} characters or more")
    return hmac.new(secret.encode(), b"aisle: links to documents", hashlib.sha256).digest()
