"""Whatever is asked or written, a search answers or finds nothing, and the index that was there keeps serving."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from knowledge import partition, passage_file
from knowledge.errors import IndexCorrupt, IndexMissing, KnowledgeError, PassageError
from knowledge.index import KnowledgeIndex
from knowledge.passages import Passage
from knowledge.writing import write_index
from tests.knowledge.test_changing import ANSWERS, SHELF, Plain, product

KITE = Passage("kite", "product", "beach kite", "Flies.", "en", {})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_index(tmp_path / "index", lambda _: [*SHELF, *ANSWERS], Plain())
    return tmp_path / "index"


@pytest.fixture
def index(folder: Path) -> KnowledgeIndex:
    return KnowledgeIndex.open(folder, Plain())


def serves(index: KnowledgeIndex) -> bool:
    """A product is found by the code that it alone has."""
    return index.search("code7", 1, "product")[0].passage == SHELF[7]


@pytest.mark.parametrize("text", ["", " \n", "?!…", "\x00", "\ud800"])
def test_a_query_of_nothing_finds_nothing(index: KnowledgeIndex, text: str) -> None:
    assert index.search(text) == []


@pytest.mark.parametrize("text", ["a", "7", "我", "the of and to", "доставка", "مرحبا", "word " * 2_000, "x" * 10_000])
def test_a_query_that_says_little_or_too_much_is_answered(index: KnowledgeIndex, text: str) -> None:
    assert all(0 <= hit.score <= 1 for hit in index.search(text, 3))


def test_a_filter_that_nothing_meets_finds_nothing(index: KnowledgeIndex) -> None:
    assert index.search("code7", 3, "product", lambda facts: False) == []


def test_a_passage_without_text_is_found_by_its_title(index: KnowledgeIndex) -> None:
    index.upsert([replace(KITE, text="")])
    assert index.search("beach kite", 1, "product")[0].passage.id == "kite"


@pytest.mark.parametrize(
    ("passages", "said"),
    [
        ([replace(KITE, text="x" * 1_000_000)], r"kite \(en\): text is longer than 100,000"),
        ([KITE, replace(KITE, text="Another.")], r"1 ids occur more than once: kite \(en\)"),
    ],
    ids=["a million characters", "an id twice"],
)
def test_passages_that_do_not_fit_are_refused_by_name(
    index: KnowledgeIndex, folder: Path, passages: list[Passage], said: str
) -> None:
    for write in (index.upsert, lambda given: write_index(folder, lambda held: [*held, *given], Plain())):
        with pytest.raises(PassageError, match=said):
            write(passages)
    assert serves(index) and index.get("kite", "en") is None
    assert serves(KnowledgeIndex.open(folder, Plain()))


def test_a_folder_of_something_else_is_neither_served_nor_overwritten(tmp_path: Path) -> None:
    foreign = tmp_path / "photos"
    foreign.mkdir()
    (foreign / "beach.jpg").write_bytes(b"jpg")
    with pytest.raises(IndexMissing, match="photos holds no index"):
        KnowledgeIndex.open(foreign, Plain())
    with pytest.raises(KnowledgeError, match="is not an index, and is not overwritten"):
        write_index(foreign, lambda _: SHELF, Plain())
    assert (foreign / "beach.jpg").read_bytes() == b"jpg"


@pytest.mark.parametrize("damage", ["another version's", "cut", "a file of another build"])
def test_a_corrupt_index_is_refused_and_the_one_that_is_open_serves_on(
    index: KnowledgeIndex, folder: Path, tmp_path: Path, damage: str
) -> None:
    manifest = folder / "manifest.json"
    if damage == "another version's":
        manifest.write_text(json.dumps(json.loads(manifest.read_text()) | {"version": 1}))
    elif damage == "cut":
        manifest.write_bytes(manifest.read_bytes()[:-40])
    else:
        write_index(tmp_path / "other", lambda _: SHELF[:50], Plain())
        (folder / "en-product" / "places.npz").write_bytes((tmp_path / "other/en-product/places.npz").read_bytes())
    with pytest.raises(IndexCorrupt):
        KnowledgeIndex.open(folder, Plain())
    index.refresh_if_changed()
    assert serves(index)


def _full_for_arrays(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(partition.np, "save", _full)


def _full_for_words(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(np, "savez", _full)


def _full_for_passages(patch: pytest.MonkeyPatch) -> None:
    real = passage_file.to_line
    left = [2]

    def line(passage: Passage) -> str:
        left[0] -= 1
        return real(passage) if left[0] >= 0 else _full()

    patch.setattr(passage_file, "to_line", line)


def _full_for_manifest(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Path, "write_text", _full)


def _full(*_: Any, **__: Any) -> Any:
    raise OSError(28, "No space left on device")


@pytest.mark.parametrize("full", [_full_for_passages, _full_for_arrays, _full_for_words, _full_for_manifest])
def test_a_disk_that_is_full_at_any_file_leaves_the_index_that_was_there(
    index: KnowledgeIndex, folder: Path, full: Callable[[pytest.MonkeyPatch], None]
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        full(patch)
        with pytest.raises(OSError, match="No space left"):
            index.upsert([product(number) for number in range(500, 505)])
    assert serves(index) and serves(KnowledgeIndex.open(folder, Plain()))
    assert len(list(folder.parent.glob("index.build-*"))) == 1  # nothing half written is left
    index.upsert([KITE])
    assert index.get("kite", "en") == KITE
