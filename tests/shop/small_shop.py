"""A shop of six products and two customers, to place orders in that are just as a test needs them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from shop import orders, tables
from shop.actor import AGENT, CUSTOMER, SHOPPER, Actor
from shop.case_models import Audit, Mail, Refund
from shop.errors import NotAllowed, ShopError
from shop.models import Address, Customer, Order, OrderItem, Product, ShipmentEvent, Variant
from shop.store import Store

NOW = datetime(2026, 11, 18, 10, 0)
TODAY = NOW.date()
ANN = Actor(CUSTOMER, "C1", "conversation of Ann")
LI = Actor(CUSTOMER, "C2", "conversation of Li")
NOBODY = Actor(SHOPPER, "", "conversation of nobody")
AGENT_7 = Actor(AGENT, "7", "conversation of Ann")

Line = tuple[str, str, str, int]
JACKET: Line = ("jacket", "M", "navy", 1)
LAMP: Line = ("lamp", "one size", "black", 1)
PRICES = {"jacket": 12000, "lamp": 3550, "earbuds": 7999, "pillow": 4500, "card": 5000, "watch": 20000}

_KINDS = {
    "jacket": ("jackets", "hardshell", "Tarnbrook", {}),
    "lamp": ("lighting", "desk_lamp", "Luma Oak", {}),
    "earbuds": ("audio", "earbuds", "Quietwave", {}),
    "pillow": ("bedding", "pillow", "Dovecote", {}),
    "card": ("other", "gift_card", "", {}),
    "watch": ("watches", "watch", "Orrery", {"personalised": True}),
}
_SIZES = {"jacket": ("S", "M", "L")}
_COLORS = {"jacket": ("navy", "black"), "lamp": ("black", "white")}
STOCK = 5

# how far each status is, with the events that lead there
_WAY = ("placed", "paid", "packed", "shipped", "out_for_delivery", "delivered")
_CODES = ("order_placed", "payment_received", "items_packed", "handed_over", "on_the_van", "delivered")


def open_shop(store: Store) -> None:
    tables.create(store)
    with store.transaction() as session:
        session.add_all(_product(name) for name in PRICES)
        session.flush()
        session.add_all(variant for name in PRICES for variant in _variants(name))
        session.add_all([_customer("C1", "Ann Byrne", "en", "DE"), _customer("C2", "李静", "zh", "CN")])


def place(
    session: Session,
    number: str = "1042",
    lines: Sequence[Line] = (JACKET, LAMP),
    *,
    status: str = "paid",
    payment: str = "paypal",
    delivery: str = "standard",
    shipping_cents: int = 495,
    customer_id: str = "C1",
    placed: datetime = NOW - timedelta(days=6),
    delivered: date | None = None,
) -> Order:
    """An order with its events, an hour apart; `delivered`: that day, instead of what follows from `placed`."""
    if delivered is not None:
        placed = datetime.combine(delivered, placed.time()) - timedelta(hours=5)
    customer = session.get(Customer, customer_id)
    reached = _WAY.index(status)
    goods = sum(PRICES[product] * quantity for product, _, _, quantity in lines)
    order = Order(
        number=number,
        customer_id=customer_id,
        email=customer.email,
        status=status,
        placed=placed,
        expected=None if status in ("placed", "delivered") else TODAY + timedelta(days=2),
        delivery=delivery,
        payment=payment,
        shipping_cents=shipping_cents,
        total_cents=goods + shipping_cents,
    )
    order.address = _address(customer)
    order.items = [
        OrderItem(
            product_id=product,
            names=_names(product),
            size=size,
            color=color,
            quantity=many,
            price_cents=PRICES[product],
        )
        for product, size, color, many in lines
    ]
    order.events = [
        ShipmentEvent(time=placed + timedelta(hours=step), status=_WAY[step], code=_CODES[step], place="")
        for step in range(reached + 1)
    ]
    session.add(order)
    session.flush()
    return order


def run(shop: Store, verb: Callable[..., Any], *args: Any, **more: Any) -> Any:
    with shop.transaction() as session:
        return verb(session, *args, **({"now": NOW} | more))


def ordered(shop: Store, **facts: Any) -> list[int]:
    """Places order 1042 and gives the ids of its items."""
    with shop.transaction() as session:
        return [item.id for item in place(session, **facts).items]


def read(shop: Store, number: str = "1042") -> Order:
    with shop.transaction(reading=True) as session:
        order = orders.get(session, number)
        assert order is not None
        return order


def count(shop: Store, table: Any) -> int:
    with shop.transaction(reading=True) as session:
        return int(session.execute(select(func.count()).select_from(table)).scalar_one())


def refused(shop: Store, verb: Callable[..., Any], *args: Any, **more: Any) -> str:
    """The code of the rule that forbids it; nothing may have changed."""
    before = count(shop, Audit), count(shop, Refund), read(shop).status
    with pytest.raises(NotAllowed) as refusal:
        run(shop, verb, *args, **more)
    assert before == (count(shop, Audit), count(shop, Refund), read(shop).status)
    return str(refusal.value.verdict.code)


def at_once(shop: Store, *acts: Callable[[], Any]) -> list[Any]:
    """What each gave or raised, begun at the same moment on a thread of its own."""
    barrier = Barrier(len(acts))

    def one(act: Callable[[], Any]) -> Any:
        barrier.wait()
        try:
            return act()
        except ShopError as error:
            return error

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(one, acts))


def stock(session: Session, product: str, size: str = "one size", color: str = "black") -> int:
    query = select(Variant.stock).where(Variant.product_id == product, Variant.size == size, Variant.color == color)
    return int(session.execute(query).scalar_one())


def mails(session: Session) -> list[Mail]:
    return list(session.execute(select(Mail).order_by(Mail.id)).scalars())


def _product(name: str) -> Product:
    category, kind, brand, facts = _KINDS[name]
    return Product(
        id=name,
        category=category,
        type=kind,
        brand=brand,
        names=_names(name),
        descriptions={"en": name, "zh": name},
        attributes={"en": {}, "zh": {}},
        synonyms={"en": [], "zh": []},
        facts=facts,
        picture={"shape": "tile"},
        search_text=name,
        price_cents=PRICES[name],
        rating=4.5,
        reviews=3,
        added=TODAY,
    )


def _variants(name: str) -> list[Variant]:
    return [
        Variant(
            sku=f"{name}-{color}-{size}".upper(), product_id=name, position=place, size=size, color=color, stock=STOCK
        )
        for place, (size, color) in enumerate(
            (size, color) for size in _SIZES.get(name, ("one size",)) for color in _COLORS.get(name, ("black",))
        )
    ]


def _names(name: str) -> dict[str, str]:
    chinese = {
        "jacket": "冲锋衣",
        "lamp": "台灯",
        "earbuds": "耳机",
        "pillow": "枕头",
        "card": "礼品卡",
        "watch": "刻字手表",
    }
    return {"en": name.title(), "zh": chinese[name]}


def _customer(customer_id: str, name: str, language: str, country: str) -> Customer:
    return Customer(
        id=customer_id,
        name=name,
        email=f"{customer_id.lower()}@example.com",
        country=country,
        language=language,
        created=date(2025, 1, 1),
        newsletter=False,
    )


def _address(customer: Customer) -> Address:
    postcode, city = {"DE": ("04109", "Leipzig"), "CN": ("200040", "上海")}[customer.country]
    return Address(
        customer_id=customer.id,
        recipient=customer.name,
        street="Dorfstraße 3",
        postcode=postcode,
        city=city,
        country=customer.country,
    )
