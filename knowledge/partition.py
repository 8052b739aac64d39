"""The passages of one language and kind, with their vectors and words: what one search runs over.

Kinds are kept apart so that a thousand products neither crowd out an FAQ entry nor decide which words are rare."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.expansion import Concept, concepts
from knowledge.fusion import fusion
from knowledge.lexical import WEIGHING, Lexical, write_lexical
from knowledge.passage_file import PASSAGES, PassageFile, write_passages
from knowledge.passages import Hit, Passage, encoded_texts, lexical_fields
from knowledge.synonyms import NO_SYNONYMS, Synonyms
from knowledge.vectors import is_derived, load_index, make_index, save_index, searcher

# Of a passage's several vectors count the mean of the nearest two, so that a single odd one does not win alone, and,
# twice as much, the cosine with the middle of them all: what its question and answers have in common. Right at rank 1
# by meaning alone, by the nearest, by the nearest two, so: StackFAQ .952, .952, .957; the tests' fit_en.yml .756, .805,
# .829; fit_zh.yml .746, .864, .881. (By its question alone, StackFAQ .938.)
NEAREST, CENTRE = 2, 2.0
VECTORS, TEXTS, NEAR, WORDS = "vectors.npy", "texts.npz", "near.faiss", "words.npz"
DELTA, HIDDEN = ".delta", "hidden.npy"
ACROSS = ".across"
Known = Mapping[tuple[str, bytes], NDArray[np.float32]]  # (encoder, text key) → vector
Evidence = tuple[Passage, float, float]  # nearness in meaning, share of the words' best score
Candidate = tuple[PassageFile, int, float, float]  # the same of a row, which is read only if it is shown


def text_key(text: str) -> bytes:
    """What a vector is known by when an index is built again: 32 bytes of hex."""
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32].encode("ascii")


def write_partition(
    folder: Path, passages: Sequence[Passage], vectors: NDArray[np.float32], means: NDArray[np.float64] | None = None
) -> None:
    """The other files. `vectors` are those of each passage's `encoded_texts`, passage after passage; for `means` see
    `write_lexical`."""
    texts = [encoded_texts(passage) for passage in passages]
    owners = np.repeat(np.arange(len(passages), dtype=np.int64), [len(several) for several in texts])
    keys = np.array([text_key(text) for several in texts for text in several], dtype="S32")
    np.save(folder / VECTORS, vectors)
    np.savez(folder / TEXTS, owners=owners, keys=keys)
    index = make_index(vectors)
    if is_derived(index):
        save_index(index, folder / NEAR)
    first = passages[0]
    write_lexical(folder / WORDS, map(lexical_fields, passages), first.language, WEIGHING[first.kind], means)


def open_vectors(folder: Path) -> Any:
    """The FAISS index of a partition. Raises OSError or ValueError."""
    near = folder / NEAR
    return load_index(near) if near.exists() else make_index(np.load(folder / VECTORS, allow_pickle=False))


@dataclass(frozen=True)
class Partition:
    """Open for searching, from several threads at once."""

    folder: Path
    language: str
    kind: str
    encoder: str
    passages: PassageFile
    vectors: Any  # a FAISS index
    searcher: Any  # the same, on the GPU where there is one
    owners: NDArray[np.int64]
    words: Lexical
    delta: Delta | None = None
    across: bool = False  # for questions in other languages

    @classmethod
    def open(cls, folder: Path, encoder: str, across: bool = False) -> Partition:
        """Raises OSError, ValueError, KeyError or the libraries' own errors on a folder that is not as written."""
        passages = PassageFile.open(folder)
        with np.load(folder / TEXTS, allow_pickle=False) as arrays:
            owners = arrays["owners"]
        index = open_vectors(folder)
        if index.ntotal != len(owners) or owners[-1] != len(passages) - 1:
            raise ValueError(f"{folder} does not hold a vector for each text")
        first = passages[0]
        words = Lexical.open(folder / WORDS, first.language, len(passages))
        return cls(
            folder,
            first.language,
            first.kind,
            encoder,
            passages,
            index,
            searcher(index),
            owners,
            words,
            None,
            across,
        )

    def size(self) -> int:
        """How many vectors there are, those of rows that are hidden among them."""
        fresh = self.delta.fresh if self.delta else None
        return int(self.vectors.ntotal) + (fresh.size() if fresh else 0)

    def current(self) -> Iterator[Passage]:
        """The passages as they are now, in the order in which they were given."""
        if self.delta is None:
            yield from self.passages
            return
        fresh = {passage.id: passage for passage in self.delta.passages()}
        for row, passage in enumerate(self.passages):
            if row not in self.delta.hidden:
                yield passage
            elif passage.id in fresh:
                yield fresh.pop(passage.id)
        yield from fresh.values()

    def count(self) -> int:
        return len(self.passages) + (len(self.delta.passages()) - len(self.delta.hidden) if self.delta else 0)

    def get(self, passage_id: str) -> Passage | None:
        if self.delta and self.delta.fresh and (found := self.delta.fresh.get(passage_id)):
            return found
        row = self.passages.row(passage_id)
        return None if row is None or (self.delta and row in self.delta.hidden) else self.passages[row]

    def rows(self, ids: Iterable[str]) -> set[int]:
        """Of those passages that stand in it, hidden or not."""
        return {row for each in ids if (row := self.passages.row(each)) is not None}

    def known(self, ids: Iterable[str] | None = None) -> Known:
        """Vectors as encoded, of everything or of these passages: read from disk, for the index may hold them
        coarser."""
        known = dict(self.delta.fresh.known()) if self.delta and self.delta.fresh else {}
        vectors = np.load(self.folder / VECTORS, mmap_mode="r", allow_pickle=False)
        if ids is None:
            with np.load(self.folder / TEXTS, allow_pickle=False) as arrays:
                keys = arrays["keys"].tolist()
            return {
                **known,
                **{(self.encoder, key): vector for key, vector in zip(keys, np.array(vectors), strict=True)},
            }
        for row in sorted(self.rows(ids)):
            texts = encoded_texts(self.passages[row])
            start = int(np.searchsorted(self.owners, row))
            known |= {(self.encoder, text_key(text)): np.array(vectors[start + at]) for at, text in enumerate(texts)}
        return known

    def ranked(
        self, text: str, vector: NDArray[np.float32], depth: int, synonyms: Synonyms = NO_SYNONYMS
    ) -> Iterator[Hit]:
        """Best first: what is among the `depth` nearest by meaning or the `depth` best by word."""
        weigh = fusion(self.encoder, "across" if self.across else self.kind).score
        found = self._candidates(text, vector, depth, synonyms)
        scored = [(weigh(near, words), passages, row) for passages, row, near, words in found]
        for score, passages, row in sorted(scored, key=lambda each: -each[0]):
            yield Hit(passages[row], score)

    def evidence(
        self, text: str, vector: NDArray[np.float32], depth: int, synonyms: Synonyms = NO_SYNONYMS
    ) -> list[Evidence]:
        """Of those candidates, in the order of their rows."""
        found = self._candidates(text, vector, depth, synonyms)
        return [(passages[row], near, words) for passages, row, near, words in found]

    def _candidates(self, text: str, vector: NDArray[np.float32], depth: int, synonyms: Synonyms) -> list[Candidate]:
        if self.delta is None:
            asked = concepts(text, [self.words], synonyms, foreign=self.across)
            return self._evidence(asked, vector, depth, frozenset())
        hidden, fresh = self.delta.hidden, self.delta.fresh
        asked = concepts(text, [self.words, *([fresh.words] if fresh else [])], synonyms)
        found = self._evidence(asked, vector, depth, hidden)
        return found + (fresh._evidence(asked, vector, depth, frozenset()) if fresh else [])

    def _evidence(
        self, asked: Sequence[Concept], vector: NDArray[np.float32], depth: int, hidden: Collection[int]
    ) -> list[Candidate]:
        by_word = self.words.best(asked, depth, list(hidden))
        most = min(depth + min(len(hidden), depth), self.vectors.ntotal)
        _, at = self.searcher.search(vector.reshape(1, -1), most)
        near = [row for row in self.owners[at[0][at[0] >= 0]].tolist() if row not in hidden][:depth]
        rows = sorted({*near, *by_word})
        return [
            (self.passages, row, nearness, by_word.get(row, 0.0))
            for row, nearness in zip(rows, self._nearness(rows, vector), strict=True)
        ]

    def _nearness(self, rows: Sequence[int], vector: NDArray[np.float32]) -> Iterator[float]:
        """For each passage its cosine; for one of several vectors, see NEAREST and CENTRE."""
        if not rows:
            return
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


