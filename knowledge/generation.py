"""One built index on disk, never changed after: a folder of partitions and the manifest that vouches for them."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge.encoders import Encoders
from knowledge.errors import IndexCorrupt, IndexMissing, PassageError
from knowledge.partition import ACROSS, DELTA, Delta, Partition
from knowledge.passage_file import PASSAGES
from knowledge.passages import Passage
from knowledge.settings import ANY_LANGUAGE

MANIFEST = "manifest.json"
VERSION = 7  # raise it when what is written, or `encoded_texts`, or `words` changes
READING = (
    OSError,
    ValueError,
    KeyError,
    IndexError,
    TypeError,
    zipfile.BadZipFile,
    PassageError,
)


@dataclass(frozen=True)
class Manifest:
    """`encoders` by language, `files` by path with their sha256, `counts` of passages by partition."""

    version: int
    built: str
    encoders: Mapping[str, str]
    files: Mapping[str, str]
    counts: Mapping[str, int]

    def write(self, folder: Path) -> None:
        (folder / MANIFEST).write_text(json.dumps(asdict(self), indent=1, ensure_ascii=False), encoding="utf-8")

    def of(self, name: str) -> dict[str, str]:
        """The files of one folder of it."""
        return {file: digest for file, digest in self.files.items() if file.startswith(f"{name}/")}

    @classmethod
    def read(cls, folder: Path) -> Manifest:
        """Raises IndexMissing, or IndexCorrupt if it cannot be read or is another version's."""
        try:
            row = json.loads((folder / MANIFEST).read_bytes())
            manifest = cls(**row)
            shares = (manifest.encoders, manifest.files, manifest.counts)
        except FileNotFoundError as error:
            raise IndexMissing(f"{folder} holds no index: run python -m knowledge.build") from error
        except (OSError, ValueError, TypeError) as error:
            raise IndexCorrupt(f"{folder / MANIFEST} cannot be read") from error
        if manifest.version != VERSION or not all(isinstance(share, dict) for share in shares):
            raise IndexCorrupt(f"{folder} is an index of version {manifest.version}, and {VERSION} is read here")
        return manifest


@dataclass(frozen=True)
class Generation:
    """An open index. Nothing in it changes; files that are removed from disk stay readable to it."""

    folder: Path
    manifest: Manifest
    partitions: Mapping[str, Partition]  # by "<language>-<kind>"
    across: Mapping[str, Partition]  # of these, what another language lacks, by the encoder in which languages meet

    @classmethod
    def open(cls, folder: Path, before: Generation | None = None) -> Generation:
        """What `before` has open already, by the checksums of both manifests, is not read again.

        Raises IndexMissing or IndexCorrupt; a file that differs from the manifest by one bit is corrupt."""
        manifest = Manifest.read(folder)
        read = before.manifest.files if before else {}
        try:
            for name, digest in manifest.files.items():
                if read.get(name) != digest and file_digest(folder / name) != digest:
                    raise IndexCorrupt(f"{folder / name} is not what was built")
            names = [name for name in manifest.counts if not name.endswith((DELTA, ACROSS))]
            partitions = {name: _open_partition(folder, name, manifest, before) for name in names}
            names = [name for name in manifest.counts if name.endswith(ACROSS)]
            across = {
                name.removesuffix(ACROSS): Partition.open(folder / name, manifest.encoders[ANY_LANGUAGE], across=True)
                for name in names
            }
        except READING as error:
            raise IndexCorrupt(f"{folder} cannot be read: {type(error).__name__}") from error
        opened = cls(folder, manifest, partitions, across)
        if opened._counts() != manifest.counts:
            raise IndexCorrupt(f"{folder} does not hold as many passages as its manifest says")
        return opened

    def _counts(self) -> dict[str, int]:
        deltas = {name + DELTA: len(part.delta.passages()) for name, part in self.partitions.items() if part.delta}
        across = {name + ACROSS: len(part.passages) for name, part in self.across.items()}
        return {name: len(part.passages) for name, part in self.partitions.items()} | deltas | across

    def passages(self) -> Iterator[Passage]:
        for partition in self.partitions.values():
            yield from partition.current()

    def count(self) -> int:
        return sum(partition.count() for partition in self.partitions.values())

    def vectors(self) -> dict[tuple[str, bytes], NDArray[np.float32]]:
        """(encoder, text key) → vector: what a new build need not encode again."""
        partitions = (*self.partitions.values(), *self.across.values())
        return {key: vector for partition in partitions for key, vector in partition.known().items()}

    def holds(self, passages: Mapping[str, str], encoders: Mapping[str, str]) -> bool:
        """Whether a build of these passages, a sha256 a partition, with these encoders would give this index again."""
        held = {name: self.manifest.files[f"{name}/{PASSAGES}"] for name in self.partitions}
        changed = any(partition.delta for partition in self.partitions.values())
        return held == passages and self.manifest.encoders == encoders and not changed


def _open_partition(folder: Path, name: str, manifest: Manifest, before: Generation | None) -> Partition:
    encoder = manifest.encoders[name.rpartition("-")[0]]
    kept = before.partitions.get(name) if before and before.manifest.of(name) == manifest.of(name) else None
    if kept and kept.encoder == encoder:
        partition = replace(kept, folder=folder / name, delta=None)
    else:
        partition = Partition.open(folder / name, encoder)
    if name + DELTA not in manifest.counts:
        return partition
    return replace(partition, delta=Delta.open(folder / (name + DELTA), partition))


def file_digest(file: Path) -> str:
    """sha256, without holding the file in memory."""
    digest = sha256()
    with file.open("rb") as content:
        while chunk := content.read(1 << 20):
            digest.update(chunk)
    return digest.hexdigest()


def identities(languages: Collection[str], encoders: Encoders) -> dict[str, str]:
    """Language → identity of the encoder that serves it now."""
    return {language: encoders.serving(language).identity for language in sorted(languages)}
