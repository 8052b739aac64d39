"""What people typed, before it is stored."""

from __future__ import annotations

import unicodedata

_LONGEST = 1000


def one_line(text: str, longest: int = _LONGEST) -> str:
    """Printable text on one line: without what PostgreSQL refuses (NUL, lone surrogates) and what breaks a label."""
    cut = unicodedata.normalize("NFC", text[:longest])
    return " ".join("".join(letter if letter.isprintable() else " " for letter in cut).split())
