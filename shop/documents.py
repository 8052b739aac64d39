"""Documents about orders, as PDF: the same bytes for the same state of an order."""

from __future__ import annotations

from sqlalchemy.orm import Session

from shop.case_models import Return
from shop.document_links import INVOICE, LABEL
from shop.errors import UnknownDocument
from shop.invoices import invoice
from shop.models import Order
from shop.return_labels import return_label
from shop.store import reads

__all__ = ["document", "invoice", "return_label"]

_NOT_INVOICED = ("placed", "cancelled")


@reads
def document(session: Session, kind: str, id: str, language: str) -> bytes:
    """The PDF that a link or a mail names. Raises UnknownDocument where there is none, or none any more."""
    if kind == INVOICE:
        order = session.get(Order, id)
        if order is not None and order.status not in _NOT_INVOICED:
            return invoice(order, language)
    elif kind == LABEL:
        return_ = session.get(Return, id)
        if return_ is not None and return_.status != "withdrawn":
            return return_label(return_, session.get(Order, return_.order_number), language)
    raise UnknownDocument()
