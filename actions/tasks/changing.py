"""Changing what was ordered, or where it goes, before it is packed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from actions.tasks import reading
from actions.tasks.allowed import Allowed
from actions.tasks.case import Case, Need, NotYet
from actions.tasks.confirming import Confirmation, Proof
from actions.tasks.lines import chosen_item, chosen_titles
from actions.tasks.postal import Postal, read_address
from actions.tasks.variant import OtherVariant
from actions.tasks.which_items import WhichItems
from actions.tasks.which_order import LookupLimit, WhichOrder
from shop import order_changes
from shop.addresses import AddressFields
from shop.errors import NotAllowed
from shop.words import color_name


class ChangeOrder:
    kind = "change_order"

    def __init__(self, limit: LookupLimit) -> None:
        self.needs: Sequence[Need] = (
            WhichOrder(self.kind, limit, "change"),
            Allowed("change"),
            WhichItems("change", single=True),
            OtherVariant(amounts=True),
            Proof(),
            Confirmation(self._summary),
        )

    async def perform(self, case: Case) -> None:
        facts, number, item = case.facts, case.the_order.number, chosen_item(case)
        if facts.get("count") == 0:
            outcome = await case.act(order_changes.cancel, {item.id: item.quantity})
        else:
            changed = {"size": facts.get("size"), "color": facts.get("color"), "quantity": facts.get("count")}
            outcome = await case.act(order_changes.change_item, item.id, **changed)
        case.say("order_changed", number=number, money=case.money_back(outcome.values["refund_cents"]))

    async def _summary(self, case: Case) -> str:
        facts, item = case.facts, chosen_item(case)
        values = {"number": case.the_order.number, "item": chosen_titles(case)}
        if facts.get("count") == 0:
            return case.phrases.say("confirm_remove", case.language, **values)
        color = color_name(facts.get("color") or item.color, case.language)
        wanted = ", ".join(filter(None, (color, facts.get("size") or item.size)))
        count = facts.get("count") or item.quantity
        return case.phrases.say("confirm_change", case.language, **values, wanted=wanted, count=count)


@dataclass(frozen=True)
class NewAddress:
    """Street and number, postcode and town, in one message or in several."""

    name: str = "address"

    def read(self, case: Case, asked: bool) -> bool:
        text = case.heard.text
        if not text or (reading.is_question(text) and not asked):
            return False
        held = case.facts.get("address") or {}
        found = read_address(text, Postal(**held)) if asked or _has_postcode(text) else None
        if found is None:
            return False
        case.facts["address"] = vars(found)
        return True

    async def missing(self, case: Case) -> bool:
        given = Postal(**case.facts.get("address") or {})
        return given.next_missing() is not None

    async def ask(self, case: Case) -> None:
        given = Postal(**case.facts.get("address") or {})
        missing = given.next_missing()
        case.say("ask_address" if given == Postal() else f"ask_address_{missing}")


def _has_postcode(text: str) -> bool:
    found = read_address(text, Postal())
    return found is not None and found.next_missing() is None


class ChangeAddress:
    kind = "change_shipping_address"

    def __init__(self, limit: LookupLimit) -> None:
        self.needs: Sequence[Need] = (
            WhichOrder(self.kind, limit, "address"),
            Allowed("address"),
            NewAddress(),
            Proof(),
            Confirmation(self._summary),
        )

    async def perform(self, case: Case) -> None:
        number = case.the_order.number
        try:
            await case.run(
                order_changes.change_address, case.actor, case.frame.id, number, self._fields(case), now=case.now
            )
        except NotAllowed as refused:
            if field := refused.verdict.values.get("field"):
                case.facts["address"][field] = None
                case.utter(case.rule(refused.verdict))
                raise NotYet("address") from None
            raise case.refuse(refused.verdict) from None
        case.say("address_changed", number=number, address=self._one_line(case))

    def _fields(self, case: Case) -> AddressFields:
        given, now = Postal(**case.facts["address"]), case.the_order.address
        return AddressFields(
            recipient=given.recipient or now.recipient,
            street=given.street or "",
            postcode=given.postcode or "",
            city=given.city or "",
            country=given.country or now.country,
        )

    def _one_line(self, case: Case) -> str:
        """What was said, and nothing of the address that it replaces: the name on it is not told back."""
        given = Postal(**case.facts["address"])
        return ", ".join(filter(None, (given.recipient, given.street, f"{given.postcode} {given.city}", given.country)))

    async def _summary(self, case: Case) -> str:
        return case.phrases.say(
            "confirm_address", case.language, number=case.the_order.number, address=self._one_line(case)
        )
