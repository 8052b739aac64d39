"""The file of synonyms: what is wrong with it, and how it comes into force."""

from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path

import pytest

from knowledge.errors import SynonymsError
from knowledge.index import KnowledgeIndex
from knowledge.passages import Passage
from knowledge.settings import SYNONYMS_FILE, KnowledgeSettings
from knowledge.synonyms import SynonymsFile, main, read_synonyms
from knowledge.writing import write_index
from tests.knowledge.test_changing import Plain

GOOD = "synonyms:\n- [sofa, couch, 沙发]\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    (tmp_path / "synonyms.yml").write_text(GOOD, encoding="utf-8")
    return tmp_path / "synonyms.yml"


def test_the_shops_own_file_has_no_fault() -> None:
    read = read_synonyms(SYNONYMS_FILE)
    for language in ("en", "zh"):
        assert len(read.of(language)) > 200


def test_terms_are_the_words_of_a_languages_index(file: Path) -> None:
    assert read_synonyms(file).of("en")[("sofa",)] == (("couch",), ("沙发",))


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ("", "is not a list of groups"),
        ("synonyms: sofa", "is not a list of groups"),
        ("- [sofa, couch]", "is not a list of groups"),
        ("synonyms:\n- [sofa, couch", "cannot be read as YAML"),
        ("synonyms:\n- [sofa, couch]\n- [lamp]", "group 2: is not a list of two or more"),
        ("synonyms:\n- sofa, couch", "group 1: is not a list"),
        ("synonyms:\n- [sofa, 12]", "12 is not a text"),
        ("synonyms:\n- [sofa, the]", "'the' says nothing"),
        ("synonyms:\n- [shoe, 鞋]", "'鞋' is one character"),
        ("synonyms:\n- [sofa, couch, Sofa]", "'sofa' stands in it twice"),
    ],
)
def test_a_fault_is_named_with_its_place(
    file: Path, content: str, fault: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_text(content, encoding="utf-8")
    with pytest.raises(SynonymsError, match=rf"synonyms\.yml: .*{fault}"):
        read_synonyms(file)
    assert main([str(file)]) == 1
    assert fault in capsys.readouterr().err


def test_a_file_that_is_no_text_is_a_fault(file: Path) -> None:
    file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SynonymsError, match="cannot be read"):
        read_synonyms(file)


def test_a_faulty_file_is_logged_once_and_the_one_before_goes_on(file: Path, caplog: pytest.LogCaptureFixture) -> None:
    kept = SynonymsFile(file)
    for content in ("synonyms: no", None):
        file.unlink() if content is None else file.write_text(content, encoding="utf-8")
        caplog.clear()
        with caplog.at_level(logging.ERROR):
            assert not any(kept.refresh_if_changed() for _ in range(3))
        assert len(caplog.records) == 1 and "synonyms.yml" in caplog.text
        assert ("couch",) in kept.current.of("en")
    file.write_text("synonyms:\n- [lamp, light]\n", encoding="utf-8")
    assert kept.refresh_if_changed() and not kept.refresh_if_changed()
    assert set(kept.current.of("en")) == {("lamp",), ("light",)}


def test_a_change_serves_at_the_next_search(file: Path, tmp_path: Path) -> None:
    encoders = Plain()
    encoders.settings = replace(KnowledgeSettings(), synonyms=file)
    shelf = [Passage(f"p{n}", "product", title, "", "en", {}) for n, title in enumerate(["oak table", "oak settle"])]
    write_index(tmp_path / "index", lambda _: shelf, encoders)
    index = KnowledgeIndex.open(tmp_path / "index", encoders)

    def score(text: str) -> float:
        index.refresh_if_changed()
        return next(hit.score for hit in index.search(text, 2) if hit.passage.id == "p1")

    before = score("oak bench")
    file.write_text("synonyms:\n- [settle, bench]\n", encoding="utf-8")
    assert score("oak bench") > before
