"""One seeded shop for all tests that only read, and an empty store for those that write."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from shop.seed import seed
from shop.store import Store

# a Wednesday: parcels of every state are under way
SEED_DAY = date(2026, 11, 18)


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    store = Store(f"sqlite:///{tmp_path_factory.mktemp('shop') / 'shop.db'}")
    assert seed(store, SEED_DAY)
    yield store
    store.close()


@pytest.fixture()
def session(seeded: Store) -> Iterator[Session]:
    with seeded.transaction(reading=True) as session:
        yield session


@pytest.fixture()
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(f"sqlite:///{tmp_path / 'empty.db'}")
    yield store
    store.close()
