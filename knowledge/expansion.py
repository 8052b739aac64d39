"""What a query's words are looked up as: themselves, or read as known ones where misspelt, and words of the same
meaning."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from knowledge.spelling import ordinary_words
from knowledge.synonyms import NO_SYNONYMS, Synonyms, Term
from knowledge.words import UNSPACED, as_written, stem

if TYPE_CHECKING:
    from knowledge.lexical import Lexical

MOST_QUERY_WORDS = 64
# A query weighs at least as much as one and a half words that a single row has: else "7", which stands in one answer by
# chance, would match that answer in full. (Without: 0.98 for the Chinese shoe sizes; with: 0.29.)
LEAST_RARITY = 1.5
# What a word that was not typed counts for beside one that was. On Chorus' judged queries synonyms at .4 and .6 change
# nothing, since shops call goods what their buyers do; at .8 "earbuds" finds other earphones before them.
CORRECTED, SYNONYM = 0.8, 0.5
# Letters of a word from which on it may have one slip, and two: "desk" is near too many others.
ONE_SLIP, TWO_SLIPS = 5, 9


@dataclass(frozen=True)
class Concept:
    """Words of a query that stand for one thing, each with its weight; and `instead` what stands for the same. A row
    counts by whichever it has more of, so that it loses nothing of what was typed."""

    typed: Mapping[str, float]
    instead: Sequence[Mapping[str, float]] = ()


def concepts(
    text: str, indexes: Sequence[Lexical], synonyms: Synonyms = NO_SYNONYMS, *, foreign: bool = False
) -> list[Concept]:
    """What `text` asks for in word indexes that are searched as one. A word weighs by its rarity in all of them; all
    together weigh 1 at most. Of a `foreign` text, in another language than theirs, only the words count that a row has,
    or has in its own language: the others could be in none."""
    language = indexes[0].language
    written = list(as_written(text, language))
    known = synonyms.words(language)
    read = {word: _read(word, indexes, known) for word in list(dict.fromkeys(written))[:MOST_QUERY_WORDS]}
    sequence = [read[word] for word in written if word in read]
    typed = {stem(word, language) for word in read}
    spans = list(_spans(sequence, synonyms.of(language)))
    rows = {word: _rows(word, indexes) for word in sequence}
    for term, others in spans:
        for word in term:  # one that only its synonyms are known of is as rare as they are
            rows[word] = rows[word] or max(min(_rows(each, indexes) for each in other) for other in others)
    if foreign:
        rows = {word: of for word, of in rows.items() if of}
        spans = [(term, others) for term, others in spans if all(word in rows for word in term)]
    count = sum(index.count for index in indexes)
    rarity = {word: math.log(1 + (count - of + 0.5) / (of + 0.5)) for word, of in rows.items()}
    most = max(sum(rarity.values()), LEAST_RARITY * math.log(count + 1))
    weights = {word: (1.0 if word in typed else CORRECTED) * worth / most for word, worth in rarity.items()}
    found = [_concept(term, others, weights, indexes) for term, others in spans]
    told = {word for concept in found for word in concept.typed}
    return found + [Concept({word: weight}) for word, weight in weights.items() if word not in told]


def _spans(sequence: Sequence[str], meaning: Mapping[Term, Sequence[Term]]) -> Iterator[tuple[Term, Sequence[Term]]]:
    """The terms in `sequence` that others mean the same as, the longest where several begin, none in another."""
    longest = max(map(len, meaning), default=0)
    at, told = 0, set[str]()
    while at < len(sequence):
        terms = (tuple(sequence[at : at + length]) for length in range(longest, 0, -1))
        term = next((term for term in terms if term in meaning and told.isdisjoint(term)), None)
        if term is not None:
            told.update(term)
            yield term, meaning[term]
        at += len(term) if term else 1


def _concept(term: Term, others: Sequence[Term], weights: Mapping[str, float], indexes: Sequence[Lexical]) -> Concept:
    instead = []
    for other in others:
        new, gone = sorted(set(other) - weights.keys()), set(term) - set(other)
        # nothing new: a part of what was typed; nothing gone: a narrower name of it, which it finds anyway
        if gone and any(_rows(word, indexes) for word in new):
            worth = SYNONYM * sum(weights[word] for word in gone) / len(new)
            kept = {word: weights[word] for word in term if word not in gone}
            instead.append(kept | dict.fromkeys(new, worth))
    return Concept({word: weights[word] for word in term}, instead)


def _rows(word: str, indexes: Sequence[Lexical]) -> int:
    return sum(index.frequency(word) for index in indexes)


def _read(word: str, indexes: Sequence[Lexical], known: Collection[str]) -> str:
    """Its stem; of one that is no word and that no row has, if it has the letters for a slip, the nearest of a row."""
    stemmed = stem(word, indexes[0].language)
    if stemmed in known or word in ordinary_words():
        return stemmed
    edits = (len(word) >= ONE_SLIP) + (len(word) >= TWO_SLIPS)
    if not edits or not word.isalpha() or UNSPACED.search(word) or _rows(stemmed, indexes):
        return stemmed
    near = [found for each in (word, stemmed) for index in indexes if (found := index.nearest(each, edits))]
    return min(near, key=lambda found: found.edits).word if near else stemmed
