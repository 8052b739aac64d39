"""A linear head over sentence embeddings: what an intent looks like, as one row of weights."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression

# Chosen by 5-fold cross-validation on the project's own training examples, English and Chinese.
_INVERSE_REGULARISATION = 20.0
_STEPS = 100


@dataclass(frozen=True)
class Labelled:
    """Texts and the intent of each."""

    texts: Sequence[str]
    intents: Sequence[str]

    def take(self, rows: Iterable[int]) -> Labelled:
        """Some of them, by index."""
        chosen = list(rows)
        return Labelled([self.texts[i] for i in chosen], [self.intents[i] for i in chosen])

    def with_names(self) -> Labelled:
        """With the name of each intent, in words, as one more example of it."""
        names = sorted(set(self.intents))
        return Labelled([*self.texts, *(name.replace("_", " ") for name in names)], [*self.intents, *names])


@dataclass(frozen=True)
class LinearHead:
    """`weights` float32 [intents, d], `bias` float32 [intents], rows in the order of `labels`."""

    labels: tuple[str, ...]
    weights: NDArray[np.float32]
    bias: NDArray[np.float32]

    @classmethod
    def fit(cls, embeddings: NDArray[np.float32], intents: Sequence[str], seed: int = 0) -> LinearHead:
        """Multinomial logistic regression on `embeddings`, float32 [n, d]; thin intents weigh as much as thick ones.

        Raises ValueError with fewer than two intents."""
        model = LogisticRegression(
            C=_INVERSE_REGULARISATION, max_iter=_STEPS, class_weight="balanced", random_state=seed
        )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)  # near enough
            model.fit(embeddings, intents)
        return cls.of(model)

    @classmethod
    def of(cls, model: LogisticRegression) -> LinearHead:
        """What scikit-learn fitted."""
        weights, bias = model.coef_, model.intercept_
        if len(model.classes_) == 2:  # scikit-learn keeps one row where there are two classes
            weights, bias = np.vstack([-weights, weights]) / 2, np.concatenate([-bias, bias]) / 2
        return cls(tuple(map(str, model.classes_)), weights.astype(np.float32), bias.astype(np.float32))

    def logits(self, embeddings: NDArray[np.float32]) -> NDArray[np.float32]:
        """float32 [n, intents]."""
        return embeddings @ self.weights.T + self.bias  # type: ignore[no-any-return]

    def save(self, file: Path) -> None:
        np.savez(file, labels=np.array(self.labels, dtype=np.str_), weights=self.weights, bias=self.bias)

    @classmethod
    def load(cls, file: Path) -> LinearHead:
        with np.load(file, allow_pickle=False) as arrays:
            return cls(tuple(map(str, arrays["labels"])), arrays["weights"], arrays["bias"])


def softmax(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    """Along the last axis."""
    shifted = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return shifted / shifted.sum(axis=-1, keepdims=True)  # type: ignore[no-any-return]
