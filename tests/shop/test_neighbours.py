"""Neighbours are renewed when behaviour has grown, and popularity goes on being counted in between."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from shop import behaviour, neighbours, profile, recommendation
from shop.behaviour import PURCHASE, VIEW, Action
from shop.case_models import Base
from shop.models import Behaviour, Customer, Neighbour, Product, Variant
from shop.neighbours import METHOD
from shop.store import Store

NOW = datetime(2026, 11, 18, 12)


def a_product(product_id: str, kind: str, price: int = 5000) -> Product:
    return Product(
        id=product_id,
        category="camping",
        type=kind,
        brand="",
        names={"en": product_id},
        descriptions={"en": ""},
        attributes={"en": {}},
        synonyms={},
        facts={},
        picture={},
        search_text=product_id,
        price_cents=price,
        rating=0.0,
        reviews=0,
        added=date(2026, 1, 1),
        variants=[Variant(sku=product_id, position=0, size="one size", color="", stock=5)],
    )


@pytest.fixture
def small(store: Store) -> Store:
    """Four products and two customers, of whom one has looked at two."""
    store.create_tables(Base)
    with store.transaction() as session:
        session.add_all([a_product("tent", "tent"), a_product("tarp", "tent"), a_product("stove", "stove")])
        session.add(a_product("mug", "mug"))
        for number in (1, 2):
            session.add(
                Customer(
                    id=f"C{number}",
                    name="Ada Quill",
                    email=f"ada{number}@example.com",
                    country="DE",
                    language="en",
                    created=date(2026, 1, 1),
                    newsletter=False,
                )
            )
        session.flush()
        acts(session, "C1", "tent", "stove")
    return store


def acts(session: object, customer_id: str, *product_ids: str, kind: str = VIEW) -> None:
    for number, product_id in enumerate(product_ids):
        time = NOW + timedelta(minutes=number)
        session.add(  # type: ignore[attr-defined]
            Behaviour(customer_id=customer_id, product_id=product_id, kind=kind, time=time)
        )
    session.flush()  # type: ignore[attr-defined]


def popularity(store: Store) -> dict[str, int]:
    with store.transaction(reading=True) as session:
        return {name: int(count) for name, count in session.execute(select(Product.id, Product.popularity))}


def test_popularity_is_counted_once_and_a_purchase_more(small: Store) -> None:
    with small.transaction() as session:
        assert neighbours.count_popularity(session) == 2
        assert neighbours.count_popularity(session) == 0
        acts(session, "C2", "tent", kind=PURCHASE)
        assert neighbours.count_popularity(session) == 1
    assert popularity(small) == {"tent": 5, "stove": 1, "tarp": 0, "mug": 0}


def test_what_was_popular_before_stays_so(small: Store) -> None:
    """As with a catalogue that was imported with its sales."""
    with small.transaction() as session:
        session.get(Product, "mug").popularity = 90
    neighbours.renew(small)
    assert popularity(small)["mug"] == 90


def test_neighbours_are_renewed_when_behaviour_has_grown(small: Store) -> None:
    assert neighbours.renew(small, if_grown=True) is None
    with small.transaction() as session:
        for _ in range(60):
            acts(session, "C2", "tent", "stove")
    assert neighbours.renew(small, if_grown=True) == 2
    assert neighbours.renew(small, if_grown=True) is None
    with small.transaction(reading=True) as session:
        pairs = set(session.execute(select(Neighbour.product_id, Neighbour.neighbour_id)).all())
    assert pairs == {("tent", "stove"), ("stove", "tent")}


def test_a_product_that_is_gone_by_the_time_of_writing_is_left_out(
    small: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    compute = neighbours.compute

    def and_then_removed(actions: Sequence[Action], ids: Sequence[str]) -> list[dict[str, object]]:
        rows = compute(actions, ids)
        with small.transaction() as session:
            session.query(Behaviour).delete()
            session.query(Variant).filter_by(product_id="stove").delete()
            session.query(Product).filter_by(id="stove").delete()
        return rows

    monkeypatch.setattr(neighbours, "compute", and_then_removed)
    assert neighbours.renew(small) is not None


def test_what_came_after_counts_more_than_what_came_before() -> None:
    walks = [Action(str(number), product, VIEW) for number in range(3) for product in ("a", "b")]
    scores = {
        (one, other): score for one, other, score in neighbours.near(walks, ["a", "b"], replace(METHOD, chance=0))
    }
    assert scores["a", "b"] > scores["b", "a"] > 0


def test_a_step_away_is_nearer_than_many_steps_away() -> None:
    walk = [Action("one", product, VIEW) for product in "abcdef"]
    scores = {
        (one, other): score for one, other, score in neighbours.near(walk, list("abcdef"), replace(METHOD, chance=0))
    }
    assert scores["a", "b"] > scores["a", "c"] > scores["a", "f"]


def test_each_product_keeps_its_nearest_only() -> None:
    walk = [Action("one", str(product), VIEW) for product in range(30)]
    rows = list(neighbours.near(walk, [str(product) for product in range(30)], replace(METHOD, neighbours=5, chance=0)))
    assert len(rows) == 30 * 5 and max(score for _, _, score in rows) == 1.0


def test_what_everybody_comes_to_is_nobodys_neighbour() -> None:
    """A shop's best seller is in every history: that says nothing of what it goes with."""
    walks = [("tent", "stove", "mug")] * 5 + [("lamp", "book", "mug")] * 5
    actions = [Action(str(number), product, VIEW) for number, walk in enumerate(walks) for product in walk]
    near = {
        (one, other): score for one, other, score in neighbours.near(actions, ["book", "lamp", "mug", "stove", "tent"])
    }
    assert near["tent", "stove"] > 2 * near.get(("tent", "mug"), 0.0)


def test_a_look_is_noted_once_in_a_while(small: Store) -> None:
    with small.transaction() as session:
        assert behaviour.looked_at(session, "C2", "mug", NOW)
        assert not behaviour.looked_at(session, "C2", "mug", NOW + timedelta(minutes=5))
        assert behaviour.looked_at(session, "C2", "mug", NOW + timedelta(hours=5))
        assert not behaviour.looked_at(session, "C2", "no such product", NOW)
        assert not behaviour.looked_at(session, "nobody", "mug", NOW)
        assert [acted.product_id for acted in behaviour.latest(session, "C2", 9)] == ["mug", "mug"]


def test_what_is_used_up_may_be_bought_again(small: Store) -> None:
    with small.transaction() as session:
        acts(session, "C1", "tarp", kind=PURCHASE)
        acts(session, "C2", "tarp", "stove", "tarp")
        shown = {each.product.id for each in recommendation.for_customer(session, "C1", 4)}
        assert "tarp" not in shown
        session.get(Product, "tarp").facts = {"consumable": True}
        session.flush()
        shown = {each.product.id for each in recommendation.for_customer(session, "C1", 4)}
        assert "tarp" in shown


def test_a_brand_they_said_they_like_comes_where_behaviour_says_nothing(small: Store) -> None:
    with small.transaction() as session:
        session.get(Product, "mug").brand = "Halden"
        profile.learn(session, "C2", "brand", "Halden")
        first = recommendation.for_customer(session, "C2", 2)[0]
    assert (first.product.id, first.why) == ("mug", recommendation.LIKED_BRAND)
