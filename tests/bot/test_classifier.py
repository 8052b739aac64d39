from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.nlu.classifier import FORMAT, MANIFEST, ClassifierError, IntentModels


@pytest.mark.parametrize("content", [None, "", "{", "[]", "null", json.dumps({"format": FORMAT - 1}), "{}"])
def test_a_folder_without_a_readable_manifest_is_named(tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / MANIFEST).write_text(content)
    with pytest.raises(ClassifierError, match=rf"{MANIFEST}.*train again"):
        IntentModels.load(tmp_path)


def test_a_model_of_another_version_says_which(tmp_path: Path) -> None:
    (tmp_path / MANIFEST).write_text(json.dumps({"format": 99}))
    with pytest.raises(ClassifierError, match=f"format 99, this version reads {FORMAT}"):
        IntentModels.load(tmp_path)


def test_a_missing_part_is_named(tmp_path: Path) -> None:
    (tmp_path / MANIFEST).write_text(json.dumps({"format": FORMAT}))
    with pytest.raises(ClassifierError, match="english holds no intent model"):
        IntentModels.load(tmp_path)
