"""A cross-encoder reads query and passage together: slower than two vectors, and surer. None ships: it is a setting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from knowledge import graph
from knowledge.errors import EncoderError, GraphError
from knowledge.exporting import is_exported, read_record
from knowledge.passages import Hit

RERANKED = 20
MOST_CHARACTERS = 1_000


class Reranker:
    """An exported cross-encoder. Safe to call from several threads.

    Nogueira and Cho 2019, https://arxiv.org/abs/1901.04085"""

    def __init__(self, model: graph.Graph) -> None:
        self._model = model

    @classmethod
    def load(cls, folder: Path, name: str) -> Reranker:
        """Raises EncoderError where the export is absent or not what was written."""
        if not is_exported(folder, name):
            raise EncoderError(f"{folder} holds no whole export of {name}: run python -m knowledge.build")
        try:
            return cls(graph.Graph.load(folder, read_record(folder)["max_tokens"]))
        except GraphError as error:
            raise EncoderError(f"{folder} holds no graph that runs: run python -m knowledge.build") from error

    def rerank(self, query: str, hits: Sequence[Hit]) -> list[Hit]:
        """The same hits, best first, each with the mean of its own score and the cross-encoder's, which both lie in
        0 … 1: the threshold that was fitted without it goes on meaning something, and can be fitted anew."""
        pairs = [(query, f"{hit.passage.title}. {hit.passage.text}"[:MOST_CHARACTERS]) for hit in hits]
        chances = self._model(pairs)[:, 0].tolist()
        scored = [replace(hit, score=(hit.score + chance) / 2) for hit, chance in zip(hits, chances, strict=True)]
        return sorted(scored, key=lambda hit: -hit.score)
