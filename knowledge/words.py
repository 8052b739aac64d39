"""A language's words, as the word index counts them: stemmed, and Chinese and Japanese as pairs of characters.

Pairs stand in for a dictionary (Nie et al. 2000, "On the use of words and n-grams for Chinese information retrieval").
On the fitting questions they were better than jieba's words, right at rank 1 .92 against .90 and answerable against not
.975 against .961 AUROC, and they spare every process a second and 110 MB."""

from __future__ import annotations

import functools
import re
import threading
import unicodedata
from collections.abc import Callable, Iterator

import snowballstemmer

WORD = re.compile(r"[^\W_]+")
UNSPACED = re.compile(r"([\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+)")  # kana and Han
# Words that say nothing of what is asked. Question words are not among them: "how" and "when" tell entries apart, and
# BM25 knows how little.
ENGLISH = """
a an and are as at be been but by can could do does for from had has have hi hello i if in is it its me my of on or
please so some that the their them there they this to was we were will with would you your
"""
STOP = {"en": frozenset(ENGLISH.split())}
SNOWBALL = {
    "en": "english",
    "de": "german",
    "fr": "french",
    "es": "spanish",
    "it": "italian",
    "nl": "dutch",
    "pt": "portuguese",
}


def words(text: str, language: str) -> list[str]:
    """In order, with repeats; empty for a text of nothing but stop words, punctuation or emoji."""
    stem = _stemmer(language)
    return [stem(word) for word in as_written(text, language)]


def stem(word: str, language: str) -> str:
    """What `words` makes of one word that `as_written` gives."""
    return _stemmer(language)(word)


def as_written(text: str, language: str) -> list[str]:
    """The same words before they are stemmed."""
    folded = unicodedata.normalize("NFKC", text).lower()
    if language in SNOWBALL and not folded.isascii():  # café is cafe; in other scripts a mark can make another letter
        folded = "".join(c for c in unicodedata.normalize("NFD", folded) if not unicodedata.combining(c))
    stop = STOP.get(language, frozenset())
    runs = WORD.findall(folded)
    found = [word for run in runs for word in _cut(run)] if UNSPACED.search(folded) else runs
    return [word for word in found if word not in stop]


def _cut(run: str) -> Iterator[str]:
    for part in UNSPACED.split(run):
        if UNSPACED.match(part):
            yield from (part[at : at + 2] for at in range(max(1, len(part) - 1)))
        elif part:
            yield part


@functools.cache
def _stemmer(language: str) -> Callable[[str], str]:
    if language not in SNOWBALL:
        return str
    algorithm, one_at_a_time = snowballstemmer.stemmer(SNOWBALL[language]), threading.Lock()

    @functools.lru_cache(maxsize=65_536)
    def stem(word: str) -> str:
        with one_at_a_time:  # a stemmer holds the word that it works on
            return str(algorithm.stemWord(word))

    return stem
