"""Rows out of JSON Lines, CSV and TSV files, each with the line that it begins on."""

from __future__ import annotations

import codecs
import csv
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from charset_normalizer import from_bytes

from shop.importing.faults import Fault, ImportRefused

LONGEST_LINE = 4_000_000
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_SEPARATORS = ",\t;|"
_GUESSED_FROM = 200_000


@dataclass(frozen=True)
class Row:
    line: int
    cells: dict[str, Any]


def read_rows(file: Path, encoding: str | None = None) -> Iterator[Row | Fault]:
    """Every row, or the fault that makes it unreadable. Without `encoding` the file must be UTF-8, or UTF-16 with its
    byte-order mark.

    Raises ImportRefused where the file is missing, empty, in another encoding, or has no usable header."""
    if not file.is_file():
        raise ImportRefused(f"{file} is no file")
    chosen = encoding or _encoding(file)
    try:
        with file.open(encoding=chosen, newline="") as opened:
            first = next((line for line in opened if line.strip()), "")
            opened.seek(0)
            if not first:
                raise ImportRefused(f"{file} is empty")
            lines = _limited(opened)
            yield from _json_rows(lines) if first.lstrip()[0] in "{[" else _separated_rows(file, lines, first)
    except LookupError:
        raise ImportRefused(f"there is no encoding {encoding!r}") from None
    except UnicodeError as error:
        raise ImportRefused(f"{file} is not {chosen}: {error}") from None


def _encoding(file: Path) -> str:
    with file.open("rb") as raw:
        head = raw.read(4)
        for mark, encoding in _BOMS:
            if head.startswith(mark):
                return encoding
        raw.seek(0)
        for number, line in enumerate(raw, 1):
            try:
                line.decode("utf-8")
            except UnicodeDecodeError:
                raw.seek(0)
                guess = from_bytes(raw.read(_GUESSED_FROM)).best()
                hint = f"; it looks like {guess.encoding}: --encoding {guess.encoding}" if guess else ""
                raise ImportRefused(f"{file}, line {number} is not UTF-8{hint}") from None
    return "utf-8"


def _limited(lines: Iterable[str]) -> Iterator[str]:
    for number, line in enumerate(lines, 1):
        if len(line) > LONGEST_LINE:
            raise ImportRefused(f"line {number} has {len(line):,} characters: that is no row")
        yield line


def _json_rows(lines: Iterable[str]) -> Iterator[Row | Fault]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        if number == 1 and line.lstrip().startswith("["):
            raise ImportRefused("the file is one JSON array: JSON Lines is expected, an object a line")
        try:
            cells = json.loads(line, parse_constant=_refuse)
        except (ValueError, RecursionError) as error:
            yield Fault(number, f"is no JSON: {error}", value=line.strip()[:80])
            continue
        yield Row(number, cells) if isinstance(cells, dict) else Fault(number, "is no JSON object", value=line[:80])


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no number of JSON")


def _separated_rows(file: Path, lines: Iterator[str], first: str) -> Iterator[Row | Fault]:
    separator = "\t" if file.suffix.lower() == ".tsv" else max(_SEPARATORS, key=first.count)
    csv.field_size_limit(LONGEST_LINE)
    reader = csv.reader(lines, delimiter=separator, strict=True)
    header = _header(file, reader)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield Fault(line, f"cannot be read: {error}")
            continue
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(header):
            yield Fault(line, f"has {len(cells)} cells where the header has {len(header)}")
            continue
        yield Row(line, dict(zip(header, cells, strict=True)))


def _header(file: Path, reader: Iterator[list[str]]) -> list[str]:
    try:
        header = next(cells for cells in reader if any(cell.strip() for cell in cells))
    except csv.Error as error:
        raise ImportRefused(f"the header of {file} cannot be read: {error}") from None
    names = [name.strip() for name in header]
    twice = sorted({name for name in names if name and names.count(name) > 1})
    if twice:
        raise ImportRefused(f"{file} has several columns called {', '.join(twice)}")
    return names
