"""A conversation through the socket: one log, however many tabs, however often the connection breaks."""

from __future__ import annotations

import asyncio
import uuid
from functools import partial

import pytest
from sanic import Sanic

from service import conversations
from service.conversations import Draft, Row
from service.models import STAFF
from tests.service.conftest import MakeTab
from tests.service.fake_rasa import FakeRasa, reply, text
from tests.service.harness import until

pytestmark = [pytest.mark.asyncio, pytest.mark.usefixtures("app")]


async def append(app: Sanic, conversation_id: str, *drafts: Draft) -> list[Row]:
    def verb(session: object) -> list[Row]:
        with conversations.hold(session, conversation_id) as held:  # type: ignore[arg-type]
            return conversations.append(session, held, drafts)  # type: ignore[arg-type]

    rows: list[Row] = await app.ctx.store.run(verb)
    return rows


def id_of(rasa: FakeRasa) -> str:
    return str(rasa.questions[-1]["conversation"])


async def test_a_new_conversation_begins_with_the_bots_greeting(new_tab: MakeTab) -> None:
    tab = await new_tab().connect()
    ack = await tab.join(language="zh")
    assert ack["fresh"] and ack["messages"] == [] and ack["typing"] is True
    assert (ack["language"], ack["holder"]) == ("zh", "bot")
    await until(lambda: tab.rows)
    assert tab.rows[0]["kind"] == "choices" and tab.rows[0]["seq"] == 1
    assert tab.rows[0]["body"]["html"] == "<p>Hello!</p>"


async def test_what_is_said_comes_back_as_a_row_and_is_answered(new_tab: MakeTab, rasa: FakeRasa) -> None:
    tab = await new_tab().joined(page={"product_id": "p-17"})
    ack = await tab.say("where is my parcel?")
    assert ack["ok"] and ack["message"]["seq"] == 2 and ack["message"]["body"] == {"text": "where is my parcel?"}
    await tab.answered("You said: where is my parcel?")
    assert tab.seqs() == [1, 2, 3]
    question = rasa.questions[-1]
    assert question["page"] == {"product_id": "p-17"} and question["customer_id"] is None
    assert question["is_choice"] is False and question["language"] == "en"


async def test_the_same_client_id_gives_the_same_row_and_one_answer(new_tab: MakeTab, rasa: FakeRasa) -> None:
    tab = await new_tab().joined()
    client_id = uuid.uuid4().hex
    acks = [await tab.say("once please", client_id=client_id) for _ in range(3)]
    assert len({ack["message"]["seq"] for ack in acks}) == 1
    changed = await tab.say("something else", client_id=client_id)
    assert changed["message"] == acks[0]["message"]
    await tab.answered("You said: once please")
    await tab.say("and more")
    await tab.answered("You said: and more")
    assert tab.texts("shopper") == ["once please", "and more"]
    assert rasa.asked() == ["once please", "and more"]


async def test_twenty_writers_at_once_leave_no_gap_in_the_numbers(new_tab: MakeTab, app: Sanic, rasa: FakeRasa) -> None:
    tab = await new_tab().joined()
    others = [await new_tab().connect() for _ in range(4)]
    for other in others:
        await other.join(token=tab.token)
    agents = [append(app, id_of(rasa), Draft("agent", "text", {"text": str(n)})) for n in range(10)]
    shoppers = [(others * 3)[n].say(f"writer {n}") for n in range(10)]
    await asyncio.gather(*agents, *shoppers)
    await until(lambda: not app.ctx.runner.is_running(id_of(rasa)))
    last_seq, rows = await app.ctx.store.run(conversations.since, id_of(rasa), 0)
    assert [row.seq for row in rows] == list(range(1, last_seq + 1))
    assert sum(row.author == "agent" for row in rows) == 10 and sum(row.author == "shopper" for row in rows) == 10


async def test_two_tabs_see_the_same_rows_in_the_same_order(new_tab: MakeTab) -> None:
    one = await new_tab().joined()
    two = await new_tab().connect()
    await two.join(token=one.token)
    await asyncio.gather(*(tab.say(f"{name} {n}") for n in range(8) for name, tab in (("one", one), ("two", two))))
    await one.say("the last word")
    await until(lambda: any("the last word" in words for words in one.texts("bot")))
    await until(lambda: len(two.rows) == len(one.rows))
    assert one.rows == two.rows
    assert one.seqs() == list(range(1, len(one.rows) + 1))


async def test_a_tab_that_joins_while_rows_are_written_neither_misses_nor_repeats_one(new_tab: MakeTab) -> None:
    one = await new_tab().joined()
    late = [await new_tab().connect() for _ in range(6)]

    async def talk() -> None:
        for number in range(30):
            await one.say(f"number {number}")

    async def join_late() -> None:
        for tab in late:
            await asyncio.sleep(0.02)
            await tab.join(token=one.token)

    await asyncio.gather(talk(), join_late())
    await one.say("the last word")
    await until(lambda: any("the last word" in words for words in one.texts("bot")))
    for tab in late:
        await until(partial(tab.has, len(one.rows)))
        assert tab.rows == one.rows


async def test_a_tab_that_comes_back_gets_what_it_missed_and_nothing_twice(new_tab: MakeTab) -> None:
    one = await new_tab().joined()
    two = await new_tab().connect()
    await two.join(token=one.token)
    await one.say("before")
    await two.answered("You said: before")
    await two.close()
    await one.say("while away")
    await one.answered("You said: while away")
    back = await new_tab().connect()
    ack = await back.join(token=two.token, since=two.rows[-1]["seq"])
    assert "fresh" not in ack
    assert two.rows + back.rows == one.rows


