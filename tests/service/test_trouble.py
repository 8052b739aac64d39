"""Rasa fails, is slow, is down or talks nonsense; a process dies: the shopper is told, and answered once."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace
from typing import Any

import pytest
from sanic import Sanic
from sqlalchemy import select

from service import turns
from service.models import DONE, QUEUE, Turn
from service.settings import ServiceSettings
from tests.service.conftest import MakeTab
from tests.service.fake_rasa import FakeRasa, reply, text
from tests.service.harness import Tab, serving, until
from tests.service.test_turns import bot_rows_of_staff, idle

pytestmark = pytest.mark.asyncio


async def test_rasa_that_fails_is_asked_again_with_the_same_turn(app: Sanic, new_tab: MakeTab, rasa: FakeRasa) -> None:
    tab = await new_tab().joined()
    rasa.failures = [500, 503]
    await tab.say("are you there?")
    await tab.answered("You said: are you there?")
    ids = [question["turn_id"] for question in rasa.questions[1:]]
    assert len(ids) == 3 and len(set(ids)) == 1 and tab.notices() == []


async def test_the_token_for_rasa_stands_in_no_address_that_a_log_could_hold(
    app: Sanic, new_tab: MakeTab, rasa: FakeRasa
) -> None:
    await new_tab().joined()
    assert rasa.addresses == ["/webhooks/aisle/turn"]


async def test_a_turn_that_rasa_refuses_goes_to_people(app: Sanic, new_tab: MakeTab, rasa: FakeRasa) -> None:
    tab = await new_tab().joined()
    rasa.failures = [400]
    await tab.say("what rasa cannot read")
    await tab.noticed("queued")
    assert len(rasa.asked()) == 1


@pytest.mark.parametrize(
    "broken",
    [
        {"messages": None},
        {"messages": "none"},
        {"messages": [7]},
        {"messages": [{"kind": "spell", "body": {}}]},
        {"messages": [{"kind": "text", "body": "hello"}]},
        {"messages": [{"kind": "choices", "body": {"choices": [{"title": "no payload"}]}}]},
        {"messages": [{"kind": "choices", "body": {"choices": 7}}]},
        {"messages": [{"kind": "products", "body": {"products": ["tent"]}}]},
    ],
)
async def test_an_answer_that_breaks_the_contract_is_not_shown_but_asked_for_again(
    app: Sanic, new_tab: MakeTab, rasa: FakeRasa, broken: Any
) -> None:
    tab = await new_tab().joined()
    rasa.answer = lambda question: broken
    await tab.say("hm")
    await until(lambda: len(rasa.asked()) >= 2)
    assert len(tab.by("bot")) == 1


async def test_a_bot_that_has_nothing_to_say_leaves_nobody_waiting(
    app: Sanic, new_tab: MakeTab, rasa: FakeRasa
) -> None:
    tab = await new_tab().joined()
    rasa.answer = lambda question: reply()
    await tab.say("hm")
    await until(lambda: rasa.asked())
    await idle(app, rasa)
    assert len(rasa.asked()) == 1 and tab.notices() == []


async def test_rasa_down_is_told_then_queued_and_the_late_answer_kept_for_staff(
    settings: ServiceSettings, new_tab: MakeTab, rasa: FakeRasa
) -> None:
    async with serving(replace(settings, slow_after_s=0.4, queue_after_s=1.0)) as app:
        tab = await new_tab().joined(language="zh")
        await rasa.stop()
        began = time.monotonic()
        await tab.say("有人吗")
        await tab.say("请回答")
        await tab.noticed("slow")
        assert 0.3 < time.monotonic() - began < 0.9
        assert tab.by("system")[0]["body"]["text"].startswith("回复比平时慢")
        await tab.noticed("queued")
        assert 0.9 < time.monotonic() - began < 1.8
        await until(lambda: tab.states)
        assert tab.notices() == ["slow", "queued"] and tab.states == [{"language": "zh", "holder": QUEUE}]
        await rasa.start()
        # what was said in the queue is asked of the bot as well, and says nothing that the shopper has to read
        late = ["You said: 有人吗", "You said: 请回答"]
        await until(lambda: bot_rows_of_staff(app.ctx.store) == late, timeout_s=12)
        assert "You said" not in str(tab.rows)


async def test_rasa_that_comes_back_in_time_answers_and_nobody_is_queued(
    settings: ServiceSettings, new_tab: MakeTab, rasa: FakeRasa
) -> None:
    async with serving(replace(settings, slow_after_s=0.3)):
        tab = await new_tab().joined()
        await rasa.stop()
        await tab.say("hello?")
        await tab.noticed("slow")
        await rasa.start()
        await tab.answered("You said: hello?")
        assert tab.notices() == ["slow"] and tab.states == []


async def test_who_waits_for_a_person_does_not_hear_that_the_bot_is_slow(
    settings: ServiceSettings, new_tab: MakeTab, rasa: FakeRasa
) -> None:
    async with serving(replace(settings, slow_after_s=0.1, queue_after_s=0.4)):
        tab = await new_tab().joined()
        rasa.answer = lambda question: reply(text("I'll fetch somebody."), handoff="asked_for_human")
        await tab.say("I want a human")
        await tab.noticed("queued")
        rasa.gate.clear()
        await tab.say("are you there?")
        await until(lambda: "are you there?" in rasa.asked())
        await asyncio.sleep(0.8)
        assert tab.notices() == ["queued"]


async def test_a_greeting_that_does_not_come_queues_nobody(
    settings: ServiceSettings, new_tab: MakeTab, rasa: FakeRasa
) -> None:
    await rasa.stop()
    async with serving(replace(settings, slow_after_s=0.1, queue_after_s=0.4)):
        tab = await new_tab().connect()
        ack = await tab.join()
        await asyncio.sleep(0.8)
        assert ack["ok"] and tab.rows == [] and tab.states == []
        await tab.say("anybody?")
        await tab.noticed("slow")
        await tab.noticed("queued")


async def test_a_turn_that_another_process_left_is_resumed_once(
    settings: ServiceSettings, new_tab: MakeTab, rasa: FakeRasa, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "LEASE", turns.LEASE / 6)
    async with serving(settings) as app:
        tab = await new_tab().joined()
        rasa.gate.clear()
        await tab.say("is anybody left?")
        await until(lambda: rasa.asked())
        # as if this process had died: nobody renews the lease, and its answer finds the lease gone
        app.ctx.runner.owner = "another life"
        second = replace(settings, port=settings.port + 1)
        async with serving(second):
            await until(lambda: len(rasa.asked()) == 2, timeout_s=12)
            rasa.gate.set()
            await tab.answered("You said: is anybody left?")
        assert tab.texts("bot").count("You said: is anybody left?") == 1
        with app.ctx.store.transaction() as session:
            assert set(session.execute(select(Turn.status)).scalars()) == {DONE}


async def test_a_process_that_stops_lets_go_of_its_turn(
    settings: ServiceSettings, new_tab: MakeTab, rasa: FakeRasa
) -> None:
    async with serving(settings):
        tab = await new_tab().joined()
        rasa.gate.clear()
        await tab.say("hold on")
        await until(lambda: rasa.asked())
    rasa.gate.set()
    began = time.monotonic()
    async with serving(settings):
        back = await Tab(tab.url).connect()
        await back.join(token=tab.token)
        await back.answered("You said: hold on")
        await back.close()
    assert time.monotonic() - began < turns.LEASE.total_seconds() / 2
    assert back.texts("bot").count("You said: hold on") == 1


async def test_html_that_rasa_sends_is_never_shown(app: Sanic, new_tab: MakeTab, rasa: FakeRasa) -> None:
    tab = await new_tab().joined()
    evil = "<img src=x onerror=alert(1)>"
    rasa.answer = lambda question: reply(
        {"kind": "products", "body": {"products": [], "html": evil}},
        {"kind": "text", "body": {"text": "hi", "html": evil}},
    )
    await tab.say("hm")
    await tab.answered("hi")
    assert [row["body"].get("html") for row in tab.by("bot")[1:]] == [None, "<p>hi</p>"]


async def test_a_language_that_is_not_spoken_here_is_not_taken_from_rasa(
    app: Sanic, new_tab: MakeTab, rasa: FakeRasa
) -> None:
    tab = await new_tab().joined()
    rasa.answer = lambda question: reply(text("nuqneH"), language="tlh")
    await tab.say("hm")
    await tab.answered("nuqneH")
    assert tab.notices() == [] and (await tab.say("and?"))["ok"]
    await until(lambda: len(rasa.asked()) == 2)
    assert rasa.questions[-1]["language"] == "en"


async def test_messages_that_waited_when_a_process_died_are_watched_by_its_successor(
    settings: ServiceSettings, new_tab: MakeTab, rasa: FakeRasa
) -> None:
    patient = replace(settings, slow_after_s=1.0)
    async with serving(patient):
        tab = await new_tab().joined()
        rasa.gate.clear()
        await tab.say("first")
        await tab.say("second")
        await until(lambda: rasa.asked())
    rasa.refuses = "second"
    rasa.gate.set()
    async with serving(patient):
        back = await new_tab().connect()
        await back.join(token=tab.token)
        await back.answered("You said: first")
        await back.noticed("slow")
        rasa.refuses = None
        await back.answered("You said: second")
        assert back.notices() == ["slow"]
