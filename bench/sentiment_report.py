"""What a sentiment model made of labelled messages: figures, table, picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.metrics import f1_score, precision_recall_curve, roc_auc_score

from bot.nlu.sentiment_examples import FEELINGS

_PRECISION = 0.8


@dataclass(frozen=True)
class Row:
    """One message: what it is, what was heard, how surely it is negative (any scale), and its score -1 … 1."""

    gold: str
    heard: str
    negative: float
    score: float


@dataclass(frozen=True)
class Report:
    way: str
    rows: Sequence[Row]

    def figures(self) -> dict[str, float]:
        """`negative_recall_at_p80`: the largest share of negatives that is found where 4 of 5 found are negative."""
        gold = [row.gold for row in self.rows]
        precision, recall, _ = precision_recall_curve(*self._negative())
        return {
            "macro_f1": float(f1_score(gold, [row.heard for row in self.rows], average="macro", labels=FEELINGS)),
            "negative_auroc": float(roc_auc_score(*self._negative())),
            "negative_recall_at_p80": float(recall[precision >= _PRECISION].max(initial=0.0)),
        }

    def curve(self) -> tuple[list[float], list[float]]:
        """Recall and precision of negative."""
        precision, recall, _ = precision_recall_curve(*self._negative())
        return recall.tolist(), precision.tolist()

    def _negative(self) -> tuple[list[bool], list[float]]:
        return [row.gold == "negative" for row in self.rows], [row.negative for row in self.rows]


def table(reports: Sequence[Report]) -> str:
    figures = {report.way: report.figures() for report in reports}
    lines = ["| figure | " + " | ".join(figures) + " |", "|---|" + "---|" * len(figures)]
    for name in next(iter(figures.values())):
        lines.append(f"| {name} | " + " | ".join(f"{of[name]:.3f}" for of in figures.values()) + " |")
    return "\n".join(lines)


def plot(reports: Sequence[Report], file: Path) -> None:
    """Precision against recall of each way, and how the first one's scores lie by what the messages are."""
    from matplotlib import pyplot

    figure, (curves, scores) = pyplot.subplots(1, 2, figsize=(11, 4))
    for report in reports:
        recall, precision = report.curve()
        curves.plot(recall, precision, label=report.way, drawstyle="steps-post")
    curves.axhline(_PRECISION, color="grey", linewidth=1)
    curves.set(xlabel="share of negative messages found", ylabel="share of those found that are", ylim=(0, 1.02))
    curves.legend(loc="lower left")
    by_feeling = [[row.score for row in reports[0].rows if row.gold == feeling] for feeling in FEELINGS]
    scores.hist(by_feeling, bins=np.linspace(-1, 1, 21).tolist(), label=FEELINGS)
    scores.set(xlabel=f"score ({reports[0].way})", ylabel="messages")
    scores.legend()
    figure.tight_layout()
    figure.savefig(file, dpi=120)
