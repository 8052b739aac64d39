"""A session on the seeded shop for tests that only read, and an empty store for those that write."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from shop.store import Store


@pytest.fixture()
def session(seeded: Store) -> Iterator[Session]:
    with seeded.transaction(reading=True) as session:
        yield session


@pytest.fixture()
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(f"sqlite:///{tmp_path / 'empty.db'}")
    yield store
    store.close()
