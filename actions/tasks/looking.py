"""Tasks that only look: where an order is, what becomes of a refund, how a payment stands, the invoice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from actions.tasks.allowed import Allowed, begin_button
from actions.tasks.case import Case, Need, TaskBecomes
from actions.tasks.confirming import Proof
from actions.tasks.which_order import LookupLimit, WhichOrder
from shop import cards, order_money, order_rules
from shop.document_links import link


class TrackOrder:
    kind = "track_order"

    def __init__(self, limit: LookupLimit) -> None:
        self.needs: Sequence[Need] = (WhichOrder(self.kind, limit),)

    async def perform(self, case: Case) -> None:
        show_order(case, "order_found")


class TrackRefund:
    """Number and e-mail show an order's status, and a refund is part of it."""

    kind = "track_refund"

    def __init__(self, limit: LookupLimit) -> None:
        self.needs: Sequence[Need] = (WhichOrder(self.kind, limit),)

    async def perform(self, case: Case) -> None:
        order = case.the_order
        if order.refunds or order.returns:
            show_order(case, "refund_found")
            return
        case.say("refund_none", number=order.number, buttons=[begin_button(case, "get_refund", order.number)])


class PaymentIssue:
    kind = "payment_issue"

    def __init__(self, limit: LookupLimit) -> None:
        self.needs: Sequence[Need] = (WhichOrder(self.kind, limit),)

    async def perform(self, case: Case) -> None:
        person = case.phrases.button("person", case.language, "/contact_human_agent")
        case.utter(case.rule(order_money.payment(case.the_order, case.today)), [person])


class GetRefund:
    """Money comes back by cancelling, by sending back, or by a complaint: the order says which of them can be."""

    kind = "get_refund"

    def __init__(self, limit: LookupLimit) -> None:
        self.needs: Sequence[Need] = (WhichOrder(self.kind, limit),)

    async def perform(self, case: Case) -> None:
        order, facts = case.the_order, case.facts
        if order.refunds:
            show_order(case, "refund_found")
        elif order_rules.cancel(order, case.today).allowed:
            raise TaskBecomes("cancel_order", facts)
        else:
            raise TaskBecomes("return_item", facts)


@dataclass(frozen=True)
class Links:
    """`secret` signs the addresses of documents."""

    secret: str

    def of(self, case: Case, kind: str, number: str) -> str:
        """Where the document is to be had, in the language of the conversation."""
        return f"{link(kind, number, self.secret, case.now)}?language={case.language}"


class GetInvoice:
    """An invoice names an address: number and e-mail are not enough to see it."""

    kind = "get_invoice"

    def __init__(self, limit: LookupLimit, links: Links) -> None:
        self._links = links
        self.needs: Sequence[Need] = (WhichOrder(self.kind, limit, "invoice"), Allowed("invoice"), Proof())

    async def perform(self, case: Case) -> None:
        number = case.the_order.number
        case.say("invoice_ready", number=number, link=self._links.of(case, "invoice", number))


def show_order(case: Case, phrase: str) -> None:
    card = cards.order_card(case.the_order, case.language)
    case.say(phrase, number=card["number"], status=card["status_text"])
    case.show("order", card)
