"""The knowledge index: search by meaning and by word, over an index on disk that may change underneath."""

from __future__ import annotations

import itertools
import logging
import os
import threading
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.changing import Wanted, room, write_change
from knowledge.encoders import Encoders
from knowledge.errors import IndexCorrupt, IndexMissing
from knowledge.generation import MANIFEST, Generation
from knowledge.partition import Partition
from knowledge.passages import Hit, Passage, refuse_unfit
from knowledge.reranker import RERANKED
from knowledge.settings import ANY_LANGUAGE
from knowledge.synonyms import Synonyms, SynonymsFile
from knowledge.writing import Written

log = logging.getLogger(__name__)

Where = Callable[[Mapping[str, Any]], bool]
FIRST_DEPTH = 64  # candidates of each side; deeper only where a filter leaves too few
LONGEST_QUERY = 1_000
LARGE_PARTITION = 20_000  # passages; one that large takes seconds to write


class KnowledgeIndex:
    """Safe to share between threads. A search runs wholly on the generation that it began with."""

    def __init__(self, folder: Path, encoders: Encoders, generation: Generation, stamp: tuple[int, ...] | None) -> None:
        self._folder = folder
        self._encoders = encoders
        self._generation = generation
        self._stamp = stamp
        self._synonyms = SynonymsFile(encoders.settings.synonyms)
        self._refreshing = threading.Lock()

    @classmethod
    def open(cls, folder: Path, encoders: Encoders) -> KnowledgeIndex:
        """Raises IndexMissing before the first build, IndexCorrupt where a file is not what was built or the encoders
        are not those that it was built with."""
        stamp = _stamp(folder)
        return cls(folder, encoders, _open(folder, encoders), stamp)

    def search(
        self, text: str, k: int = 5, kind: str | None = None, where: Where | None = None, language: str | None = None
    ) -> list[Hit]:
        """The `k` passages nearest `text`, best first; fewer if no more meet `where`, which is asked of their facts.

        Without `kind` or `language` all are searched. With a language of which nothing reaches the threshold for an
        answer, so are answers that it has no version of, in the languages that have one: look at `passage.language`.
        A text without a letter or digit finds nothing."""
        query = _clean(text)
        if k < 1 or not query:
            return []
        reranker = self._encoders.reranker()
        asked = _Asked(query, max(k, RERANKED) if reranker else k, self._encoders, self._synonyms.current)
        generation = self._generation
        parts = [p for p in generation.partitions.values() if kind in (None, p.kind) and language in (None, p.language)]
        found = asked.of(parts, lambda passage: where is None or where(passage.facts))
        threshold = self._encoders.settings.answer_threshold
        if language is not None and (not found or found[0].score < threshold):
            own = [part for part in generation.partitions.values() if part.language == language]
            others = [p for p in generation.across.values() if kind in (None, p.kind) and p.language != language]

            def untold(passage: Passage) -> bool:
                return not any(p.get(passage.id) for p in own) and (where is None or where(passage.facts))

            found = sorted(found + asked.of(others, untold), key=lambda hit: -hit.score) if own else found
        if reranker and found:
            found = reranker.rerank(query, found[: asked.wanted])
        return found[:k]

    def get(self, passage_id: str, language: str) -> Passage | None:
        """The passage of that id, if there is one."""
        for partition in self._generation.partitions.values():
            if partition.language == language and (found := partition.get(passage_id)):
                return found
        return None

    def passages(self, kind: str | None = None, language: str | None = None) -> Iterator[Passage]:
        """In the order in which they were given to the build."""
        for partition in self._generation.partitions.values():
            if kind in (None, partition.kind) and language in (None, partition.language):
                yield from partition.current()

    def upsert(self, passages: Iterable[Passage]) -> Written:
        """Add passages, and replace those of the same language and id: on disk, for every reader. Only texts that are
        new are encoded. Raises PassageError for an id that is given twice."""
        given = list(passages)
        refuse_unfit(given)
        return self._write(Wanted(given))

    def delete(self, ids: Iterable[str], language: str | None = None) -> Written:
        """Remove the passages of these ids, in every language or in this; an id that is not there is passed over."""
        return self._write(Wanted(gone=frozenset(ids), language=language))

    def has_room(self, changes: int) -> bool:
        """Whether so many more changes of a kind and language are written without writing a large partition anew."""
        large = (part for part in self._generation.partitions.values() if len(part.passages) > LARGE_PARTITION)
        return all(2 * changes <= room(partition) for partition in large)

    def _write(self, wanted: Wanted) -> Written:
        written = write_change(self._folder, wanted, self._encoders, self._generation)
        with self._refreshing:
            self._refresh(_stamp(self._folder))
        return written

    def refresh_if_changed(self) -> bool:
        """Take up the index that another process has swapped in; whether there was one. Synonyms that have changed are
        taken up as well. Costs two stats if nothing has.

        While one thread opens it the others go on searching the old one. One that is corrupt is logged once and left:
        the old one keeps serving."""
        self._synonyms.refresh_if_changed()
        stamp = _stamp(self._folder)
        if stamp == self._stamp or not self._refreshing.acquire(blocking=False):
            return False
        try:
            return self._refresh(stamp)
        finally:
            self._refreshing.release()

    def _refresh(self, stamp: tuple[int, ...] | None) -> bool:
        if stamp == self._stamp:
            return False
        self._stamp = stamp
        try:
            self._generation = _open(self._folder, self._encoders, self._generation)
        except (IndexMissing, IndexCorrupt) as error:
            log.error("the index has changed and cannot be used; the one before goes on serving: %s", error)
            return False
        return True


