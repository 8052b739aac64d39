"""A version's training examples, read from the repository; a file that has not changed is not read again."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path

from bot.nlu.nlu_files import AnnotatedExample, IntentBlock, NluData, Problem, Severity, parse
from studio import layout
from studio.errors import BrokenFile
from studio.files import Files

_Read = tuple[tuple[IntentBlock, ...], tuple[Problem, ...]]
_MOST = 512  # files, of all versions together
_known: dict[tuple[str, str], _Read] = {}
_lock = threading.Lock()


def read(files: Files, folder: str = layout.NLU) -> NluData:
    """As bot.nlu.nlu_files.read, of files that need not be checked out."""
    found = [_file(files, path) for path in files.under(folder, *layout.YAML)]
    blocks = tuple(block for of_file, _ in found for block in of_file)
    return NluData(Path(folder), blocks, tuple(problem for _, problems in found for problem in problems))


def learnable(files: Files, folder: str = layout.NLU) -> list[AnnotatedExample]:
    """Raises BrokenFile, naming the first place that cannot be read."""
    data = read(files, folder)
    for problem in data.problems:
        if problem.severity is Severity.ERROR:
            raise BrokenFile(str(problem), place=str(problem.place))
    return data.examples


def texts_of(examples: Sequence[AnnotatedExample]) -> list[str]:
    return [example.text for example in examples]


def _file(files: Files, path: str) -> _Read:
    blob = files.blob_id(path)
    key = (path, blob or "")
    with _lock:
        if blob and key in _known:
            return _known[key]
    blocks, problems = parse(files.read(path).encode(), Path(path))
    read = (tuple(blocks), tuple(problems))
    if blob:
        with _lock:
            while len(_known) >= _MOST:
                del _known[next(iter(_known))]
            _known[key] = read
    return read
