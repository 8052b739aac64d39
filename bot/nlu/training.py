"""Training the intent model: rehearse on a part, learn everything, export, check the export, say what was seen."""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.nlu.calibration import Learnt
from bot.nlu.classifier import ENGLISH, FORMAT, MANIFEST, MULTILINGUAL
from bot.nlu.confusions import warnings_for
from bot.nlu.head import Labelled, LinearHead
from bot.nlu.intent_reader import write
from bot.nlu.nlu_files import AnnotatedExample
from bot.nlu.rehearsal import Rehearsal, Tried
from bot.nlu.script import is_latin
from knowledge.encoders import USE
from knowledge.graph import Graph, export

logger = logging.getLogger(__name__)

# below it the float graph ships: three times as slow, and right
_LEAST_AGREEMENT = 0.99
_ENCODED_AT_ONCE = 64


@dataclass(frozen=True)
class Report:
    """What training saw, kept beside the model: `agreement` of int8 with float on the training examples, and for each
    part the rehearsal's messages: confidence of the likeliest intent, and whether it was right, None where the intent
    had been left out."""

    epochs: int
    agreement: float
    int8: bool
    english: list[tuple[float, bool | None]]
    multilingual: list[tuple[float, bool | None]]


def train(examples: Sequence[AnnotatedExample], folder: Path, encoder_folder: Path, epochs: int, seed: int) -> Report:
    """Learn `examples` for at most `epochs` and write the model to `folder`. Shows progress, warns of weak intents.

    Raises ValueError where there is nothing to learn from: fewer than two intents in Latin script or in all."""
    everything = Labelled([example.text for example in examples], [example.intent for example in examples])
    english = everything.take(i for i, example in enumerate(examples) if is_latin(example.text))
    if len(set(english.intents)) < 2:
        raise ValueError("the intent model needs examples of at least two intents in English")
    encoder = USE()
    vectors = np.vstack(
        [encoder.encode(everything.texts[i : i + _ENCODED_AT_ONCE]) for i in range(0, len(examples), _ENCODED_AT_ONCE)]
    )
    for warning in warnings_for(examples, vectors):
        logger.warning(warning)
    heard = _train_multilingual(everything, vectors, seed, folder / MULTILINGUAL)
    epochs, agreement, read = _train_english(english, folder / ENGLISH, encoder_folder, epochs, seed)
    report = Report(epochs, agreement, agreement >= _LEAST_AGREEMENT, read, heard)
    (folder / MANIFEST).write_text(json.dumps({"format": FORMAT, **asdict(report)}), encoding="utf-8")
    return report


def _train_multilingual(
    examples: Labelled, vectors: NDArray[np.float32], seed: int, folder: Path
) -> list[tuple[float, bool | None]]:
    """Calibrated on what it will be asked, messages in other scripts, where there are any."""
    rehearsal = Rehearsal.of(examples.intents, seed)
    head = LinearHead.fit(vectors[rehearsal.learnt], examples.take(rehearsal.learnt).intents, seed)
    others = np.array([not is_latin(text) for text in examples.texts])
    asked = rehearsal.only(others) if others.any() else rehearsal
    tried = Tried.of(
        head, _learnt(head, vectors[rehearsal.learnt], examples.take(rehearsal.learnt)), vectors, examples, asked
    )
    calibration = tried.calibration()
    head = LinearHead.fit(vectors, examples.intents, seed)
    write(folder, head, _learnt(head, vectors, examples), calibration)
    return tried.outcomes(calibration)


def _train_english(
    examples: Labelled, folder: Path, encoder_folder: Path, epochs: int, seed: int
) -> tuple[int, float, list[tuple[float, bool | None]]]:
    from bot.nlu.finetune import Finetuner

    rehearsal = Rehearsal.of(examples.intents, seed)
    known = examples.take(rehearsal.learnt)
    trial = Finetuner(encoder_folder, known.with_names(), seed)
    epochs = trial.train(epochs, "Rehearsing the intent model", examples.take(rehearsal.held_out))
    vectors = trial.embed(examples.texts)
    tried = Tried.of(trial.head, _learnt(trial.head, vectors[rehearsal.learnt], known), vectors, examples, rehearsal)
    calibration = tried.calibration()

    final = Finetuner(encoder_folder, examples.with_names(), seed)
    final.train(epochs, "Learning all intents")
    as_float = final.head.logits(final.embed(examples.texts)).argmax(axis=1)
    export(final.encoder, encoder_folder / "tokenizer.json", folder)
    vectors = Graph.load(folder)(examples.texts)
    agreement = float((final.head.logits(vectors).argmax(axis=1) == as_float).mean())
    logger.info("the int8 graph agrees with the float model on %.1f %% of the training examples", agreement * 100)
    if agreement < _LEAST_AGREEMENT:
        logger.warning(
            "only %.1f %% agreement with the float model: the float graph ships, at a third of the speed",
            agreement * 100,
        )
        export(final.encoder, encoder_folder / "tokenizer.json", folder, int8=False)
        vectors = Graph.load(folder)(examples.texts)
    write(folder, final.head, _learnt(final.head, vectors, examples), calibration)
    return epochs, agreement, tried.outcomes(calibration)


def _learnt(head: LinearHead, vectors: NDArray[np.float32], examples: Labelled) -> Learnt:
    return Learnt(vectors, np.array([head.labels.index(intent) for intent in examples.intents]))
