"""Each intent in plain words, for the choice that is offered when the bot is not sure."""

from __future__ import annotations

from knowledge.intents import titles

_NO_CHOICE = frozenset(
    (
        *("greet", "goodbye", "thank", "affirm", "deny", "bot_challenge"),
        *("ask_capabilities", "inform", "out_of_scope", "stop", "resume_task"),
    )
)


def title(intent: str, language: str) -> str | None:
    """None for an intent that makes no sense as a choice ("yes", "hello")."""
    by_language = None if intent in _NO_CHOICE else titles().get(intent)
    return by_language.get(language, by_language["en"]) if by_language else None
