"""What `bot.rasa_speed` replaces is still there in the pinned Rasa. Importing Rasa's events takes seconds, not 13."""

from __future__ import annotations

import inspect

import pytest

pytestmark = [pytest.mark.slow]


def test_rasa_still_has_what_is_replaced() -> None:
    from rasa.core.actions.action import RemoteAction
    from rasa.shared.core.events import Event

    assert "validate(result" in inspect.getsource(RemoteAction._validate_action_result)
    assert "self._validate_action_result(" in inspect.getsource(RemoteAction.run)
    assert "rasa.shared.utils.common.all_subclasses(" in inspect.getsource(Event.resolve_by_type)


def test_events_are_still_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    import rasa.shared.utils.common
    from rasa.core.actions.action import RemoteAction
    from rasa.shared.core.events import SlotSet, deserialise_events

    from bot import rasa_speed

    monkeypatch.setattr(RemoteAction, "_validate_action_result", RemoteAction._validate_action_result)
    monkeypatch.setattr(rasa.shared.utils.common, "all_subclasses", rasa.shared.utils.common.all_subclasses)
    rasa_speed.install()
    rasa_speed.install()
    assert deserialise_events([{"event": "slot", "name": "email", "value": None}]) == [SlotSet("email", None)]
