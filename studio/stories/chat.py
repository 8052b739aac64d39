"""A dialogue that is being written: what the draft's rules do next, after a message that has been understood."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from studio.files import Files
from studio.stories import Step, dialogues
from studio.stories.domain import LISTEN, Domain, Fallbacks, domain_of, fallbacks_of
from studio.stories.policy import Rules, Tracker

FALLBACK_INTENT = "nlu_fallback"
_MOST_ACTIONS = 10  # as many as Rasa takes before it waits for the shopper: ActionLimit of rasa.core.processor


@dataclass(frozen=True)
class Done:
    """`places` of the rules that say so, with their names; () where none does, and the fallback follows."""

    action: str
    words: Mapping[str, str]
    rules: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Heard:
    """`intent` is the likeliest, or `nlu_fallback` below the threshold of config.yml."""

    intent: str
    confidence: float
    ranking: tuple[tuple[str, float], ...]
    threshold: float


def heard(files: Files, ranking: Sequence[tuple[str, float]]) -> Heard:
    """Raises BrokenFile."""
    threshold = fallbacks_of(files).threshold
    intent, confidence = ranking[0] if ranking else (FALLBACK_INTENT, 0.0)
    return Heard(intent if confidence >= threshold else FALLBACK_INTENT, confidence, tuple(ranking), threshold)


def goes_on(files: Files, steps: Sequence[Step]) -> list[Done]:
    """What the bot does after `steps`, until it waits for the shopper. Raises BrokenFile."""
    domain = domain_of(files)
    return _goes_on(domain, fallbacks_of(files), Rules(domain, dialogues(files)), steps)


def _goes_on(domain: Domain, fallbacks: Fallbacks, rules: Rules, steps: Sequence[Step]) -> list[Done]:
    tracker = Tracker(domain)
    for step in steps:
        if step.kind == "intent":
            tracker.hear(step)
        elif step.kind == "action":
            tracker.act(step.name or step.text)
        else:
            tracker.take(step)
    done: list[Done] = []
    while len(done) < _MOST_ACTIONS:
        prediction = rules.predict(tracker)
        if prediction is None:
            if not done:
                done.append(Done(fallbacks.action, domain.words_of(fallbacks.action)))
            break
        if prediction.action == LISTEN:
            break
        says = tuple(dict.fromkeys((move.place, move.dialogue.name) for move in prediction.moves))
        done.append(Done(prediction.action, domain.words_of(prediction.action), says))
        tracker.act(prediction.action)
    return done
