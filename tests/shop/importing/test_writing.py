"""The shop after an import: what was added, changed, left alone, and that half an import does not exist."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import date, datetime
from pathlib import Path

import pytest
from sqlalchemy import select, text, update

from shop import cards, catalogue, recommendation
from shop.catalogue import Wanted
from shop.export_passages import passages
from shop.importing.catalogue_file import RowsRefused, check_file, import_drafts
from shop.importing.faults import ImportRefused
from shop.models import Address, Base, CatalogueImport, Customer, Order, OrderItem, Product, ProductChange, Variant
from shop.pictures import picture_svg
from shop.seed import seed
from shop.store import Store
from tests.conftest import SEED_DAY
from tests.shop.importing.conftest import DATA, HEADER, TERMS, Check, load, products, reasons
from tests.shop.importing.test_shapes import CHORUS

ROOT = Path(__file__).resolve().parents[3]
TWO = f"{HEADER}a,Copper kettle,12.00\nb,Linen apron,30.00\n"


def noted(store: Store) -> list[str]:
    """Forgets what has been noted so far on the way."""
    with store.transaction() as session:
        found = sorted(session.execute(select(ProductChange.product_id)).scalars())
        session.execute(text("DELETE FROM product_change"))
    return found


def test_the_same_file_again_changes_nothing(store: Store, check: Check) -> None:
    assert load(store, check(TWO)).added == 2
    noted(store)
    again = load(store, check(TWO))
    assert again.nothing_changed and again.unchanged == 2 and noted(store) == []
    with store.transaction(reading=True) as session:
        assert len(session.execute(select(CatalogueImport)).all()) == 1


@pytest.mark.parametrize("name", ["google_merchant.tsv", "shopify.csv"])
def test_feeds_are_imported_and_a_second_time_change_nothing(store: Store, name: str) -> None:
    assert load(store, check_file(DATA / name, TERMS)).added == 4
    assert load(store, check_file(DATA / name, TERMS)).nothing_changed


@pytest.mark.slow
def test_a_server_imports_the_same(server: Store) -> None:
    for name in ("google_merchant.tsv", "shopify.csv"):
        assert load(server, check_file(DATA / name, TERMS)).added == 4
        assert load(server, check_file(DATA / name, TERMS)).nothing_changed
    outcome = load(server, check_file(DATA / "shopify.csv", TERMS), replace=True)
    assert (outcome.removed, outcome.unchanged) == (4, 4)


def test_a_changed_row_is_the_only_one_that_is_written(store: Store, check: Check) -> None:
    load(store, check(TWO))
    noted(store)
    outcome = load(store, check(TWO.replace("30.00", "28.00")))
    assert (outcome.changed, outcome.unchanged) == (1, 1)
    assert noted(store) == ["b"] and products(store)["b"].price_cents == 2800


def test_any_bad_row_stops_the_import(store: Store, check: Check) -> None:
    load(store, check(TWO))
    with pytest.raises(RowsRefused):
        load(store, check(f"{HEADER}a,New name,12.00\nc,,1.00\n"))
    assert set(products(store)) == {"a", "b"} and products(store)["a"].names == {"en": "Copper kettle"}


def test_bad_rows_can_be_skipped_and_are_listed(store: Store, check: Check) -> None:
    checked = check(f"{TWO}c,,1.00\n")
    outcome, faults = import_drafts(store, checked, terms=TERMS, stock=20, skip_bad=True)
    assert outcome.added == 2 and reasons(faults) == ["is missing"]


def test_what_the_file_lacks_goes_only_if_asked_and_stays_where_an_order_holds_it(store: Store, check: Check) -> None:
    load(store, check(f"{TWO}c,Beeswax candle,9.00\n"))
    with store.transaction() as session:
        session.add(
            Customer(id="k", name="K", email="k@x.eu", country="DE", language="en", created=SEED_DAY, newsletter=0)
        )
        session.flush()
        session.add(Address(id=1, customer_id="k", recipient="K", street="S 1", postcode="1", city="C", country="DE"))
        session.flush()
        order = Order(
            number="1", customer_id="k", address_id=1, email="k@x.eu", status="paid", placed=datetime(2026, 1, 1)
        )
        order.delivery, order.payment, order.shipping_cents, order.total_cents = "standard", "card", 0, 3000
        session.add(order)
        session.flush()
        item = OrderItem(order_number="1", product_id="b", names={"en": "Linen apron"}, size="", color="")
        item.quantity, item.price_cents = 1, 3000
        session.add(item)
    assert load(store, check(f"{HEADER}a,Copper kettle,12.00\n")).nothing_changed
    outcome = load(store, check(f"{HEADER}a,Copper kettle,12.00\n"), replace=True)
    assert (outcome.removed, outcome.withdrawn, outcome.unchanged) == (1, 1, 1)
    assert set(products(store)) == {"a", "b"} and not products(store)["b"].available
    with store.transaction(reading=True) as session:
        assert [product.id for product in catalogue.page(session).products] == ["a"]
        assert recommendation.popular(session)[0].id == "a"
        assert {passage["facts"]["product_id"] for passage in passages(session)} == {"a"}
    assert load(store, check(TWO)).changed == 1 and products(store)["b"].available


def test_nobody_replaces_a_shop_by_a_file_with_bad_rows(store: Store, check: Check) -> None:
    with pytest.raises(ImportRefused, match="mend them"):
        load(store, check(f"{TWO}c,,1.00\n"), replace=True, skip_bad=True)
    with pytest.raises(ImportRefused, match="no product"):
        load(store, check(HEADER + " , , \n", "c.csv"), replace=True)


def test_stock_that_the_file_does_not_count_is_left_to_the_shop(store: Store, check: Check) -> None:
    load(store, check(TWO))
    with store.transaction() as session:
        session.execute(update(Variant).where(Variant.sku == "a").values(stock=7))
    assert load(store, check(TWO)).nothing_changed
    counted = "id,title,price,stock\na,Copper kettle,12.00,5\n"
    load(store, check(counted))
    assert catalogue.stock_of(products(store)["a"]) == 5


def test_a_second_language_is_added_to_the_first(store: Store, check: Check) -> None:
    load(store, check(TWO))
    chinese = check("id,title,price\na,铜水壶,12.00\n", terms=type(TERMS)("zh", "EUR"))
    load(store, chinese)
    assert products(store)["a"].names == {"en": "Copper kettle", "zh": "铜水壶"}


def test_a_file_of_prices_leaves_the_words_alone(store: Store, check: Check) -> None:
    load(store, check("id,title,price,description,brand\na,Kettle,12.00,Boils fast.,Hearthside\n"))
    load(store, check(f"{HEADER}a,Kettle,11.00\n"))
    kettle = products(store)["a"]
    assert kettle.descriptions == {"en": "Boils fast."} and kettle.brand == "Hearthside" and kettle.price_cents == 1100
    load(store, check("id,title,price,description,brand\na,Kettle,11.00,,\n"))
    assert products(store)["a"].descriptions == {"en": ""} and products(store)["a"].brand == ""


def test_an_sku_may_move_but_not_be_taken_from_a_product_that_stays(store: Store, check: Check) -> None:
    feed = "id,title,price,item_group_id,link\n"
    load(store, check(f"{feed}S1,Apron red,5.00,G1,x\nS2,Apron blue,5.00,G1,x\n"))
    with pytest.raises(RowsRefused) as refused:
        load(store, check(f"{feed}S2,Towel,6.00,G2,x\n"))
    assert "is the SKU of the shop's product G1" in refused.value.faults[0].reason
    load(store, check(f"{feed}S1,Apron red,5.00,G1,x\nS2,Towel,6.00,G2,x\n"))
    assert {product.id: [v.sku for v in product.variants] for product in products(store).values()} == {
        "G1": ["S1"],
        "G2": ["S2"],
    }


def test_an_imported_product_is_shown_and_found(store: Store) -> None:
    load(store, check_file(DATA / "google_merchant.tsv", TERMS))
    kettle, apron = products(store)["KT-100"], products(store)["LN-20"]
    card = cards.product_card(kettle, "zh")
    assert card["name"] == "Copper kettle 1.7 l" and card["image"] == "https://cdn.hearth.example/kt-100.jpg"
    assert card["colors"] == ["copper"] and card["reviews"] == 0 and card["stock"] == "in"
    assert "Hearthside Linen apron" in picture_svg(apron)
    with store.transaction(reading=True) as session:
        names = {passage["title"] for passage in passages(session)}
        assert "Hearthside Copper kettle 1.7 l" in names and all("More products" not in name for name in names)
        assert catalogue.page(session, Wanted(category="Kettles")).total == 1
        assert [product.id for product in catalogue.search(session, catalogue.from_text("linen hearthside"))] == [
            "LN-20",
            "LN-20-X",
        ]
        assert ("Aprons & cloths", 2) in catalogue.categories(session)


def test_ids_of_any_letters_have_addresses(store: Store, check: Check) -> None:
    load(store, check(f"{HEADER}AB/12 蓝?,Kettle,12.00\n"))
    card = cards.product_card(products(store)["AB/12 蓝?"], "en")
    assert card["url"] == "/products/AB%2F12%20%E8%93%9D%3F"
    assert card["image"] == "/media/products/AB%2F12%20%E8%93%9D%3F.svg"


def test_hostile_words_stay_words(store: Store, check: Check) -> None:
    row = f'{HEADER}"x\'; DROP TABLE product; --","<script>alert(1)</script>Kettle \x1b[31m",12.00\n'
    load(store, check(row))
    [product] = products(store).values()
    assert product.names == {"en": "Kettle [31m"} and "<script" not in picture_svg(product)


def test_a_seed_leaves_an_imported_catalogue_alone(store: Store, check: Check) -> None:
    load(store, check(TWO))
    assert not seed(store, date(2026, 11, 18))
    assert set(products(store)) == {"a", "b"}


KILLED = """
import os, signal, sys
from pathlib import Path
from shop.importing import writing
from shop.importing.catalogue_file import check_file, import_drafts
from shop.importing.fields import Terms
from shop.store import Store

