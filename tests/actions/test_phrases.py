"""What actions say follows its files while the process runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from actions.phrases import FILES, Phrases, variables

PERSON = 'person:\n  en: "Talk to a person"\n  zh: "转人工客服"\nfound:\n  en: "Order {number}"\n'


@pytest.fixture
def file(tmp_path: Path) -> Path:
    (tmp_path / "phrases.yml").write_text(PERSON)
    return tmp_path / "phrases.yml"


def test_an_edited_phrase_is_said_at_once(file: Path) -> None:
    phrases = Phrases.load([file])
    assert phrases.say("person", "en") == "Talk to a person"
    file.write_text(PERSON.replace("Talk to a person", "Talk to a colleague"))
    assert phrases.say("person", "en") == "Talk to a colleague"
    assert phrases.button("person", "zh", "/x")["title"] == "转人工客服"


@pytest.mark.parametrize(
    "broken",
    [
        PERSON.replace('person"', "person"),
        PERSON.replace("{number}", "{number"),
        PERSON.replace("person:", "people:"),
        PERSON.replace('"转人工客服"', "[1]"),
        "[]",
        "",
    ],
)
def test_a_faulty_file_changes_nothing_and_is_told_once(
    file: Path, caplog: pytest.LogCaptureFixture, broken: str
) -> None:
    phrases = Phrases.load([file])
    file.write_text(broken)
    for _ in range(3):
        assert phrases.say("person", "en") == "Talk to a person"
        assert phrases.say("found", "en", number=7) == "Order 7"
    assert len(caplog.records) == 1
    file.write_text(PERSON.replace("Talk", "Speak"))
    assert phrases.say("person", "en") == "Speak to a person"


def test_a_file_that_goes_for_a_moment_leaves_what_was_said(file: Path, tmp_path: Path) -> None:
    phrases = Phrases.load([file])
    file.rename(tmp_path / "away.yml")
    assert phrases.say("person", "en") == "Talk to a person"


def test_every_phrase_that_we_ship_names_the_same_variables_in_each_language() -> None:
    told = Phrases.load(FILES)._phrases
    named = {name: {language: variables(text) for language, text in texts.items()} for name, texts in told.items()}
    assert [name for name, each in named.items() if len(set(map(frozenset, each.values()))) > 1] == []
