"""Synonyms, lookups and regular expressions of the training data: what there is, and edits line by line.

A synonym's words mean its name ("gray" means "grey"); a lookup's words, and a regex's patterns, point at an entity."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from bot.nlu.nlu_files import Severity, parse
from studio import layout
from studio.errors import BadEdit, BrokenFile, Conflict, NotThere
from studio.files import Files
from studio.transfer.yaml_text import child, composed, entries, items, line_of

KINDS = ("synonym", "lookup", "regex")
LONGEST = 500
_ANY = re.compile(rf"\b({'|'.join(KINDS)})['\"]?\s*:")  # most files have none, and need not be composed
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_MARKUP = re.compile(r"</?[a-zA-Z][^>]*>|<!--")
_FILE = "synonyms.yml"  # of a language, where new blocks go
_HEAD = 'version: "3.1"\n\nnlu:\n'


@dataclass(frozen=True)
class Word:
    """`line` counts from 1."""

    text: str
    line: int


@dataclass(frozen=True)
class Block:
    """One `- synonym:` of a file. `first` and `last` are its lines, from 1, without what stands between blocks."""

    kind: str
    name: str
    language: str
    path: str
    first: int
    last: int
    words: tuple[Word, ...]

    @property
    def place(self) -> str:
        return f"{self.path}:{self.first}"


def words(files: Files) -> list[Block]:
    """Every block of every language. Raises BrokenFile."""
    texts = ((path, files.read(path)) for path in files.under(layout.NLU, *layout.YAML))
    return [block for path, text in texts if _ANY.search(text) for block in blocks_of(text, path)]


def add(files: Files, kind: str, name: str, language: str, new: Sequence[str]) -> int:
    """Writes what is not there yet to the end of the block, which is made where there is none. How many were new.

    Raises BadEdit, and Conflict for a word that means something else already."""
    name, new = _name(kind, name), [_word(kind, word) for word in new]
    _check_language(files, language)
    blocks = words(files)
    found = [block for block in blocks if (block.kind, block.name, block.language) == (kind, name, language)]
    there = {word.text for block in found for word in block.words}
    fresh = [word for word in dict.fromkeys(new) if word not in there]
    if not new:
        raise BadEdit("at least one word is needed")
    if kind == "synonym":
        _refuse_other_meanings(blocks, name, language, fresh)
    if not fresh:
        return 0
    if found:
        _insert(files, found[-1], fresh)
    else:
        _append(files, kind, name, language, fresh)
    return len(fresh)


def change(files: Files, kind: str, name: str, language: str, old: str, new: str) -> None:
    """Raises NotThere where `old` has gone meanwhile, BadEdit, and Conflict."""
    block, word = _find(files, kind, name, language, old)
    new = _word(kind, new)
    if new == old:
        return
    if any(other.text == new for other in block.words):
        raise Conflict(f"{new} stands there already", places=[block.place])
    if kind == "synonym":
        _refuse_other_meanings(words(files), name, language, [new])
    lines = files.read(block.path).split("\n")
    before = lines[word.line - 1]
    start = before.index("-") + 1
    written = before[start:].rstrip("\r")
    lines[word.line - 1] = before[:start] + written.replace(old, new, 1) + ("\r" if before.endswith("\r") else "")
    _write(files, block.path, "\n".join(lines))


def remove(files: Files, kind: str, name: str, language: str, word: str = "") -> None:
    """One word, or without one the whole block; the block's last word takes the block along. Raises NotThere."""
    block, found = _find(files, kind, name, language, word)
    lines = files.read(block.path).split("\n")
    if word and len(block.words) > 1:
        del lines[found.line - 1]
    else:
        del lines[block.first - 1 : block.last]
    text = "\n".join(lines)
    if not items(child(composed(text, block.path), "nlu")):
        files.remove(block.path)  # an empty list is no training file
    else:
        _write(files, block.path, text)


def blocks_of(text: str, path: str) -> Iterator[Block]:
    """Raises BrokenFile."""
    language = Path(path).parent.name
    for item in items(child(composed(text, path), "nlu")):
        for kind, _, named in entries(item):
            if kind in KINDS and isinstance(named, yaml.ScalarNode):
                yield _block(text, path, kind, named.value, language, item)


def _block(text: str, path: str, kind: str, name: str, language: str, item: yaml.Node) -> Block:
    found: list[Word] = []
    written = child(item, "examples")
    if isinstance(written, yaml.ScalarNode) and written.style == "|":
        for number, line in enumerate(written.value.split("\n"), line_of(written) + 1):
            if line.startswith("-") and line[1:].strip():
                found.append(Word(line[1:].strip(), number))
    elif written is not None and not (isinstance(written, yaml.ScalarNode) and not written.value):
        place = f"{path}:{line_of(written)}"
        raise BrokenFile(f"{place}: words follow `examples: |`, one a line, each after a dash", place=place)
    # the dash before the item stands on its first line
    last = found[-1].line if found else line_of(written or item)
    return Block(kind, name, language, path, line_of(item), last, tuple(found))


