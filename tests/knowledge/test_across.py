"""An answer that the language of the question has no version of is found in the language that it has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from knowledge.encoders import Encoders
from knowledge.faq import FAQ_FOLDER, read_faq
from knowledge.fit import read_questions
from knowledge.generation import Generation
from knowledge.index import KnowledgeIndex
from knowledge.passages import Passage
from knowledge.settings import KnowledgeSettings
from knowledge.writing import write_index
from tests.knowledge.test_changing import Plain
from tests.knowledge.test_search import QUESTIONS

WRAP = Passage("gift_wrap", "faq", "gift wrap paper ribbon", "Three euros.", "en", {"intents": []})
DOGS = Passage("dogs", "faq", "dogs welcome store", "On a lead.", "en", {"intents": []})
DOGS_ZH = replace(DOGS, title="可以带狗吗", text="可以，请牵好。", language="zh")
KETTLE = Passage("product:kettle:en", "product", "gift kettle", "Boils.", "en", {})


def write(folder: Path, passages: Sequence[Passage], encoders: Encoders | None = None) -> KnowledgeIndex:
    write_index(folder, lambda _: list(passages), encoders or Plain())
    return KnowledgeIndex.open(folder, encoders or Plain())


@pytest.fixture
def index(tmp_path: Path) -> KnowledgeIndex:
    return write(tmp_path / "index", [WRAP, DOGS, DOGS_ZH, KETTLE])


def found(index: KnowledgeIndex, text: str, language: str, kind: str | None = "faq") -> list[tuple[str, str]]:
    return [(hit.passage.id, hit.passage.language) for hit in index.search(text, 5, kind, language=language)]


def test_an_answer_in_another_language_alone_is_found(index: KnowledgeIndex) -> None:
    assert found(index, "gift wrap", "zh")[0] == ("gift_wrap", "en")
    assert index.search("gift wrap", 1, "faq", language="zh")[0].score >= KnowledgeSettings.answer_threshold


def test_one_that_the_language_has_too_is_shown_in_that_language_only(index: KnowledgeIndex) -> None:
    assert ("dogs", "en") not in found(index, "dogs welcome store", "zh")


def test_an_answer_in_the_own_language_keeps_the_others_out(index: KnowledgeIndex) -> None:
    assert found(index, "可以带狗吗", "zh") == [("dogs", "zh")]


def test_products_are_not_among_them(index: KnowledgeIndex) -> None:
    assert ("product:kettle:en", "en") not in found(index, "gift kettle", "zh", None)
    assert found(index, "gift kettle", "zh", "product") == []


def test_a_filter_is_kept_to(index: KnowledgeIndex) -> None:
    hits = index.search("gift wrap", 5, "faq", lambda facts: "intents" not in facts, "zh")
    assert hits == []


def test_a_translation_takes_its_place_at_once_and_leaves_it_again(index: KnowledgeIndex) -> None:
    index.upsert([replace(WRAP, title="礼品包装", text="三欧元。", language="zh")])
    assert ("gift_wrap", "en") not in found(index, "gift wrap", "zh")
    index.delete(["gift_wrap"], "zh")
    assert found(index, "gift wrap", "zh")[0] == ("gift_wrap", "en")
    index.upsert([replace(WRAP, text="Four euros.")])
    assert index.search("gift wrap", 1, "faq", language="zh")[0].passage.text == "Four euros."
    index.delete(["gift_wrap"])
    assert ("gift_wrap", "en") not in found(index, "gift wrap", "zh")


def test_a_change_of_products_encodes_no_answer_again(index: KnowledgeIndex, tmp_path: Path) -> None:
    assert index.upsert([replace(KETTLE, text="Whistles.")]).encoded == 1
    assert list(Generation.open(tmp_path / "index").across["en-faq"].passages) == [WRAP]


def test_a_shop_of_one_language_has_nothing_of_the_kind(tmp_path: Path) -> None:
    index = write(tmp_path / "index", [WRAP, DOGS])
    assert not Generation.open(tmp_path / "index").across
    assert found(index, "gift wrap", "zh") == []


def test_without_an_encoder_in_which_languages_meet_there_is_none(tmp_path: Path) -> None:
    encoders = Plain()
    encoders.settings = KnowledgeSettings(encoders={"en": "minilm", "zh": "use"})
    index = write(tmp_path / "index", [WRAP, DOGS, DOGS_ZH], encoders)
    assert found(index, "gift wrap", "zh") == [("dogs", "zh")]
    assert not Generation.open(tmp_path / "index").across


@pytest.mark.slow
def test_chinese_questions_find_english_answers(encoders: Encoders, tmp_path: Path) -> None:
    """With the real encoders: what the shop says in Chinese is one entry, the rest is English."""
    entries = read_faq(FAQ_FOLDER)
    chinese = replace(entries[0], id="only_chinese", language="zh", title="你们是谁", text="一家小店。", facts={})
    index = write(tmp_path / "index", [*(each for each in entries if each.language == "en"), chinese], encoders)
    for file in ("check_zh.yml", "fit_zh.yml"):
        asked = [(text, name) for text, name in read_questions(QUESTIONS / file) if name]
        right = [index.search(text, 1, "faq", language="zh")[0].passage.id == name for text, name in asked]
        assert sum(right) / len(right) >= 0.8
