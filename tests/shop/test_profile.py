"""A profile is read off behaviour and off what was said, and nothing is left to read after it was erased."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from shop import catalogue, profile, recommendation
from shop.actor import AGENT, CUSTOMER, SHOPPER, Actor
from shop.case_models import Audit, Base, Preference
from shop.errors import NotProven, UnknownCustomer
from shop.models import Behaviour, Customer, Order, OrderItem, Product
from shop.profile import Said
from shop.store import Store

ADA = "C0001"


@pytest.fixture
def session(seeded: Store) -> Iterator[Session]:
    """Writes, and takes everything back afterwards: the seeded shop belongs to all tests."""
    seeded.create_tables(Base)
    with Session(seeded._engine, future=True, expire_on_commit=False) as session:
        yield session
        session.rollback()


def test_likes_what_was_bought_and_looked_at_most(session: Session) -> None:
    known = profile.of(session, ADA)
    rows = select(Product.category).join(Behaviour, Behaviour.product_id == Product.id)
    most = Counter(session.execute(rows.where(Behaviour.customer_id == ADA)).scalars()).most_common(3)
    assert known.categories and known.categories[0] in {category for category, _ in most}
    assert known.remembered > 0 and known.name and known.language in ("en", "zh")


def test_wears_the_size_that_was_bought_most(session: Session) -> None:
    sized = 0
    for customer_id in list(session.execute(select(Customer.id)).scalars())[:60]:
        known = profile.of(session, customer_id)
        bought = select(OrderItem.size).join(Order, Order.number == OrderItem.order_number)
        theirs = set(session.execute(bought.where(Order.customer_id == customer_id)).scalars())
        assert set(known.sizes.values()) <= theirs
        assert not set(known.sizes) & {"kitchen", "camping", "audio"}
        sized += bool(known.sizes)
    assert sized > 20


def test_what_was_said_goes_before_what_was_bought(session: Session) -> None:
    customer_id = next(
        each for each in session.execute(select(Customer.id)).scalars() if "jackets" in profile.of(session, each).sizes
    )
    profile.learn(session, customer_id, "size", "XXL", "jackets")
    profile.learn(session, customer_id, "brand", "Halden")
    known = profile.of(session, customer_id)
    assert known.size_for("jackets") == "XXL" and known.brands[0] == "Halden"
    assert known.brands.count("Halden") == 1


def test_a_size_takes_the_place_of_the_one_before_and_a_brand_does_not(session: Session) -> None:
    for kind, value, about in (
        ("size", "M", ""),
        ("size", "L", ""),
        ("brand", "Halden", ""),
        ("brand", "Velowick", ""),
    ):
        profile.learn(session, ADA, kind, value, about)
    profile.learn(session, ADA, "brand", "HALDEN")
    said = profile.of(session, ADA).said
    assert [each for each in said if each.kind == "size"] == [Said("size", "L")]
    assert sorted(each.value for each in said if each.kind == "brand") == ["HALDEN", "Velowick"]


def test_of_very_many_things_said_the_oldest_go(session: Session) -> None:
    for number in range(70):
        profile.learn(session, ADA, "brand", f"Brand {number}")
    said = profile.of(session, ADA).said
    assert len(said) == 60 and said[0].value == "Brand 69"


@pytest.mark.parametrize(("kind", "value"), [("shoe", "M"), ("size", "  ")])
def test_what_is_no_preference_is_refused(session: Session, kind: str, value: str) -> None:
    with pytest.raises(ValueError, match="no preference"):
        profile.learn(session, ADA, kind, value)


def test_an_unknown_customer_has_no_profile(session: Session) -> None:
    for call in (profile.of, profile.forget):
        with pytest.raises(UnknownCustomer):
            call(session, "C9999")
    with pytest.raises(UnknownCustomer):
        profile.learn(session, "C9999", "size", "M")


def test_open_orders_are_those_under_way(session: Session) -> None:
    number = session.execute(select(Order.customer_id).where(Order.status == "shipped")).scalars().first()
    known = profile.of(session, number or "")
    assert any(each.is_open for each in known.orders)
    assert [each.placed for each in known.orders] == sorted((each.placed for each in known.orders), reverse=True)


def test_nothing_but_the_orders_is_left_when_they_are_forgotten(session: Session) -> None:
    profile.learn(session, ADA, "size", "M")
    before = profile.of(session, ADA)
    orders = session.execute(select(func.count()).select_from(Order).where(Order.customer_id == ADA)).scalar_one()
    forgotten = profile.forget(session, ADA, key="k1")
    after = profile.of(session, ADA)
    assert (forgotten.behaviour, forgotten.preferences, forgotten.orders_kept) == (before.remembered, 1, orders)
    assert orders > 0 and after.orders == before.orders
    assert (after.remembered, after.said, dict(after.sizes), after.brands, after.categories) == (0, (), {}, (), ())
    popular = [each.why for each in recommendation.for_customer(session, ADA, 4)]
    assert set(popular) == {recommendation.POPULAR}


def test_the_same_act_again_forgets_nothing_more(session: Session) -> None:
    first = profile.forget(session, ADA, key="k1")
    profile.learn(session, ADA, "brand", "Halden")
    assert profile.forget(session, ADA, key="k1") == first
    assert session.execute(select(func.count()).select_from(Preference)).scalar_one() == 1


def test_it_is_written_down_who_had_somebody_forgotten_but_not_what(session: Session) -> None:
    profile.learn(session, ADA, "brand", "Halden")
    profile.forget(session, ADA, Actor(AGENT, "agent-7", "conversation-1"), "k2")
    row = session.execute(select(Audit).where(Audit.key == "k2")).scalar_one()
    assert (row.act, row.actor_kind, row.actor_id, row.order_number) == ("forget", "agent", "agent-7", None)
    assert "Halden" not in str((row.before, row.after, row.outcome))


@pytest.mark.parametrize("actor", [Actor(CUSTOMER, "C0002", "c"), Actor(SHOPPER, "", "c")])
def test_nobody_else_may_have_a_customer_forgotten(session: Session, actor: Actor) -> None:
    with pytest.raises(NotProven):
        profile.forget(session, ADA, actor, "k3")
    assert profile.of(session, ADA).remembered > 0


def test_a_recommendation_is_rather_in_their_size(session: Session) -> None:
    product = next(each for each in catalogue.search(session, catalogue.Wanted(category="jackets"), 50))
    for variant in product.variants:
        variant.stock = 0 if variant.size == "XS" else 5
    profile.learn(session, ADA, "size", "XS", "jackets")
    assert recommendation._fit(product, profile.of(session, ADA)) < recommendation._fit(product, None)
