"""The vector index by size: table and picture."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

COLUMNS = {
    "vectors": "{:,}",
    "type": "{}",
    "build_seconds": "{:.1f}",
    "resident_mb": "{:.0f}",
    "recall_at_10": "{:.3f}",
    "queries_per_second": "{:,.0f}",
    "exact_per_second": "{:,.0f}",
    "times_exact": "{:.1f}",
    "process_mb": "{:,.0f}",
    "search_ms": "{:.1f}",
}


def table(rows: Sequence[Mapping[str, Any]]) -> str:
    lines = ["| " + " | ".join(COLUMNS) + " |", "|---" * len(COLUMNS) + "|"]
    lines += ["| " + " | ".join(form.format(row[name]) for name, form in COLUMNS.items()) + " |" for row in rows]
    return "\n".join(lines)


def plot(rows: Sequence[Mapping[str, Any]], file: Path) -> None:
    """Queries a second, ours and exact, and seconds to build with megabytes, over the number of vectors, log-log."""
    from matplotlib import pyplot

    figure, (speed, cost) = pyplot.subplots(1, 2, figsize=(11, 4))
    sizes = [row["vectors"] for row in rows]
    for axes, name, label in (
        (speed, "queries_per_second", "queries a second"),
        (speed, "exact_per_second", "queries a second, exact"),
        (cost, "build_seconds", "seconds to build"),
        (cost, "resident_mb", "megabytes, the vectors"),
        (cost, "process_mb", "megabytes, the whole process"),
    ):
        axes.loglog(sizes, [row[name] for row in rows], marker="o", label=label)
    for row in rows:
        note = f"recall@10 {row['recall_at_10']:.3f}"
        at = (row["vectors"], row["queries_per_second"])
        speed.annotate(note, at, xytext=(0, 8), textcoords="offset points", ha="center")
    speed.margins(0.2)
    for axes in (speed, cost):
        axes.set_xlabel("vectors")
        axes.grid(which="both", alpha=0.3)
        axes.legend(loc="lower left")
    figure.tight_layout()
    figure.savefig(file, dpi=120)
