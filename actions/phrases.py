"""What actions say, in the shopper's language: the files `phrases.yml`, which change without a training."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

_FOLDER = Path(__file__).parent
_FILES = (_FOLDER / "phrases.yml", _FOLDER / "tasks" / "phrases.yml")


class Phrases:
    """Phrases by name and language; English where a language has none of its own."""

    def __init__(self, phrases: Mapping[str, Mapping[str, str]]) -> None:
        self._phrases = phrases

    @classmethod
    def load(cls, files: Sequence[Path] = _FILES) -> Phrases:
        """Raises ValueError where two files say something under one name."""
        phrases: dict[str, Mapping[str, str]] = {}
        for file in files:
            found = yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
            if twice := phrases.keys() & found.keys():
                raise ValueError(f"{file} says again what another file says: {', '.join(sorted(twice))}")
            phrases |= found
        return cls(phrases)

    def say(self, name: str, language: str, /, **values: Any) -> str:
        """Raises KeyError for a name that is not in the file."""
        texts = self._phrases[name]
        return texts.get(language, texts["en"]).format(**values)

    def button(self, name: str, language: str, payload: str) -> dict[str, str]:
        """A choice whose title is the phrase."""
        return {"title": self.say(name, language), "payload": payload}
