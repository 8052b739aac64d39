"""Examples by what is written in them, in every intent and language."""

from __future__ import annotations

import unicodedata

from bot.nlu.nlu_files import AnnotatedExample
from studio.language.corpus import Corpus

MOST = 200


def search(all_files: Corpus, words: str) -> tuple[list[AnnotatedExample], int]:
    """Those that have every word, in the order of the files: the first of them, and how many there are."""
    wanted = [_folded(word) for word in words.split()]
    if not wanted:
        return [], 0
    found = [
        example
        for file in all_files.files
        for example in file.examples
        if all(word in _folded(example.written) for word in wanted)
    ]
    return found[:MOST], len(found)


def _folded(text: str) -> str:
    return text.casefold() if text.isascii() else unicodedata.normalize("NFKC", text).casefold()
