"""The test set, scored by a trained model: messages that it was never trained on. Runs in a process of its own."""

from __future__ import annotations

import tarfile
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from bot.nlu import examples, nlu_files
from bot.nlu.classifier import MANIFEST, IntentModels
from studio.errors import StudioError
from studio.releases.model_archive import BadArchive

_WORST = 8
_INTENTS = "BertIntentClassifier"


class BadExamples(StudioError):
    """The training examples cannot be learnt as they are; `detail["problems"]` names each place."""

    status = 422
    code = "bad_examples"


def check_examples(folder: Path) -> None:
    """As `python -m bot.nlu.examples` does before a training. Raises BadExamples."""
    problems = [
        problem for problem in examples.check(nlu_files.read(folder)) if problem.severity is nlu_files.Severity.ERROR
    ]
    if problems:
        said = [str(problem).replace(f"{folder}/", f"{folder.name}/") for problem in problems]
        raise BadExamples(f"the examples cannot be learnt as they are: {said[0]}", problems=said[:50])


def score(archive: str, tests: str) -> dict[str, Any]:
    """By language: `accuracy` (0 … 1, the likeliest intent, whatever its confidence), `messages`, and the most frequent
    `confusions` as [meant, understood, times]. Raises BadArchive."""
    with tempfile.TemporaryDirectory() as folder:
        models = IntentModels.load(_unpacked(Path(archive), Path(folder)))
        return {file.stem: _scored(models, file) for file in sorted(Path(tests).glob("*.yml"))}


def _scored(models: IntentModels, file: Path) -> dict[str, Any]:
    blocks, _ = nlu_files.parse(file.read_bytes(), file)
    said = [(block.intent, example.text) for block in blocks for example in block.examples]
    understood = [(intent, models.rank(text)[0][0]) for intent, text in said]
    wrong = Counter(pair for pair in understood if pair[0] != pair[1])
    return {
        "accuracy": round(1 - sum(wrong.values()) / len(understood), 4) if understood else None,
        "messages": len(understood),
        "confusions": [[*pair, count] for pair, count in wrong.most_common(_WORST)],
    }


def _unpacked(archive: Path, folder: Path) -> Path:
    with tarfile.open(archive) as model:
        members = [member for member in model if _INTENTS in member.name]
        model.extractall(folder, members, filter="data")
    manifest = next(folder.rglob(MANIFEST), None)
    if manifest is None:
        raise BadArchive(f"{archive.name} holds no model of intents")
    return manifest.parent
