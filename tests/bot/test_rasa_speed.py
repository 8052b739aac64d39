"""What `bot.rasa_speed` replaces is still there in the pinned Rasa. Importing Rasa's events takes seconds, not 13."""

from __future__ import annotations

import inspect

import pytest

pytestmark = [pytest.mark.slow]


def test_rasa_still_has_what_is_replaced() -> None:
    from rasa.core.actions.action import RemoteAction
    from rasa.engine.runner.dask import DaskGraphRunner
    from rasa.shared.core.events import Event

    assert "validate(result" in inspect.getsource(RemoteAction._validate_action_result)
    assert "self._validate_action_result(" in inspect.getsource(RemoteAction.run)
    assert "rasa.shared.utils.common.all_subclasses(" in inspect.getsource(Event.resolve_by_type)
    assert "dask.get(run_graph, run_targets)" in inspect.getsource(DaskGraphRunner.run)


def test_events_are_still_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    import rasa.shared.utils.common
    from rasa.core.actions.action import RemoteAction
    from rasa.engine.runner.dask import DaskGraphRunner
    from rasa.shared.core.events import SlotSet, deserialise_events

    from bot import rasa_speed

    monkeypatch.setattr(RemoteAction, "_validate_action_result", RemoteAction._validate_action_result)
    monkeypatch.setattr(rasa.shared.utils.common, "all_subclasses", rasa.shared.utils.common.all_subclasses)
    monkeypatch.setattr(DaskGraphRunner, "run", DaskGraphRunner.run)
    rasa_speed.install()
    rasa_speed.install()
    assert deserialise_events([{"event": "slot", "name": "email", "value": None}]) == [SlotSet("email", None)]


def test_a_graph_runs_each_node_once_and_gives_what_dask_gives() -> None:
    from types import SimpleNamespace

    from rasa.engine.exceptions import GraphRunError

    from bot.rasa_speed import _run

    calls: list[str] = []

    def node(name: str, *needs: str):  # type: ignore[no-untyped-def]
        def call(*given: tuple[str, int]) -> tuple[str, int]:
            calls.append(name)
            if any(not isinstance(each, tuple) for each in given):
                raise RuntimeError("not resolved")
            return name, sum(value for _, value in given) + 1

        return SimpleNamespace(needs=dict(enumerate(needs))), call

    nodes = {"b": node("b", "x"), "c": node("c", "b"), "d": node("d", "b", "c"), "e": node("e", "absent")}
    runner = SimpleNamespace(
        _graph_schema=SimpleNamespace(nodes={name: n for name, (n, _) in nodes.items()}, target_names=["d"]),
        _instantiated_nodes={name: call for name, (_, call) in nodes.items()},
    )
    assert _run(runner, {"x": 1}) == {"d": 6}  # type: ignore[arg-type]
    assert calls == ["b", "c", "d"]
    with pytest.raises(GraphRunError):
        _run(runner, targets=["e"])  # type: ignore[arg-type]
