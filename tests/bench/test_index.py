from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from bench.index import main, measure, real_vectors, sizes
from bench.index_data import Neighbourhoods
from bench.index_report import plot, table
from knowledge.exporting import export_minilm
from knowledge.settings import KnowledgeSettings


def clusters() -> np.ndarray:
    random = np.random.default_rng(1)
    made = np.repeat(random.normal(size=(12, 24)), 25, axis=0) + 0.3 * random.normal(size=(300, 24))
    return (made / np.linalg.norm(made, axis=1, keepdims=True)).astype(np.float32)


def test_sizes_are_tens_up_to_the_number_asked_for() -> None:
    assert sizes(1_000_000) == [10_000, 100_000, 1_000_000]
    assert sizes(30_000) == [10_000, 30_000]
    assert sizes(500) == [500]


def test_made_vectors_have_unit_length_and_keep_to_the_clusters_of_the_real_ones() -> None:
    real = clusters()
    made = np.concatenate(list(Neighbourhoods(real, seed=5).vectors(400)))
    assert made.shape == (400, 24) and made.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(made, axis=1), 1, atol=1e-5)
    nearest = np.sort(made @ made.T, axis=1)[:, -2]
    scattered = np.random.default_rng(2).normal(size=(400, 24))
    scattered /= np.linalg.norm(scattered, axis=1, keepdims=True)
    assert np.median(nearest) > np.median(np.sort(scattered @ scattered.T, axis=1)[:, -2]) + 0.1


def test_table_and_picture_show_each_size(tmp_path: Path) -> None:
    row = {"vectors": 10_000, "type": "FlatIP", "build_seconds": 0.5, "resident_mb": 16, "recall_at_10": 1.0}
    row |= {
        "queries_per_second": 900.0,
        "exact_per_second": 450.0,
        "times_exact": 2.0,
        "process_mb": 2000,
        "search_ms": 3.21,
    }
    assert "| 10,000 | FlatIP | 0.5 | 16 | 1.000 | 900 | 450 | 2.0 | 2,000 | 3.2 |" in table([row])
    plot([row, {**row, "vectors": 100_000}], tmp_path / "p.png")
    assert (tmp_path / "p.png").read_bytes().startswith(b"\x89PNG")


def test_a_missing_file_of_texts_is_one_message(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--texts", str(tmp_path / "nowhere.jsonl"), "--vectors", "10"]) == 2
    assert "nowhere.jsonl" in capsys.readouterr().err


@pytest.mark.slow
def test_a_flat_index_finds_what_exact_search_finds_and_a_process_serves_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AISLE_VAR", str(tmp_path / "var"))
    settings = KnowledgeSettings.from_environ()
    export_minilm(settings.encoders_folder / "minilm")
    texts = tmp_path / "products.jsonl"
    rows = [{"id": str(n), "title": f"lamp {n}", "description": "Shines.", "attributes": {}} for n in range(40)]
    texts.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    figures = measure(real_vectors(texts, settings), 2_000, texts)
    assert figures["recall_at_10"] == 1 and figures["type"] == "FlatIP"
    assert figures["process_mb"] > figures["resident_mb"] and figures["search_ms"] > 0
