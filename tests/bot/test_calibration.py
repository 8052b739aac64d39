from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bot.nlu.calibration import Calibration, Learnt


def overconfident(rows: int, right: float, scale: float) -> tuple[np.ndarray, np.ndarray]:
    """Logits of three intents that are sure of themselves and right in a share `right`."""
    random = np.random.default_rng(1)
    columns = random.integers(0, 3, rows)
    said = np.where(random.random(rows) < right, columns, (columns + 1) % 3)
    logits = np.zeros((rows, 3), dtype=np.float32)
    logits[np.arange(rows), said] = scale
    return logits, columns


def test_a_model_too_sure_of_itself_is_cooled_to_how_often_it_is_right() -> None:
    logits, columns = overconfident(2000, right=0.7, scale=9.0)
    none = np.zeros(0, dtype=np.float32)
    calibration = Calibration.fit(logits, columns, np.ones(2000), np.zeros((0, 3), dtype=np.float32), none)
    assert calibration.scope is None
    assert calibration.confidences(logits, np.ones(2000)).max(axis=1).mean() == pytest.approx(0.7, abs=0.03)


def test_what_is_far_from_everything_learnt_keeps_little_confidence() -> None:
    logits, columns = overconfident(300, right=0.95, scale=6.0)
    random = np.random.default_rng(2)
    near, far = random.normal(0.8, 0.05, 300), random.normal(0.3, 0.05, 300)
    calibration = Calibration.fit(logits, columns, near, logits * 0.5, far)
    assert calibration.confidences(logits[:1], np.array([0.8])).max() > 0.8
    assert calibration.confidences(logits[:1] * 0.5, np.array([0.3])).max() < 0.1
    assert calibration.in_scope(logits[:1], np.array([0.8]))[0] > calibration.in_scope(logits[:1], np.array([0.5]))[0]


def test_with_too_little_to_fit_on_nothing_is_claimed() -> None:
    logits, columns = overconfident(5, right=1.0, scale=3.0)
    calibration = Calibration.fit(logits, columns, np.ones(5), logits, np.zeros(5))
    assert calibration == Calibration()


def test_a_calibration_survives_its_file(tmp_path: Path) -> None:
    for calibration in (Calibration(), Calibration(0.7, (-3.0, 0.5, 8.0))):
        calibration.write(tmp_path / "c.json")
        assert Calibration.read(tmp_path / "c.json") == calibration


def test_nearness_looks_only_at_the_examples_of_the_likeliest_intent() -> None:
    learnt = Learnt(np.eye(3, dtype=np.float32), np.array([0, 0, 1]))
    message = np.array([[1.0, 0.0, 0.0]], dtype=np.float32)
    assert learnt.nearness(message, np.array([0]))[0] == pytest.approx(0.5)
    assert learnt.nearness(message, np.array([1]))[0] == 0.0
    assert learnt.nearness(message, np.array([2]))[0] == 0.0
