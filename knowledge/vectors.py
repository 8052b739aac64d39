"""Nearness in meaning: which FAISS index holds a partition's vectors, by how many there are.

Up to FLAT_UP_TO every vector is looked at. Above, vectors lie in lists by their nearest centre, a byte a dimension, and
a search reads the few lists nearest to it (Jégou, Douze and Schmid 2011, "Product quantization for nearest neighbor
search"). Measured at 10^5, in bench/README.md: HNSW is quicker at the same recall, takes longer to build and 1.6 to 4.5
times the memory; product quantisation at 48 bytes a vector finds three of four of the nearest ten."""

from __future__ import annotations

import functools
import logging
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

log = logging.getLogger(__name__)

FLAT_UP_TO = 50_000
TRAINED_ON = 40  # vectors a list; FAISS warns below 39
ITERATIONS = 10
ADDED_AT_ONCE = 50_000
Progress = Callable[[int], None]  # vectors added since the last call


def make_index(vectors: NDArray[np.float32], progress: Progress = lambda added: None) -> Any:
    """A FAISS index of these unit vectors, float32 [n, d], numbered from 0; the same for the same vectors."""
    count, dimensions = vectors.shape
    if count <= FLAT_UP_TO:
        index = faiss.IndexFlatIP(dimensions)
    else:
        lists = 1 << round(math.log2(2 * math.sqrt(count)))
        index = faiss.index_factory(dimensions, f"IVF{lists},SQ8", faiss.METRIC_INNER_PRODUCT)
        index.cp.niter = ITERATIONS
        index.nprobe = max(16, lists // 64)
        sample = np.random.default_rng(0).choice(count, min(count, TRAINED_ON * lists), replace=False)
        index.train(vectors[np.sort(sample)])
    for start in range(0, count, ADDED_AT_ONCE):
        chunk = np.ascontiguousarray(vectors[start : start + ADDED_AT_ONCE])
        index.add(chunk)
        progress(len(chunk))
    return index


def is_derived(index: Any) -> bool:
    """Whether making it again costs more than adding vectors, so that it is worth a file."""
    return not isinstance(index, faiss.IndexFlat)


def save_index(index: Any, file: Path) -> None:
    faiss.write_index(index, str(file))


def load_index(file: Path) -> Any:
    """Raises ValueError on a file that is no FAISS index."""
    try:
        index = faiss.read_index(str(file))
    except RuntimeError as error:
        raise ValueError(f"{file} is no FAISS index") from error
    index.make_direct_map()  # so that a vector can be had by its number
    return index


def searcher(index: Any) -> Any:
    """`index`, or a copy of it on the GPU where FAISS and the machine have one."""
    if not _gpus():
        return index
    return faiss.index_cpu_to_gpu(faiss.StandardGpuResources(), 0, index)


@functools.cache
def _gpus() -> int:
    count = int(faiss.get_num_gpus())
    log.info("vectors are searched on %s", "the GPU" if count else "the CPU: FAISS finds no GPU")
    return count
