from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from shop import catalogue, neighbours, recommendation
from shop.errors import UnknownProduct
from shop.models import Base, Behaviour, Customer, Neighbour, Product
from shop.neighbours import Action
from shop.store import Store


def in_stock(products: Iterable[Product]) -> bool:
    return all(catalogue.stock_of(product) > 0 for product in products)


def all_products(session: Session) -> list[Product]:
    return list(session.execute(select(Product).order_by(Product.id)).scalars())


def test_similar_products_are_in_stock_and_others_than_the_product(session: Session) -> None:
    for product in all_products(session)[::5]:
        found = recommendation.similar(session, product.id, 6)
        assert len({other.id for other in found} - {product.id}) == 6
        assert in_stock(found)


def test_a_tent_leads_to_what_goes_with_it(session: Session) -> None:
    tents = [product for product in all_products(session) if product.type in ("tent", "family_tent")]
    others = Counter(other.category for tent in tents for other in recommendation.similar(session, tent.id, 10))
    assert others["camping"] > sum(others.values()) / 3


def test_a_product_that_nobody_bought_gets_the_nearest_in_price_of_its_kind(session: Session) -> None:
    product = catalogue.get(session, "watches-010")
    with_rows = set(session.execute(select(Neighbour.product_id)).scalars())
    assert product.id in with_rows
    near = recommendation._near_in_price(session, product, 3, {product.id})
    assert all(other.type == product.type for other in near) and in_stock(near)
    gaps = [abs(other.price_cents - product.price_cents) for other in near]
    assert gaps == sorted(gaps)


def test_similar_refuses_an_unknown_product(session: Session) -> None:
    with pytest.raises(UnknownProduct):
        recommendation.similar(session, "' OR 1=1 --")


def test_popular_products_are_in_stock_and_of_the_category(session: Session) -> None:
    found = recommendation.popular(session, 8, "audio")
    assert len(found) == 8 and in_stock(found) and {product.category for product in found} == {"audio"}


def test_a_stranger_gets_the_popular_ones(session: Session) -> None:
    assert [product.id for product in recommendation.for_customer(session, "nobody", 5)] == [
        product.id for product in recommendation.popular(session, 5)
    ]


def test_a_customer_is_not_shown_what_they_own(session: Session) -> None:
    for customer_id in list(session.execute(select(Customer.id)).scalars())[:40]:
        owned = set(
            session.execute(
                select(Behaviour.product_id).where(Behaviour.customer_id == customer_id, Behaviour.kind == "purchase")
            ).scalars()
        )
        found = recommendation.for_customer(session, customer_id, 8)
        assert len({product.id for product in found}) == 8
        assert in_stock(found) and not owned & {product.id for product in found}


def test_a_customer_is_shown_their_favourite_categories(session: Session) -> None:
    """The share of recommendations from a customer's two top categories, against the share that popularity gives."""
    personal = general = shown = 0
    popular = recommendation.popular(session, 8)
    for customer_id in list(session.execute(select(Customer.id)).scalars())[:60]:
        rows = select(Product.category).join(Behaviour, Behaviour.product_id == Product.id)
        liked = Counter(session.execute(rows.where(Behaviour.customer_id == customer_id)).scalars())
        top = {category for category, _ in liked.most_common(2)}
        found = recommendation.for_customer(session, customer_id, 8)
        shown += len(found)
        personal += sum(product.category in top for product in found)
        general += sum(product.category in top for product in popular)
    assert personal / shown > 0.4
    assert personal > 1.5 * general


def test_finds_held_out_purchases_better_than_popularity_does(session: Session) -> None:
    """Leave out each customer's last basket and the days before it; how often is one of it among twenty?"""
    train, held_out = _split(session)
    ids = list(session.execute(select(Product.id).order_by(Product.id)).scalars())
    near: dict[str, dict[str, float]] = defaultdict(dict)
    for row in neighbours.compute(train, ids):
        near[str(row["product_id"])][str(row["neighbour_id"])] = float(str(row["score"]))
    popularity = Counter(action.product_id for action in train for _ in range(4 if action.kind == "purchase" else 1))
    hits: Counter[str] = Counter()
    for customer_id, basket in held_out.items():
        mine = [action for action in train if action.customer_id == customer_id]
        owned = {action.product_id for action in mine if action.kind == "purchase"}
        scores: Counter[str] = Counter()
        for action in mine[-40:]:
            for other, score in near[action.product_id].items():
                scores[other] += score * (3 if action.kind == "purchase" else 1)  # type: ignore[assignment]
        for name, ranking in (("neighbours", scores), ("popularity", popularity)):
            best = [product_id for product_id, _ in ranking.most_common() if product_id not in owned][:20]
            hits[name] += bool(basket & set(best))
    assert len(held_out) > 150
    assert hits["neighbours"] > 1.5 * hits["popularity"] > 0


def test_neighbours_of_nothing_are_nothing(store: Store) -> None:
    store.create_tables(Base)
    with store.transaction() as session:
        assert neighbours.rebuild(session) == 0


def test_neighbours_are_those_bought_together() -> None:
    pairs = [("a", "tent"), ("a", "bag"), ("b", "tent"), ("b", "bag"), ("c", "lamp"), ("c", "mug"), ("d", "lamp")]
    rows = neighbours.compute([Action(who, what, "purchase") for who, what in pairs], ["bag", "lamp", "mug", "tent"])
    near = {(row["product_id"], row["neighbour_id"]) for row in rows}
    assert ("tent", "bag") in near and ("lamp", "mug") in near
    assert ("tent", "lamp") not in near and ("tent", "tent") not in near


def _split(session: Session) -> tuple[list[Action], dict[str, set[str]]]:
    by_customer: dict[str, list[Any]] = defaultdict(list)
    for action in session.execute(select(Behaviour).order_by(Behaviour.id)).scalars():
        by_customer[action.customer_id].append(action)
    train: list[Action] = []
    held_out: dict[str, set[str]] = {}
    for customer_id, actions in by_customer.items():
        purchases = [action for action in actions if action.kind == "purchase"]
        last = purchases[-1].time if len(purchases) >= 4 else max(action.time for action in actions) + timedelta(days=9)
        kept = [action for action in actions if action.time < last - timedelta(days=3)]
        train += [Action(action.customer_id, action.product_id, action.kind) for action in kept]
        owned = {action.product_id for action in kept if action.kind == "purchase"}
        new = {action.product_id for action in purchases if action.time == last} - owned
        if new and kept:
            held_out[customer_id] = new
    return train, held_out
