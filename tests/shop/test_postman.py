from __future__ import annotations

import logging
import smtplib
import socket
import ssl
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from sqlalchemy import select, update

from shop import mail, verification
from shop.actor import Actor
from shop.case_models import Base, Mail, Return, ReturnLine
from shop.delivery import Delivery, LocalOutbox, Smtp
from shop.errors import Refused, Undelivered
from shop.models import Order
from shop.postman import GIVE_UP, LEASE, Postman
from shop.settings import MailServer, ShopSettings
from shop.store import Store
from tests.shop.certificate import self_signed
from tests.shop.mailbox import Mailbox, serving

START = datetime(2026, 11, 18, 12, 0)
SENDER = "Larkfield <help@larkfield.example>"


class Clock:
    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now


class FakeDelivery:
    """Remembers, or fails as often as it is told to."""

    def __init__(self, *failures: Exception) -> None:
        self.sent: list[EmailMessage] = []
        self.failures = list(failures)

    def send(self, message: EmailMessage) -> None:
        if self.failures:
            raise self.failures.pop(0)
        self.sent.append(message)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def outbox(store: Store) -> Store:
    store.create_tables(Base)
    return store


def queue(store: Store, to: str = "anna@example.com", number: str = "1042", kind: str = "address_changed") -> None:
    values = {"address": ["Anna Vogel", "Am Markt 3"]} if kind == "address_changed" else {}
    with store.transaction() as session:
        mail.queue(session, to, kind, "en", order_number=number, now=START, **values)


def only_mail(store: Store) -> Mail:
    with store.transaction(reading=True) as session:
        found: Mail = session.execute(select(Mail)).scalar_one()
        return found


def run_out(postman: Postman) -> None:
    while postman.step():
        pass


class DeliveryContract:
    """What holds for every way that a mail can go."""

    @pytest.fixture
    def delivery(self) -> Iterator[Delivery]:
        raise NotImplementedError

    def test_a_mail_goes_out_once_and_is_marked(self, outbox: Store, clock: Clock, delivery: Delivery) -> None:
        queue(outbox)
        postman = Postman(outbox, delivery, SENDER, clock)
        assert postman.step()
        clock.now += timedelta(hours=2)
        assert not postman.step()
        sent = only_mail(outbox)
        assert (sent.sent, sent.refused, sent.attempts) == (START, None, 1)

    def test_mails_go_out_in_the_order_in_which_they_were_queued(
        self, outbox: Store, clock: Clock, delivery: Delivery
    ) -> None:
        for number in ("1042", "1043", "1044"):
            queue(outbox, number=number)
        postman = Postman(outbox, delivery, SENDER, clock)
        for done in (1, 2, 3):
            postman.step()
            with outbox.transaction(reading=True) as session:
                assert [m.sent is not None for m in session.execute(select(Mail).order_by(Mail.id)).scalars()] == [
                    position < done for position in range(3)
                ]

    def test_what_is_no_address_is_refused_and_holds_up_nothing(
        self, outbox: Store, clock: Clock, delivery: Delivery
    ) -> None:
        bad = ["", "nobody", "a@b\r\nBcc: all@example.com", "a@b, c@d", "@example.com", "Anna <anna@example.com>"]
        for to in [*bad, "anna@example.com"]:
            queue(outbox, to=to)
        run_out(Postman(outbox, delivery, SENDER, clock))
        with outbox.transaction(reading=True) as session:
            refused = [m.refused is not None for m in session.execute(select(Mail).order_by(Mail.id)).scalars()]
        assert refused == [True] * len(bad) + [False]


class TestTheLocalOutbox(DeliveryContract):
    @pytest.fixture
    def delivery(self) -> Iterator[Delivery]:
        yield LocalOutbox()

    def test_what_went_nowhere_stays_to_be_read(self, outbox: Store, clock: Clock) -> None:
        queue(outbox)
        Postman(outbox, LocalOutbox(), SENDER, clock).step()
        assert "Am Markt 3" in only_mail(outbox).text


