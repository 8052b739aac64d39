from __future__ import annotations

import asyncio
import multiprocessing
import sqlite3
import threading
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session

from shop import store as store_module
from shop.errors import StoreBusy, StoreError
from shop.models import Base, Customer, Variant
from shop.settings import ShopSettings
from shop.store import Store, reads


def customer(number: int) -> Customer:
    return Customer(
        id=f"C{number}",
        name="王芳",
        email=f"c{number}@example.com",
        country="CN",
        language="zh",
        created=date(2026, 1, 1),
        newsletter=False,
    )


def add(session: Session, number: int) -> str:
    session.add(customer(number))
    return f"C{number}"


@reads
def names(session: Session) -> list[str]:
    return list(session.execute(select(Customer.id).order_by(Customer.id)).scalars())


@reads
def writes_although_it_says_it_reads(session: Session) -> None:
    add(session, 1)
    session.flush()


def test_commits_at_the_end_of_a_transaction(store: Store) -> None:
    store.create_tables(Base)
    with store.transaction() as session:
        add(session, 1)
    with store.transaction(reading=True) as session:
        assert names(session) == ["C1"]


def test_rolls_back_when_the_block_raises(store: Store) -> None:
    store.create_tables(Base)
    with pytest.raises(ZeroDivisionError), store.transaction() as session:
        add(session, 1)
        session.flush()
        raise ZeroDivisionError
    with store.transaction(reading=True) as session:
        assert names(session) == []


def test_takes_writers_again_after_one_has_failed(store: Store) -> None:
    store.create_tables(Base)
    for _ in range(3):
        with pytest.raises(ZeroDivisionError), store.transaction():
            raise ZeroDivisionError
    with store.transaction() as session:
        add(session, 1)


def test_objects_stay_readable_after_the_transaction(store: Store) -> None:
    store.create_tables(Base)
    with store.transaction() as session:
        session.add(someone := customer(1))
    assert someone.name == "王芳"


def test_refuses_a_write_in_a_reading_transaction(store: Store) -> None:
    store.create_tables(Base)
    with pytest.raises(OperationalError, match="readonly"), store.transaction(reading=True) as session:
        writes_although_it_says_it_reads(session)
    with store.transaction() as session:
        add(session, 2)


def test_holds_foreign_keys(store: Store) -> None:
    store.create_tables(Base)
    with pytest.raises(IntegrityError), store.transaction() as session:
        session.add(Variant(sku="x", product_id="none", position=0, size="M", color="red", stock=1))


async def test_twenty_writers_at_once_lose_nothing(store: Store) -> None:
    store.create_tables(Base)
    written = await asyncio.gather(*(store.run(add, number) for number in range(20)))
    assert sorted(written) == await store.run(names)


def test_twenty_threads_that_read_and_then_write_lose_nothing(store: Store) -> None:
    store.create_tables(Base)
    with store.transaction() as session:
        add(session, 0)

    def count_up() -> None:
        with store.transaction() as session:
            someone = session.get(Customer, "C0")
            someone.name = str(int(someone.name) + 1 if someone.name.isdigit() else 1)

    threads = [threading.Thread(target=count_up) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.transaction(reading=True) as session:
        assert session.get(Customer, "C0").name == "20"


def _write_many(url: str, first: int) -> None:
    store = Store(url)
    for number in range(first, first + 10):
        with store.transaction() as session:
            add(session, number)
    store.close()


def test_writers_of_other_processes_wait_for_each_other(store: Store) -> None:
    store.create_tables(Base)
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=_write_many, args=(str(store.url), first)) for first in (100, 200)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert [writer.exitcode for writer in writers] == [0, 0]
    with store.transaction(reading=True) as session:
        assert len(names(session)) == 20


async def test_a_reader_is_not_kept_waiting_by_a_writer(store: Store) -> None:
    store.create_tables(Base)
    with store.transaction() as session:
        add(session, 1)
        session.flush()
        assert await asyncio.wait_for(store.run(names), timeout=5) == []


def test_says_so_when_another_writer_does_not_finish(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_module, "BUSY_SECONDS", 0.05)
    store.create_tables(Base)
    with pytest.raises(StoreBusy), store.transaction(), store.transaction():
        pass


async def test_runs_verbs_off_the_event_loop(store: Store) -> None:
    def where(_session: Session) -> str:
        return threading.current_thread().name

    assert (await store.run(where)).startswith("store-write")
    assert (await store.run(reads(lambda session: where(session)))).startswith("store-read")


def test_uses_a_write_ahead_log(store: Store, tmp_path: Path) -> None:
    store.create_tables(Base)
    connection = sqlite3.connect(tmp_path / "empty.db")
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    connection.close()


def test_refuses_a_database_in_memory() -> None:
    with pytest.raises(StoreError):
        Store("sqlite://")


def test_reads_settings_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AISLE_DATABASE_URL", raising=False)
    monkeypatch.setenv("AISLE_VAR", "/elsewhere")
    assert ShopSettings.from_environ().database_url == "sqlite:////elsewhere/aisle.db"
    monkeypatch.setenv("AISLE_DATABASE_URL", "postgresql://shop@db/aisle")
    assert ShopSettings.from_environ().database_url == "postgresql://shop@db/aisle"
