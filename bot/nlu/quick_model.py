"""The quick model: linear heads on frozen encoders, so that an editor sees at once what an example does.

It stands in for the shipped model while editing: it is learnt in two seconds and errs in much the same places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.nlu.embedding_cache import EmbeddingCache, Progress
from bot.nlu.head import LinearHead, softmax
from bot.nlu.nlu_files import AnnotatedExample
from bot.nlu.quick_head import Predictions, fit, out_of_fold
from bot.nlu.script import is_latin
from knowledge.encoders import Encoder

_LATIN, _OTHER = "latin.npz", "other.npz"


@dataclass(frozen=True)
class Features:
    """`english` float32 [n, d1]: zero where a text is not in Latin script; `every` float32 [n, d2]."""

    english: NDArray[np.float32]
    every: NDArray[np.float32]
    latin: NDArray[np.bool_]
    encoded: int

    @property
    def joint(self) -> NDArray[np.float32]:
        return np.hstack([self.english, self.every])


class FrozenEncoders:
    """The English encoder for Latin script, the multilingual one for every text, both through the cache."""

    def __init__(self, english: Encoder, every: Encoder, cache: EmbeddingCache) -> None:
        self._english = english
        self._every = every
        self._cache = cache

    @property
    def identity(self) -> str:
        """Differs wherever the features might."""
        return f"{self._english.identity} {self._every.identity}"

    def across(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """float32 [n, d2], unit length: all languages in one space, through the cache."""
        return self._cache.embed(self._every, texts).vectors

    def features(self, texts: Sequence[str], progress: Progress = lambda done, of: None) -> Features:
        """`encoded` counts the texts that one of the encoders had to read."""
        latin = np.array([is_latin(text) for text in texts], dtype=bool)
        read = self._cache.embed(self._english, [t for t, is_it in zip(texts, latin, strict=True) if is_it], progress)
        english = np.zeros((len(texts), self._english.dimensions), dtype=np.float32)
        english[latin] = read.vectors
        every = self._cache.embed(self._every, texts, progress)
        return Features(english, every.vectors, latin, max(read.encoded, every.encoded))

    def features_of_one(self, text: str) -> Features:
        """Without the cache: what a shopper or an editor types once."""
        latin = is_latin(text)
        english = self._english.encode([text]) if latin else np.zeros((1, self._english.dimensions), dtype=np.float32)
        return Features(english, self._every.encode([text]), np.array([latin]), 1)


@dataclass(frozen=True)
class Change:
    """A message that two models understand differently; `confidence` is the later one's, 0 … 1."""

    text: str
    before: str
    after: str
    confidence: float


class QuickModel:
    """Ranks the intents of a message. Safe to call from several threads."""

    def __init__(self, encoders: FrozenEncoders, latin: LinearHead, other: LinearHead) -> None:
        self._encoders = encoders
        self._latin = latin
        self._other = other

    def rank(self, text: str) -> list[tuple[str, float]]:
        """Every intent with its probability, likeliest first."""
        return self._predict(self._encoders.features_of_one(text))[0]

    def rankings(self, texts: Sequence[str]) -> list[list[tuple[str, float]]]:
        """As `rank`, of many texts, which go through the cache."""
        return self._predict(self._encoders.features(texts))

    def understand(self, texts: Sequence[str]) -> list[tuple[str, float]]:
        """The likeliest intent of each text and its probability; the texts go through the cache."""
        return [ranked[0] for ranked in self.rankings(texts)]

    def compare(self, before: QuickModel, messages: Sequence[str]) -> list[Change]:
        """The messages that this model understands differently from `before`, in their order."""
        return [
            Change(text, was, now, confidence)
            for text, (was, _), (now, confidence) in zip(
                messages, before.understand(messages), self.understand(messages), strict=True
            )
            if was != now
        ]

    def save(self, folder: Path) -> None:
        """The heads, into a folder that is there; the encoders are not part of it."""
        self._latin.save(folder / _LATIN)
        self._other.save(folder / _OTHER)

    @classmethod
    def load(cls, folder: Path, encoders: FrozenEncoders) -> QuickModel:
        """What was saved, with the encoders that it was learnt with. Raises OSError, and ValueError for other files."""
        return cls(encoders, LinearHead.load(folder / _LATIN), LinearHead.load(folder / _OTHER))

    def _predict(self, features: Features) -> list[list[tuple[str, float]]]:
        joint = softmax(self._latin.logits(features.joint))
        every = softmax(self._other.logits(features.every))
        return [
            _ranked(self._latin.labels, of_joint) if is_it else _ranked(self._other.labels, of_every)
            for of_joint, of_every, is_it in zip(joint, every, features.latin, strict=True)
        ]


def refit(
    examples: Sequence[AnnotatedExample], encoders: FrozenEncoders, progress: Progress = lambda done, of: None
) -> QuickModel:
    """Learn all of `examples`; `progress` hears of the texts that had to be encoded.

    Raises ValueError with fewer than two intents, and what the encoders and the cache raise."""
    features = encoders.features([example.text for example in examples], progress)
    intents = [example.intent for example in examples]
    return QuickModel(encoders, fit(features.joint, intents), fit(features.every, intents))


def cross_validated(features: Features, intents: Sequence[str]) -> Predictions:
    """What the quick model makes of each example when it has learnt the other folds. Raises as `out_of_fold` does."""
    joint, every = out_of_fold(features.joint, intents), out_of_fold(features.every, intents)
    rows = np.where(features.latin[:, None], joint.probabilities, every.probabilities)
    return Predictions(joint.labels, rows)


def _ranked(labels: Sequence[str], probabilities: NDArray[np.float32]) -> list[tuple[str, float]]:
    return [(labels[i], float(probabilities[i])) for i in np.argsort(-probabilities)]
