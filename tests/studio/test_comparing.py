"""The intervals, against published values and by simulation."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from studio import comparing
from studio.comparing import BETTER, EARLY, LEAST, WORSE, Estimate, compare, difference, mean, overall, share

ROUNDS = 1000


def bounds(estimate: Estimate) -> tuple[float, float]:
    assert estimate.low is not None and estimate.high is not None
    return estimate.low, estimate.high


def holds(estimate: Estimate, truth: float) -> bool:
    low, high = bounds(estimate)
    return low <= truth <= high


# Newcombe, Statistics in Medicine 17 (1998) 857-872, table I, method 3: Wilson's score without a correction
@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_a_share_has_the_interval_that_newcombe_prints(part: int, whole: int, low: float, high: float) -> None:
    assert bounds(share(part, whole)) == pytest.approx((low, high), abs=5e-5)


# Newcombe, Statistics in Medicine 17 (1998) 873-890, table II, method 10
@pytest.mark.parametrize(
    ("one", "other", "low", "high"),
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((10, 10), (0, 20), 0.6791, 1.0),
        ((0, 10), (0, 10), -0.2775, 0.2775),
    ],
)
def test_a_difference_has_the_interval_that_newcombe_prints(
    one: tuple[int, int], other: tuple[int, int], low: float, high: float
) -> None:
    assert bounds(difference(share(*one), share(*other))) == pytest.approx((low, high), abs=5e-5)


def test_a_mean_has_students_interval() -> None:
    stars = [5, 4, 4, 3, 5, 2]
    expected = stats.t.interval(0.95, 5, loc=np.mean(stars), scale=stats.sem(stars))
    assert bounds(mean(stars, 1, 5)) == pytest.approx((expected[0], 5.0)) and expected[1] > 5.0
    assert bounds(mean(stars, -10, 10)) == pytest.approx(expected)


def test_equal_ratings_are_not_certain() -> None:
    low, high = bounds(mean([5, 5, 5], 1, 5))
    assert low < 3.0 and high == 5.0
    assert bounds(mean([4], 1, 5))[0] < 2.0


def test_of_nothing_there_is_no_figure() -> None:
    for nothing in (share(0, 0), comparing.share_of_turns([], []), comparing.share_of_turns([0], [0]), mean([], 1, 5)):
        assert nothing == comparing.NOTHING
        assert difference(nothing, share(1, 2)) == difference(share(1, 2), nothing) == comparing.NOTHING


def test_one_turn_a_conversation_is_nearly_the_plain_share() -> None:
    parts = [1] * 300 + [0] * 100
    assert bounds(comparing.share_of_turns(parts, [1] * 400)) == pytest.approx(bounds(share(300, 400)), abs=2e-3)


def test_turns_that_go_together_are_worth_as_much_as_one() -> None:
    together = comparing.share_of_turns([10] * 30 + [0] * 10, [10] * 40)
    low, high = bounds(together)
    plain = bounds(share(300, 400))
    assert together.count == 40 and together.value == 0.75
    assert high - low > 2.5 * (plain[1] - plain[0])


def test_turns_that_are_all_understood_count_a_conversation_each() -> None:
    assert bounds(comparing.share_of_turns([7] * 20, [7] * 20)) == pytest.approx(bounds(share(20, 20)))


@pytest.mark.parametrize(("one", "other"), [((0.9, 60), (0.9, 400)), ((0.5, 40), (0.6, 40)), ((0.97, 100), (0.9, 300))])
def test_shares_and_their_differences_cover_the_truth(one: tuple[float, int], other: tuple[float, int]) -> None:
    rng = np.random.default_rng(7)
    drawn = [rng.binomial(count, truth, ROUNDS) for truth, count in (one, other)]
    pairs = [(share(int(a), one[1]), share(int(b), other[1])) for a, b in zip(*drawn, strict=True)]
    assert 0.92 < np.mean([holds(first, one[0]) for first, _ in pairs]) < 0.99
    assert 0.93 < np.mean([holds(difference(*pair), one[0] - other[0]) for pair in pairs]) < 0.99


@pytest.mark.parametrize(("shape", "clusters"), [(4.0, 40), (20.0, 200), (1.0, 100)])
def test_the_share_of_turns_covers_the_truth_where_conversations_differ(shape: float, clusters: int) -> None:
    """Beta-binomial: each conversation has its own share, 0.8 on the whole, and 1 to 12 turns."""
    rng = np.random.default_rng(7)
    covered, naive = [], []
    for _ in range(ROUNDS):
        wholes = rng.integers(1, 13, clusters)
        parts = rng.binomial(wholes, rng.beta(0.8 * shape, 0.2 * shape, clusters))
        covered.append(holds(comparing.share_of_turns(parts.tolist(), wholes.tolist()), 0.8))
        naive.append(holds(share(int(parts.sum()), int(wholes.sum())), 0.8))
    assert 0.93 < np.mean(covered) < 0.98
    assert np.mean(naive) < np.mean(covered)


@pytest.mark.parametrize("counts", [(40, 400), (100, 100)])
def test_differences_of_ratings_cover_the_truth(counts: tuple[int, int]) -> None:
    rng = np.random.default_rng(7)
    stars = np.arange(1, 6)
    likely = (np.array([0.1, 0.05, 0.1, 0.25, 0.5]), np.array([0.2, 0.1, 0.1, 0.2, 0.4]))
    truth = float(stars @ likely[0] - stars @ likely[1])
    covered = []
    for _ in range(ROUNDS):
        one, other = (
            mean(rng.choice(stars, count, p=p).tolist(), 1, 5) for count, p in zip(counts, likely, strict=True)
        )
        covered.append(holds(difference(one, other), truth))
    assert 0.93 < np.mean(covered) < 0.98


def test_nothing_is_said_while_there_are_few_conversations() -> None:
    few, many = LEAST - 1, LEAST
    assert compare(share(few, few), share(0, few)).verdict == EARLY
    assert compare(share(many, many), share(0, many)).verdict == BETTER
    assert compare(share(many, many), share(0, many), more_is_better=False).verdict == WORSE


def test_nothing_is_said_while_the_difference_may_be_none() -> None:
    assert compare(share(80, 100), share(75, 100)).verdict == EARLY
    assert compare(share(8000, 10000), share(7500, 10000)).verdict == BETTER
    assert compare(share(7500, 10000), share(8000, 10000)).verdict == WORSE


def test_who_is_the_same_is_seldom_called_better_or_worse() -> None:
    rng = np.random.default_rng(7)
    verdicts = [
        compare(share(int(a), 100), share(int(b), 900)).verdict
        for a, b in zip(rng.binomial(100, 0.85, ROUNDS), rng.binomial(900, 0.85, ROUNDS), strict=True)
    ]
    assert sum(verdict != EARLY for verdict in verdicts) / ROUNDS < 0.07


def test_what_is_worse_in_anything_is_not_better() -> None:
    assert overall([BETTER, EARLY, WORSE]) == WORSE
    assert overall([EARLY, BETTER]) == BETTER
    assert overall([EARLY, EARLY]) == overall([]) == EARLY
