"""Retrieval by word: SQLite's FTS5, one small database file a partition, scored by BM25.

FTS5 comes with Python, keeps its postings on disk, and answers in well under a millisecond at this size."""

from __future__ import annotations

import math
import sqlite3
import threading
from collections.abc import Iterable, Mapping
from pathlib import Path

from knowledge.errors import IndexCorrupt
from knowledge.words import words

K1 = 1.2  # as FTS5 has it
# A query weighs at least as much as one and a half words that a single row has: else "7", which stands in one answer by
# chance, would match that answer in full. (Without: 0.98 for the Chinese shoe sizes; with: 0.29.)
LEAST_RARITY = 1.5
SEARCH = """
SELECT rowid, bm25(passages, 2.0, 1.0) AS rank  -- a word of the heading counts for two of the body
FROM passages WHERE passages MATCH ? ORDER BY rank LIMIT ?
"""
MOST_QUERY_WORDS = 64


def write_lexical(file: Path, rows: Iterable[tuple[str, str]], language: str) -> None:
    """A word index of (heading, body) rows, numbered from 0 in the order given."""
    connection = sqlite3.connect(file)
    try:
        with connection:
            connection.execute(
                "CREATE VIRTUAL TABLE passages USING fts5(heading, body, tokenize = 'unicode61 remove_diacritics 0')"
            )
            connection.execute("CREATE VIRTUAL TABLE vocabulary USING fts5vocab(passages, 'row')")
            connection.executemany(
                "INSERT INTO passages(rowid, heading, body) VALUES (?, ?, ?)",
                ((row, *(" ".join(words(text, language)) for text in texts)) for row, texts in enumerate(rows)),
            )
            connection.execute("INSERT INTO passages(passages) VALUES ('optimize')")
    finally:
        connection.close()


class Lexical:
    """An open word index. Safe to call from several threads."""

    def __init__(self, file: Path, language: str, count: int) -> None:
        uri = f"{file.resolve().as_uri()}?mode=ro&immutable=1"
        self._connection = sqlite3.connect(uri, uri=True, check_same_thread=False)
        self._lock = threading.Lock()
        self._language = language
        self._count = count

    def search(self, text: str, depth: int) -> Mapping[int, float]:
        """Row → score of the `depth` best rows that share a word with `text`.

        A score is BM25 as a share of the most that any row could reach for these words, so it lies in 0 … 1 and means
        the same for every query; a word that no row has counts against all of them. Raises IndexCorrupt if the file
        has been written over since it was opened."""
        query = list(dict.fromkeys(words(text, self._language)))[:MOST_QUERY_WORDS]
        if not query:
            return {}
        try:
            with self._lock:
                rarity = max(sum(map(self._rarity, query)), LEAST_RARITY * math.log(self._count + 1))
                found = self._connection.execute(SEARCH, (" OR ".join(f'"{word}"' for word in query), depth)).fetchall()
        except sqlite3.DatabaseError as error:
            raise IndexCorrupt(f"the word index for {self._language} cannot be read") from error
        return {row: min(1.0, -rank / (K1 + 1) / rarity) for row, rank in found}

    def _rarity(self, word: str) -> float:
        """The inverse document frequency, as FTS5 reckons it."""
        counted = self._connection.execute("SELECT doc FROM vocabulary WHERE term = ?", (word,)).fetchone()
        having = counted[0] if counted else 0
        return max(1e-6, math.log((self._count - having + 0.5) / (having + 0.5)))
