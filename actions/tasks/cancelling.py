"""Cancelling an order, or some of what is in it."""

from __future__ import annotations

from collections.abc import Sequence

from actions.tasks.allowed import Allowed
from actions.tasks.case import Case, Need
from actions.tasks.confirming import Confirmation, Proof
from actions.tasks.lines import chosen_titles, lines_of
from actions.tasks.which_items import WhichItems
from actions.tasks.which_order import LookupLimit, WhichOrder
from shop import order_changes


class CancelOrder:
    kind = "cancel_order"

    def __init__(self, limit: LookupLimit) -> None:
        self.needs: Sequence[Need] = (
            WhichOrder(self.kind, limit, "cancel"),
            Allowed("cancel"),
            WhichItems("cancel", whole=True),
            Proof(),
            Confirmation(self._summary),
        )

    async def perform(self, case: Case) -> None:
        items = None if await self._is_whole(case) else {int(each): n for each, n in case.facts["items"].items()}
        number = case.the_order.number
        outcome = await case.act(order_changes.cancel, items)
        done = "cancelled" if items is None else "items_cancelled"
        case.say(done, number=number, items=chosen_titles(case), money=case.money_back(outcome.values["refund_cents"]))

    async def _is_whole(self, case: Case) -> bool:
        lines = await lines_of(case, "cancel")
        chosen = case.facts["items"]
        return all(chosen.get(line.id) == line.quantity for line in lines)

    async def _summary(self, case: Case) -> str:
        whole = await self._is_whole(case)
        say = "confirm_cancel" if whole else "confirm_cancel_items"
        return case.phrases.say(
            say,
            case.language,
            number=case.the_order.number,
            items=chosen_titles(case),
            total=case.money(case.the_order.total_cents),
        )