@dataclass(frozen=True)
class Delta:
    """What has changed since a partition was written: rows of it that count no more, and passages beside them."""

    hidden: frozenset[int]
    fresh: Partition | None

    @classmethod
    def open(cls, folder: Path, main: Partition) -> Delta:
        """Raises what `Partition.open` raises."""
        hidden = np.load(folder / HIDDEN, allow_pickle=False).tolist()
        if any(not 0 <= row < len(main.passages) for row in hidden):
            raise ValueError(f"{folder} hides what is not there")
        fresh = Partition.open(folder, main.encoder) if (folder / PASSAGES).exists() else None
        return cls(frozenset(hidden), fresh)

    def passages(self) -> Sequence[Passage]:
        return self.fresh.passages if self.fresh else ()

    def size(self) -> int:
        """What it costs to write and to search it."""
        return len(self.hidden) + len(self.passages())


def write_delta(
    folder: Path, main: Partition, hidden: Iterable[int], passages: Sequence[Passage], vectors: NDArray[np.float32]
) -> None:
    """`passages` may be none; `vectors` as in `write_partition`."""
    if passages:
        write_passages(folder, passages)
        write_partition(folder, passages, vectors, main.words.means)
    folder.mkdir(exist_ok=True)
    np.save(folder / HIDDEN, np.array(sorted(hidden), np.int64))
