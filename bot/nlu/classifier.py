"""The intent model as a folder: a fine-tuned BERT for English, a multilingual head for every other language."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bot.nlu.head import LinearHead, softmax
from bot.nlu.language import is_latin
from knowledge.encoders import USE
from knowledge.graph import Graph

_ENGLISH = "english"
_MULTILINGUAL = "multilingual.npz"
_LABELS = "labels.json"
_FORMAT = 1


class ClassifierError(Exception):
    """The folder holds no intent model that this version can read; names the file."""


@dataclass(frozen=True)
class Example:
    """One training example."""

    text: str
    intent: str


class IntentModels:
    """Ranks the intents of a message. Safe to call from several threads."""

    def __init__(self, graph: Graph, labels: Sequence[str], multilingual: LinearHead, encoder: USE) -> None:
        self._graph = graph
        self._labels = tuple(labels)
        self._multilingual = multilingual
        self._encoder = encoder

    @classmethod
    def load(cls, folder: Path) -> IntentModels:
        """What `train` wrote. Raises ClassifierError, naming the file, on anything else."""
        try:
            kept = json.loads((folder / _LABELS).read_text())
        except (OSError, ValueError) as error:
            raise ClassifierError(f"{folder / _LABELS} cannot be read") from error
        if kept.get("format") != _FORMAT:
            raise ClassifierError(f"{folder / _LABELS} is of format {kept.get('format')}, not {_FORMAT}: train again")
        try:
            multilingual = LinearHead.load(folder / _MULTILINGUAL)
        except (OSError, ValueError, KeyError) as error:
            raise ClassifierError(f"{folder / _MULTILINGUAL} cannot be read") from error
        return cls(Graph.load(folder / _ENGLISH), kept["labels"], multilingual, _warm(USE()))

    def rank(self, text: str) -> list[tuple[str, float]]:
        """Every intent with its probability, likeliest first; the text's script decides which model is asked."""
        if is_latin(text):
            labels, logits = self._labels, self._graph([text])[0]
        else:
            labels, logits = self._multilingual.labels, self._multilingual.logits(self._encoder.encode([text]))[0]
        probabilities = softmax(logits)
        return [(labels[i], float(probabilities[i])) for i in np.argsort(-probabilities)]


def train(examples: Sequence[Example], folder: Path, encoder_folder: Path, epochs: int, seed: int) -> None:
    """Learn `examples` and write the model to `folder`. Shows progress.

    Raises ValueError where there is nothing to learn from: fewer than two intents in Latin script or in all."""
    from bot.nlu.finetune import finetune
    from knowledge.graph import export

    english = [example for example in examples if is_latin(example.text)]
    if len({example.intent for example in english}) < 2:
        raise ValueError("the intent model needs examples of at least two intents in English")
    model, labels = finetune(
        [example.text for example in english],
        [example.intent for example in english],
        encoder_folder,
        epochs,
        seed=seed,
    )
    export(model, encoder_folder / "tokenizer.json", folder / _ENGLISH)
    embeddings = USE().encode([example.text for example in examples])
    LinearHead.fit(embeddings, [example.intent for example in examples], seed).save(folder / _MULTILINGUAL)
    (folder / _LABELS).write_text(json.dumps({"format": _FORMAT, "labels": labels}))


def _warm(encoder: USE) -> USE:
    """It reads its weights at the first text: better now than while a shopper waits."""
    encoder.encode(["."])
    return encoder
