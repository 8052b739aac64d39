"""The training files of a version, parsed; a file that has not changed is parsed once."""

from __future__ import annotations

import hashlib
from collections import OrderedDict, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath
from threading import Lock

from bot.nlu.examples import sentence_key
from bot.nlu.nlu_files import AnnotatedExample, IntentBlock, Problem, parse
from studio import layout
from studio.files import Files

_KEPT = 400  # files: those of several versions
_CORPORA = 8


@dataclass(frozen=True)
class ParsedFile:
    """`keys`: the file's examples by what of them counts (`sentence_key`)."""

    path: str
    blocks: tuple[IntentBlock, ...]
    problems: tuple[Problem, ...]

    @cached_property
    def keys(self) -> dict[str, list[AnnotatedExample]]:
        found: dict[str, list[AnnotatedExample]] = defaultdict(list)
        for example in self.examples:
            found[sentence_key(example.text)].append(example)
        return found

    @cached_property
    def examples(self) -> list[AnnotatedExample]:
        return [example for block in self.blocks for example in block.examples]

    @property
    def language(self) -> str:
        return PurePosixPath(self.path).parent.name

    @property
    def topic(self) -> str:
        return PurePosixPath(self.path).stem


@dataclass(frozen=True)
class Corpus:
    """All of a version's training files, or those of another folder."""

    files: tuple[ParsedFile, ...]

    @property
    def blocks(self) -> list[IntentBlock]:
        return [block for file in self.files for block in file.blocks]

    @cached_property
    def languages(self) -> list[str]:
        return sorted({file.language for file in self.files if file.blocks})

    @cached_property
    def by_intent(self) -> dict[str, list[IntentBlock]]:
        """In the order of the files."""
        found: dict[str, list[IntentBlock]] = defaultdict(list)
        for block in self.blocks:
            found[block.intent].append(block)
        return dict(found)

    def blocks_of(self, intent: str, language: str | None = None) -> list[IntentBlock]:
        """One intent's, in one language or all."""
        return [block for block in self.by_intent.get(intent, ()) if language in (None, block.language)]

    def same(self, key: str) -> Iterator[AnnotatedExample]:
        """Every example that says the same, by `sentence_key`."""
        for file in self.files:
            yield from file.keys.get(key, ())


_parsed: OrderedDict[tuple[str, str], ParsedFile] = OrderedDict()
_known: OrderedDict[tuple[int, ...], Corpus] = OrderedDict()
_lock = Lock()


def corpus(files: Files, folder: str = layout.NLU) -> Corpus:
    """Safe to call from several threads."""
    found = tuple(_file(files, path) for path in files.under(folder, *layout.YAML))
    key = tuple(map(id, found))
    with _lock:
        known = _known.get(key)
        if known is None:  # it holds its files: their ids are nobody else's
            known = _known[key] = Corpus(found)
            while len(_known) > _CORPORA:
                _known.popitem(last=False)
        return known


def parsed(path: str, text: str) -> ParsedFile:
    blocks, problems = parse(text.encode("utf-8", "surrogatepass"), Path(path))
    return ParsedFile(path, tuple(blocks), tuple(problems))


def place(example: AnnotatedExample | IntentBlock) -> str:
    """`nlu_data/en/orders.yml:12`."""
    return f"{example.place.file.as_posix()}:{example.place.line}" if example.place else ""


def path_of(example: AnnotatedExample | IntentBlock) -> str:
    return example.place.file.as_posix() if example.place else ""


def line_of(example: AnnotatedExample | IntentBlock) -> int:
    return example.place.line if example.place else 0


def topics(files: Sequence[ParsedFile]) -> list[str]:
    """Names of the files that have intents."""
    return sorted({file.topic for file in files if file.blocks})


def _file(files: Files, path: str) -> ParsedFile:
    blob = files.blob_id(path)
    text = None if blob else files.read(path)
    key = path, blob or hashlib.sha256((text or "").encode("utf-8", "surrogatepass")).hexdigest()
    with _lock:
        known = _parsed.get(key)
        if known:
            _parsed.move_to_end(key)
            return known
    made = parsed(path, files.read(path) if text is None else text)
    with _lock:
        _parsed[key] = made
        while len(_parsed) > _KEPT:
            _parsed.popitem(last=False)
    return made
