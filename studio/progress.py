"""How far a long calculation is: written by the process that calculates, read by the one that is asked."""

from __future__ import annotations

import json
import time
from pathlib import Path

_EVERY_S = 0.2


class Progress:
    """Writes `{what, done, of, began}` to a file, a few times a second at most, each time whole."""

    def __init__(self, file: str) -> None:
        self._file = Path(file) if file else None
        self._what = ""
        self._written = 0.0
        self._began = time.time()

    def stage(self, what: str) -> None:
        """Begins another part of the work; `what` is a word that the front end has a sentence for."""
        self._what = what
        self._write(0, 0)

    def __call__(self, done: int, of: int) -> None:
        if time.monotonic() - self._written >= _EVERY_S:
            self._write(done, of)

    def _write(self, done: int, of: int) -> None:
        if self._file is None:
            return
        self._written = time.monotonic()
        scratch = self._file.with_suffix(".new")
        scratch.write_text(json.dumps({"what": self._what, "done": done, "of": of, "began": self._began}))
        scratch.replace(self._file)


def read(file: Path) -> dict[str, object]:
    """The last word of who calculates; {} before the first."""
    try:
        found = json.loads(file.read_text())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
