"""`python -m bench.index --vectors 1000000`: the index of the product at 10^4, 10^5 … up to so many passages.

Seconds to build all of it but for encoding, megabytes of the vectors, recall@10 against exact search, queries a second
of both; then megabytes of a whole process that serves the passages, and its median search by meaning and word, encoding
included. On one thread; seconds are of processor time: what a clock shows on a machine that does nothing else. Each
stage runs in a process of its own, so that memory is each one's own."""

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

from bench.index_data import Neighbourhoods
from bench.index_report import plot, table
from bench.index_served import serve, write
from bench.retrieval import kept_folder
from bench.retrieval_data import read_passages
from knowledge.build import build
from knowledge.errors import KnowledgeError
from knowledge.generation import Generation
from knowledge.partition import open_vectors
from knowledge.settings import KnowledgeSettings

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


def build_stage(work: Path, texts: Path, settings: KnowledgeSettings) -> dict[str, Any]:
    base = np.load(work / "base.npy", mmap_mode="r")
    started = time.process_time()
    part = write(work / "index", read_passages(texts, "en"), base, settings)
    seconds = time.process_time() - started
    index = open_vectors(part)
    return {"build_seconds": seconds, "type": type(faiss.downcast_index(index)).__name__.removeprefix("Index")}


def exact_stage(work: Path, texts: Path, settings: KnowledgeSettings) -> dict[str, Any]:
    base, queries = np.load(work / "base.npy"), np.load(work / "queries.npy")
    index = faiss.IndexFlatIP(base.shape[1])
    index.add(base)
    _, right = index.search(queries, K)
    np.save(work / "right.npy", right)
    return {"exact_per_second": _speed(index, queries[:TIMED_EXACT])}


def search_stage(work: Path, texts: Path, settings: KnowledgeSettings) -> dict[str, Any]:
    """The vectors alone, opened as a serving process opens them: resident memory is what they add."""
    queries, right = np.load(work / "queries.npy"), np.load(work / "right.npy")
    before = psutil.Process().memory_info().rss
    (part,) = (file.parent for file in (work / "index").glob("*/vectors.npy"))
    index = open_vectors(part)
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


def serve_stage(work: Path, texts: Path, settings: KnowledgeSettings) -> dict[str, Any]:
    return serve(work / "index", settings)


STAGES = {"build": build_stage, "exact": exact_stage, "search": search_stage, "serve": serve_stage}


def measure(real: NDArray[np.float32], count: int, texts: Path) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="bench-index-") as scratch:
        make_data(real, count, Path(scratch))
        figures: dict[str, Any] = {"vectors": count}
        for stage in STAGES:
            command = [sys.executable, "-m", "bench.index", "--stage", stage, "--work", scratch, "--texts", str(texts)]
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
        stage = STAGES[options.stage]
        print(json.dumps(stage(options.work, options.texts, KnowledgeSettings.from_environ())))
        return 0
    if options.vectors < 1:
        parser.error("--vectors must be above 0")
    try:
        real = real_vectors(options.texts, KnowledgeSettings.from_environ())
    except (OSError, ValueError, KnowledgeError) as error:
        print(f"bench.index: {error}", file=sys.stderr)
        return 2
    rows = [measure(real, count, options.texts) for count in sizes(options.vectors)]
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
