"""Embeddings in a process that lives long: what was read once is not read from disk again at the next keystroke."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.nlu.embedding_cache import Embedded, EmbeddingCache, Progress
from knowledge.encoders import Encoder

# as many as two versions of 20,000 examples and the messages of a week; both encoders' are 220 MB
_MOST = 60_000
# so few are encoded as fast as the file could be written; they are in it after the next longer run
_FEW = 8


class RememberedEmbeddings(EmbeddingCache):
    """An EmbeddingCache with what it holds in memory. A handful of new texts is encoded without touching the disk."""

    def __init__(self, folder: Path, most: int = _MOST) -> None:
        super().__init__(folder, most)
        self._in_memory: dict[str, dict[str, NDArray[np.float32]]] = {}
        self._lock = threading.Lock()

    def embed(self, encoder: Encoder, texts: Sequence[str], progress: Progress = lambda done, of: None) -> Embedded:
        with self._lock:
            known = self._in_memory.setdefault(encoder.identity, {})
            new = list(dict.fromkeys(text for text in texts if text not in known))
            encoded = 0
            if len(new) > _FEW:
                read = super().embed(encoder, new, progress)
                known.update(zip(new, read.vectors, strict=True))
                encoded = read.encoded
            elif new:
                known.update(zip(new, encoder.encode(new), strict=True))
                encoded = len(new)
            rows = [known[text] for text in texts]
            vectors = np.stack(rows) if rows else np.empty((0, encoder.dimensions), np.float32)
            for text in list(known)[: max(0, len(known) - self._most)]:
                del known[text]
            return Embedded(vectors, encoded)
