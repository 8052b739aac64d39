"""Passwords: what is taken for one, and how it is kept. argon2id with the library's defaults (RFC 9106)."""

from __future__ import annotations

import argon2

from service.errors import WeakPassword

SHORTEST, LONGEST = 10, 200
_EASY = ("password", "passwort", "123456", "qwerty", "letmein", "welcome", "aisle", "admin", "iloveyou", "abc123")

_hasher = argon2.PasswordHasher()
# who is unknown takes as long to refuse as who is known
_NOBODYS = _hasher.hash("nobody has this password")


def check_strength(password: object, email: str) -> str:
    """The password; raises WeakPassword where it is too short or easy to guess."""
    if not isinstance(password, str) or not SHORTEST <= len(password) <= LONGEST:
        raise WeakPassword()
    bare = password.lower()
    for easy in (*_EASY, *email.lower().split("@")):
        bare = bare.replace(easy, "")
    if len(bare) < SHORTEST // 2 or len(set(password)) < SHORTEST // 2:
        raise WeakPassword()
    return password


def hashed(password: str) -> str:
    return _hasher.hash(password)


def fits(password_hash: str | None, password: str) -> bool:
    """Takes as long for an account that is not there or has no password yet."""
    try:
        _hasher.verify(password_hash or _NOBODYS, password)
    except argon2.exceptions.VerificationError:
        return False
    return password_hash is not None
