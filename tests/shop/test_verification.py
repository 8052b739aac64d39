from __future__ import annotations

import hashlib
import hmac
import re
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from shop import tables, verification
from shop.actor import AGENT, CUSTOMER, Actor
from shop.case_models import Grant, Lock, Mail, Verification
from shop.errors import CodesLocked, NotProven
from shop.models import Address, Customer, Order
from shop.store import Store
from shop.verification import check_code, may_change, require, send_code

NOW = datetime(2026, 11, 18, 12, 0)
MINUTE = timedelta(minutes=1)
TAB, OTHER_TAB = (Actor.of_conversation(letter * 32, None) for letter in "ab")
UNKNOWN = "9999999"


@pytest.fixture
def session(own_shop: Store) -> Iterator[Session]:
    with own_shop.transaction() as session:
        yield session


def mailed_code(session: Session) -> str:
    """The code of the newest mail."""
    text = session.execute(select(Mail.text).order_by(Mail.id.desc()).limit(1)).scalar_one()
    (code,) = re.findall(r"^\d{6}$", text, re.MULTILINE)
    return str(code)


def other_than(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06}"


def sent(session: Session, actor: Actor = TAB, number: str = "1042", now: datetime = NOW) -> str:
    send_code(session, actor, number, now=now)
    return mailed_code(session)


def test_the_mailed_code_opens_the_order_for_the_conversation_that_asked(session: Session) -> None:
    code = sent(session)
    assert not may_change(session, TAB, "1042", now=NOW)
    assert check_code(session, TAB, "1042", code, now=NOW) == "ok"
    assert may_change(session, TAB, "1042", now=NOW)
    require(session, TAB, "1042", now=NOW)


def test_the_code_goes_to_the_address_on_the_order_and_to_no_other(session: Session) -> None:
    sent(session)
    mails = session.execute(select(Mail)).scalars().all()
    assert [mail.to for mail in mails] == [session.get(Order, "1042").email]
    assert [mail.kind for mail in mails] == ["code"]


def test_the_mail_speaks_the_language_of_the_conversation(session: Session) -> None:
    send_code(session, TAB, "1042", language="zh", now=NOW)
    assert "验证码" in session.execute(select(Mail.subject)).scalar_one()


def test_a_code_opens_no_other_order(session: Session) -> None:
    code = sent(session)
    assert check_code(session, TAB, "1041", code, now=NOW) == "expired"
    assert not may_change(session, TAB, "1041", now=NOW)


def test_a_code_replayed_in_another_conversation_opens_nothing(session: Session) -> None:
    code = sent(session)
    assert check_code(session, OTHER_TAB, "1042", code, now=NOW) == "expired"
    other_code = sent(session, OTHER_TAB)
    if code != other_code:
        assert check_code(session, OTHER_TAB, "1042", code, now=NOW) == "wrong"
    assert not may_change(session, OTHER_TAB, "1042", now=NOW)


def test_what_one_conversation_proved_opens_nothing_in_another(session: Session) -> None:
    check_code(session, TAB, "1042", sent(session), now=NOW)
    assert not may_change(session, OTHER_TAB, "1042", now=NOW)
    with pytest.raises(NotProven):
        require(session, OTHER_TAB, "1042", now=NOW)


def test_a_code_works_once(session: Session) -> None:
    code = sent(session)
    assert check_code(session, TAB, "1042", code, now=NOW) == "ok"
    assert check_code(session, TAB, "1042", code, now=NOW) == "expired"


def test_a_new_code_replaces_the_one_before(session: Session) -> None:
    first, second = sent(session), sent(session)
    if first != second:
        assert check_code(session, TAB, "1042", first, now=NOW) == "wrong"
    assert check_code(session, TAB, "1042", second, now=NOW) == "ok"


def test_a_code_lasts_ten_minutes_and_what_it_opened_thirty(session: Session) -> None:
    code = sent(session)
    assert check_code(session, TAB, "1042", code, now=NOW + 10 * MINUTE) == "expired"
    code = sent(session, now=NOW + 20 * MINUTE)
    assert check_code(session, TAB, "1042", code, now=NOW + 29 * MINUTE) == "ok"
    assert may_change(session, TAB, "1042", now=NOW + 58 * MINUTE)
    assert not may_change(session, TAB, "1042", now=NOW + 59 * MINUTE)


