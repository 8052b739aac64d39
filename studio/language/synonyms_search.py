"""Words that mean the same to a search: groups of the file `knowledge/synonyms.yml`, edited where they stand."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from knowledge.errors import SynonymsError
from knowledge.synonyms import read_synonyms
from studio import layout
from studio.errors import BadEdit, BrokenFile, Conflict, NotThere
from studio.files import Files
from studio.language.synonyms import fit
from studio.transfer.yaml_text import child, composed, items, line_of, text_of

PATH = layout.SYNONYMS
_HEAD = "synonyms:\n"
_SPECIAL = set("[]{},#&*!|>'\"%@`:?\\")


@dataclass(frozen=True)
class Group:
    """`line` counts from 1."""

    terms: tuple[str, ...]
    line: int


def groups(files: Files) -> list[Group]:
    """In the order of the file. Raises BrokenFile."""
    if not files.exists(PATH):
        return []
    return [
        Group(tuple(map(text_of, items(node))), line_of(node))
        for node in items(child(composed(files.read(PATH), PATH), "synonyms"))
    ]


def add(files: Files, terms: Sequence[str]) -> None:
    """A group of its own at the end. Raises BadEdit, and Conflict where the group is there."""
    terms = _terms(terms)
    text = files.read(PATH) if files.exists(PATH) else _HEAD
    if any(set(group.terms) == set(terms) for group in groups(files)):
        raise Conflict("that group is there already")
    end = "\r\n" if "\r\n" in text else "\n"
    listed = child(composed(text, PATH), "synonyms")
    if isinstance(listed, yaml.SequenceNode) and listed.flow_style:
        raise BadEdit(f"{PATH} is written in one line: write a group a line")
    indent = " " * listed.start_mark.column if isinstance(listed, yaml.SequenceNode) else ""
    _write(files, f"{text.rstrip()}{end}{indent}- [{', '.join(map(_written, terms))}]{end}")


def change(files: Files, old: Sequence[str], new: Sequence[str]) -> None:
    """`old`: the group as the editor saw it. Terms that stay keep how they are written.

    Raises NotThere where nobody finds it so any more, and BadEdit."""
    new = _terms(new)
    text, node = _find(files, old)
    kept = {text_of(term): _source(text, term) for term in items(node)}
    sources = [kept.get(term) or _written(term) for term in new]
    if node.flow_style:
        written = f"[{', '.join(sources)}]"
    else:
        end = "\r\n" if "\r\n" in text else "\n"
        written = f"{end}{' ' * node.start_mark.column}".join(f"- {source}" for source in sources)
    stop = node.end_mark.index if node.flow_style else items(node)[-1].end_mark.index
    _write(files, text[: node.start_mark.index] + written + text[stop:])


def remove(files: Files, old: Sequence[str]) -> None:
    """Raises NotThere."""
    text, node = _find(files, old)
    lines = text.split("\n")
    first, last = node.start_mark.line, items(node)[-1].end_mark.line if not node.flow_style else node.end_mark.line
    column = child(composed(text, PATH), "synonyms").start_mark.column  # type: ignore[union-attr]
    while first and not lines[first][column:].startswith("-"):
        first -= 1
    if len(groups(files)) == 1:
        raise BadEdit("the last group stays: the file must hold one")
    del lines[first : last + 1]
    _write(files, "\n".join(lines))


def _find(files: Files, old: Sequence[str]) -> tuple[str, yaml.SequenceNode]:
    text = files.read(PATH)
    for node in items(child(composed(text, PATH), "synonyms")):
        if isinstance(node, yaml.SequenceNode) and [text_of(term) for term in node.value] == list(old):
            return text, node
    raise NotThere("the group is not there any more, or somebody else has changed it", groups=[list(old)])


def _source(text: str, node: yaml.Node) -> str:
    return text[node.start_mark.index : node.end_mark.index]


def _terms(terms: Sequence[str]) -> list[str]:
    found = list(dict.fromkeys(fit(term, "a word") for term in terms))
    if len(found) < 2:
        raise BadEdit("a group has two words or more")
    return found


def _written(term: str) -> str:
    """A flow sequence ends a plain scalar at more signs than a block does: quotes where any of them is in it."""
    try:
        is_plain = not _SPECIAL & set(term) and yaml.safe_load(f"[{term}]") == [term]
    except yaml.YAMLError:
        is_plain = False
    return term if is_plain else '"' + term.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _write(files: Files, text: str) -> None:
    with tempfile.TemporaryDirectory(prefix="synonyms-") as scratch:
        file = Path(scratch) / "synonyms.yml"
        file.write_bytes(text.encode())
        try:
            read_synonyms(file)
        except SynonymsError as error:
            said = str(error).replace(str(file), PATH)
            if files.exists(PATH) and _is_faulty(files.read(PATH), file):
                raise BrokenFile(f"mend the file first: {said}", place=PATH) from None
            raise BadEdit(said, place=PATH) from None
    files.write(PATH, text)


def _is_faulty(text: str, file: Path) -> bool:
    file.write_bytes(text.encode())
    try:
        read_synonyms(file)
    except SynonymsError:
        return True
    return False
