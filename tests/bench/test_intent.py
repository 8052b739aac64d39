from __future__ import annotations

from pathlib import Path

import pytest

from bench.intent import main
from bench.intent_report import OUT_OF_SCOPE, Report, Row, table
from bench.labelled import normalised, read


def report(*rows: Row) -> Report:
    return Report("aisle", rows, train_seconds=1.0, peak_mb=2.0, archive_mb=3.0, threshold=0.5)


def test_figures_count_what_is_refused_as_right_only_out_of_scope() -> None:
    figures = report(
        Row("a", "a", 0.9, 1.0),
        Row("a", "a", 0.4, 2.0),
        Row("b", "a", 0.8, 3.0),
        Row(OUT_OF_SCOPE, "a", 0.3, 4.0),
        Row(OUT_OF_SCOPE, "b", 0.7, 5.0),
    ).figures()
    assert figures["in_scope_accuracy"] == pytest.approx(2 / 3)
    assert figures["in_scope_accuracy_at_threshold"] == pytest.approx(1 / 3)
    assert figures["oos_recall"] == 0.5
    assert figures["accuracy"] == pytest.approx(2 / 5)
    # of the six pairs of one inside and one outside, the inside scores higher in five
    assert figures["oos_auroc"] == pytest.approx(5 / 6)
    assert figures["parse_ms_p50"] == 3.0


def test_without_anything_out_of_scope_accuracy_is_plain() -> None:
    figures = report(Row("a", "a", 0.1, 1.0), Row("b", "a", 0.9, 1.0)).figures()
    assert figures["accuracy"] == 0.5 and figures["oos_auroc"] is None
    assert "| oos_auroc | – |" in table([report(Row("a", "a", 0.1, 1.0))])


def test_a_report_survives_its_file(tmp_path: Path) -> None:
    kept = report(Row("a", "b", 0.25, 1.5))
    kept.write(tmp_path / "r.json")
    assert Report.read("aisle", tmp_path / "r.json") == kept


def test_labels_are_compared_blind_to_case_and_punctuation() -> None:
    assert normalised("Refund_not_showing_up?") == normalised("refund not showing up")


@pytest.mark.parametrize("content", ["", "text,intent\n", "text,intent\nhello\n", "text,intent\n ,greet\n"])
def test_a_broken_file_is_named_with_its_line(tmp_path: Path, content: str, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "t.csv"
    file.write_text(content)
    with pytest.raises(ValueError, match=r"t\.csv"):
        read(file)
    assert main(["--train", str(file), "--test", str(file)]) == 2
    assert "t.csv" in capsys.readouterr().err
