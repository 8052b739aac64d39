from __future__ import annotations

import re
import shutil
import subprocess
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from shop import documents, invoices, paper, return_labels, typesetting
from shop.case_models import Return, ReturnLine
from shop.company import company
from shop.errors import UnknownDocument
from shop.models import Address, Order
from shop.typesetting import paragraph
from shop.words import LANGUAGES, STATUSES


def an_order(session: Session, country: str, status: str = "delivered", items: int = 2) -> Order:
    query = select(Order).join(Address, Address.id == Order.address_id)
    of_country = query.where(Address.country == country, Order.status == status).order_by(Order.number)
    return next(order for order in session.execute(of_country).scalars() if len(order.items) >= items)


def a_return(order: Order, wish: str = "refund", status: str = "registered") -> Return:
    lines = [ReturnLine(item_id=item.id, quantity=1) for item in order.items[:1]]
    return Return(
        number="R10017",
        order_number=order.number,
        wish=wish,
        reason="too_small",
        status=status,
        created=datetime(2026, 11, 18),
        lines=lines,
    )


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every text of the documents that are made from here on."""
    texts: list[str] = []

    def remember(text: str, *args: Any, **kwargs: Any) -> Any:
        texts.append(text)
        return paragraph(text, *args, **kwargs)

    for module in (invoices, return_labels, paper):
        monkeypatch.setattr(module, "paragraph", remember)
    return texts


def pages(pdf: bytes) -> int:
    return len(re.findall(rb"/Type /Page\b(?!s)", pdf))


def test_an_invoice_says_who_bought_what_and_what_it_cost(session: Session, written: list[str]) -> None:
    order = an_order(session, "PL")
    pdf = documents.invoice(order, "en")
    assert pdf.startswith(b"%PDF-") and pages(pdf) == 1
    whole = "\n".join(written)
    for said in (order.address.recipient, order.address.street, order.email, f"LF-{order.placed.year}-{order.number}"):
        assert said in whole
    for item in order.items:
        assert item.names["en"] in whole
    assert f"€{order.total_cents / 100:,.2f}" in written and "VAT 19 %" in written


@pytest.mark.parametrize(("total", "vat"), [(11900, 1900), (100, 16), (0, 0), (1, 0), (45895, 7328), (69020, 11020)])
def test_the_tax_in_a_price(total: int, vat: int) -> None:
    assert company().vat_in(total) == vat


def test_net_and_tax_make_the_total_to_the_cent() -> None:
    for total in range(0, 100_000, 7):
        vat = company().vat_in(total)
        assert abs(vat - (total - total / 1.19)) <= 0.5 + 1e-6


def test_the_lines_and_the_delivery_make_the_total(session: Session, written: list[str]) -> None:
    for order in session.execute(select(Order).where(Order.status == "delivered").limit(50)).scalars():
        goods = sum(item.quantity * item.price_cents for item in order.items)
        assert goods + order.shipping_cents == order.total_cents
    documents.invoice(order, "en")
    assert "Other" not in written


def test_what_was_cancelled_is_not_on_the_invoice(session: Session, written: list[str]) -> None:
    order = an_order(session, "DE")
    gone, kept = order.items[:2]
    session.expunge_all()
    order.total_cents -= gone.quantity * gone.price_cents
    gone.quantity = 0
    documents.invoice(order, "en")
    whole = "\n".join(written)
    assert gone.names["en"] not in whole and kept.names["en"] in whole and "Other" not in written


def test_a_total_that_the_lines_do_not_make_is_accounted_for(session: Session, written: list[str]) -> None:
    order = an_order(session, "DE")
    session.expunge_all()
    order.total_cents -= 500
    documents.invoice(order, "en")
    assert written[written.index("Other") + 1] == "-€5.00"


def test_many_items_go_on_to_the_next_page(session: Session) -> None:
    order = an_order(session, "DE")
    session.expunge_all()
    order.items = list(order.items) * 20
    assert pages(documents.invoice(order, "en")) > 1


def test_an_invoice_in_chinese_has_no_english_but_names(session: Session, written: list[str]) -> None:
    order = an_order(session, "CN")
    documents.invoice(order, "zh")
    for word in ("发票", "增值税 19%", "合计", "云雀商城", "中国"):
        assert any(word in text for text in written)
    assert not any(word in "\n".join(written) for word in ("Invoice", "Total", "Quantity", "China"))


@pytest.mark.parametrize("status", STATUSES)
def test_there_is_an_invoice_once_an_order_is_paid(session: Session, status: str) -> None:
    order = session.execute(select(Order).where(Order.status == status).limit(1)).scalar_one()
    if status in ("placed", "cancelled"):
        with pytest.raises(UnknownDocument):
            documents.document(session, "invoice", order.number, "en")
    else:
        assert documents.document(session, "invoice", order.number, "en").startswith(b"%PDF-")


@pytest.mark.parametrize(("kind", "id"), [("invoice", "9999999"), ("label", "R99"), ("photo", "1042"), ("invoice", "")])
def test_there_is_no_document_of_what_is_not_there(session: Session, kind: str, id: str) -> None:
    with pytest.raises(UnknownDocument):
        documents.document(session, kind, id, "en")


def test_a_label_of_a_return_that_was_withdrawn_is_no_more(own_shop: Any) -> None:
    with own_shop.transaction() as session:
        case = a_return(an_order(session, "DE"))
        session.add(case)
        session.flush()
        assert documents.document(session, "label", "R10017", "en").startswith(b"%PDF-")
        case.status = "withdrawn"
        with pytest.raises(UnknownDocument):
            documents.document(session, "label", "R10017", "en")


def test_a_label_says_from_whom_to_whom_and_what(session: Session, written: list[str]) -> None:
    order = an_order(session, "PL")
    pdf = documents.return_label(a_return(order), order, "en")
    assert pdf.startswith(b"%PDF-") and pages(pdf) == 1
    whole = "\n".join(written)
    for said in (order.address.recipient, "Larkfield Returns", "Return number R10017", f"Order number {order.number}"):
        assert said in whole
    assert f"1 × {order.items[0].names['en']}" in whole and order.items[1].names["en"] not in whole


def test_the_codes_on_a_label_hold_the_number_of_the_return(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[tuple[str, str]] = []
    draw = return_labels.createBarcodeDrawing

    def remember(name: str, **options: Any) -> Any:
        drawn.append((name, options["value"]))
        return draw(name, **options)

    monkeypatch.setattr(return_labels, "createBarcodeDrawing", remember)
    order = an_order(session, "DE")
    documents.return_label(a_return(order), order, "en")
    assert drawn == [("Code128", "R10017"), ("QR", "R10017")]


@pytest.mark.parametrize(
    ("country", "postage"), [("DE", "Postage paid by Larkfield"), ("CH", "Postage to be paid by the sender")]
)
def test_the_postage_is_ours_within_the_european_union(
    session: Session, written: list[str], country: str, postage: str
) -> None:
    order = an_order(session, country)
    documents.return_label(a_return(order), order, "en")
    assert postage in written
    assert any("returned goods" in text for text in written) == (country == "CH")


@pytest.mark.parametrize(("wish", "then"), [("refund", "Your money"), ("exchange", "The new item")])
def test_a_label_says_what_happens_then(session: Session, written: list[str], wish: str, then: str) -> None:
    order = an_order(session, "DE")
    documents.return_label(a_return(order, wish), order, "en")
    assert sum(text.startswith(("Your money", "The new item")) for text in written) == 1
    assert any(text.startswith(then) for text in written)


def test_a_label_names_the_country_in_english_too(session: Session, written: list[str]) -> None:
    order = an_order(session, "CN")
    documents.return_label(a_return(order), order, "zh")
    assert any(text.endswith("德国 Germany") for text in written)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_same_order_gives_the_same_bytes(session: Session, language: str) -> None:
    order = an_order(session, "CN")
    assert documents.invoice(order, language) == documents.invoice(order, language)
    case = a_return(order)
    assert documents.return_label(case, order, language) == documents.return_label(case, order, language)


@pytest.mark.parametrize(
    "name",
    ["<b>Bold</b> & Co", "Zoë 😀 Smith", "\x00\x07tab\there", "مريم", "𠮷野家", "</para><font size='99'>", "x" * 300],
)
def test_any_name_can_be_printed_and_none_is_markup(session: Session, name: str) -> None:
    order = an_order(session, "DE")
    session.expunge_all()
    order.address.recipient = name
    assert pages(documents.invoice(order, "en")) == 1
    assert pages(documents.return_label(a_return(order), order, "zh")) == 1
    markup = typesetting._markup(name, bold=False)
    assert re.sub(r"</?font( name=\"[\w-]+\")?>", "", markup).count("<") == 0


def test_every_letter_of_the_seeded_shop_has_a_font(session: Session) -> None:
    for address in session.execute(select(Address)).scalars():
        for sign in address.recipient + address.street + address.city:
            assert ord(sign) in typesetting.fonts() or "CJK" in _name(sign), sign


def _name(sign: str) -> str:
    import unicodedata

    return unicodedata.name(sign)


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler reads the pages back")
@pytest.mark.parametrize(("country", "language"), [("PL", "en"), ("CN", "zh"), ("HK", "zh")])
def test_what_is_printed_can_be_read_back(session: Session, tmp_path: Path, country: str, language: str) -> None:
    order = an_order(session, country)
    (tmp_path / "invoice.pdf").write_bytes(documents.invoice(order, language))
    command = ["pdftotext", "-layout", str(tmp_path / "invoice.pdf"), "-"]
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    for said in (order.address.recipient, order.address.city, order.email, order.items[0].names[language].split()[0]):
        assert said in text
