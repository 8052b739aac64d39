from __future__ import annotations

import io
import json
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from bot.without_tensorflow import Absent, suffices_for


def archive(file: Path, *components: str) -> Path:
    data = json.dumps({"predict_schema": {"nodes": {str(i): {"uses": c} for i, c in enumerate(components)}}}).encode()
    with tarfile.open(file, "w:gz") as tar:
        entry = tarfile.TarInfo("metadata.json")
        entry.size = len(data)
        tar.addfile(entry, io.BytesIO(data))
    return file


@pytest.mark.parametrize(
    ("component", "suffices"),
    [
        ("rasa.nlu.classifiers.fallback_classifier.FallbackClassifier", True),
        ("rasa.nlu.classifiers.diet_classifier.DIETClassifier", False),
        ("rasa.core.policies.ted_policy.TEDPolicy", False),
        ("somebody.elses.Component", False),
    ],
)
def test_only_components_that_are_known_to_need_none_are_served_without(
    tmp_path: Path, component: str, suffices: bool
) -> None:
    ours = ("bot.components.intent.BertIntentClassifier", "rasa.core.policies.rule_policy.RulePolicy")
    assert suffices_for(archive(tmp_path / "m.tar.gz", *ours, component)) is suffices


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
