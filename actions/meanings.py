"""Each intent in plain words, for the choice that is offered when the bot is not sure."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml

_FILE = Path(__file__).with_name("meanings.yml")


def title(intent: str, language: str) -> str | None:
    """None for an intent that makes no sense as a choice ("yes", "hello")."""
    titles = _meanings().get(intent)
    return titles.get(language, titles["en"]) if titles else None


@cache
def _meanings() -> dict[str, dict[str, str]]:
    return yaml.load(_FILE.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)  # type: ignore[no-any-return]
