"""Words, and the index of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.errors import IndexCorrupt
from knowledge.lexical import Lexical, write_lexical
from knowledge.words import words

ROWS = [
    ("red running shoes", "light shoes for the road"),
    ("hiking boots", "heavy shoes for the hill"),
    ("café au lait bowl", "stoneware, dishwasher safe"),
]


@pytest.fixture
def lexical(tmp_path: Path) -> Lexical:
    write_lexical(tmp_path / "words.sqlite", ROWS, "en")
    return Lexical(tmp_path / "words.sqlite", "en", len(ROWS))


def test_english_words_are_stemmed_and_stop_words_dropped() -> None:
    assert words("Are the RUNNING shoes returned?", "en") == words("run shoe return", "en")


def test_accents_and_full_width_letters_are_folded() -> None:
    assert words("Ｃafé", "en") == words("cafe", "en")


def test_chinese_is_cut_into_pairs_of_characters() -> None:
    assert words("防水夹克，42码！", "zh") == ["防水", "水夹", "夹克", "42", "码"]
    assert words("Tarnbrook夹克", "zh") == ["tarnbrook", "夹克"]


@pytest.mark.parametrize(("text", "language"), [("the of and", "en"), ("🙂 … !", "en"), ("", "zh")])
def test_some_texts_hold_no_words(text: str, language: str) -> None:
    assert words(text, language) == []


def test_the_row_with_the_rarer_words_in_its_heading_comes_first(lexical: Lexical) -> None:
    found = lexical.search("running shoe", 10)
    assert list(found) == [0, 1]
    assert 1 >= found[0] > found[1] > 0


def test_a_word_that_no_row_has_lowers_the_score(lexical: Lexical) -> None:
    assert lexical.search("boots zeppelin", 5)[1] < lexical.search("boots", 5)[1]


def test_nothing_shared_is_nothing_found(lexical: Lexical) -> None:
    assert lexical.search("zeppelin", 5) == {}
    assert lexical.search("the", 5) == {}


def test_depth_is_kept_to(lexical: Lexical) -> None:
    assert list(lexical.search("shoes boots", 1)) == [1]


def test_a_file_written_over_while_it_is_open_is_corrupt_and_not_wrong(tmp_path: Path, lexical: Lexical) -> None:
    file = tmp_path / "words.sqlite"
    file.write_bytes(b"\x00" * file.stat().st_size)
    with pytest.raises(IndexCorrupt):
        Lexical(file, "en", 3).search("shoes", 5)


def test_one_word_that_stands_in_a_row_by_chance_is_no_full_match(tmp_path: Path) -> None:
    rows = [(f"question {n}", "an answer") for n in range(50)] + [("shoe sizes", "EU 41 is UK 7")]
    write_lexical(tmp_path / "words.sqlite", rows, "en")
    assert Lexical(tmp_path / "words.sqlite", "en", len(rows)).search("7", 5)[50] < 0.6