class TestSmtp(DeliveryContract):
    @pytest.fixture
    def mailbox(self) -> Mailbox:
        return Mailbox()

    @pytest.fixture
    def delivery(self, mailbox: Mailbox) -> Iterator[Delivery]:
        with serving(mailbox) as server:
            yield Smtp(server)

    def test_the_message_arrives_as_it_was_written(
        self, outbox: Store, clock: Clock, delivery: Delivery, mailbox: Mailbox
    ) -> None:
        with outbox.transaction() as session:
            mail.queue(session, "jing.li@example.com", "code", "zh", order_number="1042", code="012345", minutes=10)
        Postman(outbox, delivery, SENDER, clock).step()
        (message,) = mailbox.messages
        assert message["To"] == "jing.li@example.com" and message["From"] == SENDER
        assert message["Subject"] == "订单 1042 的验证码：012345"
        assert "\n012345\n" in message.get_content()
        assert message["Message-ID"].endswith("@larkfield.example>")
        assert message["Content-Language"] == "zh" and message["Auto-Submitted"] == "auto-generated"
        assert mailbox.recipients == ["jing.li@example.com"]

    def test_a_mail_that_brings_a_label_has_it_attached(
        self, own_shop: Store, clock: Clock, delivery: Delivery, mailbox: Mailbox
    ) -> None:
        with own_shop.transaction() as session:
            item = session.get(Order, "1042").items[0]
            case = Return(
                number="R17", order_number="1042", wish="refund", reason="", status="registered", created=START
            )
            case.lines.append(ReturnLine(item_id=item.id, quantity=1))
            session.add(case)
            mail.queue(
                session,
                "anna@example.com",
                "return_registered",
                "en",
                order_number="1042",
                return_number="R17",
                items=["one jacket"],
                until=(START + timedelta(days=30)).date(),
            )
        Postman(own_shop, delivery, SENDER, clock).step()
        (attached,) = mailbox.messages[0].iter_attachments()
        assert attached.get_filename() == "label-R17.pdf" and attached.get_content_type() == "application/pdf"
        assert attached.get_content().startswith(b"%PDF-")

    @pytest.mark.parametrize(
        ("answer", "at", "refused"),
        [
            ("550 no such user", "recipient", True),
            ("450 greylisted", "recipient", False),
            ("554 rejected", "data", True),
            ("451 try again", "data", False),
        ],
    )
    def test_only_a_refusal_for_good_is_one(self, answer: str, at: str, refused: bool) -> None:
        message = EmailMessage()
        message["From"], message["To"] = SENDER, "anna@example.com"
        mailbox = Mailbox(answer, at=at)
        with serving(mailbox) as server:
            with pytest.raises(Refused if refused else Undelivered) as error:
                Smtp(server).send(message)
            assert "anna" not in str(error.value)
            Smtp(server).send(message)
        assert len(mailbox.messages) == 1

    def test_user_and_password_go_over_tls_only(self, tmp_path: Path) -> None:
        message = EmailMessage()
        message["From"], message["To"] = SENDER, "anna@example.com"
        theirs, ours = self_signed(tmp_path)
        mailbox = Mailbox()
        with serving(mailbox, starttls=theirs, login=True) as server:
            Smtp(server, context=ours).send(message)
        assert mailbox.over_tls == [True] and mailbox.logins == [(b"shop", b"p@ss")]

    def test_a_server_whose_certificate_is_not_known_gets_nothing(self, tmp_path: Path) -> None:
        message = EmailMessage()
        message["From"], message["To"] = SENDER, "anna@example.com"
        mailbox = Mailbox()
        theirs, _ = self_signed(tmp_path)
        with serving(mailbox, starttls=theirs, login=True) as server, pytest.raises(Undelivered):
            Smtp(server, context=ssl.create_default_context()).send(message)
        assert not mailbox.messages and not mailbox.logins

    def test_a_server_elsewhere_that_offers_no_tls_gets_nothing(self, monkeypatch: pytest.MonkeyPatch) -> None:
        message = EmailMessage()
        message["From"], message["To"] = SENDER, "anna@example.com"
        mailbox = Mailbox()
        monkeypatch.setattr(MailServer, "on_loopback", False)
        with serving(mailbox) as server, pytest.raises((Refused, Undelivered)):
            Smtp(server).send(message)
        assert not mailbox.messages

    def test_connecting_is_tried_three_times(self) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            server = MailServer("127.0.0.1", free.getsockname()[1], tls=False)
        pauses: list[float] = []
        with pytest.raises(Undelivered):
            Smtp(server, sleep=pauses.append).send(EmailMessage())
        assert len(pauses) == 2

    def test_a_server_that_hangs_up_badly_has_taken_the_message(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def fails(_connection: smtplib.SMTP) -> None:
            raise smtplib.SMTPResponseException(421, b"bye")

        monkeypatch.setattr(smtplib.SMTP, "quit", fails)
        message = EmailMessage()
        message["From"], message["To"] = SENDER, "anna@example.com"
        mailbox = Mailbox()
        with serving(mailbox) as server:
            Smtp(server).send(message)
        assert len(mailbox.messages) == 1


def test_a_mail_that_was_not_taken_waits_longer_each_time(outbox: Store, clock: Clock) -> None:
    queue(outbox)
    delivery = FakeDelivery(Undelivered("451"), Undelivered("451"))
    postman = Postman(outbox, delivery, SENDER, clock)
    waits = []
    for _ in range(3):
        assert postman.step()
        began = clock.now
        while only_mail(outbox).sent is None and not _is_due(outbox, clock):
            assert not postman.step()
            clock.now += timedelta(seconds=5)
        waits.append((clock.now - began).total_seconds())
    assert waits == [30, 60, 0]
    assert len(delivery.sent) == 1


def _is_due(outbox: Store, clock: Clock) -> bool:
    until = only_mail(outbox).leased_until
    return until is None or until <= clock.now


def test_a_refused_mail_is_not_tried_again(outbox: Store, clock: Clock) -> None:
    queue(outbox)
    delivery = FakeDelivery(Refused("550"))
    postman = Postman(outbox, delivery, SENDER, clock)
    postman.step()
    clock.now += timedelta(days=1)
    assert not postman.step()
    assert only_mail(outbox).refused == START and only_mail(outbox).sent is None


def test_a_mail_that_nobody_takes_for_days_is_given_up(outbox: Store, clock: Clock) -> None:
    queue(outbox)
    postman = Postman(outbox, FakeDelivery(*[Undelivered("451")] * 500), SENDER, clock)
    while only_mail(outbox).refused is None:
        postman.step()
        clock.now += timedelta(hours=1)
    assert GIVE_UP < clock.now - START < GIVE_UP + timedelta(hours=3)


def test_two_postmen_never_send_the_same_mail(outbox: Store, clock: Clock) -> None:
    assert_each_is_sent_once(outbox, clock)


def test_on_a_server_two_postmen_never_send_the_same_mail_either(server: Store, clock: Clock) -> None:
    server.create_tables(Base)
    assert_each_is_sent_once(server, clock)


def assert_each_is_sent_once(outbox: Store, clock: Clock) -> None:
    for number in range(1000, 1030):
        queue(outbox, number=str(number))
    stores = [Store(outbox.url) for _ in range(2)]
    deliveries = [FakeDelivery(), FakeDelivery()]
    threads = [
        threading.Thread(target=run_out, args=(Postman(store, delivery, SENDER, clock),))
        for store, delivery in zip(stores, deliveries, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for store in stores:
        store.close()
    sent = [message["Subject"] for delivery in deliveries for message in delivery.sent]
    assert len(sent) == 30 == len(set(sent))


class Killed(BaseException):
    pass


class DiesAfterSending(FakeDelivery):
    def send(self, message: EmailMessage) -> None:
        super().send(message)
        raise Killed


def test_a_postman_that_dies_before_it_marks_leaves_one_duplicate_at_most(outbox: Store, clock: Clock) -> None:
    queue(outbox)
    dead, alive = DiesAfterSending(), FakeDelivery()
    with pytest.raises(Killed):
        Postman(outbox, dead, SENDER, clock).step()
    successor = Postman(outbox, alive, SENDER, clock)
    assert not successor.step()  # the dead one's lease
    clock.now += LEASE
    run_out(successor)
    clock.now += timedelta(days=1)
    run_out(successor)
    assert [message["Message-ID"] for message in dead.sent] == [message["Message-ID"] for message in alive.sent]


def test_what_can_not_be_made_holds_up_no_other_mail(outbox: Store, clock: Clock) -> None:
    queue(outbox, kind="invoice", number="9999")
    queue(outbox)
    delivery = FakeDelivery()
    run_out(Postman(outbox, delivery, SENDER, clock))
    assert [message["Subject"] for message in delivery.sent] == ["Order 1042 goes to a new address"]


def test_a_line_break_in_a_value_adds_no_header(outbox: Store, clock: Clock) -> None:
    queue(outbox, number="1042\r\nBcc: all@example.com")
    delivery = FakeDelivery()
    run_out(Postman(outbox, delivery, SENDER, clock))
    (message,) = delivery.sent
    assert message["Bcc"] is None and "\n" not in message["Subject"]


def test_a_subject_that_was_tampered_with_adds_no_header_either(outbox: Store, clock: Clock) -> None:
    queue(outbox)
    with outbox.transaction() as session:
        session.execute(update(Mail).values(subject="Hello\r\nBcc: all@example.com"))
    delivery = FakeDelivery()
    postman = Postman(outbox, delivery, SENDER, clock)
    with pytest.raises(ValueError, match="linefeed"):
        postman.step()
    assert not delivery.sent


def test_codes_do_not_stay_in_the_outbox_once_they_have_expired(own_shop: Store, clock: Clock) -> None:
    with own_shop.transaction() as session:
        verification.send_code(session, Actor.of_conversation("a" * 32, None), "1042", now=START)
    delivery = FakeDelivery(*[Undelivered("451")] * 9)
    postman = Postman(own_shop, delivery, SENDER, clock)
    postman.step()
    assert "1042" in only_mail(own_shop).subject
    clock.now += timedelta(minutes=11)
    assert not postman.step()  # nor does it go out any more
    kept = only_mail(own_shop)
    assert (kept.text, kept.subject) == ("", "") and kept.refused == clock.now


def test_neither_address_nor_subject_is_logged(outbox: Store, clock: Clock, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    queue(outbox, to="anna.secret@example.com")
    queue(outbox, to="anna.secret@example.com, more")
    delivery = FakeDelivery(Undelivered("451"), Refused("550"))
    postman = Postman(outbox, delivery, SENDER, clock)
    for _ in range(5):
        postman.step()
        clock.now += timedelta(minutes=5)
    assert caplog.text and "secret" not in caplog.text and "new address" not in caplog.text


def test_the_thread_sends_what_is_queued_and_outlives_a_mail_that_fails(outbox: Store) -> None:
    delivery, done = FakeDelivery(RuntimeError("a fault of ours")), threading.Event()
    postman = Postman.of_settings(outbox, ShopSettings())
    assert isinstance(postman._delivery, LocalOutbox)
    postman = Postman(outbox, delivery, SENDER)
    for number in ("1042", "1043"):
        queue(outbox, number=number)
    send = delivery.send
    delivery.send = lambda message: (send(message), done.set())[0]  # type: ignore[method-assign, func-returns-value]
    postman.start()
    assert done.wait(20)
    postman.stop()
    assert [message["Subject"] for message in delivery.sent] == ["Order 1043 goes to a new address"]
