"""Rules, stories and test dialogues as they stand in the files: who says what, and at which line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Literal

import yaml

from studio import layout
from studio.errors import BrokenFile
from studio.files import Files
from studio.stories.yaml_text import composed, entries, plain

Kind = Literal["intent", "action", "slots", "loop", "checkpoint", "or", "other"]
RULE, STORY = "rule", "story"
_LISTS = {"rules": RULE, "stories": STORY}
Pairs = tuple[tuple[str, Any], ...]


@dataclass(frozen=True)
class Step:
    """One entry of `steps`. Two are equal that say the same, wherever they stand.

    `name` is the intent's, the action's, the loop's (empty: none runs any more) or the checkpoint's; `text` what the
    shopper (`user`) or the bot (`bot`) says word by word, and of an `other` its YAML; `entities` each as the pairs it
    is written with, such as `(("city", "Ulm"), ("role", "from"))`; `options` are those of an `or`."""

    kind: Kind
    name: str = ""
    text: str = ""
    entities: tuple[Pairs, ...] = ()
    slots: Pairs = ()
    options: tuple[Step, ...] = ()
    line: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Dialogue:
    """A rule or a story. `written` is its text in the file, from its dash to its last step, lines `line` to `end`.

    `conditions` of a rule must hold before it; `at_start`: only as the first thing; `waits` is False where the rule
    does not say what follows its last action."""

    path: str
    kind: str
    name: str
    line: int
    end: int
    steps: tuple[Step, ...]
    conditions: tuple[Step, ...] = ()
    at_start: bool = False
    waits: bool = True
    written: str = field(default="", compare=False)

    @property
    def is_test(self) -> bool:
        return self.path.startswith(f"{layout.DIALOGUE_TESTS}/")

    @property
    def place(self) -> str:
        return f"{self.path}:{self.line}"

    def place_of(self, step: Step) -> str:
        return f"{self.path}:{step.line or self.line}"


def dialogues(files: Files, broken: list[BrokenFile] | None = None) -> list[Dialogue]:
    """All rules and stories, then all tests, in the order of the files.

    Raises BrokenFile, or appends it to `broken` where that is given and goes on."""
    found: list[Dialogue] = []
    for path in paths(files):
        try:
            found += parse(path, files.read(path))
        except BrokenFile as error:
            if broken is None:
                raise
            broken.append(error)
    return found


def paths(files: Files) -> list[str]:
    tests = [p for p in files.under(layout.DIALOGUE_TESTS, *layout.YAML) if p.rpartition("/")[2].startswith("test_")]
    return [*files.under(layout.STORIES, *layout.YAML), *tests]


@lru_cache(maxsize=512)
def parse(path: str, text: str) -> tuple[Dialogue, ...]:
    """The rules and stories of one file, from top to bottom. Raises BrokenFile."""
    root = composed(path, text)
    if root is None:
        return ()
    lines = lines_of(text)
    found: list[Dialogue] = []
    for key, value in entries(path, root):
        if key.value in _LISTS:
            found += _listed(path, _LISTS[key.value], value, lines)
    return tuple(sorted(found, key=lambda dialogue: dialogue.line))


def lines_of(text: str) -> list[str]:
    """With their ends. As YAML counts them: `str.splitlines` also breaks at characters that YAML does not."""
    return re.findall(r"[^\n]*\n|[^\n]+", text)


def _listed(path: str, kind: str, value: yaml.Node, lines: list[str]) -> Iterator[Dialogue]:
    for item in _items(path, value, f"a list of {'rules' if kind == RULE else 'stories'}"):
        fields = {key.value: node for key, node in entries(path, item)}
        if kind not in fields:
            _fail(path, item, f"begins with neither `{kind}:` nor a name")
        first, end = first_line(item, lines), last_line(item, lines)
        yield Dialogue(
            path=path,
            kind=kind,
            name=str(plain(path, fields[kind])),
            line=first,
            end=end,
            steps=_steps(path, fields.get("steps")),
            conditions=_steps(path, fields.get("condition")),
            at_start="conversation_start" in fields and plain(path, fields["conversation_start"]) is True,
            waits="wait_for_user_input" not in fields or plain(path, fields["wait_for_user_input"]) is not False,
            written="".join(lines[first - 1 : end]),
        )


def first_line(item: yaml.Node, lines: list[str]) -> int:
    """Where the dash of a list's entry is, counted from 1."""
    line = int(item.start_mark.line)
    while line > 0 and not lines[line].lstrip().startswith("-"):
        line -= 1
    return line + 1


