"""One encoder, the head over it, and how far to believe it: what reads the intents of one kind of script."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.nlu.calibration import Calibration, Learnt
from bot.nlu.head import LinearHead
from knowledge.encoders import MOST_CHARACTERS

_HEAD = "head.npz"
_LEARNT = "learnt.npz"
_CALIBRATION = "calibration.json"

Encode = Callable[[Sequence[str]], NDArray[np.float32]]


class IntentReader:
    """Ranks the intents of a message. Safe to call from several threads where `encode` is.

    `encode`: texts to float32 [n, d], unit length."""

    def __init__(self, encode: Encode, head: LinearHead, learnt: Learnt, calibration: Calibration) -> None:
        self._encode = encode
        self._head = head
        self._learnt = learnt
        self._calibration = calibration

    @classmethod
    def load(cls, folder: Path, encode: Encode) -> IntentReader:
        """What `write` wrote. Raises OSError, ValueError, KeyError and TypeError on anything else."""
        with np.load(folder / _LEARNT, allow_pickle=False) as arrays:
            learnt = Learnt(arrays["embeddings"].astype(np.float32), arrays["columns"].astype(np.int64))
        return cls(encode, LinearHead.load(folder / _HEAD), learnt, Calibration.read(folder / _CALIBRATION))

    def rank(self, text: str) -> list[tuple[str, float]]:
        """Every intent with its confidence, likeliest first; what they lack to one is that none of them is meant."""
        embeddings = self._encode([text[:MOST_CHARACTERS]])
        logits = self._head.logits(embeddings)
        nearness = self._learnt.nearness(embeddings, logits.argmax(axis=1))
        confidences = self._calibration.confidences(logits, nearness)[0]
        return [(self._head.labels[i], float(confidences[i])) for i in np.argsort(-confidences)]


def write(folder: Path, head: LinearHead, learnt: Learnt, calibration: Calibration) -> None:
    """All that a reader is loaded from but its encoder."""
    folder.mkdir(parents=True, exist_ok=True)
    embeddings, columns = learnt.embeddings.astype(np.float16), learnt.columns.astype(np.int32)
    np.savez(folder / _LEARNT, embeddings=embeddings, columns=columns)
    head.save(folder / _HEAD)
    calibration.write(folder / _CALIBRATION)
