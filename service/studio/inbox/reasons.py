"""Why a message is worth an editor's time, and how much."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

MARKED, FALLBACK, ESCALATED, DISAGREES, LOW, NEAR = "marked", "fallback", "escalated", "disagrees", "low", "near"
# an agent has looked at it; the bot said itself that it did not know; the rest are hints
WEIGHTS = {MARKED: 4.0, FALLBACK: 2.0, ESCALATED: 1.5, DISAGREES: 1.0, LOW: 1.0, NEAR: 0.5}
NEAR_WITHIN = 0.15  # of probability above the threshold
_THRESHOLD = 0.4  # config.yml's, for turns that do not say theirs

Ranking = Sequence[Sequence[Any]]


def reasons(item: Mapping[str, Any]) -> list[str]:
    """In the order of WEIGHTS. `item` has the columns of InboxItem."""
    confidence, threshold = item["confidence"], item["threshold"] or _THRESHOLD
    refit: Ranking = item["refit"] or ()
    holds = {
        MARKED: bool(item["marked"]),
        FALLBACK: item["fell_back"],
        ESCALATED: item["escalated"],
        DISAGREES: bool(refit and item["intent"] and refit[0][0] != item["intent"]),
        LOW: confidence is not None and confidence < threshold,
        NEAR: confidence is not None and threshold <= confidence < threshold + NEAR_WITHIN,
    }
    return [name for name in WEIGHTS if holds[name]]


def columns(item: Mapping[str, Any]) -> dict[str, Any]:
    """`reasons` and `usefulness` as they are kept."""
    found = reasons(item)
    return {"reasons": f" {' '.join(found)} " if found else "", "usefulness": sum(WEIGHTS[name] for name in found)}
