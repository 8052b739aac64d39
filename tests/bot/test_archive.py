from __future__ import annotations

import io
import json
import tarfile
from pathlib import Path

import pytest

from bot.nlu.archive import ArchiveError, check
from bot.nlu.classifier import FORMAT, MANIFEST

MODEL = f"components/train_bot.components.intent.BertIntentClassifier1/{MANIFEST}"


def archive(file: Path, **members: object) -> Path:
    with tarfile.open(file, "w:gz") as tar:
        for name, content in members.items():
            data = json.dumps(content).encode()
            entry = tarfile.TarInfo(f"./{name}")
            entry.size = len(data)
            tar.addfile(entry, io.BytesIO(data))
    return file


def test_an_archive_of_this_version_passes(tmp_path: Path) -> None:
    check(archive(tmp_path / "m.tar.gz", **{"metadata.json": {}, MODEL: {"format": FORMAT}}))


def test_a_pipeline_without_our_classifier_passes(tmp_path: Path) -> None:
    check(archive(tmp_path / "m.tar.gz", **{"metadata.json": {}, "components/diet/model.json": {}}))


def test_a_missing_archive_is_named(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match=r"gone\.tar\.gz is missing"):
        check(tmp_path / "gone.tar.gz")


@pytest.mark.parametrize("content", [b"", b"not an archive", b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03cut short"])
def test_a_corrupt_archive_is_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "m.tar.gz").write_bytes(content)
    with pytest.raises(ArchiveError, match=r"m\.tar\.gz is no model archive"):
        check(tmp_path / "m.tar.gz")


def test_an_archive_cut_off_in_the_middle_is_named(tmp_path: Path) -> None:
    whole = archive(tmp_path / "m.tar.gz", **{"metadata.json": {"x": [f"{i:x}" for i in range(9999)]}}).read_bytes()
    (tmp_path / "m.tar.gz").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(ArchiveError, match=r"m\.tar\.gz is no model archive"):
        check(tmp_path / "m.tar.gz")


@pytest.mark.parametrize("kept", [{"format": FORMAT - 1}, {}])
def test_an_archive_of_another_version_says_so(tmp_path: Path, kept: dict[str, int]) -> None:
    with pytest.raises(ArchiveError, match="another version of Aisle"):
        check(archive(tmp_path / "m.tar.gz", **{"metadata.json": {}, MODEL: kept}))


def test_an_archive_from_before_there_was_a_manifest_says_so(tmp_path: Path) -> None:
    old = MODEL.replace(MANIFEST, "labels.json")
    with pytest.raises(ArchiveError, match="another version of Aisle"):
        check(archive(tmp_path / "m.tar.gz", **{"metadata.json": {}, old: {}}))


def test_something_else_in_an_archive_is_no_model(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="no model of Rasa"):
        check(archive(tmp_path / "m.tar.gz", **{"readme.json": {}}))
