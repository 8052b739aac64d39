"""What leaves the studio: training data as Rasa YAML or CSV, answers as CSV; each in parts, for who reads a stream."""

from __future__ import annotations

import io
import re
import textwrap
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import yaml

from studio import layout
from studio.errors import NotThere
from studio.files import Files
from studio.language.synonyms import words
from studio.transfer.cells import table
from studio.transfer.content import examples, faq, responses
from studio.transfer.yaml_text import child, composed

EXAMPLES = ("intent", "language", "text")
FAQ = ("id", "topic", "language", "question", "also", "intents", "answer")
RESPONSES = ("response", "language", "variation", "text")
WORDS = ("kind", "name", "language", "word")
_ZIPPED = (layout.NLU, layout.DOMAIN, layout.FAQ)
_LANGUAGE = re.compile(r"[a-z]{2,3}")


@dataclass(frozen=True)
class Download:
    """`parts` read the files as they are asked for: on a thread, please."""

    name: str
    type: str
    parts: Iterator[bytes]


def export(files: Files, what: str, *, language: str = "", bom: bool = False) -> Download:
    """One of KINDS; of one language, where any is given, and the kind has one. Raises NotThere and BrokenFile."""
    if what not in KINDS or (language and not _LANGUAGE.fullmatch(language)):
        raise NotThere(f"there is no export {what!r}")
    name, kind, make = KINDS[what]
    stem, _, ending = name.rpartition(".")
    return Download(f"{stem}-{language}.{ending}" if language else name, kind, make(files, language, bom))


def _examples(files: Files, language: str, bom: bool) -> Iterator[bytes]:
    rows = (
        (example.intent, example.language, example.written)
        for example in examples(files)
        if language in ("", example.language)
    )
    return table(EXAMPLES, rows, bom=bom)


def _faq(files: Files, language: str, bom: bool) -> Iterator[bytes]:
    rows = (
        (
            passage.id,
            passage.facts["topic"],
            passage.language,
            passage.title,
            "\n".join(passage.facts["also"]),
            " | ".join(passage.facts["intents"]),
            passage.text,
        )
        for passage in faq(files)
        if language in ("", passage.language)
    )
    return table(FAQ, rows, bom=bom)


def _responses(files: Files, language: str, bom: bool) -> Iterator[bytes]:
    rows = (
        (each.name, each.language, str(each.number), each.text)
        for each in responses(files)
        if language in ("", each.language)
    )
    return table(RESPONSES, rows, bom=bom)


def _words(files: Files, language: str, bom: bool) -> Iterator[bytes]:
    rows = (
        (block.kind, block.name, block.language, word.text)
        for block in words(files)
        if language in ("", block.language)
        for word in block.words
    )
    return table(WORDS, rows, bom=bom)


def _one_file(files: Files, language: str, _bom: bool) -> Iterator[bytes]:
    """The blocks of all files below one `nlu:`, with their comments."""
    yield b'version: "3.1"\n\nnlu:\n'
    for path in files.under(f"{layout.NLU}/{language}" if language else layout.NLU, *layout.YAML):
        text = files.read(path)
        listed = child(composed(text, path), "nlu")
        if isinstance(listed, yaml.SequenceNode) and not listed.flow_style and listed.value:
            lines = text.split("\n")
            above = next(at for at, line in enumerate(lines) if line.startswith("nlu:"))
            body = "\n".join(lines[above + 1 : _end(listed, lines)]).rstrip()
            yield f"# {path}\n{textwrap.dedent(body)}\n\n".encode()


def _end(listed: yaml.SequenceNode, lines: list[str]) -> int:
    """The line behind the list; another key of the file may follow it."""
    mark = listed.end_mark
    return mark.line if mark.line < len(lines) and mark.column == 0 else len(lines)


def _zip(files: Files, language: str, _bom: bool) -> Iterator[bytes]:
    """The files as they are."""
    out = _Drain()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for folder in _ZIPPED:
            for path in files.under(folder, *layout.YAML):
                if folder == layout.DOMAIN or not language or f"/{language}/" in path:
                    archive.writestr(_member(path), files.read(path).encode(), zipfile.ZIP_DEFLATED)
                    yield out.taken()
    yield out.taken()


def _member(path: str) -> zipfile.ZipInfo:
    """The same files make the same archive, whenever."""
    member = zipfile.ZipInfo(path, (2000, 1, 1, 0, 0, 0))
    member.external_attr = 0o644 << 16
    return member


class _Drain(io.RawIOBase):
    """What is written is taken from here; nothing is kept, so the archive is never in memory as a whole."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, part: object) -> int:
        content = bytes(part)  # type: ignore[call-overload]
        self._parts.append(content)
        return len(content)

    def taken(self) -> bytes:
        parts, self._parts = self._parts, []
        return b"".join(parts)


_CSV, _YAML = "text/csv; charset=utf-8", "application/yaml; charset=utf-8"
KINDS: dict[str, tuple[str, str, Callable[[Files, str, bool], Iterator[bytes]]]] = {
    "examples": ("examples.csv", _CSV, _examples),
    "training": ("training-data.zip", "application/zip", _zip),
    "one-file": ("nlu.yml", _YAML, _one_file),
    "faq": ("faq.csv", _CSV, _faq),
    "responses": ("responses.csv", _CSV, _responses),
    "words": ("synonyms.csv", _CSV, _words),
}
