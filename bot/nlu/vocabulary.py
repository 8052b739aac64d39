"""The shop's exported vocabulary (`shop.vocabulary`), read again when its file changes."""

from __future__ import annotations

import json
import logging
import re
import threading
from collections.abc import Callable
from pathlib import Path

from bot.nlu.lexicon import Lexicon, Vocabulary

logger = logging.getLogger(__name__)
_FORMAT = 1
_LONGEST_NAME = 120
_MOMENT_S = 0.05


class VocabularyError(Exception):
    """The file is no vocabulary; names it and what is wrong."""


def read_vocabulary(file: Path) -> Vocabulary:
    """Raises VocabularyError, also where there is no file."""
    try:
        words = json.loads(file.read_text(encoding="utf-8"))
        if words["format"] != _FORMAT:
            raise VocabularyError(f"{file} is of format {words['format']}, not {_FORMAT}: write it again")
        surfaces = [(brand, "brand", brand) for brand in words["brands"]]
        for kind, key in (("category", "categories"), ("color", "colors")):
            for value, names in words[key].items():
                surfaces += [(surface, kind, value) for surface in _surfaces(value, names.values())]
        surfaces += [(name, "product", name) for name in words["products"]]
        return Vocabulary(tuple(each for each in surfaces if 0 < len(each[0]) <= _LONGEST_NAME))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise VocabularyError(f"{file} cannot be read as the shop's vocabulary: {error!r}") from error


def read_if_there(file: Path) -> Vocabulary | None:
    """None where the shop has not exported any. Raises VocabularyError on a broken file."""
    return read_vocabulary(file) if file.exists() else None


def _surfaces(value: str, names: object) -> list[str]:
    """The id and the names; of "Jackets & coats" the parts as well."""
    found = [value]
    for name in names:  # type: ignore[attr-defined]
        found += [name, *re.split(r"\s*(?:&|/|、)\s*|\s+and\s+", name)]
    return list(dict.fromkeys(found))


class LiveLexicon:
    """The lexicon for the vocabulary in `file` as it is now. Safe to call from several threads.

    A changed file is read beside the messages: those of a catalogue of 20,000 products take seconds, and no shopper
    waits for them. A missing file is logged once and leaves the words of the training examples; a broken one is an
    error in the log, and the earlier vocabulary stays."""

    def __init__(self, file: Path, build: Callable[[Vocabulary | None], Lexicon]) -> None:
        self._file = file
        self._build = build
        self._reading = threading.Lock()
        self._lexicon = build(None)
        self._stamp: tuple[int, ...] | None = self._stamp_of_file()
        self._read(self._stamp)

    def current(self) -> Lexicon:
        """One `stat` where nothing has changed; the new one where reading it takes no longer than a moment."""
        stamp = self._stamp_of_file()
        if stamp != self._stamp and self._reading.acquire(blocking=False):
            self._stamp = stamp
            reader = threading.Thread(target=self._read_and_release, args=(stamp,), name="vocabulary", daemon=True)
            reader.start()
            reader.join(_MOMENT_S)
        return self._lexicon

    def _read_and_release(self, stamp: tuple[int, ...] | None) -> None:
        try:
            self._read(stamp)
        finally:
            self._reading.release()

    def _read(self, stamp: tuple[int, ...] | None) -> None:
        if stamp is None:
            logger.warning("%s is missing: only words of the training examples are known; make build", self._file)
            return
        try:
            self._lexicon = self._build(read_vocabulary(self._file))
        except VocabularyError as error:
            logger.error("%s; the earlier vocabulary stays", error)

    def _stamp_of_file(self) -> tuple[int, ...] | None:
        try:
            status = self._file.stat()
        except OSError:
            return None
        return status.st_mtime_ns, status.st_size, status.st_ino
