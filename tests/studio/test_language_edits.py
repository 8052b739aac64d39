"""Two editors at once, and every kind of edit of the shop's own data: small, sound, and nothing for Rasa to say."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.nlu.examples import check
from bot.nlu.nlu_files import Severity, read
from studio import answers, language
from studio.errors import Conflict, NotThere
from studio.files import Files
from studio.language import ExampleRef, synonyms
from studio.language.corpus import corpus, line_of, path_of
from studio.repository import Repository
from tests.studio.conftest import BEN, MIA, ROOT


def test_of_two_editors_of_one_example_the_second_is_told(repository: Repository) -> None:
    def edit(written: str) -> Callable[[Files], None]:
        seen = ExampleRef("nlu_data/en/orders.yml", 6, "where is my parcel")
        return lambda files: language.edit_example(files, "track_order", seen, written)

    repository.edit(edit("where is my box"), MIA, "first")
    with pytest.raises(Conflict) as told:
        repository.edit(edit("where's my parcel"), BEN, "second")
    assert told.value.detail == {"place": "nlu_data/en/orders.yml:6", "now": "where is my box"}


def test_two_editors_of_one_intent_lose_nothing(repository: Repository) -> None:
    seen = [ExampleRef("nlu_data/en/orders.yml", 6, "where is my parcel")]
    repository.edit(lambda files: language.add_examples(files, "track_order", "en", ["one of Mia's"]), MIA, "adds")
    repository.edit(lambda files: language.remove_examples(files, "track_order", seen), BEN, "removes")
    repository.edit(lambda files: language.add_examples(files, "track_order", "en", ["one of Ben's"]), BEN, "adds")
    text = repository.draft().read("nlu_data/en/orders.yml")
    assert "one of Mia's" in text and "one of Ben's" in text and "where is my parcel" not in text


def test_an_intent_renamed_meanwhile_is_not_made_anew(repository: Repository) -> None:
    repository.edit(lambda files: language.rename_intent(files, "track_order", "find_parcel"), MIA, "renames")
    with pytest.raises(NotThere):
        repository.edit(lambda files: language.add_examples(files, "track_order", "en", ["x y"]), BEN, "adds")


def refs(files: Files, *places: tuple[str, int]) -> list[ExampleRef]:
    """Of `review`, by language and position."""
    found = []
    for one, at in places:
        example = [each for block in corpus(files).blocks_of("review", one) for each in block.examples][at]
        found.append(ExampleRef(path_of(example), line_of(example), example.written))
    return found


EDITS: dict[str, Callable[[Files], object]] = {
    "add": lambda files: language.add_examples(files, "review", "en", ["may I judge the lamp on your page"]),
    "edit": lambda files: language.edit_example(files, "review", *refs(files, ("zh", 2)), "我来写写使用感受吧"),
    "remove": lambda files: language.remove_examples(files, "review", refs(files, ("en", 0), ("en", 3))),
    "move": lambda files: language.move_examples(files, "review", refs(files, ("en", 1), ("zh", 1)), "complaint"),
    "new": lambda files: (
        language.add_intent(files, "ask_carbon", "en", ["how green is this", "what is the footprint"], "delivery"),
        language.add_examples(files, "ask_carbon", "zh", ["这个环保吗"]),
    ),
    "split": lambda files: language.split_intent(files, "review", refs(files, ("en", 1), ("zh", 1)), "ask_rating"),
    "rename": lambda files: language.rename_intent(files, "check_invoice", "explain_invoice"),
    "merge": lambda files: language.merge_intents(files, "delivery_period", "delivery_options"),
}


@pytest.mark.parametrize("kind", EDITS)
def test_each_edit_of_the_shops_own_data_is_small_and_leaves_it_sound(
    whole: Repository, tmp_path: Path, kind: str
) -> None:
    before = whole.draft().version
    made = whole.edit(EDITS[kind], MIA, kind).version
    assert made is not None
    changed = sum(diff.added + diff.removed for diff in whole.diff(before, made.id))
    assert changed < {"merge": 60, "rename": 40}.get(kind, 16)
    whole.export(made.id, tmp_path / "out", "nlu_data")
    errors = [fault for fault in check(read(tmp_path / "out/nlu_data")) if fault.severity is Severity.ERROR]
    assert not errors


def other_words(files: Files) -> None:
    """Of everything that is no example: answers of all kinds, synonyms, lookups."""
    said = {"wordings": [{"at": None, "text": "From nine to five.", "buttons": []}]}
    answers.add("response", "utter_hours", "talk", {"en": said})(files)
    passage = {"question": "Are you open?", "answer": "From nine to five.", "also": [], "intents": []}
    answers.add("faq", "opening_hours_of_the_shop", "service", {"en": passage})(files)
    first = next(block for block in synonyms.words(files) if block.kind == "synonym" and block.language == "en")
    synonyms.add(files, "synonym", first.name, "en", ["zanzibarian"])
    synonyms.change(files, "synonym", first.name, "en", "zanzibarian", "zanzibaresque")
    synonyms.add(files, "lookup", "color", "en", ["zanzibar blue"])


@pytest.mark.slow
def test_rasa_finds_nothing_to_say_after_every_kind_of_edit(whole: Repository, tmp_path: Path) -> None:
    edits = {**EDITS, "remove an intent": lambda files: language.remove_intent(files, "ask_rating")}
    for kind, edit in {**edits, "other words": other_words}.items():
        assert whole.edit(edit, MIA, kind).version is not None, kind
    whole.export(whole.draft().version, tmp_path / "out")
    done = subprocess.run(
        [ROOT / ".venv/bin/rasa", "data", "validate", "--domain", "bot/domain", "--data", "nlu_data", "stories"],
        cwd=tmp_path / "out",
        capture_output=True,
        text=True,
        check=False,
    )
    said = done.stdout + done.stderr
    assert done.returncode == 0, said[-3000:]
    warned = [line for line in said.splitlines() if "UserWarning" in line and "The utterance" not in line]
    # what a new intent leads to is told next
    assert not [line for line in warned if "'ask_carbon' is not used in any story" not in line]
