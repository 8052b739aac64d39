"""`python -m bench.recommendation --sequences F.txt`: is the item that a user came to last among ten recommended ones?

Popularity, plain item-based nearest neighbours (cosine, from `implicit`) and what ships (`shop.neighbours` and
`shop.ranking`, as the shop serves them) are asked the same; `--all` adds implicit's other models. All items are ranked,
none is sampled away. What a user had before is not recommended again, as is usual: a repeated item counts as missed."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
from implicit.als import AlternatingLeastSquares
from implicit.bpr import BayesianPersonalizedRanking
from implicit.nearest_neighbours import BM25Recommender, CosineRecommender, TFIDFRecommender
from scipy.sparse import csr_matrix
from threadpoolctl import threadpool_limits
from tqdm import tqdm

from bench.recommendation_report import DEPTH, Run, plot, table
from bench.sequences import Split, leave_last_out, read_sequences
from shop import neighbours, ranking
from shop.behaviour import VIEW, Acted, Action

SHIPS = "ships"
_SEED = 7
_NEIGHBOURS = 100
Way = Callable[[Split, Sequence[str]], Iterator[list[str]]]  # for each user, in turn, what is recommended


def popularity(split: Split, items: Sequence[str]) -> Iterator[list[str]]:
    counts = Counter(item for history in split.histories for item in history)
    popular = sorted(counts, key=lambda item: (-counts[item], item))
    for history in split.histories:
        had = set(history)
        unknown = (item for item in popular if item not in had)
        yield [item for item, _ in zip(unknown, range(DEPTH), strict=False)]


def as_shipped(split: Split, items: Sequence[str]) -> Iterator[list[str]]:
    actions = [Action(str(user), item, VIEW) for user, history in enumerate(split.histories) for item in history]
    near: defaultdict[str, list[ranking.Row]] = defaultdict(list)
    for row in neighbours.near(actions, items):
        near[row[0]].append(row)

    def rows_of(products: Collection[str]) -> Iterable[ranking.Row]:
        return (row for product in products for row in near[product])

    for history in split.histories:
        latest = [Acted(item, VIEW) for item in reversed(history)]
        yield ranking.ranked(latest, rows_of, DEPTH, set(history))


def of_implicit(model: Callable[[], object]) -> Way:
    """One of implicit's models, on what each user had, without order."""

    def way(split: Split, items: Sequence[str]) -> Iterator[list[str]]:
        place = {item: number for number, item in enumerate(items)}
        rows = np.repeat(np.arange(len(split.histories)), [len(history) for history in split.histories])
        columns = [place[item] for history in split.histories for item in history]
        had = csr_matrix((np.ones(len(columns), np.float32), (rows, columns)), (len(split.histories), len(items)))
        had.data[:] = 1.0  # a repeated item is one
        fitted: object = model()
        fitted.fit(had, show_progress=False)  # type: ignore[attr-defined]
        for user in range(len(split.histories)):
            found, scores = fitted.recommend(user, had[user], DEPTH)  # type: ignore[attr-defined]
            yield [items[number] for number, score in zip(found, scores, strict=True) if np.isfinite(score)]

    return way


def ways(everything: bool) -> dict[str, Way]:
    nearest = {"ItemKNN (cosine)": CosineRecommender, "TF-IDF": TFIDFRecommender, "BM25": BM25Recommender}
    chosen: dict[str, Way] = {"popularity": popularity}
    for name, model in list(nearest.items())[: None if everything else 1]:
        chosen[name] = of_implicit(lambda model=model: model(K=_NEIGHBOURS, num_threads=1))  # type: ignore[misc]
    if everything:
        settings = {"factors": 128, "random_state": _SEED, "num_threads": 1}
        chosen["ALS"] = of_implicit(lambda: AlternatingLeastSquares(**settings))
        chosen["BPR"] = of_implicit(lambda: BayesianPersonalizedRanking(**settings))
    return chosen | {SHIPS: as_shipped}


def measure(name: str, way: Way, split: Split, items: Sequence[str], *, quiet: bool = False) -> Run:
    """Building counts as `build_seconds`; all that comes before the first answer."""
    started = time.perf_counter()
    answers = way(split, items)
    found = [next(answers)]
    built = time.perf_counter() - started
    left = len(split.targets) - 1
    found += tqdm(answers, name, left, unit=" users", disable=quiet or not sys.stderr.isatty(), leave=False)
    each = (time.perf_counter() - started - built) * 1e3 / max(1, left)
    return Run(name, found, built, each)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m bench.recommendation", description=(__doc__ or "").split("\n\n")[0]
    )
    parser.add_argument("--sequences", type=Path, required=True, help="a user and their items in order, one line each")
    parser.add_argument(
        "--validation", action="store_true", help="find the second-last item, without the last: to choose settings by"
    )
    parser.add_argument("--all", action="store_true", help="implicit's other models too (minutes)")
    parser.add_argument("--plot", type=Path, help="a picture of it")
    parser.add_argument("--json", action="store_true", help="end with one line of JSON for what ships")
    options = parser.parse_args(arguments)
    try:
        sequences = read_sequences(options.sequences)
    except (OSError, ValueError) as error:
        print(f"bench.recommendation: {error}", file=sys.stderr)
        return 2
    split = leave_last_out(sequences, validation=options.validation)
    items = sorted({item for sequence in sequences for item in sequence})
    with threadpool_limits(1):
        runs = [measure(name, way, split, items) for name, way in ways(options.all).items()]
    figures = {run.way: run.figures(split.targets) for run in runs}
    print(f"{len(sequences):,} users, {len(items):,} items, {'second-last' if options.validation else 'last'} item")
    print(table(figures))
    if options.plot:
        plot(runs, split.targets, options.plot)
    if options.json:
        print(json.dumps({name: figures[SHIPS][name] for name in ("hr_at_10", "ndcg_at_10")}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
