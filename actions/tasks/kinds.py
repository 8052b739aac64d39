"""The tasks that this shop's assistant can do."""

from __future__ import annotations

from actions.tasks.cancelling import CancelOrder
from actions.tasks.case import Task
from actions.tasks.changing import ChangeAddress, ChangeOrder
from actions.tasks.claiming import ReportItem
from actions.tasks.looking import GetInvoice, GetRefund, Links, PaymentIssue, TrackOrder, TrackRefund
from actions.tasks.returning import ExchangeItem, ReturnItem
from actions.tasks.which_order import LookupLimit


def all_tasks(links: Links) -> list[Task]:
    """One each; they share the limit on look-ups, so that no task gives an attacker new tries."""
    limit = LookupLimit()
    return [
        TrackOrder(limit),
        TrackRefund(limit),
        PaymentIssue(limit),
        GetInvoice(limit, links),
        GetRefund(limit),
        CancelOrder(limit),
        ChangeOrder(limit),
        ChangeAddress(limit),
        ReturnItem(limit, links),
        ExchangeItem(limit, links),
        ReportItem(limit),
    ]
