"""Uploads are hostile: what cannot be read is said with its line, what is a bomb goes off nowhere."""

from __future__ import annotations

import io
import struct
import time
import zipfile
from contextlib import suppress

import pytest

from studio.errors import BadEdit, BrokenFile, TooLarge
from studio.transfer.cells import plain, safe, table
from studio.transfer.items import Found
from studio.transfer.reading import MOST, read_upload, shown_name
from studio.transfer.scripts import Guess

GUESS = Guess(["en", "zh"])


def read(name: str, content: str | bytes, encoding: str = "") -> Found:
    return read_upload(name, content.encode() if isinstance(content, str) else content, GUESS, encoding)


def zipped(**files: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name.replace("__", "/"), text)
    return out.getvalue()


@pytest.mark.parametrize(
    "cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "'=1", "''+", "＝1", "'", "plain", "it's", ""]
)
def test_a_cell_comes_back_as_it_was_and_runs_in_no_spreadsheet(cell: str) -> None:
    assert plain(safe(cell)) == cell
    assert not safe(cell).startswith(("=", "+", "-", "@", "\t", "\r", "＝"))


def test_a_long_table_comes_in_parts_with_one_mark() -> None:
    parts = list(table(["a"], ([str(number)] for number in range(1200)), bom=True))
    assert len(parts) == 3
    assert b"".join(parts).count(b"\xef\xbb\xbf") == 1 and parts[0].startswith(b"\xef\xbb\xbf")


def test_examples_are_read_by_the_names_of_columns() -> None:
    found = read("a.csv", "Label;Utterance;Lang\ntrack_order;where  is it;en-GB\ntrack_order;包裹呢;\n")
    assert [(e.place, e.intent, e.language, e.written) for e in found.examples] == [
        ("a.csv:2", "track_order", "en", "where is it"),
        ("a.csv:3", "track_order", "zh", "包裹呢"),
    ]


def test_a_row_that_spans_lines_is_named_by_its_first() -> None:
    found = read("a.csv", 'question,answer\n"How\nlong?","two\ndays"\nWhere?,\n')
    assert found.questions[0].place == "a.csv:2"
    assert [(fault.place, fault.said) for fault in found.faults] == [("a.csv:5", "answer is missing")]


def test_a_row_with_too_few_cells_is_left_out_and_named() -> None:
    found = read("a.csv", "intent,text\ngreet\ngreet,hello\n")
    assert len(found.examples) == 1 and found.faults[0].place == "a.csv:2"


def test_a_table_of_something_else_says_what_is_expected() -> None:
    with pytest.raises(BadEdit, match=r"a\.csv:1: the first line has to name the columns, such as intent and text"):
        read("a.csv", "sku,price\n1,2\n")


def test_rasas_file_is_read_with_all_that_it_holds() -> None:
    text = """version: "3.1"
nlu:
- intent: greet
  examples: |
    - hello
    - [hey](language)
- synonym: grey
  examples: |
    - gray
- lookup: brand
  examples: |
    - Halden
responses:
  utter_greet:
  - text: Hi
  - text: 你好
    condition: [{type: slot, name: language, value: zh}]
"""
    found = read("nlu.yml", text)
    assert [(e.place, e.written) for e in found.examples] == [("nlu.yml:5", "hello"), ("nlu.yml:6", "[hey](language)")]
    assert [(m.kind, m.name, m.word, m.place) for m in found.meanings] == [
        ("synonym", "grey", "gray", "nlu.yml:9"),
        ("lookup", "brand", "Halden", "nlu.yml:12"),
    ]
    assert [(r.name, r.language, r.text) for r in found.replies] == [
        ("utter_greet", "en", "Hi"),
        ("utter_greet", "zh", "你好"),
    ]


def test_an_answer_of_a_retrieval_intent_becomes_a_question() -> None:
    text = "nlu:\n- intent: faq/returns\n  examples: |\n    - can I [return](x) it\n    - send it back\n"
    text += "responses:\n  utter_faq/returns:\n  - text: Within 30 days.\n"
    found = read("faq.yml", text)
    [question] = found.questions
    assert (question.question, question.also, question.answer) == (
        "can I return it",
        ["send it back"],
        "Within 30 days.",
    )
    assert found.examples == []


