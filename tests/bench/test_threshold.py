from __future__ import annotations

import pytest

from bench.threshold import curve, table

OUTCOMES = [(0.9, True), (0.6, True), (0.3, False), (0.2, True), (0.7, None), (0.1, None)]


def test_a_higher_threshold_trades_answers_for_refusals() -> None:
    points = {point.threshold: point for point in curve(OUTCOMES)}
    assert (points[0.05].right, points[0.05].wrong, points[0.05].refused) == (0.75, 0.25, 0.0)
    assert (points[0.5].right, points[0.5].wrong, points[0.5].refused) == (0.5, 0.0, 0.5)
    assert points[0.8].refused == 1.0
    assert points[0.5].net == pytest.approx(0.85 * 0.5 - 0.15 * 0.5)


def test_the_table_marks_what_ships_and_what_would_be_best() -> None:
    rows = table(curve(OUTCOMES), shipped=0.5).splitlines()
    assert sum("ships" in row for row in rows) == 1 and sum("best" in row for row in rows) == 1
    assert "ships" in next(row for row in rows if row.startswith("| 0.50"))
