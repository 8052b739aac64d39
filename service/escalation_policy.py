"""The escalation policy as a shop writes it (`escalation.yml`), read and checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import yaml

from service import phrases
from service.errors import BadSettings
from service.escalation import CONDITIONS
from service.wordlists import WordList

SHIPPED = Path(__file__).with_name("escalation.yml")
MOST_URGENT, LEAST_URGENT = 1, 4
# what `signs` counts and `unhappy` goes by
_NEEDED_LISTS = ("anger", "insults", "displeasure")
_WHOLE = {"signs", "unhappy_messages", "misunderstood", "days_late", "asked_times"}
_FEELING = {"sentiment_below", "sentiment_not_above", "mood_below"}
_ANSWERS = {"shown": False, "hidden": True}


@dataclass(frozen=True)
class Rule:
    """`when`: conditions that must hold together, with their limits. `skill` None: what the conversation is about."""

    name: str
    when: tuple[tuple[str, Any], ...]
    priority: int
    skill: str | None = None
    lead: str | None = None
    hides_answer: bool = False


@dataclass(frozen=True)
class Policy:
    """`topics`: which skill an intent asks for. `complaints`: intents of who is not content; `serving`: tasks
    that give the shopper what they want."""

    rules: tuple[Rule, ...]
    words: Mapping[str, WordList]
    topics: Mapping[str, str]
    default_skill: str
    complaints: frozenset[str]
    not_understood: frozenset[str]
    serving: frozenset[str]
    unhappy_below: float
    glad_above: float
    newest_weighs: float

    @property
    def skills(self) -> frozenset[str]:
        """All that a conversation may ask for."""
        asked = {rule.skill for rule in self.rules if rule.skill}
        return frozenset({self.default_skill, *self.topics.values(), *asked})


def read(file: Path = SHIPPED) -> Policy:
    """Raises BadSettings, naming file and place, for what is no policy."""
    try:
        given = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise BadSettings(f"the escalation policy {file} cannot be read: {error}") from error
    return _Reader(file).policy(given)


class _Reader:
    """Every method raises BadSettings with the file and where in it."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def policy(self, given: Any) -> Policy:
        known = self._mapping(given, "the file", {"mood", "intents", "topics", "words", "rules"})
        feeling = self._mapping(known.get("mood"), "mood", {"newest_weighs", "unhappy_below", "glad_above"})
        intents = self._mapping(known.get("intents"), "intents", {"complaints", "not_understood", "serving"})
        topics = self._mapping(known.get("topics"), "topics")
        words = {
            name: self._words(lists, f"words.{name}")
            for name, lists in self._mapping(known.get("words"), "words").items()
        }
        for name in _NEEDED_LISTS:
            if name not in words:
                self._refuse(f"words.{name}", "is missing: `signs` and `unhappy` look there")
        skills = {str(skill): self._texts(listed, f"topics.{skill}") for skill, listed in topics.items()}
        return Policy(
            rules=self._rules(known.get("rules"), words),
            words=words,
            topics={intent: skill for skill, listed in skills.items() for intent in listed},
            default_skill="general",
            complaints=frozenset(self._texts(intents.get("complaints"), "intents.complaints")),
            not_understood=frozenset(self._texts(intents.get("not_understood"), "intents.not_understood")),
            serving=frozenset(self._texts(intents.get("serving", []), "intents.serving")),
            unhappy_below=self._number(feeling.get("unhappy_below"), "mood.unhappy_below", -1, 1),
            glad_above=self._number(feeling.get("glad_above"), "mood.glad_above", -1, 1),
            newest_weighs=self._number(feeling.get("newest_weighs"), "mood.newest_weighs", 0.05, 1),
        )

    def _rules(self, given: Any, words: Mapping[str, WordList]) -> tuple[Rule, ...]:
        if not isinstance(given, list) or not given:
            self._refuse("rules", "must be a list with one rule or more")
        rules = tuple(self._rule(rule, f"rules[{number}]", words) for number, rule in enumerate(given, 1))
        names = [rule.name for rule in rules]
        for name in names:
            if names.count(name) > 1:
                self._refuse("rules", f"has two rules called {name}")
        return rules

    def _rule(self, given: Any, where: str, words: Mapping[str, WordList]) -> Rule:
        rule = self._mapping(given, where, {"name", "when", "priority", "skill", "lead", "answer"})
        name = self._text(rule.get("name"), f"{where}.name")
        where = f"rule {name}"
        when = self._mapping(rule.get("when"), f"{where}: when", set(CONDITIONS))
        if not when:
            self._refuse(f"{where}: when", "is empty: it would apply to every message")
        priority = rule.get("priority")
        if isinstance(priority, bool) or not isinstance(priority, int) or not MOST_URGENT <= priority <= LEAST_URGENT:
            self._refuse(f"{where}: priority", f"must be {MOST_URGENT} (urgent) to {LEAST_URGENT}")
        lead, answer = rule.get("lead"), rule.get("answer", "shown")
        if lead is not None and lead not in phrases.LEADS:
            self._refuse(f"{where}: lead", f"must be one of {', '.join(sorted(phrases.LEADS))}")
        if answer not in _ANSWERS:
            self._refuse(f"{where}: answer", "must be shown or hidden")
        return Rule(
            name=name,
            when=tuple((condition, self._limit(condition, limit, where, words)) for condition, limit in when.items()),
            priority=priority,
            skill=None if rule.get("skill") is None else self._text(rule["skill"], f"{where}: skill"),
            lead=lead,
            hides_answer=_ANSWERS[answer],
        )

    def _limit(self, condition: str, limit: Any, rule: str, words: Mapping[str, WordList]) -> Any:
        where = f"{rule}: when.{condition}"
        if condition == "words":
            if limit not in words:
                self._refuse(where, f"names no list of words; there are {', '.join(sorted(words))}")
            return limit
        if condition in _FEELING:
            return self._number(limit, where, -1, 1)
        if condition == "value_above":
            return self._number(limit, where, 0, float("inf"))
        if condition in _WHOLE:
            if isinstance(limit, bool) or not isinstance(limit, int) or limit < 1:
                self._refuse(where, "must be a whole number of 1 or more")
            return limit
        if limit is not True:
            self._refuse(where, "can only be true; leave it out otherwise")
        return limit

    def _words(self, given: Any, where: str) -> WordList:
        lists = dict(self._mapping(given, where))
        but = self._mapping(lists.pop("but", None) or {}, f"{where}.but")
        return WordList.of(
            {language: self._texts(listed, f"{where}.{language}") for language, listed in lists.items()},
            {language: self._texts(listed, f"{where}.but.{language}") for language, listed in but.items()},
        )

    def _mapping(self, given: Any, where: str, allowed: set[str] | None = None) -> dict[str, Any]:
        if not isinstance(given, dict):
            self._refuse(where, "must be names with values below them")
        for name in given:
            if allowed is not None and name not in allowed:
                self._refuse(where, f"knows no {name}; there are {', '.join(sorted(allowed))}")
        return given

    def _texts(self, given: Any, where: str) -> list[str]:
        if not isinstance(given, list) or not all(isinstance(text, str) and text.strip() for text in given):
            self._refuse(where, "must be a list of texts (put yes, no and numbers in quotation marks)")
        return given

    def _text(self, given: Any, where: str) -> str:
        if not isinstance(given, str) or not given.strip() or len(given) > 40:
            self._refuse(where, "must be a text of 1 to 40 characters")
        return given

    def _number(self, given: Any, where: str, least: float, most: float) -> float:
        if isinstance(given, bool) or not isinstance(given, (int, float)) or not least <= given <= most:
            self._refuse(where, f"must be a number from {least:g} to {most:g}")
        return float(given)

    def _refuse(self, where: str, why: str) -> NoReturn:
        raise BadSettings(f"{self._file}: {where} {why}.")
