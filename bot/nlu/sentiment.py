"""How a shopper feels about it, message by message: negative, neutral or positive, as calibrated shares.

English is read by a frozen MiniLM with VADER's scores and the signs of writing; every other language by the
multilingual sentence encoder, whose vector the intent model has made anyway, with pairs of Chinese characters. A linear
head is over each (`bot.nlu.sentiment_training`). Serves without torch. What a conversation's mood makes of the scores
is policy: `service.escalation`."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bot.nlu.head import LinearHead, softmax
from bot.nlu.intent_reader import Encode
from bot.nlu.language import read_as_english
from bot.nlu.multilingual import multilingual
from bot.nlu.sentiment_examples import FEELINGS
from bot.nlu.sentiment_signs import han, signs, vader
from knowledge.encoders import MOST_CHARACTERS
from knowledge.errors import GraphError
from knowledge.graph import Graph

ENGLISH = "english"
MULTILINGUAL = "multilingual"
HEAD = "head.npz"
MANIFEST = "sentiment.json"
FORMAT = 1


class SentimentModelError(Exception):
    """The folder holds no sentiment model that this version can read; names the file."""


class Feeling(NamedTuple):
    """Shares that add up to one, as if negative, neutral and positive messages were equally frequent."""

    negative: float
    neutral: float
    positive: float

    @property
    def score(self) -> float:
        """-1 … 1: how much likelier positive is than negative. About 0: neither, or there is no telling."""
        return self.positive - self.negative


class SentimentReader:
    """Reads one message. Safe to call from several threads where both encoders are.

    `english`, `every`: texts to float32 [n, d], unit length."""

    def __init__(self, english: Encode, english_head: LinearHead, every: Encode, every_head: LinearHead) -> None:
        self._english = english
        self._english_head = english_head
        self._every = every
        self._every_head = every_head

    @classmethod
    def load(cls, folder: Path) -> SentimentReader:
        """What `bot.nlu.sentiment_training.train` wrote. Raises SentimentModelError on anything else."""
        try:
            kept = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
            if kept["format"] != FORMAT:
                raise ValueError(f"format {kept['format']}, this version reads {FORMAT}")
            reader = cls(
                Graph.load(folder / ENGLISH),
                _head(folder / ENGLISH / HEAD),
                multilingual().encode,
                _head(folder / MULTILINGUAL / HEAD),
            )
            reader.read("the lexicon is read at its first text")
        except (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile, GraphError) as error:
            raise SentimentModelError(
                f"{folder} holds no sentiment model that can be read ({error}): train again"
            ) from error
        return reader

    def read(self, text: str) -> Feeling:
        """Script and language decide which head is asked, as for intents."""
        text = text[:MOST_CHARACTERS]
        if read_as_english(text):
            logits = self._english_head.logits(english_features([text], self._english([text])))
        else:
            logits = self._every_head.logits(every_features([text], self._every([text])))
        return Feeling(*map(float, softmax(logits)[0]))


def english_features(texts: Sequence[str], embeddings: NDArray[np.float32]) -> NDArray[np.float32]:
    """float32 [n, d + 13]."""
    return np.hstack([embeddings, vader(texts), signs(texts)])


def every_features(texts: Sequence[str], embeddings: NDArray[np.float32]) -> NDArray[np.float32]:
    """float32 [n, d + 2057]."""
    return np.hstack([embeddings, signs(texts), han(texts)])


def _head(file: Path) -> LinearHead:
    head = LinearHead.load(file)
    if head.labels != FEELINGS:
        raise ValueError(f"{file} is a head for {', '.join(head.labels)}")
    return head
