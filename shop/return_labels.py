"""The label of a return: the upper part goes on the parcel, the lower says how."""

from __future__ import annotations

from reportlab.graphics.barcode import createBarcodeDrawing
from reportlab.graphics.shapes import Drawing
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, HRFlowable, ListFlowable, ListItem, Spacer, Table, TableStyle

from shop.case_models import Return
from shop.company import company
from shop.models import Order
from shop.paper import WIDTH, Words, flush, pdf
from shop.typesetting import INK, LATIN, QUIET, paragraph

_PADDING = 6 * mm
_QR = 30 * mm


def return_label(return_: Return, order: Order, language: str) -> bytes:
    """One page. The bar code and the square one hold the return's number."""
    say = Words(language)
    free = order.address.country in company().free_returns
    story = [
        _sticker(return_, order, say, free),
        Spacer(0, 4 * mm),
        paragraph(say("cut"), 7.5, color=QUIET),
        HRFlowable(width="100%", color=QUIET, dash=(3, 3), spaceBefore=1 * mm, spaceAfter=8 * mm),
        paragraph(say("what_goes_back"), 12, bold=True),
        Spacer(0, 2 * mm),
        *(paragraph(line) for line in _goes_back(return_, order, say)),
        Spacer(0, 6 * mm),
        paragraph(say("how_to"), 12, bold=True),
        Spacer(0, 2 * mm),
        _steps([*say.list("steps_free" if free else "steps_own"), say(f"then_{return_.wish}")]),
    ]
    return pdf(story, f"{say('label')} {return_.number}", say)


def _sticker(return_: Return, order: Order, say: Words, free: bool) -> Table:
    postage = say("postage_paid", shop=say.shop()) if free else say("postage_open")
    rows = [
        [_title(say), paragraph(postage, 9, bold=True, right=True)],
        [
            [paragraph(say("from"), 7.5, color=QUIET), paragraph(say.address(order.address), 9.5)],
            [paragraph(say("to"), 7.5, color=QUIET), paragraph(_returns_address(say), 12, bold=True)],
        ],
        [_numbers(return_, order, say), _square(return_.number)],
    ]
    table = Table(rows, colWidths=[WIDTH / 2 - _PADDING] * 2)
    rows_apart = ("BOTTOMPADDING", (0, 0), (-1, 1), 7 * mm)
    top = ("VALIGN", (0, 0), (-1, -1), "TOP")
    table.setStyle(TableStyle([*flush(), top, ("ALIGN", (1, 2), (1, 2), "RIGHT"), rows_apart]))
    frame = Table([[table]], colWidths=[WIDTH])
    padding = [(f"{side}PADDING", (0, 0), (-1, -1), _PADDING) for side in ("LEFT", "RIGHT", "TOP", "BOTTOM")]
    frame.setStyle(TableStyle([("BOX", (0, 0), (-1, -1), 1.2, INK), *padding]))
    return frame


def _title(say: Words) -> list[Flowable]:
    # customs everywhere read English
    goods = dict.fromkeys([say("returned_goods"), Words("en")("returned_goods")])
    return [paragraph(say("label"), 15, bold=True), paragraph(" · ".join(goods), 8.5, color=QUIET)]


def _numbers(return_: Return, order: Order, say: Words) -> list[Flowable]:
    return [
        _bars(return_.number),
        Spacer(0, 2 * mm),
        paragraph(f"{say('return_number')} {return_.number}", 10, bold=True),
        paragraph(f"{say('order_number')} {order.number}", 9),
    ]


def _returns_address(say: Words) -> str:
    seller = company()
    place = f"{seller.returns_postcode} {seller.returns_city}"
    country = say.country_for_the_post(seller.country)
    return "\n".join([seller.returns_department, seller.returns_street, place, country])


def _bars(number: str) -> Drawing:
    return createBarcodeDrawing(
        "Code128", value=number, barHeight=16 * mm, barWidth=0.5 * mm, quiet=False, humanReadable=False
    )


def _square(number: str) -> Drawing:
    return createBarcodeDrawing("QR", value=number, width=_QR, height=_QR, barBorder=0, barLevel="M")


def _goes_back(return_: Return, order: Order, say: Words) -> list[str]:
    items = {item.id: item for item in order.items}
    return [f"{line.quantity} × {say.item(items[line.item_id])}".replace("\n", " · ") for line in return_.lines]


def _steps(steps: list[str]) -> Flowable:
    items = [ListItem(paragraph(step), spaceAfter=1.5 * mm) for step in steps]
    return ListFlowable(items, bulletType="1", bulletFontName=LATIN, bulletFontSize=9, leftIndent=7 * mm)
