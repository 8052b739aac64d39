from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from shop import mail
from shop.case_models import Base, Mail
from shop.errors import BadMailTexts
from shop.mail import KINDS, MailTexts
from shop.store import Store

VALUES: dict[str, Any] = {
    "order_number": "1042",
    "code": "012345",
    "minutes": 10,
    "refund_cents": 4995,
    "amount_cents": 4995,
    "total_cents": 129900,
    "items": ["1 × Ridge Jacket, navy", "2 × Vale Shirt"],
    "new_items": ["1 × Ridge Jacket, black"],
    "item": "1 × Ridge Jacket",
    "address": ["Łucja Wójcik", "ul. Długa 5", "80-831 Gdańsk", "Poland"],
    "return_number": "R10017",
    "until": date(2026, 12, 18),
    "ticket": "T123",
    "opens": "on Monday at 9:00",
    "answer": "It left today.",
    "name": "Mia",
}


def values_of(kind: str, *, optional: bool = True) -> dict[str, Any]:
    required, others = mail._names(kind)
    return {name: VALUES[name] for name in required | (others if optional else set())}


@pytest.fixture(scope="module")
def texts() -> MailTexts:
    return MailTexts.load()


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_mail_can_be_written_with_and_without_what_may_be_missing(
    texts: MailTexts, kind: str, language: str
) -> None:
    for optional in (True, False):
        subject, text = texts.render(kind, language, values_of(kind, optional=optional))
        assert subject and "{" not in subject + text and "None" not in subject + text and "\n\n\n" not in text
        assert text.endswith({"en": "Your Larkfield team\n", "zh": "云雀商城\n"}[language])


def test_a_paragraph_whose_value_is_missing_is_left_out(texts: MailTexts) -> None:
    _, with_money = texts.render("order_cancelled", "en", {"order_number": "1042", "refund_cents": 4995})
    _, without = texts.render("order_cancelled", "en", {"order_number": "1042", "refund_cents": None})
    assert "€49.95" in with_money
    assert "back, the way you paid" not in without and "Nothing will be sent" in without


def test_days_and_lists_are_written_in_the_mails_language(texts: MailTexts) -> None:
    values = values_of("return_registered")
    assert "18 December 2026" in texts.render("return_registered", "en", values)[1]
    _, text = texts.render("return_registered", "zh-CN", values)
    assert "2026年12月18日" in text and "\n  1 × Ridge Jacket, navy\n  2 × Vale Shirt\n" in text


def test_a_language_that_has_no_text_gets_english(texts: MailTexts) -> None:
    assert texts.render("profile_erased", "fr", {}) == texts.render("profile_erased", "en", {})


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"order_number": "1042", "surplus": "x"},
        {"order_number": ""},
    ],
)
def test_values_too_few_or_too_many_are_refused(texts: MailTexts, values: dict[str, Any]) -> None:
    with pytest.raises(BadMailTexts, match="order_number"):
        texts.render("invoice", "en", values)


def test_braces_in_a_value_are_only_text(texts: MailTexts) -> None:
    _, text = texts.render("claim_received", "en", {"order_number": "1042", "item": "{order_number.__class__}"})
    assert "{order_number.__class__}" in text


def test_a_subject_is_one_line(texts: MailTexts) -> None:
    subject, _ = texts.render("invoice", "en", {"order_number": "1042\r\nBcc: a@example.com\u2028" + "x" * 500})
    assert subject.isprintable() and len(subject) <= 300


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("Hello {nobody}", "no value nobody"),
        ("Hello {order_number", "brace"),
        ("Hello {order_number.__class__}", "no value"),
        ("Hello {0}", "no value 0"),
    ],
)
def test_a_file_with_a_wrong_value_is_refused_as_it_is_read(tmp_path: Path, text: str, complaint: str) -> None:
    written = mail._FILE.read_text(encoding="utf-8").replace("Thank you for shopping with us.", text)
    file = tmp_path / "mails.yml"
    file.write_text(written, encoding="utf-8")
    with pytest.raises(BadMailTexts, match=complaint):
        MailTexts.load(file)


def test_a_file_that_lacks_a_kind_or_a_language_is_refused() -> None:
    whole = {kind: {language: {"subject": "s", "text": "t"} for language in ("en", "zh")} for kind in KINDS}
    MailTexts(whole)
    with pytest.raises(BadMailTexts, match="invoice"):
        MailTexts({kind: texts for kind, texts in whole.items() if kind != "invoice"})
    with pytest.raises(BadMailTexts, match="zh"):
        MailTexts(whole | {"invoice": {"en": {"subject": "s", "text": "t"}}})


def test_a_mail_is_queued_with_what_it_tells_of_or_not_at_all(store: Store) -> None:
    store.create_tables(Base)
    with pytest.raises(ZeroDivisionError), store.transaction() as session:
        mail.queue(session, "anna@example.com", "invoice", "en", order_number="1042")
        raise ZeroDivisionError
    with store.transaction() as session:
        assert session.execute(select(func.count(Mail.id))).scalar_one() == 0
        mail.queue(session, "anna@example.com", "invoice", "en", order_number="1042")
    with store.transaction(reading=True) as session:
        queued = session.execute(select(Mail)).scalar_one()
    assert (queued.document, queued.document_id, queued.attempts, queued.sent) == ("invoice", "1042", 0, None)


def test_only_mails_of_the_kind_and_of_before_are_emptied(store: Store) -> None:
    store.create_tables(Base)
    now = datetime(2026, 11, 18, 12, 0)
    with store.transaction() as session:
        for kind, created in (("code", 0), ("code", 30), ("invoice", 0)):
            mail.queue(session, "a@example.com", kind, "en", now=now.replace(minute=created), **values_of(kind))
        mail.empty(session, "code", now.replace(minute=10), now)
    with store.transaction(reading=True) as session:
        kept = session.execute(select(Mail).order_by(Mail.id)).scalars().all()
    assert [bool(each.text) for each in kept] == [False, True, True]
    assert [each.refused for each in kept] == [now, None, None]
