from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest

from bot.without_tensorflow import Absent, suffices_for


def metadata(*components: str) -> dict[str, Any]:
    return {"predict_schema": {"nodes": {str(i): {"uses": component} for i, component in enumerate(components)}}}


@pytest.mark.parametrize(
    ("component", "suffices"),
    [
        ("rasa.nlu.classifiers.fallback_classifier.FallbackClassifier", True),
        ("rasa.nlu.classifiers.diet_classifier.DIETClassifier", False),
        ("rasa.core.policies.ted_policy.TEDPolicy", False),
        ("somebody.elses.Component", False),
    ],
)
def test_only_components_that_are_known_to_need_none_are_served_without(component: str, suffices: bool) -> None:
    ours = ("bot.components.intent.BertIntentClassifier", "rasa.core.policies.rule_policy.RulePolicy")
    assert suffices_for(metadata(*ours, component)) is suffices


def test_what_is_absent_may_be_inherited_from_and_not_used() -> None:
    class Layer(Absent.keras.layers.Layer):  # type: ignore[name-defined,misc]
        @Absent.function
        def call(self) -> int:
            return 1

    assert issubclass(Layer, Absent)
    with pytest.raises(RuntimeError, match="without TensorFlow"):
        Layer()(1, 2)
    with pytest.raises(RuntimeError, match="without TensorFlow"):
        Absent.constant(3)()


@pytest.mark.slow
def test_rasa_is_whole_without_it() -> None:
    script = (
        "from bot import without_tensorflow; without_tensorflow.install()\n"
        "import sys, rasa.core.agent, rasa.core.run, rasa.server, bot.components.intent, bot.channel\n"
        "print(not hasattr(sys.modules['tensorflow'], '__file__'))\n"
    )
    ran = subprocess.run([sys.executable, "-W", "ignore", "-c", script], capture_output=True, text=True, check=True)
    assert ran.stdout.strip().endswith("True")
