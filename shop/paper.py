"""What all documents share: the letterhead, addresses, the foot of a page, and how a page is written."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

import yaml
from babel import Locale
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate, Table, TableStyle

from shop.company import company
from shop.days import day_text
from shop.models import Address, OrderItem
from shop.money import money
from shop.typesetting import LINE, QUIET, paragraph
from shop.words import ONE_SIZE, color_name, in_language, spoken_language

MARGIN = 18 * mm
WIDTH = A4[0] - 2 * MARGIN
_FOOT = 26 * mm
_TEXTS = Path(__file__).parent / "data" / "document_texts.yml"


class Words:
    """The texts of the documents in one language."""

    def __init__(self, language: str) -> None:
        self.language = spoken_language(language)

    def __call__(self, name: str, **values: Any) -> str:
        return str(in_language(_texts()[name], self.language)).format(**values)

    def list(self, name: str) -> list[str]:
        return list(in_language(_texts()[name], self.language))

    def money(self, cents: int) -> str:
        return money(cents, self.language)

    def day(self, moment: Any) -> str:
        return day_text(moment, self.language)

    def country(self, code: str) -> str:
        return str(Locale.parse(self.language).territories.get(code, code))

    def country_for_the_post(self, code: str) -> str:
        """Also in English, which every post office reads."""
        return " ".join(dict.fromkeys([self.country(code), Words("en").country(code)]))

    def shop(self) -> str:
        return in_language(company().name, self.language)

    def address(self, address: Address) -> str:
        place = f"{address.postcode} {address.city}"
        return "\n".join([address.recipient, address.street, place, self.country(address.country)])

    def item(self, item: OrderItem) -> str:
        """As it was bought: name, colour, size."""
        size = "" if item.size == ONE_SIZE else item.size
        kind = [color_name(item.color, self.language) if item.color else "", size]
        return "\n".join(filter(None, [in_language(item.names, self.language), " · ".join(filter(None, kind))]))


def columns(cells: Sequence[Any], widths: Sequence[float]) -> Table:
    """Blocks beside one another, flush at the top; `widths` are shares of the whole."""
    table = Table([list(cells)], colWidths=[WIDTH * share for share in widths])
    table.setStyle(TableStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), *flush()]))
    return table


def flush() -> list[tuple[Any, ...]]:
    """No padding at the outer edges: what a table holds lines up with the text around it."""
    sides = [("LEFTPADDING", 0), ("RIGHTPADDING", 0), ("TOPPADDING", 0), ("BOTTOMPADDING", 0)]
    return [(name, (0, 0), (-1, -1), value) for name, value in sides]


def pdf(story: list[Flowable], title: str, say: Words) -> bytes:
    """The story on A4 pages. Nothing of the moment goes into the file: neither time nor random ids."""
    out = BytesIO()
    document = BaseDocTemplate(
        out, pagesize=A4, title=title, author=company().legal_name, lang=say.language, invariant=1
    )

    def foot(canvas: Canvas, page: BaseDocTemplate) -> None:
        _foot(canvas, page.page, say)

    height = A4[1] - 2 * MARGIN - _FOOT
    body = Frame(MARGIN, MARGIN + _FOOT, WIDTH, height, leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0)
    document.addPageTemplates(PageTemplate(frames=[body], onPage=foot))
    document.build(story)
    return out.getvalue()


def _foot(canvas: Canvas, page: int, say: Words) -> None:
    seller = company()
    place = f"{seller.postcode} {seller.city}, {say.country(seller.country)}"
    blocks = [
        f"{seller.legal_name}\n{seller.street}\n{place}",
        f"{seller.email}\n{say('vat_id')}: {seller.vat_id}\n{seller.register}",
    ]
    cells = [paragraph(block, 7, color=QUIET) for block in blocks]
    cells.append(paragraph(say("page", page=page), 7, color=QUIET, right=True))
    table = columns(cells, (0.4, 0.4, 0.2))
    _, height = table.wrap(WIDTH, _FOOT)
    canvas.saveState()
    canvas.setStrokeColor(LINE)
    canvas.line(MARGIN, MARGIN + height + 3 * mm, MARGIN + WIDTH, MARGIN + height + 3 * mm)
    table.drawOn(canvas, MARGIN, MARGIN)
    canvas.restoreState()


@lru_cache(maxsize=1)
def _texts() -> dict[str, Any]:
    texts: dict[str, Any] = yaml.safe_load(_TEXTS.read_text(encoding="utf-8"))
    return texts
