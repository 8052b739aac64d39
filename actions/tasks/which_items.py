"""Which items of the order, and how many of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from actions.tasks import reading
from actions.tasks.case import Case
from actions.tasks.lines import Line, lines_of
from actions.tasks.matching import Named, named_in, other_of

ALL = "all"
_MOST_BUTTONS = 8


@dataclass(frozen=True)
class WhichItems:
    """Fills the fact `items`: item id (as text) → quantity. Offers those on which `what` is allowed.

    Where `whole` is set, who names no item means all of them; where `single` is, only one can be meant."""

    what: str
    whole: bool = False
    single: bool = False
    name: str = "items"

    def read(self, case: Case, asked: bool) -> bool:
        """What is said is matched in `missing`, where the order's items are known."""
        facts, heard = case.facts, case.heard
        if said := case.choice(self.name):
            facts["items_said"], facts["items_asked"] = said, True
            facts.pop("items", None)
            return True
        if not heard.text:
            return False
        if "items" in facts and reading.says_other(heard.text):
            facts["other_item"] = True
            return True
        if asked or not facts.get("items"):
            if quantity := heard.entities.get("quantity"):
                facts["quantity"] = quantity
            facts["items_said"], facts["items_asked"] = heard.text, asked
            # words for an item that the order has are only known to be so with the order
            return asked and self._fits(case)
        return False

    def _fits(self, case: Case) -> bool:
        known = [Named(*pair) for pair in case.facts.get("lines", ())]
        return reading.says_all(case.heard.text) or bool(named_in(case.heard.text, known)) or _number(case) is not None

    async def missing(self, case: Case) -> bool:
        lines = list(await lines_of(case, self.what))
        facts = case.facts
        facts["lines"] = [[line.id, line.words] for line in lines]
        self._settle(case, lines)
        chosen: dict[str, int] = facts.get("items") or {}
        by_id = {line.id: line for line in lines}
        kept = {each: min(count, by_id[each].quantity) for each, count in chosen.items() if each in by_id}
        facts["items"] = kept
        return not kept

    def _settle(self, case: Case, lines: Sequence[Line]) -> None:
        facts = case.facts
        said, asked = facts.pop("items_said", None), facts.pop("items_asked", False)
        if facts.pop("other_item", False) and (
            other := other_of(case.heard.text, [Named(*pair) for pair in facts["lines"]], list(facts.get("items", ())))
        ):
            facts["items"] = self._counted(case, [other], lines)
            return
        if facts.get("items"):
            return
        ids = self._meant(case, str(said), lines) if said else []
        if not ids and (len(lines) == 1 or (self.whole and not asked)):
            ids = [line.id for line in lines]
        if self.single and len(ids) > 1:
            ids = []
        if ids:
            facts["items"] = self._counted(case, ids, lines)

    def _meant(self, case: Case, said: str, lines: Sequence[Line]) -> list[str]:
        ids = [line.id for line in lines]
        if said == ALL or reading.says_all(said):
            return ids
        if said in ids:
            return [said]
        return named_in(said, [Named(line.id, line.words) for line in lines])

    def _counted(self, case: Case, ids: Sequence[str], lines: Sequence[Line]) -> dict[str, int]:
        """All of each, unless a number is said of a single one."""
        by_id = {line.id: line.quantity for line in lines}
        wanted = _number(case) if len(ids) == 1 else None
        case.facts.pop("quantity", None)
        return {each: min(wanted or by_id[each], by_id[each]) for each in ids}

    async def ask(self, case: Case) -> None:
        lines = list(await lines_of(case, self.what))
        buttons = [case.button(line.title, self.name, line.id) for line in lines[:_MOST_BUTTONS]]
        if len(lines) > 1 and not self.single:
            buttons.append(case.phrase_button("all_items", self.name, ALL))
        case.say("ask_item" if self.single else "ask_items", buttons=buttons, number=case.the_order.number)


def _number(case: Case) -> int | None:
    said = case.facts.get("quantity") or case.heard.entities.get("quantity")
    return int(said) if said and str(said).isdecimal() and int(said) > 0 else None
