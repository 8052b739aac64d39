"""FAQ passages as they are edited: one entry of `knowledge/faq/<language>/<topic>.yml` at a time."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import PurePosixPath
from typing import Any

import yaml

from studio import layout
from studio.answers import yaml_text as y
from studio.answers.yaml_text import Text
from studio.errors import BadEdit, BrokenFile, NotThere, StillUsed
from studio.files import Files

Fields = dict[str, Any]
_ID = re.compile(r"[a-z][a-z0-9_]{1,59}")
_TOPIC = re.compile(r"[a-z][a-z0-9_-]{0,39}")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_INTENT = re.compile(r"[a-z][a-z0-9_]{0,59}(/[a-z0-9_]{1,60})?")
_MOST_ALSO, _MOST_INTENTS = 40, 10
_LONGEST_QUESTION, _LONGEST_ANSWER = 300, 8000
_ORDER = ("id", "intents", "question", "also", "answer")


def paths(files: Files) -> list[str]:
    return [path for path in files.under(layout.FAQ, ".yml") if len(PurePosixPath(path).parts) == 4]


def language_of(path: str) -> str:
    return PurePosixPath(path).parts[2]


def entries(path: str, text: str) -> list[tuple[str, Fields, int]]:
    """(id, fields, line) of each entry. Raises BrokenFile."""
    return list(_entries(path, text))


@lru_cache(maxsize=512)
def _entries(path: str, text: str) -> tuple[tuple[str, Fields, int], ...]:
    file = Text.of(path, text)
    found: list[tuple[str, Fields, int]] = []
    for node in _nodes(file):
        at = file.entries(node)
        values = {name: _value(entry.node) for name, entry in at.items()}
        if "id" in values:
            line = file.line_of(int(node.start_mark.index))
            found.append((str(values["id"]), _fields(values), line))
    return tuple(found)


def check(fields: Mapping[str, Any]) -> Fields:
    """What was typed, as it may be written. Raises BadEdit."""
    also, intents = fields.get("also", []), fields.get("intents", [])
    if not isinstance(also, list) or not isinstance(intents, list):
        raise BadEdit("other wordings and intents are lists")
    if len(also) > _MOST_ALSO or len(intents) > _MOST_INTENTS:
        raise BadEdit(f"more than {_MOST_ALSO} other wordings, or {_MOST_INTENTS} intents")
    written = [y.clean(each, _LONGEST_QUESTION, "another wording") for each in also if str(each).strip()]
    named = [each for each in intents if each]
    if bad := [each for each in named if not isinstance(each, str) or not _INTENT.fullmatch(each)]:
        raise BadEdit(f"{bad[0]!r} is no name of an intent"[:120])
    return {
        "question": y.clean(fields.get("question"), _LONGEST_QUESTION, "the question"),
        "also": list(dict.fromkeys(written)),
        "answer": y.clean(fields.get("answer"), _LONGEST_ANSWER, "the answer", lines=True),
        "intents": list(dict.fromkeys(named)),
    }


def change(files: Files, path: str, passage: str, fields: Fields) -> None:
    """Writes other fields of an entry. Raises NotThere."""
    file, node = _find(files, path, passage)
    at = file.entries(node)
    old = _fields({name: _value(entry.node) for name, entry in at.items()})
    y.set_scalar(file, at["question"].node, fields["question"])
    if fields["answer"] != old["answer"]:
        _change_answer(file, at["answer"], fields["answer"])
    for name, after in (("intents", "id"), ("also", "question")):
        if fields[name] != old[name]:
            _change_list(file, at, name, after, old[name], fields[name])
    _write(files, file, {passage: fields})


def _change_answer(file: Text, entry: y.Entry, text: str) -> None:
    if isinstance(entry.node, yaml.ScalarNode) and entry.node.style not in ("|", ">") and "\n" in text:
        indent = " " * (int(entry.key.start_mark.column) + 2)
        y.set_block(file, entry.start, entry.end, text, indent)
    else:
        y.set_scalar(file, entry.node, text)


def add(files: Files, language: str, topic: str, passage: str, fields: Fields) -> str:
    """Writes a new entry, after the one that it follows in another language, else at the end. The path.

    Raises BadEdit."""
    if not _ID.fullmatch(passage):
        raise BadEdit("an id is small letters, digits and _, such as parcel_lost")
    if not _TOPIC.fullmatch(topic) or not _LANGUAGE.fullmatch(language):
        raise BadEdit(f"{topic[:40]!r} is no name of a topic")
    for path in paths(files):
        if language_of(path) == language and any(name == passage for name, _, _ in entries(path, files.read(path))):
            raise BadEdit(f"{passage} is there already ({path})", places=[path])
    path = f"{layout.FAQ}/{language}/{topic}.yml"
    if not files.exists(path):
        files.write(path, "faq:\n" + "\n".join(_rendered(passage, fields, "")) + "\n")
        return path
    file = Text.of(path, files.read(path))
    nodes = _nodes(file)
    if not nodes:
        raise BadEdit(f"{path} has no list of entries", places=[path])
    after = _place(files, path, passage, [name for name, _, _ in entries(path, file.text)])
    before = nodes[after]
    file.insert_lines(
        file.next_line(file.end(before)), ["", *_rendered(passage, fields, file.indent(int(before.start_mark.index)))]
    )
    _write(files, file, {passage: fields})
    return path


def remove(files: Files, path: str, passage: str) -> None:
    """Raises NotThere, StillUsed, and BadEdit where the language would have none left."""
    _refuse_if_used(files, passage)
    file, node = _find(files, path, passage)
    nodes = _nodes(file)
    if len(nodes) == 1:
        others = [each for each in paths(files) if language_of(each) == language_of(path) and each != path]
        if not others:
            raise BadEdit(f"{passage} is the last answer in {language_of(path)}")
        files.remove(path)
        return
    at = nodes.index(node)
    start = file.line_start(int(node.start_mark.index))
    end = file.next_line(file.end(node))
    # the blank lines that part it from its neighbour go along
    while end < len(file.text) and not file.text[end : file.next_line(end)].strip():
        end = file.next_line(end)
    if at == len(nodes) - 1 and end == len(file.text):
        while start and not file.text[file.line_start(start - 1) : start].strip():
            start = file.line_start(start - 1)
    file.splice(start, end, "")
    _write(files, file, {passage: None})


def _place(files: Files, path: str, passage: str, here: Sequence[str]) -> int:
    """The number of the entry that a new one follows."""
    for other in paths(files):
        if PurePosixPath(other).name == PurePosixPath(path).name and other != path:
            there = [name for name, _, _ in entries(other, files.read(other))]
            if passage in there:
                earlier = [name for name in there[: there.index(passage)] if name in here]
                if earlier:
                    return list(here).index(earlier[-1])
    return len(here) - 1


def _rendered(passage: str, fields: Fields, indent: str) -> list[str]:
    lines = [f"- id: {passage}"]
    if fields["intents"]:
        lines.append(f"  intents: [{', '.join(map(y.plain, fields['intents']))}]")
    lines.append(f"  question: {y.plain(fields['question'])}")
    if fields["also"]:
        lines += ["  also:", *(f"  - {y.plain(each)}" for each in fields["also"])]
    lines += ["  answer: |", *y.block_lines(fields["answer"], "    ")]
    return [indent + line if line else "" for line in lines]


def _change_list(
    file: Text, at: Mapping[str, y.Entry], name: str, after: str, old: Sequence[str], new: Sequence[str]
) -> None:
    if name in at and old and new:
        y.set_list(file, at[name], old, new, lambda node, text: y.set_scalar(file, node, text), y.plain)
        return
    if name in at:
        file.splice(file.line_start(int(at[name].key.start_mark.index)), file.next_line(at[name].end), "")
    if new:
        indent = " " * int(at[after].key.start_mark.column)
        listed = [f"{indent}also:", *(f"{indent}- {y.plain(each)}" for each in new)]
        lines = listed if name == "also" else [f"{indent}{name}: [{', '.join(map(y.plain, new))}]"]
        file.insert_lines(file.next_line(at[after].end), lines)


def _find(files: Files, path: str, passage: str) -> tuple[Text, yaml.Node]:
    file = Text.of(path, files.read(path))
    for node in _nodes(file):
        entry = file.entries(node).get("id")
        if entry is not None and _value(entry.node) == passage:
            return file, node
    raise NotThere(f"there is no {passage} in {path} any more")


def _nodes(file: Text) -> list[yaml.Node]:
    listed = file.entries(file.root).get("faq")
    if listed is None or not isinstance(listed.node, yaml.SequenceNode):
        raise BrokenFile(f"{file.path}:1: is not a list of entries under `faq:`", place=f"{file.path}:1")
    return list(listed.node.value)


def _write(files: Files, file: Text, meant: Mapping[str, Fields | None]) -> None:
    """Raises BadEdit where anything else than what is meant would be other than before."""
    text = file.changed()
    before = {name: fields for name, fields, _ in entries(file.path, file.text)}
    wanted = {name: fields for name, fields in {**before, **meant}.items() if fields is not None}
    if {name: fields for name, fields, _ in entries(file.path, text)} != wanted:
        raise y.refuse_odd(file.path)
    files.write(file.path, text)


def _refuse_if_used(files: Files, passage: str) -> None:
    named = re.compile(rf"""faq_id[\\"']*\s*:\s*[\\"']*{re.escape(passage)}[\\"']""")
    places = [
        f"{path}:{number}"
        for folder in (layout.DOMAIN, layout.STORIES, layout.DIALOGUE_TESTS)
        for path in files.under(folder, *layout.YAML)
        for number, line in enumerate(files.read(path).split("\n"), 1)
        if passage in line and named.search(line)
    ]
    if places:
        raise StillUsed(f"a button leads to {passage}: {', '.join(places)}", places=places)


def _fields(values: Mapping[str, Any]) -> Fields:
    return {
        "question": str(values.get("question") or "").strip(),
        "also": [str(each).strip() for each in values.get("also") or []],
        "answer": _lines(str(values.get("answer") or "")),
        "intents": [str(each) for each in values.get("intents") or []],
    }


def _lines(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.strip().split("\n"))


def _value(node: yaml.Node) -> Any:
    if isinstance(node, yaml.SequenceNode):
        return [each.value for each in node.value if isinstance(each, yaml.ScalarNode)]
    return node.value if isinstance(node, yaml.ScalarNode) else None


def every(files: Files) -> Iterator[tuple[str, str, Fields, int]]:
    """(path, id, fields, line), file by file."""
    for path in paths(files):
        for name, fields, line in entries(path, files.read(path)):
            yield path, name, fields, line
