"""Retrieval by word: BM25F over a few fields of each passage, held as one sparse matrix of scores.

BM25F counts a word over all fields before it saturates (Robertson, Zaragoza and Taylor 2004, "Simple BM25 extension to
multiple weighted fields"), and each field has its own normalisation by length. What a word is worth in a passage is
reckoned when the index is written, so that a search adds up one column a word (Lù 2024, "BM25S",
https://arxiv.org/abs/2407.03618).

On Chorus' judged shop queries (19,406 products), words alone, nDCG@10 and the median search: tantivy .692 in 0.1 ms, as
it saturates each field by itself; SQLite's FTS5, whose parameters are fixed, .742 in 0.4 ms; bm25s, which knows one
field, .751 to .763 in 0.2 ms; this .787 in 0.1 ms."""

from __future__ import annotations

import functools
from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge.expansion import Concept, concepts
from knowledge.spelling import Near, Spelling
from knowledge.words import words


@dataclass(frozen=True)
class Weighing:
    """A (weight, length normalisation) for each field, and where counts saturate: BM25F's w, b and k1."""

    fields: Sequence[tuple[float, float]]
    saturation: float


# heading, body, attributes. Products: five folds over Chorus' queries, twenty times; every neighbour of these values is
# within .01 nDCG of them. FAQ: the same for StackFAQ's queries and the tests' fit_*.yml, which hardly tell them apart.
WEIGHING: Mapping[str, Weighing] = {
    "product": Weighing(((1.0, 0.5), (1.0, 1.0), (0.4, 0.75)), 0.5),
    "faq": Weighing(((2.0, 0.75), (1.0, 1.0), (0.4, 0.75)), 1.2),
    "policy": Weighing(((2.0, 0.75), (1.0, 1.0), (0.4, 0.75)), 1.2),
}


def write_lexical(
    file: Path,
    rows: Iterable[Sequence[str]],
    language: str,
    weighing: Weighing,
    means: NDArray[np.float64] | None = None,
) -> None:
    """A word index of rows of as many texts as `weighing` has fields, numbered from 0 in the order given.

    `means` are the fields' lengths that count as ordinary, for rows that are searched beside many others; else their
    own."""
    vocabulary: dict[str, int] = {}
    terms, lengths = ([array("q") for _ in weighing.fields] for _ in range(2))
    for texts in rows:
        for at, text in enumerate(texts):
            found = words(text, language)
            terms[at].extend(vocabulary.setdefault(word, len(vocabulary)) for word in found)
            lengths[at].append(len(found))
    count = len(lengths[0])
    if means is None:
        means = np.array([sum(length) / max(count, 1) for length in lengths])
    counted = [
        _frequencies(np.array(term), np.array(length), mean, weight, normalisation)
        for term, length, mean, (weight, normalisation) in zip(terms, lengths, means, weighing.fields, strict=True)
    ]
    places, where = np.unique(np.concatenate([place for place, _ in counted]), return_inverse=True)
    frequencies = np.bincount(where, np.concatenate([frequency for _, frequency in counted]), len(places))
    term_of, row_of = np.divmod(places, max(count, 1))
    np.savez(
        file,
        vocabulary=np.frombuffer("\n".join(vocabulary).encode(), np.uint8),
        starts=np.searchsorted(term_of, np.arange(len(vocabulary) + 1)),
        rows=row_of.astype(np.uint32),
        shares=(frequencies / (weighing.saturation + frequencies)).astype(np.float16),
        means=means,
    )


def _frequencies(
    terms: NDArray[np.int64], lengths: NDArray[np.int64], mean: float, weight: float, normalisation: float
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Where a word stands in this field, as word × rows + row, and how often by the field's weight and length."""
    count = len(lengths)
    places, times = np.unique(terms * count + np.repeat(np.arange(count), lengths), return_counts=True)
    long = lengths / (mean or 1.0)
    return places, weight * times / (1 - normalisation + normalisation * long[places % count])


class Lexical:
    """An open word index. It is only read, so several threads may search it at once."""

    def __init__(
        self,
        vocabulary: Mapping[str, int],
        starts: NDArray[np.int64],
        rows: NDArray[np.uint32],
        shares: NDArray[np.float16],
        means: NDArray[np.float64],
        language: str,
        count: int,
    ) -> None:
        self._vocabulary = vocabulary
        self._starts = starts
        self._rows = rows
        self._shares = shares
        self.means = means
        self.language = language
        self.count = count

    @classmethod
    def open(cls, file: Path, language: str, count: int) -> Lexical:
        """Raises OSError, ValueError, KeyError or zipfile's BadZipFile on a file that is not as written."""
        with np.load(file, allow_pickle=False) as kept:
            names = kept["vocabulary"].tobytes().decode().split("\n")
            starts, rows, shares, means = kept["starts"], kept["rows"], kept["shares"], kept["means"]
        if not len(rows) == len(shares) == starts[-1] or (len(rows) and rows.max() >= count):
            raise ValueError(f"{file} does not hold a score for each word of each passage")
        vocabulary = {name: at for at, name in enumerate(names) if name}
        return cls(vocabulary, starts, rows, shares, means, language, count)

    def search(self, text: str, depth: int) -> Mapping[int, float]:
        """Row → score of the `depth` best rows that share a word with `text`, best first.

        A score is BM25F as a share of the most that any row could reach for these words, so it lies in 0 … 1 and means
        the same for every query; a word that no row has counts against all of them."""
        return self.best(concepts(text, [self]), depth)

    def best(self, asked: Sequence[Concept], depth: int, hidden: Sequence[int] = ()) -> Mapping[int, float]:
        """The same by what each word weighs, and without the `hidden` rows."""
        scores = np.zeros(self.count, np.float32)
        for concept in asked:
            if concept.instead:  # whichever a row has more of
                scores += np.max([self._scores(either) for either in (concept.typed, *concept.instead)], axis=0)
            else:
                self._add(scores, concept.typed)
        scores[list(hidden)] = 0
        return {row: float(scores[row]) for row in _best(scores, depth)}

    def _scores(self, weights: Mapping[str, float]) -> NDArray[np.float32]:
        scores = np.zeros(self.count, np.float32)
        self._add(scores, weights)
        return scores

    def _add(self, scores: NDArray[np.float32], weights: Mapping[str, float]) -> None:
        for word, weight in weights.items():
            rows, shares = self._postings(word)
            scores[rows] += shares * np.float32(weight)

    def frequency(self, word: str) -> int:
        """How many rows have it."""
        return len(self._postings(word)[0])

    def nearest(self, word: str, edits: int) -> Near | None:
        """The word that `word` is likeliest a misspelling of, by at most so many edits."""
        return self._spelling.nearest(word, edits)

    @functools.cached_property
    def _spelling(self) -> Spelling:
        return Spelling(list(self._vocabulary), np.diff(self._starts))

    def _postings(self, word: str) -> tuple[NDArray[np.uint32], NDArray[np.float16]]:
        at = self._vocabulary.get(word)
        span = slice(0, 0) if at is None else slice(self._starts[at], self._starts[at + 1])
        return self._rows[span], self._shares[span]


def _best(scores: NDArray[np.float32], depth: int) -> list[int]:
    """The rows of the `depth` highest scores, best first, the earlier row first among equals."""
    if depth < len(scores):
        least = np.partition(scores, -depth)[-depth]
        rows = np.flatnonzero(scores >= least) if least > 0 else np.flatnonzero(scores)
    else:
        rows = np.flatnonzero(scores)
    order: list[int] = rows[np.argsort(-scores[rows], kind="stable")][:depth].tolist()
    return order
