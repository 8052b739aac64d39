"""What a version's examples make of a message: the quick model, learnt in seconds, kept on disk and in memory.

The functions run in the studio's worker processes: arguments and results are small and picklable."""

from __future__ import annotations

import os
import shutil
import tempfile
import threading
import time
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.nlu.nlu_files import AnnotatedExample
from bot.nlu.quick_model import FrozenEncoders, QuickModel, refit
from bot.nlu.refit import frozen_encoders
from knowledge.errors import KnowledgeError
from knowledge.settings import KnowledgeSettings
from studio import examples as version_examples
from studio.errors import BadEdit, StudioError
from studio.remembered import RememberedEmbeddings
from studio.repository import Repository

Ranking = list[tuple[str, float]]
Progress = Callable[[int, int], None]
_LIKELIEST = 5
_ON_DISK = 12
_IN_MEMORY = 3
_LEARNT_AS = "1"  # another wherever bot.nlu.quick_head learns in another way


class NoEncoders(StudioError):
    """The sentence encoders are not there."""

    status = 503
    code = "no_encoders"


@dataclass(frozen=True)
class FitReport:
    """`was_known`: an earlier fit of the same examples was taken. `encoded`: texts that the encoders had to read."""

    version: str
    key: str
    examples: int
    intents: int
    encoded: int
    seconds: float
    was_known: bool


@dataclass(frozen=True)
class Near:
    """A training example that lies near a message; `score` is the cosine, -1 … 1."""

    text: str
    intent: str
    language: str
    place: str
    score: float


def embed(texts: Sequence[str]) -> NDArray[np.float32]:
    """float32 [n, d], unit length, every language in one space. Raises NoEncoders."""
    return encoders().across(list(texts))


def fit(folder: str, version: str, progress: Progress = lambda done, of: None) -> FitReport:
    """Learns the examples of `version`, a commit of the repository in `folder`, unless that was done before.

    Raises NotThere, BrokenFile, NoEncoders, and BadEdit with fewer than two intents."""
    started = time.monotonic()
    learnt = _learnt(folder, version, progress)
    intents = {example.intent for example in learnt.examples}
    seconds = time.monotonic() - started
    return FitReport(
        version, learnt.key, len(learnt.examples), len(intents), learnt.encoded, round(seconds, 2), learnt.was_known
    )


def understand(folder: str, version: str, texts: list[str]) -> list[Ranking]:
    """The five likeliest intents of each text, with probabilities. Raises as `fit`, which it does where nobody has."""
    return [ranking[:_LIKELIEST] for ranking in _learnt(folder, version).model.rankings(texts)]


def nearest(folder: str, version: str, text: str, count: int = 5) -> list[Near]:
    """The training examples of `version` that mean most the same as `text`. Raises as `embed`, NotThere, BrokenFile."""
    learnable = version_examples.learnable(Repository(Path(folder)).at(version))
    if not learnable:
        return []
    scores = embed(version_examples.texts_of(learnable)) @ embed([text])[0]
    return [
        Near(each.text, each.intent, each.language, str(each.place), round(float(scores[row]), 4))
        for row in np.argsort(-scores)[:count]
        for each in [learnable[row]]
    ]


def is_fitted(folder: str, version: str) -> bool:
    """Whether `understand` would answer without learning. Raises NotThere, BrokenFile, NoEncoders."""
    learnable = version_examples.learnable(Repository(Path(folder)).at(version))
    return (_heads() / _key(learnable, encoders())).is_dir()


@cache
def encoders() -> FrozenEncoders:
    """Raises NoEncoders."""
    try:
        return frozen_encoders(KnowledgeSettings.from_environ(), RememberedEmbeddings)
    except KnowledgeError as error:
        raise NoEncoders(str(error)) from error


@dataclass(frozen=True)
class _Learnt:
    key: str
    model: QuickModel
    examples: list[AnnotatedExample]
    encoded: int = 0
    was_known: bool = True


_models: dict[str, QuickModel] = {}
_lock = threading.Lock()


def _learnt(folder: str, version: str, progress: Progress = lambda done, of: None) -> _Learnt:
    examples = version_examples.learnable(Repository(Path(folder)).at(version))
    frozen = encoders()
    key = _key(examples, frozen)
    with _lock:
        if (model := _models.get(key) or _kept(key, frozen)) is not None:
            _remember(key, model)
            return _Learnt(key, model, examples)
        if len({example.intent for example in examples}) < 2:
            raise BadEdit("examples of at least two intents are needed: with one there is nothing to tell apart")
        encoded = frozen.features(version_examples.texts_of(examples), progress).encoded
        model = refit(examples, frozen)
        _keep(key, model)
        _remember(key, model)
        return _Learnt(key, model, examples, encoded, was_known=False)


def _key(examples: Sequence[AnnotatedExample], frozen: FrozenEncoders) -> str:
    digest = sha256(f"{_LEARNT_AS} {frozen.identity}".encode())
    for example in examples:
        digest.update(f"\0{example.intent}\0{example.text}".encode("utf-8", "surrogatepass"))
    return digest.hexdigest()[:32]


def _remember(key: str, model: QuickModel) -> None:
    _models.pop(key, None)
    _models[key] = model
    while len(_models) > _IN_MEMORY:
        del _models[next(iter(_models))]


def _kept(key: str, frozen: FrozenEncoders) -> QuickModel | None:
    folder = _heads() / key
    try:
        model = QuickModel.load(folder, frozen)
        os.utime(folder)
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return None  # never fitted, swept away, or half a file: it is fitted again
    return model


def _keep(key: str, model: QuickModel) -> None:
    """In place by one rename; the least used go."""
    heads = _heads()
    heads.mkdir(parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(dir=heads, prefix=".writing-"))
    model.save(scratch)
    try:
        scratch.rename(heads / key)
    except OSError:  # another process was faster, or what lies there cannot be read
        shutil.rmtree(heads / key, ignore_errors=True)
        scratch.rename(heads / key)
    kept = [each for each in heads.iterdir() if not each.name.startswith(".")]
    for old in sorted(kept, key=lambda each: each.stat().st_mtime)[:-_ON_DISK]:
        shutil.rmtree(old, ignore_errors=True)


def _heads() -> Path:
    return Path(os.environ.get("AISLE_VAR", "var"), "studio", "heads")
