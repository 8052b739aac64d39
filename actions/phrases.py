"""What actions say, in the shopper's language: the files `phrases.yml`, read again when they change."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from pathlib import Path
from string import Formatter
from typing import Any

import yaml

logger = logging.getLogger(__name__)

_FOLDER = Path(__file__).parent
FILES = (_FOLDER / "phrases.yml", _FOLDER / "tasks" / "phrases.yml")
Texts = Mapping[str, Mapping[str, str]]
_Stamp = tuple[tuple[int, int, int], ...]


class Phrases:
    """Phrases by name and language; English where a language has none of its own."""

    def __init__(self, phrases: Texts, files: Sequence[Path] = ()) -> None:
        """`files`: where they come from; a change there is said from the next phrase on. Faulty files change nothing,
        and the log names them once."""
        self._phrases = phrases
        self._files = tuple(files)
        self._seen = _stamp(self._files)

    @classmethod
    def load(cls, files: Sequence[Path] = FILES) -> Phrases:
        """Raises ValueError where two files say something under one name, or a text cannot be said."""
        return cls(_read(files), files)

    def say(self, name: str, language: str, /, **values: Any) -> str:
        """Raises KeyError for a name that is not in the file."""
        self._read_if_changed()
        texts = self._phrases[name]
        return texts.get(language, texts["en"]).format(**values)

    def button(self, name: str, language: str, payload: str) -> dict[str, str]:
        """A choice whose title is the phrase."""
        return {"title": self.say(name, language), "payload": payload}

    def _read_if_changed(self) -> None:
        # 4 µs: a turn says a few phrases
        if not self._files or (stamp := _stamp(self._files)) == self._seen:
            return
        self._seen = stamp
        try:
            found = _read(self._files)
            if lost := self._phrases.keys() - found.keys():
                raise ValueError(f"{', '.join(sorted(lost))} is not there any more, and the actions say it")
        except (ValueError, OSError, yaml.YAMLError) as error:
            logger.error("the phrases stay as they were: %s", " ".join(str(error).split()))
            return
        self._phrases = found


def variables(text: str) -> set[str]:
    """The names in braces. Raises ValueError where a brace has no other."""
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def _read(files: Sequence[Path]) -> Texts:
    phrases: dict[str, Mapping[str, str]] = {}
    for file in files:
        found = yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        if not isinstance(found, Mapping):
            raise ValueError(f"{file} holds no phrases")
        if twice := phrases.keys() & found.keys():
            raise ValueError(f"{file} says again what another file says: {', '.join(sorted(twice))}")
        for name, texts in found.items():
            _check(f"{file}: {name}", texts)
        phrases |= found
    return phrases


def _check(place: str, texts: Any) -> None:
    if not isinstance(texts, Mapping) or "en" not in texts or not all(isinstance(text, str) for text in texts.values()):
        raise ValueError(f"{place} is not a text for each language, English among them")
    for language, text in texts.items():
        try:
            variables(text)
        except ValueError as error:
            raise ValueError(f"{place}, {language}: {error}") from None


def _stamp(files: Sequence[Path]) -> _Stamp:
    found = []
    for file in files:
        try:
            status = file.stat()
        except FileNotFoundError:  # an editor's rename, just now
            continue
        found.append((status.st_mtime_ns, status.st_size, status.st_ino))
    return tuple(found)
