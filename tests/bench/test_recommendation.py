"""The measurement of recommendations, on sequences that a reader can follow."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

from bench import recommendation
from bench.recommendation_report import Run
from bench.sequences import leave_last_out, read_sequences

# whoever has bread and butter comes to jam, whoever has paper and ink to stamps
LINES = "".join(
    f"{number} {'bread butter tea jam' if number % 2 else 'paper ink glue stamps'}\n" for number in range(1, 13)
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    written = tmp_path / "sequences.txt"
    written.write_text(LINES)
    return written


def test_ends_with_one_line_of_json_for_what_ships(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    picture = tmp_path / "picture.png"
    assert recommendation.main(["--sequences", str(file), "--json", "--plot", str(picture)]) == 0
    printed = capsys.readouterr().out.splitlines()
    figures = json.loads(printed[-1])
    assert set(figures) == {"hr_at_10", "ndcg_at_10"} and 0 <= figures["ndcg_at_10"] <= figures["hr_at_10"] <= 1
    assert sum(line.startswith("|") for line in printed) == 5
    assert picture.read_bytes().startswith(b"\x89PNG")


def test_the_validation_split_never_sees_the_last_item(file: Path) -> None:
    split = leave_last_out(read_sequences(file), validation=True)
    assert set(split.targets) == {"tea", "glue"}
    assert not {"jam", "stamps"} & {item for history in split.histories for item in history}


def test_what_ships_finds_what_comes_next_and_not_what_was_there() -> None:
    histories = [["bread", "butter", "jam"]] * 5 + [["paper", "ink", "stamps"]] * 5 + [["bread", "butter"]]
    split = recommendation.Split(histories, ["x"] * 11)
    items = sorted({item for history in histories for item in history})
    found = list(recommendation.as_shipped(split, items))
    assert found[-1][0] == "jam" and not {"bread", "butter"} & set(found[-1])


def test_hit_rate_and_gain_are_those_of_the_rank() -> None:
    run = Run("ours", [["a", "b", "c"], ["a", "b", "c"], ["a", "b", "c"]], 0.0, 0.0)
    figures = run.figures(["a", "c", "z"])
    assert figures["hr_at_10"] == pytest.approx(2 / 3)
    assert figures["ndcg_at_10"] == pytest.approx((1 + 1 / math.log2(4)) / 3)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (b"1 a b c\n2 a b\n", "line 2: a user and at least 3 items"),
        (b"1 a b c\n\n1 a b c\n", "line 3: user 1 was on line 1"),
        (b"1 a b c\n2 a \xff b\n", "line 2: no UTF-8 text"),
        (b"", "no sequences in it"),
    ],
)
def test_bad_input_is_named_with_its_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: bytes, complaint: str
) -> None:
    file = tmp_path / "bad.txt"
    file.write_bytes(text)
    assert recommendation.main(["--sequences", str(file)]) == 2
    assert complaint in capsys.readouterr().err


def test_a_file_that_is_not_there_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert recommendation.main(["--sequences", str(tmp_path / "none.txt")]) == 2
    assert "none.txt" in capsys.readouterr().err
