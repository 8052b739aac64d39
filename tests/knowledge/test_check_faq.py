"""What the content team is told about its files."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.check_faq import main
from knowledge.faq import FAQ_FOLDER

ENTRY = "- id: {id}\n  question: {question}\n  answer: Yes.\n"


def write(folder: Path, language: str, *entries: str) -> None:
    file = folder / language / "gifts.yml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("faq:\n" + "".join(entries), encoding="utf-8")


def test_what_lacks_a_language_and_what_is_asked_alike_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wrap, card = ENTRY.format(id="wrap", question="Do you wrap gifts?"), ENTRY.format(id="card", question="A card?")
    write(tmp_path, "en", wrap, card, ENTRY.format(id="paper", question="do you  wrap gifts"))
    write(tmp_path, "zh", wrap, ENTRY.format(id="paper", question="礼品纸？"))
    assert main([str(tmp_path)]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "card: there is none in zh",
        "wrap and paper (en): both are asked as “do you wrap gifts”",
        "3 entries in en, zh: every file can be served",
    ]


def test_a_fault_is_named_by_file_and_entry(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path, "en", ENTRY.format(id="wrap", question="''"))
    assert main([str(tmp_path)]) == 1
    assert "gifts.yml: entry 1 (wrap): question is empty" in capsys.readouterr().err


def test_our_own_files_leave_nothing_to_remark(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(FAQ_FOLDER)]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 1
