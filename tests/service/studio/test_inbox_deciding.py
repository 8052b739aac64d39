# ruff: noqa: F811 - `said` is a fixture
"""Deciding what messages of the inbox mean: labels, examples in the draft, undo, two editors, forgetting."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from sanic import Sanic
from sqlalchemy import update
from sqlalchemy.orm import Session

from service.clock import now
from service.staff.models import StaffAct
from service.studio import inbox
from service.studio.inbox import deciding as inbox_deciding
from service.studio.inbox.models import InboxDecision, InboxItem
from studio.repository import Repository
from tests.service.desk.harness import Agent
from tests.service.studio.conftest import Hire
from tests.service.studio.inbox_log import Said, items, page, rows, said, understood, unsure  # noqa: F401

FILE = "nlu_data/en/orders.yml"
DECIDE, UNDO = "/api/studio/inbox/decide", "/api/studio/inbox/undo"


async def labels(app: Sanic) -> list[tuple[str, str, str]]:
    return list(await app.ctx.store.run(inbox.labels))


async def test_a_confirmed_message_is_a_label_and_leaves_the_inbox(app: Sanic, mia: Agent, said: Said) -> None:
    await said("where is it", understood("track_order", 0.45))
    [item] = await items(mia)
    status, answer = await mia.post(DECIDE, items=[item["id"]], intent="track_order")
    assert (status, answer["version"]) == (200, None)
    assert await items(mia) == [] and await labels(app) == [("where is it", "en", "track_order")]
    [row] = await app.ctx.store.run(rows, InboxItem)
    assert row["status"] == "confirmed"
    assert "studio_inbox_decided" in [act["what"] for act in await app.ctx.store.run(rows, StaffAct)]


async def test_a_corrected_message_becomes_an_example_of_the_draft_and_nothing_else_changes(
    app: Sanic,
    mia: Agent,
    said: Said,
    repository: Repository,
) -> None:
    await said("has order 20418 left yet, ana@web.de", unsure("greet"))
    [item] = await items(mia)
    before = repository.draft().read(FILE).splitlines()
    status, answer = await mia.post(DECIDE, items=[item["id"]], intent="track_order", examples=[item["example"]])
    assert status == 200, answer
    assert answer["version"]["author"] == "Mia" and "track_order" in answer["version"]["title"]
    after = repository.draft().read(FILE).splitlines()
    [new] = [line for line in after if line not in before]
    assert len(after) == len(before) + 1 and "[number]" not in new and "](order_number)" in new and "](email)" in new
    assert repository.published().read(FILE).splitlines() == before
    [row] = await app.ctx.store.run(rows, InboxItem)
    assert row["status"] == "corrected"


async def test_undo_takes_back_the_decision_and_its_commit_whatever_came_after(
    app: Sanic,
    mia: Agent,
    said: Said,
    repository: Repository,
) -> None:
    for text in ("first new words", "second new words"):
        await said(text, unsure("greet"), of=text[:5])
    before = repository.draft().read(FILE)
    made = []
    for item in await items(mia, "order=newest"):
        body = {"items": [item["id"]], "intent": "track_order", "examples": [item["example"]]}
        made.append((await mia.post(DECIDE, **body))[1])
    status, undone = await mia.post(UNDO, decision=made[0]["decision"]["id"])
    assert status == 200 and len(undone["items"]) == 1
    draft = repository.draft().read(FILE)
    assert "second new words" not in draft and "first new words" in draft
    assert [each["text"] for each in await items(mia)] == ["second new words"]
    assert [text for text, _, _ in await labels(app)] == ["first new words"]
    status, refusal = await mia.post(UNDO, decision=made[0]["decision"]["id"])
    assert (status, refusal["error"]["code"]) == (409, "conflict")
    assert (await mia.post(UNDO, decision=made[1]["decision"]["id"]))[0] == 200
    assert repository.draft().read(FILE) == before
    assert (await mia.post(UNDO, decision=999))[0] == 404


async def test_how_many_edits_the_last_refit_has_not_seen(mia: Agent, said: Said) -> None:
    assert (await mia.get("/api/studio/inbox/refit"))[1]["edits"] == 0
    await said("first new words", unsure("greet"))
    [item] = await items(mia)
    await mia.post(DECIDE, items=[item["id"]], intent="track_order", examples=["first new words"])
    status, state = await mia.get("/api/studio/inbox/refit")
    assert (status, state["edits"], state["state"]) == (200, 1, "never")


async def test_a_new_intent_is_made_from_a_message(mia: Agent, said: Said, repository: Repository) -> None:
    await said("do you glue tent poles", unsure("greet"))
    [item] = await items(mia)
    body = {"items": [item["id"]], "intent": "repair_gear", "examples": [item["example"]], "new": {"topic": "service"}}
    status, answer = await mia.post(DECIDE, **body)
    assert status == 200, answer
    draft = repository.draft()
    assert "do you glue tent poles" in draft.read("nlu_data/en/service.yml")
    _, found = await mia.get("/api/studio/inbox/intents")
    assert "repair_gear" in [each["name"] for each in found["intents"]] and "service" in found["topics"]


async def test_what_cannot_be_written_is_not_decided_either(app: Sanic, mia: Agent, said: Said) -> None:
    await said("anything", unsure("greet"))
    [item] = await items(mia)
    for bad in (
        {"intent": "no_such_intent", "examples": ["anything"]},
        {"intent": "track_order", "examples": ["[half](", "x"]},
        {"intent": "../../etc", "examples": ["anything"], "new": {"topic": "../x"}},
    ):
        status, refusal = await mia.post(DECIDE, items=[item["id"]], **bad)
        assert status in (400, 404), refusal
        assert len(await items(mia)) == 1 and await labels(app) == []
    for malformed in (
        {"items": []},
        {"items": ["1"]},
        {"items": list(range(501))},
        {"items": [item["id"]], "intent": 7},
        {"items": [item["id"]], "intent": None, "examples": ["x"]},
        {"items": [item["id"]], "intent": "greet", "examples": ["x" * 401]},
        {"items": [item["id"]], "intent": "new_one", "new": {"topic": "talk"}},
    ):
        assert (await mia.post(DECIDE, **malformed))[0] == 400


async def test_the_second_of_two_editors_is_told_what_the_first_decided(
    app: Sanic,
    mia: Agent,
    hire: Hire,
    said: Said,
    repository: Repository,
) -> None:
    ben = await hire("Ben")
    await said("first new words", unsure("greet"), of="c1")
    await said("other words", unsure("greet"), of="c2")
    ids = [item["id"] for item in await items(mia)]
    bodies = [{"intent": "track_order", "examples": ["first new words"]}, {"intent": "cancel_order"}]
    answers = await asyncio.gather(
        *(who.post(DECIDE, items=ids, **body) for who, body in zip((mia, ben), bodies, strict=True))
    )
    assert sorted(status for status, _ in answers) == [200, 409]
    [(_, refusal)] = [each for each in answers if each[0] == 409]
    [taken, _] = refusal["error"]["detail"]["taken"]
    assert taken["by"] in ("Mia", "Ben") and taken["intent"] in refusal["error"]["message"]
    assert len({intent for _, _, intent in await labels(app)}) == 1


async def test_of_a_group_that_another_has_begun_the_rest_is_decided(mia: Agent, hire: Hire, said: Said) -> None:
    ben = await hire("Ben")
    await said("first new words", unsure("greet"), of="c1")
    await said("other words", unsure("greet"), of="c2")
    ids = [item["id"] for item in await items(mia)]
    await ben.post(DECIDE, items=ids[:1], intent=None)
    status, answer = await mia.post(DECIDE, items=ids, intent="track_order")
    assert status == 200 and answer["decision"]["items"] == ids[1:]
    assert [(each["by"], each["status"]) for each in answer["decision"]["taken"]] == [("Ben", "discarded")]


async def test_what_a_killed_process_had_half_decided_is_open_again(app: Sanic, mia: Agent, said: Said) -> None:
    await said("first new words", unsure("greet"))
    [item] = await items(mia)

    def half(session: Session) -> None:
        class Staff:
            id = mia.id

        inbox_deciding.decide(session, Staff(), [item["id"]], "track_order", pending=True)  # type: ignore[arg-type]

    await app.ctx.store.run(half)
    assert await items(mia) == [] and await labels(app) == []
    await app.ctx.store.run(inbox_deciding.take_back_half_made)
    assert await items(mia) == []

    def later(session: Session) -> None:
        session.execute(update(InboxDecision).values(at=now() - timedelta(minutes=5)))

    await app.ctx.store.run(later)
    await app.ctx.store.run(inbox_deciding.take_back_half_made)
    assert len(await items(mia)) == 1


async def test_who_is_no_editor_sees_and_decides_nothing(hire: Hire, mia: Agent, said: Said) -> None:
    await said("first new words", unsure("greet"))
    ada = await hire("Ada", roles=["agent"])
    for path in ("", "intents", "decisions", "groups/1"):
        assert (await ada.get(f"/api/studio/inbox/{path}"))[0] == 403
    assert (await ada.post(DECIDE, items=[1], intent=None))[0] == 403
    assert (await ada.post(UNDO, decision=1))[0] == 403
    async with mia.http.post(
        f"{mia.url}{DECIDE}", json={"items": [1], "intent": None}, headers={"Origin": "https://evil.example"}
    ) as answer:
        assert answer.status == 403
    assert len(await items(mia)) == 1