def test_markdown_is_questions_with_answers() -> None:
    [question] = read("faq.md", "# Shop\n\n## How long does it take?\n\nTwo days.\n").questions
    assert (question.place, question.question, question.answer) == ("faq.md:3", "How long does it take?", "Two days.")


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.csv", b"intent,text\ngreet,hi\ngreet,h\x00i\n", r"a\.csv:3: has a sign that no text has \(U\+0000\)"),
        ("a.csv", b"intent,text\ngreet,gr\xfc\xdf dich\n", r"a\.csv:2: is not written in UTF-8"),
        ("a.yml", b"nlu:\n- intent: greet\n  examples: |\n    - hi\n   - broken\n", r"a\.yml:5: is no YAML"),
        ("a.yml", b"nlu: " + b"[" * 60_000, r"a\.yml:1: is nested deeper"),
        ("a.yml", b"something: else\n", r"a\.yml:1: has none of nlu"),
        ("a.xlsx", b"anything", r"a\.xlsx is none of"),
        ("a.zip", b"PK\x03\x04garbage", "damaged archive"),
        ("a.csv", b"", "empty"),
    ],
)
def test_what_cannot_be_read_names_the_line(name: str, content: bytes, said: str) -> None:
    with pytest.raises((BadEdit, BrokenFile), match=said):
        read(name, content)


def test_another_encoding_is_guessed_and_read_when_it_is_said() -> None:
    content = ("intent,text\n" + "track_order,请问我的包裹现在到哪里了\n" * 5).encode("gb18030")
    with pytest.raises(BadEdit) as refused:
        read("a.csv", content)
    guess = refused.value.detail["encoding"]
    assert read("a.csv", content, encoding=guess).examples[0].written == "请问我的包裹现在到哪里了"
    with pytest.raises(BadEdit, match="no encoding"):
        read("a.csv", content, encoding="zip")


def test_a_bomb_of_aliases_is_refused_at_once() -> None:
    bomb = "a: &a [x, x, x, x, x, x, x, x, x]\n"
    for last, name in zip("abcdefgh", "bcdefghi", strict=True):
        bomb += f"{name}: &{name} [{', '.join([f'*{last}'] * 9)}]\n"
    began = time.monotonic()
    found = read("a.yml", f"{bomb}nlu: *i\nresponses: *i\nfaq: *i\n")
    assert found.count == 0 and "alias" in found.faults[0].said
    assert time.monotonic() - began < 30  # written out it would be 43 million words


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = zipped(**{f"{number}.csv": "x" * 9_000_000 for number in range(6)})
    assert len(bomb) < 100_000
    with pytest.raises(TooLarge, match="unpacks to more than 40 MB"):
        read("a.zip", bomb)


def test_a_zip_that_lies_about_its_sizes_is_refused() -> None:
    content = bytearray(zipped(**{"a.csv": "intent,text\n" + "greet,hi\n" * 100}))
    at = content.rindex(b"PK\x01\x02") + 24
    struct.pack_into("<I", content, at, 12)
    with pytest.raises(BadEdit, match="damaged"):
        read("a.zip", bytes(content))


def test_a_damaged_zip_is_said_to_be_one_wherever_it_is_damaged() -> None:
    content = zipped(**{f"nlu_data/en/{number}.csv": "intent,text\ngreet,hi\n" * 9 for number in range(3)})
    for at in range(4, len(content), 3):
        for damaged in (content[:at] + content[at + 2 :], content[:at] + b"\xff\x00" + content[at:]):
            with suppress(BadEdit, BrokenFile, TooLarge):
                read("a.zip", damaged)


@pytest.mark.parametrize("name", ["../../etc/passwd.csv", "/etc/a.csv", "a\\..\\b.csv", "a//b.csv", "C:a.csv"])
def test_a_name_in_a_zip_that_leads_elsewhere_is_refused(name: str) -> None:
    with pytest.raises(BadEdit, match="leads elsewhere"):
        read("a.zip", zipped(**{name: "intent,text\ngreet,hi\n"}))


def test_one_bad_file_of_a_zip_does_not_keep_the_others_out() -> None:
    found = read(
        "a.zip",
        zipped(
            **{
                "nlu_data/zh/a.yml": "nlu:\n- intent: greet\n  examples: |\n    - hi\n",
                "nlu_data/en/b.yml": "nlu: [",
                "readme.txt": "hello",
            }
        ),
    )
    assert [(e.language, e.place) for e in found.examples] == [("zh", "nlu_data/zh/a.yml:4")]
    assert found.faults[0].place.startswith("nlu_data/en/b.yml:") and found.notes == ["readme.txt"]


def test_too_many_examples_are_refused() -> None:
    with pytest.raises(TooLarge, match="100,000"):
        read("a.csv", "intent,text\n" + "greet,hi\n" * (MOST + 1))


@pytest.mark.parametrize(
    ("name", "shown"), [("../../x/a.csv", "a.csv"), ("C:\\temp\\a.csv", "a.csv"), ("\x00", "upload"), ("..", "..")]
)
def test_a_files_name_is_a_label_and_no_path(name: str, shown: str) -> None:
    assert shown_name(name) == shown
