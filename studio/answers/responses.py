"""The responses of the domain as they are edited: the wordings of a language, with their buttons."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import yaml

from studio import layout
from studio.answers import yaml_text as y
from studio.answers.yaml_text import Entry, Text
from studio.errors import BadEdit, BrokenFile
from studio.files import Files

DEFAULT = "en"  # of a wording without a condition
NAME = re.compile(r"utter_[a-z0-9_]{1,60}")
_PAYLOAD = re.compile(r"/[a-z][a-z0-9_/]{0,80}(\{.*\})?", re.DOTALL)
_VARIABLE = re.compile(r"\{([^\n{}]+?)\}")
_LONGEST, _LONGEST_TITLE, _LONGEST_PAYLOAD = 2000, 80, 500
_MOST_WORDINGS, _MOST_BUTTONS = 20, 12


@dataclass(frozen=True)
class Wording:
    """One variation. `at` counts within the response; `only` says in words when else it is said (a channel, a slot).

    `shared`: the name of the list that its buttons are, with others'; `owns`: it is written here."""

    at: int
    language: str
    text: str
    buttons: tuple[tuple[str, str], ...]
    only: str
    shared: str
    owns: bool
    line: int

    @property
    def fields(self) -> dict[str, Any]:
        return {
            "at": self.at,
            "text": self.text,
            "buttons": [{"title": title, "payload": payload} for title, payload in self.buttons],
            "only": self.only,
            "shared": self.shared,
        }


def paths(files: Files) -> list[str]:
    return files.under(layout.DOMAIN, ".yml")


@lru_cache(maxsize=256)
def entries(path: str, text: str) -> dict[str, tuple[Wording, ...]]:
    """By name. Raises BrokenFile."""
    file = Text.of(path, text)
    responses = file.entries(file.root).get("responses")
    found: dict[str, tuple[Wording, ...]] = {}
    for name, entry in file.entries(responses.node).items() if responses else ():
        if not isinstance(entry.node, yaml.SequenceNode):
            place = f"{path}:{file.line_of(entry.start)}"
            raise BrokenFile(f"{place}: {name} is no list of wordings", place=place)
        found[name] = tuple(_wording(file, at, node) for at, node in enumerate(entry.node.value))
    return found


def every(files: Files) -> dict[str, tuple[str, tuple[Wording, ...]]]:
    """By name: path and wordings."""
    return {
        name: (path, wordings) for path in paths(files) for name, wordings in entries(path, files.read(path)).items()
    }


def check(fields: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The wordings as they may be written. Raises BadEdit."""
    given = fields.get("wordings")
    if not isinstance(given, list) or not given or len(given) > _MOST_WORDINGS:
        raise BadEdit(f"a response has 1 to {_MOST_WORDINGS} wordings in a language")
    wordings = [_checked(each) for each in given if isinstance(each, dict)]
    numbers = [each["at"] for each in wordings if each["at"] is not None]
    if len(wordings) != len(given) or len(numbers) != len(set(numbers)):
        raise BadEdit("wordings are malformed")
    return wordings


def variables(text: str) -> set[str]:
    """The slots in braces. Raises BadEdit for braces that cannot be filled in."""
    if "{" in _VARIABLE.sub("", text) or "}" in _VARIABLE.sub("", text):
        raise BadEdit("a brace stands alone: what is filled in is written as {name}")
    return set(_VARIABLE.findall(text))


def slots(files: Files) -> set[str]:
    """What the domain lets a response name."""
    found: set[str] = set()
    for path in paths(files):
        content = y.load(path, files.read(path))
        named = content.get("slots") if isinstance(content, Mapping) else None
        found |= set(named) if isinstance(named, Mapping) else set()
    return found


def intents(files: Files) -> set[str]:
    found: set[str] = set()
    for path in paths(files):
        content = y.load(path, files.read(path))
        for each in (content.get("intents") if isinstance(content, Mapping) else None) or []:
            found |= set(each) if isinstance(each, Mapping) else {str(each)}
    return found


def _checked(given: Mapping[str, Any]) -> dict[str, Any]:
    buttons, at = given.get("buttons", []), given.get("at")
    if not isinstance(buttons, list) or len(buttons) > _MOST_BUTTONS:
        raise BadEdit(f"a wording has up to {_MOST_BUTTONS} buttons")
    if at is not None and (not isinstance(at, int) or at < 0):
        raise BadEdit("wordings are malformed")
    return {
        "at": at,
        "text": y.clean(given.get("text"), _LONGEST, "the text", lines=True),
        "buttons": [_button(each) for each in buttons],
        "own": given.get("own") is True,
    }


def _button(given: Any) -> tuple[str, str]:
    if not isinstance(given, dict):
        raise BadEdit("buttons are malformed")
    title = y.clean(given.get("title"), _LONGEST_TITLE, "a button's text")
    payload = y.clean(given.get("payload"), _LONGEST_PAYLOAD, "what a button says")
    if not _PAYLOAD.fullmatch(payload):
        raise BadEdit(f"a button says an intent, such as /track_order, not {payload[:60]!r}")
    brace = payload.find("{")
    if brace >= 0:
        try:
            json.loads(payload[brace:])
        except ValueError:
            raise BadEdit(f"what stands in braces is no JSON: {payload[:60]!r}") from None
    return title, payload


def _wording(file: Text, at: int, node: yaml.Node) -> Wording:
    given = file.entries(node)
    language, only = DEFAULT, []
    for condition in _items(given, "condition"):
        values = {name: _scalar(entry.node) for name, entry in file.entries(condition).items()}
        if values.get("name") == "language" and values.get("type", "slot") == "slot":
            language = values.get("value", DEFAULT)
        else:
            only.append(f"{values.get('name', '?')} = {values.get('value', '?')}")
    if "channel" in given:
        only.append(f"channel = {_scalar(given['channel'].node)}")
    buttons = given.get("buttons")
    anchor = y.anchor_of(file, buttons) if buttons else ""
    shared = buttons.alias if buttons and buttons.alias else anchor
    return Wording(
        at,
        language,
        _scalar(given["text"].node).strip() if "text" in given else "",
        tuple(_title_and_payload(file, each) for each in _items(given, "buttons")),
        ", ".join(only),
        shared,
        bool(anchor),
        file.line_of(int(node.start_mark.index)),
    )


def _title_and_payload(file: Text, node: yaml.Node) -> tuple[str, str]:
    given = file.entries(node)
    title, payload = (given.get(name) for name in ("title", "payload"))
    return _scalar(title.node) if title else "", _scalar(payload.node) if payload else ""


def _items(given: Mapping[str, Entry], name: str) -> list[yaml.Node]:
    node = given[name].node if name in given else None
    return list(node.value) if isinstance(node, yaml.SequenceNode) else []


def _scalar(node: yaml.Node) -> str:
    return str(node.value) if isinstance(node, yaml.ScalarNode) else ""
