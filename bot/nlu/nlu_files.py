"""The training files, `nlu_data/<language>/<topic>.yml`, without Rasa: each example with its file and line.

What Rasa would skip with a warning, or read as something else, is a problem here."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from itertools import count
from pathlib import Path

import yaml

from bot.nlu.annotations import AnnotationError, read_annotations
from bot.nlu.entities import Entity

_Report = Callable[[int, str], None]
_LONGEST_QUOTE = 60
_LARGEST_FILE = 8_000_000
_DEEPEST = 12  # libyaml's composer recurses in C: a file of thirty thousand brackets would end the process
_ODD_LINE_BREAK = re.compile("[\x85\u2028\u2029]")  # YAML 1.1, YAML 1.2 and Rasa each read them in a way of their own
_KINDS = {"intent", "synonym", "regex", "lookup"}
_EXPECTED = "an intent's examples follow `examples: |`, one a line, each after a dash"


class Severity(str, Enum):
    """An error keeps the bot from being trained; a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, order=True)
class Place:
    """`line` counts from 1."""

    file: Path
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True)
class Problem:
    """What an editor should mend, as a sentence."""

    severity: Severity
    place: Place
    message: str

    def __str__(self) -> str:
        note = "warning: " if self.severity is Severity.WARNING else ""
        return f"{self.place}: {note}{self.message}"


@dataclass(frozen=True)
class AnnotatedExample:
    """`text` is plain, `entities` are placed in it, `written` is the line as it stands in the file.

    Examples that come from no file have no place."""

    text: str
    intent: str
    language: str = ""
    place: Place | None = None
    entities: tuple[Entity, ...] = ()
    written: str = ""


@dataclass(frozen=True)
class IntentBlock:
    """One `- intent:` of a file."""

    intent: str
    language: str
    place: Place
    examples: tuple[AnnotatedExample, ...]


@dataclass(frozen=True)
class NluData:
    """What the files say. `problems` are those of single files; `bot.nlu.examples.check` adds those between them."""

    folder: Path
    blocks: tuple[IntentBlock, ...]
    problems: tuple[Problem, ...]

    @property
    def examples(self) -> list[AnnotatedExample]:
        return [example for block in self.blocks for example in block.examples]


