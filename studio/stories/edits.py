"""Edits of rules, stories and tests: the lines meant, and no other."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

import yaml

from studio import layout
from studio.errors import BadEdit, Conflict, NotThere
from studio.files import Files
from studio.stories import RULE, STORY, Dialogue, Step, first_line, last_line, lines_of, parse
from studio.stories.writing import lines_of_steps, name_of, scalar
from studio.stories.yaml_text import composed, entries

_FILE = re.compile(rf"({layout.STORIES}|{layout.DIALOGUE_TESTS})/([a-z][a-z0-9_]{{0,60}})\.ya?ml")
_KEYS = {RULE: "rules", STORY: "stories"}


@dataclass(frozen=True)
class Target:
    """A dialogue as the editor sees it: `written` is its text in the file."""

    path: str
    kind: str
    name: str
    written: str


def add(files: Files, path: str, kind: str, name: str, steps: Sequence[Step]) -> None:
    """At the end of the file's rules or stories; the file is made where it is not there. Raises BadEdit."""
    checked_path(path)
    name = name_of(name)
    _check_kind(path, kind)
    text = files.read(path) if files.exists(path) else 'version: "3.1"\n'
    before = parse(path, text)
    lines = lines_of(text)
    if lines and not lines[-1].endswith("\n"):
        lines[-1] += "\n"
    end_of_line = "\r\n" if lines and lines[0].endswith("\r\n") else "\n"
    at, indent = _end_of(path, text, lines, kind)
    dash = " " * max(indent, 0)
    block = [f"{dash}- {kind}: {scalar(name)}", f"{dash}  steps:", *lines_of_steps(steps, len(dash) + 4)]
    if indent < 0:
        key = f"{_KEYS[kind]}:"
        block = [key, *(f"  {line}" for line in block)]
    lines[at:at] = [line + end_of_line for line in block]
    _write(files, path, lines, [*before, _as_dialogue(path, kind, name, steps)])


def change(files: Files, target: Target, steps: Sequence[Step]) -> None:
    """Puts `steps` in place of what it has; lines of steps that stay are not touched, nor are comments between them.

    Raises NotThere, Conflict where somebody else has changed it, and BadEdit."""
    text, found = find(files, target)
    lines = lines_of(text)
    node = _field(target.path, text, found, "steps")
    lines_of_steps(steps, 0)
    _splice(found, lines, node, found.steps, steps)
    changed = replace(found, steps=tuple(steps))
    _write(files, target.path, lines, [changed if each is found else each for each in parse(target.path, text)])


def _splice(dialogue: Dialogue, lines: list[str], node: yaml.Node, old: Sequence[Step], new: Sequence[Step]) -> None:
    """The list `node` of `old` made one of `new`, from the end, so that the marks of what is above stay right."""
    if not isinstance(node, yaml.SequenceNode) or node.flow_style or len(node.value) != len(old):
        raise BadEdit(f"{dialogue.place}: its steps are written in brackets; the studio changes lines")
    spans = [(first_line(item, lines), last_line(item, lines)) for item in node.value]
    indent = int(node.start_mark.column)
    end_of_line = "\r\n" if lines[0].endswith("\r\n") else "\n"
    for operation, one, two, three, four in reversed(SequenceMatcher(None, old, new, False).get_opcodes()):
        if operation == "equal":
            continue
        is_one = operation == "replace" and two - one == 1 == four - three
        if is_one and new[three].kind == "or" and (options := _options(node.value[one])):
            _splice(dialogue, lines, options, old[one].options, new[three].options)
            continue
        written = [line + end_of_line for line in lines_of_steps(new[three:four], indent)] if four > three else []
        if operation == "insert":
            at = spans[one - 1][1] if one else spans[0][0] - 1
            if at and not lines[at - 1].endswith("\n"):
                lines[at - 1] += end_of_line
            lines[at:at] = written
            continue
        for first, last in reversed(spans[one + 1 : two]):
            del lines[first - 1 : last]
        lines[spans[one][0] - 1 : spans[one][1]] = written


def _options(item: yaml.Node) -> yaml.Node | None:
    """The list below an `or:` that is written line by line."""
    pairs = item.value if isinstance(item, yaml.MappingNode) else []
    found = [value for key, value in pairs if key.value == "or"]
    return found[0] if found and isinstance(found[0], yaml.SequenceNode) and not found[0].flow_style else None


def rename(files: Files, target: Target, name: str) -> None:
    """Raises NotThere, Conflict and BadEdit."""
    name = name_of(name)
    text, found = find(files, target)
    node = _field(target.path, text, found, found.kind)
    start, end = node.start_mark, node.end_mark
    if start.line != end.line:
        raise BadEdit(f"{found.place}: its name is written over several lines")
    lines = lines_of(text)
    line = lines[start.line]
    lines[start.line] = line[: start.column] + scalar(name) + line[end.column :]
    renamed = replace(found, name=name)
    _write(files, target.path, lines, [renamed if each is found else each for each in parse(target.path, text)])


