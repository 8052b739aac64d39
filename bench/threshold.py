"""Where the threshold of `config.yml` lies on the curve that it was chosen from.

The messages are those of the rehearsal that training keeps in the model: examples that were held out, and all those of
intents that were left out. None of tests/nlu is among them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bot.nlu.calibration import OUTSIDE_SHARE

THRESHOLDS = tuple(round(step * 0.05, 2) for step in range(1, 20))
Outcome = Sequence[float | bool | None]


@dataclass(frozen=True)
class Point:
    """Shares: of the messages in scope, understood rightly and wrongly; of those outside, refused."""

    threshold: float
    right: float
    wrong: float
    refused: float

    @property
    def net(self) -> float:
        """What is answered rightly less what is answered wrongly, of all messages; a question back counts nothing."""
        return (1 - OUTSIDE_SHARE) * (self.right - self.wrong) - OUTSIDE_SHARE * (1 - self.refused)


def curve(outcomes: Sequence[Outcome]) -> list[Point]:
    """`outcomes`: confidence and whether it was right, None where nothing could be."""
    inside = np.array(
        [(confidence, right) for confidence, right in outcomes if right is not None], dtype=float
    ).reshape(-1, 2)
    outside = np.array([confidence for confidence, right in outcomes if right is None], dtype=float)
    points = []
    for threshold in THRESHOLDS:
        answered = inside[:, 0] >= threshold
        right, wrong = ((inside[:, 1] == was) & answered for was in (1, 0))
        refused = float((outside < threshold).mean()) if len(outside) else 1.0
        points.append(Point(threshold, float(right.mean()), float(wrong.mean()), refused))
    return points


def table(points: Sequence[Point], shipped: float) -> str:
    best = max(points, key=lambda point: point.net)
    lines = ["| threshold | right | wrong | asked back | outside refused | net |", "|---|---|---|---|---|---|"]
    for point in points:
        marks = ("**best** " if point is best else "") + ("ships" if abs(point.threshold - shipped) < 0.001 else "")
        asked = 1 - point.right - point.wrong
        lines.append(
            f"| {point.threshold:.2f} {marks} | {point.right:.3f} | {point.wrong:.3f} | {asked:.3f} | "
            f"{point.refused:.3f} | {point.net:.3f} |"
        )
    return "\n".join(lines)


def plot(curves: dict[str, list[Point]], shipped: float, file: Path) -> None:
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(1, len(curves), figsize=(5.5 * len(curves), 4), squeeze=False)
    for axis, (name, points) in zip(axes[0], curves.items(), strict=True):
        x = [point.threshold for point in points]
        axis.plot(x, [point.right for point in points], label="in scope, right")
        axis.plot(x, [point.wrong for point in points], label="in scope, wrong")
        axis.plot(x, [point.refused for point in points], label="outside, refused")
        axis.plot(x, [point.net for point in points], "--", label="net")
        axis.axvline(shipped, color="grey", linewidth=1)
        axis.set(title=name, xlabel="threshold", ylim=(0, 1))
    axes[0][0].legend(loc="lower center", fontsize=8)
    figure.tight_layout()
    figure.savefig(file, dpi=120)
