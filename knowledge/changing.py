"""Small changes to a large index, written in the time of what has changed.

What is new stands in a delta beside its partition, whose rows that it replaces, or that are gone, are hidden; all other
files are those of the generation before, by hard links (as in the log-structured merge of O'Neil et al. 1996). When the
delta has grown too large the partition is written anew, as every build does."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge.encoders import Encoders
from knowledge.generation import Generation, identities
from knowledge.partition import ACROSS, DELTA, Partition, text_key, write_delta, write_partition
from knowledge.passage_file import write_passages
from knowledge.passages import Passage, encoded_texts
from knowledge.settings import ANY_LANGUAGE
from knowledge.swapping import building, link, swap, writing
from knowledge.writing import (
    Written,
    encode,
    open_live,
    partition_name,
    rows_of,
    untold,
    write_across,
    write_all,
    write_manifest,
)

LARGEST_SHARE = 0.05
LARGEST_DELTA = 2_000


@dataclass(frozen=True)
class Wanted:
    """Passages that are to be there, and ids that are not to be: in one language, or in every."""

    fresh: Sequence[Passage] = ()
    gone: frozenset[str] = frozenset()
    language: str | None = None

    def applied(self, held: Iterator[Passage]) -> list[Passage]:
        fresh = {(passage.language, passage.id): passage for passage in self.fresh}
        kept = [fresh.pop((p.language, p.id), p) for p in held if not self._removes(p.language, p.id)]
        return [*kept, *fresh.values()]

    def of(self, name: str, partition: Partition | None) -> Change | None:
        """What differs in one partition; None if nothing does."""
        fresh = {passage.id: passage for passage in self.fresh if partition_name(passage) == name}
        if partition is None:
            return Change(fresh, frozenset()) if fresh else None
        fresh = {each: passage for each, passage in fresh.items() if partition.get(each) != passage}
        moved = {p.id for p in self.fresh if p.language == partition.language and p.kind != partition.kind}
        gone = {each for each in self.gone if self._removes(partition.language, each)} | moved
        gone = {each for each in gone if partition.get(each)}
        return Change(fresh, frozenset(gone)) if fresh or gone else None

    def _removes(self, language: str, passage_id: str) -> bool:
        return passage_id in self.gone and self.language in (None, language)


@dataclass(frozen=True)
class Change:
    """Of one partition: passages that are new or otherwise, by id, and the ids of those that go."""

    fresh: Mapping[str, Passage]
    gone: frozenset[str]

    def ids(self) -> set[str]:
        return {*self.fresh, *self.gone}

    def applied(self, passages: Collection[Passage]) -> list[Passage]:
        held = {passage.id: passage for passage in passages if passage.id not in self.gone}
        return list({**held, **self.fresh}.values())


def room(partition: Partition) -> int:
    """How many rows its delta may hide and add before the partition is written anew."""
    most = min(LARGEST_DELTA, int(LARGEST_SHARE * len(partition.passages)))
    return most - (partition.delta.size() if partition.delta else 0)


def write_change(folder: Path, wanted: Wanted, encoders: Encoders, before: Generation | None = None) -> Written:
    """Bring the live index to what is `wanted`; `before` is what the caller has open, and saves reading it again.

    As `write_index` otherwise."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with writing(folder):
        live = open_live(folder, before)
        if live is None or live.manifest.encoders != identities(live.manifest.encoders, encoders):
            return write_all(folder, live, wanted.applied(live.passages() if live else iter(())), encoders)
        names = sorted({*live.partitions, *map(partition_name, wanted.fresh)})
        changes = {name: wanted.of(name, live.partitions.get(name)) for name in names}
        if not any(changes.values()):
            return Written(live.count(), 0, 0, changed=False)
        with building(folder) as target:
            writer = _Writer(target, live, encoders)
            for name, change in changes.items():
                writer.write(name, change)
            writer.write_across(changes)
            swap(writer.finish(), folder)
            return Written(writer.passages, writer.encoded, writer.reused, changed=True)


class _Writer:
    """Makes the new generation out of the live one, a partition at a time."""

    def __init__(self, target: Path, live: Generation, encoders: Encoders) -> None:
        self._target, self._live, self._encoders = target, live, encoders
        self._counts: dict[str, int] = {}
        self._linked: dict[str, str] = {}
        self.passages = self.encoded = self.reused = 0

    def write(self, name: str, change: Change | None) -> None:
        partition = self._live.partitions.get(name)
        if change is None:
            self._link(name)
            self._link(name + DELTA)
            self.passages += self._live.partitions[name].count()
        elif partition and len(change.ids()) * 2 <= room(partition):
            self._link(name)
            self._beside(name, partition, change)
        else:
            self._whole(name, partition, change)

    def write_across(self, changes: Mapping[str, Change | None]) -> None:
        """What a language lacks now: by all answers as they will be."""
        parts: dict[str, Sequence[Passage]] = {name: () for name in self._counts if not name.endswith(DELTA)}
        for name in [name for name in parts if not name.endswith("-product")]:
            partition, change = self._live.partitions.get(name), changes.get(name)
            passages = list(partition.current()) if partition else []
            parts[name] = change.applied(passages) if change else passages
        if not self._encoders.across():
            return
        for name, passages in untold(parts).items():
            before = self._live.across.get(name.removesuffix(ACROSS))
            if before and list(before.passages) == passages:
                self._link(name)
                continue
            self.encoded += write_across(
                self._target / name, passages, self._encoders, before.known() if before else {}
            )
            self._counts[name] = len(passages)

    def _link(self, name: str) -> None:
        if name in self._live.manifest.counts:
            files = self._live.manifest.of(name)
            link(files, self._live.folder, self._target)
            self._linked |= files
            self._counts[name] = self._live.manifest.counts[name]

    def _beside(self, name: str, main: Partition, change: Change) -> None:
        before = main.delta
        hidden = main.rows(change.ids()) | (before.hidden if before else set())
        passages = change.applied(before.passages() if before else ())
        self.passages += len(main.passages) - len(hidden) + len(passages)
        if hidden or passages:
            vectors = self._encode(passages, main, change.ids())
            write_delta(self._target / (name + DELTA), main, hidden, passages, vectors)
            self._counts[name + DELTA] = len(passages)

    def _whole(self, name: str, partition: Partition | None, change: Change) -> None:
        passages = change.applied(list(partition.current()) if partition else ())
        if passages:
            write_passages(self._target / name, passages)
            write_partition(self._target / name, passages, self._encode(passages, partition, None))
            self._counts[name] = len(passages)
            self.passages += len(passages)

    def _encode(
        self, passages: Sequence[Passage], partition: Partition | None, ids: Collection[str] | None
    ) -> NDArray[np.float32]:
        known = partition.known(ids) if partition else {}
        serving = identities({passage.language for passage in passages}, self._encoders)
        texts = {(serving[p.language], text_key(text)) for p in passages for text in encoded_texts(p)}
        self.encoded += len(texts - known.keys())
        self.reused += len(texts & known.keys())
        return rows_of(passages, encode(passages, self._encoders, known), lambda passage: serving[passage.language])

    def finish(self) -> Path:
        """The generation, vouched for."""
        languages = {ANY_LANGUAGE if name.endswith(ACROSS) else name.rpartition("-")[0] for name in self._counts}
        write_manifest(self._target, identities(languages, self._encoders), self._counts, self._linked)
        return self._target
