"""Edits of examples: each line that changes is one that somebody meant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.nlu.nlu_files import AnnotatedExample, IntentBlock, quote
from studio import layout
from studio.errors import BadEdit, BrokenFile, Conflict, NotThere
from studio.files import Files
from studio.language.checking import (
    all_written,
    entities_of,
    refuse_contradictions,
    refuse_errors,
    topic_name,
    unbroken,
)
from studio.language.corpus import Corpus, corpus, line_of, parsed, path_of, place
from studio.language.lines import appended, block, end_of, inserted, removed, replaced, split, written_at

_HEAD = 'version: "3.1"\n\nnlu:\n'


@dataclass(frozen=True)
class ExampleRef:
    """An example as its editor saw it. The line may have moved since; what is written must not have changed."""

    path: str
    line: int
    written: str


def add_examples(files: Files, intent: str, language: str, written: Sequence[str], topic: str = "") -> int:
    """Puts lines below the intent's last; how many were new. The intent gets a block where it has none in `language`.

    Raises NotThere for an unknown intent or language, BadEdit for a line that is none."""
    before = corpus(files)
    blocks = _blocks(before, intent, language)
    path = path_of(blocks[-1]) if blocks else _path(before, intent, language, topic)
    lines = all_written(written, entities_of(files), f"{path}, {intent}")
    known = {example.written for block in blocks for example in block.examples}
    new = [line for line in dict.fromkeys(lines) if line not in known]
    if not new:
        return 0
    refuse_contradictions(before, intent, new, f"{path}, {intent}")
    if blocks:
        _insert(files, blocks[-1], new)
    else:
        append_block(files, path, intent, new)
    refuse_errors(files, before)
    return len(new)


def edit_example(files: Files, intent: str, example: ExampleRef, written: str) -> None:
    """Writes a line anew. Raises Conflict where it is not as it was, with what stands there now in `detail["now"]`."""
    before = corpus(files)
    found = _found(files, before, intent, example)
    [line] = all_written([written], entities_of(files), f"{place(found)}, {intent}")
    if line == found.written:
        return
    refuse_contradictions(before, intent, [line], f"{place(found)}, {intent}")
    path = path_of(found)
    files.write(path, replaced(files.read(path), line_of(found), line))
    refuse_errors(files, before)


def remove_examples(files: Files, intent: str, examples: Sequence[ExampleRef]) -> int:
    """Takes lines out; at least one of the intent has to stay. Raises Conflict, NotThere, BadEdit."""
    before = corpus(files)
    found = _all_found(files, before, intent, examples)
    left = sum(len(block.examples) for block in before.blocks_of(intent)) - len(found)
    if left <= 0:
        raise BadEdit(f"{intent} would have no examples left: remove the intent instead", place=intent)
    take_out(files, before, found)
    refuse_errors(files, before)
    return len(found)


def move_examples(files: Files, intent: str, examples: Sequence[ExampleRef], to: str) -> int:
    """From one intent to another, each in its language; what is there already is only taken out. How many moved."""
    before = corpus(files)
    if to == intent:
        raise BadEdit(f"they are examples of {intent} already", place=to)
    _blocks(before, to)
    found = _all_found(files, before, intent, examples)
    if len(found) == sum(len(block.examples) for block in before.blocks_of(intent)):
        raise BadEdit(f"{intent} would have no examples left: merge it with {to} instead", place=intent)
    take_out(files, before, found)
    for language, written in by_language(found).items():
        put_in(files, to, language, written, _topic_of(before, intent))
    refuse_errors(files, before)
    return len(found)


def put_in(files: Files, intent: str, language: str, written: Sequence[str], topic: str) -> None:
    """Lines that stood in the files before: they are not judged again."""
    now = corpus(files)
    blocks = now.blocks_of(intent, language)
    known = {example.written for block in blocks for example in block.examples}
    new = [line for line in dict.fromkeys(written) if line not in known]
    if blocks and new:
        _insert(files, blocks[-1], new)
    elif new:
        append_block(files, _path(now, intent, language, topic), intent, new)


def take_out(files: Files, before: Corpus, found: Sequence[AnnotatedExample]) -> None:
    """A block that loses its last example goes with it."""
    lines: dict[str, set[int]] = {}
    for example in found:
        lines.setdefault(path_of(example), set()).add(line_of(example))
    for path, gone in lines.items():
        text = files.read(path)
        for block_ in (each for file in before.files if file.path == path for each in file.blocks):
            if block_.examples and {line_of(each) for each in block_.examples} <= gone:
                gone |= set(lines_of_block(text, block_))
        without = removed(text, gone)
        if not parsed(path, without).blocks and not _has_other_items(without):
            files.remove(path)
        else:
            files.write(path, without)


def lines_of_block(text: str, block_: IntentBlock) -> range:
    """From `- intent:` to its last line; a comment that stands no deeper belongs to what follows."""
    lines = split(text)
    first = line_of(block_)
    depth = _depth(lines[first - 1])
    last = first
    for at, line in enumerate(lines[first:], first + 1):
        is_deeper = bool(line.strip()) and _depth(line) > depth
        if is_deeper:
            last = at
        elif line.strip() and not line.lstrip().startswith("#"):
            break
    return range(first, last + 1)


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip())


def append_block(files: Files, path: str, intent: str, written: Sequence[str]) -> None:
    """An intent's block at the end of a file, which is made where it is not there."""
    text = files.read(path) if files.exists(path) else ""
    if not text.strip():
        files.write(path, _HEAD + "".join(block(intent, written)))
        return
    file = unbroken(files, path)
    lines = split(text)
    indent = ""
    if file.blocks:
        first = lines[line_of(file.blocks[-1]) - 1]
        indent = first[: len(first) - len(first.lstrip())]
    files.write(path, appended(text, block(intent, written, end_of(lines), indent)))


