from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from shop import order_money
from shop import order_rules as rules
from shop.case_models import Return
from shop.errors import BadCatalogueData, SeedRefused
from shop.models import (
    Address,
    Base,
    Behaviour,
    Customer,
    Order,
    OrderItem,
    Product,
    ProductChange,
    SeedStamp,
    ShipmentEvent,
    Variant,
)
from shop.seed import _count_on, seed
from shop.seeding import timeline
from shop.seeding.material import load_categories, load_labels, texts
from shop.seeding.people import MAIL_DOMAINS
from shop.seeding.products import make_products
from shop.seeding.shopping import seed_moment, shipping_cents
from shop.store import Store
from shop.words import BRANDS, CATEGORIES, COLORS, STATUSES
from tests.conftest import SEED_DAY
from tests.shop.small_shop import open_shop, place


def count(session: Session, table: Any, *conditions: Any) -> int:
    return int(session.execute(select(func.count()).select_from(table).where(*conditions)).scalar_one())


def every(session: Session, table: Any) -> list[Any]:
    return list(session.execute(select(table)).scalars())


def contents(store: Store) -> str:
    """A digest over every row of every table, in insertion order."""
    digest = hashlib.sha256()
    with store.transaction(reading=True) as session:
        for table in Base.metadata.sorted_tables:
            if table is ProductChange.__table__:
                continue  # what the triggers note has the time of day
            for row in session.execute(select(table).order_by(*table.primary_key.columns)):
                digest.update(json.dumps(list(row), default=str, ensure_ascii=False).encode())
    return digest.hexdigest()


def has_chinese(text: str) -> bool:
    return any("\u4e00" <= letter <= "\u9fff" for letter in text)


@pytest.mark.slow
def test_is_the_same_for_the_same_day_and_stays_until_its_version_changes(seeded: Store, store: Store) -> None:
    later = SEED_DAY + timedelta(days=8)
    assert seed(store, SEED_DAY)
    assert contents(store) == contents(seeded)
    assert not seed(store, later)
    assert contents(store) == contents(seeded)
    with store.transaction() as session:
        session.execute(select(SeedStamp)).scalar_one().version = "older"
    assert seed(store, later)
    with store.transaction(reading=True) as session:
        assert session.execute(select(SeedStamp)).scalar_one().day == later
        assert session.execute(select(func.max(Order.placed))).scalar_one().date() == later - timedelta(days=1)


def test_refuses_to_overwrite_a_shop_that_no_seed_has_written(store: Store) -> None:
    store.create_tables(Base)
    with store.transaction() as session:
        made = next(make_products(load_categories()[0], load_labels(), SEED_DAY))
        session.add(made.product)
    with pytest.raises(SeedRefused):
        seed(store, SEED_DAY)
    with store.transaction(reading=True) as session:
        assert count(session, Product) == 1


def test_fills_the_shop_as_promised(session: Session) -> None:
    assert count(session, Product) >= 600
    assert count(session, Customer) == 300
    assert count(session, Order) == 3000
    assert count(session, Behaviour) == 30_000
    numbers = [int(number) for number in session.execute(select(Order.number)).scalars()]
    assert sorted(numbers) == list(range(1001, 4001))


def test_fills_every_category_and_brand(session: Session) -> None:
    products = every(session, Product)
    by_category = Counter(product.category for product in products)
    assert set(by_category) == set(CATEGORIES)
    assert min(by_category.values()) >= 50
    assert {product.brand for product in products} == set(BRANDS)
    assert {variant.color for product in products for variant in product.variants} == set(COLORS)


def test_every_product_reads_in_both_languages(session: Session) -> None:
    for product in every(session, Product):
        for words in (product.names, product.descriptions):
            assert set(words) == {"en", "zh"}
            assert has_chinese(words["zh"]) and not has_chinese(words["en"])
        assert len(product.attributes["en"]) == len(product.attributes["zh"]) >= 2
        assert all(has_chinese(label) for label in product.attributes["zh"])
        assert len(product.descriptions["en"]) > 80
        assert not any("{" in text for text in [*product.names.values(), *product.descriptions.values()])


def test_descriptions_do_not_read_as_one_template(session: Session) -> None:
    products = every(session, Product)
    for language, stop in (("en", ". "), ("zh", "。")):
        read = [product.descriptions[language] for product in products]
        assert len(set(read)) > 0.97 * len(read)
        sentences = Counter(sentence for text in read for sentence in text.rstrip(stop).split(stop))
        assert len(sentences) > 900
        # no sentence stands in more than one product in thirty
        assert max(sentences.values()) < len(read) / 30


