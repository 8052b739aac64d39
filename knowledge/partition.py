"""The passages of one language and kind, with their vectors and words: what one search runs over.

Kinds are kept apart so that a thousand products neither crowd out an FAQ entry nor decide which words are rare."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.fusion import fusion
from knowledge.lexical import WEIGHING, Lexical, write_lexical
from knowledge.passages import Hit, Passage, encoded_texts, from_mapping, lexical_fields, to_line
from knowledge.vectors import is_derived, load_index, make_index, save_index, searcher

# Of a passage's several vectors count the mean of the nearest two, so that a single odd one does not win alone, and,
# twice as much, the cosine with the middle of them all: what its question and answers have in common. Right at rank 1
# by meaning alone, by the nearest, by the nearest two, so: StackFAQ .952, .952, .957; the tests' fit_en.yml .756, .805,
# .829; fit_zh.yml .746, .864, .881. (By its question alone, StackFAQ .938.)
NEAREST, CENTRE = 2, 2.0
PASSAGES, DENSE, NEAR, WORDS = "passages.jsonl", "dense.npz", "near.faiss", "words.npz"


def text_key(text: str) -> bytes:
    """What a vector is known by when an index is built again: 32 bytes of hex."""
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32].encode("ascii")


def write_passages(folder: Path, passages: Iterable[Passage]) -> str:
    """The first file of a partition. Returns its sha256."""
    folder.mkdir(parents=True)
    digest = sha256()
    with (folder / PASSAGES).open("wb") as lines:
        for passage in passages:
            line = to_line(passage).encode("utf-8", "surrogatepass") + b"\n"
            digest.update(line)
            lines.write(line)
    return digest.hexdigest()


def write_partition(folder: Path, passages: Sequence[Passage], vectors: NDArray[np.float32]) -> None:
    """The other files. `vectors` are those of each passage's `encoded_texts`, passage after passage."""
    texts = [encoded_texts(passage) for passage in passages]
    owners = np.repeat(np.arange(len(passages), dtype=np.int64), [len(several) for several in texts])
    keys = np.array([text_key(text) for several in texts for text in several], dtype="S32")
    np.savez(folder / DENSE, vectors=vectors, owners=owners, keys=keys)
    index = make_index(vectors)
    if is_derived(index):
        save_index(index, folder / NEAR)
    first = passages[0]
    write_lexical(folder / WORDS, map(lexical_fields, passages), first.language, WEIGHING[first.kind])


@dataclass(frozen=True)
class Partition:
    """Open for searching, from several threads at once."""

    folder: Path
    language: str
    kind: str
    encoder: str
    passages: Sequence[Passage]
    vectors: Any  # a FAISS index
    searcher: Any  # the same, on the GPU where there is one
    owners: NDArray[np.int64]
    words: Lexical

    @classmethod
    def open(cls, folder: Path, encoder: str) -> Partition:
        """Raises OSError, ValueError, KeyError or the libraries' own errors on a folder that is not as written."""
        with (folder / PASSAGES).open(encoding="utf-8", errors="surrogatepass") as lines:
            passages = [from_mapping(json.loads(line)) for line in lines]
        with np.load(folder / DENSE, allow_pickle=False) as arrays:
            owners = arrays["owners"]
            index = load_index(folder / NEAR) if (folder / NEAR).exists() else make_index(arrays["vectors"])
        if index.ntotal != len(owners) or owners[-1] != len(passages) - 1:
            raise ValueError(f"{folder} does not hold a vector for each text")
        first = passages[0]
        words = Lexical.open(folder / WORDS, first.language, len(passages))
        return cls(folder, first.language, first.kind, encoder, passages, index, searcher(index), owners, words)

    def exact(self) -> Iterator[tuple[bytes, NDArray[np.float32]]]:
        """(text key, vector) as encoded, read from disk: the index may hold them coarser."""
        with np.load(self.folder / DENSE, allow_pickle=False) as arrays:
            yield from zip(arrays["keys"].tolist(), arrays["vectors"], strict=True)

    def ranked(self, text: str, vector: NDArray[np.float32], depth: int) -> Iterator[Hit]:
        """Best first: what is among the `depth` nearest by meaning or the `depth` best by word."""
        weigh = fusion(self.encoder, self.kind).score
        scores = ((weigh(*sides), row) for row, sides in self.evidence(text, vector, depth).items())
        for score, row in sorted(scores, key=lambda pair: (-pair[0], pair[1])):
            yield Hit(self.passages[row], score)

    def evidence(self, text: str, vector: NDArray[np.float32], depth: int) -> dict[int, tuple[float, float]]:
        """Row → (nearness in meaning, share of the words' best score), for those candidates."""
        by_word = self.words.search(text, depth)
        _, at = self.searcher.search(vector.reshape(1, -1), min(depth, self.vectors.ntotal))
        rows = sorted({*self.owners[at[0][at[0] >= 0]].tolist(), *by_word})
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
