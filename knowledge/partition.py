"""The passages of one language and kind, with their vectors and words: what one search runs over.

Kinds are kept apart so that a thousand products neither crowd out an FAQ entry nor decide which words are rare."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from knowledge.fusion import fusion
from knowledge.lexical import Lexical, write_lexical
from knowledge.passages import Hit, Passage, encoded_texts, from_mapping, lexical_fields, to_line

# Of an entry's several ways of asking, the nearest two: a single odd one does not win alone. On the fitting questions,
# five folds, right at rank 1: English .81 by the nearest one, .85 by two, .83 by three; Chinese .78, .90, .88.
COUNTED_VECTORS = {"faq": 2}
PASSAGES, DENSE, WORDS = "passages.jsonl", "dense.npz", "words.sqlite"


def text_key(text: str) -> bytes:
    """What a vector is known by when an index is built again: 32 bytes of hex."""
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32].encode("ascii")


def write_partition(folder: Path, passages: Sequence[Passage], vectors: NDArray[np.float32]) -> None:
    """`vectors` are those of each passage's `encoded_texts`, passage after passage."""
    folder.mkdir(parents=True)
    with (folder / PASSAGES).open("w", encoding="utf-8", errors="surrogatepass") as lines:
        lines.writelines(to_line(passage) + "\n" for passage in passages)
    texts = [encoded_texts(passage) for passage in passages]
    owners = np.repeat(np.arange(len(passages), dtype=np.int64), [len(several) for several in texts])
    keys = np.array([text_key(text) for several in texts for text in several], dtype="S32")
    np.savez(folder / DENSE, vectors=vectors, owners=owners, keys=keys)
    write_lexical(folder / WORDS, map(lexical_fields, passages), passages[0].language)


@dataclass(frozen=True)
class Partition:
    """Open for searching, from several threads at once."""

    language: str
    kind: str
    encoder: str
    passages: Sequence[Passage]
    vectors: Any  # a FAISS index
    owners: NDArray[np.int64]
    keys: NDArray[np.bytes_]
    words: Lexical

    @classmethod
    def open(cls, folder: Path, encoder: str) -> Partition:
        """Raises OSError, ValueError, KeyError or the libraries' own errors on a folder that is not as written."""
        with (folder / PASSAGES).open(encoding="utf-8", errors="surrogatepass") as lines:
            passages = [from_mapping(json.loads(line)) for line in lines]
        with np.load(folder / DENSE, allow_pickle=False) as arrays:
            vectors, owners, keys = arrays["vectors"], arrays["owners"], arrays["keys"]
        if not len(vectors) == len(owners) == len(keys) or owners[-1] != len(passages) - 1:
            raise ValueError(f"{folder} does not hold a vector for each text")
        index = faiss.IndexFlatIP(vectors.shape[1])
        index.add(vectors)
        first = passages[0]
        words = Lexical(folder / WORDS, first.language, len(passages))
        return cls(first.language, first.kind, encoder, passages, index, owners, keys, words)

    def ranked(self, text: str, vector: NDArray[np.float32], depth: int) -> Iterator[Hit]:
        """Best first: what is among the `depth` nearest by meaning or the `depth` best by word."""
        weigh = fusion(self.encoder, self.kind).score
        scores = ((weigh(*sides), row) for row, sides in self.evidence(text, vector, depth).items())
        for score, row in sorted(scores, key=lambda pair: (-pair[0], pair[1])):
            yield Hit(self.passages[row], score)

    def evidence(self, text: str, vector: NDArray[np.float32], depth: int) -> dict[int, tuple[float, float]]:
        """Row → (nearness in meaning, share of the words' best score), for those candidates."""
        by_word = self.words.search(text, depth)
        _, at = self.vectors.search(vector.reshape(1, -1), min(depth, self.vectors.ntotal))
        rows = sorted({*self.owners[at[0]].tolist(), *by_word})
        return {
            row: (near, by_word.get(row, 0.0)) for row, near in zip(rows, self._nearness(rows, vector), strict=True)
        }

    def _nearness(self, rows: Sequence[int], vector: NDArray[np.float32]) -> Iterator[float]:
        """For each passage, the mean cosine of as many of its nearest vectors as its kind counts."""
        counted = COUNTED_VECTORS.get(self.kind, 1)
        starts = np.searchsorted(self.owners, rows)
        stops = np.searchsorted(self.owners, rows, side="right")
        wanted = np.concatenate([np.arange(*span) for span in zip(starts, stops, strict=True)])
        cosines = iter((self.vectors.reconstruct_batch(wanted) @ vector).tolist())
        for count in (stops - starts).tolist():
            best = sorted(itertools.islice(cosines, count), reverse=True)[:counted]
            yield sum(best) / len(best)
