"""What Rasa's RulePolicy would do with the rules of a draft, without training and without Rasa.

States, keys and the choice of the longest rule are those of `rasa.core.policies.rule_policy` 3.6; a test holds the two
together. What is left out: forms that are interrupted, and slots that entities fill by themselves."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from studio.stories import RULE, Dialogue, Step
from studio.stories.domain import LISTEN, Domain
from studio.stories.ways import Move, Way, ways_of

State = dict[str, dict[str, Any]]
_SNIPPET, _UNSET = "...", "should_not_be_set"
_DEFAULTS = {"restart": "action_restart", "back": "action_back", "session_start": "action_session_start"}


class Tracker:
    """A conversation as policies see it: the state before each action so far."""

    def __init__(self, domain: Domain, *, is_rule: bool = False) -> None:
        self._domain = domain
        self._is_rule = is_rule
        self._before: list[State] = []
        self.previous = ""
        self.intent = ""
        self._user: dict[str, Any] = {}
        self._slots: dict[str, Any] = {}
        self.loop: str | None = ""  # "" never named, None ended
        if not is_rule:
            for name, slot in domain.slots.items():
                self._set(name, slot.initial)

    def states(self) -> list[State]:
        now: State = {"user": self._user, "slots": dict(self._slots)}
        if self.previous:
            now["prev_action"] = {"action_name": self.previous}
        if self.loop:
            now["active_loop"] = {"name": self.loop}
        elif self.loop is None and self._is_rule:
            now["active_loop"] = {"name": _UNSET}
        return [*self._before, {key: value for key, value in now.items() if value}]

    def act(self, name: str) -> None:
        self._before = self.states()
        self.previous = name

    def hear(self, step: Step) -> None:
        """A message, as an `intent` step has it."""
        if self.previous != LISTEN:
            self.act(LISTEN)
        names = {pairs[0][0] for pairs in step.entities}
        self.intent = step.name
        self._user = {"intent": step.name} if step.name else {"text": step.text}
        if entities := self._domain.steering(step.name, names):
            self._user["entities"] = entities

    def take(self, step: Step) -> None:
        """What has no words: slots that were set, a loop that runs or has ended."""
        if step.kind == "loop":
            self.loop = step.name or None
        for name, value in step.slots:
            self._set(name, value)

    def _set(self, name: str, value: Any) -> None:
        slot = self._domain.slots.get(name)
        if slot is None or not slot.steers:
            return
        self._slots.pop(name, None)
        if any(feature := slot.feature(value)):
            self._slots[name] = feature
        elif value is None and self._is_rule:
            self._slots[name] = _UNSET


@dataclass
class Learned:
    """What follows one beginning: each action, and the moves that say so."""

    states: list[State]
    length: int
    actions: dict[str, list[Move]] = field(default_factory=lambda: defaultdict(list))


@dataclass(frozen=True)
class Prediction:
    """`moves` are the places of the rules that say so; () for what Rasa does by itself."""

    action: str
    moves: tuple[Move, ...] = ()


class Rules:
    def __init__(self, domain: Domain, dialogues: Sequence[Dialogue]) -> None:
        """Learns the rules among `dialogues` that are no tests."""
        self.domain = domain
        self.learned: dict[str, Learned] = {}
        for way in ways_of([each for each in dialogues if each.kind == RULE and not each.is_test]):
            self._learn(way)
        self._by_end: dict[tuple[str, str], list[Learned]] = defaultdict(list)
        for each in self.learned.values():
            self._by_end[_end(each.states[-1])].append(each)

    def predict(self, tracker: Tracker) -> Prediction | None:
        """None where no rule says what follows, or two say different things."""
        if tracker.previous == LISTEN and tracker.intent in _DEFAULTS:
            return Prediction(_DEFAULTS[tracker.intent])
        if tracker.loop:
            return Prediction(LISTEN if tracker.previous == tracker.loop else tracker.loop)
        fitting = [each for each in self._fitting(tracker) if len(each.actions) == 1]
        if not fitting:
            return None
        best = max(fitting, key=lambda each: each.length)
        [(name, moves)] = best.actions.items()
        return Prediction(name, tuple(moves))

    def are_torn(self, tracker: Tracker) -> bool:
        """Whether rules say different things here."""
        return any(len(each.actions) > 1 for each in self._fitting(tracker))

    def _fitting(self, tracker: Tracker) -> list[Learned]:
        states = tracker.states()
        action, intent = _end(states[-1])
        likely = {id(each): each for key in ((action, intent), (action, "")) for each in self._by_end[key]}
        return [each for each in likely.values() if _fits(each.states, states)]

    def _learn(self, way: Way) -> None:
        for tracker, action, move in replayed(self.domain, way):
            states = _since_snippet(tracker.states())
            if action == _SNIPPET or not states:
                continue
            key = json.dumps(states, sort_keys=True)
            learned = self.learned.setdefault(key, Learned(states, len(key)))
            learned.actions[action].append(move)


def replayed(domain: Domain, way: Way) -> Iterator[tuple[Tracker, str, Move]]:
    """Each action of it that something before it calls for, with the tracker as it is before; the tracker moves on.

    That the bot listens after its last action counts as the last action's move."""
    dialogue, is_rule = way.dialogue, way.dialogue.kind == RULE
    tracker = Tracker(domain, is_rule=is_rule)
    for condition in dialogue.conditions:
        tracker.take(condition)
    if is_rule and not dialogue.at_start:
        tracker.act(_SNIPPET)
    expected = False  # the first action follows from nothing
    last: Move | None = None
    for move in way.moves:
        step = move.step
        if step.kind == "intent":
            if expected and last is not None:
                yield tracker, LISTEN, last
            tracker.hear(step)
            expected = True
        elif step.kind == "action":
            name = step.name or step.text
            if expected:
                yield tracker, name, move
            tracker.act(name)
            expected, last = name != _SNIPPET, move
        else:
            tracker.take(step)
    if last is not None and expected and way.ends:
        yield tracker, LISTEN if dialogue.waits else _SNIPPET, last


def _since_snippet(states: Sequence[State]) -> list[State]:
    found: list[State] = []
    for state in reversed(states):
        if state.get("prev_action", {}).get("action_name") == _SNIPPET:
            break
        found.insert(0, state)
    return found


def _end(state: State) -> tuple[str, str]:
    return str(state.get("prev_action", {}).get("action_name", "")), str(state.get("user", {}).get("intent", ""))


def _fits(rule: Sequence[State], states: Sequence[State]) -> bool:
    if len(rule) > len(states):
        return False
    return all(
        bool(ours.get("prev_action")) == bool(theirs.get("prev_action"))
        and (not ours.get("prev_action") or _matches(ours, theirs))
        for ours, theirs in zip(reversed(rule), reversed(states), strict=False)
    )


def _matches(rule: State, state: State) -> bool:
    for kind, values in rule.items():
        there: Mapping[str, Any] = state.get(kind, {})
        for key, value in values.items():
            found = there.get(key)
            if value == _UNSET:
                if found and found != _UNSET:
                    return False
            elif value and found != value:
                return False
    return True
