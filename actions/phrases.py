"""What actions say, in the shopper's language: `phrases.yml`, for the content team to change without training."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

_FILE = Path(__file__).with_name("phrases.yml")


class Phrases:
    """Phrases by name and language; English where a language has none of its own."""

    def __init__(self, phrases: Mapping[str, Mapping[str, str]]) -> None:
        self._phrases = phrases

    @classmethod
    def load(cls, file: Path = _FILE) -> Phrases:
        return cls(yaml.safe_load(file.read_text(encoding="utf-8")))

    def say(self, name: str, language: str, /, **values: Any) -> str:
        """Raises KeyError for a name that is not in the file."""
        texts = self._phrases[name]
        return texts.get(language, texts["en"]).format(**values)

    def button(self, name: str, language: str, payload: str) -> dict[str, str]:
        """A choice whose title is the phrase."""
        return {"title": self.say(name, language), "payload": payload}
