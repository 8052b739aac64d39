"""`python -m bench.inbox_groups`: how near two messages must be for the inbox to make them one decision.

On nlu_data, where the right intent of each example is known. The examples are grouped as the inbox groups messages:
within a language and within what the bot took them for, here the quick model's guess when it has learnt the other
folds. One decision is right for an example where the leader of its group has the same intent. The lowest threshold from
which on that holds for GOOD of the examples that follow another saves most decisions.

nlu_data should be harder than a log: it has no two alike, and many that differ in a word and in meaning. That a log
does better was not measured; the share that is grouped here says nothing about one."""

from __future__ import annotations

import argparse
import random
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.nlu.nlu_files import AnnotatedExample, read
from bot.nlu.quick_model import cross_validated
from studio.grouping import ALIKE, assign
from studio.standins import gist
from studio.understanding import embed, encoders

GOOD = 0.9
_THRESHOLDS = [round(0.5 + 0.02 * step, 2) for step in range(24)]
_ORDERS = 5  # who leads depends on who comes first
Kinds = dict[tuple[str, str], list[int]]


def kinds_of(examples: Sequence[AnnotatedExample], understood: Sequence[str]) -> Kinds:
    """Rows by language and by what they are understood as."""
    found: Kinds = defaultdict(list)
    for row, (example, intent) in enumerate(zip(examples, understood, strict=True)):
        found[example.language, intent].append(row)
    return found


def measure(
    examples: Sequence[AnnotatedExample], vectors: NDArray[np.float32], kinds: Kinds, threshold: float
) -> tuple[float, float]:
    """The share of those that follow a leader which have its intent, and the share that follow one."""
    right = followed = 0
    for rows in kinds.values():
        for seed in range(_ORDERS):
            order = random.Random(seed).sample(rows, len(rows))
            leaders = assign(vectors[order], np.empty((0, vectors.shape[1]), np.float32), threshold)
            follows = [(order[row], order[leader]) for row, leader in enumerate(leaders) if row != leader]
            right += sum(examples[row].intent == examples[leader].intent for row, leader in follows)
            followed += len(follows)
    return right / max(1, followed), followed / (_ORDERS * len(examples))


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.inbox_groups", description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("folder", type=Path, nargs="?", default=Path("nlu_data"))
    examples = read(parser.parse_args(arguments).folder).examples
    texts = [example.text for example in examples]
    vectors = embed([gist(text) for text in texts])
    intents = [example.intent for example in examples]
    understood = cross_validated(encoders().features(texts), intents).understood
    for name, kinds in (
        ("by meaning alone", kinds_of(examples, [""] * len(examples))),
        ("by meaning, within what they were taken for", kinds_of(examples, understood)),
    ):
        print(f"{name}:\nthreshold  right  grouped")
        good: list[float] = []
        for threshold in _THRESHOLDS:
            right, grouped = measure(examples, vectors, kinds, threshold)
            good = [*good, threshold] if right >= GOOD else []
            print(f"{threshold:9.2f}  {right:5.1%}  {grouped:6.1%}{'  <- in use' if threshold == ALIKE else ''}")
        print(f"{GOOD:.0%} right from {min(good, default=None)} on")


if __name__ == "__main__":
    main()
