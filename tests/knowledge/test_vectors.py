"""The index of vectors, flat and in lists."""

from __future__ import annotations

from pathlib import Path

import faiss
import numpy as np
import pytest
from numpy.typing import NDArray

from knowledge import vectors
from knowledge.vectors import is_derived, load_index, make_index, save_index, searcher


@pytest.fixture
def rows() -> NDArray[np.float32]:
    """Twenty clusters of thirty."""
    random = np.random.default_rng(3)
    centres = np.repeat(random.normal(size=(20, 16)), 30, axis=0)
    made = (centres + 0.4 * random.normal(size=centres.shape)).astype(np.float32)
    return made / np.linalg.norm(made, axis=1, keepdims=True)


@pytest.fixture
def lists(rows: NDArray[np.float32], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> faiss.Index:
    monkeypatch.setattr(vectors, "FLAT_UP_TO", 100)
    index = make_index(rows)
    save_index(index, tmp_path / "near.faiss")
    return load_index(tmp_path / "near.faiss")


def test_few_vectors_are_all_looked_at(rows: NDArray[np.float32]) -> None:
    index = make_index(rows)
    assert isinstance(index, faiss.IndexFlatIP) and not is_derived(index)
    np.testing.assert_array_equal(index.search(rows[:50], 1)[1][:, 0], np.arange(50))


def test_many_vectors_lie_in_lists_and_are_found_again_nearly_always(
    rows: NDArray[np.float32], lists: faiss.Index
) -> None:
    assert is_derived(lists) and lists.nlist == 64 and lists.nprobe == 16
    exact = np.argsort(-(rows[:60] @ rows.T), axis=1)[:, :10]
    _, found = lists.search(rows[:60], 10)
    assert np.mean([len(set(a) & set(b)) / 10 for a, b in zip(found, exact, strict=True)]) > 0.95


def test_a_vector_in_lists_can_be_had_by_its_number(rows: NDArray[np.float32], lists: faiss.Index) -> None:
    numbers = np.array([0, 17, 599])
    np.testing.assert_allclose(lists.reconstruct_batch(numbers), rows[numbers], atol=0.02)


def test_the_same_vectors_give_the_same_index(rows: NDArray[np.float32], lists: faiss.Index, tmp_path: Path) -> None:
    save_index(make_index(rows), tmp_path / "again.faiss")
    assert (tmp_path / "again.faiss").read_bytes() == (tmp_path / "near.faiss").read_bytes()


@pytest.mark.parametrize("content", [b"", b"no index", b"IxFI" + b"\xff" * 40])
def test_a_file_that_is_no_index_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "near.faiss").write_bytes(content)
    with pytest.raises(ValueError, match=r"near\.faiss"):
        load_index(tmp_path / "near.faiss")


def test_progress_counts_every_vector(rows: NDArray[np.float32], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vectors, "ADDED_AT_ONCE", 250)
    added: list[int] = []
    make_index(rows, added.append)
    assert added == [250, 250, 100]


def test_without_a_gpu_the_index_itself_is_searched(rows: NDArray[np.float32]) -> None:
    index = make_index(rows)
    if faiss.get_num_gpus():
        pytest.skip("this machine has a GPU")
    assert searcher(index) is index
