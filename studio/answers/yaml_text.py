"""Changing texts inside a YAML file where they stand: what is not meant keeps its quoting, order, comments and anchors.

Marks are libyaml's: `start_mark.index` counts characters. A node's own end is where its last text ends, not, as libyaml
has it for what is written in blocks, where the next thing begins."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any, TypeVar

import yaml

from studio.errors import BadEdit, BrokenFile

T = TypeVar("T")
_PROPERTY = re.compile(r"(?:[&!][^\s,\[\]{}]*\s+)+")
_ALIAS = re.compile(r"\*[^\s,\[\]{}]+")
_ANCHOR = re.compile(r"&([^\s,\[\]{}]+)")
# YAML takes these for line ends, or forbids them
_ESCAPED = re.compile('[\\\\"\n\t\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]')


@dataclass(frozen=True)
class Entry:
    """A key of a mapping with its value; `alias` where the value is a reference to what is written elsewhere."""

    key: yaml.ScalarNode
    node: yaml.Node
    start: int
    end: int
    alias: str = ""


@dataclass
class Text:
    """A file's text with its nodes, and the changes that are to be made in it."""

    path: str
    text: str
    root: yaml.Node
    splices: list[tuple[int, int, str]] = field(default_factory=list)

    @classmethod
    def of(cls, path: str, text: str) -> Text:
        """Raises BrokenFile with the place."""
        try:
            root = yaml.compose(text, Loader=yaml.CSafeLoader)
        except yaml.YAMLError as error:
            raise _broken(path, error) from None
        if not isinstance(root, yaml.MappingNode):
            raise BrokenFile(f"{path}:1: is no mapping", place=f"{path}:1")
        return cls(path, text, root)

    @property
    def line_end(self) -> str:
        return "\r\n" if "\r\n" in self.text else "\n"

    def entries(self, mapping: yaml.Node) -> dict[str, Entry]:
        """By key; nothing where it is no mapping."""
        found: dict[str, Entry] = {}
        for key, value in mapping.value if isinstance(mapping, yaml.MappingNode) else ():
            if isinstance(key, yaml.ScalarNode):
                found[key.value] = self._entry(key, value)
        return found

    def end(self, node: yaml.Node) -> int:
        """Where its last text ends."""
        if isinstance(node, yaml.ScalarNode):
            return self._end_of_block(node) if node.style in ("|", ">") else int(node.end_mark.index)
        if not isinstance(node, yaml.CollectionNode) or node.flow_style or not node.value:
            return int(node.end_mark.index)
        if isinstance(node, yaml.MappingNode):
            return self._entry(*node.value[-1]).end
        return self.end(node.value[-1])

    def line_of(self, index: int) -> int:
        return self.text.count("\n", 0, index) + 1

    def indent(self, index: int) -> str:
        """What stands before the first character of the line, if that is only space."""
        line = self.text[self.line_start(index) : self.next_line(index)]
        return line[: len(line) - len(line.lstrip(" "))]

    def line_start(self, index: int) -> int:
        return self.text.rfind("\n", 0, index) + 1

    def next_line(self, index: int) -> int:
        """Where the line after this one begins; the end of the text after the last."""
        found = self.text.find("\n", index)
        return len(self.text) if found < 0 else found + 1

    def splice(self, start: int, end: int, written: str) -> None:
        if self.text[start:end] != written:
            self.splices.append((start, end, written))

    def insert_lines(self, at: int, lines: Sequence[str]) -> None:
        """Before the line that begins at `at`; the file's last line gets an end where it has none."""
        written = "".join(line + self.line_end for line in lines)
        if at and self.text[at - 1] != "\n":
            written = self.line_end + written
        self.splices.append((at, at, written))

    def changed(self) -> str:
        text = self.text
        for start, end, written in sorted(set(self.splices), reverse=True):
            text = text[:start] + written + text[end:]
        return text

    def _entry(self, key: yaml.ScalarNode, value: yaml.Node) -> Entry:
        after = int(key.end_mark.index)
        match = re.compile(r"\s*:\s*").match(self.text, after)
        start = match.end() if match else after
        if alias := _ALIAS.match(self.text, start):
            return Entry(key, value, start, alias.end(), alias[0][1:])
        return Entry(key, value, int(value.start_mark.index), self.end(value))

    def _end_of_block(self, node: yaml.ScalarNode) -> int:
        header = self.next_line(int(node.start_mark.index))
        end = len(self.text[:header].rstrip("\r\n"))
        outer = len(self.indent(int(node.start_mark.index)))
        at = header
        while at < len(self.text):
            following = self.next_line(at)
            line = self.text[at:following]
            if line.strip() and len(line) - len(line.lstrip(" ")) <= outer:
                break
            if line.strip():
                end = at + len(line.rstrip("\r\n"))
            at = following
        return end


def refuse_odd(path: str) -> BadEdit:
    """What is raised where an edit would change more than was meant."""
    return BadEdit(f"{path} is written in a way that the studio cannot change: edit the file", places=[path])