def test_five_wrong_tries_lock_the_order_in_every_conversation_for_fifteen_minutes(session: Session) -> None:
    other_code, code = sent(session, OTHER_TAB), sent(session)
    answers = [check_code(session, TAB, "1042", other_than(code), now=NOW) for _ in range(5)]
    assert answers == ["wrong"] * 4 + ["locked"]
    for actor, right in ((TAB, code), (OTHER_TAB, other_code)):
        assert check_code(session, actor, "1042", right, now=NOW + 5 * MINUTE) == "locked"
        with pytest.raises(CodesLocked) as locked:
            send_code(session, actor, "1042", now=NOW + 14 * MINUTE)
        assert locked.value.until == NOW + 15 * MINUTE
    assert check_code(session, TAB, "1042", sent(session, now=NOW + 16 * MINUTE), now=NOW + 16 * MINUTE) == "ok"


def test_a_code_of_before_the_lock_is_not_good_after_it(session: Session) -> None:
    code = sent(session)
    late = NOW + 9 * MINUTE
    for _ in range(5):
        check_code(session, TAB, "1042", other_than(code), now=late)
    assert check_code(session, TAB, "1042", code, now=late + 15 * MINUTE) == "expired"


def test_tries_are_not_begun_anew_by_a_new_code_or_another_conversation(session: Session) -> None:
    for actor in (TAB, OTHER_TAB):
        code = sent(session, actor)
        for _ in range(2):
            assert check_code(session, actor, "1042", other_than(code), now=NOW) == "wrong"
    code = sent(session)
    assert check_code(session, TAB, "1042", other_than(code), now=NOW) == "locked"


def test_an_order_has_three_codes_in_a_quarter_of_an_hour_whoever_asks(session: Session) -> None:
    for minute, actor in enumerate((TAB, OTHER_TAB, TAB)):
        send_code(session, actor, "1042", now=NOW + minute * MINUTE)
    with pytest.raises(CodesLocked) as locked:
        send_code(session, OTHER_TAB, "1042", now=NOW + 3 * MINUTE)
    assert locked.value.until == NOW + 15 * MINUTE
    send_code(session, OTHER_TAB, "1042", now=NOW + 15 * MINUTE)


def test_a_conversation_has_six_codes_in_a_quarter_of_an_hour_whatever_the_order(session: Session) -> None:
    for number in range(1042, 1048):
        send_code(session, TAB, str(number), now=NOW)
    with pytest.raises(CodesLocked):
        send_code(session, TAB, "1050", now=NOW)
    send_code(session, OTHER_TAB, "1050", now=NOW)


def test_a_number_that_no_order_has_gets_the_same_answers(session: Session) -> None:
    for number in ("1042", UNKNOWN):
        for _ in range(3):
            send_code(session, TAB, number, now=NOW)
        with pytest.raises(CodesLocked) as locked:
            send_code(session, TAB, number, now=NOW)
        assert str(locked.value) == "no code before 12:15"
    known = mailed_code(session)
    for number in ("1042", UNKNOWN):
        answers = [check_code(session, TAB, number, other_than(known), now=NOW) for _ in range(6)]
        assert answers == ["wrong"] * 4 + ["locked"] * 2
    assert {mail.to for mail in session.execute(select(Mail)).scalars()} == {session.get(Order, "1042").email}


