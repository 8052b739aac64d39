"""The passages of a partition where they lie: on disk, each read when a search shows it or a filter asks for it.

A million of them would be some four gigabytes of Python objects; their places are 24 bytes each. The file is read and
not mapped: pages of a mapped file count as the process' memory."""

from __future__ import annotations

import functools
import json
import os
import weakref
from collections.abc import Iterable, Iterator, Sequence
from hashlib import blake2b, sha256
from pathlib import Path
from typing import overload

import numpy as np
from numpy.typing import NDArray

from knowledge.passages import Passage, to_line

PASSAGES, PLACES = "passages.jsonl", "places.npz"
KEPT = 10_000  # passages that were read last, some forty megabytes of products
READ_AT_ONCE = 1_000


def write_passages(folder: Path, passages: Iterable[Passage]) -> str:
    """The first files of a partition. Returns the sha256 of the passages."""
    folder.mkdir(parents=True)
    digest = sha256()
    starts, names = [0], []
    with (folder / PASSAGES).open("wb") as lines:
        for passage in passages:
            line = to_line(passage).encode("utf-8", "surrogatepass") + b"\n"
            digest.update(line)
            lines.write(line)
            starts.append(starts[-1] + len(line))
            names.append(_number(passage.id))
    numbers = np.array(names, np.uint64)
    order = np.argsort(numbers, kind="stable")
    np.savez(folder / PLACES, starts=np.array(starts, np.int64), ids=numbers[order], rows=order.astype(np.int64))
    return digest.hexdigest()


class PassageFile(Sequence[Passage]):
    """Passages by row, and rows by id. Safe to share between threads; goes on reading a file that has been removed."""

    def __init__(self, file: int, starts: NDArray[np.int64], ids: NDArray[np.uint64], rows: NDArray[np.int64]) -> None:
        self._file, self._starts, self._ids, self._rows = file, starts, ids, rows
        # of the file and not of `self`, which would then keep itself from being closed
        self._read = functools.lru_cache(KEPT)(functools.partial(_read, file, starts))
        weakref.finalize(self, os.close, file)

    @classmethod
    def open(cls, folder: Path) -> PassageFile:
        """Raises OSError, ValueError, KeyError or zipfile's BadZipFile on files that are not as written."""
        with np.load(folder / PLACES, allow_pickle=False) as kept:
            starts, ids, rows = kept["starts"], kept["ids"], kept["rows"]
        if not len(starts) - 1 == len(ids) == len(rows) or (folder / PASSAGES).stat().st_size != starts[-1]:
            raise ValueError(f"{folder} does not tell the place of each passage")
        return cls(os.open(folder / PASSAGES, os.O_RDONLY | os.O_CLOEXEC), starts, ids, rows)

    def __len__(self) -> int:
        return len(self._ids)

    @overload
    def __getitem__(self, row: int) -> Passage: ...
    @overload
    def __getitem__(self, row: slice) -> list[Passage]: ...
    def __getitem__(self, row: int | slice) -> Passage | list[Passage]:
        if isinstance(row, slice):
            return [self[each] for each in range(len(self))[row]]
        return self._read(range(len(self))[row])

    def __iter__(self) -> Iterator[Passage]:
        """In their order, without keeping them."""
        for first in range(0, len(self), READ_AT_ONCE):
            start, stop = (int(self._starts[at]) for at in (first, min(first + READ_AT_ONCE, len(self))))
            yield from map(_passage, os.pread(self._file, stop - start, start).splitlines())

    def row(self, passage_id: str) -> int | None:
        """Where the passage of that id stands, if there is one."""
        number = _number(passage_id)
        first, after = (int(np.searchsorted(self._ids, number, side)) for side in ("left", "right"))
        return next((row for row in self._rows[first:after].tolist() if self[row].id == passage_id), None)


def _read(file: int, starts: NDArray[np.int64], row: int) -> Passage:
    start = int(starts[row])
    return _passage(os.pread(file, int(starts[row + 1]) - start, start))


def _passage(line: bytes) -> Passage:
    return Passage(**json.loads(line.decode("utf-8", "surrogatepass")))


def _number(passage_id: str) -> np.uint64:
    digest = blake2b(passage_id.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return np.uint64(int.from_bytes(digest, "little"))
