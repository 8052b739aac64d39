from __future__ import annotations

from collections import Counter

from shop import ranking
from shop.behaviour import PURCHASE, VIEW, Acted


def test_the_newest_counts_most_and_a_purchase_more_than_a_look() -> None:
    weights = ranking.interest([Acted("a", VIEW), Acted("b", VIEW), Acted("c", PURCHASE), Acted("d", VIEW)])
    assert weights["a"] > weights["b"] > weights["d"] and weights["c"] > weights["b"]


def test_a_product_that_was_looked_at_and_bought_counts_once_as_bought() -> None:
    assert ranking.interest([Acted("a", VIEW), Acted("a", PURCHASE)]) == ranking.interest([Acted("a", PURCHASE)])


def test_what_a_shop_notes_besides_counts_as_a_look() -> None:
    assert ranking.interest([Acted("a", "basket")]) == ranking.interest([Acted("a", VIEW)])


def test_the_best_come_first_without_those_left_out() -> None:
    rows = [("a", "x", 0.5), ("b", "x", 0.5), ("a", "y", 0.6), ("b", "z", 0.1)]
    found = ranking.ranked([Acted("a", VIEW), Acted("b", VIEW)], lambda _: rows, 5, {"z"})
    assert found == ["x", "y"]


def test_the_reason_is_what_speaks_most() -> None:
    weights = ranking.interest([Acted("a", VIEW), Acted("b", VIEW), Acted("c", VIEW)])
    rows = [("a", "x", 0.1), ("b", "x", 0.9), ("c", "x", 0.8), ("a", "y", 0.2)]
    assert ranking.reasons(weights, rows, ["x", "y"]) == {"x": ["b", "c"], "y": ["a"]}


def test_of_one_kind_come_no_more_than_wanted_while_there_are_others() -> None:
    kinds = {name: (name[0],) for name in ("a1", "a2", "a3", "b1", "c1")}
    chosen = ranking.varied(["a1", "a2", "a3", "b1", "c1"], 4, kinds, 2)
    assert chosen == ["a1", "a2", "b1", "c1"]
    assert Counter(ranking.varied(["a1", "a2", "a3"], 3, kinds, 2)) == Counter(["a1", "a2", "a3"])
