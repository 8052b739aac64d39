"""From what somebody looked at and bought to what they may want next: pure arithmetic on neighbours' scores.

`shop.recommendation` serves with it, and `bench.recommendation` measures it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import TypeVar

from shop.behaviour import Acted, weight

Item = TypeVar("Item")

RECENT = 40  # of a customer's actions
_AGEING = 0.5
_SPEAKS = 0.4  # of what speaks most
Row = tuple[str, str, float]  # product, neighbour, score


def ranked(
    latest: Sequence[Acted], rows_of: Callable[[Collection[str]], Iterable[Row]], k: int, without: Collection[str] = ()
) -> list[str]:
    """The `k` products that the latest actions (newest first) speak for most; `rows_of` gives products' neighbours."""
    weights = interest(latest[:RECENT])
    return best(scored(weights, rows_of(list(weights))), k, without)


def interest(latest: Iterable[Acted]) -> dict[str, float]:
    """How much each product counts, of actions with the newest first: the n-th newest product counts n^-0.5 of the
    newest, a purchase more than a look."""
    weights: dict[str, float] = {}
    strongest: dict[str, int] = {}
    for product_id, kind in latest:
        strongest[product_id] = max(strongest.get(product_id, 0), weight(kind))
    for place, (product_id, strength) in enumerate(strongest.items(), start=1):
        weights[product_id] = strength**0.5 * place**-_AGEING
    return weights


def scored(weights: Mapping[str, float], rows: Iterable[Row]) -> dict[str, float]:
    """A score for every neighbour in `rows` (product, neighbour, score) of the products in `weights`."""
    scores: defaultdict[str, float] = defaultdict(float)
    for product_id, neighbour_id, score in rows:
        scores[neighbour_id] += weights[product_id] * score
    return scores


def best(scores: Mapping[str, float], k: int, without: Collection[str] = ()) -> list[str]:
    """The `k` of highest score, best first."""
    wanted = [name for name in scores if name not in without]
    return sorted(wanted, key=lambda name: (-scores[name], name))[:k]


def reasons(weights: Mapping[str, float], rows: Iterable[Row], chosen: Collection[str]) -> dict[str, list[str]]:
    """For each of `chosen`, the products of `weights` that speak for it: first the one that does most, then others that
    do so nearly as much."""
    parts: dict[str, list[tuple[float, str]]] = {name: [] for name in chosen}
    for product_id, neighbour_id, score in rows:
        if neighbour_id in parts:
            parts[neighbour_id].append((weights[product_id] * score, product_id))
    return {
        name: [product_id for part, product_id in sorted(given, reverse=True) if part >= _SPEAKS * max(given)[0]]
        for name, given in parts.items()
    }


def varied(ranked: Sequence[Item], k: int, kinds: Mapping[Item, Collection[str]], most: int) -> list[Item]:
    """The first `k`, with at most `most` of one kind while there are others; an item may be of several kinds."""
    counts: defaultdict[str, int] = defaultdict(int)
    chosen: list[Item] = []
    for item in ranked:
        if len(chosen) == k:
            break
        if all(counts[kind] < most for kind in kinds[item]):
            chosen.append(item)
            for kind in kinds[item]:
                counts[kind] += 1
    rest = [item for item in ranked if item not in chosen]
    return [*chosen, *rest[: k - len(chosen)]]
