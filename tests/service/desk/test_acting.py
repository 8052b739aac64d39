"""Order actions at the desk: the shop's rules, the agent's name, once, and told to the shopper."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sanic import Sanic
from sqlalchemy import select

from service import conversations, forgetting
from service.clock import now
from service.models import Conversation, Message, Photo
from service.settings import ServiceSettings
from shop.case_models import Audit, Claim, Mail, Return
from shop.models import Order
from shop.store import Store
from tests.conftest import copy_database
from tests.service.desk.conftest import Hire, Waiting
from tests.service.desk.harness import Agent, held_by
from tests.service.harness import Tab


@pytest.fixture
def settings(settings: ServiceSettings, seeded: Store, tmp_path: Path) -> ServiceSettings:
    """With the seeded shop, to change as one likes."""
    copy_database(Path(str(seeded.url.database)), tmp_path / "aisle.db")
    return settings


@pytest.fixture
def shop(app: Sanic) -> Sanic:
    return app


async def order_with(app: Sanic, *statuses: str) -> Order:
    def find(session: Any) -> Order:
        query = select(Order).where(Order.status.in_(statuses)).order_by(Order.placed.desc()).limit(1)
        return session.execute(query).scalar_one()  # type: ignore[no-any-return]

    return await app.ctx.store.run(find)  # type: ignore[no-any-return]


async def holding(app: Sanic, hire: Hire, waiting: Waiting, customer: str | None = None) -> tuple[Agent, Tab, str]:
    mia = await hire("Mia")
    tab, conversation_id = await waiting()
    await held_by(app, conversation_id, f"agent:{mia.id}")
    if customer is not None:

        def prove(session: Any) -> None:
            session.get(Conversation, conversation_id).customer_id = customer

        await app.ctx.store.run(prove)
    return mia, tab, conversation_id


async def rows(app: Sanic, model: Any, **where: Any) -> list[Any]:
    return list(
        await app.ctx.store.run(lambda session: session.execute(select(model).filter_by(**where)).scalars().all())
    )


async def test_the_side_shows_customer_orders_and_what_may_be_done(shop: Sanic, hire: Hire, waiting: Waiting) -> None:
    order = await order_with(shop, "paid")
    mia, _, conversation_id = await holding(shop, hire, waiting, order.customer_id)
    status, side = await mia.get(f"/api/desk/conversations/{conversation_id}/side")
    assert status == 200 and side["customer"]["id"] == order.customer_id and side["profile"]["name"]
    shown = next(each for each in side["orders"] if each["number"] == order.number)
    acts = {each["act"]: each for each in shown["acts"]}
    assert shown["shown"] and acts["cancel"]["allowed"] and not acts["return"]["allowed"]
    assert acts["return"]["why"] == "It has not been delivered yet." and shown["address"] and shown["lines"]


async def test_an_order_is_looked_up_by_number_or_e_mail(shop: Sanic, hire: Hire, waiting: Waiting) -> None:
    order = await order_with(shop, "paid")
    mia, _, conversation_id = await holding(shop, hire, waiting)
    path = f"/api/desk/conversations/{conversation_id}/orders?q="
    for asked in (f"%23{order.number}", order.email.upper()):
        _, found = await mia.get(path + asked)
        assert order.number in [each["number"] for each in found["orders"]]
        assert not found["orders"][0]["shown"]  # nobody has proven that it is theirs
    assert (await mia.get(path + "99999999"))[1] == {"orders": []}
    assert (await mia.get(path))[0] == 400


async def test_an_act_is_done_once_in_the_agents_name_and_the_shopper_is_told(
    shop: Sanic, hire: Hire, waiting: Waiting
) -> None:
    order = await order_with(shop, "paid")
    mia, tab, conversation_id = await holding(shop, hire, waiting, order.customer_id)
    asked = {"act": "cancel", "order": order.number, "key": "0123456789"}
    for _ in range(2):
        status, answer = await mia.does(conversation_id, "acts", **asked)
        assert status == 200, answer
    await tab.noticed("order_changed")
    assert tab.notices().count("order_changed") == 1 and "Mia" in tab.rows[-1]["body"]["text"]
    [cancelled] = await rows(shop, Order, number=order.number)
    assert cancelled.status == "cancelled"
    [audited] = await rows(shop, Audit, order_number=order.number)
    assert (audited.actor_kind, audited.actor_id, audited.conversation) == ("agent", mia.id, conversation_id)
    assert len(await rows(shop, Mail, to=order.email, kind="order_cancelled")) == 1


async def test_what_the_rules_refuse_is_said_in_words_and_done_with_a_reason_only(
    shop: Sanic, hire: Hire, waiting: Waiting
) -> None:
    order = await order_with(shop, "packed")
    mia, tab, conversation_id = await holding(shop, hire, waiting)
    asked = {"act": "cancel", "order": order.number, "key": "0123456789"}
    status, refusal = await mia.does(conversation_id, "acts", **asked)
    assert status == 409 and "packed" in refusal["error"]["message"]
    assert (await rows(shop, Order, number=order.number))[0].status == "packed"
    status, _ = await mia.does(conversation_id, "acts", **asked, override="stopped at the dock")
    assert status == 200 and (await rows(shop, Order, number=order.number))[0].status == "cancelled"
    await tab.noticed("order_changed")
    assert "dock" not in str(tab.rows)
    [audited] = await rows(shop, Audit, order_number=order.number)
    assert audited.after["override"] == "stopped at the dock"


async def test_only_the_holder_acts(shop: Sanic, hire: Hire, waiting: Waiting) -> None:
    order = await order_with(shop, "paid")
    _, _, conversation_id = await holding(shop, hire, waiting)
    leo = await hire("Leo")
    status, refusal = await leo.does(conversation_id, "acts", act="cancel", order=order.number, key="0123456789")
    assert status == 409 and refusal["error"]["code"] == "not_holder"
    assert (await rows(shop, Order, number=order.number))[0].status == "paid"


async def test_hostile_acts_change_nothing(shop: Sanic, hire: Hire, waiting: Waiting) -> None:
    order = await order_with(shop, "paid")
    mia, _, conversation_id = await holding(shop, hire, waiting)
    good = {"act": "cancel", "order": order.number, "key": "0123456789"}
    for bad in (
        {"act": "drop_tables"},
        {"act": ["cancel"]},
        {"order": "1 OR 1=1"},
        {"order": None},
        {"key": "x"},
        {"key": "a:b:c:d:e:f"},
        {"items": {"1; drop": 1}},
        {"items": {"1": -3}},
        {"items": {"99999999": 1}},
        {"override": {"a": 1}},
        {"act": "address", "street": ["x"]},
        {"act": "claim_decide", "claim": 99999, "accepted": True},
        {"act": "claim_decide", "claim": 1, "accepted": "yes"},
        {"act": "return", "items": {"1": 1}, "reason": "because"},
    ):
        status, _ = await mia.does(conversation_id, "acts", **(good | bad))
        assert status == 400, bad
    assert (await rows(shop, Order, number=order.number))[0].status == "paid"
    assert await rows(shop, Audit, order_number=order.number) == []


async def test_a_return_goes_all_its_way_at_the_desk(shop: Sanic, hire: Hire, waiting: Waiting) -> None:
    order = await order_with(shop, "delivered")
    mia, tab, conversation_id = await holding(shop, hire, waiting, order.customer_id)
    _, side = await mia.get(f"/api/desk/conversations/{conversation_id}/orders?q={order.number}")
    [line, *_] = side["orders"][0]["lines"]
    asked = {"act": "return", "order": order.number, "key": "return-0001", "reason": "too_small"}
    asked |= {"items": {str(line["id"]): 1}, "sealed": True, "override": "goodwill"}
    status, answer = await mia.does(conversation_id, "acts", **asked)
    assert status == 200, answer
    _, side = await mia.get(f"/api/desk/conversations/{conversation_id}/orders?q={order.number}")
    number = side["orders"][0]["returns"][-1]["number"]
    for act, then in (("return_arrived", "arrived"), ("return_settled", "refunded")):
        done = {"act": act, "order": order.number, "key": f"step-{then}-1", "return": number}
        status, answer = await mia.does(conversation_id, "acts", **done)
        assert status == 200, answer
        _, side = await mia.get(f"/api/desk/conversations/{conversation_id}/orders?q={order.number}")
        assert side["orders"][0]["returns"][-1]["status"] == then
    assert tab.notices().count("order_changed") == 3


async def test_an_act_is_on_the_order_that_it_names(shop: Sanic, hire: Hire, waiting: Waiting) -> None:
    order, other = await order_with(shop, "delivered"), await order_with(shop, "paid")
    mia, _, conversation_id = await holding(shop, hire, waiting)
    _, found = await mia.get(f"/api/desk/conversations/{conversation_id}/orders?q={order.number}")
    line = found["orders"][0]["lines"][0]["id"]
    on = {"order": order.number, "override": "goodwill"}
    returned = on | {"act": "return", "key": "return-0001", "reason": "quality", "items": {str(line): 1}}
    assert (await mia.does(conversation_id, "acts", **returned))[0] == 200
    [made] = await rows(shop, Return, order_number=order.number, status="registered", reason="quality")
    arrived = {"act": "return_arrived", "key": "arrived-0001", "return": made.number}
    assert (await mia.does(conversation_id, "acts", **arrived, order=other.number))[0] == 400
    assert (await rows(shop, Return, number=made.number))[0].status == "registered"
    assert (await mia.does(conversation_id, "acts", **arrived, order=order.number))[0] == 200


async def test_a_key_is_of_one_act_only(shop: Sanic, hire: Hire, waiting: Waiting) -> None:
    order = await order_with(shop, "paid")
    mia, _, conversation_id = await holding(shop, hire, waiting)
    asked = {"act": "cancel", "order": order.number, "key": "0123456789"}
    assert (await mia.does(conversation_id, "acts", **asked))[0] == 200
    assert (await mia.does(conversation_id, "acts", **(asked | {"act": "return_arrived"})))[0] == 400


async def test_a_photo_of_another_conversation_proves_nothing(shop: Sanic, hire: Hire, waiting: Waiting) -> None:
    order = await order_with(shop, "delivered")
    mia, _, conversation_id = await holding(shop, hire, waiting)
    await shop.ctx.store.run(photo_of, "mine", conversation_id)
    _, elsewhere = await waiting()
    await shop.ctx.store.run(photo_of, "theirs", elsewhere)
    _, found = await mia.get(f"/api/desk/conversations/{conversation_id}/orders?q={order.number}")
    line = found["orders"][0]["lines"][0]["id"]
    asked = {
        "act": "claim",
        "order": order.number,
        "item": line,
        "kind": "damaged",
        "wish": "refund",
        "override": "late",
    }
    assert (await mia.does(conversation_id, "acts", **asked, key="claim-0001", photo="theirs"))[0] == 400
    assert await rows(shop, Claim, order_number=order.number, photo_id="theirs") == []
    assert (await mia.does(conversation_id, "acts", **asked, key="claim-0002", photo="mine"))[0] == 200


def photo_of(session: Any, photo_id: str, conversation_id: str) -> None:
    session.add(Photo(id=photo_id, conversation_id=conversation_id, created=now()))


async def test_a_part_of_an_order_is_cancelled_and_nothing_named_is_not_all(
    shop: Sanic, hire: Hire, waiting: Waiting
) -> None:
    order = await order_with(shop, "paid")
    mia, _, conversation_id = await holding(shop, hire, waiting)
    asked = {"act": "cancel", "order": order.number, "key": "0123456789"}
    assert (await mia.does(conversation_id, "acts", **asked, items={}))[0] == 400
    assert (await rows(shop, Order, number=order.number))[0].status == "paid"
    every = {str(item.id): item.quantity for item in order.items}
    assert (await mia.does(conversation_id, "acts", **asked, items=every))[0] == 200
    assert (await rows(shop, Order, number=order.number))[0].status == "cancelled"


async def test_forgetting_takes_the_number_out_of_what_was_told(shop: Sanic, hire: Hire, waiting: Waiting) -> None:
    order = await order_with(shop, "paid")
    mia, tab, conversation_id = await holding(shop, hire, waiting)
    await mia.does(conversation_id, "acts", act="cancel", order=order.number, key="0123456789")
    await tab.noticed("order_changed")

    def forget(session: Any) -> None:
        with conversations.hold(session, conversation_id) as held:
            forgetting.forget(session, held, held.last_seq)

    await shop.ctx.store.run(forget)
    assert order.number not in str([row.body for row in await rows(shop, Message, conversation_id=conversation_id)])
