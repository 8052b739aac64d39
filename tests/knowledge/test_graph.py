"""Text models as ONNX graphs: exported with torch, run without it."""

from __future__ import annotations

import shutil
import subprocess
import sys
import warnings
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from knowledge import graph
from knowledge.errors import GraphError, KnowledgeError
from knowledge.exporting import minilm_source
from knowledge.graph import Graph

TEXTS = [
    "where is my order",
    "I bought a jacket last week and the zip broke on the second day, can I get a new one or my money back?",
    "hi",
    "do you ship to norway",
    "Three-layer waterproof shell with pit zips and a hood that fits over a helmet. " * 20,
    "",
    "👍👍",
    "退款什么时候到",
]


def cosine(left: NDArray[np.float32], right: NDArray[np.float32]) -> NDArray[np.float32]:
    result: NDArray[np.float32] = (left * right).sum(1) / np.linalg.norm(left, axis=1) / np.linalg.norm(right, axis=1)
    return result


def test_float_graph_gives_what_torch_gives(minilm_graphs: tuple[Path, Path]) -> None:
    from tokenizers import Tokenizer

    from knowledge.sentence_module import SentenceModule

    tokenizer = Tokenizer.from_file(str(minilm_graphs[0] / "tokenizer.json"))
    tokenizer.no_padding()
    module = SentenceModule.load(minilm_source())
    rows = []
    for text in TEXTS[:4]:
        ids = torch.tensor([tokenizer.encode(text).ids])
        with torch.no_grad():
            rows.append(module(ids, torch.ones_like(ids))[0].numpy())
    assert cosine(Graph.load(minilm_graphs[0])(TEXTS[:4]), np.stack(rows)).min() > 0.9999


def test_int8_graph_stays_near_the_float_graph_and_is_a_quarter_of_its_size(minilm_graphs: tuple[Path, Path]) -> None:
    exact, int8 = minilm_graphs
    assert cosine(Graph.load(exact)(TEXTS), Graph.load(int8)(TEXTS)).min() > 0.975
    assert (int8 / "graph.onnx").stat().st_size < 0.3 * (exact / "graph.onnx").stat().st_size


def test_a_text_gets_the_same_row_alone_and_in_company(minilm: Graph) -> None:
    together = minilm(TEXTS)
    for text, row in zip(TEXTS, together, strict=True):
        np.testing.assert_array_equal(minilm([text])[0], row)


def test_rows_are_float32_of_unit_length_whatever_the_text(minilm: Graph) -> None:
    rows = minilm([*TEXTS, "a", "\x00\x01", "\ud800 lone surrogate", "x" * 100_000])
    assert rows.dtype == np.float32
    assert rows.shape == (12, 384)
    np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)


def test_no_texts_give_no_rows(minilm: Graph) -> None:
    assert minilm([]).shape == (0, 384)


def test_a_text_is_cut_at_max_tokens(minilm_graphs: tuple[Path, Path]) -> None:
    short = Graph.load(minilm_graphs[1], max_tokens=8)
    six_words = "red wool socks for cold mornings"
    np.testing.assert_array_equal(short([six_words]), short([six_words + " and a great deal more"]))


def test_threads_share_one_graph(minilm: Graph) -> None:
    alone = minilm(TEXTS)
    with ThreadPoolExecutor(4) as pool:
        for rows in pool.map(lambda _: minilm(TEXTS), range(12)):
            np.testing.assert_array_equal(rows, alone)


@pytest.mark.parametrize("name", ["graph.onnx", "tokenizer.json"])
def test_a_missing_or_broken_file_is_one_clear_error(
    name: str, minilm_graphs: tuple[Path, Path], tmp_path: Path
) -> None:
    folder = tmp_path / "model"
    shutil.copytree(minilm_graphs[1], folder)
    whole = (folder / name).read_bytes()
    for broken in (b"", b"{}", whole[: len(whole) // 2], b"\x00" * 4096):
        (folder / name).write_bytes(broken)
        with pytest.raises(GraphError, match=name):
            Graph.load(folder)
    (folder / name).unlink()
    with pytest.raises(KnowledgeError, match=f"{name} is missing"):
        Graph.load(folder)


def test_a_graph_of_another_shape_is_refused(minilm_graphs: tuple[Path, Path], tmp_path: Path) -> None:
    class Other(torch.nn.Module):
        def forward(self, input_ids: torch.Tensor) -> torch.Tensor:
            return input_ids.float().mean(1, keepdim=True)

    shutil.copy(minilm_graphs[1] / "tokenizer.json", tmp_path)
    ids = (torch.ones(1, 3, dtype=torch.int64),)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(Other(), ids, str(tmp_path / "graph.onnx"), input_names=["ids"], dynamo=False)
    with pytest.raises(GraphError, match="does not take input_ids and attention_mask"):
        Graph.load(tmp_path)


def test_a_failed_export_leaves_the_graph_that_was_there(
    minilm_graphs: tuple[Path, Path], tmp_path: Path, minilm: Graph
) -> None:
    class Broken(torch.nn.Module):
        def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
            raise RuntimeError("no such layer")

    folder = tmp_path / "model"
    shutil.copytree(minilm_graphs[1], folder)
    with pytest.raises(RuntimeError):
        graph.export(Broken(), folder / "tokenizer.json", folder)
    np.testing.assert_array_equal(Graph.load(folder)(["hello"]), minilm(["hello"]))
    assert sorted(file.name for file in folder.iterdir()) == ["graph.onnx", "tokenizer.json"]


def test_serving_imports_neither_torch_nor_transformers(minilm_graphs: tuple[Path, Path]) -> None:
    program = (
        "import sys; from pathlib import Path; from knowledge.graph import Graph; "
        f"Graph.load(Path({str(minilm_graphs[1])!r}))(['hello']); "
        "heavy = {'torch', 'transformers', 'onnx'} & set(sys.modules); assert not heavy, heavy"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
