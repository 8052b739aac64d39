"""Building an index beside the live one and putting it in its place with one rename.

The live folder is a symbolic link to a generation. A rename replaces the link, so a reader finds the old index or the
new one, whole, and a build that dies leaves only a folder that the next build sweeps away."""

from __future__ import annotations

import fcntl
import os
import secrets
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge.encoders import Encoders
from knowledge.errors import IndexCorrupt, IndexMissing, KnowledgeError
from knowledge.generation import MANIFEST, VERSION, Generation, Manifest, file_digest, identities
from knowledge.partition import text_key, write_partition, write_passages
from knowledge.passages import Passage, encoded_texts, refuse_duplicates

ENCODED_AT_ONCE = 32
Progress = Callable[[int, int], None]  # texts encoded so far, and in all
Known = Mapping[tuple[str, bytes], NDArray[np.float32]]
Change = Callable[[list[Passage]], list[Passage]]


@dataclass(frozen=True)
class Written:
    """What a build did: texts encoded anew, texts whose vector was there, whether the live index changed."""

    passages: int
    encoded: int
    reused: int
    changed: bool


def write_index(
    folder: Path, change: Change, encoders: Encoders, progress: Progress = lambda done, of: None
) -> Written:
    """Make the live index hold `change(what it holds now)`; a missing or corrupt one holds nothing.

    One writer at a time, across processes; readers are never kept waiting. Raises PassageError for passages that cannot
    be indexed, EncoderError, and KnowledgeError where `folder` is something else than an index."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with _writing(folder):
        live = _live(folder)
        passages = change(list(live.passages()) if live else [])
        refuse_duplicates(passages)
        parts = _parts(passages)
        in_order = [passage for part in parts.values() for passage in part]
        serving = identities(in_order, encoders)
        with _building(folder) as target:
            files = {name: write_passages(target / name, part) for name, part in parts.items()}
            texts = {(serving[p.language], text_key(text)) for p in in_order for text in encoded_texts(p)}
            if live and live.holds(files, serving):
                return Written(len(passages), 0, len(texts), changed=False)
            known = live.vectors() if live else {}
            vectors = _encode(in_order, encoders, known, progress)
            _write_generation(target, parts, serving, vectors)
            _swap(target, folder)
            return Written(len(passages), len(texts - known.keys()), len(texts & known.keys()), changed=True)


@contextmanager
def _building(folder: Path) -> Iterator[Path]:
    """A folder beside the index, removed again unless it has become the index."""
    target = folder.with_name(f"{folder.name}.build-{secrets.token_hex(6)}")
    target.mkdir()
    try:
        yield target
    finally:
        if folder.resolve() != target.resolve():
            shutil.rmtree(target, ignore_errors=True)


def _live(folder: Path) -> Generation | None:
    try:
        return Generation.open(folder)
    except (IndexMissing, IndexCorrupt):
        return None


def _parts(passages: Sequence[Passage]) -> dict[str, list[Passage]]:
    parts: dict[str, list[Passage]] = {}
    for passage in passages:
        parts.setdefault(f"{passage.language}-{passage.kind}", []).append(passage)
    return dict(sorted(parts.items()))


def _encode(
    passages: Sequence[Passage], encoders: Encoders, known: Known, progress: Progress
) -> dict[tuple[str, bytes], NDArray[np.float32]]:
    """(encoder, text key) → vector, for every text of `passages`."""
    vectors: dict[tuple[str, bytes], NDArray[np.float32]] = {}
    wanted: dict[str, dict[bytes, str]] = {}
    for passage in passages:
        identity = encoders.serving(passage.language).identity
        for text in encoded_texts(passage):
            key = text_key(text)
            if (identity, key) in known:
                vectors[identity, key] = known[identity, key]
            else:
                wanted.setdefault(passage.language, {})[key] = text
    total, done = sum(map(len, wanted.values())), 0
    for language, texts in wanted.items():
        encoder, pending = encoders.serving(language), list(texts.items())
        for start in range(0, len(pending), ENCODED_AT_ONCE):
            keys, chunk = zip(*pending[start : start + ENCODED_AT_ONCE], strict=True)
            vectors.update({(encoder.identity, key): row for key, row in zip(keys, encoder.encode(chunk), strict=True)})
            done += len(chunk)
            progress(done, total)
    return vectors


def _write_generation(
    target: Path, parts: Mapping[str, list[Passage]], serving: Mapping[str, str], vectors: Known
) -> None:
    for name, passages in parts.items():
        identity = serving[passages[0].language]
        rows = [vectors[identity, text_key(text)] for passage in passages for text in encoded_texts(passage)]
        write_partition(target / name, passages, np.stack(rows))
    files = sorted(file for file in target.rglob("*") if file.is_file())
    Manifest(
        version=VERSION,
        built=datetime.now(timezone.utc).isoformat(timespec="milliseconds"),
        encoders=dict(serving),
        files={file.relative_to(target).as_posix(): file_digest(file) for file in files},
        counts={name: len(passages) for name, passages in parts.items()},
    ).write(target)


def _swap(target: Path, folder: Path) -> None:
    """The generation before is kept until the next swap, for whoever is opening it now."""
    before = folder.resolve() if folder.is_symlink() else None
    if folder.is_dir() and not folder.is_symlink():
        if any(folder.iterdir()) and not (folder / MANIFEST).exists():
            raise KnowledgeError(f"{folder} is not an index, and is not overwritten")
        folder.rename(folder.with_name(f"{folder.name}.build-aside-{secrets.token_hex(6)}"))
    link = folder.with_name(f"{folder.name}.build-link-{secrets.token_hex(6)}")
    link.symlink_to(target.name)
    os.replace(link, folder)  # noqa: PTH105 - Path.replace would read as if it moved the target
    for other in folder.parent.glob(f"{folder.name}.build-*"):
        if other.is_symlink():
            other.unlink()
        elif other.resolve() not in (target.resolve(), before):
            shutil.rmtree(other)


@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    with folder.with_name(f".{folder.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
