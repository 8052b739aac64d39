"""Two places in Rasa 3.6 that together took half of a turn (py-spy on bench/turns, November 2026), replaced.

Both are private to Rasa and pinned with its version; `tests/bot/test_rasa_speed.py` fails if they move."""

from __future__ import annotations

from functools import cache

import rasa.shared.utils.common
from rasa.core.actions.action import RemoteAction


def install() -> None:
    """For the whole process; a second time changes nothing."""
    # jsonschema checks the schema of the schema at every call; `bot.action_server` checks the answers instead
    RemoteAction._validate_action_result = _checked_by_action_server
    # asked for each event that is read from JSON, and walks all classes that were ever derived
    if not hasattr(rasa.shared.utils.common.all_subclasses, "cache_info"):
        rasa.shared.utils.common.all_subclasses = cache(rasa.shared.utils.common.all_subclasses)


def _checked_by_action_server(action: RemoteAction, result: object) -> bool:
    return True
