"""What is wrong between stories, rules, tests and the domain, in words and with every place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from bot.nlu.nlu_files import quote
from studio.errors import BrokenFile
from studio.files import Files
from studio.stories import STORY, Dialogue, Step, dialogues
from studio.stories.domain import LISTEN, Domain, domain_of, fallbacks_of
from studio.stories.policy import Rules, Tracker, replayed
from studio.stories.ways import Move, says_too_much, unjoined, ways_of

Severity = Literal["error", "warning"]
_LONGEST_NAME = 120
_MOST_KNOWN = 16  # versions
_known: dict[str, list[Problem]] = {}


@dataclass(frozen=True)
class Problem:
    """`said` is a sentence in English that names the places; `about` are the names it is about, for other languages.

    `places` are `file:line`. A `warning` keeps nobody from saving."""

    kind: str
    said: str
    places: tuple[str, ...]
    about: tuple[str, ...] = ()
    severity: Severity = "error"
    # which dialogues, by file and name: lines move when something above them is edited
    of: tuple[tuple[str, str], ...] = field(default=(), compare=False)

    @property
    def key(self) -> tuple[object, ...]:
        return self.kind, self.about, self.of


def problems(files: Files) -> list[Problem]:
    """All of them, the worst first; a file that cannot be read is one, and the others are looked at nevertheless.

    Those of a commit are remembered."""
    if files.changed or not files.version:
        return _found(files)
    if (known := _known.get(files.version)) is None:
        known = _found(files)
        if len(_known) >= _MOST_KNOWN:
            _known.clear()
        _known[files.version] = known
    return known


def _found(files: Files) -> list[Problem]:
    broken: list[BrokenFile] = []
    found = dialogues(files, broken)
    try:
        domain, action = domain_of(files), fallbacks_of(files).action
    except BrokenFile as error:
        return [_unreadable(each) for each in [*broken, error]]
    all_of_them = [
        *map(_unreadable, broken),
        *_shapes(found),
        *_unknown(found, domain),
        *_contradicting_rules(Rules(domain, found)),
        *_against_rules(found, domain, action),
        *_contradicting_stories(found, domain),
        *_duplicates(found),
        *_never_reached(found, domain),
    ]
    return sorted(dict.fromkeys(all_of_them), key=lambda problem: problem.severity != "error")


def _unreadable(error: BrokenFile) -> Problem:
    place = str(error.detail.get("place", ""))
    return Problem("broken", error.said, (place,), (error.said,), of=((place, ""),))


def _shapes(found: Sequence[Dialogue]) -> Iterator[Problem]:
    for dialogue in found:
        if not dialogue.name.strip() or len(dialogue.name) > _LONGEST_NAME or not dialogue.name.isprintable():
            yield _of("bad_name", f"{dialogue.place}: a name is one line of at most {_LONGEST_NAME} letters", dialogue)
        if not any(step.kind == "action" for step in dialogue.steps):
            yield _of("no_action", f"{dialogue.place}: {quote(dialogue.name)} does not say what the bot does", dialogue)
        if says_too_much(dialogue):
            said = (
                f"{dialogue.place}: the rule {quote(dialogue.name)} has more than one message of the shopper; "
                "Rasa takes one. Make it a story, or several rules."
            )
            yield _of("long_rule", said, dialogue)
        for step in dialogue.steps:
            if step.kind == "other":
                said = f"{dialogue.place_of(step)}: the step {quote(step.text)} is none that is known"
                yield _of("unknown_step", said, dialogue, step, step.text, severity="warning")


def _unknown(found: Sequence[Dialogue], domain: Domain) -> Iterator[Problem]:
    for dialogue in found:
        for step in (*dialogue.conditions, *dialogue.steps):
            for one in step.options or (step,):
                for kind, name in _missing(one, domain):
                    place = dialogue.place_of(one)
                    said = f"{place}: {quote(dialogue.name)} names the {kind} {quote(name)}, which is not in the domain"
                    yield _of(f"unknown_{kind}", said, dialogue, one, name)


def _missing(step: Step, domain: Domain) -> Iterator[tuple[str, str]]:
    if step.kind == "intent" and step.name and not domain.has_intent(step.name):
        yield "intent", step.name
    if step.kind == "action" and step.name and not domain.has_action(step.name):
        yield "action", step.name
    if step.kind == "loop" and step.name and step.name not in domain.forms:
        yield "loop", step.name
    yield from (("slot", name) for name, _ in step.slots if name not in domain.slots)
    yield from (("entity", pairs[0][0]) for pairs in step.entities if pairs[0][0] not in domain.known_entities)


def _contradicting_rules(rules: Rules) -> Iterator[Problem]:
    told: set[tuple[str, str]] = set()
    for learned in rules.learned.values():
        (one, [first, *_]), *others = learned.actions.items()
        for other, second in ((action, move) for action, moves in others for move in moves):
            if (pair := (first.dialogue.place, second.dialogue.place)) in told:
                continue
            told.add(pair)
            said = (
                f"After the same beginning{_after(learned.states[-1])}, {_whose(first)} says {_does(one)} "
                f"({first.place}) and {_whose(second)} says {_does(other)} ({second.place})."
            )
            yield _between("rules_contradict", said, first, second, (one, other))


def _against_rules(found: Sequence[Dialogue], domain: Domain, fallback: str) -> Iterator[Problem]:
    """Stories and tests that go on differently than the rules say, and tests that no rule answers."""
    rules = Rules(domain, found)
    told: set[str] = set()
    for way in ways_of([each for each in found if each.kind == STORY and not each.is_test]):
        yield from _strays(rules, replayed(domain, way), told, "story_contradicts_rule", "")
    for test in (each for each in found if each.is_test):
        for way in ways_of([test]):
            yield from _strays(rules, replayed(domain, way), told, "test_fails", fallback)


def _strays(
    rules: Rules, moves: Iterator[tuple[Tracker, str, Move]], told: set[str], kind: str, fallback: str
) -> Iterator[Problem]:
    for tracker, action, move in moves:
        prediction = rules.predict(tracker)
        if prediction is None and rules.are_torn(tracker):
            continue  # which is told of the rules themselves
        if prediction is None and fallback and action not in (fallback, LISTEN) and move.place not in told:
            told.add(move.place)
            said = f"{move.place}: {_whose(move)} expects {_does(action)}, but no rule says what follows there."
            yield _of("test_unanswered", said, move.dialogue, move.step, action)
        if prediction is None or prediction.action == action or move.place in told:
            continue
        told.add(move.place)
        if not prediction.moves:
            said = f"{move.place}: {_whose(move)} says {_does(action)}, but Rasa itself does {prediction.action} there."
            yield _of(kind, said, move.dialogue, move.step, action, prediction.action)
            continue
        other = prediction.moves[0]
        said = (
            f"{_whose(move)} says {_does(action)} ({move.place}), but {_whose(other)} says "
            f"{_does(prediction.action)} there ({other.place})."
        )
        yield _between(kind, said[0].upper() + said[1:], move, other, (action, prediction.action))


def _contradicting_stories(found: Sequence[Dialogue], domain: Domain) -> Iterator[Problem]:
    after: dict[str, dict[str, Move]] = defaultdict(dict)
    told: set[str] = set()
    for way in ways_of([each for each in found if each.kind == STORY and not each.is_test]):
        for tracker, action, move in replayed(domain, way):
            others = after[repr(tracker.states())]
            others.setdefault(action, move)
            other = next((there for name, there in others.items() if name != action), None)
            if other is not None and move.place not in told:
                told.add(move.place)
                earlier = next(name for name in others if name != action)
                said = (
                    f"After the same beginning, {_whose(other)} says {_does(earlier)} ({other.place}) and "
                    f"{_whose(move)} says {_does(action)} ({move.place})."
                )
                yield _between("stories_contradict", said, other, move, (earlier, action))


def _duplicates(found: Sequence[Dialogue]) -> Iterator[Problem]:
    names: dict[tuple[bool, str, str], Dialogue] = {}
    contents: dict[object, Dialogue] = {}
    for dialogue in found:
        named = names.setdefault((dialogue.is_test, dialogue.kind, dialogue.name), dialogue)
        if named is not dialogue:
            said = f"Two are called {quote(dialogue.name)}: {named.place} and {dialogue.place}."
            yield _pair("same_name", said, named, dialogue, dialogue.name)
        content = (dialogue.is_test, dialogue.kind, dialogue.steps, dialogue.conditions, dialogue.at_start)
        same = contents.setdefault(content, dialogue)
        if same is not dialogue:
            said = f"{quote(same.name)} ({same.place}) and {quote(dialogue.name)} ({dialogue.place}) say the same."
            yield _pair("duplicate", said, same, dialogue, same.name, dialogue.name)


def _never_reached(found: Sequence[Dialogue], domain: Domain) -> Iterator[Problem]:
    stories = [each for each in found if not each.is_test]
    for move, leads in unjoined(stories):
        name = move.step.name
        if leads:
            said = f"{move.place}: nothing leads to the checkpoint {quote(name)}, so {_whose(move)} is never reached."
            yield _of("unreachable", said, move.dialogue, move.step, name)
        else:
            said = f"{move.place}: nothing goes on from the checkpoint {quote(name)}."
            yield _of("loose_end", said, move.dialogue, move.step, name, severity="warning")
    said_already = {
        option.name for each in stories for step in each.steps for option in (step.options or (step,)) if option.name
    }
    for intent, place in domain.intents.items():
        if intent not in said_already and stories:
            said = f"{place}: no rule says what the bot does after {quote(intent)}."
            yield Problem("unanswered", said, (place,), (intent,), "warning")


def _of(
    kind: str, said: str, dialogue: Dialogue, step: Step | None = None, *about: str, severity: Severity = "error"
) -> Problem:
    place = dialogue.place_of(step) if step else dialogue.place
    return Problem(kind, said, (place,), (dialogue.name, *about), severity, ((dialogue.path, dialogue.name),))


def _between(kind: str, said: str, one: Move, other: Move, actions: tuple[str, str]) -> Problem:
    """`about`: both names, then both actions."""
    of = tuple((move.dialogue.path, move.dialogue.name) for move in (one, other))
    about = (one.dialogue.name, other.dialogue.name, *actions)
    return Problem(kind, said, (one.place, other.place), about, of=of)


def _pair(kind: str, said: str, one: Dialogue, other: Dialogue, *about: str) -> Problem:
    of = ((one.path, one.name), (other.path, other.name))
    return Problem(kind, said, (one.place, other.place), about, of=of)


def _whose(move: Move) -> str:
    kind = "test" if move.dialogue.is_test else move.dialogue.kind
    return f"the {kind} {quote(move.dialogue.name)}"


def _does(action: str) -> str:
    return "that the bot waits for the shopper" if action in (LISTEN, "...") else action


def _after(state: dict[str, dict[str, object]]) -> str:
    intent = state.get("user", {}).get("intent")
    return f" (the shopper says {intent})" if intent else ""
