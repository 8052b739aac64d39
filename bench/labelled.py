"""Labelled messages from a CSV file, or from a folder of Rasa's YAML."""

from __future__ import annotations

import csv
from pathlib import Path

from bot.nlu import nlu_files


def normalised(label: str) -> str:
    """Case- and punctuation-blind: the few-shot files of BANKING77 write labels their own way."""
    return "_".join("".join(c if c.isalnum() else " " for c in label.lower()).split())


def read(source: Path) -> list[tuple[str, str]]:
    """(text, intent) rows. Raises ValueError, naming file and line, and OSError."""
    if source.is_dir():
        data = nlu_files.read(source)
        if data.problems:
            raise ValueError(str(data.problems[0]))
        return [(example.text, example.intent) for example in data.examples]
    with source.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.reader(lines))
    for number, row in enumerate(rows[1:], 2):
        if len(row) < 2 or not row[0].strip() or not row[1].strip():
            raise ValueError(f"{source}, line {number}: needs a text and an intent")
    if len(rows) < 2:
        raise ValueError(f"{source}: has no rows below its header")
    return [(row[0], normalised(row[1])) for row in rows[1:]]
