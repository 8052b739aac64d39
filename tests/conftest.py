"""What holds for every test: no network but loopback; and the one seeded shop."""

from __future__ import annotations

import ipaddress
import os
import shutil
import socket
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from shop.seed import seed
from shop.store import Store

# a Wednesday: parcels of every state are under way
SEED_DAY = date(2026, 11, 18)
SHOP = Path(__file__).parents[1] / "shop"


@pytest.fixture(autouse=True)
def no_network_but_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and not _is_loopback(address[0]):
            raise AssertionError(f"a test reached for {address[0]}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


# The packaged encoders take 20 s to export and load: whoever needs the real ones is not part of `make check`.
_NEEDS_ENCODERS = {"encoders", "knowledge_settings", "minilm", "minilm_graphs"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if _NEEDS_ENCODERS & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.slow)


def copy_database(original: Path, file: Path) -> None:
    """What an SQLite database holds, for a test that changes it."""
    with closing(sqlite3.connect(original)) as source, closing(sqlite3.connect(file)) as target:
        source.backup(target)


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config) -> Iterator[Store]:
    """One seeded shop for all tests that only read, or that put back what they change. Seeding takes ten seconds: the
    file is kept for the next runs, until anything of the shop is another."""
    file = tmp_path_factory.mktemp("shop") / "shop.db"
    kept = pytestconfig.cache.mkdir("seeded") / f"{_shop_as_it_is()}-{SEED_DAY}.db"
    if not kept.exists():
        _seed_once(kept)
    shutil.copyfile(kept, file)
    store = Store(f"sqlite:///{file}")
    yield store
    store.close()


def _shop_as_it_is() -> str:
    digest = sha256()
    for source in sorted(path for ending in ("py", "yml") for path in SHOP.rglob(f"*.{ending}")):
        digest.update(source.read_bytes())
    return digest.hexdigest()[:16]


def _seed_once(kept: Path) -> None:
    """Whole or not at all, and the only one there."""
    for older in kept.parent.glob("*.db"):
        older.unlink(missing_ok=True)
    unfinished = kept.with_suffix(f".db.{os.getpid()}")
    store = Store(f"sqlite:///{unfinished}")
    assert seed(store, SEED_DAY)
    store.close()  # the last connection takes its log up into the file
    unfinished.replace(kept)
