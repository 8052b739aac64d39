"""Texts without what is personal, for who was not meant to read them: no e-mails, telephones, addresses, names."""

from __future__ import annotations

import re
from collections.abc import Iterable

import argus_redact

# of orders, parcels, accounts
_NUMBERS = re.compile(r"(?<![\w.])#?\d[\d -]{2,30}\d(?![\w.])")
_SHORTEST_NAME = 2


def masked(text: str, language: str, names: Iterable[str] = ()) -> str:
    """With `[email]`, `[phone]`, `[name]`, `[number]` … in the places; `names` are those that are known."""
    known = [name for name in names if len(name) >= _SHORTEST_NAME]
    languages = ["zh", "en"] if language == "zh" else ["en", "zh"]
    redacted, _, types = argus_redact.redact(text, lang=languages, names=known or None, with_types=True)
    # the longest first: one placeholder may begin another
    for placeholder, kind in sorted(types.items(), key=lambda each: -len(each[0])):
        redacted = redacted.replace(placeholder, f"[{_plain(kind)}]")
    return _NUMBERS.sub("[number]", redacted)


def _plain(kind: str) -> str:
    word = kind.lower().replace("_", " ")
    return "name" if "person" in word or "name" in word else word
