"""How well a ranking meets its judgements: figures, table, picture."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

DEPTH = 10


@dataclass(frozen=True)
class Run:
    """What one way found: for each query the ids of its first passages, best first; the times of all searches."""

    way: str
    found: Mapping[str, Sequence[str]]
    milliseconds: Sequence[float]

    def figures(self, judgements: Mapping[str, Mapping[str, int]]) -> dict[str, float]:
        """Means over the judged queries. Recall at k counts the queries with a passage of use (rating above 0) among
        the first k; unjudged passages are of none."""
        firsts = [first_of_use(self.found[query], ratings) for query, ratings in judgements.items()]
        gains = [ndcg(self.found[query], ratings) for query, ratings in judgements.items()]
        return {
            "recall_at_1": float(np.mean([first <= 1 for first in firsts])),
            "recall_at_5": float(np.mean([first <= 5 for first in firsts])),
            "mrr_at_10": float(np.mean([1 / first for first in firsts])),
            "ndcg_at_10": float(np.mean(gains)),
            "query_ms_p50": float(np.percentile(self.milliseconds, 50)),
            "query_ms_p95": float(np.percentile(self.milliseconds, 95)),
        }


def first_of_use(found: Sequence[str], ratings: Mapping[str, int]) -> float:
    """The rank, from 1, of the first passage of use among ten; infinity if there is none."""
    return next((rank for rank, name in enumerate(found[:DEPTH], 1) if ratings.get(name, 0) > 0), math.inf)


def ndcg(found: Sequence[str], ratings: Mapping[str, int]) -> float:
    """nDCG@10 with gain 2^rating − 1 and log2 discount, the ideal from the judged rows (Järvelin and Kekäläinen 2002,
    Burges et al. 2005)."""
    ideal = _gain(sorted(ratings.values(), reverse=True))
    return _gain([ratings.get(name, 0) for name in found]) / ideal


def _gain(ratings: Sequence[int]) -> float:
    return float(sum((2**rating - 1) / math.log2(rank + 1) for rank, rating in enumerate(ratings[:DEPTH], 1)))


def table(figures: Mapping[str, Mapping[str, float]]) -> str:
    names = list(next(iter(figures.values())))
    lines = ["| way | " + " | ".join(names) + " |", "|---|" + "---|" * len(names)]
    for way, values in figures.items():
        shown = [f"{values[name]:.2f}" if "_ms_" in name else f"{values[name]:.3f}" for name in names]
        lines.append(f"| {way} | " + " | ".join(shown) + " |")
    return "\n".join(lines)


def plot(figures: Mapping[str, Mapping[str, float]], file: Path) -> None:
    """Quality on the left, milliseconds a query on the right, a bar a way."""
    from matplotlib import pyplot

    figure, (quality, speed) = pyplot.subplots(1, 2, figsize=(11, 4), gridspec_kw={"width_ratios": (2, 1)})
    for axes, names in (
        (quality, ["recall_at_1", "recall_at_5", "mrr_at_10", "ndcg_at_10"]),
        (speed, ["query_ms_p50", "query_ms_p95"]),
    ):
        for at, (way, values) in enumerate(figures.items()):
            places = np.arange(len(names)) + (at - (len(figures) - 1) / 2) * 0.8 / len(figures)
            axes.bar(places, [values[name] for name in names], 0.8 / len(figures), label=way)
        axes.set_xticks(range(len(names)), [name.replace("_at_", "@").replace("query_ms_", "") for name in names])
    quality.set_ylim(0, 1)
    quality.legend(loc="lower right")
    speed.set_ylabel("milliseconds a query, one thread")
    figure.tight_layout()
    figure.savefig(file, dpi=120)
