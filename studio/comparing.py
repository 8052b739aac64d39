"""How two releases compare: each figure with its 95 % interval, the difference with its own, and what that says.

Conversations are what was drawn by lot, so they are what is counted. Shares of conversations have Wilson's interval
(J. Am. Stat. Assoc. 22, 1927). Turns of one conversation are alike: a share of turns is a ratio estimate over
conversations, its variance is linearised (Cochran, Sampling Techniques, 1977, ch. 6; as the delta method in Deng,
Knoblich & Lu, KDD 2018), and Wilson's interval is taken at the effective sample size (Korn & Graubard, Survey
Methodology 24, 1998). Means have Student's interval. Differences are put together from the two intervals as in
Newcombe's method 10 (Statistics in Medicine 17, 1998), which Zou & Donner (Statistics in Medicine 27, 2008) show to
hold for any two independent estimates."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from scipy import stats

CONFIDENCE = 0.95
# with fewer conversations in either arm nothing is said: the first of them are looked at most often
LEAST = 30
EARLY, BETTER, WORSE = "early", "better", "worse"
_Z = float(stats.norm.ppf(0.5 + CONFIDENCE / 2))


@dataclass(frozen=True)
class Estimate:
    """`count`: of how many conversations; `value` is None where there are none, `low` and `high` with it."""

    value: float | None
    low: float | None
    high: float | None
    count: int


NOTHING = Estimate(None, None, None, 0)


@dataclass(frozen=True)
class Comparison:
    """`difference`: trial less live; `verdict` is about the trial."""

    trial: Estimate
    live: Estimate
    difference: Estimate
    verdict: str


def share(part: int, whole: int) -> Estimate:
    """A share of conversations, with Wilson's interval."""
    if whole == 0:
        return NOTHING
    interval = stats.binomtest(part, whole).proportion_ci(CONFIDENCE, method="wilson")
    return Estimate(part / whole, float(interval.low), float(interval.high), whole)


def share_of_turns(parts: Sequence[int], wholes: Sequence[int]) -> Estimate:
    """`parts[i]` of the `wholes[i]` turns of conversation i: their share over all turns.

    Where all turns are the same their spread says nothing: each conversation then counts for one turn."""
    counted = [(part, whole) for part, whole in zip(parts, wholes, strict=True) if whole]
    turns, clusters = sum(whole for _, whole in counted), len(counted)
    if not turns:
        return NOTHING
    value = sum(part for part, _ in counted) / turns
    low, high = _wilson(value, _effective(counted, value, turns, clusters))
    return Estimate(value, low, high, clusters)


def mean(values: Sequence[float], lowest: float, highest: float) -> Estimate:
    """With Student's interval, within what a value can be.

    Where all are the same, others are as likely as Wilson's upper bound for what was never seen allows."""
    if not values:
        return NOTHING
    value = statistics.fmean(values)
    spread = statistics.stdev(values) if len(values) > 1 else 0.0
    if spread:
        half = _t(len(values) - 1) * spread / math.sqrt(len(values))
        return Estimate(value, max(lowest, value - half), min(highest, value + half), len(values))
    unseen = _wilson(0.0, len(values))[1]
    return Estimate(value, value - unseen * (value - lowest), value + unseen * (highest - value), len(values))


def difference(one: Estimate, other: Estimate) -> Estimate:
    """`one` less `other`, by the square-and-add of their intervals; counts the smaller of the two."""
    if one.value is None or one.low is None or one.high is None:
        return NOTHING
    if other.value is None or other.low is None or other.high is None:
        return NOTHING
    value = one.value - other.value
    below = math.hypot(one.value - one.low, other.high - other.value)
    above = math.hypot(one.high - one.value, other.value - other.low)
    return Estimate(value, value - below, value + above, min(one.count, other.count))


def compare(trial: Estimate, live: Estimate, *, more_is_better: bool = True) -> Comparison:
    apart = difference(trial, live)
    return Comparison(trial, live, apart, _verdict(apart, more_is_better))


def overall(verdicts: Sequence[str]) -> str:
    """Worse where anything is worse: nobody gains by a release that understands more and annoys more."""
    return next((verdict for verdict in (WORSE, BETTER) if verdict in verdicts), EARLY)


def _verdict(apart: Estimate, more_is_better: bool) -> str:
    if apart.low is None or apart.high is None or apart.count < LEAST or apart.low <= 0.0 <= apart.high:
        return EARLY
    return BETTER if (apart.low > 0.0) is more_is_better else WORSE


def _effective(counted: Sequence[tuple[int, int]], value: float, turns: int, clusters: int) -> float:
    """Of how many independent turns the share is as certain; never more than there are."""
    if clusters < 2 or value in (0.0, 1.0):
        return float(clusters)
    squares = sum((part - value * whole) ** 2 for part, whole in counted)
    variance = clusters / (clusters - 1) * squares / turns**2
    if variance == 0.0:
        return float(clusters)
    return min(float(turns), value * (1 - value) / variance * (_Z / _t(clusters - 1)) ** 2)


def _wilson(value: float, count: float) -> tuple[float, float]:
    """Also for counts that are not whole."""
    spread = _Z**2 / count
    middle = (value + spread / 2) / (1 + spread)
    half = math.sqrt(value * (1 - value) * spread + spread**2 / 4) / (1 + spread)
    return max(0.0, middle - half), min(1.0, middle + half)


def _t(degrees: int) -> float:
    return float(stats.t.ppf(0.5 + CONFIDENCE / 2, degrees))
