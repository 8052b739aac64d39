"""When a conversation needs a person. Pure: what is known goes in, what the policy makes of it comes out."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from service.escalation_policy import Policy

_CAPITALS = re.compile(r"[A-Z]{2,}")
_LETTERS = re.compile(r"[A-Za-z]")
_FEWEST_CAPITAL_WORDS = 3
_SHOUTED_SHARE = 0.7
_EXCLAIMED = re.compile(r"(?:[!！?？]){3,}|(?:[!！][^!！]*){3,}", re.DOTALL)
_INSULT_COUNTS = 2


@dataclass(frozen=True)
class Said:
    """One message of the shopper: `sentiment` -1 … 1, or None where it is not known; a click has no `text`."""

    text: str
    intent: str | None = None
    sentiment: float | None = None
    # False: the bot had to ask back
    was_understood: bool = True
    # the bot was doing what is wanted: what is told of it then ("it came broken") is a fact before it is a feeling
    is_served: bool = False
    order_numbers: tuple[str, ...] = ()


@dataclass(frozen=True)
class OrderFacts:
    """An order that this shopper has shown to be theirs. `days_late` counts from the day after the expected one."""

    number: str
    total_cents: int
    is_open: bool
    days_late: int = 0


@dataclass(frozen=True)
class Earlier:
    """What people were called for before, in this conversation or by this customer."""

    topic: str
    order_numbers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Facts:
    """`messages`: the shopper's since the bot has had the conversation, oldest first; the last is the one to judge.

    `bot_asks`: the reason that the bot gave where it handed the conversation over itself."""

    messages: tuple[Said, ...]
    bot_asks: str | None = None
    orders: tuple[OrderFacts, ...] = ()
    earlier: tuple[Earlier, ...] = ()

    @property
    def last(self) -> Said:
        return self.messages[-1]


@dataclass(frozen=True)
class Escalation:
    """Why a person is needed: `rules` hold all that apply, `reason` the most urgent. `mood` -1 … 1, None if unknown.

    `lead` is what the shopper is told first; with `hides_answer` the bot's own answer is for staff only."""

    reason: str
    rules: tuple[str, ...]
    priority: int
    skill: str
    mood: float | None
    value_cents: int
    lead: str | None = None
    hides_answer: bool = False


def decide(facts: Facts, policy: Policy) -> Escalation | None:
    """The most urgent rule that applies to the last message; of equals the one that the policy names first."""
    applying = [rule for rule in policy.rules if all(_holds(name, facts, policy, limit) for name, limit in rule.when)]
    if not applying:
        return None
    first = min(applying, key=lambda rule: rule.priority)
    return Escalation(
        reason=first.name,
        rules=tuple(rule.name for rule in applying),
        priority=first.priority,
        skill=first.skill or topic(facts, policy),
        mood=mood([said.sentiment for said in facts.messages], policy.newest_weighs),
        value_cents=value_cents(facts),
        lead=first.lead,
        hides_answer=first.hides_answer,
    )


def mood(sentiments: Sequence[float | None], newest_weighs: float) -> float | None:
    """The conversation's: each message moves it towards its own sentiment by `newest_weighs`; None before the first."""
    now: float | None = None
    for sentiment in sentiments:
        if sentiment is not None:
            now = sentiment if now is None else now + newest_weighs * (sentiment - now)
    return now


def topic(facts: Facts, policy: Policy) -> str:
    """The skill that the newest message with a topic asks for."""
    found = (policy.topics.get(said.intent or "") for said in reversed(facts.messages))
    return next(filter(None, found), policy.default_skill)


def signs_of_anger(text: str, policy: Policy) -> int:
    """Words of anger count one each, insults two; shouting in capitals and rows of exclamation marks one."""
    signs = len(policy.words["anger"].find(text)) + _INSULT_COUNTS * len(policy.words["insults"].find(text))
    return signs + _is_shouted(text) + bool(_EXCLAIMED.search(text))


def value_cents(facts: Facts) -> int:
    """What is at stake: the dearest order, or all open ones together, whichever is more."""
    dearest = max((order.total_cents for order in facts.orders), default=0)
    return max(dearest, sum(order.total_cents for order in facts.orders if order.is_open))


