"""How often, and how high, a recommender's ten hold the item that came next: figures, table, picture."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

DEPTH = 10


@dataclass(frozen=True)
class Run:
    """`found`: for each user the recommended items, best first. `each_ms`: one recommendation."""

    way: str
    found: Sequence[Sequence[str]]
    build_seconds: float
    each_ms: float

    def ranks(self, targets: Sequence[str]) -> list[float]:
        """Of each target its rank, from 1; infinity where it is not among the ten."""
        pairs = zip(self.found, targets, strict=True)
        return [found.index(target) + 1 if target in found else math.inf for found, target in pairs]

    def figures(self, targets: Sequence[str]) -> dict[str, float]:
        """Hit rate and nDCG at ten, with one relevant item a user: the gain is 1 / log2(1 + rank)."""
        ranks = self.ranks(targets)
        return {
            "hr_at_10": float(np.mean([rank <= DEPTH for rank in ranks])),
            "ndcg_at_10": float(np.mean([1 / math.log2(1 + rank) for rank in ranks])),
            "build_seconds": self.build_seconds,
            "each_ms": self.each_ms,
        }


def table(figures: Mapping[str, Mapping[str, float]]) -> str:
    names = list(next(iter(figures.values())))
    lines = ["| way | " + " | ".join(names) + " |", "|---|" + "---|" * len(names)]
    for way, values in figures.items():
        shown = [f"{values[name]:.4f}" if "_at_" in name else f"{values[name]:.2f}" for name in names]
        lines.append(f"| {way} | " + " | ".join(shown) + " |")
    return "\n".join(lines)


def plot(runs: Sequence[Run], targets: Sequence[str], file: Path) -> None:
    """The hit rate by how many are recommended, a line a way; and hit rate and nDCG at ten, a bar a way."""
    from matplotlib import pyplot

    figure, (depth, bars) = pyplot.subplots(1, 2, figsize=(11, 4))
    for at, run in enumerate(runs):
        ranks = np.array(run.ranks(targets))
        depth.plot(range(1, DEPTH + 1), [(ranks <= k).mean() for k in range(1, DEPTH + 1)], marker="o", label=run.way)
        values = run.figures(targets)
        places = np.arange(2) + (at - (len(runs) - 1) / 2) * 0.8 / len(runs)
        bars.bar(places, [values["hr_at_10"], values["ndcg_at_10"]], 0.8 / len(runs), label=run.way)
    depth.set(xlabel="recommended items", ylabel="share of users whose next item is among them", ylim=(0, None))
    depth.legend()
    bars.set_xticks(range(2), ["hit rate at 10", "nDCG at 10"])
    figure.tight_layout()
    figure.savefig(file, dpi=120)
