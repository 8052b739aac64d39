"""From logits to a probability that can be believed, and to whether any intent is meant at all.

The temperature is that of Guo et al. 2017 (https://arxiv.org/abs/1706.04599). Whether a message is in scope is a
logistic regression on the energy of its logits (Liu et al. 2020, https://arxiv.org/abs/2010.03759) and on how near it
lies to what was learnt for its likeliest intent. Both are fitted on a rehearsal: rows held out, intents left out."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from sklearn.linear_model import LogisticRegression

from bot.nlu.head import softmax

# of a shop's messages, those that no intent is made for; a rehearsal has more of them
OUTSIDE_SHARE = 0.15
_NEIGHBOURS = 3
_FEWEST = 20  # of each kind: with less there is nothing to fit on
_TEMPERATURES = (0.05, 20.0)

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Learnt:
    """What was learnt: `embeddings` float32 [m, d] of unit length, `columns` int [m], each one's intent as a column."""

    embeddings: Floats
    columns: NDArray[np.int64]

    def nearness(self, embeddings: Floats, columns: NDArray[np.int64]) -> Floats:
        """Mean cosine of each row to the three nearest examples of its column's intent, float32 [n]."""
        near = np.zeros(len(embeddings), dtype=np.float32)
        for row, (embedding, column) in enumerate(zip(embeddings, columns, strict=True)):
            if (examples := self._of_intent.get(int(column))) is not None:
                near[row] = np.sort(examples @ embedding)[-_NEIGHBOURS:].mean()
        return near

    @cached_property
    def _of_intent(self) -> dict[int, Floats]:
        return {int(column): self.embeddings[self.columns == column] for column in np.unique(self.columns)}


@dataclass(frozen=True)
class Calibration:
    """`scope`: intercept and weights of energy and nearness; without weights every message counts as in scope."""

    temperature: float = 1.0
    scope: tuple[float, float, float] | None = None

    @classmethod
    def fit(
        cls,
        logits: Floats,
        columns: NDArray[np.int64],
        nearness: Floats,
        unknown_logits: Floats,
        unknown_nearness: Floats,
    ) -> Calibration:
        """`logits` float32 [n, intents] and intents of what was held out; the same of intents that were left out.

        What there are too few rows for stays as it is without calibration."""
        temperature = best_temperature(logits, columns)[0] if len(logits) >= _FEWEST else 1.0
        if min(len(logits), len(unknown_logits)) < _FEWEST:
            return cls(temperature)
        seen = np.vstack([_signs(logits, nearness), _signs(unknown_logits, unknown_nearness)])
        weights = {1: (1 - OUTSIDE_SHARE) / len(logits), 0: OUTSIDE_SHARE / len(unknown_logits)}
        model = LogisticRegression(C=1e4, class_weight=weights, max_iter=1000)
        model.fit(seen, np.repeat([1, 0], [len(logits), len(unknown_logits)]))
        energy, near = map(float, model.coef_[0])
        return cls(temperature, (float(model.intercept_[0]), energy, near))

    def confidences(self, logits: Floats, nearness: Floats) -> Floats:
        """Probability of each intent, float32 [n, intents]; what is missing to one is that none is meant."""
        shares: Floats = softmax(logits / self.temperature) * self.in_scope(logits, nearness)[:, None]
        return shares

    def in_scope(self, logits: Floats, nearness: Floats) -> Floats:
        """Probability that one of the intents is meant, float32 [n]."""
        if self.scope is None:
            return np.ones(len(logits), dtype=np.float32)
        odds = self.scope[0] + _signs(logits, nearness) @ np.array(self.scope[1:])
        shares: Floats = 1 / (1 + np.exp(-odds.clip(-50, 50)))
        return shares

    def write(self, file: Path) -> None:
        file.write_text(json.dumps(asdict(self)), encoding="utf-8")

    @classmethod
    def read(cls, file: Path) -> Calibration:
        """Raises OSError, ValueError and TypeError where the file is not what `write` wrote."""
        kept = json.loads(file.read_text(encoding="utf-8"))
        return cls(float(kept["temperature"]), tuple(map(float, kept["scope"])) if kept["scope"] else None)  # type: ignore[arg-type]


def _signs(logits: Floats, nearness: Floats) -> Floats:
    highest = logits.max(axis=1)
    energy = highest + np.log(np.exp(logits - highest[:, None]).sum(axis=1))
    signs: Floats = np.column_stack([energy, nearness])
    return signs


def best_temperature(logits: Floats, columns: NDArray[np.int64]) -> tuple[float, float]:
    """The temperature at which the cross-entropy of `logits` float32 [n, intents] is least, and that cross-entropy."""
    rows = np.arange(len(logits))

    def loss(temperature: float) -> float:
        return -float(np.log(softmax(logits / temperature)[rows, columns] + 1e-12).mean())

    found = minimize_scalar(loss, bounds=_TEMPERATURES, method="bounded")
    return float(found.x), float(found.fun)
