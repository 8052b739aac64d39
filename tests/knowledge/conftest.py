"""The real encoders and a real index of the real FAQ, made once a session."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from knowledge import graph
from knowledge.build import build
from knowledge.encoders import Encoders
from knowledge.exporting import export_minilm, minilm_source
from knowledge.faq import FAQ_FOLDER, read_faq
from knowledge.graph import Graph
from knowledge.index import KnowledgeIndex
from knowledge.passages import Passage
from knowledge.settings import KnowledgeSettings
from knowledge.writing import write_index
from tests.knowledge.products import PRODUCTS

os.environ.setdefault("HF_HUB_OFFLINE", "1")


@pytest.fixture(scope="session")
def minilm_graphs(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """MiniLM exported as it is and as int8: two folders."""
    from knowledge.sentence_module import SentenceModule

    root = tmp_path_factory.mktemp("graphs")
    module = SentenceModule.load(minilm_source())
    graph.export(module, minilm_source() / "tokenizer.json", root / "float", int8=False)
    graph.export(module, minilm_source() / "tokenizer.json", root / "int8")
    return root / "float", root / "int8"


@pytest.fixture(scope="session")
def minilm(minilm_graphs: tuple[Path, Path]) -> Graph:
    return Graph.load(minilm_graphs[1])


@pytest.fixture(scope="session")
def knowledge_settings(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeSettings:
    """With a `var` of the session's own, where the English encoder is exported to."""
    settings = KnowledgeSettings(var=tmp_path_factory.mktemp("var"))
    export_minilm(settings.encoders_folder / "minilm")
    return settings


@pytest.fixture(scope="session")
def encoders(knowledge_settings: KnowledgeSettings) -> Encoders:
    return Encoders(knowledge_settings)


@pytest.fixture(scope="session")
def faq() -> list[Passage]:
    return read_faq(FAQ_FOLDER)


@pytest.fixture(scope="session")
def shop_index(faq: list[Passage], knowledge_settings: KnowledgeSettings, encoders: Encoders) -> KnowledgeIndex:
    settings = knowledge_settings
    """The real FAQ and a few products, in both languages. For reading only."""
    build([*faq, *PRODUCTS], settings.index_folder, settings)
    return KnowledgeIndex.open(settings.index_folder, encoders)


@pytest.fixture
def folder(tmp_path: Path, encoders: Encoders) -> Path:
    """A small live index that the test may break: the products."""
    write_index(tmp_path / "index", lambda _: PRODUCTS, encoders)
    return tmp_path / "index"
