"""Nothing is saved that contradicts what is there: an edit is tried, looked at, and refused with both places."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from studio.errors import StudioError
from studio.files import Files
from studio.language import add_examples
from studio.stories import RULE, Step, dialogues
from studio.stories.edits import Target, add, change, checked_path
from studio.stories.problems import Problem, problems

# a test that fails says so; it may be right, and the rules wrong
_OF_TESTS = {"test_fails", "test_unanswered"}
OF_NAMES = frozenset({"same_name", "bad_name", "broken"})


class Contradicts(StudioError):
    """`detail["problems"]`: what saving would bring about; `detail["anyway"]`: it can be saved nevertheless."""

    status = 409
    code = "contradicts"


@dataclass(frozen=True)
class New:
    """A rule, a story or (by its path) a test."""

    path: str
    kind: str
    name: str
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Learnt:
    """What a shopper says, and what it means."""

    intent: str
    language: str
    text: str


def add_all(files: Files, new: Sequence[New], learnt: Sequence[Learnt] = (), *, instead: bool = False) -> None:
    """`instead`: rules that say otherwise no longer do. Raises BadEdit, NotThere for an unknown intent."""
    for each in new:
        if not (instead and each.kind == RULE and _says_now(files, each)):
            add(files, each.path, each.kind, each.name, each.steps)
    for example in learnt:
        add_examples(files, example.intent, example.language, [example.text])


def _says_now(files: Files, new: New) -> bool:
    """Takes the intent of `new` out of the rules that answer it otherwise; a rule of this intent alone is made to say
    what `new` says. True where one does, so that nothing is to be added."""
    checked_path(new.path)
    intent, is_said = new.steps[0] if new.steps else None, False
    for rule in dialogues(files):
        if rule.kind != RULE or rule.conditions or rule.at_start or not rule.steps or rule.steps[1:] == new.steps[1:]:
            continue
        first, target = rule.steps[0], Target(rule.path, rule.kind, rule.name, rule.written)
        if first == intent:
            change(files, target, new.steps)
            is_said = True
        elif intent in first.options:
            rest = tuple(option for option in first.options if option != intent)
            change(files, target, (Step("or", options=rest) if len(rest) > 1 else rest[0], *rule.steps[1:]))
    return is_said


def saved(
    files: Files, edit: Callable[[Files], object], *, anyway: bool = False, kinds: frozenset[str] = frozenset()
) -> list[Problem]:
    """Runs `edit`; what it brings about that only `anyway` lets pass. `kinds` as for `brought_about`.

    Raises Contradicts for what was not wrong before, and what `edit` raises."""
    new = brought_about(files, edit, kinds)
    may_pass = all(problem.kind in _OF_TESTS for problem in new)
    if new and not (anyway and may_pass):
        said = " ".join(problem.said for problem in new[:3])
        raise Contradicts(said, problems=list(map(as_json, new)), anyway=may_pass)
    return new


def brought_about(files: Files, edit: Callable[[Files], object], kinds: frozenset[str] = frozenset()) -> list[Problem]:
    """Runs `edit`; the errors that there were none of before, of `kinds` only where any are given.

    What was wrong before is known by the names that it is about: who changes a name says which kinds that can bring."""
    before = {problem.key for problem in problems(files)}
    edit(files)
    new = [each for each in problems(files) if each.severity == "error" and each.key not in before]
    return [each for each in new if not kinds or each.kind in kinds]


def as_json(problem: Problem) -> dict[str, Any]:
    return {
        "kind": problem.kind,
        "said": problem.said,
        "places": list(problem.places),
        "about": list(problem.about),
        "severity": problem.severity,
        "of": [list(each) for each in problem.of],
    }
