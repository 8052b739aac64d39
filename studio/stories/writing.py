"""Steps as lines of YAML, and names as they may be written into a file."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

import yaml

from studio.errors import BadEdit
from studio.stories import Pairs, Step

_PLAIN = re.compile(r"[^\W\d_][\w .,'()+-]*[\w.)']|[^\W\d_]")
LONGEST_NAME = 120
LONGEST_TEXT = 2_000
MOST_STEPS = 100


def scalar(value: Any) -> str:
    """On one line: plain where YAML reads that as the same, quoted where not."""
    if value is None:
        return "null"
    if isinstance(value, (bool, int, float)):
        return json.dumps(value)
    if isinstance(value, tuple):
        return "[" + ", ".join(map(scalar, value)) + "]"
    text = str(value)
    if _PLAIN.fullmatch(text) and yaml.safe_load(text) == text:
        return text
    return json.dumps(text, ensure_ascii=False)


def name_of(given: str) -> str:
    """A dialogue's name. Markup in it is letters like others. Raises BadEdit."""
    name = given.strip()
    if not name:
        raise BadEdit("a name is needed")
    if len(name) > LONGEST_NAME:
        raise BadEdit(f"a name has at most {LONGEST_NAME} letters")
    if not name.isprintable():
        raise BadEdit("a name is one line, without invisible characters")
    return name


def lines_of_steps(steps: Sequence[Step], indent: int) -> list[str]:
    """Without line ends. `indent` is where the dashes stand. Raises BadEdit."""
    if not steps:
        raise BadEdit("there is nothing in it: a dialogue needs at least one step")
    if len(steps) > MOST_STEPS:
        raise BadEdit(f"a dialogue has at most {MOST_STEPS} steps")
    return [line for step in steps for line in lines_of_step(step, indent)]


def lines_of_step(step: Step, indent: int) -> list[str]:
    lines = list(_lines(step))
    return [f"{' ' * indent}- {lines[0]}", *(f"{' ' * (indent + 2)}{line}" for line in lines[1:])]


def _lines(step: Step) -> Iterator[str]:
    _check(step)
    if step.kind == "intent":
        if step.text:
            yield f"user: {scalar(step.text)}"
        if step.name:
            yield f"intent: {scalar(step.name)}"
        if step.entities:
            yield "entities:"
            yield from (f"  - {_entity(pairs)}" for pairs in step.entities)
    elif step.kind == "action":
        yield f"bot: {scalar(step.text)}" if step.text else f"action: {scalar(step.name)}"
    elif step.kind == "or":
        yield "or:"
        for option in step.options:
            yield from lines_of_step(option, 2)
    elif step.kind == "loop":
        yield f"active_loop: {scalar(step.name or None)}"
    else:
        if step.kind == "checkpoint":
            yield f"checkpoint: {scalar(step.name)}"
        if step.slots:
            yield "slot_was_set:"
            yield from (f"  - {_slot(name, value)}" for name, value in step.slots)


def _check(step: Step) -> None:
    """Raises BadEdit for what is no step, or cannot be read again."""
    texts = [
        step.name,
        step.text,
        *(str(part) for pairs in (*step.entities, step.slots) for pair in pairs for part in pair),
    ]
    if any(len(text) > LONGEST_TEXT for text in texts):
        raise BadEdit(f"a step has at most {LONGEST_TEXT} letters")
    if any(not text.isprintable() for text in texts):
        raise BadEdit("a step is written on one line, without invisible characters")
    empty = {
        "intent": not (step.name or step.text),
        "action": not (step.name or step.text),
        "checkpoint": not step.name,
        "slots": not step.slots,
        "or": len(step.options) < 2 or any(option.kind not in ("intent", "slots") for option in step.options),
        "other": True,
    }
    if empty.get(step.kind, False):
        raise BadEdit("a step is incomplete: it needs an intent, an action or what else it is about")


def _entity(pairs: Pairs) -> str:
    if len(pairs) == 1 and pairs[0][1] is None:
        return scalar(pairs[0][0])
    if len(pairs) == 1:
        return f"{scalar(pairs[0][0])}: {scalar(pairs[0][1])}"
    return "{" + ", ".join(f"{scalar(key)}: {scalar(value)}" for key, value in pairs) + "}"


def _slot(name: str, value: Any) -> str:
    return scalar(name) if value is ... else f"{scalar(name)}: {scalar(value)}"
