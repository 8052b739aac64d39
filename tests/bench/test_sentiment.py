from __future__ import annotations

import tarfile
from pathlib import Path

import pytest

from bench.sentiment import by_vader, main, read
from bench.sentiment_report import Report, Row, plot, table

GOOD = 'text,sentiment\nawful,negative\nok,Neutral\n"thanks, lovely",positive\n'


def file(folder: Path, written: str) -> Path:
    path = folder / "messages.csv"
    path.write_text(written, encoding="utf-8")
    return path


def test_messages_are_read_with_their_feeling(tmp_path: Path) -> None:
    assert read(file(tmp_path, GOOD)) == [
        ("awful", "negative"),
        ("ok", "neutral"),
        ("thanks, lovely", "positive"),
    ]


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("text,intent\nx,y\n", "line 1: expected the columns text,sentiment"),
        ("", "line 1"),
        (GOOD + "fine,angry\n", "line 5: needs a text and one of"),
        (GOOD + ",negative\n", "line 5"),
        (GOOD + "lonely\n", "line 5"),
        ("text,sentiment\nawful,negative\n", "needs messages that are"),
    ],
)
def test_a_bad_row_is_named_with_its_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], written: str, reason: str
) -> None:
    assert main(["--messages", str(file(tmp_path, written))]) == 2
    assert reason in capsys.readouterr().err


def test_a_missing_file_and_an_archive_without_sentiment_are_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--messages", str(tmp_path / "none.csv")]) == 2
    assert "none.csv" in capsys.readouterr().err
    with tarfile.open(tmp_path / "old.tar.gz", "w:gz") as tar:
        tar.add(file(tmp_path, GOOD), "metadata.json")
    assert main(["--messages", str(file(tmp_path, GOOD)), "--model", str(tmp_path / "old.tar.gz")]) == 2
    assert "make train" in capsys.readouterr().err


def test_figures_are_those_of_a_case_worked_out_by_hand() -> None:
    """Surest first: negative, negative, neutral, negative, positive. Four fifths are right down to the second."""
    golds = [("negative", 0.9), ("negative", 0.8), ("neutral", 0.7), ("negative", 0.6), ("positive", 0.1)]
    rows = [Row(gold, gold, sure, -sure) for gold, sure in golds]
    figures = Report("by hand", rows).figures()
    assert figures["macro_f1"] == 1.0
    assert figures["negative_auroc"] == pytest.approx(5 / 6)
    assert figures["negative_recall_at_p80"] == pytest.approx(2 / 3)


def test_vader_hears_words_and_not_what_is_meant() -> None:
    rows = by_vader([("I love it", "positive"), ("I hate it", "negative"), ("third week, still nothing", "negative")])
    assert [row.heard for row in rows] == ["positive", "negative", "neutral"]


def test_two_ways_stand_side_by_side_and_are_drawn(tmp_path: Path) -> None:
    labelled = read(file(tmp_path, GOOD))
    reports = [Report("one", by_vader(labelled)), Report("other", by_vader(labelled))]
    assert "| negative_auroc | 1.000 | 1.000 |" in table(reports)
    plot(reports, tmp_path / "drawn.png")
    assert (tmp_path / "drawn.png").stat().st_size > 10_000
