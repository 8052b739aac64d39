"""Conversations with the message by which a person must have been called, and how a policy did on them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

from service.escalation import Facts, OrderFacts, Said, decide
from service.escalation_policy import Policy, Rule

FIT, CHECK = "fit", "check"
_FEELING = ("sentiment_below", "sentiment_not_above", "mood_below")
Understand = Callable[[str, str], Said]


@dataclass(frozen=True)
class Conversation:
    """`by`: the message by which people must have been called, None of a calm one; `earliest`: the first that gives a
    reason."""

    part: str
    language: str
    kind: str
    messages: tuple[str, ...]
    orders: tuple[OrderFacts, ...]
    by: int | None
    earliest: int


@dataclass(frozen=True)
class Outcome:
    """`called_at`: the message at which the policy called people, and `reason`; None where it did not."""

    conversation: Conversation
    called_at: int | None
    reason: str | None

    @property
    def is_right(self) -> bool:
        there = self.conversation
        return there.by is not None and self.called_at is not None and there.earliest <= self.called_at <= there.by

    @property
    def is_missed(self) -> bool:
        return self.conversation.by is not None and not self.is_right

    @property
    def is_in_vain(self) -> bool:
        there = self.conversation
        return self.called_at is not None and (there.by is None or self.called_at < there.earliest)


@dataclass(frozen=True)
class Score:
    precision: float
    recall: float
    conversations: int


def read(folder: Path) -> list[Conversation]:
    """Of the files `<part>_<language>.yml`, of which there may be several: `<part>_<language>_2.yml`."""
    found = []
    for file in sorted(folder.glob("*_*.yml")):
        part, language, *_ = file.stem.split("_")
        for given in yaml.safe_load(file.read_text(encoding="utf-8")):
            found.append(_conversation(part, language, given))
    return found


def _conversation(part: str, language: str, given: dict[str, Any]) -> Conversation:
    orders = tuple(
        OrderFacts(f"90{number}", round(100 * order["total"]), order["open"], order.get("late", 0))
        for number, order in enumerate(given.get("orders", ()))
    )
    by, earliest = given.get("by"), given.get("from", 1)
    return Conversation(part, language, given["kind"], tuple(given["messages"]), orders, by, earliest)


def outcome(conversation: Conversation, understand: Understand, policy: Policy) -> Outcome:
    """What the policy would have done, message by message; the bot hands over whoever asks for a person."""
    heard = [understand(text, conversation.language) for text in conversation.messages]
    for number in range(1, len(heard) + 1):
        asked = "asked_for_human" if heard[number - 1].intent == "contact_human_agent" else None
        decided = decide(Facts(tuple(heard[:number]), asked, conversation.orders), policy)
        if decided is not None:
            return Outcome(conversation, number, decided.reason)
    return Outcome(conversation, None, None)


def score(outcomes: Sequence[Outcome]) -> Score:
    """Precision of the calls, recall of the conversations that needed one; 1 where there are none."""
    right = sum(each.is_right for each in outcomes)
    in_vain, missed = sum(each.is_in_vain for each in outcomes), sum(each.is_missed for each in outcomes)
    # a call that came too late was needed all the same: it is missed, and not in vain
    return Score(_share(right, right + in_vain), _share(right, right + missed), len(outcomes))


def shifted(policy: Policy, by: float) -> Policy:
    """The same policy with every threshold of feeling moved."""
    rules = tuple(replace(rule, when=_shifted(rule, by)) for rule in policy.rules)
    return replace(policy, rules=rules, unhappy_below=policy.unhappy_below + by)


def _shifted(rule: Rule, by: float) -> tuple[tuple[str, Any], ...]:
    return tuple((name, limit + by if name in _FEELING else limit) for name, limit in rule.when)


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 1.0
