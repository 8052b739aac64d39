"""Whatever changes a product is noted by the database itself."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import delete, insert, select, text, update

from shop import changes
from shop.changes import Changes
from shop.models import Base, Product, ProductChange, Variant
from shop.store import Store

PRODUCT = {
    "id": "a",
    "category": "kitchen",
    "type": "kettle",
    "brand": "Hearthside",
    "names": {"en": "Kettle"},
    "descriptions": {"en": ""},
    "attributes": {"en": {}},
    "synonyms": {"en": []},
    "facts": {},
    "picture": {"shape": "carton", "color": "red", "variation": 1},
    "search_text": "kettle",
    "price_cents": 1200,
    "rating": 0.0,
    "reviews": 0,
    "added": date(2026, 1, 1),
}
SHELF = {"sku": "a-1", "product_id": "a", "position": 0, "size": "one size", "color": "red", "stock": 3}


@pytest.fixture
def shop(store: Store) -> Store:
    fill(store)
    return store


def fill(store: Store) -> None:
    store.create_tables(Base)
    with store.transaction() as session:
        session.execute(insert(Product), [PRODUCT, PRODUCT | {"id": "b"}])
        session.execute(insert(Variant), [SHELF, SHELF | {"sku": "b-1", "product_id": "b"}])


def fresh(store: Store, seen: Changes) -> set[str]:
    with store.transaction(reading=True) as session:
        return seen.fresh(session)


def notes_everything(store: Store) -> None:
    seen = Changes()
    assert fresh(store, seen) == {"a", "b"} and fresh(store, seen) == set()
    for statement, expected in (
        (update(Product).where(Product.id == "a").values(price_cents=1100), {"a"}),
        (update(Variant).where(Variant.sku == "b-1").values(stock=Variant.stock - 1), {"b"}),
        (text("UPDATE variant SET stock = stock - 1"), {"a", "b"}),
        (update(Product).values(popularity=7, rating=4.5), set()),
        (delete(Variant).where(Variant.sku == "b-1"), {"b"}),
        (delete(Product).where(Product.id == "b"), {"b"}),
    ):
        with store.transaction() as session:
            session.execute(statement.execution_options(synchronize_session=False))
        assert fresh(store, seen) == expected, statement
    assert fresh(store, seen) == set()


def test_every_way_to_change_a_product_is_noted(shop: Store) -> None:
    notes_everything(shop)


def test_an_object_that_is_changed_is_noted_too(shop: Store) -> None:
    seen = Changes()
    fresh(shop, seen)
    with shop.transaction() as session:
        session.get(Product, "a").variants[0].stock = 0
    assert fresh(shop, seen) == {"a"}


def test_what_is_rolled_back_was_never_noted(shop: Store) -> None:
    seen = Changes()
    fresh(shop, seen)
    with pytest.raises(RuntimeError), shop.transaction() as session:
        session.execute(update(Product).values(price_cents=1))
        raise RuntimeError
    assert fresh(shop, seen) == set()


def test_a_change_that_is_committed_later_with_a_lower_number_is_seen(shop: Store) -> None:
    seen, now = Changes(), datetime(2026, 1, 1)
    fresh(shop, seen)
    for seq, product_id in ((1002, "b"), (1001, "a")):
        with shop.transaction() as session:
            session.add(ProductChange(seq=seq, product_id=product_id, time=now))
        assert fresh(shop, seen) == {product_id}


def test_a_shop_that_is_seeded_anew_is_noticed_though_its_numbers_begin_again(shop: Store) -> None:
    seen = Changes()
    fresh(shop, seen)
    with shop.transaction() as session:
        session.execute(update(ProductChange).values(time=datetime(2026, 1, 1)))
    assert fresh(shop, seen) == {"a", "b"}


def test_entries_are_forgotten_after_an_hour(shop: Store) -> None:
    with shop.transaction() as session:
        session.execute(update(ProductChange).values(time=ProductChange.time))
        session.add(ProductChange(seq=900, product_id="old", time=datetime.utcnow() - timedelta(hours=2)))
    with shop.transaction() as session:
        changes.forget(session)
        kept = session.execute(select(ProductChange.product_id).distinct()).scalars().all()
    assert sorted(kept) == ["a", "b"]


@pytest.mark.slow
def test_a_server_notes_the_same(server: Store) -> None:
    fill(server)
    notes_everything(server)