write = writing._write_products
def killed(session, steps):
    write(session, steps)
    os.kill(os.getpid(), signal.SIGKILL)
writing._write_products = killed
terms = Terms("en", "EUR")
import_drafts(Store(sys.argv[1]), check_file(Path(sys.argv[2]), terms), terms=terms, stock=20, replace=True)
"""


def test_a_process_that_is_killed_half_way_has_changed_nothing(store: Store, check: Check, tmp_path: Path) -> None:
    load(store, check(TWO))
    file = tmp_path / "new.csv"
    file.write_text(HEADER + "".join(f"p{n},Product {n},1.00\n" for n in range(700)))
    command = [sys.executable, "-c", KILLED, str(store.url), str(file)]
    killed = subprocess.run(command, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}, check=False)
    assert killed.returncode == -signal.SIGKILL
    assert {key: product.names["en"] for key, product in products(store).items()} == {
        "a": "Copper kettle",
        "b": "Linen apron",
    }
    assert load(store, check_file(file, TERMS), replace=True).added == 700


@pytest.mark.skipif(not CHORUS.exists(), reason="../shared/eval is not there: no real catalogue to import")
def test_three_hundred_real_products_are_imported_and_a_second_time_change_nothing(store: Store, check: Check) -> None:
    with CHORUS.open("rb") as lines:
        checked = check(b"".join(line for _, line in zip(range(300), lines, strict=False)), "products.jsonl")
    assert load(store, checked).added == 300
    assert load(store, checked).nothing_changed
    with store.transaction(reading=True) as session:
        made = list(passages(session))
    assert len(made) == 600 and all(passage["title"].strip() for passage in made)
    assert sum(bool(passage["text"]) for passage in made) > 400
    assert {product.currency for product in products(store).values()} == {"EUR"}


def test_tables_of_another_version_are_refused_and_left(tmp_path: Path, check: Check) -> None:
    store = Store(f"sqlite:///{tmp_path / 'old.db'}")
    store.create_tables(Base)
    with store.transaction() as session:
        session.execute(text("DROP TABLE variant"))
        session.execute(text("DROP TABLE product"))
        session.execute(text("CREATE TABLE product (id TEXT PRIMARY KEY)"))
        session.execute(text("INSERT INTO product VALUES ('old')"))
    with pytest.raises(Exception, match="no such column"):
        load(store, check(TWO))
    with store.transaction(reading=True) as session:
        assert session.execute(text("SELECT id FROM product")).scalars().all() == ["old"]
    store.close()


def test_imported_products_count_by_the_products_own_columns() -> None:
    assert {"id", "names", "price_cents", "currency", "available"} <= set(Product.__table__.columns.keys())
