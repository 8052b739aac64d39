"""Stories as the front end reads and writes them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from service.errors import BadRequest
from studio.examples import read
from studio.files import Files
from studio.stories import Dialogue, Step, dialogues, paths
from studio.stories.chat import Done
from studio.stories.domain import DEFAULT_ACTIONS, DEFAULT_INTENTS, domain_of, fallbacks_of
from studio.stories.edits import Target
from studio.stories.problems import problems
from studio.stories.saving import Learnt, New, as_json

_EXAMPLES = 3  # of an intent, in each language
_LONGEST = 2_000
_MOST = 100
_KINDS = {"intent", "action", "slots", "loop", "checkpoint", "or", "other"}
_OWN = {"action_listen", "...", "action_extract_slots", "action_unlikely_intent"}  # which nobody writes


def everything(files: Files) -> dict[str, Any]:
    """The page's content: dialogues, problems, and what a story may name, with its words."""
    found, domain, fallbacks = dialogues(files, []), domain_of(files), fallbacks_of(files)
    examples = _examples(files)
    actions = [*domain.actions, *domain.forms, *domain.words, *sorted(DEFAULT_ACTIONS - _OWN)]
    return {
        "version": files.version,
        "dialogues": list(map(dialogue_json, found)),
        "problems": list(map(as_json, problems(files))),
        "paths": paths(files),
        "intents": {name: examples.get(name, {}) for name in [*domain.intents, *sorted(DEFAULT_INTENTS)]},
        "actions": {name: domain.words_of(name) for name in dict.fromkeys(actions)},
        "slots": list(domain.slots),
        "loops": list(domain.forms),
        "entities": sorted(domain.known_entities),
        "learns_stories": fallbacks.learns_stories,
    }


def _examples(files: Files) -> dict[str, dict[str, list[str]]]:
    """The first of each intent by language, as people wrote them."""
    found: dict[str, dict[str, list[str]]] = {}
    for block in read(files).blocks:
        texts = found.setdefault(block.intent, {}).setdefault(block.language, [])
        texts += [example.text for example in block.examples[: _EXAMPLES - len(texts)]]
    return found


def dialogue_json(dialogue: Dialogue) -> dict[str, Any]:
    return {
        "path": dialogue.path,
        "kind": dialogue.kind,
        "name": dialogue.name,
        "line": dialogue.line,
        "is_test": dialogue.is_test,
        "steps": list(map(step_json, dialogue.steps)),
        "conditions": list(map(step_json, dialogue.conditions)),
        "at_start": dialogue.at_start,
        "waits": dialogue.waits,
        "written": dialogue.written,
    }


def step_json(step: Step) -> dict[str, Any]:
    """A slot that is set to whatever is a pair without a second half."""
    return {
        "kind": step.kind,
        "name": step.name,
        "text": step.text,
        "entities": [[list(pair) for pair in pairs] for pairs in step.entities],
        "slots": [[name] if value is ... else [name, value] for name, value in step.slots],
        "options": list(map(step_json, step.options)),
        "line": step.line,
    }


def done_json(done: Done) -> dict[str, Any]:
    return {"action": done.action, "words": dict(done.words), "rules": [list(each) for each in done.rules]}


def steps_of(given: Any) -> tuple[Step, ...]:
    """Raises BadRequest."""
    if not isinstance(given, list) or len(given) > _MOST:
        raise BadRequest("steps is malformed")
    return tuple(map(_step, given))


def _step(given: Any) -> Step:
    if not isinstance(given, dict) or given.get("kind") not in _KINDS:
        raise BadRequest("a step is malformed")
    options = given.get("options") or []
    if not isinstance(options, list) or len(options) > _MOST or any(one.get("options") for one in _all_dicts(options)):
        raise BadRequest("a step is malformed")
    return Step(
        kind=given["kind"],
        name=text_of(given, "name", ""),
        text=text_of(given, "text", ""),
        entities=tuple(tuple((key, value) for key, value in _pairs(pairs)) for pairs in _list(given, "entities")),
        slots=tuple(_pairs(given.get("slots") or [])),
        options=tuple(map(_step, options)),
    )


def _pairs(given: Any) -> list[tuple[str, Any]]:
    if not isinstance(given, list) or len(given) > _MOST:
        raise BadRequest("a step is malformed")
    found: list[tuple[str, Any]] = []
    for pair in given:
        if not isinstance(pair, list) or len(pair) not in (1, 2) or not isinstance(pair[0], str) or not pair[0]:
            raise BadRequest("a step is malformed")
        found.append((pair[0], _value(pair[1]) if len(pair) == 2 else ...))
    return found


def _value(given: Any) -> Any:
    if isinstance(given, list) and all(one is None or isinstance(one, (str, int, float)) for one in given):
        return tuple(given)
    if given is None or isinstance(given, (str, int, float)):
        return given
    raise BadRequest("a value is a text, a number, yes or no, or a list of them")


def _all_dicts(given: list[Any]) -> list[dict[str, Any]]:
    if not all(isinstance(one, dict) for one in given):
        raise BadRequest("a step is malformed")
    return given


def _list(given: Mapping[str, Any], key: str) -> list[Any]:
    found = given.get(key) or []
    if not isinstance(found, list) or len(found) > _MOST:
        raise BadRequest(f"{key} is malformed")
    return found


def text_of(given: Mapping[str, Any], key: str, default: str | None = None) -> str:
    """Raises BadRequest."""
    found = given.get(key, default)
    if not isinstance(found, str) or len(found) > _LONGEST:
        raise BadRequest(f"{key} is malformed")
    return found


def target_of(given: Mapping[str, Any]) -> Target:
    """`written` is as long as the dialogue is. Raises BadRequest."""
    written = given.get("written")
    if not isinstance(written, str):
        raise BadRequest("written is malformed")
    return Target(text_of(given, "path"), text_of(given, "kind"), text_of(given, "name"), written)


def new_of(given: Mapping[str, Any]) -> list[New]:
    """Raises BadRequest."""
    found = _all_dicts(_list(given, "dialogues"))
    return [
        New(text_of(one, "path"), text_of(one, "kind"), text_of(one, "name"), steps_of(one.get("steps")))
        for one in found
    ]


def learnt_of(given: Mapping[str, Any]) -> list[Learnt]:
    """Raises BadRequest."""
    found = _all_dicts(_list(given, "examples"))
    return [Learnt(text_of(one, "intent"), text_of(one, "language"), text_of(one, "text")) for one in found]