def _find(files: Files, kind: str, name: str, language: str, word: str) -> tuple[Block, Word]:
    """The block that holds `word`; any of that name where no word is given."""
    for block in words(files):
        if (block.kind, block.name, block.language) == (kind, name, language):
            for each in block.words:
                if word in ("", each.text):
                    return block, each
            if not word:
                return block, Word("", block.first)
    raise NotThere(f"there is no {word or 'word'} under the {kind} {name} ({language}) any more")


def _insert(files: Files, block: Block, fresh: Sequence[str]) -> None:
    lines = files.read(block.path).split("\n")
    if not block.words:
        raise BadEdit(f"{block.place} has no words yet: write its first in the file", place=block.place)
    pattern = lines[block.last - 1]
    end = "\r" if pattern.endswith("\r") else ""
    dash = pattern[: pattern.index("-")] + "- "
    lines[block.last : block.last] = [f"{dash}{word}{end}" for word in fresh]
    if block.last == len(lines) - len(fresh):  # the file ended without a line's end
        lines.append("")
    _write(files, block.path, "\n".join(lines))


def _append(files: Files, kind: str, name: str, language: str, fresh: Sequence[str]) -> None:
    path = f"{layout.NLU}/{language}/{_FILE}"
    text = files.read(path) if files.exists(path) else _HEAD
    end = "\r\n" if "\r\n" in text else "\n"
    listed = child(composed(text, path), "nlu")
    indent = " " * listed.start_mark.column if isinstance(listed, yaml.SequenceNode) else ""
    if isinstance(listed, yaml.SequenceNode) and listed.flow_style:
        raise BadEdit(f"{path} is written in one line: write it as a list, one block after the other", place=path)
    block = [
        f"{indent}- {kind}: {quoted(name)}",
        f"{indent}  examples: |",
        *(f"{indent}    - {word}" for word in fresh),
    ]
    _write(files, path, text.rstrip() + end + end.join(block) + end)


def quoted(text: str) -> str:
    """`text` as a plain scalar of YAML where it can be one, else in double quotes."""
    try:
        read = yaml.safe_load(f"- {text}") if text and not text.startswith("- ") else None
    except yaml.YAMLError:
        read = None
    return text if read == [text] else '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _write(files: Files, path: str, text: str) -> None:
    """Raises BadEdit where the file would not be read by a training."""
    before = {problem.message for problem in _faults(files.read(path), path)} if files.exists(path) else set()
    if new := [problem for problem in _faults(text, path) if problem.message not in before]:
        raise BadEdit(str(new[0]), place=str(new[0].place))
    files.write(path, text)


def _faults(text: str, path: str) -> list:  # type: ignore[type-arg]
    _, problems = parse(text.encode(), Path(path))
    return [problem for problem in problems if problem.severity is Severity.ERROR]


def _refuse_other_meanings(blocks: Sequence[Block], name: str, language: str, fresh: Sequence[str]) -> None:
    others = {
        word.text.casefold(): (block, word)
        for block in blocks
        if block.kind == "synonym" and block.language == language and block.name != name
        for word in block.words
    }
    for word in fresh:
        if word.casefold() in others:
            block, there = others[word.casefold()]
            place = f"{block.path}:{there.line}"
            raise Conflict(
                f"{word} means {block.name} already ({place}): a word can mean one thing only", places=[place]
            )


def _check_language(files: Files, language: str) -> None:
    if not _LANGUAGE.fullmatch(language) or not files.under(f"{layout.NLU}/{language}"):
        raise BadEdit(f"{language!r} is no language of the training data")


def check(kind: str, name: str, word: str) -> None:
    """Whether a file could hold it. Raises BadEdit."""
    _name(kind, name)
    _word(kind, word)


def _name(kind: str, name: str) -> str:
    if kind not in KINDS:
        raise BadEdit(f"{kind!r} is none of {', '.join(KINDS)}")
    return fit(name, "the name")


def _word(kind: str, word: str) -> str:
    if kind != "regex":
        return fit(word, "a word")
    word = fit(word, "a pattern", markup=True)
    try:
        re.compile(word)
    except re.error as error:
        raise BadEdit(f"{word} is no regular expression: {error}") from None
    return word


def fit(text: str, what: str, *, markup: bool = False) -> str:
    """One line, without `markup`, as a file can hold it. Raises BadEdit."""
    text = text.strip()
    if not text or len(text) > LONGEST:
        raise BadEdit(f"{what} has 1 to {LONGEST} characters")
    if odd := next((c for c in text if not c.isprintable()), None):
        raise BadEdit(f"{what} has a character that cannot be seen (U+{ord(odd):04X})")
    if not markup and _MARKUP.search(text):
        raise BadEdit(f"{what} has markup in it: {text[:60]}")
    return text