def _is_shouted(text: str) -> bool:
    letters = _LETTERS.findall(text)
    words = _CAPITALS.findall(text)
    return len(words) >= _FEWEST_CAPITAL_WORDS and sum(map(len, words)) >= _SHOUTED_SHARE * len(letters)


def _is_unhappy(said: Said, policy: Policy) -> bool:
    known = said.sentiment is not None and said.sentiment <= policy.unhappy_below
    return known or _is_complaint(said, policy) or bool(policy.words["displeasure"].find(said.text))


def _is_complaint(said: Said, policy: Policy) -> bool:
    is_glad = said.sentiment is not None and said.sentiment > policy.glad_above
    return said.intent in policy.complaints and not is_glad


def _asked_for_human(facts: Facts, policy: Policy, limit: Any) -> bool:
    return facts.bot_asks is not None


def _words(facts: Facts, policy: Policy, limit: Any) -> bool:
    return bool(policy.words[limit].find(facts.last.text))


def _signs(facts: Facts, policy: Policy, limit: Any) -> bool:
    return signs_of_anger(facts.last.text, policy) >= int(limit)


def _sentiment_below(facts: Facts, policy: Policy, limit: Any) -> bool:
    return facts.last.sentiment is not None and facts.last.sentiment <= float(limit)


def _sentiment_not_above(facts: Facts, policy: Policy, limit: Any) -> bool:
    return facts.last.sentiment is None or facts.last.sentiment <= float(limit)


def _mood_below(facts: Facts, policy: Policy, limit: Any) -> bool:
    now = mood([said.sentiment for said in facts.messages], policy.newest_weighs)
    return now is not None and now <= float(limit)


def _unhappy(facts: Facts, policy: Policy, limit: Any) -> bool:
    return _is_unhappy(facts.last, policy)


def _complains(facts: Facts, policy: Policy, limit: Any) -> bool:
    return _is_complaint(facts.last, policy)


def _unhappy_messages(facts: Facts, policy: Policy, limit: Any) -> bool:
    return _is_unhappy(facts.last, policy) and sum(_is_unhappy(said, policy) for said in facts.messages) >= limit


def _unserved(facts: Facts, policy: Policy, limit: Any) -> bool:
    return not facts.last.is_served


def _misunderstood(facts: Facts, policy: Policy, limit: Any) -> bool:
    newest = facts.messages[-int(limit) :]
    return len(newest) == limit and not any(said.was_understood for said in newest)


def _value_above(facts: Facts, policy: Policy, limit: Any) -> bool:
    return value_cents(facts) > round(100 * float(limit))


def _days_late(facts: Facts, policy: Policy, limit: Any) -> bool:
    return any(order.is_open and order.days_late >= limit for order in facts.orders)


def _asked_times(facts: Facts, policy: Policy, limit: Any) -> bool:
    asked = policy.topics.get(facts.last.intent or "")
    return asked is not None and sum(policy.topics.get(said.intent or "") == asked for said in facts.messages) >= limit


def _asked_again(facts: Facts, policy: Policy, limit: Any) -> bool:
    numbers = {number for said in facts.messages for number in said.order_numbers}
    asked = policy.topics.get(facts.last.intent or "")
    return any(numbers & set(before.order_numbers) or before.topic == asked for before in facts.earlier)


Condition = Callable[[Facts, "Policy", Any], bool]
# what `when` of a rule may say; the policy file explains each
CONDITIONS: dict[str, Condition] = {
    "asked_for_human": _asked_for_human,
    "words": _words,
    "signs": _signs,
    "sentiment_below": _sentiment_below,
    "sentiment_not_above": _sentiment_not_above,
    "mood_below": _mood_below,
    "unhappy": _unhappy,
    "complains": _complains,
    "unhappy_messages": _unhappy_messages,
    "unserved": _unserved,
    "misunderstood": _misunderstood,
    "value_above": _value_above,
    "days_late": _days_late,
    "asked_times": _asked_times,
    "asked_again": _asked_again,
}


def _holds(name: str, facts: Facts, policy: Policy, limit: Any) -> bool:
    return CONDITIONS[name](facts, policy, limit)