def last_line(item: yaml.Node, lines: list[str]) -> int:
    """The entry's last line, counted from 1. A comment below it is its own where it is indented further."""
    opening = lines[first_line(item, lines) - 1]
    dash = len(opening) - len(opening.lstrip())
    end = int(item.end_mark.line)  # a block ends where the next one begins, anything else where its last letter is
    if not isinstance(item, yaml.CollectionNode) or item.flow_style:
        end += 1 if item.end_mark.column > 0 else 0
    end = min(end, len(lines))
    while end > item.start_mark.line + 1 and _is_no_part(lines[end - 1], dash):
        end -= 1
    return end


def _is_no_part(line: str, dash: int) -> bool:
    bare = line.strip()
    return not bare or (bare.startswith("#") and len(line) - len(line.lstrip()) <= dash)


def _steps(path: str, value: yaml.Node | None) -> tuple[Step, ...]:
    return tuple(_step(path, item) for item in _items(path, value, "a list of steps")) if value else ()


def _step(path: str, item: yaml.Node) -> Step:
    line = int(item.start_mark.line) + 1
    if isinstance(item, yaml.ScalarNode):
        return Step("action", "...", line=line) if item.value == "..." else Step("other", text=item.value, line=line)
    fields = {key.value: node for key, node in entries(path, item)}
    if "intent" in fields or "user" in fields:
        return _said(path, fields, line)
    if "or" in fields:
        return Step("or", options=_steps(path, fields["or"]), line=line)
    if "action" in fields:
        return Step("action", _name(path, fields["action"]), line=line)
    if "bot" in fields:
        return Step("action", text=_name(path, fields["bot"]), line=line)
    slots = _slots(path, fields["slot_was_set"]) if "slot_was_set" in fields else ()
    if "checkpoint" in fields:
        return Step("checkpoint", _name(path, fields["checkpoint"]), slots=slots, line=line)
    if "slot_was_set" in fields:
        return Step("slots", slots=slots, line=line)
    if "active_loop" in fields:
        return Step("loop", _name(path, fields["active_loop"]), line=line)
    return Step("other", text=", ".join(fields), line=line)


def _said(path: str, fields: dict[str, yaml.Node], line: int) -> Step:
    entities: list[Pairs] = []
    for item in _items(path, fields["entities"], "a list of entities") if "entities" in fields else []:
        if isinstance(item, yaml.ScalarNode):
            entities.append(((item.value, None),))
        else:
            entities.append(tuple((key.value, plain(path, value)) for key, value in entries(path, item)))
    name = _name(path, fields["intent"]).removeprefix("/") if "intent" in fields else ""
    text = _name(path, fields["user"]).strip() if "user" in fields else ""
    return Step("intent", name, text, tuple(entities), line=line)


def _slots(path: str, value: yaml.Node) -> Pairs:
    found: list[tuple[str, Any]] = []
    for item in _items(path, value, "a list of slots"):
        if isinstance(item, yaml.ScalarNode):
            found.append((item.value, ...))  # set, to whatever
        else:
            found += [(key.value, plain(path, node)) for key, node in entries(path, item)]
    return tuple(found)


def _items(path: str, value: yaml.Node, expected: str) -> list[yaml.Node]:
    if isinstance(value, yaml.ScalarNode) and value.tag.endswith(":null"):
        return []
    if not isinstance(value, yaml.SequenceNode):
        _fail(path, value, f"here {expected} is expected")
    return list(value.value)


def _name(path: str, node: yaml.Node) -> str:
    value = plain(path, node)
    return "" if value is None else str(value)


def _fail(path: str, node: yaml.Node, said: str) -> None:
    place = f"{path}:{node.start_mark.line + 1}"
    raise BrokenFile(f"{place}: {said}", place=place)
