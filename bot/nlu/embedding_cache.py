"""Sentence embeddings kept on disk, by text and encoder: what was encoded once is only read again."""

from __future__ import annotations

import fcntl
import logging
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge.encoders import Encoder

logger = logging.getLogger(__name__)

Progress = Callable[[int, int], None]
_AT_ONCE = 32
_KEPT_AT_ONCE = 512  # whoever stops a long run loses no more than these
_ENCODERS_KEPT = 4
_Known = dict[bytes, NDArray[np.float32]]


@dataclass(frozen=True)
class Embedded:
    """`vectors` float32 [n, d], a row a text; `encoded` of them were new."""

    vectors: NDArray[np.float32]
    encoded: int


class EmbeddingCache:
    """A file an encoder, `<folder>/<digest of its identity>.npz`, put in place by one rename.

    Safe from several processes: writers take turns and add to what is there. A file that cannot be read is made again,
    and the log says so. At most `most` texts are kept, those asked for last; 20,000 of USE are 42 MB."""

    def __init__(self, folder: Path, most: int = 20_000) -> None:
        self._folder = folder
        self._most = most

    def embed(self, encoder: Encoder, texts: Sequence[str], progress: Progress = lambda done, of: None) -> Embedded:
        """`progress` hears how many of the texts that are new have been encoded.

        Raises OSError where the folder cannot be written."""
        file = self._folder / f"{sha256(encoder.identity.encode()).hexdigest()[:16]}.npz"
        keys = [_key(text) for text in texts]
        known = _read(file, encoder.dimensions)
        new = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        pending = list(new.items())
        for start in range(0, len(pending), _KEPT_AT_ONCE):
            encoded = _encode(
                encoder, pending[start : start + _KEPT_AT_ONCE], partial(_further, progress, start, len(new))
            )
            self._add(file, encoded, keys, encoder.dimensions)
            known.update(encoded)
        vectors = np.stack([known[key] for key in keys]) if keys else np.empty((0, encoder.dimensions), np.float32)
        return Embedded(vectors, len(new))

    def _add(self, file: Path, encoded: _Known, used: Sequence[bytes], dimensions: int) -> None:
        with _writing(self._folder):
            kept = {**_read(file, dimensions), **encoded}
            for key in used:  # the end of the file is what was asked for last
                if key in kept:
                    kept[key] = kept.pop(key)
            keys = list(kept)[-self._most :]
            with tempfile.TemporaryDirectory(dir=self._folder, prefix=".writing-") as scratch:
                written = Path(scratch, "embeddings.npz")
                np.savez(written, keys=np.array(keys, dtype="S32"), vectors=np.stack([kept[key] for key in keys]))
                written.replace(file)
            for other in sorted(self._folder.glob("*.npz"), key=lambda f: f.stat().st_mtime)[:-_ENCODERS_KEPT]:
                other.unlink()


def _further(progress: Progress, start: int, of: int, done: int) -> None:
    progress(start + done, of)


def _key(text: str) -> bytes:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32].encode("ascii")


def _read(file: Path, dimensions: int) -> _Known:
    try:
        with np.load(file, allow_pickle=False) as arrays:
            keys, vectors = arrays["keys"], arrays["vectors"]
        if keys.dtype != "S32" or vectors.dtype != np.float32 or vectors.shape != (len(keys), dimensions):
            raise ValueError("its arrays are not those of embeddings")
        if not np.isfinite(vectors).all():
            raise ValueError("it holds numbers that are none")
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, KeyError, EOFError, TypeError, zipfile.BadZipFile, zlib.error) as error:
        logger.warning("%s cannot be read (%s): its embeddings are made again", file, error)
        return {}
    return dict(zip(keys.tolist(), vectors, strict=True))


def _encode(encoder: Encoder, pending: Sequence[tuple[bytes, str]], progress: Callable[[int], None]) -> _Known:
    encoded: _Known = {}
    for start in range(0, len(pending), _AT_ONCE):
        keys, chunk = zip(*pending[start : start + _AT_ONCE], strict=True)
        encoded.update(zip(keys, encoder.encode(chunk), strict=True))
        progress(len(encoded))
    return encoded


@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
