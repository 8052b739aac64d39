"""`python -m shop.importing`, as an operator runs it."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from shop.importing.__main__ import main
from shop.importing.faults import Fault
from shop.importing.reporting import write_report
from shop.store import Store
from tests.shop.importing.conftest import HEADER, products

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.setenv("AISLE_VAR", str(tmp_path / "var"))
    monkeypatch.delenv("AISLE_DATABASE_URL", raising=False)
    monkeypatch.setenv("COLUMNS", "160")

    def command(content: str, *options: str) -> tuple[int, str, str]:
        file = tmp_path / "catalogue.csv"
        file.write_text(content)
        code = main([str(file), "--quiet", *options])
        return code, *capsys.readouterr()

    return command


def shop(tmp_path: Path) -> set[str]:
    store = Store(f"sqlite:///{tmp_path / 'var' / 'aisle.db'}")
    try:
        return set(products(store))
    finally:
        store.close()


def test_tells_what_it_did_and_that_there_is_nothing_to_do(run: Run, tmp_path: Path) -> None:
    code, said, _ = run(f"{HEADER}a,Kettle,12.00\n")
    assert code == 0 and "Aisle catalogue: 1 products" in said and "1 added" in said
    code, said, _ = run(f"{HEADER}a,Kettle,12.00\n")
    assert code == 0 and "nothing has changed" in said and shop(tmp_path) == {"a"}


def test_the_bot_gets_the_new_words(run: Run, tmp_path: Path) -> None:
    run("id,title,price,brand\na,Kettle,12.00,Hearthside\n")
    words = json.loads((tmp_path / "var" / "vocabulary.json").read_text("utf-8"))
    assert words["brands"] == ["Hearthside"] and "Kettle" in words["products"]


def test_lists_every_bad_row_on_the_terminal_and_in_a_file(run: Run, tmp_path: Path) -> None:
    bad = "".join(f"b{n},,1.00\n" for n in range(60))
    code, said, complaint = run(f"{HEADER}a,Kettle,12.00\n{bad}")
    assert code == 1 and "60 faults; nothing has been imported" in complaint
    assert "what is wrong" in said and "… and 20 more" in said
    rows = list(csv.DictReader((tmp_path / "var" / "import-report.csv").open(encoding="utf-8-sig")))
    assert len(rows) == 60 and rows[0] == {
        "line": "3",
        "product": "b0",
        "column": "title",
        "reason": "is missing",
        "value": "",
    }


def test_skips_bad_rows_when_asked(run: Run, tmp_path: Path) -> None:
    code, said, _ = run(f"{HEADER}a,Kettle,12.00\nb,,1.00\n", "--skip-bad")
    assert code == 0 and "1 added" in said and "1 rows left out" in said and shop(tmp_path) == {"a"}


def test_a_missing_file_is_one_plain_line(run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path / "nothing.csv")]) == 1
    assert capsys.readouterr().err == f"shop.importing: {tmp_path / 'nothing.csv'} is no file\n"


def test_the_shops_currency_is_a_setting(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AISLE_CURRENCY", "usd")
    assert run(f"{HEADER}a,Kettle,$12.00\n")[0] == 0
    code, said, _ = run(f"{HEADER}a,Kettle,12.00 EUR\n")
    assert code == 1 and "this shop sells in USD" in " ".join(said.split())
    monkeypatch.setenv("AISLE_CURRENCY", "shells")
    code, _, complaint = run(f"{HEADER}a,Kettle,12.00\n")
    assert code == 1 and "is no currency" in complaint


def test_the_terminal_and_a_spreadsheet_are_not_steered_by_what_a_file_holds(run: Run, tmp_path: Path) -> None:
    _, said, _ = run(f"{HEADER}a,Kettle,\x1b[2Jnothing[red]\n")
    assert "\x1b[2J" not in said and "[red]" in said
    write_report([Fault(1, "is no price", "price", "=HYPERLINK(0)", "@x")], tmp_path / "r.csv")
    assert "'=HYPERLINK(0)" in (tmp_path / "r.csv").read_text("utf-8-sig")