def test_names_are_unique(session: Session) -> None:
    names = Counter(product.names["en"] for product in every(session, Product))
    assert max(names.values()) == 1


def test_prices_and_ratings_are_plausible(session: Session) -> None:
    products = every(session, Product)
    on_sale = [product for product in products if product.list_price_cents is not None]
    assert all(900 * 0.7 <= product.price_cents <= 70_000 for product in products)
    assert all(product.list_price_cents > product.price_cents for product in on_sale)
    assert 0.1 < len(on_sale) / len(products) < 0.25
    assert all(1 <= product.rating <= 5 and product.reviews > 0 for product in products)


def test_some_stock_is_low_and_some_is_out(session: Session) -> None:
    totals = [sum(variant.stock for variant in product.variants) for product in every(session, Product)]
    assert sum(total == 0 for total in totals) >= 10
    assert sum(0 < total <= 3 for total in totals) >= 10
    assert count(session, Variant, Variant.stock < 0) == 0


def test_there_are_waterproof_jackets_under_eighty_euros_in_stock(session: Session) -> None:
    found = [
        product
        for product in every(session, Product)
        if product.category == "jackets"
        and product.facts.get("waterproof")
        and product.price_cents < 8000
        and any(variant.stock for variant in product.variants)
    ]
    assert len(found) >= 5


def test_finer_products_of_a_type_cost_more(session: Session) -> None:
    """Values are written from plain to fine; the finest made should cost more than the plainest in most types."""
    labels = load_labels()
    by_type: dict[str, list[Product]] = {}
    for product in every(session, Product):
        by_type.setdefault(product.type, []).append(product)
    dearer = []
    for kind in (kind for category in load_categories() for kind in category.types):
        key, values = next(iter(kind.features.items()))
        prices: dict[str, list[int]] = {}
        for product in by_type[kind.id]:
            listed = product.list_price_cents or product.price_cents
            prices.setdefault(product.attributes["en"][labels[key]["en"]], []).append(listed)
        means = [sum(p) / len(p) for value in values if (p := prices.get(value.texts["en"]))]
        if len(means) > 1:
            dearer.append(means[-1] > means[0])
    assert len(dearer) > 50 and sum(dearer) / len(dearer) > 0.85


def test_customers_come_from_many_countries_with_safe_addresses(session: Session) -> None:
    customers = every(session, Customer)
    assert len({customer.country for customer in customers}) >= 15
    assert sum(customer.language == "zh" for customer in customers) >= 30
    assert any(has_chinese(customer.name) for customer in customers)
    assert all(customer.email.split("@")[1] in MAIL_DOMAINS and customer.email.isascii() for customer in customers)


def test_orders_are_in_every_state(session: Session) -> None:
    found = Counter(session.execute(select(Order.status)).scalars())
    assert set(found) == set(STATUSES)
    assert found["shipped"] >= 50


@pytest.mark.parametrize("weekday", range(7))
def test_every_state_occurs_whatever_the_weekday_of_the_seed(weekday: int) -> None:
    now = seed_moment(SEED_DAY + timedelta(days=weekday))
    random = Random(7)
    found = set()
    for _ in range(1500):
        plan = timeline.Plan(
            random.choice(("standard", "express", "pickup", "abroad")),
            random.choice(("card", "card", "bank_transfer")),
            "Lyon, FR",
            ("Metz", "Orléans"),
        )
        placed = now - timedelta(minutes=random.randrange(10, 40 * 24 * 60))
        moments, _ = timeline.draw(random, placed, plan)
        found.add(timeline.until(moments, now)[-1].status)
    assert found == set(STATUSES)


def test_totals_are_items_and_shipping(session: Session) -> None:
    for order in every(session, Order):
        goods = sum(item.quantity * item.price_cents for item in order.items)
        assert order.items
        assert order.shipping_cents == shipping_cents(order.delivery, goods)
        assert order.total_cents == goods + order.shipping_cents


def test_events_are_in_order_and_agree_with_the_status(session: Session) -> None:
    now = seed_moment(SEED_DAY)
    for order in every(session, Order):
        times = [event.time for event in order.events]
        assert times == sorted(times)
        assert times[0] == order.placed and times[-1] <= now
        steps = [STATUSES.index(event.status) for event in order.events]
        assert steps == sorted(steps)
        assert order.events[-1].status == order.status


