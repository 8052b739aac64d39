"""What a person typed, made safe to store: the same words, without what no person types."""

from __future__ import annotations

import unicodedata

from service.errors import BadRequest, Empty, TooLong

LONGEST = 2000
_KEPT = "\n\t"
# normalising costs time, and no clean text of LONGEST characters is this long before it
_LONGEST_RAW = 10 * LONGEST


def clean(typed: object) -> str:
    """1 … LONGEST characters: NFC, trimmed, without control characters but newline and tab.

    Emoji joiners and the marks of right-to-left scripts stay. Raises BadRequest, Empty or TooLong."""
    if not isinstance(typed, str):
        raise BadRequest("text is not a string")
    if len(typed) > _LONGEST_RAW:
        raise TooLong()
    lines = typed.replace("\r\n", "\n").replace("\r", "\n")
    text = unicodedata.normalize("NFC", lines if lines.isprintable() else _printable(lines)).strip()
    if not any(_visible(character) for character in text):
        raise Empty()
    if len(text) > LONGEST:
        raise TooLong()
    return text


def _printable(text: str) -> str:
    # Cc are control characters; Cs are lone surrogates, which no encoding can store
    return "".join(c for c in text if c in _KEPT or unicodedata.category(c) not in ("Cc", "Cs"))


def _visible(character: str) -> bool:
    # letters, marks, numbers, punctuation, symbols (emoji); not separators, not invisible formatting
    return unicodedata.category(character)[0] in "LMNPS"