def by_language(examples: Sequence[AnnotatedExample]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for example in examples:
        found.setdefault(example.language, []).append(example.written)
    return found


def find_all(files: Files, intent: str, examples: Sequence[ExampleRef]) -> list[AnnotatedExample]:
    """Raises NotThere and Conflict."""
    return _all_found(files, corpus(files), intent, examples)


def _insert(files: Files, block_: IntentBlock, written: Sequence[str]) -> None:
    path = path_of(block_)
    unbroken(files, path)
    if not block_.examples:
        raise BrokenFile(f"{place(block_)}: {block_.intent} has no examples", place=place(block_))
    text = files.read(path)
    last = line_of(block_.examples[-1])
    if not split(text)[last - 1].lstrip().startswith("-"):
        raise BadEdit(f"{path}:{last}: is written in the long form (`- text:`): edit it in the file", place=path)
    files.write(path, inserted(text, last, written))


def _blocks(all_files: Corpus, intent: str, language: str | None = None) -> list[IntentBlock]:
    if intent not in all_files.by_intent:
        raise NotThere(f"there is no intent called {quote(intent)}", intent=intent)
    if language is not None and language not in all_files.languages:
        raise NotThere(f"there are no examples in {quote(language)}: {', '.join(all_files.languages)}")
    return all_files.blocks_of(intent, language)


def _path(all_files: Corpus, intent: str, language: str, topic: str) -> str:
    topic = _topic_of(all_files, intent) or topic_name(topic)
    same = [file.path for file in all_files.files if file.language == language and file.topic == topic]
    return same[0] if same else f"{layout.NLU}/{language}/{topic}.yml"


def _topic_of(all_files: Corpus, intent: str) -> str:
    blocks = all_files.blocks_of(intent)
    topics = {file.path: file.topic for file in all_files.files}
    return topics[path_of(blocks[0])] if blocks else ""


def _all_found(files: Files, before: Corpus, intent: str, examples: Sequence[ExampleRef]) -> list[AnnotatedExample]:
    if not examples:
        raise BadEdit("no example is chosen")
    found = {line_key(each): each for each in (_found(files, before, intent, example) for example in examples)}
    return [found[key] for key in sorted(found)]


def line_key(example: AnnotatedExample) -> tuple[str, int]:
    return path_of(example), line_of(example)


def _found(files: Files, before: Corpus, intent: str, example: ExampleRef) -> AnnotatedExample:
    """At its line, or where it is now."""
    blocks = [block for block in _blocks(before, intent) if path_of(block) == example.path]
    same = [each for block in blocks for each in block.examples if each.written == example.written.strip()]
    if same:
        nearest = min(same, key=lambda each: abs(line_of(each) - example.line))
        unbroken(files, path_of(nearest))
        if written_at(split(files.read(example.path)), line_of(nearest)) != nearest.written:
            where = place(nearest)
            raise BadEdit(f"{where}: is written in the long form (`- text:`): edit it in the file", place=where)
        return nearest
    there = [each.written for block in blocks for each in block.examples if line_of(each) == example.line]
    raise Conflict(
        f"{quote(example.written)} is no example of {intent} any more: somebody changed it meanwhile",
        place=f"{example.path}:{example.line}",
        now=there[0] if there else None,
    )


def _has_other_items(text: str) -> bool:
    return any(line.lstrip().startswith(("- synonym", "- lookup", "- regex")) for line in split(text))
