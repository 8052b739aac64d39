"""The invoice of an order."""

from __future__ import annotations

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, KeepTogether, Spacer, Table, TableStyle

from shop.company import company
from shop.models import Order
from shop.paper import WIDTH, Words, columns, flush, pdf
from shop.typesetting import INK, LINE, QUIET, paragraph

_COLUMNS = (0.52, 0.12, 0.18, 0.18)


def invoice(order: Order, language: str) -> bytes:
    """One page, or more for many items. What was cancelled is not on it."""
    say = Words(language)
    story = [
        paragraph(say.shop(), 16, bold=True),
        Spacer(0, 10 * mm),
        columns([_customer(order, say), _facts(order, say)], (0.5, 0.5)),
        Spacer(0, 10 * mm),
        paragraph(say("invoice"), 18, bold=True),
        Spacer(0, 4 * mm),
        _lines(order, say),
        KeepTogether([Spacer(0, 3 * mm), _sums(order, say), Spacer(0, 9 * mm), *_closing(order, say)]),
    ]
    return pdf(story, f"{say('invoice')} {invoice_number(order)}", say)


def invoice_number(order: Order) -> str:
    """An order has one invoice, so that its number says the invoice's: `LF-2026-1042` is of order 1042."""
    return f"LF-{order.placed.year}-{order.number}"


def _customer(order: Order, say: Words) -> list[Flowable]:
    return [
        paragraph(say("billed_to"), 7.5, color=QUIET),
        paragraph(f"{say.address(order.address)}\n{order.email}", 9.5),
    ]


def _facts(order: Order, say: Words) -> Table:
    paid = [event.time for event in order.events if event.code == "payment_received"]
    dispatched = [event.time for event in order.events if event.code == "handed_over"]
    facts = [
        ("invoice_number", invoice_number(order)),
        ("order_number", order.number),
        ("order_date", say.day(order.placed)),
        ("invoice_date", say.day(paid[0] if paid else order.placed)),
        ("dispatched", say.day(dispatched[0]) if dispatched else say("not_dispatched")),
        ("paid_with", say(f"payment_{order.payment}")),
    ]
    rows = [[paragraph(say(name), 8.5, color=QUIET), paragraph(value, 8.5, right=True)] for name, value in facts]
    table = Table(rows, colWidths=[WIDTH * 0.2, WIDTH * 0.3])
    table.setStyle(TableStyle([*flush(), ("BOTTOMPADDING", (0, 0), (-1, -1), 2)]))
    return table


def _lines(order: Order, say: Words) -> Table:
    names = ("item", "quantity", "price", "amount")
    rows = [[paragraph(say(name), 8, color=QUIET, right=name != "item") for name in names]]
    for item in order.items:
        if item.quantity > 0:
            figures = (str(item.quantity), say.money(item.price_cents), say.money(item.quantity * item.price_cents))
            rows.append([paragraph(say.item(item)), *(paragraph(figure, right=True) for figure in figures)])
    table = Table(rows, colWidths=[WIDTH * share for share in _COLUMNS], repeatRows=1)
    rules = [("LINEBELOW", (0, 0), (-1, 0), 0.8, INK), ("LINEBELOW", (0, 1), (-1, -1), 0.4, LINE)]
    padding = [("TOPPADDING", (0, 0), (-1, -1), 4), ("BOTTOMPADDING", (0, 0), (-1, -1), 5)]
    table.setStyle(TableStyle([*flush(), *padding, *rules, ("VALIGN", (0, 0), (-1, -1), "TOP")]))
    return table


def _sums(order: Order, say: Words) -> Table:
    """What stands between the lines and what was asked for, then the total, and the tax in it."""
    total, vat = order.total_cents, company().vat_in(order.total_cents)
    goods = sum(item.quantity * item.price_cents for item in order.items)
    other = total - goods - order.shipping_cents
    sums = [(say("shipping"), order.shipping_cents), *([(say("adjustment"), other)] if other else [])]
    taxes = [(say("net"), total - vat), (say("vat", percent=company().vat_percent), vat)]
    rows = [_sum(name, cents, say) for name, cents in sums]
    rows.append([paragraph(say("total"), 11, bold=True), paragraph(say.money(total), 11, bold=True, right=True)])
    rows += [_sum(name, cents, say) for name, cents in taxes]
    table = Table(rows, colWidths=[WIDTH * 0.3, WIDTH * 0.18], hAlign="RIGHT")
    padding = [("TOPPADDING", (0, 0), (-1, -1), 3), ("BOTTOMPADDING", (0, 0), (-1, -1), 3)]
    above_total = ("LINEABOVE", (0, len(sums)), (-1, len(sums)), 0.8, INK)
    table.setStyle(TableStyle([*flush(), *padding, above_total, ("VALIGN", (0, 0), (-1, -1), "MIDDLE")]))
    return table


def _sum(name: str, cents: int, say: Words) -> list[Flowable]:
    return [paragraph(name, color=QUIET), paragraph(say.money(cents), right=True)]


def _closing(order: Order, say: Words) -> list[Flowable]:
    return [paragraph(say("vat_included"), color=QUIET), paragraph(say("thanks"))]
