"""What a model is tried on before it learns everything: held-out examples, and intents that it has never heard of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.nlu.calibration import Calibration, Floats, Learnt
from bot.nlu.head import Labelled, LinearHead

_SHARE = 0.1
_FEWEST_INTENTS = 8  # with fewer, leaving one out changes what the rest means


@dataclass(frozen=True)
class Rehearsal:
    """Indices of the examples: learnt, held out of intents that are learnt, and of intents that are not."""

    learnt: NDArray[np.int64]
    held_out: NDArray[np.int64]
    unknown: NDArray[np.int64]

    @classmethod
    def of(cls, intents: Sequence[str], seed: int) -> Rehearsal:
        """A tenth of the intents stays unknown; of each other intent with two examples or more, a tenth is held out."""
        random = np.random.default_rng(seed)
        given = np.asarray(intents)
        names = np.unique(given)
        unheard = round(len(names) * _SHARE) if len(names) >= _FEWEST_INTENTS else 0
        left_out = random.choice(names, unheard, replace=False)
        held_out: list[int] = []
        for name in np.setdiff1d(names, left_out):
            rows = random.permutation(np.flatnonzero(given == name))
            held_out.extend(rows[: max(1, round(len(rows) * _SHARE))] if len(rows) > 1 else [])
        unknown = np.flatnonzero(np.isin(given, left_out))
        kept_back = np.array(held_out, dtype=np.int64)
        return cls(np.setdiff1d(np.arange(len(given)), np.concatenate([kept_back, unknown])), kept_back, unknown)

    def only(self, rows: NDArray[np.bool_]) -> Rehearsal:
        """Tried on these examples alone; what is learnt stays."""
        return Rehearsal(self.learnt, self.held_out[rows[self.held_out]], self.unknown[rows[self.unknown]])


@dataclass(frozen=True)
class Tried:
    """What a model that learnt one part made of the rest: logits float32 [n, intents] and nearness float32 [n]."""

    columns: NDArray[np.int64]
    logits: Floats
    nearness: Floats
    unknown_logits: Floats
    unknown_nearness: Floats

    @classmethod
    def of(cls, head: LinearHead, learnt: Learnt, vectors: Floats, examples: Labelled, rehearsal: Rehearsal) -> Tried:
        """`vectors`: of all `examples`, by the encoder that the head was trained on."""
        columns = np.array(
            [head.labels.index(intent) for intent in examples.take(rehearsal.held_out).intents], dtype=np.int64
        )
        logits, unknown = (head.logits(vectors[rows]) for rows in (rehearsal.held_out, rehearsal.unknown))
        nearness, unknown_nearness = (
            learnt.nearness(vectors[rows], of.argmax(axis=1))
            for rows, of in ((rehearsal.held_out, logits), (rehearsal.unknown, unknown))
        )
        return cls(columns, logits, nearness, unknown, unknown_nearness)

    def calibration(self) -> Calibration:
        return Calibration.fit(self.logits, self.columns, self.nearness, self.unknown_logits, self.unknown_nearness)

    def outcomes(self, calibration: Calibration) -> list[tuple[float, bool | None]]:
        """Confidence of the likeliest intent of each message, and whether it was right; None: nothing could be."""
        held_out = calibration.confidences(self.logits, self.nearness).max(axis=1)
        unknown = calibration.confidences(self.unknown_logits, self.unknown_nearness).max(axis=1)
        right = self.logits.argmax(axis=1) == self.columns
        return [
            *((float(confidence), bool(was)) for confidence, was in zip(held_out, right, strict=True)),
            *((float(confidence), None) for confidence in unknown),
        ]
