"""YAML as nodes with their places: what the files say, without making objects of what somebody else wrote."""

from __future__ import annotations

from collections.abc import Iterator

import yaml

from studio.errors import BrokenFile, TooLarge

_LARGEST = 10_000_000  # characters
_DEEPEST = 24  # libyaml's composer recurses in C: thirty thousand brackets would end the process


def composed(text: str, path: str) -> yaml.Node | None:
    """None for an empty file. Raises BrokenFile that names the line, and TooLarge.

    Aliases are nodes that stand in several places: nothing is copied, so a bomb of them stays as small as it is."""
    if len(text) > _LARGEST:
        raise TooLarge(f"{path} is larger than {_LARGEST // 1_000_000} MB: split it by topic")
    try:
        depth = 0
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > _DEEPEST:
                raise broken(path, event, "is nested deeper than any file of ours")
        root: yaml.Node | None = yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.reader.ReaderError as error:  # counts bytes
        number = text.encode("utf-8", "replace")[: error.position].count(b"\n") + 1
        raise _broken(path, number, f"is no YAML: {error.reason}") from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        said = " ".join(str(getattr(error, "problem", None) or "it cannot be read").split())
        raise _broken(path, mark.line + 1 if mark else 1, f"is no YAML: {said}") from None
    return root


def broken(path: str, node: yaml.Node | yaml.Event, said: str) -> BrokenFile:
    return _broken(path, line_of(node), said)


def _broken(path: str, line: int, said: str) -> BrokenFile:
    return BrokenFile(f"{path}:{line}: {said}", place=f"{path}:{line}")


def line_of(node: yaml.Node | yaml.Event) -> int:
    """Counts from 1."""
    return node.start_mark.line + 1 if node.start_mark else 1


def entries(node: yaml.Node | None) -> Iterator[tuple[str, yaml.Node, yaml.Node]]:
    """A mapping's keys in words, with the nodes of key and value; nothing for what is no mapping."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if isinstance(key, yaml.ScalarNode):
                yield key.value, key, value


def child(node: yaml.Node | None, name: str) -> yaml.Node | None:
    return next((value for key, _, value in entries(node) if key == name), None)


def items(node: yaml.Node | None) -> list[yaml.Node]:
    return list(node.value) if isinstance(node, yaml.SequenceNode) else []


def text_of(node: yaml.Node | None) -> str:
    """A scalar's text; empty for anything else."""
    return str(node.value) if isinstance(node, yaml.ScalarNode) else ""
