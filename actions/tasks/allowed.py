"""What the shop's rules say before anything is asked for that would be in vain."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from actions.tasks.case import Case, begin_payload
from shop.order_choices import verdict_on

# what can be done instead, by the verdict that refused
_INSTEAD: Mapping[str, str] = {
    "cancel_packed": "track_order",
    "cancel_delivered": "return_item",
    "change_delivered": "exchange_item",
    "address_packed": "track_order",
    "return_not_delivered": "track_order",
    "return_late": "report_damaged_or_wrong_item",
    "exchange_late": "report_damaged_or_wrong_item",
    "exchange_twice": "return_item",
    "claim_not_delivered": "track_order",
    "already_cancelled": "track_refund",
    "already_returned": "track_refund",
    "invoice_unpaid": "payment_issue",
}


# these end by asking whether to do that
_OFFERED = frozenset({"cancel_delivered", "change_delivered"})


@dataclass(frozen=True)
class Allowed:
    """Not a fact: whether `what` (a key of `shop.order_choices`) is allowed is asked of the order each time, since an
    order goes on while people talk."""

    what: str
    name: str = "allowed"

    def read(self, case: Case, asked: bool) -> bool:
        return False

    async def missing(self, case: Case) -> bool:
        verdict = await case.run(verdict_on, case.the_order, self.what, case.today)
        if verdict.allowed:
            return False
        kind = _INSTEAD.get(verdict.code)
        instead = [] if kind is None or kind == case.frame.kind else [begin_button(case, kind, case.the_order.number)]
        raise case.refuse(verdict, *instead, offer=kind if instead and verdict.code in _OFFERED else None)

    async def ask(self, case: Case) -> None:
        """Never missing: what is not allowed ends the task."""


def begin_button(case: Case, kind: str, number: str) -> dict[str, str]:
    """A button that begins another task with the same order."""
    return case.phrases.button(f"begin_{kind}", case.language, begin_payload(kind, number))
