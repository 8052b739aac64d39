"""Turns: one at a time, never lost, never answered twice, and never heard by a shopper once people have the baton."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from sanic import Sanic
from sqlalchemy import select

from service import baton, conversations, turns
from service.models import BOT, QUEUE, Message, Turn
from service.turns import Answer
from shop.store import Store
from tests.service.conftest import MakeTab
from tests.service.fake_rasa import FakeRasa, choices, reply, text
from tests.service.harness import SUPPORT, until

pytestmark = pytest.mark.asyncio


async def move(app: Sanic, conversation_id: str, holder: str, code: str) -> None:
    def verb(session: Any) -> list[conversations.Row]:
        with conversations.hold(session, conversation_id) as held:
            return baton.move(session, held, holder, code)

    room = app.ctx.rooms.of(conversation_id)
    async with room.lock:
        await room.publish(await app.ctx.store.run(verb))


def id_of(rasa: FakeRasa) -> str:
    return str(rasa.questions[-1]["conversation"])


def bot_rows_of_staff(store: Store) -> list[str]:
    messages = Message.__table__
    query = select(messages.c.body).where(messages.c.author == BOT, messages.c.audience == "staff")
    with store.transaction() as session:
        return [body["text"] for body in session.execute(query).scalars()]


async def idle(app: Sanic, rasa: FakeRasa) -> None:
    await until(lambda: not app.ctx.runner.is_running(id_of(rasa)))


async def test_messages_during_a_turn_are_joined_into_the_next(app: Sanic, new_tab: MakeTab, rasa: FakeRasa) -> None:
    tab = await new_tab().joined()
    rasa.gate.clear()
    for words in ("first", "second", "third"):
        await tab.say(words)
    await until(lambda: rasa.asked())
    rasa.gate.set()
    await tab.answered("You said: second\nthird")
    assert rasa.asked() == ["first", "second\nthird"]
    assert tab.texts("bot")[1:] == ["You said: first", "You said: second\nthird"]


async def test_a_choice_stands_alone_between_joined_messages(app: Sanic, new_tab: MakeTab, rasa: FakeRasa) -> None:
    tab = await new_tab().joined()
    rasa.gate.clear()
    await tab.say("one")
    for said in ({"text": "two"}, {"choice": "/track_order"}, {"text": "three"}, {"text": "four"}):
        assert (await tab.say(**said))["ok"]
    rasa.gate.set()
    await tab.answered("You said: three\nfour")
    assert rasa.asked() == ["one", "two", "/track_order", "three\nfour"]
    assert [q["is_choice"] for q in rasa.questions[1:]] == [False, False, True, False]


async def test_a_click_is_shown_by_its_title(app: Sanic, new_tab: MakeTab, rasa: FakeRasa) -> None:
    tab = await new_tab().joined()
    ack = await tab.say(choice="/track_order")
    assert ack["message"]["body"] == {"text": "Track", "payload": "/track_order"}
    await tab.answered("You said: /track_order")
    assert rasa.questions[-1]["is_choice"] is True


async def test_a_choice_on_a_product_card_is_one(app: Sanic, new_tab: MakeTab, rasa: FakeRasa) -> None:
    tab = await new_tab().joined()
    button = {"title": "Tell me more", "payload": '/ask_product{"product": "p1"}'}
    card = {"id": "p1", "name": "Tent", "choices": [button]}
    rasa.answer = lambda question: reply({"kind": "products", "body": {"text": "Look:", "products": [card]}})
    await tab.say("tents")
    await until(lambda: any(row["kind"] == "products" for row in tab.rows))
    ack = await tab.say(choice=button["payload"])
    assert ack["message"]["body"]["text"] == "Tell me more"


async def test_a_choice_that_was_not_offered_is_refused(app: Sanic, new_tab: MakeTab, rasa: FakeRasa) -> None:
    tab, stranger = await new_tab().joined(), await new_tab().joined()
    rasa.answer = lambda question: reply(choices("Which?", Mine="/only_in_the_first"))
    await tab.say("which?")
    await tab.answered("Which?")
    refused = await stranger.say(choice="/only_in_the_first")
    assert refused["error"]["code"] == "unknown_choice" and refused["error"]["message"]
    assert (await stranger.say(choice="/restart"))["error"]["code"] == "unknown_choice"
    assert stranger.by("shopper") == [] and rasa.asked() == ["which?"]


async def test_a_payload_typed_by_hand_is_a_choice_only_where_it_was_offered(
    app: Sanic, new_tab: MakeTab, rasa: FakeRasa
) -> None:
    tab = await new_tab().joined()
    await tab.say("/restart")
    await tab.answered("You said: /restart")
    assert (rasa.questions[-1]["text"], rasa.questions[-1]["is_choice"]) == ("/restart", False)
    await tab.say("/track_order")
    await tab.answered("You said: /track_order")
    assert rasa.questions[-1]["is_choice"] is True


@pytest.mark.parametrize("came_back", [False, True])
async def test_an_answer_that_comes_after_the_baton_moved_is_for_staff_only(
    app: Sanic, new_tab: MakeTab, rasa: FakeRasa, came_back: bool
) -> None:
    tab = await new_tab().joined()
    rasa.gate.clear()
    await tab.say("my tent leaks")
    await until(lambda: rasa.asked())
    await move(app, id_of(rasa), "agent:7", "handed_back")
    if came_back:
        await move(app, id_of(rasa), BOT, "handed_back")
    rasa.gate.set()
    await idle(app, rasa)
    assert bot_rows_of_staff(app.ctx.store) == ["You said: my tent leaks"]
    back = await new_tab().connect()
    await back.join(token=tab.token)
    assert back.rows == tab.rows and "You said" not in str(tab.rows)


async def test_what_waits_behind_a_turn_goes_to_the_people_who_take_over(
    app: Sanic, new_tab: MakeTab, rasa: FakeRasa
) -> None:
    tab = await new_tab().joined()
    rasa.gate.clear()
    await tab.say("first")
    await tab.say("second")
    await until(lambda: rasa.asked())
    await move(app, id_of(rasa), "agent:7", "handed_back")
    rasa.gate.set()
    await idle(app, rasa)
    await tab.say("third")
    await asyncio.sleep(0.1)
    assert rasa.asked() == ["first"]
    await move(app, id_of(rasa), BOT, "handed_back")
    await tab.say("fourth")
    await tab.answered("You said: fourth")
    assert rasa.asked() == ["first", "fourth"] and tab.texts("shopper") == ["first", "second", "third", "fourth"]


async def test_a_handoff_queues_the_conversation_after_the_answer(app: Sanic, new_tab: MakeTab, rasa: FakeRasa) -> None:
    tab = await new_tab().joined()
    rasa.answer = lambda question: reply(text("I'll fetch somebody."), handoff="asked_for_human")
    await tab.say("I want a human")
    await tab.noticed("queued")
    await until(lambda: tab.states)
    assert tab.states == [{"language": "en", "holder": QUEUE}]
    assert [row["kind"] for row in tab.rows[-2:]] == ["text", "notice"] and "asked_for_human" not in str(tab.rows)
    # the bot still answers what it can, and never calls a second time
    for words in ("hello?", "anybody?"):
        assert (await tab.say(words))["ok"]
    await until(lambda: rasa.asked() == ["I want a human", "hello?", "anybody?"])
    assert tab.notices() == ["queued"]


async def test_who_waits_for_a_person_is_answered_what_the_bot_knows_and_spared_its_small_talk(
    app: Sanic, new_tab: MakeTab, rasa: FakeRasa
) -> None:
    tab = await new_tab().joined()
    rasa.answer = lambda question: reply(text("I'll fetch somebody."), handoff="asked_for_human")
    await tab.say("I want a human")
    await tab.noticed("queued")
    known = {"kind": "text", "body": {"text": "Three to five days.", "source": "delivery"}}
    rasa.answer = lambda question: reply(known if "delivery" in question["text"] else text("Hello again!"))
    await tab.say("hello?")
    await tab.say("how long is delivery?")
    await tab.answered("Three to five days.")
    assert "Hello again!" not in tab.texts("bot")


async def test_an_answer_is_written_once_however_often_it_is_finished(app: Sanic, new_tab: MakeTab) -> None:
    tab = await new_tab().joined()
    store: Store = app.ctx.store
    with store.transaction() as session:
        conversation_id = session.execute(select(Turn.conversation_id)).scalar_one()
        with conversations.hold(session, conversation_id) as held:
            _, work = turns.start(session, held, 9, "one", text="x", is_choice=False)
    assert work is not None
    answer = Answer((("text", {"text": "only once"}),))

    def finish(owner: str) -> Any:
        with store.transaction() as session:
            return turns.finish(session, work, owner, answer, SUPPORT)

    assert finish("two") is None
    first, again = finish("one"), finish("one")
    assert [row.body for row in first.rows] == [{"text": "only once"}] and again is None
    await until(lambda: tab.texts("bot").count("only once") == 1)
