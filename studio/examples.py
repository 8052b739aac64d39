"""A version's training examples as `bot.nlu` reads them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from bot.nlu.nlu_files import AnnotatedExample as AnnotatedExample
from bot.nlu.nlu_files import NluData, Severity
from studio import layout
from studio.errors import BrokenFile
from studio.files import Files
from studio.language.corpus import corpus


def read(files: Files, folder: str = layout.NLU) -> NluData:
    """As bot.nlu.nlu_files.read, of files that need not be checked out."""
    found = corpus(files, folder)
    return NluData(Path(folder), tuple(found.blocks), tuple(each for file in found.files for each in file.problems))


def learnable(files: Files, folder: str = layout.NLU) -> list[AnnotatedExample]:
    """Raises BrokenFile, naming the first place that cannot be read."""
    data = read(files, folder)
    for problem in data.problems:
        if problem.severity is Severity.ERROR:
            raise BrokenFile(str(problem), place=str(problem.place))
    return data.examples


def texts_of(examples: Sequence[AnnotatedExample]) -> list[str]:
    return [example.text for example in examples]
