"""Reading a word that no passage has as the one that it is likeliest a misspelling of."""

from __future__ import annotations

import functools
import json
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA

from knowledge.exporting import minilm_source

# The commonest words of an index: among a million passages the rest are numbers of models, and slips of its own.
MOST_WORDS = 50_000


@functools.cache
def ordinary_words() -> frozenset[str]:
    """English as it is spelt, of which a shop's own index knows little: the whole words among MiniLM's word pieces,
    22,500 of the commonest (Devlin et al. 2019). "morning" is no slip for "more"."""
    read = json.loads((minilm_source() / "tokenizer.json").read_text(encoding="utf-8"))
    return frozenset(piece for piece in read["model"]["vocab"] if piece.isalpha())


class Near(NamedTuple):
    """A word of the index, the edits that make another word of it, and how many rows have it."""

    word: str
    edits: int
    rows: int


class Spelling:
    """An index' words by their first letter, which few slips change (Yannakoudakis and Fawthrop 1983).

    Edits are letters left out, put in, replaced, or swapped with their neighbour (Damerau 1964)."""

    def __init__(self, vocabulary: Sequence[str], rows: NDArray[np.int64]) -> None:
        commonest = np.argsort(-rows[: len(vocabulary)], kind="stable")[:MOST_WORDS]
        self._by_letter: dict[str, list[str]] = {}
        self._rows: dict[str, int] = {}
        for at in commonest.tolist():
            word = vocabulary[at]
            if word.isalpha():
                self._by_letter.setdefault(word[0], []).append(word)
                self._rows[word] = int(rows[at])

    def nearest(self, word: str, edits: int) -> Near | None:
        """By the fewest edits, then by the most rows; None where all need more than `edits`."""
        found = process.extract(
            word, self._by_letter.get(word[0], ()), scorer=OSA.distance, score_cutoff=edits, limit=None
        )
        near = (Near(other, int(away), self._rows[other]) for other, away, _ in found)
        return min(near, key=lambda each: (each.edits, -each.rows), default=None)
