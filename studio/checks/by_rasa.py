"""Before publishing: Rasa's own `rasa data validate`, on an export of the draft."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from studio import layout
from studio.errors import StudioError
from studio.progress import Progress
from studio.repository import Repository

Result = dict[str, Any]
_CODE = Path(__file__).parents[2]
_PATIENCE_S = 300
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_WARNED = re.compile(r"rasa/\S+: UserWarning: (.*)")
_UNUSED = re.compile(r"The utterance '(\w+)' is not used in any story or rule\.")


class NoValidation(StudioError):
    """Rasa's validation did not come to an end."""

    status = 503
    code = "no_validation"


def rasa_validation(folder: str, version: str, progress: str = "") -> Result:
    """`{errors, warnings, problems: [{severity, said}]}`. Raises NoValidation.

    Responses that actions say by themselves are not reported as unused: Rasa looks for them in rules only."""
    told = Progress(progress)
    told.stage("exporting")
    with tempfile.TemporaryDirectory() as scratch:
        Repository(Path(folder)).export(version, Path(scratch), *layout.LEARNT)
        told.stage("rasa")
        try:
            status, lines = _run(Path(scratch))
        except subprocess.TimeoutExpired:
            raise NoValidation(f"rasa data validate took longer than {_PATIENCE_S} s") from None
    spoken = _spoken_by_actions()
    said = [text for text in dict.fromkeys(_problems(lines)) if not _is_spoken(text, spoken)]
    if status != 0 and not said:
        raise NoValidation(f"rasa data validate ended with status {status}: {' '.join(lines[-3:])[:600]}")
    severity = "error" if status != 0 else "warning"
    problems = [{"severity": severity, "said": text} for text in said]
    counts = {"errors": len(problems) if status else 0, "warnings": 0 if status else len(problems)}
    return counts | {"problems": problems}


def _run(scratch: Path) -> tuple[int, list[str]]:
    domain = ("--domain", layout.DOMAIN, "--data", layout.NLU, layout.STORIES, "--config", layout.CONFIG)
    command = [sys.executable, "-m", "rasa", "data", "validate", *domain]
    environ = {
        **os.environ,
        "PYTHONPATH": str(_CODE),
        "RASA_TELEMETRY_ENABLED": "false",
        "HF_HUB_OFFLINE": "1",
        "TF_CPP_MIN_LOG_LEVEL": "3",
    }
    done = subprocess.run(  # noqa: S603 - every word of it is ours
        command, cwd=scratch, env=environ, text=True, errors="replace", timeout=_PATIENCE_S, check=False,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    return done.returncode, [_COLOUR.sub("", line).strip() for line in done.stdout.splitlines()]


def _problems(lines: list[str]) -> Iterator[str]:
    for line in lines:
        if found := _WARNED.search(line):
            yield found.group(1)
        elif " ERROR " in line or line.startswith(("YAML", "Failed to")):
            yield line


def _is_spoken(text: str, spoken: set[str]) -> bool:
    unused = _UNUSED.match(text)
    return unused is not None and unused.group(1) in spoken


def _spoken_by_actions() -> set[str]:
    """`Utter("utter_…")` and `response="…"` of the actions' code."""
    code = "\n".join(file.read_text(encoding="utf-8") for file in (_CODE / "actions").rglob("*.py"))
    return set(re.findall(r"\butter_\w+", code)) | {f"utter_{said}" for said in re.findall(r'"(\w+)"', code)}
