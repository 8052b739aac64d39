"""Learning sentiment from labelled messages: frozen encoders, a linear head over each, calibrated on left-out topics.

What is tried and what is calibrated on are topics that a head has not seen: the score is to carry over to other trades.
bench/README.md has what was compared."""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score, roc_auc_score
from tqdm import tqdm

from bot.nlu.calibration import best_temperature
from bot.nlu.head import LinearHead
from bot.nlu.multilingual import multilingual
from bot.nlu.sentiment import ENGLISH, FORMAT, HEAD, MANIFEST, MULTILINGUAL, english_features, every_features
from bot.nlu.sentiment_examples import FEELINGS, FeltMessage
from knowledge.graph import TOKENIZER, Graph, export

logger = logging.getLogger(__name__)

_INVERSE_REGULARISATION = 1.0
_STEPS = 500
_ENCODED_AT_ONCE = 64

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Tried:
    """What a head made of topics that it had not seen: AUROC of negative, macro-F1, and the temperature that fits."""

    messages: int
    negative_auroc: float
    macro_f1: float
    temperature: float


def train(messages: Sequence[FeltMessage], folder: Path, encoder_folder: Path) -> dict[str, Tried]:
    """Learn `messages`, export the English encoder of `encoder_folder`, write the model to `folder`.

    Imports torch for the export. Raises ValueError where a language has one topic only, or a topic all of a feeling."""
    from knowledge.sentence_module import SentenceModule

    english = [message for message in messages if message.language == "en"]
    export(SentenceModule.load(encoder_folder), encoder_folder / TOKENIZER, folder / ENGLISH)
    texts = [message.text for message in english]
    tried = {ENGLISH: _learn(english, english_features(texts, Graph.load(folder / ENGLISH)(texts)), folder / ENGLISH)}
    texts = [message.text for message in messages]
    features = every_features(texts, _encode_all(texts))
    others = np.array([message.language != "en" for message in messages])
    tried[MULTILINGUAL] = _learn(messages, features, folder / MULTILINGUAL, asked=others if others.any() else None)
    kept = {"format": FORMAT, "tried": {name: asdict(result) for name, result in tried.items()}}
    (folder / MANIFEST).write_text(json.dumps(kept), encoding="utf-8")
    return tried


def _encode_all(texts: Sequence[str]) -> Floats:
    starts = tqdm(range(0, len(texts), _ENCODED_AT_ONCE), desc="Reading messages for sentiment", unit="batch")
    return np.vstack([multilingual().encode(texts[start : start + _ENCODED_AT_ONCE]) for start in starts])


def _learn(
    messages: Sequence[FeltMessage], features: Floats, folder: Path, asked: NDArray[np.bool_] | None = None
) -> Tried:
    """`asked`: the rows that the head is tried on, those it will be asked for; all where it is not given."""
    feelings = np.array([message.feeling for message in messages])
    logits = without_own_topic(features, feelings, [message.topic for message in messages])
    rows = np.ones(len(messages), dtype=bool) if asked is None else asked
    columns = np.array([FEELINGS.index(feeling) for feeling in feelings[rows]])
    temperature, _ = best_temperature(logits[rows], columns)
    head = _fit(features, feelings)
    folder.mkdir(parents=True, exist_ok=True)
    LinearHead(head.labels, head.weights / temperature, head.bias / temperature).save(folder / HEAD)
    tried = Tried(int(rows.sum()), *_figures(logits[rows], columns), float(temperature))
    logger.info("sentiment, %s, topics left out: %s", folder.name, tried)
    return tried


def without_own_topic(features: Floats, feelings: NDArray[np.str_], topics: Sequence[str]) -> Floats:
    """Logits float32 [n, 3] of each row by a head that has learnt all topics but its own."""
    given = np.array(topics)
    logits = np.zeros((len(given), len(FEELINGS)), dtype=np.float32)
    for topic in tqdm(np.unique(given), desc="Sentiment, a topic left out", unit="topic"):
        own = given == topic
        logits[own] = _fit(features[~own], feelings[~own]).logits(features[own])
    return logits


def _figures(logits: Floats, columns: NDArray[np.int64]) -> tuple[float, float]:
    negative = columns == FEELINGS.index("negative")
    against = np.logaddexp(logits[:, 1], logits[:, 2])
    auroc = roc_auc_score(negative, logits[:, 0] - against)
    return float(auroc), float(f1_score(columns, logits.argmax(axis=1), average="macro"))


def _fit(features: Floats, feelings: NDArray[np.str_]) -> LinearHead:
    model = LogisticRegression(C=_INVERSE_REGULARISATION, max_iter=_STEPS, class_weight="balanced")
    head = LinearHead.of(model.fit(features, feelings))
    if head.labels != FEELINGS:
        raise ValueError(f"sentiment needs {', '.join(FEELINGS)} messages in more than one topic")
    return head
