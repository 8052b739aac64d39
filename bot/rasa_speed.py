"""Places in Rasa 3.6 that took half of a turn (py-spy on bench/turns, November 2026), replaced.

They are private to Rasa and pinned with its version; `tests/bot/test_rasa_speed.py` fails if they move."""

from __future__ import annotations

from functools import cache
from typing import Any

import rasa.shared.utils.common
from rasa.core.actions.action import RemoteAction
from rasa.engine.exceptions import GraphRunError
from rasa.engine.runner.dask import DaskGraphRunner


def install() -> None:
    """For the whole process; a second time changes nothing."""
    # jsonschema checks the schema of the schema at every call; `bot.action_server` checks the answers instead
    RemoteAction._validate_action_result = _checked_by_action_server
    # asked for each event that is read from JSON, and walks all classes that were ever derived
    if not hasattr(rasa.shared.utils.common.all_subclasses, "cache_info"):
        rasa.shared.utils.common.all_subclasses = cache(rasa.shared.utils.common.all_subclasses)
    # dask plans ten nodes anew for every message, and again for every prediction of an action
    DaskGraphRunner.run = _run


def _checked_by_action_server(action: RemoteAction, result: object) -> bool:
    return True


def _run(
    runner: DaskGraphRunner, inputs: dict[str, Any] | None = None, targets: list[str] | None = None
) -> dict[str, Any]:
    """What each target needs, depth first, each node once."""
    outputs: dict[str, Any] = {name: (name, given) for name, given in (inputs or {}).items()}

    def output(name: str) -> Any:
        if name not in outputs:
            node = runner._graph_schema.nodes.get(name)
            if node is None:
                return name  # which a node reads as: nobody provided it
            outputs[name] = runner._instantiated_nodes[name](*map(output, node.needs.values()))
        return outputs[name]

    try:
        return dict(output(target) for target in targets or runner._graph_schema.target_names)
    except RuntimeError as error:
        raise GraphRunError("Error running runner.") from error