class _Asked:
    """A query, encoded once for each encoder that it meets."""

    def __init__(self, query: str, wanted: int, encoders: Encoders, synonyms: Synonyms) -> None:
        self.wanted = wanted
        self._query, self._encoders, self._synonyms = query, encoders, synonyms
        self._vectors: dict[str, NDArray[np.float32]] = {}

    def of(self, partitions: Iterable[Partition], keeps: Callable[[Passage], bool]) -> list[Hit]:
        """Best first."""
        found = [hit for partition in partitions for hit in self._search(partition, keeps)]
        return sorted(found, key=lambda hit: -hit.score)

    def _search(self, partition: Partition, keeps: Callable[[Passage], bool]) -> list[Hit]:
        found: list[Hit] = []
        for depth in _depths(self.wanted, partition.size()):
            hits = partition.ranked(self._query, self._vector(partition), depth, self._synonyms)
            found = list(itertools.islice((hit for hit in hits if keeps(hit.passage)), self.wanted))
            if len(found) == self.wanted:
                break
        return found

    def _vector(self, partition: Partition) -> NDArray[np.float32]:
        if partition.encoder not in self._vectors:
            encoder = self._encoders.serving(ANY_LANGUAGE if partition.across else partition.language)
            self._vectors[partition.encoder] = encoder.encode([self._query])[0]
        return self._vectors[partition.encoder]


def _open(folder: Path, encoders: Encoders, before: Generation | None = None) -> Generation:
    while True:
        target = folder.resolve()
        try:
            generation = Generation.open(target, before)
        except (IndexMissing, IndexCorrupt):
            if folder.resolve() == target:
                raise
            continue  # two swaps went by while it was read
        for language, identity in generation.manifest.encoders.items():
            if encoders.serving(language).identity != identity:
                raise IndexCorrupt(f"{folder} was built for {identity}, which does not serve {language!r} now")
        return generation


def _stamp(folder: Path) -> tuple[int, ...] | None:
    try:
        status = os.stat(folder / MANIFEST)  # noqa: PTH116 - a tenth of the time, and it runs at every search
    except OSError:
        return None
    return status.st_ino, status.st_mtime_ns, status.st_size


def _clean(text: str) -> str:
    """Compatibility forms folded, control characters dropped, cut; empty if nothing is left that could be a word."""
    folded = unicodedata.normalize("NFKC", text[:LONGEST_QUERY])
    kept = "".join(" " if unicodedata.category(c) in ("Cc", "Cs") else c for c in folded)
    return " ".join(kept.split()) if any(c.isalnum() for c in kept) else ""


def _depths(k: int, most: int) -> Iterator[int]:
    depth = max(FIRST_DEPTH, 2 * k)
    while depth < most:
        yield depth
        depth *= 16
    yield most
