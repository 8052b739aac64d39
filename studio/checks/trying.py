"""What a version would make of a message and why: intent, threshold, rule, words, and the examples that lie near.

It runs in the studio's worker processes, without training: the quick model understands, and the rules are read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from studio import stories, understanding
from studio.checks.served_entities import entities_in
from studio.errors import StudioError
from studio.repository import Repository
from studio.stories import Step
from studio.stories.domain import LISTEN, Domain, Fallbacks, domain_of, fallbacks_of
from studio.stories.policy import Rules, Tracker
from studio.stories.ways import Move

FALLBACK = "nlu_fallback"
_MOST_ACTIONS = 10  # more in one turn is a rule that runs in circles
_NEAR = 5


def tried(folder: str, version: str, text: str, earlier: Sequence[str], archive: str) -> dict[str, Any]:
    """A turn with the draft: `earlier` are the intents of the turns before it, oldest first.

    `actions`: `{name, rules: [{name, place}], words: {language: text}}` each. Raises what `understand` raises."""
    fallbacks = _learned(folder, version)[1]
    [ranking] = understanding.understand(folder, version, [text])
    best, confidence = ranking[0]
    intent = best if confidence >= fallbacks.threshold else FALLBACK
    return {
        "ranking": [{"intent": name, "confidence": share} for name, share in ranking],
        "threshold": fallbacks.threshold,
        "intent": intent,
        **_entities(text, archive),
        "actions": followed(folder, version, [*earlier, intent]),
        "near": near(folder, version, text),
    }


def followed(folder: str, version: str, intents: Sequence[str]) -> list[dict[str, Any]]:
    """What the version's rules do after the last of `intents`, in order."""
    rules, fallbacks = _learned(folder, version)
    tracker = Tracker(rules.domain)
    tracker.act("action_session_start")
    actions: list[dict[str, Any]] = []
    for intent in intents:
        tracker.hear(Step("intent", name=intent))
        actions = _run(rules, fallbacks, tracker)
    return actions


def explained(folder: str, version: str, text: str, intent: str, ran: Sequence[str]) -> dict[str, Any]:
    """Of a turn that the published bot took: the rules that say so, and the examples that lie near."""
    expected = {each["name"]: each for each in followed(folder, version, [intent])} if intent else {}
    domain = _learned(folder, version)[0].domain
    actions = [expected.get(name) or {"name": name, "rules": [], "words": domain.words_of(name)} for name in ran]
    return {"actions": actions, "near": near(folder, version, text)}


def near(folder: str, version: str, text: str) -> list[dict[str, Any]]:
    return [vars(each) for each in understanding.nearest(folder, version, text, _NEAR)]


def _run(rules: Rules, fallbacks: Fallbacks, tracker: Tracker) -> list[dict[str, Any]]:
    actions: list[dict[str, Any]] = []
    while len(actions) < _MOST_ACTIONS:
        predicted = rules.predict(tracker)
        name = predicted.action if predicted else LISTEN if actions else fallbacks.action
        if name == LISTEN:
            break
        moves = predicted.moves if predicted else ()
        actions.append({"name": name, "rules": _named(moves), "words": _words(rules.domain, name)})
        tracker.act(name)
    return actions


def _named(moves: Sequence[Move]) -> list[dict[str, str]]:
    return [{"name": move.dialogue.name, "place": move.place} for move in moves]


def _words(domain: Domain, action: str) -> Mapping[str, str]:
    return domain.words_of(action)


def _entities(text: str, archive: str) -> dict[str, Any]:
    """What the tagger finds, or why there is none: a message can be tried without a trained model."""
    try:
        return {"entities": entities_in(text, archive), "no_entities": ""}
    except StudioError as error:
        return {"entities": [], "no_entities": error.said}


@lru_cache(maxsize=4)
def _learned(folder: str, version: str) -> tuple[Rules, Fallbacks]:
    files = Repository(Path(folder)).at(version)
    return Rules(domain_of(files), stories.dialogues(files)), fallbacks_of(files)
