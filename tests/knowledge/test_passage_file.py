"""Passages on disk: the same that were written, by row and by id."""

from __future__ import annotations

import gc
import shutil
import zipfile
from pathlib import Path

import numpy as np
import pytest

from knowledge import passage_file
from knowledge.passage_file import PASSAGES, PLACES, PassageFile, write_passages
from knowledge.passages import Passage
from tests.knowledge.products import PRODUCTS

ODD = Passage("odd \ud800", "product", "a\r\nb\u2028c", "line\x85break\n", "en", {"size": "42½", "n": None})
SHELF = [*PRODUCTS, ODD]


@pytest.fixture
def file(tmp_path: Path) -> PassageFile:
    write_passages(tmp_path / "part", SHELF)
    return PassageFile.open(tmp_path / "part")


def test_what_was_written_is_read(file: PassageFile, monkeypatch: pytest.MonkeyPatch) -> None:
    assert list(file) == SHELF and len(file) == len(SHELF)
    assert [file[row] for row in range(len(SHELF))] == SHELF
    assert file[-1] == ODD and file[1:3] == SHELF[1:3]
    monkeypatch.setattr(passage_file, "READ_AT_ONCE", 5)
    assert list(file) == SHELF


def test_a_row_is_found_by_its_id(file: PassageFile) -> None:
    assert [file.row(passage.id) for passage in SHELF] == list(range(len(SHELF)))
    assert file.row("no such id") is None


def test_ids_of_one_number_are_told_apart(file: PassageFile, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(passage_file, "_number", lambda passage_id: np.uint64(7))
    write_passages(tmp_path / "same", SHELF)
    same = PassageFile.open(tmp_path / "same")
    assert [same.row(passage.id) for passage in SHELF] == list(range(len(SHELF)))
    assert same.row("no such id") is None


def test_a_row_that_is_not_there_is_none_of_them(file: PassageFile) -> None:
    with pytest.raises(IndexError):
        file[len(SHELF)]


def test_a_removed_file_is_read_on(file: PassageFile, tmp_path: Path) -> None:
    shutil.rmtree(tmp_path / "part")
    assert list(file) == SHELF and file[3] == SHELF[3]


def test_it_is_closed_when_nobody_has_it_any_more(tmp_path: Path) -> None:
    write_passages(tmp_path / "part", SHELF)
    gc.collect()
    before = len(list(Path("/proc/self/fd").iterdir()))
    files = [PassageFile.open(tmp_path / "part") for _ in range(10)]
    assert all(each[0] == SHELF[0] for each in files)
    del files
    assert len(list(Path("/proc/self/fd").iterdir())) == before


@pytest.mark.parametrize("name", [PASSAGES, PLACES])
@pytest.mark.parametrize("damage", ["emptied", "cut", "removed"])
def test_files_that_do_not_belong_together_are_refused(tmp_path: Path, name: str, damage: str) -> None:
    write_passages(tmp_path / "part", SHELF)
    file = tmp_path / "part" / name
    content = file.read_bytes()
    file.unlink() if damage == "removed" else file.write_bytes({"emptied": b"", "cut": content[:-9]}[damage])
    with pytest.raises((OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile)):
        PassageFile.open(tmp_path / "part")
