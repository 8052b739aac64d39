"""Before publishing: what the draft would make of messages that shoppers wrote, held against what is published.

Both are read by the quick model, so that the difference is that of the data and not of two ways of learning."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from studio import layout, understanding
from studio.checks import trying
from studio.files import Files
from studio.progress import Progress
from studio.repository import Repository
from studio.stories.domain import fallbacks_of

Result = dict[str, Any]
BETTER, WORSE, OTHER = "better", "worse", "other"
INTENT, THRESHOLD, ANSWER = "intent", "threshold", "answer"


@dataclass(frozen=True)
class Said:
    """A message, masked; `label` is what somebody said it means, "" where nobody has."""

    id: int
    text: str
    label: str = ""


def over_messages(folder: str, draft: str, published: str, messages: Sequence[Said], progress: str = "") -> Result:
    """`changed`: `{id, before, after, kind, verdict}` of what is understood or answered differently, worse first.

    `before` and `after` are `{intent, confidence, sure, action}`. Texts are not repeated: what is forgotten meanwhile
    must not lie in a result."""
    told = Progress(progress)
    texts = [message.text for message in messages]
    sides = []
    for name, version in (("published", published), ("draft", draft)):
        told.stage(name)
        understanding.fit(folder, version, told)
        sides.append(_understood(folder, version, texts) if texts else [])
    changed = [
        {"id": message.id, "before": was, "after": now, "kind": kind, "verdict": _verdict(message.label, was, now)}
        for message, was, now in zip(messages, *sides, strict=True)
        if (kind := _kind(was, now))
    ]
    order = (WORSE, BETTER, OTHER)
    return {
        "messages": len(messages),
        "labelled": sum(bool(message.label) for message in messages),
        "right": {name: _right(messages, side) for name, side in zip(("published", "draft"), sides, strict=True)},
        "counts": {verdict: sum(row["verdict"] == verdict for row in changed) for verdict in order},
        "changed": sorted(changed, key=lambda row: order.index(str(row["verdict"]))),
        "answers": _answers_changed(folder, draft, published),
    }


def _understood(folder: str, version: str, texts: Sequence[str]) -> list[Result]:
    threshold = fallbacks_of(_files(folder, version)).threshold
    actions: dict[str, str] = {}
    found = []
    for ranking in understanding.understand(folder, version, list(texts)):
        intent, confidence = ranking[0]
        sure = confidence >= threshold
        heard = intent if sure else trying.FALLBACK
        if heard not in actions:
            actions[heard] = ", ".join(each["name"] for each in trying.followed(folder, version, [heard]))
        found.append({"intent": intent, "confidence": round(confidence, 4), "sure": sure, "action": actions[heard]})
    return found


def _kind(was: Result, now: Result) -> str:
    if was["sure"] != now["sure"]:
        return THRESHOLD
    if now["sure"] and was["intent"] != now["intent"]:
        return INTENT
    return ANSWER if was["action"] != now["action"] else ""


def _verdict(label: str, was: Result, now: Result) -> str:
    """By the label: to ask back is no mistake, but to know would have been better."""
    if not label:
        return OTHER
    before, after = _worth(label, was), _worth(label, now)
    return BETTER if after > before else WORSE if after < before else OTHER


def _worth(label: str, side: Result) -> int:
    if not side["sure"]:
        return 0
    return 1 if side["intent"] == label else -1


def _right(messages: Sequence[Said], side: Sequence[Result]) -> int:
    return sum(_worth(message.label, each) > 0 for message, each in zip(messages, side, strict=True) if message.label)


def _answers_changed(folder: str, draft: str, published: str) -> list[str]:
    """Files of answers that differ: what is said may change although it is understood as before."""
    found = Repository(Path(folder)).diff(published, draft, *layout.ANSWERS)
    return [each.path for each in found]


def _files(folder: str, version: str) -> Files:
    return Repository(Path(folder)).at(version)
