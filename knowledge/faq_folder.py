"""The folder of FAQ files as it is now, for whoever serves what stands in it."""

from __future__ import annotations

from pathlib import Path

from knowledge.faq import read_faq
from knowledge.passages import Passage

Stamp = tuple[tuple[str, int, int], ...]


class FaqFolder:
    """Reads the files again when one is added, removed or changed; a look that finds nothing new is one stat a file."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._seen: Stamp | None = None

    def changed(self) -> list[Passage] | None:
        """Every entry if any file has changed since the last call, else None.

        Raises FaqError for files that an editor has left faulty: once, until they change again."""
        stamp = self._stamp()
        if stamp == self._seen:
            return None
        self._seen = stamp
        return read_faq(self.folder)

    def forget(self) -> None:
        """Let the next call read the files whatever they are."""
        self._seen = None

    def _stamp(self) -> Stamp:
        found: list[tuple[str, int, int]] = []
        for file in sorted(self.folder.glob("*/*.yml")):
            try:
                status = file.stat()
            except FileNotFoundError:  # an editor's rename, just now
                continue
            found.append((str(file), status.st_mtime_ns, status.st_size))
        return tuple(found)
