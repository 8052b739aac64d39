"""The intent model as a folder: a fine-tuned BERT for English, a multilingual head for every other language."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

from bot.nlu.intent_reader import Encode, IntentReader
from bot.nlu.language import read_as_english
from bot.nlu.multilingual import multilingual
from knowledge.errors import GraphError
from knowledge.graph import Graph

ENGLISH = "english"
MULTILINGUAL = "multilingual"
MANIFEST = "model.json"
FORMAT = 2


class ClassifierError(Exception):
    """The folder holds no intent model that this version can read; names the file."""


class IntentModels:
    """Ranks the intents of a message. Safe to call from several threads."""

    def __init__(self, english: IntentReader, multilingual: IntentReader) -> None:
        self._english = english
        self._multilingual = multilingual

    @classmethod
    def load(cls, folder: Path) -> IntentModels:
        """What `bot.nlu.training.train` wrote. Raises ClassifierError, naming the file, on anything else."""
        manifest = folder / MANIFEST
        try:
            kept = json.loads(manifest.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise ClassifierError(f"{manifest} cannot be read: train again") from error
        if not isinstance(kept, dict) or kept.get("format") != FORMAT:
            other = kept.get("format") if isinstance(kept, dict) else None
            raise ClassifierError(f"{manifest} is of format {other}, this version reads {FORMAT}: train again")
        return cls(
            _reader(folder / ENGLISH, lambda: Graph.load(folder / ENGLISH)),
            _reader(folder / MULTILINGUAL, lambda: multilingual().encode),
        )

    def rank(self, text: str) -> list[tuple[str, float]]:
        """Every intent with its confidence, likeliest first; what they lack to one is that none of them is meant.

        Script and language decide which model is asked: English has its own."""
        return (self._english if read_as_english(text) else self._multilingual).rank(text)


def _reader(folder: Path, encode: Callable[[], Encode]) -> IntentReader:
    try:
        return IntentReader.load(folder, encode())
    except (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile, GraphError) as error:
        raise ClassifierError(f"{folder} holds no intent model that can be read ({error}): train again") from error
