"""The shop's vocabulary as the bot reads it: at once when it changes, and never worse for a broken file."""

from __future__ import annotations

import json
import logging
import os
import threading
import time
from pathlib import Path

import pytest

from bot.nlu.entities import extract
from bot.nlu.lexicon import Lexicon, Vocabulary
from bot.nlu.vocabulary import LiveLexicon, VocabularyError, read_if_there, read_vocabulary

WORDS = {
    "format": 1,
    "brands": ["Tarnbrook"],
    "categories": {"jackets": {"en": "Jackets & coats", "zh": "夹克外套"}},
    "colors": {"navy": {"en": "navy", "zh": "藏青色"}},
    "products": ["Hazel Hardshell Jacket"],
}


def write(file: Path, words: object, at: int) -> None:
    file.write_text(json.dumps(words) if not isinstance(words, str) else words, encoding="utf-8")
    os.utime(file, (at, at))


def live(file: Path) -> LiveLexicon:
    return LiveLexicon(file, lambda vocabulary: Lexicon({}, vocabulary))


def brands(lexicon: LiveLexicon, text: str) -> list[str]:
    return [entity.value for entity in extract(text, lexicon.current())]


def test_names_parts_of_names_and_ids_are_known(tmp_path: Path) -> None:
    file = tmp_path / "vocabulary.json"
    write(file, WORDS, 1)
    surfaces = set(read_vocabulary(file).surfaces)
    assert {
        ("coats", "category", "jackets"),
        ("夹克外套", "category", "jackets"),
        ("navy", "color", "navy"),
    } <= surfaces


def test_a_new_catalogues_brand_is_known_at_the_next_message(tmp_path: Path) -> None:
    file = tmp_path / "vocabulary.json"
    write(file, WORDS, 1)
    lexicon = live(file)
    assert brands(lexicon, "a tarnbrok and a Wolkenstein") == ["Tarnbrook"]
    write(file, {**WORDS, "brands": ["Wolkenstein"]}, 2)
    assert brands(lexicon, "a tarnbrok and a Wolkenstein") == ["Wolkenstein"]


def test_a_missing_file_is_said_once(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    lexicon = live(tmp_path / "vocabulary.json")
    assert [brands(lexicon, "Tarnbrook") for _ in range(3)] == [[], [], []]
    assert [record.levelno for record in caplog.records] == [logging.WARNING]
    write(tmp_path / "vocabulary.json", WORDS, 1)
    assert brands(lexicon, "Tarnbrook") == ["Tarnbrook"]


@pytest.mark.parametrize("content", ["", "{", "[]", "null", '{"format": 2}', '{"format": 1, "brands": 3}', "\x00"])
def test_a_broken_file_is_an_error_in_the_log_and_the_earlier_words_stay(
    tmp_path: Path, content: str, caplog: pytest.LogCaptureFixture
) -> None:
    file = tmp_path / "vocabulary.json"
    write(file, WORDS, 1)
    lexicon = live(file)
    write(file, content, 2)
    assert [brands(lexicon, "Tarnbrook") for _ in range(3)] == [["Tarnbrook"]] * 3
    assert [record.levelno for record in caplog.records] == [logging.ERROR]
    assert str(file) in caplog.text
    with pytest.raises(VocabularyError, match=r"vocabulary\.json"):
        read_if_there(file)


def test_no_file_is_no_vocabulary(tmp_path: Path) -> None:
    assert read_if_there(tmp_path / "vocabulary.json") is None


def test_messages_go_on_with_the_earlier_words_while_a_large_file_is_read(tmp_path: Path) -> None:
    file = tmp_path / "vocabulary.json"
    write(file, WORDS, 1)
    slow, read = threading.Event(), threading.Event()

    def build(vocabulary: Vocabulary | None) -> Lexicon:
        if slow.is_set():
            assert read.wait(10)
        return Lexicon({}, vocabulary)

    lexicon = LiveLexicon(file, build)
    slow.set()
    write(file, {**WORDS, "brands": ["Wolkenstein"]}, 2)
    assert [brands(lexicon, "Wolkenstein or Tarnbrook") for _ in range(3)] == [["Tarnbrook"]] * 3
    read.set()
    for _ in range(500):
        if brands(lexicon, "Wolkenstein or Tarnbrook") == ["Wolkenstein"]:
            return
        time.sleep(0.01)
    raise AssertionError("the new words never came")


BRANDS = {**WORDS, "brands": ["Canon", "Tarnbrook"]}


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("do you have anything from canon", ["Canon"]),
        ("ink for my Canon please", ["Canon"]),
        ("有没有Canon的墨盒", ["Canon"]),
        ("the canon of western art", []),
        ("Canon of western art", []),
        ("I WANT THE CANON", []),
    ],
)
def test_a_brand_that_is_a_word_is_one_where_it_is_written_like_a_name(
    tmp_path: Path, text: str, named: list[str]
) -> None:
    file = tmp_path / "vocabulary.json"
    write(file, BRANDS, 1)
    lexicon = Lexicon({}, read_vocabulary(file), frozenset({"canon", "western", "art"}))
    assert [entity.value for entity in extract(text, lexicon) if entity.type == "brand"] == named


def test_a_department_that_this_shop_does_not_have_is_a_thing_to_look_for(tmp_path: Path) -> None:
    file = tmp_path / "vocabulary.json"
    write(file, WORDS, 1)
    examples = {"headphones": ("category", "audio"), "parkas": ("category", "jackets")}
    found = extract("headphones and parkas", Lexicon(examples, read_vocabulary(file)))
    assert [(entity.type, entity.value) for entity in found] == [("product", "headphones"), ("category", "jackets")]


def test_a_department_of_this_shop_is_called_what_the_shop_calls_it(tmp_path: Path) -> None:
    file = tmp_path / "vocabulary.json"
    write(file, {**WORDS, "categories": {"Headphones": {"en": "Headphones"}}}, 1)
    lexicon = Lexicon({"headphones": ("category", "audio")}, read_vocabulary(file))
    assert [(e.type, e.value) for e in extract("headphones", lexicon)] == [("category", "Headphones")]
