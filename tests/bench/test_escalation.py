from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from dataclasses import replace

import pytest

from bench.escalation import ROOT, mistakes, report, table
from bench.escalation_data import CHECK, FIT, Conversation, outcome, read, score, shifted
from service import escalation_policy
from service.escalation import Said

POLICY = escalation_policy.read()
FOLDER = ROOT / "tests" / "escalation"
FURIOUS = Conversation(FIT, "en", "furious", ("where is it", "you idiots, this is outrageous"), (), by=2, earliest=1)


def feels(sentiment: float) -> dict[str, Said]:
    return {
        "where is it": Said("where is it", "track_order", 0.0),
        "you idiots, this is outrageous": Said("you idiots, this is outrageous", "complaint", sentiment),
    }


def judged(conversation: Conversation, sentiment: float = -0.9):  # type: ignore[no-untyped-def]
    return outcome(conversation, lambda text, language: feels(sentiment)[text], POLICY)


def test_a_call_by_the_given_message_is_right_a_late_one_missed_and_an_early_one_in_vain() -> None:
    assert judged(FURIOUS).is_right
    late = judged(replace(FURIOUS, by=1))
    assert late.is_missed and not late.is_in_vain
    early = judged(replace(FURIOUS, earliest=3, by=3))
    assert early.is_in_vain and early.is_missed
    calm = judged(replace(FURIOUS, by=None))
    assert calm.is_in_vain and not calm.is_missed


def test_precision_is_of_the_calls_and_recall_of_those_who_needed_one() -> None:
    outcomes = [judged(FURIOUS), judged(replace(FURIOUS, by=None)), judged(FURIOUS, sentiment=0.9)]
    scored = score(outcomes)
    assert (scored.precision, scored.recall, scored.conversations) == (0.5, 0.5, 3)
    assert score([]).precision == 1.0
    assert "called at 2 (anger)" in mistakes(outcomes, lambda text, language: feels(0.0)[text])
    assert "| fit en | 3 | 0.500 | 0.500 |" in table(report(outcomes))


def test_moving_the_thresholds_leaves_everything_else_alone() -> None:
    moved = shifted(POLICY, -0.1)
    assert moved.unhappy_below == pytest.approx(POLICY.unhappy_below - 0.1)
    anger, was = (next(r for r in p.rules if r.name == "anger") for p in (moved, POLICY))
    assert dict(anger.when)["signs"] == dict(was.when)["signs"]
    assert dict(anger.when)["sentiment_below"] == pytest.approx(dict(was.when)["sentiment_below"] - 0.1)


def test_the_set_is_large_half_calm_and_a_third_chinese() -> None:
    conversations = read(FOLDER)
    assert len(conversations) >= 200
    for part in (FIT, CHECK):
        calm = Counter(each.by is None for each in conversations if each.part == part)
        assert 0.45 < calm[True] / sum(calm.values()) < 0.55
    assert sum(each.language == "zh" for each in conversations) >= 60
    assert all(1 <= each.earliest <= each.by <= len(each.messages) for each in conversations if each.by)


def test_no_message_stands_in_both_parts() -> None:
    parts = {
        part: {m for c in read(FOLDER) if c.part == part for m in c.messages if len(m) > 12} for part in (FIT, CHECK)
    }
    assert not parts[FIT] & parts[CHECK]


@pytest.mark.slow
def test_people_are_called_in_time_and_not_in_vain() -> None:
    """In a process of its own: the model is read without TensorFlow, which other tests have imported."""
    command = [sys.executable, "-m", "bench.escalation", "--json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=280)
    assert done.returncode == 0, done.stderr[-2000:]
    scores = json.loads(done.stdout.splitlines()[-1])
    for part in (FIT, CHECK):
        assert scores[part]["precision"] >= 0.9 and scores[part]["recall"] >= 0.9, scores
