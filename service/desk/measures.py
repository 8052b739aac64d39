"""What is counted of a group of conversations, and the figures that come of it: none where there is nothing."""

from __future__ import annotations

import statistics
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Measures:
    """Of one group, as they add up."""

    called: int = 0
    handled: int = 0
    abandoned: int = 0
    first_answers: list[float] = field(default_factory=list)
    resolutions: list[float] = field(default_factory=list)
    stars: list[int] = field(default_factory=list)
    ended: int = 0
    came_back: int = 0
    conversations: int = 0
    automated: int = 0
    bot_answers: list[float] = field(default_factory=list)
    bot_stars: list[int] = field(default_factory=list)
    bot_ended: int = 0
    bot_came_back: int = 0

    def as_json(self) -> dict[str, Any]:
        return {
            "human": {
                "called": self.called,
                "handled": self.handled,
                "abandoned": self.abandoned,
                "first_answer_s": _median(self.first_answers),
                "first_answer_p90_s": _p90(self.first_answers),
                "resolution_s": _median(self.resolutions),
                "rating": _mean(self.stars),
                "ratings": len(self.stars),
                "recontact": _share(self.came_back, self.ended),
                "recontact_of": self.ended,
            },
            "bot": {
                "conversations": self.conversations,
                "automated": _share(self.automated, self.conversations),
                "first_answer_s": _median(self.bot_answers),
                "first_answer_p90_s": _p90(self.bot_answers),
                "rating": _mean(self.bot_stars),
                "ratings": len(self.bot_stars),
                "recontact": _share(self.bot_came_back, self.bot_ended),
                "recontact_of": self.bot_ended,
            },
        }


def _median(values: list[float]) -> float | None:
    return round(statistics.median(values), 1) if values else None


def _p90(values: list[float]) -> float | None:
    if len(values) < 2:
        return _median(values)
    return round(statistics.quantiles(values, n=10, method="inclusive")[-1], 1)


def _mean(values: list[int]) -> float | None:
    return round(statistics.mean(values), 2) if values else None


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None
