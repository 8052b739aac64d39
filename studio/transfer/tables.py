"""Tables that were uploaded: CSV and TSV by what their columns are called, questions in Markdown."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from knowledge.errors import FaqError
from knowledge.faq_sources import HEADINGS, read_entries, several
from shop.importing.faults import Fault as RowFault
from shop.importing.faults import ImportRefused
from shop.importing.files import read_rows
from studio.errors import BadEdit
from studio.language.synonyms import KINDS
from studio.transfer.cells import plain
from studio.transfer.items import Example, Fault, Found, Meaning, Question, Reply
from studio.transfer.scripts import Guess

_TEXT = ("text", "example", "utterance", "instruction", "phrase", "query", "例句", "文本", "问法")
_LANGUAGE = ("language", "lang", "locale", "语言")
_COLUMNS: dict[str, dict[str, Sequence[str]]] = {
    "questions": {**HEADINGS, "topic": ("topic", "category", "主题"), "language": _LANGUAGE},
    "replies": {
        "name": ("response", "utterance_name", "回复"),
        "text": _TEXT,
        "number": ("variation", "number"),
        "language": _LANGUAGE,
    },
    "meanings": {
        "kind": ("kind", "类型"),
        "name": ("name", "value", "含义"),
        "word": ("word", "synonym", "词语"),
        "language": _LANGUAGE,
    },
    "examples": {"intent": ("intent", "label", "意图"), "text": _TEXT, "language": _LANGUAGE},
}
_NEEDED = {
    "questions": ("question", "answer"),
    "replies": ("name", "text"),
    "meanings": ("kind", "name", "word"),
    "examples": ("intent", "text"),
}


def read_table(name: str, text: str, found: Found, guess: Guess) -> None:
    """Adds the rows to `found`, and a fault for each that cannot be read. Raises BadEdit where there is no table."""
    with tempfile.TemporaryDirectory(prefix="table-") as scratch:
        file = Path(scratch) / f"table{Path(name).suffix.lower()}"
        file.write_bytes(text.encode())
        columns: Mapping[str, str] | None = None
        kind = ""
        try:
            for row in read_rows(file, "utf-8"):
                if isinstance(row, RowFault):
                    found.faults.append(Fault(f"{name}:{row.line}", row.reason))
                    continue
                if columns is None:
                    kind, columns = _recognised(name, list(row.cells))
                cells = {ours: plain(str(row.cells[theirs])).strip() for ours, theirs in columns.items()}
                _take(f"{name}:{row.line}", kind, cells, found, guess)
        except ImportRefused as error:
            raise BadEdit(str(error).replace(str(file), name), place=name) from None


def read_markdown(name: str, text: str, found: Found, guess: Guess) -> None:
    """A heading with text below it is a question with its answer. Raises BadEdit."""
    with tempfile.TemporaryDirectory(prefix="faq-") as scratch:
        file = Path(scratch) / "faq.md"
        file.write_bytes(text.encode())
        try:
            entries = read_entries([file])
        except FaqError as error:
            raise BadEdit(str(error).replace(str(file), name), place=name) from None
    for entry in entries:
        place = entry.place.replace(str(file), name).replace(", line ", ":")
        found.questions.append(Question(place, guess.of(entry.question), "", "", entry.question, entry.answer))


def _recognised(name: str, head: Sequence[str]) -> tuple[str, dict[str, str]]:
    """What the table holds, and our column → the file's."""
    there = {column.strip().lower(): column for column in head}
    for kind, known in _COLUMNS.items():
        columns = {ours: there[word] for ours, words in known.items() for word in words if word in there}
        if all(needed in columns for needed in _NEEDED[kind]):
            return kind, columns
    expected = "; or ".join(" and ".join(names) for names in (("intent", "text"), ("question", "answer")))
    shown = ", ".join(there) or "none"
    raise BadEdit(
        f"{name}:1: the first line has to name the columns, such as {expected}; it has {shown[:200]}", place=f"{name}:1"
    )


def _take(place: str, kind: str, cells: Mapping[str, Any], found: Found, guess: Guess) -> None:
    lacking = [needed for needed in _NEEDED[kind] if not cells[needed]]
    if lacking:
        found.faults.append(Fault(place, f"{' and '.join(lacking)} is missing"))
        return
    told = cells.get("language", "").lower()
    if kind == "examples":
        written = " ".join(cells["text"].split())
        found.examples.append(Example(place, guess.of(written, told), cells["intent"], written))
    elif kind == "questions":
        also, intents = (several(cells.get(field, "")) for field in ("also", "intents"))
        found.questions.append(
            Question(
                place,
                guess.of(cells["question"], told),
                cells.get("topic", ""),
                cells.get("id", ""),
                cells["question"],
                cells["answer"].replace("\r\n", "\n"),
                also,
                intents,
            )
        )
    elif kind == "replies":
        number = cells.get("number", "")
        found.replies.append(
            Reply(
                place,
                guess.of(cells["text"], told),
                cells["name"],
                int(number) if number.isascii() and number.isdigit() and len(number) < 4 else 0,
                cells["text"].replace("\r\n", "\n"),
            )
        )
    elif cells["kind"] in KINDS:
        found.meanings.append(
            Meaning(place, guess.of(cells["word"], told), cells["kind"], cells["name"], cells["word"])
        )
    else:
        found.faults.append(Fault(place, f"the kind is none of {', '.join(KINDS)}"))
