"""Needs of single tasks: a reason, another size or colour, an address, words and a picture of what is broken."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from actions.tasks import reading
from actions.tasks.case import Case
from actions.tasks.lines import chosen_item
from shop.order_rules import no

_LONGEST_WORDS = 1_000
_SKIP = "none"
_BARE = 30  # characters: "go on with my return" gives no reason for it
_ALL_OF_IT = 20
_HAS_NONE = re.compile(
    r"\b(?:no (?:photo|picture|pic|camera)|don't have (?:a |any |one)|can't (?:take|send)|without|skip|haven't got)\b"
    r"|没有(?:照片|图)?|拍不了|跳过|不方便",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class OneOf:
    """One of a few codes, each with a button (`<name>_<code>` in the phrases) and the words that mean it, surest first.

    With `free`, other words will do as well: they are kept as `words`, and `free` is the code."""

    name: str
    codes: Sequence[str]
    patterns: Mapping[str, re.Pattern[str]]
    free: str | None = None
    default: str | None = None

    def read(self, case: Case, asked: bool) -> bool:
        facts, text = case.facts, case.heard.text
        if said := case.choice(self.name):
            facts[self.name] = said if said in self.codes else None
            return facts[self.name] is not None
        if not text or (facts.get(self.name) and not asked and not reading.corrects(text)):
            return False
        if code := next((code for code, pattern in self.patterns.items() if pattern.search(text)), None):
            facts[self.name] = code
            facts.setdefault("words", text[:_LONGEST_WORDS])
            return asked
        if asked and self.free and _says_something(case):
            facts[self.name], facts["words"] = self.free, text[:_LONGEST_WORDS]
            return True
        return False

    async def missing(self, case: Case) -> bool:
        if not case.facts.get(self.name) and self.default:
            case.facts[self.name] = self.default
        return not case.facts.get(self.name)

    async def ask(self, case: Case) -> None:
        buttons = [case.phrase_button(f"{self.name}_{code}", self.name, code) for code in self.codes]
        case.say(f"ask_{self.name}", buttons=buttons)


def _says_something(case: Case) -> bool:
    """Whether a message in one's own words is an answer, and not a question, a yes, a no, "all of it" or the name of
    the task."""
    text, intent = case.heard.text, case.heard.intent
    if reading.is_question(text) or reading.says_no(text, "") or reading.says_yes(text, ""):
        return False
    if reading.says_all(text) and _weight(text) <= _ALL_OF_IT:
        return False
    return len(text) > _BARE or intent not in (case.frame.kind, "resume_task", "affirm", "deny", "greet", "thank")


def _weight(text: str) -> int:
    """How much it says: a Chinese character as much as three letters."""
    return len(text) + 2 * sum(1 for letter in text if letter > "\u2e80")


@dataclass(frozen=True)
class Words:
    """What is wrong, in the shopper's own words; a first message that says enough will do."""

    name: str = "words"
    enough: int = 25  # of `_weight`

    def read(self, case: Case, asked: bool) -> bool:
        text = case.heard.text
        if not text or not asked or not _says_something(case):
            return False
        case.facts["words"], case.facts["words_asked"] = text[:_LONGEST_WORDS], True
        return True

    async def missing(self, case: Case) -> bool:
        return _weight(str(case.facts.get("words") or "")) < self.enough and not case.facts.get("words_asked")

    async def ask(self, case: Case) -> None:
        case.say("ask_words")


@dataclass(frozen=True)
class Photo:
    """A picture that the service took in. What is only missing needs none; else the rules insist on one."""

    name: str = "photo"

    def read(self, case: Case, asked: bool) -> bool:
        sent = None if case.heard.text else case.heard.entities.get("photo")
        if not sent and (case.choice(self.name) == _SKIP or (asked and self._has_none(case))):
            sent = _SKIP
        if sent:
            case.facts["photo"] = sent
        return bool(sent)

    def _has_none(self, case: Case) -> bool:
        text = case.heard.text
        return bool(text) and bool(_HAS_NONE.search(text) or reading.says_no(text, case.heard.intent))

    async def missing(self, case: Case) -> bool:
        if case.facts.get("claim") == "missing":
            return False
        if case.facts.get("photo") == _SKIP:
            raise case.refuse(no("claim_photo", name=chosen_item(case).names))
        return not case.facts.get("photo")

    async def ask(self, case: Case) -> None:
        case.say("ask_photo", buttons=[case.phrase_button("photo_none", self.name, _SKIP)])

    @staticmethod
    def id_of(case: Case) -> str | None:
        sent: str | None = case.facts.get("photo")
        return sent
