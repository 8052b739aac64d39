"""The training files as lines: what is put in, replaced or taken out; every other line stays as it is, its end too."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_LINES = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_DASH = re.compile(r"\s*-\s*")
INDENT = "    - "


def split(text: str) -> list[str]:
    """Lines with their ends, as YAML counts them (`str.splitlines` knows more ends)."""
    return _LINES.findall(text)


def end_of(lines: Sequence[str]) -> str:
    """How the file's lines end."""
    return "\r\n" if lines and lines[0].endswith("\r\n") else "\n"


def written_at(lines: Sequence[str], line: int) -> str:
    """The example that stands in a line, counted from 1; empty where it is none after a dash."""
    found = lines[line - 1].strip() if 0 < line <= len(lines) else ""
    return found[1:].strip() if found.startswith("-") else ""


def replaced(text: str, line: int, written: str) -> str:
    lines = split(text)
    old = lines[line - 1]
    lines[line - 1] = _dash(old) + written + _end(old)
    return "".join(lines)


def removed(text: str, gone: Iterable[int]) -> str:
    left_out = set(gone)
    return "".join(line for at, line in enumerate(split(text), 1) if at not in left_out)


def inserted(text: str, after: int, written: Sequence[str]) -> str:
    """`written`: examples, put below line `after`, which is one itself."""
    lines = split(text)
    end = end_of(lines)
    dash = _dash(lines[after - 1])
    return spliced(text, after, [dash + one + end for one in written])


def spliced(text: str, after: int, new: Sequence[str]) -> str:
    """Whole lines below line `after`; 0 puts them first."""
    lines = split(text)
    if new and lines and after and not _end(lines[after - 1]):
        lines[after - 1] += end_of(lines)
    return "".join([*lines[:after], *new, *lines[after:]])


def appended(text: str, new: Sequence[str]) -> str:
    """Whole lines at the end, below what is written there last."""
    lines = split(text)
    last = len(lines)
    while last and not lines[last - 1].strip():
        last -= 1
    return spliced(text, last, new)


def block(intent: str, written: Sequence[str], end: str = "\n", indent: str = "") -> list[str]:
    """An intent's lines, as they stand below `nlu:`."""
    head = [f"{indent}- intent: {intent}{end}", f"{indent}  examples: |{end}"]
    return head + [f"{indent}{INDENT}{one}{end}" for one in written]


def _dash(line: str) -> str:
    found = _DASH.match(line)
    dash = found.group() if found else INDENT
    return dash if dash.endswith((" ", "\t")) else f"{dash} "


def _end(line: str) -> str:
    return line[len(line.rstrip("\r\n")) :]
