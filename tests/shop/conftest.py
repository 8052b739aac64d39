"""A session on the seeded shop for tests that only read, and an empty store for those that write."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from shop.store import Store
from tests.conftest import copy_database
from tests.shop.small_shop import open_shop


@pytest.fixture()
def session(seeded: Store) -> Iterator[Session]:
    with seeded.transaction(reading=True) as session:
        yield session


@pytest.fixture()
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(f"sqlite:///{tmp_path / 'empty.db'}")
    yield store
    store.close()


@pytest.fixture
def own_shop(seeded: Store, tmp_path: Path) -> Iterator[Store]:
    """A copy of the seeded shop that the test may change as it likes."""
    file = tmp_path / "own.db"
    copy_database(Path(str(seeded.url.database)), file)
    store = Store(f"sqlite:///{file}")
    yield store
    store.close()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Store]:
    """A PostgreSQL of its own, on a socket in the test's folder."""
    binaries = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if not binaries or shutil.which("runuser") is None or os.geteuid() != 0:
        pytest.skip("no PostgreSQL here that this user may start")
    home = Path(f"/tmp/aisle-pg-{os.getpid()}")  # noqa: S108 - a socket's path must be short
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir()
    shutil.chown(home, "postgres")

    def run(*command: str) -> None:
        subprocess.run(["runuser", "-u", "postgres", "--", *command], check=True, capture_output=True, cwd="/")

    run(str(binaries[-1] / "initdb"), "-D", f"{home}/data", "--auth=trust", "--encoding=UTF8", "--locale=C")
    control = [str(binaries[-1] / "pg_ctl"), "-D", f"{home}/data", "-w"]
    run(*control, "-l", f"{home}/log", "-o", f"-k {home} -c listen_addresses=''", "start")
    store = Store(f"postgresql+psycopg2://postgres@/postgres?host={home}")
    yield store
    store.close()
    run(*control, "-m", "immediate", "stop")
    shutil.rmtree(home)


@pytest.fixture(scope="session")
def small_shop_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the small shop, without orders."""
    file: Path = tmp_path_factory.mktemp("small") / "shop.db"
    store = Store(f"sqlite:///{file}")
    open_shop(store)
    store.close()
    return file


@pytest.fixture
def shop(small_shop_file: Path, tmp_path: Path) -> Iterator[Store]:
    """The small shop, to place orders in and act on them."""
    copy_database(small_shop_file, tmp_path / "shop.db")
    store = Store(f"sqlite:///{tmp_path / 'shop.db'}")
    yield store
    store.close()
