from __future__ import annotations

import pytest

from actions.tasks.postal import Postal, read_address
from shop.case_models import Audit
from shop.models import Address, Order, Variant
from shop.store import Store
from tests.actions.tasks.conftest import Talk, find


@pytest.mark.parametrize(
    ("written", "street", "postcode", "city", "country"),
    [
        ("12 Mill Lane, 10115 Berlin", "12 Mill Lane", "10115", "Berlin", None),
        ("Hauptstr. 5\n80331 München\nGermany", "Hauptstr. 5", "80331", "München", "DE"),
        ("please send it to Lindenweg 3b, 8004 Zürich, Switzerland", "Lindenweg 3b", "8004", "Zürich", "CH"),
        ("my new address is 4 Abbey Road, London, NW8 9AY, UK", "4 Abbey Road", "NW8 9AY", "London", "GB"),
        ("Keizersgracht 12, 1015 CS Amsterdam", "Keizersgracht 12", "1015 CS", "Amsterdam", None),
        ("上海市浦东新区世纪大道100号，200120", "浦东新区世纪大道100号", "200120", "上海市", None),
    ],
)
def test_addresses_are_read_as_people_write_them(
    written: str, street: str, postcode: str, city: str, country: str | None
) -> None:
    found = read_address(written, Postal())
    assert found is not None
    assert (found.street, found.postcode, found.city, found.country) == (street, postcode, city, country)


def test_a_name_on_top_is_the_recipient() -> None:
    found = read_address("Ada Berg\nMill Lane 12\n10115 Berlin", Postal())
    assert found is not None and found.recipient == "Ada Berg"


def test_what_was_missing_may_stand_alone() -> None:
    found = read_address("10115 Berlin", Postal(street="Mill Lane 12"))
    assert found == Postal(street="Mill Lane 12", postcode="10115", city="Berlin")


@pytest.mark.parametrize("text", ["how long does it take?", "hello", "", "yes please"])
def test_other_words_are_no_address(text: str) -> None:
    assert read_address(text, Postal()) is None


async def test_an_address_is_changed_after_code_and_yes(talk: Talk, store: Store) -> None:
    order = find(store, status="paid")
    same_country = "80331 München" if order.address.country == "DE" else None
    if same_country is None:
        with store.transaction() as session:
            session.merge(Address(**{**_columns(order.address), "country": "DE"}))
    await talk.say(f"change the address of {order.number}, {order.email}", "change_shipping_address")
    assert "Where shall it go" in talk.text()
    await talk.say("Lindwurmstr. 7")
    assert "postcode" in talk.text()
    await talk.say("80337 München")
    assert "six-digit code" in talk.text()
    assert "Lindwurmstr. 7, 80337 München" in await talk.say(talk.code())
    await talk.click("Yes")
    after = talk.order(order.number).address
    assert (after.street, after.postcode, after.city) == ("Lindwurmstr. 7", "80337", "München")
    assert after.id != order.address_id and after.recipient == order.address.recipient
    assert talk.rows(Audit, order_number=order.number, act="change_address")


async def test_the_old_address_is_never_told(talk: Talk, store: Store) -> None:
    order = find(store, status="paid")
    said = await talk.say(
        f"new address for {order.number} {order.email}: Ring 1, 80331 München", "change_shipping_address"
    )
    said += await talk.say(talk.code())
    assert order.address.street not in said and order.address.recipient not in said


async def test_a_bad_postcode_is_asked_for_again_and_the_rest_is_kept(store: Store) -> None:
    order = find(store, status="paid")
    with store.transaction() as session:
        session.merge(Address(**{**_columns(order.address), "country": "DE"}))
    talk = Talk(store, customer_id=order.customer_id)
    await talk.say(f"new address for {order.number}: Ring 1, 1234 München", "change_shipping_address")
    await talk.say("yes", "affirm")
    assert talk.order(order.number).address_id == order.address_id
    await talk.say("80331")
    await talk.say("yes", "affirm")
    assert talk.order(order.number).address.postcode == "80331" and talk.order(order.number).address.street == "Ring 1"


async def test_another_size_of_an_item_before_it_is_packed(store: Store) -> None:
    order, other = _with_other_variant(store, "paid")
    talk = Talk(store, customer_id=order.customer_id)
    await talk.say(f"change order {order.number}", "change_order")
    if len(order.items) > 1:
        await talk.say(order.items[0].names["en"])
    assert "What shall it be instead" in talk.text()
    await talk.say(f"size {other.size} in {other.color}", "check_stock", size=other.size, color=other.color)
    assert "Is that right" in talk.text()
    await talk.say("yes", "affirm")
    item = talk.order(order.number).items[0]
    assert (item.size, item.color) == (other.size, other.color)


async def test_an_item_can_be_taken_out(store: Store) -> None:
    order = find(store, status="paid", items=2)
    talk = Talk(store, customer_id=order.customer_id)
    name = order.items[1].names["en"]
    await talk.say(f"take the {name} out of order {order.number}", "change_order")
    assert name in talk.text()
    await talk.say("yes", "affirm")
    assert talk.order(order.number).items[1].quantity == 0


def _columns(address: Address) -> dict[str, object]:
    return {column.name: getattr(address, column.name) for column in Address.__table__.columns}


def _with_other_variant(store: Store, status: str) -> tuple[Order, Variant]:
    """An order whose first item comes in another size and is in stock there."""
    with store.transaction(reading=True) as session:
        for order in session.query(Order).filter(Order.status == status).order_by(Order.number.desc()):
            item = order.items[0]
            for variant in session.query(Variant).filter(Variant.product_id == item.product_id):
                if variant.stock >= item.quantity and variant.size != item.size and variant.color == item.color:
                    return order, variant
    raise LookupError
