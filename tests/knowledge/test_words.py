"""Words, and the index of them."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from knowledge.lexical import WEIGHING, Lexical, Weighing, write_lexical
from knowledge.words import words

ROWS = [
    ("red running shoes", "light shoes for the road", ""),
    ("hiking boots", "heavy shoes for the hill", ""),
    ("café au lait bowl", "stoneware, dishwasher safe", ""),
]


@pytest.fixture
def lexical(tmp_path: Path) -> Lexical:
    write_lexical(tmp_path / "words.npz", ROWS, "en", WEIGHING["faq"])
    return Lexical.open(tmp_path / "words.npz", "en", len(ROWS))


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


@pytest.mark.parametrize("damage", ["emptied", "cut", "another index's"])
def test_a_file_that_is_not_as_written_is_refused(tmp_path: Path, lexical: Lexical, damage: str) -> None:
    file = tmp_path / "words.npz"
    content = file.read_bytes()
    file.write_bytes({"emptied": b"", "cut": content[: len(content) // 2]}.get(damage, content))
    with pytest.raises((OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile)):
        Lexical.open(file, "en", 2)


def test_one_word_that_stands_in_a_row_by_chance_is_no_full_match(tmp_path: Path) -> None:
    rows = [(f"question {n}", "an answer", "") for n in range(50)] + [("shoe sizes", "EU 41 is UK 7", "")]
    assert searched(tmp_path, rows, "7", WEIGHING["faq"])[50] < 0.6


def test_words_count_over_all_fields_before_they_saturate(tmp_path: Path) -> None:
    rows = [("fan", "fan", "fan"), ("fan fan fan", "", ""), ("fan", "case", "guard"), ("grille", "guard", "case")]
    weighing = Weighing(((1.0, 0.0), (1.0, 0.0), (1.0, 0.0)), 0.5)
    found = searched(tmp_path, rows, "fan", weighing)
    assert found[0] == found[1] > found[2] > 0 and 3 not in found


def test_a_long_body_says_less_of_each_word(tmp_path: Path) -> None:
    rows = [("case", "for a laptop", ""), ("case", "for a laptop " + "and a charger and a cable " * 20, "")]
    found = searched(tmp_path, rows, "laptop", WEIGHING["product"])
    assert found[0] > 1.5 * found[1]


def test_rows_with_the_same_score_come_in_their_order(tmp_path: Path) -> None:
    rows = [("red shoe", "", "")] * 40 + [("blue hat", "", "")]
    assert list(searched(tmp_path, rows, "red shoes", WEIGHING["product"], 7)) == list(range(7))


def test_no_rows_and_rows_without_words_find_nothing(tmp_path: Path) -> None:
    assert searched(tmp_path, [("…", "", "")] * 3, "red", WEIGHING["product"]) == {}
    assert searched(tmp_path, [], "red", WEIGHING["product"]) == {}


def searched(
    folder: Path, rows: Sequence[Sequence[str]], text: str, weighing: Weighing, depth: int = 100
) -> Mapping[int, float]:
    write_lexical(folder / "words.npz", rows, "en", weighing)
    return Lexical.open(folder / "words.npz", "en", len(rows)).search(text, depth)
