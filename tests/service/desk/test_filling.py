"""Canned answers filled from a real order."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sanic import Sanic
from sqlalchemy import select, update

from service.models import Turn
from shop.money import money
from tests.service.desk.conftest import Hire, Waiting
from tests.service.desk.harness import Agent
from tests.service.desk.test_acting import holding, order_with, settings, shop  # noqa: F401

ABOUT_THE_ORDER = "{{order.number}}|{{ order.status }}|{{order.expected}}|{{order.total}}"


async def filled(agent: Agent, conversation_id: str, text: str, order: str | None = None) -> dict[str, Any]:
    given = {"shortcut": "about", "language": "en", "title": "About it", "text": text, "mine": True}
    _, made = await agent.post("/api/desk/canned", **given)
    query = f"?order={order}" if order else ""
    status, answer = await agent.get(f"/api/desk/conversations/{conversation_id}/canned/{made['id']}{query}")
    assert status == 200, answer
    return dict(answer)


async def test_the_customers_order_is_filled_in_as_people_write_it(app: Sanic, hire: Hire, waiting: Waiting) -> None:
    order = await order_with(app, "shipped")
    mia, _, conversation_id = await holding(app, hire, waiting, order.customer_id)
    answer = await filled(mia, conversation_id, ABOUT_THE_ORDER, order.number)
    number, status, expected, total = answer["text"].split("|")
    assert answer["missing"] == [] and number == order.number and status
    assert re.fullmatch(r"\d{1,2} [A-Z][a-z]+ 20\d\d", expected) and total == money(order.total_cents, "en")


async def test_what_the_starting_answers_say_fits_every_order(app: Sanic, hire: Hire, waiting: Waiting) -> None:
    order = await order_with(app, "paid")
    mia, _, conversation_id = await holding(app, hire, waiting, order.customer_id)
    for canned in (await mia.get("/api/desk/canned"))[1]["canned"]:
        status, answer = await mia.get(f"/api/desk/conversations/{conversation_id}/canned/{canned['id']}")
        assert status == 200 and answer["missing"] == [] and "{{" not in answer["text"], canned["shortcut"]


async def test_the_order_that_was_spoken_of_comes_before_the_newest(app: Sanic, hire: Hire, waiting: Waiting) -> None:
    order = await order_with(app, "delivered")
    mia, _, conversation_id = await holding(app, hire, waiting)
    assert (await filled(mia, conversation_id, ABOUT_THE_ORDER))["missing"][0] == "order.number"
    await names_an_order(app, conversation_id, order.number)
    spoken_of = await filled(mia, conversation_id, ABOUT_THE_ORDER)
    # anybody can say a number: nothing of the order goes to who has not proven that it is theirs
    assert spoken_of["text"].startswith(f"{order.number}|{{{{") and "order.total" in spoken_of["missing"]


async def names_an_order(app: Sanic, conversation_id: str, number: str) -> None:
    """As a turn in which the bot understood an order's number."""

    def understand(session: Any) -> None:
        newest = select(Turn.id).where(Turn.conversation_id == conversation_id).order_by(Turn.first_seq.desc()).limit(1)
        entities = [{"entity": "order_number", "value": number}]
        session.execute(
            update(Turn.__table__)
            .where(Turn.__table__.c.id == newest.scalar_subquery())
            .values(understood={"entities": entities})
        )

    await app.ctx.store.run(understand)


@pytest.mark.parametrize("text", ["{{customer.iban}}", "{{}}", "{{" + "x" * 60 + "}}", "{{ order }}"])
async def test_a_variable_that_is_none_is_refused_by_its_name(hire: Hire, text: str) -> None:
    mia = await hire("Mia", presence="busy")
    given = {"shortcut": "bad", "language": "en", "title": "Bad", "mine": True}
    status, refusal = await mia.post("/api/desk/canned", **given, text=f"Hello {text}")
    assert status == 400 and text.strip("{} ")[:40] in refusal["error"]["message"]


async def test_braces_and_blanks_without_end_cost_nothing(hire: Hire) -> None:
    mia = await hire("Mia", presence="busy")
    given = {"shortcut": "long", "language": "en", "title": "Long", "mine": True}
    for text in ("{{" + " " * 1990 + "x", "{{" * 990 + "x"):
        assert (await mia.post("/api/desk/canned", **given, text=text))[0] == 201
