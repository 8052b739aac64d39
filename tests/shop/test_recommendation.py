from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from shop import behaviour, catalogue, likeness, neighbours, ranking, recommendation
from shop.behaviour import Acted, Action
from shop.errors import UnknownProduct
from shop.models import Base, Behaviour, Customer, Product
from shop.seeding.material import load_categories
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


def test_a_new_product_leads_to_those_most_alike(session: Session) -> None:
    product = catalogue.get(session, "watches-010")
    alike = likeness.nearest(session, product, 4)
    assert {other.type for other in alike} == {product.type} and in_stock(alike)
    assert likeness.likeness(product, product) == pytest.approx(1.0)
    scores = [likeness.likeness(product, other) for other in alike]
    assert scores == sorted(scores, reverse=True) and scores[0] > 0.5


def test_alternatives_are_of_the_same_type_and_for_the_same_people_first(session: Session) -> None:
    for product in all_products(session)[::25]:
        found = recommendation.alternatives(session, product.id, 6)
        same = [each.product.type == product.type for each in found]
        assert found and same[0] and same == sorted(same, reverse=True)
        assert in_stock(each.product for each in found) and product.id not in {each.product.id for each in found}
        assert {each.about for each in found} == {product}


def test_accessories_are_other_things_that_are_bought_with_it(session: Session) -> None:
    """The seeded shop has what goes with what in its material: the tests may look, the code may not."""
    goes_with = {each.id: set(each.goes_with) for category in load_categories() for each in category.types}
    right = shown = 0
    for product in all_products(session)[::9]:
        found = recommendation.accessories(session, [product.id], 4)
        shown += len(found)
        right += sum(each.product.type in goes_with[product.type] for each in found)
        assert all(each.product.type != product.type for each in found) and in_stock(each.product for each in found)
        assert all(likeness.suits(each.product, product) for each in found)
    assert shown > 150 and right / shown > 0.6


def test_a_basket_is_not_offered_what_lies_in_it(session: Session) -> None:
    tent = next(each for each in all_products(session) if each.type == "tent")
    first = recommendation.accessories(session, [tent.id], 3)
    basket = [tent.id, first[0].product.id, "no such thing"]
    found = recommendation.accessories(session, basket, 4)
    assert found and not {each.product.type for each in found} & {tent.type, first[0].product.type}


def test_similar_refuses_an_unknown_product(session: Session) -> None:
    with pytest.raises(UnknownProduct):
        recommendation.similar(session, "' OR 1=1 --")


def test_popular_products_are_in_stock_and_of_the_category(session: Session) -> None:
    found = recommendation.popular(session, 8, "audio")
    assert len(found) == 8 and in_stock(found) and {product.category for product in found} == {"audio"}


def test_a_stranger_gets_the_popular_ones(session: Session) -> None:
    found = recommendation.for_customer(session, "nobody", 5)
    assert [each.product for each in found] == recommendation.popular(session, 5)
    assert {each.why for each in found} == {recommendation.POPULAR}


def test_a_customer_is_not_shown_what_they_own(session: Session) -> None:
    for customer_id in list(session.execute(select(Customer.id)).scalars())[:40]:
        owned = set(
            session.execute(
                select(Behaviour.product_id).where(Behaviour.customer_id == customer_id, Behaviour.kind == "purchase")
            ).scalars()
        )
        found = [each.product for each in recommendation.for_customer(session, customer_id, 8)]
        assert len({product.id for product in found}) == 8
        assert in_stock(found) and not owned & {product.id for product in found}


def test_a_customer_is_shown_different_things_and_told_why(session: Session) -> None:
    for customer_id in list(session.execute(select(Customer.id)).scalars())[:40]:
        found = recommendation.for_customer(session, customer_id, 6)
        assert max(Counter(each.product.type for each in found).values()) <= 3
        acted = {row.product_id: row.kind for row in behaviour.latest(session, customer_id, 40)[::-1]}
        for each in found:
            if each.why in (recommendation.BOUGHT, recommendation.VIEWED):
                assert each.about is not None and each.about.id in acted


def test_a_customer_is_shown_their_favourite_categories(session: Session) -> None:
    """The share of recommendations from a customer's two top categories, against the share that popularity gives."""
    personal = general = shown = 0
    popular = recommendation.popular(session, 8)
    for customer_id in list(session.execute(select(Customer.id)).scalars())[:60]:
        rows = select(Product.category).join(Behaviour, Behaviour.product_id == Product.id)
        liked = Counter(session.execute(rows.where(Behaviour.customer_id == customer_id)).scalars())
        top = {category for category, _ in liked.most_common(2)}
        found = [each.product for each in recommendation.for_customer(session, customer_id, 8)]
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

    def rows_of(products: Collection[str]) -> Iterable[tuple[str, str, float]]:
        return ((one, other, score) for one in products for other, score in near[one].items())

    popularity = Counter(action.product_id for action in train for _ in range(4 if action.kind == "purchase" else 1))
    hits: Counter[str] = Counter()
    for customer_id, basket in held_out.items():
        mine = [action for action in train if action.customer_id == customer_id]
        owned = {action.product_id for action in mine if action.kind == "purchase"}
        latest = [Acted(action.product_id, action.kind) for action in reversed(mine)]
        found = ranking.ranked(latest, rows_of, 20, owned)
        popular = [product_id for product_id, _ in popularity.most_common() if product_id not in owned][:20]
        hits["neighbours"] += bool(basket & set(found))
        hits["popularity"] += bool(basket & set(popular))
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
