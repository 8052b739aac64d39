from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from shop import audit
from shop.actor import Actor
from shop.case_models import Audit, Base, Refund
from shop.errors import ActedAlready
from shop.store import Store

ACTOR = Actor.of_conversation("a" * 32, "C100")
NOW = datetime(2026, 11, 18, 12, 0)


def record(session: Session, key: str = "task-1:cancel", outcome: str = "cancelled") -> None:
    audit.record(
        session,
        ACTOR,
        key,
        "cancel",
        "1042",
        {"status": "paid"},
        {"status": "cancelled"},
        {"state": outcome},
        now=NOW,
    )


def test_the_outcome_of_an_act_is_found_by_its_key(store: Store) -> None:
    store.create_tables(Base)
    with store.transaction() as session:
        assert audit.recorded(session, "task-1:cancel") is None
        record(session)
        assert audit.recorded(session, "task-1:cancel") == {"state": "cancelled"}
        assert audit.recorded(session, "task-2:cancel") is None


def test_a_row_says_who_did_what_where_and_what_it_was_before(store: Store) -> None:
    store.create_tables(Base)
    with store.transaction() as session:
        record(session)
    with store.transaction(reading=True) as session:
        row = session.execute(select(Audit)).scalar_one()
    assert (row.actor_kind, row.actor_id, row.conversation) == ("customer", "C100", "a" * 32)
    assert (row.act, row.order_number, row.time) == ("cancel", "1042", NOW)
    assert (row.before, row.after) == ({"status": "paid"}, {"status": "cancelled"})


def test_a_second_act_of_the_same_key_is_refused_and_leaves_nothing(store: Store) -> None:
    store.create_tables(Base)
    with store.transaction() as session:
        record(session)
    with pytest.raises(ActedAlready), store.transaction() as session:
        record(session, outcome="something else")
    with store.transaction(reading=True) as session:
        assert audit.recorded(session, "task-1:cancel") == {"state": "cancelled"}


def test_what_else_is_wrong_with_a_change_is_not_taken_for_a_second_act(store: Store) -> None:
    store.create_tables(Base)
    with pytest.raises(IntegrityError), store.transaction() as session:
        session.add(Refund(order_number="0", reason="goodwill", amount_cents=1, status="requested"))
        record(session)