def test_tracking_and_expected_day_agree_with_the_status(session: Session) -> None:
    for order in every(session, Order):
        handed_over = any(event.code == "handed_over" for event in order.events)
        assert (order.carrier is not None) == (order.tracking_number is not None) == handed_over
        waits = order.events[-1].code == "at_pickup_point"
        on_its_way = order.status in ("paid", "packed", "shipped", "out_for_delivery") and not waits
        assert (order.expected is not None) == on_its_way
        if order.expected is not None:
            assert order.expected >= SEED_DAY


def test_what_was_sent_back_or_cancelled_has_its_return_and_its_refund(session: Session) -> None:
    steps = {"return_registered": "registered", "return_arrived": "arrived", "refunded": "refunded"}
    amounts = set()
    for order in every(session, Order):
        codes = [event.code for event in order.events]
        made = next((steps[code] for code in reversed(codes) if code in steps), None)
        assert [each.status for each in order.returns] == ([made] if made else [])
        assert all(rules.quantity_left(order, item) == 0 for item in order.items) or not made
        cancelled = codes[-1] == "cancelled_by_customer"
        back = order_money.refunded_cents(order)
        express = order.delivery == "express"
        assert back == (order.total_cents if cancelled or (made and not express) else back)
        assert bool(order.refunds) == bool(made or cancelled) and back <= order.total_cents
        if made and express:
            amounts.add(order.total_cents - back)
    assert amounts == {995 - 495}


def test_a_return_has_a_number_of_its_own(session: Session) -> None:
    numbers = [made.number for made in every(session, Return)]
    assert len(set(numbers)) == len(numbers) > 50
    assert all(re.fullmatch(r"R\d{7}", number) for number in numbers)


def test_on_a_server_rows_to_come_are_numbered_after_the_seeds(server: Store) -> None:
    open_shop(server)
    with server.transaction() as session:
        place(session)
        home = {
            "customer_id": "C1",
            "recipient": "Ann",
            "street": "Weg 1",
            "postcode": "1",
            "city": "X",
            "country": "DE",
        }
        lamp = {"product_id": "lamp", "names": {}, "size": "", "color": "", "quantity": 1, "price_cents": 1}
        session.add_all([Address(id=300, **home), OrderItem(id=6001, order_number="1042", **lamp)])
        session.flush()
        _count_on(session, Address, OrderItem)
        later = place(session, "1043")
        assert (later.address_id, [item.id for item in later.items]) == (301, [6002, 6003])


def test_nothing_is_delivered_on_a_sunday(session: Session) -> None:
    delivered = select(ShipmentEvent.time).where(ShipmentEvent.code.in_(("on_the_van", "delivered")))
    assert all(time.weekday() != 6 for time in session.execute(delivered).scalars())


def test_purchases_agree_with_orders(session: Session) -> None:
    bought = Counter(
        session.execute(
            select(Behaviour.customer_id, Behaviour.product_id, Behaviour.time).where(Behaviour.kind == "purchase")
        ).all()
    )
    ordered = Counter(
        session.execute(
            select(Order.customer_id, OrderItem.product_id, Order.placed).join(
                OrderItem, OrderItem.order_number == Order.number
            )
        ).all()
    )
    assert bought == ordered


def test_customers_have_tastes(session: Session) -> None:
    """People buy half of what they buy in two of twelve categories; without tastes it would be about a third."""
    rows = session.execute(
        select(Behaviour.customer_id, Product.category)
        .join(Product, Product.id == Behaviour.product_id)
        .where(Behaviour.kind == "purchase")
    ).all()
    by_customer: dict[str, Counter[str]] = {}
    for customer_id, category in rows:
        by_customer.setdefault(customer_id, Counter())[category] += 1
    shares = [
        sum(n for _, n in counts.most_common(2)) / sum(counts.values())
        for counts in by_customer.values()
        if sum(counts.values()) >= 15
    ]
    assert sum(shares) / len(shares) > 0.5


def test_the_hand_written_files_are_consistent() -> None:
    categories = load_categories()
    types = [kind.id for category in categories for kind in category.types]
    assert len(set(types)) == len(types) >= 80
    assert all(len(kind.opens) >= 3 for category in categories for kind in category.types)


def test_names_a_line_that_is_not_bilingual() -> None:
    with pytest.raises(BadCatalogueData, match="only English"):
        texts("only English")


def test_a_broken_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "jackets.yml").write_text("category: jackets\nproducts: many\n", "utf-8")
    with pytest.raises(BadCatalogueData, match=r"jackets\.yml"):
        load_categories(tmp_path)


def test_the_seed_day_is_kept(session: Session) -> None:
    assert session.execute(select(SeedStamp)).scalar_one().day == date(2026, 11, 18)
