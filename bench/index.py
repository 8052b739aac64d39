"""`python -m bench.index --vectors 1000000`: the vector index of the product at 10^4, 10^5 … up to so many vectors.

Seconds to build, megabytes, recall@10 against exact search, and queries a second of both, on one thread. Seconds are of
processor time: what a clock shows on a machine that does nothing else. Building, exact search and search run in
processes of their own, so that memory is each one's own."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import faiss
import numpy as np
import psutil
from numpy.typing import NDArray
from tqdm import tqdm

from bench.index_data import Neighbourhoods
from bench.index_report import plot, table
from bench.retrieval import kept_folder
from bench.retrieval_data import read_passages
from knowledge.build import build
from knowledge.errors import KnowledgeError
from knowledge.generation import Generation
from knowledge.settings import KnowledgeSettings
from knowledge.vectors import is_derived, load_index, make_index, save_index

QUERIES = 500
TIMED_EXACT = 30  # exact search takes its time, and always the same
K = 10
SMALLEST = 10_000
CHORUS = Path("../shared/eval/chorus/products.jsonl")


def real_vectors(texts: Path, settings: KnowledgeSettings) -> NDArray[np.float32]:
    """Of the passages of a file, by the product's encoder; kept from run to run."""
    folder = kept_folder(texts, settings)
    build(read_passages(texts, "en"), folder, settings)
    return np.stack(list(Generation.open(folder).vectors().values()))


def make_data(real: NDArray[np.float32], count: int, work: Path) -> None:
    made = Neighbourhoods(real, seed=count)
    shape = (count, real.shape[1])
    file = np.lib.format.open_memmap(work / "base.npy", "w+", np.float32, shape)  # type: ignore[no-untyped-call]
    at = 0
    for some in made.vectors(count):
        file[at : at + len(some)] = some
        at += len(some)
    file.flush()
    np.save(work / "queries.npy", next(made.vectors(QUERIES)))


def build_stage(work: Path) -> dict[str, Any]:
    base = np.load(work / "base.npy", mmap_mode="r")
    started = time.process_time()
    with tqdm(total=len(base), desc=f"Building {len(base):,}", unit=" vectors", disable=None) as bar:
        index = make_index(base, bar.update)
    seconds = time.process_time() - started
    if is_derived(index):
        save_index(index, work / "near.faiss")
    return {"build_seconds": seconds, "type": type(faiss.downcast_index(index)).__name__.removeprefix("Index")}


def exact_stage(work: Path) -> dict[str, Any]:
    base, queries = np.load(work / "base.npy"), np.load(work / "queries.npy")
    index = faiss.IndexFlatIP(base.shape[1])
    index.add(base)
    _, right = index.search(queries, K)
    np.save(work / "right.npy", right)
    return {"exact_per_second": _speed(index, queries[:TIMED_EXACT])}


def search_stage(work: Path) -> dict[str, Any]:
    """Opened as a serving process opens it. Resident memory is the whole process', less what it has before."""
    queries, right = np.load(work / "queries.npy"), np.load(work / "right.npy")
    before = psutil.Process().memory_info().rss
    saved = work / "near.faiss"
    index = load_index(saved) if saved.exists() else make_index(np.load(work / "base.npy"))
    found = np.concatenate([index.search(query[None], K)[1] for query in queries])
    resident = psutil.Process().memory_info().rss - before
    recall = np.mean([len(set(ours) & set(theirs)) / K for ours, theirs in zip(found, right, strict=True)])
    speed = _speed(index, queries)
    return {"resident_mb": resident / 1e6, "recall_at_10": float(recall), "queries_per_second": speed}


def _speed(index: Any, queries: NDArray[np.float32]) -> float:
    started = time.process_time()
    for query in queries:
        index.search(query[None], K)
    return len(queries) / (time.process_time() - started)


STAGES = {"build": build_stage, "exact": exact_stage, "search": search_stage}


def measure(real: NDArray[np.float32], count: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="bench-index-") as scratch:
        make_data(real, count, Path(scratch))
        figures: dict[str, Any] = {"vectors": count}
        for stage in STAGES:
            command = [sys.executable, "-m", "bench.index", "--stage", stage, "--work", scratch]
            done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
            figures |= json.loads(done.stdout)
        figures["times_exact"] = figures["queries_per_second"] / figures["exact_per_second"]
        return figures


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.index", description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--vectors", type=int, default=1_000_000, help="the most (default: %(default)s)")
    parser.add_argument("--texts", type=Path, default=CHORUS, help="whose vectors to start from (default: %(default)s)")
    parser.add_argument("--plot", type=Path, help="a log-log picture")
    parser.add_argument("--json", action="store_true", help="end with one line of JSON, a row a size")
    parser.add_argument("--stage", choices=STAGES, help=argparse.SUPPRESS)
    parser.add_argument("--work", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    faiss.omp_set_num_threads(1)
    if options.stage:
        print(json.dumps(STAGES[options.stage](options.work)))
        return 0
    if options.vectors < 1:
        parser.error("--vectors must be above 0")
    try:
        real = real_vectors(options.texts, KnowledgeSettings.from_environ())
    except (OSError, ValueError, KnowledgeError) as error:
        print(f"bench.index: {error}", file=sys.stderr)
        return 2
    rows = [measure(real, count) for count in sizes(options.vectors)]
    print(table(rows))
    if options.plot:
        plot(rows, options.plot)
    if options.json:
        print(json.dumps(rows))
    return 0


def sizes(most: int) -> list[int]:
    """10^4, 10^5 … as far as `most`, and `most` itself."""
    tens = [SMALLEST * 10**power for power in range(10)]
    return sorted({*(size for size in tens if size < most), most})


if __name__ == "__main__":
    sys.exit(main())