def load(path: str, text: str) -> Any:
    """The file's content as plain values. Raises BrokenFile."""
    try:
        return yaml.load(text, Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        raise _broken(path, error) from None


def quoted(text: str) -> str:
    """In double quotes, on one line."""
    return '"' + _ESCAPED.sub(lambda found: _escape(found[0]), text) + '"'


def plain(text: str) -> str:
    """Without quotes where YAML reads it back as that text, else in double quotes."""
    if text and text == text.strip() and text.isprintable() and "\n" not in text:
        try:
            if yaml.load(f"- {text}", Loader=yaml.CSafeLoader) == [text]:
                return text
        except yaml.YAMLError:
            pass
    return quoted(text)


def set_scalar(file: Text, node: yaml.Node, text: str) -> None:
    """Another text in the place of a scalar, written as the old one was, if that can hold it."""
    if not isinstance(node, yaml.ScalarNode):
        raise BadEdit(f"{file.path}:{file.line_of(node.start_mark.index)}: is no text")
    if node.value == text:
        return
    start = int(node.start_mark.index)
    if marks := _PROPERTY.match(file.text, start):
        start = marks.end()
    if node.style in ("|", ">"):
        set_block(file, start, file.end(node), text, _block_indent(file, node))
    elif node.style == "'" and "\n" not in text and text.isprintable():
        file.splice(start, file.end(node), "'" + text.replace("'", "''") + "'")
    else:
        file.splice(start, file.end(node), plain(text) if not node.style else quoted(text))


def set_block(file: Text, start: int, end: int, text: str, indent: str) -> None:
    """A text of several lines below `|`."""
    lines = block_lines(text, indent)
    file.splice(start, end, "|" + file.line_end + file.line_end.join(lines))


def block_lines(text: str, indent: str) -> list[str]:
    return [indent + line if line.strip() else "" for line in text.strip("\n").split("\n")]


def set_list(
    file: Text,
    entry: Entry,
    old: Sequence[T],
    new: Sequence[T],
    change: Callable[[yaml.Node, T], None],
    render: Callable[[T], str],
) -> None:
    """Other items in the place of a list's: what stays is not touched, what is changed is so where it stands."""
    node = entry.node
    if not isinstance(node, yaml.SequenceNode) or len(node.value) != len(old):
        raise BadEdit(f"{file.path}:{file.line_of(entry.start)}: is no list")
    if node.flow_style:
        start = int(node.start_mark.index)
        marks = _PROPERTY.match(file.text, start)
        if list(old) != list(new):
            file.splice(marks.end() if marks else start, entry.end, f"[{', '.join(map(render, new))}]")
        return
    starts = [file.line_start(item.start_mark.index) for item in node.value]
    ends = [file.next_line(file.end(item)) for item in node.value]
    dash = file.indent(starts[0])
    for how, a, b, c, d in SequenceMatcher(None, list(map(repr, old)), list(map(repr, new)), False).get_opcodes():
        if how == "equal":
            continue
        kept = min(b - a, d - c)
        for offset in range(kept):
            change(node.value[a + offset], new[c + offset])
        for gone in range(a + kept, b):
            file.splice(starts[gone], ends[gone], "")
        if added := new[c + kept : d]:
            at = ends[a + kept - 1] if a + kept else starts[0]
            file.insert_lines(at, [f"{dash}- {render(each)}" for each in added])


def anchor_of(file: Text, entry: Entry) -> str:
    """The name that others refer to it by; empty where it has none, or is a reference itself."""
    match = _ANCHOR.match(file.text, int(entry.node.start_mark.index))
    return match[1] if match and not entry.alias else ""


def clean(text: object, longest: int, what: str, *, lines: bool = False) -> str:
    """What a person typed, as it may be written: NFC, trimmed, without what no person types. Raises BadEdit."""
    if not isinstance(text, str):
        raise BadEdit(f"{what} is missing")
    if len(text) > 2 * longest:
        raise BadEdit(f"{what} is longer than {longest:,} characters")
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = re.sub("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufeff\ud800-\udfff\ufffe\uffff]", "", text)
    text = re.sub("[\u2028\u2029]", "\n", text).replace("\t", " ")
    text = "\n".join(line.rstrip() for line in text.strip().split("\n")) if lines else " ".join(text.split())
    if not text:
        raise BadEdit(f"{what} is empty")
    if len(text) > longest:
        raise BadEdit(f"{what} is longer than {longest:,} characters")
    return text


def _block_indent(file: Text, node: yaml.ScalarNode) -> str:
    first = file.next_line(int(node.start_mark.index))
    while first < len(file.text) and not file.text[first : file.next_line(first)].strip():
        first = file.next_line(first)
    return file.indent(first) or "  "


def _escape(character: str) -> str:
    named = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t"}
    return named.get(character) or (f"\\x{ord(character):02x}" if ord(character) < 256 else f"\\u{ord(character):04x}")


def _broken(path: str, error: yaml.YAMLError) -> BrokenFile:
    mark = getattr(error, "problem_mark", None)
    place = f"{path}:{mark.line + 1 if mark else 1}"
    said = getattr(error, "problem", None) or " ".join(str(error).split())[:200]
    return BrokenFile(f"{place}: {said}", place=place)
