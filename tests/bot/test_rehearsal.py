from __future__ import annotations

import numpy as np

from bot.nlu.rehearsal import Rehearsal


def intents(number: int, each: int) -> list[str]:
    return [f"intent_{i}" for i in range(number) for _ in range(each)]


def test_every_example_has_one_part_and_no_left_out_intent_is_learnt() -> None:
    given = np.array(intents(20, 10))
    rehearsal = Rehearsal.of(list(given), seed=3)
    everything = np.concatenate([rehearsal.learnt, rehearsal.held_out, rehearsal.unknown])
    assert sorted(everything) == list(range(200))
    assert len(set(given[rehearsal.unknown])) == 2
    assert not set(given[rehearsal.unknown]) & set(given[rehearsal.learnt])
    assert set(given[rehearsal.held_out]) == set(given[rehearsal.learnt])


def test_with_few_intents_none_is_left_out() -> None:
    assert not len(Rehearsal.of(intents(3, 10), seed=3).unknown)


def test_an_only_example_is_learnt_and_never_held_out() -> None:
    given = [*intents(3, 10), "lonely"]
    rehearsal = Rehearsal.of(given, seed=3)
    assert 30 in rehearsal.learnt and rehearsal.learnt.dtype == np.int64
    assert not len(Rehearsal.of(["a", "b"], seed=3).held_out)


def test_what_is_tried_can_be_narrowed_without_learning_less() -> None:
    rehearsal = Rehearsal.of(intents(20, 10), seed=3)
    rows = np.zeros(200, dtype=bool)
    rows[rehearsal.held_out[0]] = True
    narrowed = rehearsal.only(rows)
    assert list(narrowed.held_out) == [rehearsal.held_out[0]] and not len(narrowed.unknown)
    assert np.array_equal(narrowed.learnt, rehearsal.learnt)
