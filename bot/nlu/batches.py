"""Batches of tokenised texts. Imports torch: for training only."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

import torch
from torch.utils.data import Sampler


class AlikeInLength(Sampler[list[int]]):
    """Batches of rows of like length, shuffled anew each epoch: half the work of padding every batch to its longest."""

    _POOL = 16  # batches sorted together: fewer would pad more, more would shuffle less

    def __init__(self, lengths: Sequence[int], batch: int, seed: int):
        self._lengths = lengths
        self._batch = batch
        self._random = random.Random(seed)

    def __len__(self) -> int:
        return -(-len(self._lengths) // self._batch)

    def __iter__(self) -> Iterator[list[int]]:
        order = list(range(len(self._lengths)))
        self._random.shuffle(order)
        pool = self._batch * self._POOL
        batches = []
        for start in range(0, len(order), pool):
            alike = sorted(order[start : start + pool], key=self._lengths.__getitem__)
            batches += [alike[i : i + self._batch] for i in range(0, len(alike), self._batch)]
        self._random.shuffle(batches)
        return iter(batches)


def padded(rows: Sequence[list[int]], pad_id: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Token ids and mask, int64 [n, longest]."""
    longest = max(map(len, rows))
    ids = torch.full((len(rows), longest), pad_id, dtype=torch.long)
    mask = torch.zeros(len(rows), longest, dtype=torch.long)
    for i, row in enumerate(rows):
        ids[i, : len(row)] = torch.tensor(row)
        mask[i, : len(row)] = 1
    return ids, mask


def in_order_of_length(rows: Sequence[list[int]], batch: int) -> Iterator[list[int]]:
    """Indices of `rows`, shortest first, a batch at a time: for reading what needs no shuffling."""
    order = sorted(range(len(rows)), key=lambda i: len(rows[i]))
    return (order[start : start + batch] for start in range(0, len(order), batch))
