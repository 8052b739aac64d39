"""An import beside a shop that is open: nobody waits for its comparing, and what they write meanwhile is not lost."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing

import pytest
from sqlalchemy import event, select

from shop import catalogue
from shop.importing import planning
from shop.importing.catalogue_file import Checked, RowsRefused, import_drafts
from shop.importing.writing import Outcome
from shop.models import Product, Variant
from shop.store import Store
from tests.shop.importing.conftest import HEADER, TERMS, Check, load, products

MANY = 3 * planning._AT_ONCE
FILE = HEADER + "".join(f"p{number},Product {number},1.00\n" for number in range(MANY))
INSERT_VARIANT = "INSERT INTO variant (sku, product_id, position, size, color, stock) VALUES (?, ?, 0, '', '', 1)"


def load_while(store: Store, checked: Checked, do: Callable[[sqlite3.Connection], object]) -> Outcome:
    """Imports, and after each chunk that has been compared lets another connection, which never waits, write."""
    with closing(sqlite3.connect(str(store.url.database), timeout=0)) as other:

        def progress(_done: int) -> None:
            with other:
                other.execute("BEGIN IMMEDIATE")
                do(other)

        outcome, _ = import_drafts(store, checked, terms=TERMS, stock=20, progress=progress)
    return outcome


def test_nobody_waits_while_a_file_is_compared(store: Store, check: Check) -> None:
    load(store, check(f"{HEADER}a,Kettle,1.00\n"))
    written: list[int] = []

    def sell(other: sqlite3.Connection) -> None:
        written.append(other.execute("UPDATE variant SET stock = stock - 1 WHERE sku = 'a'").rowcount)

    assert load_while(store, check(FILE), sell).added == MANY
    assert written == [1, 1, 1] and catalogue.stock_of(products(store)["a"]) == 17


def test_everything_is_written_in_a_few_statements(store: Store, check: Check) -> None:
    """How long others wait is how long these take: rows are handed over as they are, and none is looked at again."""
    statements: list[str] = []
    event.listen(store._engine, "before_cursor_execute", lambda *call: statements.append(call[2].split()[0]))
    checked = check(FILE)
    load(store, checked)
    writing = statements[statements.index("INSERT") :]
    assert writing == ["INSERT", "INSERT", "INSERT"]


def test_nobody_sees_half_of_it(store: Store, check: Check) -> None:
    load(store, check(f"{HEADER}a,Kettle,1.00\n"))
    seen: set[int] = set()

    def look(other: sqlite3.Connection) -> None:
        seen.add(other.execute("SELECT count(*) FROM product").fetchone()[0])

    load_while(store, check(FILE), look)
    assert seen == {1} and len(products(store)) == 1 + MANY


def test_what_is_sold_meanwhile_is_gone_from_the_count(store: Store, check: Check) -> None:
    load(store, check(FILE))

    def sell(other: sqlite3.Connection) -> None:
        other.execute("UPDATE variant SET stock = stock - 5 WHERE sku = 'p1'")

    dearer = FILE.replace("1.00", "2.00")
    assert load_while(store, check(dearer), sell).changed == MANY
    with store.transaction(reading=True) as session:
        assert session.execute(select(Variant.stock).where(Variant.sku == "p1")).scalar_one() == 5
        assert set(session.execute(select(Product.price_cents).distinct()).scalars()) == {200}


def test_words_that_somebody_adds_meanwhile_stay(store: Store, check: Check) -> None:
    load(store, check(FILE))

    def translate(other: sqlite3.Connection) -> None:
        other.execute("""UPDATE product SET names = '{"en": "Product 1", "zh": "商品"}' WHERE id = 'p1'""")

    load_while(store, check(FILE.replace("1.00", "2.00")), translate)
    assert products(store)["p1"].names == {"en": "Product 1", "zh": "商品"}


def test_an_sku_that_is_taken_meanwhile_stops_the_import(store: Store, check: Check) -> None:
    load(store, check(f"{HEADER}a,Kettle,1.00\n"))
    with pytest.raises(RowsRefused) as refused:
        load_while(
            store,
            check(FILE),
            lambda other: other.execute(INSERT_VARIANT.replace("INSERT", "INSERT OR IGNORE"), ("p7", "a")),
        )
    assert "is the SKU of the shop's product a" in refused.value.faults[0].reason
    assert set(products(store)) == {"a"}
