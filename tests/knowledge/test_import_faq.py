"""Other people's questions and answers become FAQ files, and nothing that is there is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.errors import FaqError
from knowledge.faq import read_faq
from knowledge.faq_folder import FaqFolder
from knowledge.faq_sources import read_entries
from knowledge.import_faq import id_of, main
from knowledge.passages import Passage

THERE = """# checked by Mira
faq:
- id: gift_cards   # the general one
  intents: [check_payment_methods]
  question: "Can I pay with a gift card?"
  answer: |
    Yes, one an order.
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "faq" / "en").mkdir(parents=True)
    (tmp_path / "faq" / "en" / "payment.yml").write_text(THERE)
    return tmp_path / "faq"


def run(folder: Path, content: str, name: str, *options: str) -> int:
    file = folder.parent / name
    file.write_text(content)
    return main([str(file), "--language", "en", "--faq", str(folder), *options])


def answers(folder: Path) -> dict[str, Passage]:
    return {passage.id: passage for passage in read_faq(folder)}


def test_a_csv_goes_to_a_file_of_its_own(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    content = 'Question;Answer;also\n"Do you wrap gifts?";"Yes.\n\nFor €3.";can you wrap it|gift paper\n'
    assert run(folder, content, "Gift Help.csv") == 0
    made = answers(folder)["do_you_wrap_gifts"]
    assert made.text == "Yes.\n\nFor €3." and made.facts["also"] == ["can you wrap it", "gift paper"]
    assert made.facts["topic"] == "gift_help" and "1 added: do_you_wrap_gifts" in capsys.readouterr().out


def test_a_heading_of_markdown_is_a_question_and_a_bare_one_a_chapter(folder: Path) -> None:
    content = "# Help\n\n## Gifts\n\n### Do you wrap?\nYes:\n\n- paper\n- ribbon\n\n### 能寄到香港吗？\n可以。\n"
    assert run(folder, content, "help.md") == 0
    made = answers(folder)
    assert made["do_you_wrap"].text == "Yes:\n\n- paper\n- ribbon"
    assert [p.title for p in made.values() if p.facts["topic"] == "help"] == ["Do you wrap?", "能寄到香港吗？"]


def test_rasas_responses_are_asked_for_by_their_examples(folder: Path) -> None:
    content = """
nlu:
- intent: faq/gift_wrap
  examples: |
    - do you wrap [gifts](product)?
    - can it be [gift-wrapped]{"entity": "service"}
responses:
  utter_faq/gift_wrap:
  - text: Yes, for three euros.
  - text: We do!
"""
    assert run(folder, content, "faq.yml") == 0
    made = answers(folder)["faq_gift_wrap"]
    assert made.title == "do you wrap gifts?" and made.facts["also"] == ["can it be gift-wrapped"]
    assert made.text == "Yes, for three euros."


def test_a_response_that_nobody_asks_for_is_a_fault(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(folder, "responses:\n  utter_greet:\n  - text: Hi!\n", "domain.yml") == 1
    assert "give the NLU file with the intent greet" in capsys.readouterr().err


def test_what_is_there_stays_unless_it_is_to_be_replaced(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    content = "id,question,answer\ngift_cards,Can I pay with a gift card?,As many as you like.\n"
    assert run(folder, content, "new.csv") == 0
    assert answers(folder)["gift_cards"].text == "Yes, one an order." and "left out" in capsys.readouterr().out
    assert (folder / "en" / "payment.yml").read_text() == THERE and not (folder / "en" / "new.yml").exists()
    assert run(folder, content, "new.csv", "--replace") == 0
    made = answers(folder)["gift_cards"]
    assert made.text == "As many as you like." and made.facts["intents"] == ["check_payment_methods"]
    kept = (folder / "en" / "payment.yml").read_text()
    assert "# checked by Mira" in kept and "# the general one" in kept


def test_the_same_file_again_writes_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    content = "question,answer\nDo you wrap gifts?,Yes.\n"
    run(folder, content, "gifts.csv")
    written = (folder / "en" / "gifts.yml").stat().st_mtime_ns
    assert run(folder, content, "gifts.csv") == 0
    assert (folder / "en" / "gifts.yml").stat().st_mtime_ns == written
    assert "1 there already" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("content", "name", "fault"),
    [
        ("question,answer\nWhy?,\nBecause,x\n", "a.csv", "a.csv, line 2: answer is missing"),
        ("question,answer\nWhy so?,x\nWhy so?,y\n", "a.csv", "a.csv, line 3: has the id why_so of"),
        ("q1,a1\nWhy?,x\n", "a.csv", "no columns called question and answer"),
        ('question,answer\n"Why?,x\n', "a.csv", "cannot be read"),
        ("question,answer\n", "a.csv", "there is no question with an answer"),
        ("just words\n", "a.md", "there is no question with an answer"),
        ("responses: [", "a.yml", "is no YAML"),
        ("x", "a.docx", "is none of .csv"),
    ],
)
def test_a_fault_is_named_and_nothing_is_written(
    folder: Path, content: str, name: str, fault: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(folder, content, name) == 1
    said = capsys.readouterr().err
    assert fault in said and "Nothing has been imported." in said
    assert [file.name for file in folder.rglob("*.*")] == ["payment.yml"]


def test_a_faulty_faq_is_not_added_to(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "en" / "payment.yml").write_text("faq:\n- id: x\n")
    assert run(folder, "question,answer\nDo you wrap gifts?,Yes.\n", "gifts.csv") == 1
    assert str(folder / "en" / "payment.yml") in capsys.readouterr().err
    assert not (folder / "en" / "gifts.yml").exists()


def test_another_encoding_and_a_missing_file_are_plain_errors(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes("question,answer\nCafé?,x\n".encode("cp1252"))
    with pytest.raises(FaqError, match="is not UTF-8"):
        read_entries([tmp_path / "a.csv"])
    with pytest.raises(FaqError, match="cannot be read"):
        read_entries([tmp_path / "b.csv"])


def test_ids_are_made_of_the_question() -> None:
    assert id_of("Can I pay with *two* gift cards?") == "can_i_pay_with_two_gift_cards"
    assert id_of("能寄到香港吗？").startswith("q_") and id_of("能寄到香港吗？") != id_of("能退货吗？")


def test_a_folder_is_read_again_only_when_a_file_changes(folder: Path) -> None:
    watched = FaqFolder(folder)
    assert [passage.id for passage in watched.changed() or []] == ["gift_cards"] and watched.changed() is None
    (folder / "en" / "payment.yml").write_text(THERE.replace("one an order", "two an order"))
    assert "two" in (watched.changed() or [])[0].text
    (folder / "en" / "payment.yml").write_text("faq: [")
    with pytest.raises(FaqError):
        watched.changed()
    assert watched.changed() is None
