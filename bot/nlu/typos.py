"""Misspelt words of the shop: an unknown word is read as the known one that is a slip of the keys away."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from rapidfuzz import process
from rapidfuzz.distance import OSA

_SHORTEST = 4
# a word this long may have two slips
_LONG = 7
TOKENIZER = "tokenizer.json"
# what one message may cost: more unknown words than this are no shopper's typos
_MOST_WORDS = 40


class Speller:
    """Corrects towards `words`; `real_words` stay what they are. Immutable."""

    def __init__(self, words: Iterable[str], real_words: frozenset[str], long: int = _LONG) -> None:
        self._known = frozenset(words)
        self._real_words = real_words
        self._long = long
        by_length: dict[int, list[str]] = defaultdict(list)
        for word in sorted(self._known):
            if len(word) >= _SHORTEST:
                by_length[len(word)].append(word)
        self._by_length = dict(by_length)

    def correct(self, words: Sequence[str]) -> dict[str, str]:
        """Typo → known word, for those of `words` that have one."""
        unknown = dict.fromkeys(word for word in words if self._is_unknown(word))
        found = {word: self._nearest(word) for word in list(unknown)[:_MOST_WORDS]}
        return {word: known for word, known in found.items() if known is not None}

    def _is_unknown(self, word: str) -> bool:
        return (
            _SHORTEST <= len(word) <= 24
            and word not in self._known
            and word not in self._real_words
            and word.isascii()
            and word.isalpha()
        )

    def _nearest(self, word: str) -> str | None:
        slips = 2 if len(word) >= self._long else 1
        best: tuple[int, str] | None = None
        for length in range(len(word) - slips, len(word) + slips + 1):
            candidates = self._by_length.get(length, ())
            hit = process.extractOne(word, candidates, scorer=OSA.distance, score_cutoff=slips, processor=None)
            if hit is not None and (best is None or hit[1] < best[0]) and hit[0][0] == word[0]:
                best = (int(hit[1]), hit[0])
                slips = best[0]
        return best[1] if best else None


def english_words(tokenizer: Path) -> frozenset[str]:
    """The whole words of a BERT vocabulary: twenty thousand that a web's worth of text needs most often."""
    vocabulary = json.loads(tokenizer.read_text(encoding="utf-8"))["model"]["vocab"]
    return frozenset(word for word in vocabulary if len(word) > 2 and word.isascii() and word.isalpha())
