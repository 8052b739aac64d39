"""The passages of one language and kind, with their vectors and words: what one search runs over.

Kinds are kept apart so that a thousand products neither crowd out an FAQ entry nor decide which words are rare."""

from __future__ import annotations

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
from knowledge.lexical import WEIGHING, Lexical, write_lexical
from knowledge.passages import Hit, Passage, encoded_texts, from_mapping, lexical_fields, to_line

# Of a passage's several vectors count the mean of the nearest two, so that a single odd one does not win alone, and,
# twice as much, the cosine with the middle of them all: what its question and answers have in common. Right at rank 1
# by meaning alone, by the nearest, by the nearest two, so: StackFAQ .952, .952, .957; the tests' fit_en.yml .756, .805,
# .829; fit_zh.yml .746, .864, .881. (By its question alone, StackFAQ .938.)
NEAREST, CENTRE = 2, 2.0
PASSAGES, DENSE, WORDS = "passages.jsonl", "dense.npz", "words.npz"


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
    first = passages[0]
    write_lexical(folder / WORDS, map(lexical_fields, passages), first.language, WEIGHING[first.kind])


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
        words = Lexical.open(folder / WORDS, first.language, len(passages))
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
        """For each passage its cosine; for one of several vectors, see NEAREST and CENTRE."""
        starts = np.searchsorted(self.owners, rows)
        stops = np.searchsorted(self.owners, rows, side="right")
        wanted = np.concatenate([np.arange(*span) for span in zip(starts, stops, strict=True)])
        vectors = self.vectors.reconstruct_batch(wanted)
        cosines = vectors @ vector
        at = 0
        for count in (stops - starts).tolist():
            own, several = cosines[at : at + count], vectors[at : at + count]
            at += count
            if count == 1:
                yield float(own[0])
                continue
            near = float(np.sort(own)[-NEAREST:].mean())
            centre = float(own.sum() / np.linalg.norm(several.sum(0)))
            yield (near + CENTRE * centre) / (1 + CENTRE)
