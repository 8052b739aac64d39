"""Messages of one meaning, found as they come: each joins the nearest leader that is near enough, or leads itself.

Leader clustering (Hartigan, Clustering Algorithms, 1975, chapter 3): what is grouped once stays together, so that a
group does not change under the eyes of who decides about it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

# Of the encoder that `understanding.embed` uses: `python -m bench.inbox_groups` chooses it on nlu_data.
ALIKE = 0.88
_AT_ONCE = 256

Vectors = NDArray[np.float32]


def assign(vectors: Vectors, leaders: Vectors, alike: float = ALIKE) -> list[int]:
    """For each row of `vectors` (float32 [n, d], unit length) the row of its leader: below len(leaders) one of
    `leaders` [m, d], else len(leaders) + the row in `vectors` of a new one, maybe its own."""
    found: list[int] = []
    for start in range(0, len(vectors), _AT_ONCE):
        chunk = vectors[start : start + _AT_ONCE]
        fresh = [row for row, leader in enumerate(found) if leader == len(leaders) + row]
        known = np.vstack([leaders, vectors[fresh]]) if fresh else leaders
        names = [*range(len(leaders)), *(len(leaders) + row for row in fresh)]
        found += _chunk(chunk, chunk @ known.T, names, len(leaders) + start, alike)
    return found


def _chunk(chunk: Vectors, to_known: Vectors, names: list[int], first: int, alike: float) -> list[int]:
    within = chunk @ chunk.T
    own: list[int] = []  # rows of the chunk that lead
    found = []
    for row in range(len(chunk)):
        best, leader = -1.0, first + row
        if names:
            nearest = int(np.argmax(to_known[row]))
            best, leader = float(to_known[row, nearest]), names[nearest]
        if own:
            nearest = own[int(np.argmax(within[row, own]))]
            if within[row, nearest] > best:
                best, leader = float(within[row, nearest]), first + nearest
        if best < alike:
            leader = first + row
            own.append(row)
        found.append(leader)
    return found
