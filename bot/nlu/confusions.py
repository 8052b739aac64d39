"""Which intents the training examples do not tell apart, and which have too few of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.nlu.examples import ENOUGH
from bot.nlu.nlu_files import AnnotatedExample, quote
from bot.nlu.quick_head import Predictions, out_of_fold

_WORTH_NAMING = 0.08  # of both intents' examples together
_FEWEST = 3
_QUOTED = 2


@dataclass(frozen=True)
class ThinIntent:
    """Too few examples to be learnt; `language` is empty where the examples have none."""

    intent: str
    language: str
    examples: int

    def __str__(self) -> str:
        number = "a single example" if self.examples == 1 else f"{self.examples} examples"
        where = f" in {self.language}" if self.language else ""
        return f"{self.intent} has {number}{where}: give it at least {ENOUGH}"


@dataclass(frozen=True)
class Confusion:
    """Two intents that are taken for each other: shares of `first`'s examples read as `second`, and of `second`'s.

    `taken` are those of either that are read as the other, the surest mistakes first."""

    first: str
    second: str
    first_as_second: float
    second_as_first: float
    taken: tuple[AnnotatedExample, ...]

    def __str__(self) -> str:
        quoted = "; ".join(
            part
            for intent, other in ((self.first, self.second), (self.second, self.first))
            if (part := self._quoted(intent, other))
        )
        return (
            f"{self.first} and {self.second} are confused: {self.first_as_second:.0%} of the examples of {self.first} "
            f"are read as {self.second}, {self.second_as_first:.0%} the other way. {quoted}"
        )

    def _quoted(self, intent: str, other: str) -> str:
        examples = [example for example in self.taken if example.intent == intent][:_QUOTED]
        shown = [quote(e.text) + (f" ({e.place})" if e.place else "") for e in examples]
        return f"Read as {other}: {', '.join(shown)}" if shown else ""


def thin_intents(examples: Sequence[AnnotatedExample]) -> list[ThinIntent]:
    """Thinnest first, a line for each language that the intent has examples in."""
    counts = Counter((example.intent, example.language) for example in examples)
    thin = [ThinIntent(*key, number) for key, number in counts.items() if number < ENOUGH]
    return sorted(thin, key=lambda entry: (entry.examples, entry.intent, entry.language))


def confusions(examples: Sequence[AnnotatedExample], predictions: Predictions, most: int = 5) -> list[Confusion]:
    """The `most` pairs that are confused worst: by the share of both intents' examples that are read as the other."""
    sizes = Counter(example.intent for example in examples)
    surest_first = np.argsort(-predictions.probabilities.max(axis=1), kind="stable")
    taken: dict[tuple[str, str], list[AnnotatedExample]] = defaultdict(list)
    understood = predictions.understood
    for row in surest_first:
        if examples[row].intent != understood[row]:
            taken[examples[row].intent, understood[row]].append(examples[row])
    found: dict[tuple[str, str], float] = {}
    for one, other in taken:
        pair = (min(one, other), max(one, other))
        wrong = len(taken.get(pair, ())) + len(taken.get(pair[::-1], ()))
        share = wrong / (sizes[one] + sizes[other])
        if wrong >= _FEWEST and share >= _WORTH_NAMING:
            found[pair] = share
    worst = sorted(found, key=lambda pair: (-found[pair], pair))[:most]
    return [_confusion(pair, taken.get(pair, []), taken.get(pair[::-1], []), sizes) for pair in worst]


def warnings_for(examples: Sequence[AnnotatedExample], embeddings: NDArray[np.float32]) -> list[str]:
    """A sentence for each thin intent and each confused pair. `embeddings` float32 [n, d], a row an example.

    Raises ValueError with fewer than two intents."""
    predictions = out_of_fold(embeddings, [example.intent for example in examples])
    return [*map(str, thin_intents(examples)), *map(str, confusions(examples, predictions))]


def _confusion(
    pair: tuple[str, str], forth: list[AnnotatedExample], back: list[AnnotatedExample], sizes: Counter[str]
) -> Confusion:
    first, second = pair
    return Confusion(first, second, len(forth) / sizes[first], len(back) / sizes[second], (*forth, *back))
