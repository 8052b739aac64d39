# ruff: noqa: F811 - `said` is a fixture
"""Groups that stay, forgetting, and what leaves the inbox by itself."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import numpy as np
from sanic import Sanic
from sqlalchemy import update
from sqlalchemy.orm import Session

from service import conversations, forgetting
from service.clock import now
from service.studio.inbox import groups as inbox_groups
from service.studio.inbox import intake as inbox_intake
from service.studio.inbox import keeping as inbox_keeping
from service.studio.inbox.groups import Kind
from service.studio.inbox.models import InboxItem, InboxVector
from tests.service.desk.harness import Agent
from tests.service.studio.inbox_log import Said, items, page, rows, said, understood, unsure  # noqa: F401

DECIDE = "/api/studio/inbox/decide"


def vector(*parts: float) -> np.ndarray[Any, np.dtype[np.float32]]:
    found = np.array(parts, np.float32)
    return found / np.linalg.norm(found)


PARCEL, TENT = vector(1, 0, 0, 0), vector(0, 1, 0, 0)


async def group(app: Sanic) -> None:
    """As the keeper does, with vectors that say only what is talked of."""
    while todo := await app.ctx.store.run(inbox_groups.unread):
        meant = np.stack([PARCEL if "parcel" in text else TENT for _, text, _ in todo])
        known = await app.ctx.store.run(inbox_groups.leaders, {kind for _, _, kind in todo}, 4)
        leader_of = inbox_groups.assigned(todo, meant, known)
        await app.ctx.store.run(inbox_groups.keep, leader_of, {item: meant[at] for at, (item, _, _) in enumerate(todo)})


def forget(session: Session, conversation_id: str) -> None:
    with conversations.hold(session, conversation_id) as held:
        forgetting.forget(session, held, 1000)


async def test_fifty_of_a_kind_are_one_decision(app: Sanic, mia: Agent, said: Said) -> None:
    for number in range(50):
        await said(f"parcel number {number}", unsure("greet"), of=f"c{number}")
    await said("mend my tent", unsure("greet"), of="tent")
    await group(app)
    found = await page(mia)
    assert [(each["size"], len(each["ids"])) for each in found["groups"]] == [(50, 50), (1, 1)]
    assert (found["total"], found["open"], found["unread"]) == (2, 51, 0)
    big = found["groups"][0]
    assert len(big["items"]) == 5 and len(big["examples"]) == 3
    _, whole = await mia.get(f"/api/studio/inbox/groups/{big['id']}")
    assert len(whole["items"]) == 50
    assert (await mia.post(DECIDE, items=big["ids"], intent="track_order"))[0] == 200
    assert [each["size"] for each in (await page(mia))["groups"]] == [1]


async def test_the_same_words_are_shown_once_and_are_one_example(app: Sanic, mia: Agent, said: Said) -> None:
    for number in range(9):
        await said(f"Where is parcel {10_000 + number}?", unsure("greet"), of=f"c{number}")
    await said("parcel please", unsure("greet"), of="other")
    await group(app)
    [only] = (await page(mia))["groups"]
    assert (only["size"], len(only["items"]), len(only["examples"])) == (10, 2, 2)


async def test_a_group_stays_as_more_comes_and_says_what_was_decided_of_it(
    app: Sanic,
    mia: Agent,
    said: Said,
) -> None:
    await said("parcel one", unsure("greet"), of="c1")
    await group(app)
    [first] = (await page(mia))["groups"]
    await mia.post(DECIDE, items=first["ids"], intent="track_order")
    await said("parcel two", unsure("greet"), of="c2")
    await group(app)
    [again] = (await page(mia))["groups"]
    assert again["id"] == first["id"] and again["before"] == {"intent": "track_order", "by": "Mia"}
    assert again["suggestions"][0]["intent"] == "track_order"


async def test_only_what_is_in_one_language_and_was_taken_for_the_same_is_one_group(
    app: Sanic,
    mia: Agent,
    said: Said,
) -> None:
    await said("parcel one", understood("greet"), of="c1")
    await said("parcel two", understood("track_order"), of="c2")
    await said("我的 parcel 包裹在哪里呢", understood("greet"), of="c3", language="zh")
    await group(app)
    assert [each["size"] for each in (await page(mia))["groups"]] == [1, 1, 1]
    assert [each["language"] for each in (await page(mia, "of=zh"))["groups"]] == ["zh"]


async def test_who_is_forgotten_is_gone_from_the_inbox_with_groups_and_labels(
    app: Sanic,
    mia: Agent,
    said: Said,
) -> None:
    await said("parcel secret one", unsure("greet"), of="c1")
    await said("parcel two", unsure("greet"), of="c2")
    await said("parcel three", unsure("greet"), of="c3")
    await group(app)
    ids = {item["text"]: item["id"] for item in await items(mia)}
    await mia.post(DECIDE, items=[ids["parcel secret one"]], intent="track_order")
    await app.ctx.store.run(forget, "c1")
    assert "secret" not in str(await app.ctx.store.run(rows, InboxItem))
    assert ids["parcel secret one"] not in [row["item_id"] for row in await app.ctx.store.run(rows, InboxVector)]
    await app.ctx.inbox_keeper.collect()
    assert "secret" not in str(await page(mia))
    await group(app)
    assert [each["size"] for each in (await page(mia))["groups"]] == [2]


async def test_what_is_forgotten_while_it_is_masked_does_not_come_in(app: Sanic, said: Said) -> None:
    await said("parcel one", of="c1")

    def empty(session: Session) -> None:
        inbox_keeping.forget(session, "c1")

    await app.ctx.store.run(empty)
    read = await app.ctx.store.run(inbox_intake.new, now() - timedelta(hours=1), ("en", "zh"))
    assert [row["text"] for row in read] == ["parcel one"]
    await app.ctx.store.run(forget, "c1")
    assert await app.ctx.store.run(inbox_intake.take, read) == 0


async def test_what_is_forgotten_while_it_is_read_leads_nobody(app: Sanic, mia: Agent, said: Said) -> None:
    await said("parcel one", of="c1")
    await said("parcel two", of="c2")
    first, second = (item for item, _, _ in await app.ctx.store.run(inbox_groups.unread))
    await app.ctx.store.run(forget, "c1")
    await app.ctx.store.run(inbox_groups.keep, {first: first, second: first}, {first: PARCEL, second: PARCEL})
    assert await app.ctx.store.run(rows, InboxVector) == []
    await group(app)
    assert [each["id"] for each in (await page(mia))["groups"]] == [second]


async def test_a_message_is_taken_once_and_old_ones_leave(app: Sanic, mia: Agent, said: Said) -> None:
    await said("parcel one", of="c1")
    await app.ctx.inbox_keeper.collect()
    await app.ctx.inbox_keeper.collect()
    assert len(await items(mia)) == 1

    def age(session: Session) -> None:
        old = now() - inbox_keeping.KEPT_OPEN - timedelta(days=1)
        session.execute(update(InboxItem).values(created=old))

    await app.ctx.store.run(age)
    assert await app.ctx.store.run(inbox_keeping.sweep) == 1
    assert await items(mia) == []


async def test_leaders_of_another_encoder_lead_nothing_new(app: Sanic, said: Said) -> None:
    await said("parcel one", of="c1")
    await group(app)
    kind = Kind("en", "track_order")
    assert len((await app.ctx.store.run(inbox_groups.leaders, [kind], 4))[kind].ids) == 1
    assert (await app.ctx.store.run(inbox_groups.leaders, [kind], 8))[kind].vectors.shape == (0, 8)
