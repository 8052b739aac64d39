"""Carries the mails of the outbox away, one after the other, in a thread of the actions process.

A mail is leased, sent, and marked: only who holds the lease sends it, so that two processes do not send it twice. A
process that dies between sending and marking leaves a lease that runs out, and the mail goes out once more: at most one
duplicate for each such death, under the same Message-ID. A mail that could not be sent waits, longer each time. Neither
addresses nor subjects nor texts are logged."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime

from sqlalchemy import or_, select, update

from shop import documents, verification
from shop.case_models import Mail
from shop.clock import utc_now
from shop.delivery import Delivery, LocalOutbox, Smtp
from shop.email_addresses import mailbox, named_mailbox
from shop.errors import Refused, Undelivered, UnknownDocument
from shop.settings import ShopSettings
from shop.store import Store

log = logging.getLogger(__name__)

LOOK_SECONDS = 0.5
RETRY_SECONDS = 5.0
TIDY_SECONDS = 60.0
# longer than the connecting, the repeats of it and the sending take together
LEASE = timedelta(minutes=5)
_LONGEST_WAIT = timedelta(hours=1)
GIVE_UP = timedelta(days=3)
_LOCAL_SENDER = "Larkfield <help@larkfield.example>"


class Postman:
    """`step` sends one mail and is what the thread repeats."""

    def __init__(self, store: Store, delivery: Delivery, sender: str, clock: Callable[[], datetime] = utc_now) -> None:
        self._store, self._delivery, self._clock = store, delivery, clock
        self._sender = named_mailbox(sender)
        self._tidied: datetime | None = None
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="postman", daemon=True)

    @classmethod
    def of_settings(cls, store: Store, settings: ShopSettings) -> Postman:
        """Over SMTP where the settings name a server; else mails stay where they are, for the demo to show."""
        if settings.mail_server is None:
            return cls(store, LocalOutbox(), settings.mail_from or _LOCAL_SENDER)
        return cls(store, Smtp(settings.mail_server), settings.mail_from)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Waits for the mail that is being sent."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(timeout=10)

    def step(self) -> bool:
        """Whether there was a mail to send."""
        self._tidy()
        mail = self._lease()
        if mail is None:
            return False
        try:
            self._delivery.send(self._message(mail))
        except (Refused, UnknownDocument) as error:
            log.error("mail %d (%s) is refused: %s", mail.id, mail.kind, error)
            self._mark(mail.id, refused=self._clock())
        except Undelivered as error:
            self._put_off(mail, error)
        else:
            self._mark(mail.id, sent=self._clock(), leased_until=None)
        return True

    def _run(self) -> None:
        wait = 0.0
        while not self._stopping.wait(wait):
            wait = LOOK_SECONDS
            try:
                wait = 0.0 if self.step() else LOOK_SECONDS
            except Exception as error:  # the edge of the thread: one mail's trouble is not the next one's
                log.error("a mail stays for later, next look in %s s: %s", RETRY_SECONDS, type(error).__name__)
                wait = RETRY_SECONDS

    def _lease(self) -> Mail | None:
        """The oldest mail that is due, ours until the lease is over."""
        now = self._clock()
        due = (Mail.sent.is_(None), Mail.refused.is_(None), or_(Mail.leased_until.is_(None), Mail.leased_until <= now))
        oldest = select(Mail.id).where(*due).order_by(Mail.id).limit(1)
        with self._store.transaction(reading=True) as session:
            if session.execute(oldest).first() is None:
                return None
        with self._store.transaction() as session:
            # a server locks the row, and another process takes the next one
            mail_id = session.execute(oldest.with_for_update(skip_locked=True)).scalar_one_or_none()
            if mail_id is None:
                return None
            mail: Mail = session.get(Mail, mail_id)
            mail.leased_until, mail.attempts = now + LEASE, mail.attempts + 1
            return mail

    def _message(self, mail: Mail) -> EmailMessage:
        """Raises Refused for an address that is none: what a line break could add is no part of an address."""
        message = EmailMessage()
        try:
            message["To"] = mailbox(mail.to)
        except ValueError:
            raise Refused("no address that a mail can go to") from None
        message["From"] = self._sender
        message["Subject"] = mail.subject
        message["Date"] = format_datetime(mail.created)
        message["Message-ID"] = f"<aisle-{mail.id}-{mail.created:%Y%m%d%H%M%S}@{self._sender.domain}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(mail.text)
        message["Content-Language"] = mail.language
        if mail.document is not None:
            with self._store.transaction(reading=True) as session:
                content = documents.document(session, mail.document, mail.document_id or "", mail.language)
            name = f"{mail.document}-{mail.document_id}.pdf"
            message.add_attachment(content, maintype="application", subtype="pdf", filename=name)
        return message

    def _put_off(self, mail: Mail, error: Undelivered) -> None:
        now = self._clock()
        if now - mail.created > GIVE_UP:
            log.error("mail %d (%s) is given up: %s", mail.id, mail.kind, error)
            self._mark(mail.id, refused=now)
            return
        wait = min(timedelta(seconds=15 * 2 ** min(mail.attempts, 10)), _LONGEST_WAIT)
        log.warning("mail %d (%s) waits %d s: %s", mail.id, mail.kind, wait.total_seconds(), error)
        self._mark(mail.id, leased_until=now + wait)

    def _mark(self, mail_id: int, **columns: datetime | None) -> None:
        with self._store.transaction() as session:
            session.execute(update(Mail).where(Mail.id == mail_id).values(**columns))

    def _tidy(self) -> None:
        now = self._clock()
        if self._tidied is None or (now - self._tidied).total_seconds() >= TIDY_SECONDS:
            with self._store.transaction() as session:
                verification.forget(session, now)
            self._tidied = now
