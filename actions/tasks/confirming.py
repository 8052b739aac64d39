"""The two last needs of a task that changes something: proof, and a clear yes to what will be done."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from actions.tasks import reading
from actions.tasks.case import Case, TaskOver
from shop import verification
from shop.codes import read_code
from shop.errors import CodesLocked

Summary = Callable[[Case], Awaitable[str]]
_AGAIN = "again"
_SHORT = 30


@dataclass(frozen=True)
class Proof:
    """A code that was e-mailed to the address on the order; nothing for who has proven their identity."""

    name: str = "code"

    def read(self, case: Case, asked: bool) -> bool:
        if case.choice(self.name) == _AGAIN:
            case.facts.pop("code_sent", None)
            return True
        code = read_code(case.heard.text) if case.heard.text and case.facts.get("code_sent") else None
        if code:
            case.facts["code"] = code
        return bool(code)

    async def missing(self, case: Case) -> bool:
        number, code = case.the_order.number, case.facts.pop("code", None)
        if await case.run(verification.may_change, case.actor, number, now=case.now):
            return False
        if code is None:
            return True
        result = await case.run(verification.check_code, case.actor, number, code, now=case.now)
        if result == verification.OK:
            return False
        if result == verification.LOCKED:
            raise _locked(case)
        case.facts["code_result"] = result
        return True

    async def ask(self, case: Case) -> None:
        facts = case.facts
        again = case.phrase_button("code_again", self.name, _AGAIN)
        if result := facts.pop("code_result", None):
            case.say(f"code_{result}", buttons=[again])
            return
        if facts.get("code_sent"):
            case.say("code_ask", buttons=[again])
            return
        try:
            await case.run(
                verification.send_code, case.actor, case.the_order.number, language=case.language, now=case.now
            )
        except CodesLocked:
            raise _locked(case) from None
        facts["code_sent"] = True
        case.say("code_sent", number=case.the_order.number)


def _locked(case: Case) -> TaskOver:
    person = case.phrases.button("person", case.language, "/contact_human_agent")
    case.say("code_locked", buttons=[person])
    return TaskOver()


@dataclass(frozen=True)
class Confirmation:
    """A yes counts for the very words that were said: when a fact changes, it is asked for anew."""

    summary: Summary
    name: str = "confirm"

    def read(self, case: Case, asked: bool) -> bool:
        facts = case.facts
        told = facts.get("told")
        if (said := case.choice(self.name)) is not None:
            facts["agreed"] = said
            return True
        if not (asked and told and case.heard.text):
            return False
        if reading.says_yes(case.heard.text, case.heard.intent) or self._names_the_act(case):
            facts["agreed"] = told
            return True
        return False

    def _names_the_act(self, case: Case) -> bool:
        """ "Cancel it", said to the question whether to cancel."""
        return (
            case.heard.intent == case.frame.kind
            and len(case.heard.text) < 30
            and not reading.is_question(case.heard.text)
        )

    async def missing(self, case: Case) -> bool:
        text = await self.summary(case)
        case.facts["told"] = _digest(text)
        agreed: str | None = case.facts.pop("agreed", None)
        return agreed != _digest(text)

    async def ask(self, case: Case) -> None:
        text = await self.summary(case)
        yes = case.phrase_button("yes_do_it", self.name, _digest(text), "affirm")
        no = case.phrase_button("no_leave_it", "stop", "task", "deny")
        case.utter(text, [yes, no])


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]
