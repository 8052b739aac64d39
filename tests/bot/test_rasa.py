"""Rasa's own judgement of the dialogue manager: `rasa data validate` and `rasa test core` on held-out stories."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from ops.environment import shared

ROOT = Path(__file__).parents[2]
pytestmark = [pytest.mark.slow]


def rasa(*words: str, var: Path) -> str:
    environ = shared({**os.environ, "AISLE_VAR": str(var)})
    command = [str(Path(sys.executable).with_name("rasa")), *words]
    done = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, timeout=280)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return done.stdout + done.stderr


def test_the_data_is_valid_and_nothing_is_warned_of(tmp_path: Path) -> None:
    said = rasa("data", "validate", "--domain", "bot/domain", "--data", "nlu_data", "stories", var=tmp_path)
    assert "No story structure conflicts found" in said
    warned = {line for line in said.splitlines() if "UserWarning" in line}
    # actions say these themselves, where no task takes the message: Rasa looks for them in rules only
    spoken = {f"'{name}' is not used in any story or rule" for name in _spoken_by_actions()}
    assert not [line for line in warned if not any(each in line for each in spoken)], said[-3000:]


def _spoken_by_actions() -> set[str]:
    """The responses that the code of the actions names, `Utter("utter_…")` and `response="utter_…"`."""
    code = "\n".join(file.read_text(encoding="utf-8") for file in (ROOT / "actions").rglob("*.py"))
    named = set(re.findall(r"\butter_\w+", code))
    return named | {f"utter_{said}" for said in re.findall(r'"(\w+)"', code)}


def test_dialogues_that_no_rule_was_written_from_are_predicted_whole(tmp_path: Path) -> None:
    stories = str(ROOT / "tests" / "dialogue" / "test_stories.yml")
    rasa("test", "core", "--model", "models/aisle.tar.gz", "--stories", stories, "--out", str(tmp_path), var=tmp_path)
    report = json.loads((tmp_path / "story_report.json").read_text())
    assert report["conversation_accuracy"]["accuracy"] == 1.0, (tmp_path / "failed_test_stories.yml").read_text()
    assert report["conversation_accuracy"]["total"] >= 25
