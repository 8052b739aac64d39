"""What the editor chose of a report. What nobody chose is left out; what is new is taken."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from studio.errors import BadEdit
from studio.language.checking import intent_name, topic_name
from studio.transfer.report import KINDS

_ID = re.compile(r"[eqrm]\d{1,6}")
_MOST = 100_000


@dataclass(frozen=True)
class NewIntent:
    name: str
    topic: str


@dataclass(frozen=True)
class Choice:
    """`kinds`: what is taken at all. `take`: pieces that differ and replace what is there; `leave`: new ones that stay
    out. `known` and `made`: what an unknown intent of the upload is here."""

    kinds: frozenset[str] = frozenset(KINDS)
    take: frozenset[str] = frozenset()
    leave: frozenset[str] = frozenset()
    known: Mapping[str, str] = field(default_factory=dict)
    made: Mapping[str, NewIntent] = field(default_factory=dict)
    topic: str = "imported"

    @property
    def names(self) -> dict[str, str]:
        return {**self.known, **{theirs: new.name for theirs, new in self.made.items()}}

    @classmethod
    def of_json(cls, given: Mapping[str, Any]) -> Choice:
        """Raises BadEdit."""
        kinds = _ids(given.get("kinds", list(KINDS)))
        if kinds - set(KINDS):
            raise BadEdit("kinds are malformed")
        take, leave = (_ids(given.get(name, [])) for name in ("take", "leave"))
        if not all(map(_ID.fullmatch, take | leave)):
            raise BadEdit("what is taken or left is malformed")
        known: dict[str, str] = {}
        made: dict[str, NewIntent] = {}
        intents = given.get("intents", {})
        if not isinstance(intents, dict) or not all(isinstance(each, dict) for each in intents.values()):
            raise BadEdit("intents are malformed")
        for theirs, to in intents.items():
            if isinstance(to.get("to"), str):
                known[theirs] = to["to"]
            elif isinstance(to.get("make"), str) and isinstance(to.get("topic"), str):
                made[theirs] = NewIntent(intent_name(to["make"].strip()), topic_name(to["topic"].strip()))
            else:
                raise BadEdit(f"it is not said what {theirs[:60]} is here")
        return cls(kinds, take, leave, known, made, topic_name(str(given.get("topic") or "imported")))


def _ids(given: object) -> frozenset[str]:
    if not isinstance(given, list) or len(given) > _MOST or not all(isinstance(each, str) for each in given):
        raise BadEdit("a list is malformed")
    return frozenset(given)
