"""The FAQ files: the real ones, and what a content editor might get wrong."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from knowledge.errors import FaqError
from knowledge.faq import default_for, read_faq
from knowledge.passages import Passage

ENTRY = """
- id: parcel_late
  intents: [track_order]
  question: Where is my parcel?
  also: [it has not come yet]
  answer: Look at the tracking page.
"""


def write(folder: Path, content: str, name: str = "en/delivery.yml") -> Path:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(content, encoding="utf-8")
    return file


def test_both_languages_have_the_same_entries_for_the_same_intents(faq: list[Passage]) -> None:
    entries = {
        language: {passage.id: passage.facts["intents"] for passage in faq if passage.language == language}
        for language in ("en", "zh")
    }
    assert entries["en"] == entries["zh"]
    assert len(entries["en"]) >= 80


def test_every_entry_is_asked_in_several_ways(faq: list[Passage]) -> None:
    assert [passage.id for passage in faq if not 3 <= len(passage.facts["also"]) <= 8] == []


def test_no_two_entries_are_asked_in_the_same_words(faq: list[Passage]) -> None:
    asked = Counter(
        (passage.language, text.casefold().strip(" ?？。."))
        for passage in faq
        for text in {passage.title, *passage.facts["also"]}
    )
    assert [text for text, times in asked.items() if times > 1] == []


def test_an_entry_becomes_a_passage(tmp_path: Path) -> None:
    write(tmp_path, "faq:" + ENTRY)
    facts = {"intents": ["track_order"], "also": ["it has not come yet"], "topic": "delivery"}
    assert read_faq(tmp_path) == [
        Passage("parcel_late", "faq", "Where is my parcel?", "Look at the tracking page.", "en", facts)
    ]


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        ("  answer: Look at the tracking page.\n", "", "answer is missing"),
        ("Look at the tracking page.", "' '", "answer is empty"),
        ("Look at the tracking page.", "[a, b]", "answer is not a text"),
        ("  question: Where is my parcel?\n", "", "question is missing"),
        ("id: parcel_late", "id: 404", "id is not a text"),
        ("  also: [it has not come yet]", "  also: it has not come yet", "also is not a list of texts"),
        ("[track_order]", "[track_order, 3]", "intents is not a list of texts"),
        ("  answer:", "  anwser: x\n  answer:", "unknown field 'anwser'"),
    ],
)
def test_a_fault_names_file_entry_and_field(tmp_path: Path, before: str, after: str, fault: str) -> None:
    assert before in ENTRY
    file = write(tmp_path, "faq:" + ENTRY.replace("parcel_late", "first") + ENTRY.replace(before, after))
    with pytest.raises(FaqError, match="entry 2") as raised:
        read_faq(tmp_path)
    assert str(file) in str(raised.value)
    assert fault in str(raised.value)


def test_an_id_given_twice_names_both_places(tmp_path: Path) -> None:
    write(tmp_path, "faq:" + ENTRY)
    write(tmp_path, "faq:" + ENTRY, "en/returns.yml")
    with pytest.raises(FaqError, match=r"returns\.yml: entry 1 \(parcel_late\): .*delivery\.yml: entry 1"):
        read_faq(tmp_path)


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    write(tmp_path, "faq:" + ENTRY.replace("Where is my parcel?", "''"))
    write(tmp_path, "faq: nothing", "en/returns.yml")
    write(tmp_path, "faq:" + ENTRY, "Deutsch/returns.yml")
    with pytest.raises(FaqError) as raised:
        read_faq(tmp_path)
    assert len(str(raised.value).splitlines()) == 3


@pytest.mark.parametrize(
    "content",
    ["faq: [", "", "- id: a", "faq: {}", "faq:\n- text", "faq:" + ENTRY + "  answer: Another answer.", "\tfaq: []"],
    ids=["broken", "empty", "no faq", "no list", "a text", "a key twice", "tab"],
)
def test_what_is_no_faq_file_is_refused_by_name(tmp_path: Path, content: str) -> None:
    write(tmp_path, content)
    with pytest.raises(FaqError, match=r"delivery\.yml"):
        read_faq(tmp_path)


def test_a_file_that_is_no_text_is_refused_by_name(tmp_path: Path) -> None:
    write(tmp_path, "").write_bytes(b"\xff\xfe\x00 faq")
    with pytest.raises(FaqError, match=r"delivery\.yml"):
        read_faq(tmp_path)


def test_a_folder_without_entries_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FaqError, match="holds no FAQ"):
        read_faq(tmp_path / "nowhere")


def test_an_intents_default_is_the_first_entry_that_names_it_first() -> None:
    def entry(name: str, *intents: str) -> Passage:
        return Passage(name, "faq", name, "…", "en", {"intents": list(intents), "also": []})

    entries = [entry("a", "x", "y"), entry("b", "y"), entry("c", "y"), entry("d", "x", "z")]
    assert default_for(entries, "y") == entries[1]
    assert default_for(entries, "x") == entries[0]
    assert default_for(entries, "z") == entries[3]
    assert default_for(entries, "w") is None