def remove(files: Files, target: Target) -> None:
    """With its own lines; comments above it stay. A list that would be empty goes too. Raises NotThere and Conflict."""
    text, found = find(files, target)
    lines = lines_of(text)
    del lines[found.line - 1 : found.end]
    all_of_them = parse(target.path, text)
    if not any(each.kind == found.kind for each in all_of_them if each is not found):
        key = next(at for at, line in enumerate(lines) if re.match(rf"{_KEYS[found.kind]}\s*:", line))
        del lines[key]
    _write(files, target.path, lines, [each for each in all_of_them if each is not found])


def checked_path(path: str) -> str:
    """A file of stories, or of tests: those begin with `test_`, or Rasa would learn from them. Raises BadEdit."""
    match = _FILE.fullmatch(path)
    if not match:
        raise BadEdit(f"{path!r} is no file of stories: stories/topic.yml or tests/dialogue/test_topic.yml is")
    if match[1] == layout.DIALOGUE_TESTS and not match[2].startswith("test_"):
        raise BadEdit(f"{path!r}: the name of a file of tests begins with test_")
    return path


def _check_kind(path: str, kind: str) -> None:
    if kind not in _KEYS:
        raise BadEdit("it is either a rule or a story")
    if kind == RULE and path.startswith(f"{layout.DIALOGUE_TESTS}/"):
        raise BadEdit("a test is a story, not a rule")


def find(files: Files, target: Target) -> tuple[str, Dialogue]:
    """The file's text, and the dialogue as it stands there. Raises NotThere, and Conflict with what is there now."""
    text = files.read(target.path)
    named = [each for each in parse(target.path, text) if (each.kind, each.name) == (target.kind, target.name)]
    if not named:
        raise NotThere(f"{target.path} has no {target.kind} called {target.name!r} any more")
    for each in named:
        if each.written.rstrip() == target.written.rstrip():
            return text, each
    raise Conflict(
        f"{named[0].place}: somebody else has changed {target.name!r} meanwhile",
        written=named[0].written,
        now=named[0].place,
    )


def _end_of(path: str, text: str, lines: list[str], kind: str) -> tuple[int, int]:
    """Before which line a new entry comes, and where its dash stands; -1 where the list itself has to be begun."""
    root = composed(path, text)
    for key, value in entries(path, root) if root else ():
        if key.value != _KEYS[kind]:
            continue
        if isinstance(value, yaml.SequenceNode) and value.flow_style and value.value:
            raise BadEdit(
                f"{path}:{key.start_mark.line + 1}: this list is written in brackets; the studio adds a line each"
            )
        if isinstance(value, yaml.SequenceNode) and value.value:
            last = value.value[-1]
            opening = lines[first_line(last, lines) - 1]
            return last_line(last, lines), len(opening) - len(opening.lstrip())
        lines[key.start_mark.line] = (
            re.sub(r":\s*(\[\s*\]|null|~)?", ":", lines[key.start_mark.line], count=1).rstrip() + "\n"
        )
        return int(key.start_mark.line) + 1, 2
    return len(lines), -1


def _item(path: str, text: str, found: Dialogue) -> yaml.MappingNode:
    lines = lines_of(text)
    root = composed(path, text)
    for key, value in entries(path, root) if root else ():
        if key.value == _KEYS[found.kind]:
            for item in value.value:
                if first_line(item, lines) == found.line and isinstance(item, yaml.MappingNode) and not item.flow_style:
                    return item
    raise BadEdit(f"{found.place}: is written in brackets; the studio changes lines")


def _field(path: str, text: str, found: Dialogue, name: str) -> yaml.Node:
    return next(value for key, value in entries(path, _item(path, text, found)) if key.value == name)


def _as_dialogue(path: str, kind: str, name: str, steps: Sequence[Step]) -> Dialogue:
    return Dialogue(path, kind, name, 0, 0, tuple(steps))


def _write(files: Files, path: str, lines: list[str], expected: Sequence[Dialogue]) -> None:
    """Raises BadEdit, with nothing written, where the file would not say what is meant."""
    text = "".join(lines)
    got = sorted(map(_said, parse(path, text)), key=repr)
    if got != sorted(map(_said, expected), key=repr):
        raise BadEdit(f"{path}: this cannot be written so that it is read again as it is meant")
    files.write(path, text)


def _said(dialogue: Dialogue) -> tuple[object, ...]:
    return dialogue.kind, dialogue.name, dialogue.steps, dialogue.conditions, dialogue.at_start, dialogue.waits
