"""Which known word a misspelt one is."""

from __future__ import annotations

import time

import numpy as np
import pytest

from knowledge import spelling
from knowledge.spelling import Near, Spelling, ordinary_words

KNOWN = Spelling(["monitor", "monitors", "minor", "desk", "lamp", "usb3"], np.array([4, 9, 2, 5, 5, 90]))


@pytest.mark.parametrize(
    ("word", "edits", "near"),
    [
        ("moniter", 1, Near("monitor", 1, 4)),
        ("mointor", 1, Near("monitor", 1, 4)),
        ("monitorz", 1, Near("monitors", 1, 9)),  # as near as "monitor", and commoner
        ("mnitr", 2, Near("monitor", 2, 4)),
        ("nonitor", 2, None),
        ("usb4", 1, None),
        ("dask", 0, None),
        ("квартира", 2, None),
    ],
)
def test_the_nearest_by_edits_then_by_how_common_it_is(word: str, edits: int, near: Near | None) -> None:
    assert KNOWN.nearest(word, edits) == near


def test_an_index_of_nothing_knows_nothing() -> None:
    assert Spelling([], np.array([], np.int64)).nearest("monitor", 2) is None


def test_only_the_commonest_words_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spelling, "MOST_WORDS", 2)
    assert Spelling(["rare", "router", "routes"], np.array([1, 7, 8])).nearest("rarre", 1) is None


def test_ordinary_words_are_known_as_such() -> None:
    assert {"morning", "registration", "keyboard"} <= ordinary_words()
    assert not {"hedphones", "moniter", "recieve"} & ordinary_words()


def test_fifty_thousand_words_take_no_noticeable_time() -> None:
    random = np.random.default_rng(0)
    made = ["".join(map(chr, row)) for row in random.integers(97, 123, (50_000, 8))]
    many = Spelling(made, np.ones(len(made), np.int64))
    started = time.process_time()
    many.nearest("qwertyui", 2)
    assert time.process_time() - started < 0.2