def quote(text: str) -> str:
    """A sentence as it is shown in a report: on one line, cut where it is long."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return f'"{line if len(line) <= _LONGEST_QUOTE else line[: _LONGEST_QUOTE - 1] + "…"}"'


class _Unreadable(Exception):
    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


def read(folder: Path) -> NluData:
    """Every YAML file below `folder`; the folder that a file lies in is its language."""
    blocks: list[IntentBlock] = []
    problems: list[Problem] = []
    files = sorted(file for file in folder.rglob("*") if file.suffix in (".yml", ".yaml"))
    if not files:
        problems.append(Problem(Severity.ERROR, Place(folder, 1), "no training files: expected <language>/<topic>.yml"))
    for file in files:
        try:
            with file.open("rb") as opened:
                content = opened.read(_LARGEST_FILE + 1)
        except OSError as error:
            problems.append(Problem(Severity.ERROR, Place(file, 1), f"cannot be read: {error.strerror}"))
            continue
        found, faults = parse(content, file)
        blocks += found
        problems += faults
    return NluData(folder, tuple(blocks), tuple(problems))


def parse(content: bytes, file: Path) -> tuple[list[IntentBlock], list[Problem]]:
    """The blocks of one file, which need not be saved yet, and what is wrong with it."""
    problems: list[Problem] = []
    try:
        items = _items(_composed(content))
    except _Unreadable as error:
        return [], [Problem(Severity.ERROR, Place(file, error.line), str(error))]
    blocks = [block for item in items if (block := _block(item, file, problems))]
    return blocks, problems


def _composed(content: bytes) -> yaml.Node:
    if len(content) > _LARGEST_FILE:
        raise _Unreadable(1, f"is larger than {_LARGEST_FILE // 1_000_000} MB: split it by topic")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _Unreadable(content.count(b"\n", 0, error.start) + 1, "is not written in UTF-8") from None
    if odd := _ODD_LINE_BREAK.search(text):
        line = text.count("\n", 0, odd.start()) + 1
        raise _Unreadable(line, f"has an invisible line break (U+{ord(odd.group()):04X}): type the line again")
    try:
        _refuse_bombs(text)
        root: yaml.Node | None = yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        raise _Unreadable(_line(error, text), f"is no YAML: {_sentence(error)}") from None
    if root is None:
        raise _Unreadable(1, "is empty")
    return root


def _refuse_bombs(text: str) -> None:
    depth = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        if isinstance(event, yaml.AliasEvent):
            raise _Unreadable(_first_line(event), "has a YAML alias (*name): write the examples out")
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST:
            raise _Unreadable(_first_line(event), "is nested deeper than any training file")


def _first_line(node: yaml.Node | yaml.Event) -> int:
    return node.start_mark.line + 1 if node.start_mark else 1


def _line(error: yaml.YAMLError, text: str) -> int:
    if isinstance(error, yaml.reader.ReaderError):  # counts bytes
        return text.encode()[: error.position].count(b"\n") + 1
    mark = getattr(error, "problem_mark", None)
    return mark.line + 1 if mark else 1


def _sentence(error: yaml.YAMLError) -> str:
    said = getattr(error, "problem", None) or getattr(error, "reason", None) or "it cannot be read"
    return " ".join(str(said).split())


def _items(root: yaml.Node) -> list[yaml.Node]:
    fields = _fields(root)
    if fields is None or "nlu" not in fields:
        raise _Unreadable(_first_line(root), "has no list of intents under `nlu:`")
    items = fields["nlu"]
    if not isinstance(items, yaml.SequenceNode):
        raise _Unreadable(_first_line(items), "has no list of intents under `nlu:`")
    if not items.value:
        raise _Unreadable(_first_line(items), "has an empty list under `nlu:`")
    return list(items.value)


def _fields(node: yaml.Node) -> dict[str, yaml.Node] | None:
    if not isinstance(node, yaml.MappingNode):
        return None
    fields: dict[str, yaml.Node] = {}
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            raise _Unreadable(_first_line(key), "has a list or a mapping where a word and a colon belong")
        if key.value in fields:
            raise _Unreadable(_first_line(key), f"says `{key.value}:` twice in one place")
        fields[key.value] = value
    return fields


def _block(item: yaml.Node, file: Path, problems: list[Problem]) -> IntentBlock | None:
    """None where it is no intent's, or cannot be read."""
    place = Place(file, _first_line(item))

    def error(line: int, message: str) -> None:
        problems.append(Problem(Severity.ERROR, Place(file, line), message))

    try:
        fields = _fields(item)
    except _Unreadable as unreadable:
        error(unreadable.line, str(unreadable))
        return None
    if not fields or not _KINDS & fields.keys():
        error(place.line, f"is none of {', '.join(sorted(_KINDS))}")
        return None
    if "intent" not in fields:
        return None
    name = fields["intent"].value if isinstance(fields["intent"], yaml.ScalarNode) else ""
    language = file.parent.name
    examples = []
    for line, written in _lines(fields.get("examples"), error):
        try:
            text, entities = read_annotations(written)
        except AnnotationError as fault:
            error(line, f"{quote(written)} {fault}")
            continue
        if text.strip():
            examples.append(AnnotatedExample(text, name, language, Place(file, line), entities, written))
        else:
            error(line, f"an example of {name} is empty")
    return IntentBlock(name, language, place, tuple(examples))


def _lines(node: yaml.Node | None, error: _Report) -> Iterator[tuple[int, str]]:
    if isinstance(node, yaml.SequenceNode):
        yield from _listed(node, error)
    elif not isinstance(node, yaml.ScalarNode) or not node.value.strip():
        return  # an intent without examples: `check` says so
    elif node.style != "|":
        error(_first_line(node), _EXPECTED)
    else:
        for line, written in zip(count(_first_line(node) + 1), node.value.split("\n")):
            if not written.strip() or written.startswith("#"):
                continue
            if not written.startswith("-"):
                error(line, f"{quote(written)} would be lost: {_EXPECTED}")
            else:
                yield line, written[1:].strip()


def _listed(node: yaml.SequenceNode, error: _Report) -> Iterator[tuple[int, str]]:
    """The long form, `- text: |`, which carries metadata."""
    for item in node.value:
        try:
            text = (_fields(item) or {}).get("text")
        except _Unreadable as unreadable:
            error(unreadable.line, str(unreadable))
            continue
        if isinstance(text, yaml.ScalarNode):
            yield _first_line(text) + (text.style in ("|", ">")), text.value.strip()
        else:
            error(_first_line(item), "is no example: " + _EXPECTED)
