"""YAML with its places: what stories, tests and the domain are read from. Nothing of it is ever written from here."""

from __future__ import annotations

import re
from typing import Any

import yaml

from studio.errors import BrokenFile

_DEEPEST = 12  # libyaml's composer recurses in C: a file of thirty thousand brackets would end the process
_LARGEST = 8_000_000
_ODD_LINE_BREAK = re.compile("[\x85\u2028\u2029]|\r(?!\n)")  # read differently by each reader of YAML
_OPENS = (yaml.MappingStartEvent, yaml.SequenceStartEvent)
_CLOSES = (yaml.MappingEndEvent, yaml.SequenceEndEvent)


def composed(path: str, text: str, *, aliases: bool = False) -> yaml.Node | None:
    """The file's nodes, each with its marks; None for an empty file. Raises BrokenFile naming file and line."""
    if len(text) > _LARGEST:
        raise broken(path, 1, f"is larger than {_LARGEST // 1_000_000} MB")
    if odd := _ODD_LINE_BREAK.search(text):
        raise broken(path, text.count("\n", 0, odd.start()) + 1, "has an invisible line break: type the line again")
    try:
        _refuse_depth(path, text, aliases)
        found: yaml.Node | None = yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        said = getattr(error, "problem", None) or "cannot be read"
        raise broken(path, mark.line + 1 if mark else 1, f"is no YAML: {said}") from None
    return found


def entries(path: str, node: yaml.Node) -> list[tuple[yaml.ScalarNode, yaml.Node]]:
    """Of a mapping, in order. Raises BrokenFile."""
    if not isinstance(node, yaml.MappingNode):
        raise broken(path, node.start_mark.line + 1, "expected `name: value` here")
    found: dict[str, tuple[yaml.ScalarNode, yaml.Node]] = {}
    for key, value in node.value:
        line = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode):
            raise broken(path, line, "expected a name before the colon")
        if key.value in found:
            raise broken(path, line, f"says {key.value!r} twice")
        found[key.value] = (key, value)
    return list(found.values())


def plain(path: str, node: yaml.Node) -> Any:
    """The value as Python has it; lists as tuples. Raises BrokenFile."""
    loader = yaml.SafeLoader("")
    try:
        if isinstance(node, yaml.ScalarNode):
            return loader.construct_object(node)
        if isinstance(node, yaml.SequenceNode):
            return tuple(plain(path, item) for item in node.value)
        return tuple((key.value, plain(path, value)) for key, value in entries(path, node))
    except (yaml.YAMLError, ValueError):
        raise broken(path, node.start_mark.line + 1, "is no value that can be read") from None


def broken(path: str, line: int, said: str) -> BrokenFile:
    return BrokenFile(f"{path}:{line}: {said}", place=f"{path}:{line}")


def _refuse_depth(path: str, text: str, aliases: bool) -> None:
    depth = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        depth += isinstance(event, _OPENS) - isinstance(event, _CLOSES)
        line = event.start_mark.line + 1 if event.start_mark else 1
        if depth > _DEEPEST:
            raise broken(path, line, "is nested too deeply")
        if isinstance(event, yaml.AliasEvent) and not aliases:
            raise broken(path, line, "names an anchor (`*name`): write it out")