def test_what_an_attacker_may_probe_takes_the_same_path(own_shop: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same statements, and one slow digest, whether the order exists or not and whether there is a code or not."""
    steps: list[str] = []
    scrypt, compare = hashlib.scrypt, hmac.compare_digest

    def remembered(name: str, call: Any) -> Any:
        return lambda *args, **kwargs: (steps.append(name), call(*args, **kwargs))[1]

    def remember_statement(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        # what a mail is queued with is next to nothing beside the digest; a pragma is said once a connection
        if "INTO mail" not in statement and not statement.startswith("PRAGMA"):
            steps.append(statement)

    monkeypatch.setattr(hashlib, "scrypt", remembered("scrypt", scrypt))
    monkeypatch.setattr(hmac, "compare_digest", remembered("compare", compare))
    event.listen(own_shop._engine, "before_cursor_execute", remember_statement)
    paths = []
    for number in ("1042", UNKNOWN):
        with own_shop.transaction() as session:
            send_code(session, TAB, number, now=NOW)
        with own_shop.transaction() as session:
            assert check_code(session, TAB, number, "no code", now=NOW) == "wrong"
        with own_shop.transaction() as session:
            assert check_code(session, OTHER_TAB, number, "000000", now=NOW) == "expired"
        paths.append(list(steps))
        steps.clear()
    assert paths[0] == paths[1]
    assert paths[0].count("scrypt") == 3 and paths[0].count("compare") == 2


def test_a_customer_needs_no_code_for_their_own_orders(session: Session) -> None:
    owner = Actor.of_conversation("c" * 32, session.get(Order, "1042").customer_id)
    assert may_change(session, owner, "1042", now=NOW)
    send_code(session, owner, "1042", now=NOW)
    assert session.execute(select(func.count(Mail.id))).scalar_one() == 0
    assert check_code(session, owner, "1042", "", now=NOW) == "ok"


def test_a_customer_has_no_way_to_the_orders_of_others(session: Session) -> None:
    stranger = Actor.of_conversation(TAB.conversation, "nobody-we-know")
    assert check_code(session, TAB, "1042", sent(session), now=NOW) == "ok"  # the conversation had a grant, before
    for number in ("1042", UNKNOWN):
        assert not may_change(session, stranger, number, now=NOW)
        assert check_code(session, stranger, number, "123456", now=NOW) == "wrong"
        with pytest.raises(NotProven):
            send_code(session, stranger, number, now=NOW)


@pytest.mark.parametrize(
    "actor", [Actor(CUSTOMER, "", "c" * 32), Actor.of_conversation("", None), Actor("admin", "", "c" * 32)]
)
def test_an_actor_who_is_nobody_may_change_nothing(session: Session, actor: Actor) -> None:
    session.add(Grant(conversation=actor.conversation, order_number="1042", until=NOW + MINUTE))
    assert not may_change(session, actor, "1042", now=NOW)


def test_staff_may_change_any_order(session: Session) -> None:
    assert may_change(session, Actor(AGENT, "account", "c" * 32), "1042", now=NOW)


@pytest.mark.parametrize("number", ["", "' OR 1=1 --", "no number", "%", "1042; DROP TABLE mail"])
def test_what_is_no_order_number_opens_nothing(session: Session, number: str) -> None:
    send_code(session, TAB, number, now=NOW)
    assert check_code(session, TAB, number, "123456", now=NOW) == "wrong"
    assert not may_change(session, TAB, number, now=NOW)
    assert session.execute(select(func.count(Mail.id))).scalar_one() == 0


def test_takes_number_and_code_as_people_write_them(session: Session) -> None:
    code = sent(session, number="#１０４２")
    assert check_code(session, TAB, "订单号1042", f"  {code[:3]} {code[3:]} ", now=NOW) == "ok"


def test_what_is_no_code_is_not_counted_as_a_guess(session: Session) -> None:
    code = sent(session)
    for written in ["", "I have no code", "12345", "1234567", "123456 or 654321"] * 2:
        assert check_code(session, TAB, "1042", written, now=NOW) == "wrong"
    assert check_code(session, TAB, "1042", code, now=NOW) == "ok"


def test_neither_the_code_nor_its_plain_digest_is_kept(session: Session) -> None:
    code = sent(session)
    kept = session.execute(select(Verification.digest)).scalar_one()
    assert code not in kept and hashlib.sha256(code.encode()).hexdigest() not in kept


def test_a_code_of_a_transaction_that_is_rolled_back_is_neither_mailed_nor_good(own_shop: Store) -> None:
    with pytest.raises(ZeroDivisionError), own_shop.transaction() as session:
        code = sent(session)
        raise ZeroDivisionError
    with own_shop.transaction() as session:
        assert check_code(session, TAB, "1042", code, now=NOW) == "expired"
        assert session.execute(select(func.count(Mail.id))).scalar_one() == 0


def in_threads(store: Store, calls: list[tuple[Actor, str]]) -> list[str]:
    """Each (actor, code) is tried at the same time as all others; the answers in any order.

    Half of them through a store of their own, so that they meet as processes do: at the database's lock."""
    barrier, answers, other = threading.Barrier(len(calls)), [], Store(store.url)
    stores = [store, other] * len(calls)

    def attempt(store: Store, actor: Actor, code: str) -> None:
        barrier.wait()
        with store.transaction() as session:
            answers.append(check_code(session, actor, "1042", code, now=NOW))

    threads = [threading.Thread(target=attempt, args=(stores.pop(), *call)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    other.close()
    return answers


def test_two_tabs_that_guess_at_once_have_five_tries_together(own_shop: Store) -> None:
    with own_shop.transaction() as session:
        codes = {sent(session, actor): actor for actor in (TAB, OTHER_TAB)}
        wrong = next(f"{guess:06}" for guess in range(3) if f"{guess:06}" not in codes)
    answers = in_threads(own_shop, [(TAB, wrong), (OTHER_TAB, wrong)] * 6)
    assert sorted(answers) == ["locked"] * 8 + ["wrong"] * 4
    with own_shop.transaction(reading=True) as session:
        assert session.execute(select(func.sum(Verification.tries))).scalar_one() == 5
        assert session.execute(select(Lock.until)).scalar_one() == NOW + 15 * MINUTE


def test_a_code_that_is_typed_twice_at_once_works_once(own_shop: Store) -> None:
    with own_shop.transaction() as session:
        code = sent(session)
    assert sorted(in_threads(own_shop, [(TAB, code)] * 4)) == ["expired"] * 3 + ["ok"]


def test_what_no_longer_counts_is_forgotten(session: Session) -> None:
    check_code(session, TAB, "1042", sent(session), now=NOW)
    code = sent(session, number="1043")
    for _ in range(5):
        check_code(session, TAB, "1043", other_than(code), now=NOW)
    for hours, left in ((0, 4), (1, 2), (25, 0)):
        verification.forget(session, NOW + timedelta(hours=hours))
        kept = [session.execute(select(func.count()).select_from(each)).scalar_one() for each in TABLES]
        assert sum(kept) == left


TABLES = (Verification, Grant, Lock)


def a_shop_with_order_1042(store: Store) -> None:
    tables.create(store)
    with store.transaction() as session:
        session.add(
            Customer(
                id="C1",
                name="Anna",
                email="anna@example.com",
                country="DE",
                language="en",
                created=NOW,
                newsletter=False,
            )
        )
        session.flush()
        session.add(
            Address(id=1, customer_id="C1", recipient="Anna", street="Am Markt 3", postcode="1", city="L", country="DE")
        )
        session.flush()
        session.add(
            Order(
                number="1042",
                customer_id="C1",
                address_id=1,
                email="anna@example.com",
                status="paid",
                placed=NOW,
                delivery="standard",
                payment="card",
                shipping_cents=0,
                total_cents=1,
            )
        )


def test_on_a_server_guesses_at_once_are_counted_too(server: Store) -> None:
    a_shop_with_order_1042(server)
    with server.transaction() as session:
        codes = {sent(session, actor): actor for actor in (TAB, OTHER_TAB)}
        wrong = next(f"{guess:06}" for guess in range(3) if f"{guess:06}" not in codes)
    answers = in_threads(server, [(TAB, wrong), (OTHER_TAB, wrong)] * 6)
    assert sorted(answers) == ["locked"] * 8 + ["wrong"] * 4


def test_on_a_server_a_code_that_is_typed_twice_at_once_works_once(server: Store) -> None:
    a_shop_with_order_1042(server)
    with server.transaction() as session:
        code = sent(session)
    assert sorted(in_threads(server, [(TAB, code)] * 4)) == ["expired"] * 3 + ["ok"]