async def test_rows_for_staff_never_reach_a_shopper(new_tab: MakeTab, app: Sanic, rasa: FakeRasa) -> None:
    tab = await new_tab().joined()
    note = Draft("agent", "text", {"text": "the customer sounds cross"}, audience=STAFF)
    rows = await append(app, id_of(rasa), note)
    room = app.ctx.rooms.of(id_of(rasa))
    async with room.lock:
        await room.publish(rows)
    await append(app, id_of(rasa), note)
    await tab.say("hello?")
    await tab.answered("You said: hello?")
    back = await new_tab().connect()
    await back.join(token=tab.token)
    for seen in (tab, back):
        assert seen.seqs() == [1, 4, 5] and "cross" not in str(seen.rows)


async def test_rows_that_another_process_appended_arrive_too(new_tab: MakeTab, app: Sanic, rasa: FakeRasa) -> None:
    tab = await new_tab().joined()
    await append(app, id_of(rasa), Draft("agent", "text", {"text": "hello from elsewhere"}))
    await until(lambda: "hello from elsewhere" in tab.texts("agent"))
    await append(app, id_of(rasa), Draft("agent", "text", {"text": "and again"}))
    await tab.say("hi")
    await tab.answered("You said: hi")
    assert tab.seqs() == [1, 2, 3, 4, 5]


async def test_a_language_change_is_kept_told_and_given_to_the_bot(new_tab: MakeTab, rasa: FakeRasa) -> None:
    tab = await new_tab().joined()
    assert await tab.call("language", {"language": "zh"}) == {"ok": True, "language": "zh"}
    await until(lambda: tab.states)
    assert tab.states == [{"language": "zh", "holder": "bot"}] and tab.notices() == ["language"]
    await tab.say("你好")
    await tab.answered("You said: 你好")
    assert rasa.questions[-1]["language"] == "zh"
    refused = await tab.call("language", {"language": "tlh"})
    assert refused["error"] == {"code": "bad_request", "message": "无法识别该请求。"}


async def test_a_language_that_the_bot_heard_becomes_the_conversations(new_tab: MakeTab, rasa: FakeRasa) -> None:
    tab = await new_tab().joined()
    rasa.answer = lambda _question: reply(text("您好"), language="zh")
    await tab.say("你好")
    await tab.answered("您好")
    await until(lambda: tab.states)
    assert tab.states == [{"language": "zh", "holder": "bot"}]


async def test_a_language_chosen_while_the_bot_answers_stays(new_tab: MakeTab, app: Sanic, rasa: FakeRasa) -> None:
    tab = await new_tab().joined()
    rasa.answer = lambda question: reply(text("Hello again"), language=question["language"])
    rasa.gate.clear()
    await tab.say("hello again")
    await until(lambda: rasa.asked())
    await tab.call("language", {"language": "zh"})
    rasa.gate.set()
    await tab.answered("Hello again")
    await until(lambda: not app.ctx.runner.is_running(id_of(rasa)))
    assert {state["language"] for state in tab.states} == {"zh"} and tab.notices() == ["language"]
    await tab.say("你好")
    await until(lambda: len(rasa.asked()) == 2)
    assert rasa.questions[-1]["language"] == "zh"


async def test_a_fresh_conversation_closes_the_old_one_and_shows_nothing_of_it(new_tab: MakeTab) -> None:
    tab = await new_tab().joined()
    other = await new_tab().connect()
    await other.join(token=tab.token)
    await tab.say("a secret of the old conversation")
    await tab.answered("You said: a secret of the old conversation")
    old_token, old_rows = tab.token, len(tab.rows)
    ack = await tab.call("fresh", {"language": "zh"})
    assert ack["ok"] and ack["fresh"] and ack["messages"] == [] and ack["language"] == "zh"
    await other.noticed("closed")
    assert (await other.say("still there?"))["error"]["code"] == "closed"
    await until(lambda: len(tab.rows) > old_rows + 1)
    assert tab.rows[-1]["seq"] == 1
    again = await new_tab().connect()
    ack = await again.join(token=old_token)
    assert ack["fresh"] and ack["messages"] == []


async def test_a_slow_answer_shows_typing_and_a_quick_one_does_not(new_tab: MakeTab, rasa: FakeRasa) -> None:
    tab = await new_tab().joined()
    await tab.say("quick")
    await tab.answered("You said: quick")
    assert tab.typing == []
    rasa.gate.clear()
    await tab.say("slow")
    await until(lambda: tab.typing)
    rasa.gate.set()
    await until(lambda: len(tab.typing) == 2)
    assert tab.typing == [{"author": "bot", "on": True}, {"author": "bot", "on": False}]


async def test_what_dismisses_an_offer_counts_as_a_choice_where_a_row_names_it(
    new_tab: MakeTab, rasa: FakeRasa
) -> None:
    offer = {"text": "Done.", "choices": [{"title": "Return: continue", "payload": "/resume_task"}], "task": True}
    rasa.answer = lambda _question: reply({"kind": "choices", "body": {**offer, "dismiss": '/stop{"task": "r1"}'}})
    tab = await new_tab().joined()
    assert (await tab.say(choice='/stop{"task": "r2"}'))["error"]["code"] == "unknown_choice"
    ack = await tab.say(choice='/stop{"task": "r1"}')
    assert ack["message"]["body"] == {"text": "Not now", "payload": '/stop{"task": "r1"}'}
    await until(lambda: rasa.asked())
    assert rasa.questions[-1]["is_choice"] is True and tab.by("bot")[0]["body"]["task"] is True
