"""Messages of one meaning join their leader, as they come, and stay."""

from __future__ import annotations

import numpy as np

from studio.grouping import Vectors, assign

NOBODY = np.empty((0, 2), np.float32)


def at(*degrees: float) -> Vectors:
    turned = np.radians(degrees)
    return np.stack([np.cos(turned), np.sin(turned)], axis=1).astype(np.float32)


def test_who_is_near_follows_and_who_is_not_leads() -> None:
    assert assign(at(0, 10, 90, 95, 2), NOBODY, 0.9) == [0, 0, 2, 2, 0]


def test_the_nearest_leader_is_followed_not_the_first() -> None:
    assert assign(at(20), at(0, 30), 0.9) == [1]


def test_what_comes_later_changes_nothing_of_what_is_grouped() -> None:
    first = assign(at(0, 40), NOBODY, 0.9)
    assert assign(at(0, 40, 20), NOBODY, 0.9)[:2] == first == [0, 1]


def test_groups_are_the_same_however_many_come_at_once() -> None:
    angles = np.random.default_rng(5).uniform(0, 360, 700)
    whole = assign(at(*angles), NOBODY, 0.99)
    vectors, leaders, names, one_by_one = at(*angles), NOBODY, [], []
    for row in range(len(vectors)):
        [found] = assign(vectors[row : row + 1], leaders, 0.99)
        if found == len(leaders):
            leaders, names = np.vstack([leaders, vectors[row]]), [*names, row]
        one_by_one.append(names[found])
    assert whole == one_by_one
