"""Mails to customers: rendered from `mails.yml` into the outbox, in the transaction of what they tell of.

So no mail tells of what was rolled back, and none is lost with a process that dies; `shop.postman` sends them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from string import Formatter
from typing import Any

import yaml
from sqlalchemy import case, update
from sqlalchemy.orm import Session

from shop.case_models import Mail
from shop.clock import utc_now
from shop.days import day_text
from shop.document_links import INVOICE, LABEL
from shop.errors import BadMailTexts
from shop.money import money
from shop.words import LANGUAGES, spoken_language

_FILE = Path(__file__).with_name("mails.yml")
_LONGEST_SUBJECT = 300

# every kind, and the values that it is given; those in brackets may be missing or empty
_VALUES: dict[str, str] = {
    "code": "order_number code minutes",
    "order_cancelled": "order_number [refund_cents]",
    "item_cancelled": "order_number items [refund_cents]",
    "address_changed": "order_number address",
    "items_changed": "order_number items [total_cents]",
    "return_registered": "order_number return_number items [until]",
    "exchange_registered": "order_number return_number items new_items [until]",
    "refund_requested": "order_number amount_cents",
    "refund_sent": "order_number amount_cents",
    "claim_received": "order_number item",
    "invoice": "order_number",
    "ticket_received": "ticket [opens]",
    "ticket_answer": "ticket answer name",
    "profile_erased": "",
}
KINDS = tuple(_VALUES)
# what is attached to a mail of a kind: the document, and the value that says of what
_DOCUMENTS = {
    "invoice": (INVOICE, "order_number"),
    "return_registered": (LABEL, "return_number"),
    "exchange_registered": (LABEL, "return_number"),
}


@dataclass(frozen=True)
class _Text:
    subject: str
    text: str


class MailTexts:
    """Subjects and texts by kind and language, checked as they are read.

    A paragraph of the text one of whose values is missing or empty is left out."""

    def __init__(self, texts: Mapping[str, Mapping[str, Mapping[str, str]]]) -> None:
        """Raises BadMailTexts for a kind or language too few or too many, and for a {value} that the kind has not."""
        if texts.keys() != _VALUES.keys():
            raise BadMailTexts(f"kinds too few or too many: {sorted(texts.keys() ^ _VALUES.keys())}")
        self._texts: dict[str, dict[str, _Text]] = {}
        for kind, by_language in texts.items():
            if missing := set(LANGUAGES) - by_language.keys():
                raise BadMailTexts(f"{kind}: no text in {', '.join(sorted(missing))}")
            self._texts[kind] = {language: _checked(kind, each) for language, each in by_language.items()}

    @classmethod
    def load(cls, file: Path = _FILE) -> MailTexts:
        return cls(yaml.safe_load(file.read_text(encoding="utf-8")))

    def render(self, kind: str, language: str, values: Mapping[str, Any]) -> tuple[str, str]:
        """Subject and text. Cents become money, days dates, lists lines.

        Raises BadMailTexts for values that are not the kind's."""
        language = spoken_language(language)
        required, optional = _names(kind)
        given = {name for name, value in values.items() if value not in (None, "", [])}
        if not required <= given <= required | optional:
            raise BadMailTexts(
                f"{kind} takes {_VALUES[kind] or 'nothing'}, not {' '.join(sorted(values)) or 'nothing'}"
            )
        written = self._texts[kind][language]
        said = {name: _said(name, values[name], language) for name in given}
        paragraphs = [each for each in written.text.strip().split("\n\n") if _fields(each) <= given]
        subject = " ".join(written.subject.format(**said).split())
        return subject[:_LONGEST_SUBJECT], "\n\n".join(paragraphs).format(**said) + "\n"


def queue(session: Session, to: str, kind: str, language: str, *, now: datetime | None = None, **values: Any) -> Mail:
    """Puts a mail into the outbox; it goes out once the caller's transaction is committed, with its PDF attached.

    Which values a kind takes stands above; `…_cents` are integers, `until` a date, `items` and `address` lists.
    Raises BadMailTexts for others."""
    subject, text = _texts().render(kind, language, values)
    document, value = _DOCUMENTS.get(kind, (None, None))
    mail = Mail(
        to=to,
        kind=kind,
        language=spoken_language(language),
        subject=subject,
        text=text,
        document=document,
        document_id=values[value] if value else None,
        created=now or utc_now(),
        attempts=0,
    )
    session.add(mail)
    return mail


def empty(session: Session, kind: str, created_before: datetime, now: datetime) -> None:
    """Of mails of this kind nothing stays but that there was one; what has not gone out by then never does."""
    old = (Mail.kind == kind, Mail.created < created_before, Mail.text != "")
    unsent = Mail.sent.is_(None) & Mail.refused.is_(None)
    refused = case((unsent, now), else_=Mail.refused)
    session.execute(
        update(Mail)
        .where(*old)
        .values(text="", subject="", refused=refused)
        .execution_options(synchronize_session=False)
    )


@lru_cache(maxsize=1)
def _texts() -> MailTexts:
    return MailTexts.load()


def _checked(kind: str, written: Mapping[str, str]) -> _Text:
    required, optional = _names(kind)
    if written.keys() != {"subject", "text"}:
        raise BadMailTexts(f"{kind}: a mail has a subject and a text")
    if unknown := _fields(written["subject"]) - required:
        raise BadMailTexts(f"{kind}: the subject cannot have {', '.join(sorted(unknown))}")
    if unknown := _fields(written["text"]) - required - optional:
        raise BadMailTexts(f"{kind}: there is no value {', '.join(sorted(unknown))}")
    return _Text(written["subject"], written["text"])


def _names(kind: str) -> tuple[set[str], set[str]]:
    names = _VALUES[kind].split()
    optional = {name.strip("[]") for name in names if name.startswith("[")}
    return {name for name in names if not name.startswith("[")}, optional


def _fields(written: str) -> set[str]:
    try:
        return {name for _, name, _, _ in Formatter().parse(written) if name is not None}
    except ValueError as error:
        raise BadMailTexts(f"a brace too many or too few: {error}") from None


def _said(name: str, value: Any, language: str) -> str:
    if name.endswith("_cents"):
        return money(value, language)
    if isinstance(value, date):
        return day_text(value, language)
    if isinstance(value, (list, tuple)):
        return "\n".join(f"  {line}" for line in value)
    return str(value)
