"""What the shop knows of a customer who has proven who they are: for them to see, to use, and to erase.

What somebody said goes before what their behaviour suggests. Everything else is read off `behaviour`, sizes as well (of
orders that are remembered there), so that `forget` leaves nothing to conclude from: the orders that the law keeps are
not asked again."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import delete, distinct, func, select
from sqlalchemy.orm import Session

from shop import audit
from shop.actor import AGENT, CUSTOMER, SYSTEM, Actor
from shop.behaviour import PURCHASE, WEIGHTS, weight
from shop.case_models import Preference
from shop.clock import utc_now
from shop.errors import NotProven, UnknownCustomer
from shop.models import Behaviour, Customer, Order, OrderItem, Product, Variant
from shop.store import reads
from shop.words import ONE_SIZE

KINDS = ("size", "brand", "category", "color", "language")
# of these there is one at a time: what is said now takes the place of what was said before
_ONE_AT_A_TIME = ("size", "language")
_MOST_SAID = 60
_MOST_LIKED = 3
_LEAST_SHARE = 0.15  # of all that a customer looked at and bought: below it a brand is chance
_LEAST_WEIGHT = 2 * WEIGHTS[PURCHASE]
_RECENT = 200
# what a person wears, and not how large a pan is
_WORN = re.compile(r"X{0,4}[SL]|M|[2-6]XL|[2-6]\d(?:[.,]5)?", re.IGNORECASE)
_LEAST_SIZES = 4  # lunch boxes come in S, M and L
_LEAST_BOUGHT = 2  # of one size, and half of all of that category: else they bought for others too
_ORDERS = 3
_CLOSED = ("delivered", "cancelled", "returned")


@dataclass(frozen=True)
class Said:
    """One row of `preference`: `about` is the category of a size, or empty."""

    kind: str
    value: str
    about: str = ""


@dataclass(frozen=True)
class RecentOrder:
    number: str
    status: str
    placed: date
    expected: date | None

    @property
    def is_open(self) -> bool:
        return self.status not in _CLOSED


@dataclass(frozen=True)
class Profile:
    """`sizes` by category; under "" what was said of no category in particular. `brands`, `categories` and `colors`:
    liked, most first. `orders`: the latest, newest first. `remembered`: how many looks and purchases there are."""

    customer_id: str
    name: str
    language: str
    sizes: Mapping[str, str]
    brands: tuple[str, ...]
    categories: tuple[str, ...]
    colors: tuple[str, ...]
    said: tuple[Said, ...]
    orders: tuple[RecentOrder, ...]
    remembered: int

    def size_for(self, category: str) -> str | None:
        return self.sizes.get(category) or self.sizes.get("")


@dataclass(frozen=True)
class Forgotten:
    """How much was erased; `orders_kept`: those that stay, as tax law wants them to."""

    behaviour: int
    preferences: int
    orders_kept: int


@reads
def of(session: Session, customer_id: str) -> Profile:
    """Raises UnknownCustomer."""
    customer = _customer(session, customer_id)
    said = _said(session, customer_id)
    brands, categories, remembered = _liked(session, customer_id)
    spoken = [each.value for each in said if each.kind == "language"]
    return Profile(
        customer_id=customer_id,
        name=customer.name,
        language=spoken[0] if spoken else customer.language,
        sizes=_sizes(session, customer_id) | {each.about: each.value for each in said if each.kind == "size"},
        brands=_first(said, "brand", brands),
        categories=_first(said, "category", categories),
        colors=_first(said, "color", ()),
        said=said,
        orders=_orders(session, customer_id),
        remembered=remembered,
    )


@reads
def is_customer(session: Session, customer_id: str) -> bool:
    return session.get(Customer, customer_id) is not None


def learn(session: Session, customer_id: str, kind: str, value: str, about: str = "") -> Said:
    """Keeps what a customer said they like or wear; `about` is the category that a size is for.

    Raises UnknownCustomer, and ValueError for a kind that is none of KINDS or an empty value."""
    said = Said(kind, _clean(value), _clean(about))
    if kind not in KINDS or not said.value:
        raise ValueError(f"no preference: {kind!r}")
    _customer(session, customer_id)
    theirs = Preference.customer_id == customer_id
    # the same in other letters is the same
    same = (
        (func.lower(Preference.value) == said.value.lower()) if kind not in _ONE_AT_A_TIME else Preference.value != ""
    )
    _erase(session, Preference, theirs, Preference.kind == kind, Preference.about == said.about, same)
    session.add(Preference(customer_id=customer_id, kind=kind, value=said.value, about=said.about, time=utc_now()))
    session.flush()
    kept = select(Preference.id).where(theirs).order_by(Preference.time.desc(), Preference.id.desc())
    if old := list(session.execute(kept.offset(_MOST_SAID)).scalars()):
        _erase(session, Preference, Preference.id.in_(old))
    return said


def forget(session: Session, customer_id: str, actor: Actor | None = None, key: str | None = None) -> Forgotten:
    """Erases what the customer looked at and bought as far as it is remembered for taste, and what they said they like.

    By themselves, or by `actor`, who is an agent or the system. The same `key` again returns what was recorded.
    Raises UnknownCustomer; NotProven where another customer asks."""
    actor = actor or Actor(CUSTOMER, customer_id, "")
    if actor.kind not in (AGENT, SYSTEM) and (actor.kind, actor.id) != (CUSTOMER, customer_id):
        raise NotProven("only they themselves, or staff, may have a customer forgotten")
    _customer(session, customer_id)
    key = key or f"forget {customer_id} {utc_now().isoformat()}"
    if (recorded := audit.recorded(session, key)) is not None:
        return Forgotten(**recorded)
    looks, said = (_erase(session, table, table.customer_id == customer_id) for table in (Behaviour, Preference))
    orders = select(func.count()).select_from(Order).where(Order.customer_id == customer_id)
    outcome = Forgotten(looks, said, int(session.execute(orders).scalar_one()))
    audit.record(session, actor, key, "forget", None, {"customer": customer_id}, {}, vars(outcome))
    return outcome


def _erase(session: Session, table: Any, *conditions: Any) -> int:
    """How many rows that were; objects of them that the session holds are not looked after."""
    return int(session.execute(delete(table).where(*conditions).execution_options(synchronize_session=False)).rowcount)


def _customer(session: Session, customer_id: str) -> Customer:
    customer: Customer | None = session.get(Customer, customer_id)
    if customer is None:
        raise UnknownCustomer("there is no such customer")
    return customer


def _said(session: Session, customer_id: str) -> tuple[Said, ...]:
    """The latest first."""
    query = select(Preference.kind, Preference.value, Preference.about).where(Preference.customer_id == customer_id)
    rows = session.execute(query.order_by(Preference.time.desc(), Preference.id.desc()))
    return tuple(Said(*row) for row in rows)


def _liked(session: Session, customer_id: str) -> tuple[tuple[str, ...], tuple[str, ...], int]:
    """Brands and categories that stand out of the latest behaviour, and how much of it there is."""
    query = select(Product.brand, Product.category, Behaviour.kind).join(Product, Product.id == Behaviour.product_id)
    mine = query.where(Behaviour.customer_id == customer_id).order_by(Behaviour.time.desc(), Behaviour.id.desc())
    brands: Counter[str] = Counter()
    categories: Counter[str] = Counter()
    for brand, category, kind in session.execute(mine.limit(_RECENT)):
        brands[brand] += weight(kind)
        categories[category] += weight(kind)
    count = select(func.count()).select_from(Behaviour).where(Behaviour.customer_id == customer_id)
    return _standing_out(brands), _standing_out(categories), int(session.execute(count).scalar_one())


def _standing_out(weights: Counter[str]) -> tuple[str, ...]:
    least = max(_LEAST_WEIGHT, _LEAST_SHARE * sum(weights.values()))
    return tuple(name for name, count in weights.most_common(_MOST_LIKED) if name and count >= least)


def _sizes(session: Session, customer_id: str) -> dict[str, str]:
    """By category, what people wear of it and have bought most; the later one where that is a draw."""
    remembered = select(Behaviour.product_id).where(Behaviour.customer_id == customer_id, Behaviour.kind == PURCHASE)
    made = select(func.count(distinct(Variant.size))).where(Variant.product_id == OrderItem.product_id)
    sizes_made = made.scalar_subquery()
    query = (
        select(Product.category, OrderItem.size)
        .join(Order, Order.number == OrderItem.order_number)
        .join(Product, Product.id == OrderItem.product_id)
        .where(Order.customer_id == customer_id, OrderItem.size != ONE_SIZE, OrderItem.quantity > 0)
        .where(OrderItem.product_id.in_(remembered), sizes_made >= _LEAST_SIZES)
        .order_by(Order.placed.desc(), OrderItem.id.desc())
    )
    counts: dict[str, Counter[str]] = {}
    for category, size in session.execute(query):
        if _WORN.fullmatch(size):
            counts.setdefault(category, Counter())[size] += 1
    usual = {category: sizes.most_common(1)[0] for category, sizes in counts.items()}
    return {
        category: size
        for category, (size, count) in usual.items()
        if count >= _LEAST_BOUGHT and count * 2 >= sum(counts[category].values())
    }


def _orders(session: Session, customer_id: str) -> tuple[RecentOrder, ...]:
    query = select(Order.number, Order.status, Order.placed, Order.expected).where(Order.customer_id == customer_id)
    rows = session.execute(query.order_by(Order.placed.desc(), Order.number.desc()).limit(_ORDERS))
    return tuple(RecentOrder(number, status, placed.date(), expected) for number, status, placed, expected in rows)


def _first(said: Sequence[Said], kind: str, liked: Sequence[str]) -> tuple[str, ...]:
    """What was said, then what shows in behaviour; each once."""
    named = [each.value for each in said if each.kind == kind]
    known = {each.casefold() for each in named}
    return (*named, *(each for each in liked if each.casefold() not in known))


def _clean(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text[:100]).split())
