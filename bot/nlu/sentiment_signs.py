"""What shows of a feeling beside the meaning of a sentence: capitals, signs, drawn-out letters, words.

VADER (Hutto and Gilbert 2014, https://ojs.aaai.org/index.php/ICWSM/article/view/14550) knows English words and emoji,
what makes them stronger and what turns them around."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from knowledge.encoders import MOST_CHARACTERS

_LATIN_WORD = re.compile(r"[A-Za-z']+")
_ASKS = re.compile(r"[?？]\s*$")
_INSISTS = re.compile(r"[?？!！]{2}")
_DRAWN_OUT = re.compile(r"(\w)\1\1")
_TRAILS_OFF = re.compile(r"\.\.\.|…")
_DIGIT = re.compile(r"\d")
_HAN = re.compile(r"[\u3400-\u9fff]+")
_SHOUTED = 3  # letters of a word in capitals: "OK" and "UK" are no shouting
# beside embeddings of unit length, which these would drown
_WEIGHT = 0.3
_HAN_WEIGHT = 1.5
HAN_COLUMNS = 2048
# what people ask a shop to do, and how they answer it: VADER takes it for a feeling
_ORDINARY = ("cancel", "cancels", "cancelled", "cancelling", "stop", "stops", "stopped", "no", "pay", "forget")


def signs(texts: Sequence[str]) -> NDArray[np.float32]:
    """float32 [n, 9], about 0 … 0.6: how a text is written, in any language."""
    return np.array([_signs(text) for text in texts], dtype=np.float32).reshape(-1, 9) * np.float32(_WEIGHT)


def vader(texts: Sequence[str]) -> NDArray[np.float32]:
    """float32 [n, 4]: shares of negative, neutral and positive words 0 … 1, and the compound score -1 … 1."""
    rows = []
    for text in texts:
        scores = _lexicon().polarity_scores(text[:MOST_CHARACTERS])
        rows.append([scores[name] for name in ("neg", "neu", "pos", "compound")])
    return np.array(rows, dtype=np.float32).reshape(-1, 4)


def han(texts: Sequence[str]) -> NDArray[np.float32]:
    """float32 [n, 2048], of length 1.5: which Chinese characters and pairs of them a text has; zero where it has none.

    Hashed (Weinberger et al. 2009, https://arxiv.org/abs/0902.2206), so that there is no vocabulary to keep."""
    rows = np.zeros((len(texts), HAN_COLUMNS), dtype=np.float32)
    for row, text in zip(rows, texts, strict=True):
        for run in _HAN.findall(text[:MOST_CHARACTERS]):
            for gram in (*run, *map("".join, pairwise(run))):
                row[crc32(gram.encode()) % HAN_COLUMNS] = 1
        row *= _HAN_WEIGHT / max(1.0, float(np.linalg.norm(row)))
    return rows


def _signs(text: str) -> list[float]:
    shouted = sum(len(word) >= _SHOUTED and word.isupper() for word in _LATIN_WORD.findall(text))
    counts = (shouted, text.count("!") + text.count("！"), text.count("?") + text.count("？"))
    forms = (_ASKS, _INSISTS, _DRAWN_OUT, _TRAILS_OFF, _DIGIT)
    return [
        *(float(np.log1p(min(count, 10))) for count in counts),
        *(float(bool(form.search(text))) for form in forms),
        float(np.log1p(min(len(text), MOST_CHARACTERS))) / 5,
    ]


@cache
def _lexicon() -> SentimentIntensityAnalyzer:
    analyzer = SentimentIntensityAnalyzer()
    for word in _ORDINARY:
        analyzer.lexicon.pop(word, None)
    return analyzer
