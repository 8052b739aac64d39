"""A shop of many products as one index on disk, and the process that serves it."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import psutil
from numpy.typing import NDArray

from knowledge.encoders import Encoders
from knowledge.generation import identities
from knowledge.index import KnowledgeIndex
from knowledge.partition import write_partition
from knowledge.passage_file import write_passages
from knowledge.passages import Passage
from knowledge.settings import KnowledgeSettings
from knowledge.writing import partition_name, write_manifest

ASKED, QUERIES = 200, "asked.json"


def made_passages(real: Sequence[Passage], count: int) -> list[Passage]:
    """The real ones again and again, each with a model's number of its own, as goods have: a word that no other has."""
    return [
        replace(real[at % len(real)], id=f"made-{at}", title=f"{real[at % len(real)].title} M{at:07d}")
        for at in range(count)
    ]


def write(folder: Path, real: Sequence[Passage], vectors: NDArray[np.float32], settings: KnowledgeSettings) -> Path:
    """Everything that a build writes, given the vectors. Returns the partition's folder."""
    passages = made_passages(real, len(vectors))
    name = partition_name(passages[0])
    folder.mkdir(parents=True)
    write_passages(folder / name, passages)
    write_partition(folder / name, passages, vectors)
    queries = [" ".join(passage.title.split()[:4]) for passage in real[:: max(1, len(real) // ASKED)]]
    (folder.parent / QUERIES).write_text(json.dumps(queries), encoding="utf-8")
    write_manifest(folder, identities({passages[0].language}, Encoders(settings)), {name: len(passages)})
    return folder / name


def serve(folder: Path, settings: KnowledgeSettings) -> dict[str, Any]:
    """Memory of a process that has opened the index and its encoder and has answered, all of it, and the median search
    with encoding, for the first words of real titles."""
    index = KnowledgeIndex.open(folder, Encoders(settings))
    milliseconds = []
    for query in json.loads((folder.parent / QUERIES).read_text(encoding="utf-8")):
        started = time.process_time()
        index.search(query, 10)
        milliseconds.append((time.process_time() - started) * 1e3)
    return {"process_mb": psutil.Process().memory_info().rss / 1e6, "search_ms": float(np.median(milliseconds))}
