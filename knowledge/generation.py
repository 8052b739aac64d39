"""One built index on disk, never changed after: a folder of partitions and the manifest that vouches for them."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge.encoders import Encoders
from knowledge.errors import IndexCorrupt, IndexMissing, PassageError
from knowledge.partition import PASSAGES, Partition
from knowledge.passages import Passage

MANIFEST = "manifest.json"
VERSION = 5  # raise it when what is written, or `encoded_texts`, or `words` changes
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

    @classmethod
    def open(cls, folder: Path) -> Generation:
        """Raises IndexMissing or IndexCorrupt; a file that differs from the manifest by one bit is corrupt."""
        manifest = Manifest.read(folder)
        try:
            for name, digest in manifest.files.items():
                if file_digest(folder / name) != digest:
                    raise IndexCorrupt(f"{folder / name} is not what was built")
            partitions = {
                name: Partition.open(folder / name, manifest.encoders[name.rpartition("-")[0]])
                for name in manifest.counts
            }
        except READING as error:
            raise IndexCorrupt(f"{folder} cannot be read: {type(error).__name__}") from error
        if {name: len(partition.passages) for name, partition in partitions.items()} != manifest.counts:
            raise IndexCorrupt(f"{folder} does not hold as many passages as its manifest says")
        return cls(folder, manifest, partitions)

    def passages(self) -> Iterator[Passage]:
        for partition in self.partitions.values():
            yield from partition.passages

    def vectors(self) -> dict[tuple[str, bytes], NDArray[np.float32]]:
        """(encoder, text key) → vector: what a new build need not encode again."""
        return {
            (partition.encoder, key): vector
            for partition in self.partitions.values()
            for key, vector in partition.exact()
        }

    def holds(self, passages: Mapping[str, str], encoders: Mapping[str, str]) -> bool:
        """Whether a build of these passages, a sha256 a partition, with these encoders would give this index again."""
        held = {name: self.manifest.files[f"{name}/{PASSAGES}"] for name in self.partitions}
        return held == passages and self.manifest.encoders == encoders


def file_digest(file: Path) -> str:
    """sha256, without holding the file in memory."""
    digest = sha256()
    with file.open("rb") as content:
        while chunk := content.read(1 << 20):
            digest.update(chunk)
    return digest.hexdigest()


def identities(passages: Iterable[Passage], encoders: Encoders) -> dict[str, str]:
    """Language → identity of the encoder that serves it now."""
    languages = sorted({passage.language for passage in passages})
    return {language: encoders.serving(language).identity for language in languages}
