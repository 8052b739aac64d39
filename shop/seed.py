"""`python -m shop.seed`: the demo shop's tables and data, the same bytes for the same day.

Orders and parcels are laid around a seed day, by default today (until 06:00 UTC: yesterday, so that nothing lies in the
future): a fresh demo has parcels on the way now. Data of the same version stays as it is, whatever its day; `--force`
makes it anew for today."""

from __future__ import annotations

import argparse
import hashlib
import sys
from collections.abc import Iterable
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from sqlalchemy import func, insert, inspect, select
from sqlalchemy.orm import Session
from tqdm import tqdm

from shop import neighbours, tables
from shop.errors import SeedRefused, ShopError
from shop.models import Address, Base, CatalogueImport, Customer, Order, OrderItem, Product, SeedStamp
from shop.seeding.material import fingerprint, load_categories, load_labels
from shop.seeding.people import make_people
from shop.seeding.products import make_products
from shop.seeding.shopping import Simulation
from shop.settings import ShopSettings
from shop.store import Store

CUSTOMERS = 300
ORDERS = 3000
ACTIONS = 30_000
_ROWS_AT_ONCE = 500


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m shop.seed", description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--force", action="store_true", help="replace the shop's data, whatever it is")
    parser.add_argument("--day", type=date.fromisoformat, help="the seed day, YYYY-MM-DD (default: today)")
    parser.add_argument("--quiet", action="store_true", help="no progress bar")
    options = parser.parse_args(arguments)
    store = Store(ShopSettings.from_environ().database_url)
    try:
        made = seed(store, options.day or today(), force=options.force, progress=not options.quiet)
        print(_summary(store) if made else f"already seeded: {_summary(store)}")
    except ShopError as error:
        print(f"shop.seed: {error}", file=sys.stderr)
        return 1
    finally:
        store.close()
    return 0


def seed(store: Store, day: date, *, force: bool = False, progress: bool = False) -> bool:
    """Seeds in one transaction; False where data of this version was there, or a catalogue that was imported.

    Raises SeedRefused where the shop holds data that no seed has written, unless `force`."""
    tables.create(store)
    version = seed_version()
    with store.transaction(reading=True) as session:
        stamp = session.execute(select(SeedStamp)).scalar_one_or_none()
        filled = _count(session, Product) > 0
        imported = _count(session, CatalogueImport) > 0
    if (imported or (stamp is not None and stamp.version == version)) and not force:
        return False
    if stamp is None and filled and not force:
        raise SeedRefused("the shop holds data that no seed has written; --force would replace it")
    with store.transaction() as session:
        _replace(session, day, version, progress)
    return True


def today() -> date:
    return (datetime.now(timezone.utc) - timedelta(hours=6)).date()


def seed_version() -> str:
    """Changes with the hand-written material and with the code that turns it into rows."""
    package = Path(__file__).parent
    digest = hashlib.sha256(fingerprint().encode())
    code = ("models.py", "case_models.py", "triggers.py", "neighbours.py", "behaviour.py")
    for path in [*sorted((package / "seeding").glob("*.py")), *(package / name for name in code)]:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _replace(session: Session, day: date, version: str, progress: bool) -> None:
    # tables of an older version may have other columns
    Base.metadata.drop_all(session.connection())
    Base.metadata.create_all(session.connection())
    people = make_people(CUSTOMERS, day)
    labels = load_labels()
    made = [item for category in load_categories() for item in make_products(category, labels, day)]
    simulation = Simulation(people, made, day)
    for _ in tqdm(simulation.run(ORDERS, ACTIONS), "shop: orders", ORDERS, disable=not progress, unit=" orders"):
        pass
    rows = simulation.rows
    written: list[Iterable[Any]] = [
        [item.product for item in made],
        [variant for item in made for variant in item.variants],
        [person.customer for person in people],
        [person.address for person in people],
        rows.orders,
        rows.items,
        rows.events,
        rows.behaviour,
        rows.returns,
        rows.return_lines,
        rows.refunds,
    ]
    for objects in tqdm(written, "shop: tables", disable=not progress, unit=" tables"):
        _store(session, list(objects))
    _count_on(session, Address, OrderItem)
    neighbours.rebuild(session)
    session.execute(insert(SeedStamp), [{"version": version, "day": day}])


def _store(session: Session, objects: list[Any]) -> None:
    """Plain inserts: the unit of work would look after relations that are not there."""
    table = type(objects[0])
    # what is not set is left to the column's default, which None would not be
    columns = [(c.key, c.columns[0].default is None) for c in inspect(table).column_attrs]
    rows = [
        {key: value for key, plain in columns if (value := getattr(item, key)) is not None or (plain and key != "id")}
        for item in objects
    ]
    for start in range(0, len(rows), _ROWS_AT_ONCE):
        session.execute(insert(table), rows[start : start + _ROWS_AT_ONCE])


def _count_on(session: Session, *tables: Any) -> None:
    """Rows to come are numbered after those that were given a number; SQLite does so by itself."""
    if session.connection().dialect.name == "postgresql":
        for table in tables:
            sequence = func.pg_get_serial_sequence(table.__tablename__, "id")
            session.execute(select(func.setval(sequence, select(func.max(table.id)).scalar_subquery())))


def _summary(store: Store) -> str:
    with store.transaction(reading=True) as session:
        products, customers, orders = (_count(session, table) for table in (Product, Customer, Order))
        stamp = session.execute(select(SeedStamp)).scalar_one_or_none()
        imported = ", with an imported catalogue" if _count(session, CatalogueImport) else ""
    around = f" around {stamp.day}" if stamp else ""
    return f"{products} products, {customers} customers, {orders} orders{around}{imported}"


def _count(session: Session, table: Any) -> int:
    return int(session.execute(select(func.count()).select_from(table)).scalar_one())


if __name__ == "__main__":
    sys.exit(main())
