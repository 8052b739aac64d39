"""What an intent model did on a test file: figures, table, pictures."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.metrics import roc_auc_score

OUT_OF_SCOPE = "out of scope"


@dataclass(frozen=True)
class Row:
    """One test message: what it is, what was understood, how sure (0 … 1), in milliseconds."""

    gold: str
    understood: str
    score: float
    parse_ms: float


@dataclass(frozen=True)
class Report:
    """`threshold`: below it a message counts as not understood; the shipped one. `train_cpu_seconds`: of all cores, for
    machines where something else runs beside. `resident_mb`: of a server with this model."""

    way: str
    rows: tuple[Row, ...]
    train_seconds: float
    peak_mb: float
    archive_mb: float
    threshold: float
    train_cpu_seconds: float = 0.0
    resident_mb: float = 0.0

    def write(self, file: Path) -> None:
        file.write_text(json.dumps(asdict(self)), encoding="utf-8")

    @classmethod
    def read(cls, way: str, file: Path) -> Report:
        kept: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        rows = tuple(Row(**row) for row in kept.pop("rows"))
        return cls(**{**kept, "way": way, "rows": rows})

    def figures(self) -> dict[str, float | None]:
        """None where the test file has nothing out of scope."""
        inside = [row for row in self.rows if row.gold != OUT_OF_SCOPE]
        outside = [row for row in self.rows if row.gold == OUT_OF_SCOPE]
        right = [row for row in inside if row.gold == row.understood]
        refused = [row for row in outside if row.score < self.threshold]
        kept = [row for row in right if row.score >= self.threshold]
        times = [row.parse_ms for row in self.rows]
        auroc = (
            roc_auc_score([row.gold != OUT_OF_SCOPE for row in self.rows], [row.score for row in self.rows])
            if inside and outside
            else None
        )
        return {
            "accuracy": (len(kept) + len(refused)) / len(self.rows) if outside else len(right) / len(inside),
            "in_scope_accuracy": len(right) / len(inside),
            "in_scope_accuracy_at_threshold": len(kept) / len(inside),
            "oos_auroc": None if auroc is None else float(auroc),
            "oos_recall": len(refused) / len(outside) if outside else None,
            "train_seconds": self.train_seconds,
            "train_cpu_seconds": self.train_cpu_seconds,
            "parse_ms_p50": float(np.percentile(times, 50)),
            "parse_ms_p95": float(np.percentile(times, 95)),
            "peak_mb": self.peak_mb,
            "resident_mb": self.resident_mb,
            "archive_mb": self.archive_mb,
        }


def table(reports: Sequence[Report]) -> str:
    figures = {report.way: report.figures() for report in reports}
    lines = ["| figure | " + " | ".join(figures) + " |", "|---|" + "---|" * len(figures)]
    for name in next(iter(figures.values())):
        values = [figures[way][name] for way in figures]
        lines.append(f"| {name} | " + " | ".join("–" if v is None else f"{v:.3f}" for v in values) + " |")
    return "\n".join(lines)


def plot(reports: Sequence[Report], file: Path) -> None:
    """Risk against coverage of each way, and the most frequent confusions of the first."""
    from matplotlib import pyplot

    figure, (risk, confusions) = pyplot.subplots(1, 2, figsize=(11, 4))
    for report in reports:
        ranked = sorted(report.rows, key=lambda row: -row.score)
        wrong = np.cumsum([row.gold != row.understood for row in ranked])
        counts = np.arange(1, len(ranked) + 1)
        risk.plot(counts / len(ranked), wrong / counts, label=report.way)
    risk.set(
        xlabel="share of messages answered, surest first", ylabel="share of those answered wrongly", ylim=(0, None)
    )
    risk.legend()
    pairs = Counter(
        (row.gold, row.understood) for row in reports[0].rows if row.gold not in (row.understood, OUT_OF_SCOPE)
    )
    common = pairs.most_common(12)[::-1]
    confusions.barh([f"{gold} → {understood}" for (gold, understood), _ in common], [count for _, count in common])
    confusions.tick_params(axis="y", labelsize=7)
    confusions.set(xlabel=f"messages ({reports[0].way})")
    figure.tight_layout()
    figure.savefig(file, dpi=120)
