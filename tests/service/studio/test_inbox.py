# ruff: noqa: F811 - `said` is a fixture
"""The inbox: real messages, masked, with reasons, decided once, and gone with who is forgotten."""

from __future__ import annotations

from datetime import timedelta

from sanic import Sanic
from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from service.clock import now
from service.desk.models import Review
from service.handoff_models import QUEUED, Handoff
from service.studio.inbox import intake as inbox_intake
from service.studio.inbox import signals as inbox_signals
from service.studio.inbox.models import InboxItem
from tests.service.desk.harness import Agent
from tests.service.studio.conftest import Hire
from tests.service.studio.inbox_log import Said, items, page, rows, said, understood, unsure  # noqa: F401


async def test_what_shoppers_wrote_is_there_masked_and_what_they_clicked_is_not(
    app: Sanic, mia: Agent, said: Said
) -> None:
    customer = app.ctx.store
    await said("I'm Ana Bell, ana.bell@web.de, where is order LF-20418? Bell here", unsure("track_order"))
    await said("/track_order", is_choice=True)
    [item] = await items(mia)
    assert "[email]" in item["text"] and "[number]" in item["text"]
    assert not [word for word in ("ana.bell", "20418") if word in str(item)]
    stored = str(await customer.run(rows, InboxItem))
    assert "ana.bell" not in stored and "20418" not in stored


async def test_a_known_customers_name_is_masked_whole_and_in_parts() -> None:
    assert inbox_intake.hidden("Ana Bell here. Is Bell enough? A bell rings", "en", "Ana Bell") == (
        "[name] here. Is [name] enough? A bell rings"
    )
    assert "李雷" not in inbox_intake.hidden("我是李雷", "zh", "李雷")


async def test_each_reason_is_shown_and_the_most_useful_comes_first(app: Sanic, mia: Agent, said: Said) -> None:
    await said("hello there", understood("greet"), of="c1")
    await said("tent pole glue", unsure("place_order"), of="c2")
    await said("nearly sure", understood("track_order", 0.45), of="c3")
    found = await items(mia)
    assert [(each["text"], each["reasons"]) for each in found] == [
        ("tent pole glue", ["fallback", "low"]),
        ("nearly sure", ["near"]),
        ("hello there", []),
    ]
    assert (await items(mia, "order=newest"))[0]["text"] == "nearly sure"
    assert [each["text"] for each in await items(mia, "reason=fallback")] == ["tent pole glue"]
    assert (await page(mia))["reasons"]["fallback"] == 1
    assert (await mia.get("/api/studio/inbox/?reason=drop%20table"))[0] == 400


def _handoff(session: Session, conversation_id: str, reason: str) -> None:
    call = {"conversation_id": conversation_id, "way": QUEUED, "created": now() + timedelta(seconds=1)}
    call |= {"reason": reason, "priority": 3, "skill": "orders", "language": "en", "value_cents": 0}
    session.execute(insert(Handoff), call | {"order_numbers": [], "summary": {}, "facts": {}})


async def test_what_was_escalated_soon_after_says_so_but_not_the_wish_for_a_person(
    app: Sanic, mia: Agent, said: Said
) -> None:
    for text in ("first", "second", "third", "fourth", "I want a human"):
        await said(text, of="c1")
    await said("calm", of="c2")
    await app.ctx.store.run(_handoff, "c1", "asked_for_human")
    await app.ctx.inbox_keeper.collect()
    escalated = {each["text"] for each in await items(mia) if "escalated" in each["reasons"]}
    assert escalated == {"second", "third", "fourth"}


async def test_what_an_agent_marked_wrong_is_the_same_item_and_deciding_it_settles_the_mark(
    app: Sanic, mia: Agent, hire: Hire, said: Said
) -> None:
    ada = await hire("Ada", roles=["agent"])
    turn = await said("my parcel never came", understood("greet"))
    path = "/api/desk/conversations/c1/wrong"
    status, _ = await ada.post(path, turn_id=turn, right_intent="track_order", comment="she is at ana@web.de")
    assert status == 201
    await app.ctx.inbox_keeper.collect()
    [group] = (await page(mia))["groups"]
    [item] = group["items"]
    assert item["reasons"] == ["marked"] and item["marked"]["by"] == "Ada"
    assert "ana@web.de" not in str(group) and group["suggestions"][0]["intent"] == "track_order"
    status, made = await mia.post("/api/studio/inbox/decide", items=[item["id"]], intent="track_order")
    assert status == 200
    assert [row["status"] for row in await app.ctx.store.run(rows, Review)] == ["done"]
    assert (await mia.post("/api/studio/inbox/undo", decision=made["decision"]["id"]))[0] == 200
    assert [row["status"] for row in await app.ctx.store.run(rows, Review)] == ["open"]


async def test_a_mark_that_was_settled_at_the_desk_is_no_reason_any_more(
    app: Sanic, mia: Agent, hire: Hire, said: Said
) -> None:
    ada = await hire("Ada", roles=["agent"])
    turn = await said("my parcel never came", understood("greet"))
    await ada.post("/api/desk/conversations/c1/wrong", turn_id=turn, right_intent="track_order")
    await app.ctx.inbox_keeper.collect()

    def settle(session: Session) -> None:
        session.execute(update(Review).values(status="discarded"))

    await app.ctx.store.run(settle)
    await app.ctx.inbox_keeper.collect()
    assert [each["reasons"] for each in await items(mia)] == [[]]


async def test_where_the_refit_of_the_draft_differs_is_a_reason(app: Sanic, mia: Agent, said: Said) -> None:
    await said("does it ship today", understood("greet"))
    [item] = await items(mia)
    ranking = [("track_order", 0.8), ("greet", 0.1)]
    assert len(await app.ctx.store.run(inbox_signals.not_compared, "a" * 40, 10)) == 1
    await app.ctx.store.run(inbox_signals.compared, "a" * 40, [item["id"]], [ranking])
    assert await app.ctx.store.run(inbox_signals.not_compared, "a" * 40, 10) == []
    [group] = (await page(mia))["groups"]
    assert group["items"][0]["reasons"] == ["disagrees"] and group["items"][0]["refit"]["intent"] == "track_order"
    assert [each["intent"] for each in group["suggestions"]][:2] == ["greet", "track_order"]
