"""`python -m bench.retrieval --passages P.jsonl --queries Q.csv`: what finds the right passage, and how fast.

BM25 of the textbook (one bag of words, k1 1.2, b 0.75), the index's words alone, its meaning alone (the nearest vector)
and what ships are asked the same queries, on one thread. The index is the product's, kept under `var/bench`: texts that
were encoded in an earlier run are not encoded again."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import faiss
from threadpoolctl import threadpool_limits

from bench.retrieval_data import answerable, read_judgements, read_passages, read_queries
from bench.retrieval_report import DEPTH, Run, plot, table
from knowledge.build import build
from knowledge.encoders import Encoders
from knowledge.errors import KnowledgeError
from knowledge.generation import Generation
from knowledge.index import KnowledgeIndex
from knowledge.lexical import Lexical, Weighing, write_lexical
from knowledge.passages import Passage
from knowledge.settings import KnowledgeSettings

Search = Callable[[str], Iterable[str]]  # a query → ids, best first
TEXTBOOK = Weighing(((1.0, 0.75),), 1.2)
SHIPS = "ships"
ROUNDS = 3


def ways(passages: Sequence[Passage], folder: Path, settings: KnowledgeSettings) -> dict[str, Search]:
    """Builds the index at `folder` and opens it. All passages must be of one language and kind."""
    build(list(passages), folder, settings)
    encoders = Encoders(settings)
    index = KnowledgeIndex.open(folder, encoders)
    (partition,) = Generation.open(folder).partitions.values()
    encoder = encoders.serving(partition.language)
    textbook = _textbook(partition.passages, partition.language)

    def by_bm25(text: str) -> Iterable[str]:
        return [partition.passages[row].id for row in textbook.search(text, DEPTH)]

    def by_words(text: str) -> Iterable[str]:
        return [partition.passages[row].id for row in partition.words.search(text, DEPTH)]

    def by_meaning(text: str) -> Iterable[str]:
        depth = min(DEPTH * 50, partition.vectors.ntotal)  # a passage may have fifty vectors
        _, nearest = partition.vectors.search(encoder.encode([text]), depth)
        rows = dict.fromkeys(partition.owners[nearest[0]].tolist())
        return [partition.passages[row].id for row in rows][:DEPTH]

    def as_shipped(text: str) -> Iterable[str]:
        hits = index.search(text, DEPTH, partition.kind, language=partition.language)
        return [hit.passage.id for hit in hits]

    return {"BM25": by_bm25, "words": by_words, "meaning": by_meaning, SHIPS: as_shipped}


def _textbook(passages: Sequence[Passage], language: str) -> Lexical:
    with tempfile.TemporaryDirectory(prefix="bench-bm25-") as scratch:
        file = Path(scratch, "words.npz")
        write_lexical(file, ([f"{passage.title}\n{passage.text}"] for passage in passages), language, TEXTBOOK)
        return Lexical.open(file, language, len(passages))


def measure(way: str, search: Search, queries: Sequence[str]) -> Run:
    """Every query three times, after a first one that loads what is loaded late."""
    search("warm")
    found: dict[str, list[str]] = {}
    milliseconds = []
    for _ in range(ROUNDS):
        for query in queries:
            started = time.perf_counter()
            found[query] = list(search(query))
            milliseconds.append((time.perf_counter() - started) * 1e3)
    return Run(way, found, milliseconds)


def kept_folder(passages: Path, settings: KnowledgeSettings) -> Path:
    """Where the index of a passages file is kept from run to run."""
    name = sha256(str(passages.resolve()).encode()).hexdigest()[:8]
    return settings.var / "bench" / f"{passages.stem}-{name}"


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.retrieval", description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--passages", type=Path, required=True, help="products, questions with answers, or passages")
    parser.add_argument("--queries", type=Path, required=True, help="CSV with `query`; the judgements may stand in it")
    parser.add_argument("--judgements", type=Path, help="CSV: `query,docid,rating` or `query,faq_id`")
    parser.add_argument("--language", default="en", help="of passages that do not say it (default: %(default)s)")
    parser.add_argument("--encoder", help="name or folder of the encoder, instead of the one that is set")
    parser.add_argument("--plot", type=Path, help="a picture of it")
    parser.add_argument("--json", action="store_true", help="end with one line of JSON for what ships")
    options = parser.parse_args(arguments)
    settings = KnowledgeSettings.from_environ()
    if options.encoder:
        settings = replace(settings, encoders={"*": options.encoder})
    try:
        passages = read_passages(options.passages, options.language)
        judgements = read_judgements(options.judgements or options.queries)
        judgements = answerable(read_queries(options.queries), judgements, options.queries)
        searches = ways(passages, kept_folder(options.passages, settings), settings)
    except (OSError, ValueError, KnowledgeError) as error:
        print(f"bench.retrieval: {error}", file=sys.stderr)
        return 2
    faiss.omp_set_num_threads(1)
    with threadpool_limits(1):
        runs = [measure(way, search, list(judgements)) for way, search in searches.items()]
    figures = {run.way: run.figures(judgements) for run in runs}
    print(f"{len(passages):,} passages, {len(judgements):,} queries")
    print(table(figures))
    if options.plot:
        plot(figures, options.plot)
    if options.json:
        print(json.dumps(figures[SHIPS]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
