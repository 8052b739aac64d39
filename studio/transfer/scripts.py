"""Which language a text of an import is in, where nobody says so."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from bot.nlu.script import is_latin

_SCRIPTS = ("en", "zh")


@dataclass(frozen=True)
class Guess:
    """`languages`: those of the training data. `chosen`: what the editor said of the whole file, or nothing.

    `folder`: what the path in an archive says."""

    languages: Sequence[str]
    chosen: str = ""
    folder: str = ""

    def inside(self, path: str) -> Guess:
        """For a file of an archive: `nlu_data/zh/orders.yml` is Chinese."""
        parent = PurePosixPath(path).parent.name
        return Guess(self.languages, self.chosen, parent if parent in self.languages else "")

    def of(self, text: str, told: str = "") -> str:
        """`told`: what stands beside it. A language that the data do not have is as good as any: the report says so."""
        if told:
            return re.split(r"[-_]", told, maxsplit=1)[0]
        if self.folder or self.chosen:
            return self.folder or self.chosen
        latin, other = _SCRIPTS
        return latin if is_latin(text) or other not in self.languages else other
