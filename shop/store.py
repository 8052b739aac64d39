"""The one way to open a session, for shop, service and actions alike."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import partial
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import create_engine, event
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.engine.url import URL, make_url
from sqlalchemy.orm import Session
from sqlalchemy.pool import QueuePool

from shop.errors import StoreBusy, StoreError

P = ParamSpec("P")
T = TypeVar("T")
Verb = TypeVar("Verb", bound=Callable[..., Any])

BUSY_SECONDS = 15.0
READERS = 4
SERVER_WRITERS = 8
_READING = "aisle_reading"


def reads(verb: Verb) -> Verb:
    """Marks a verb that only reads: `Store.run` then takes no write lock, and the database refuses a write."""
    setattr(verb, _READING, True)
    return verb


class Store:
    """Sessions on one database: a SQLite file, or a server such as PostgreSQL.

    SQLite has one writer at a time, so writers of this process queue on a lock and on one thread, and only writers of
    other processes meet SQLite's own busy timeout, whose sleeping back-off is unfair and slow."""

    def __init__(self, url: str | URL) -> None:
        self.url = make_url(url)
        self._embedded = self.url.get_backend_name() == "sqlite"
        self._engine = _sqlite_engine(self.url) if self._embedded else _server_engine(self.url)
        self._reading_engine = self._engine.execution_options(**{_READING: True})
        self._write_lock = threading.Lock()
        self._writers = ThreadPoolExecutor(1 if self._embedded else SERVER_WRITERS, "store-write")
        self._readers = ThreadPoolExecutor(READERS, "store-read")

    @contextmanager
    def transaction(self, *, reading: bool = False) -> Iterator[Session]:
        """One session in one transaction: committed at the end, rolled back when the block raises.

        Objects stay readable afterwards. On SQLite a writing transaction begins IMMEDIATE, so it never fails half-way
        because another writer came first. With `reading` the database itself refuses writes. Do not nest.
        Raises StoreBusy when a writer of this process does not finish in BUSY_SECONDS."""
        lock: AbstractContextManager[None] = self._one_writer() if self._embedded and not reading else nullcontext()
        engine = self._reading_engine if reading else self._engine
        with lock, Session(engine, future=True, expire_on_commit=False) as session, session.begin():
            yield session

    async def run(self, verb: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """`verb(session, *args, **kwargs)` in one transaction on a thread; its commit outlives a cancelled caller."""
        reading = getattr(verb, _READING, False)
        pool = self._readers if reading else self._writers
        call = partial(self._call, verb, reading, *args, **kwargs)
        return await asyncio.get_running_loop().run_in_executor(pool, call)

    def create_tables(self, base: Any) -> None:
        """Creates the tables of a declarative base that are not there yet."""
        with self._one_writer() if self._embedded else nullcontext(), self._engine.begin() as connection:
            base.metadata.create_all(connection)

    def close(self) -> None:
        """Waits for what is running, then lets go of threads and connections."""
        self._writers.shutdown()
        self._readers.shutdown()
        self._engine.dispose()

    def _call(self, verb: Callable[..., T], reading: bool, *args: Any, **kwargs: Any) -> T:
        with self.transaction(reading=reading) as session:
            return verb(session, *args, **kwargs)

    @contextmanager
    def _one_writer(self) -> Iterator[None]:
        if not self._write_lock.acquire(timeout=BUSY_SECONDS):
            raise StoreBusy(f"another writer has held {self.url.database} for {BUSY_SECONDS:.0f} s")
        try:
            yield
        finally:
            self._write_lock.release()


def _server_engine(url: URL) -> Engine:
    engine = create_engine(
        url, future=True, pool_pre_ping=True, pool_size=SERVER_WRITERS + READERS, hide_parameters=True
    )

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        if connection.get_execution_options().get(_READING):
            connection.exec_driver_sql("SET TRANSACTION READ ONLY")

    return engine


def _sqlite_engine(url: URL) -> Engine:
    if not url.database or url.database == ":memory:":
        raise StoreError("an in-memory SQLite database cannot be shared between threads: name a file")
    Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        url,
        future=True,
        hide_parameters=True,  # errors are logged, and parameters are what people wrote
        poolclass=QueuePool,
        pool_size=READERS + 2,
        max_overflow=20,
        connect_args={"check_same_thread": False, "timeout": BUSY_SECONDS},
    )

    @event.listens_for(engine, "connect")
    def configure(connection: Any, _record: object) -> None:
        # the driver would begin transactions itself, late and without a lock
        connection.isolation_level = None
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")
        connection.execute("PRAGMA foreign_keys=ON")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        reading = bool(connection.get_execution_options().get(_READING))
        if connection.info.get(_READING) is not reading:
            connection.exec_driver_sql(f"PRAGMA query_only={int(reading)}")
            connection.info[_READING] = reading
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")

    return engine
