"""Scalars of a YAML file by where they stand, and small changes of its text at such places."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import yaml

from studio.errors import BadEdit, BrokenFile
from studio.files import Files
from studio.language.lines import split
from studio.stories import yaml_text as stories_yaml

Step = str | int


@dataclass(frozen=True)
class Scalar:
    """`trail`: keys and positions from the file's root, each in the node of `within` that has the same position.
    `is_key`: it names what follows it."""

    value: str
    trail: tuple[Step, ...]
    within: tuple[yaml.Node, ...]
    node: yaml.ScalarNode
    is_key: bool = False

    @property
    def line(self) -> int:
        return int(self.node.start_mark.line) + 1

    @property
    def key(self) -> str:
        """The nearest name above it."""
        return next((step for step in reversed(self.trail) if isinstance(step, str)), "")

    @property
    def item(self) -> tuple[yaml.SequenceNode, int] | None:
        """The nearest list that it stands in, and where."""
        for step, node in zip(reversed(self.trail), reversed(self.within), strict=True):
            if isinstance(step, int) and isinstance(node, yaml.SequenceNode):
                return node, step
        return None


def composed(files: Files, path: str) -> yaml.Node | None:
    """Raises BrokenFile."""
    return stories_yaml.composed(path, files.read(path), aliases=True)


def scalars(root: yaml.Node | None) -> Iterator[Scalar]:
    """Each place of the text once: what an alias repeats stands where its anchor is."""
    if root is not None:
        yield from _below(root, (), (), set())


def _below(node: yaml.Node, trail: tuple[Step, ...], within: tuple[yaml.Node, ...], seen: set[int]) -> Iterator[Scalar]:
    if id(node) in seen:
        return
    seen.add(id(node))
    if isinstance(node, yaml.ScalarNode):
        yield Scalar(node.value, trail, within, node)
    elif isinstance(node, yaml.SequenceNode):
        for at, item in enumerate(node.value):
            yield from _below(item, (*trail, at), (*within, node), seen)
    elif isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if isinstance(key, yaml.ScalarNode):
                yield Scalar(key.value, trail, within, key, is_key=True)
                yield from _below(value, (*trail, key.value), (*within, node), seen)


@dataclass(frozen=True)
class Change:
    """Between two places of the text; `line` and `column` count from 0."""

    start: tuple[int, int]
    end: tuple[int, int]
    text: str


def span(node: yaml.Node) -> tuple[tuple[int, int], tuple[int, int]]:
    """Where a node begins and its last word ends: the mark of a block's own end stands at what follows it."""
    last = node
    while isinstance(last, yaml.CollectionNode) and not last.flow_style and last.value:
        item = last.value[-1]
        last = item[1] if isinstance(item, tuple) else item
    return (node.start_mark.line, node.start_mark.column), (last.end_mark.line, last.end_mark.column)


def raw(text: str, node: yaml.Node) -> str:
    """As it stands in the file, with its quotes."""
    start, end = (_offset(split(text), at) for at in span(node))
    return text[start:end]


def changed(text: str, changes: Sequence[Change]) -> str:
    lines = split(text)
    placed = sorted(((_offset(lines, one.start), _offset(lines, one.end), one.text) for one in changes), reverse=True)
    for start, end, new in placed:
        text = text[:start] + new + text[end:]
    return text


def without_item(sequence: yaml.SequenceNode, at: int) -> Change:
    """A list without one of its items: of a list in brackets with its comma, of any other with its line."""
    items = sequence.value
    if sequence.flow_style:
        if at + 1 < len(items):
            return Change(span(items[at])[0], span(items[at + 1])[0], "")
        start = span(items[at - 1])[1] if at else span(items[at])[0]
        return Change(start, span(items[at])[1], "")
    return whole_lines(items[at])


def whole_lines(first: yaml.Node, last: yaml.Node | None = None) -> Change:
    """From the line where `first` begins to the one where `last` ends."""
    start, (line, column) = first.start_mark.line, span(last or first)[1]
    return Change((start, 0), (line + bool(column), 0), "")


def write(files: Files, path: str, changes: Sequence[Change]) -> None:
    """Raises BadEdit if the file could not be read afterwards."""
    text = changed(files.read(path), changes)
    try:
        stories_yaml.composed(path, text, aliases=True)
    except BrokenFile as error:
        raise BadEdit(f"{path} could not be read afterwards: {error.said}", place=path) from None
    files.write(path, text)


def _offset(lines: Sequence[str], at: tuple[int, int]) -> int:
    line, column = at
    return sum(map(len, lines[:line])) + column
