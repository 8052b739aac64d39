"""Forget me: nothing that a shopper said or was told is left, in any of their conversations."""

from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from sanic import Sanic

from service import conversations, forgetting, turns
from service.conversations import Draft
from service.models import STAFF
from service.settings import ServiceSettings
from tests.service.conftest import MakeTab
from tests.service.fake_rasa import FakeRasa, Reply, echo, reply, text
from tests.service.harness import Tab, until
from tests.service.test_photos_api import Send, look, send  # noqa: F401
from tests.service.test_pictures import picture
from tests.service.test_tokens import identity_of

pytestmark = pytest.mark.asyncio

SECRET_WORDS = "my garden gate code is 4711"


def forgetful(question: dict[str, Any]) -> Reply:
    return reply(text("Done."), forget=True) if question["text"] == "forget me" else echo(question)


@pytest.fixture(autouse=True)
def agrees(rasa: FakeRasa) -> None:
    rasa.answer = forgetful


async def told(new_tab: MakeTab, **asked: Any) -> Tab:
    """A tab in whose conversation something personal was said and repeated."""
    tab = await new_tab().joined(**asked)
    await tab.say(SECRET_WORDS)
    await tab.answered(f"You said: {SECRET_WORDS}")
    return tab


async def forgotten(tab: Tab) -> None:
    await tab.say("forget me")
    await tab.noticed("forgotten")
    await tab.answered("Done.")


def stored(settings: ServiceSettings) -> str:
    """All that the tables of conversations hold."""
    with sqlite3.connect(settings.var / "aisle.db") as database:
        return str([database.execute(f"select * from {table}").fetchall() for table in ("message", "turn")])  # noqa: S608


async def test_every_word_is_erased_and_the_numbers_have_no_gap(
    app: Sanic, settings: ServiceSettings, new_tab: MakeTab
) -> None:
    tab = await told(new_tab)
    assert SECRET_WORDS in stored(settings)
    await forgotten(tab)
    assert SECRET_WORDS not in stored(settings) and "forget me" not in stored(settings)
    back = await new_tab().connect()
    await back.join(token=tab.token)
    assert back.seqs() == list(range(1, len(back.rows) + 1))
    assert back.notices() == ["erased"] * 4 + ["forgotten"] and back.rows[-1]["body"]["text"] == "Done."


async def test_open_tabs_are_told_up_to_which_row(app: Sanic, new_tab: MakeTab) -> None:
    tab = await told(new_tab)
    other = await new_tab().connect()
    await other.join(token=tab.token)
    await forgotten(tab)
    await other.noticed("forgotten")
    body = next(row["body"] for row in other.rows if row["body"].get("code") == "forgotten")
    assert body["up_to"] == 4


async def test_what_rasa_remembers_goes_before_the_next_turn(app: Sanic, new_tab: MakeTab, rasa: FakeRasa) -> None:
    tab = await told(new_tab)
    await forgotten(tab)
    await tab.say("hello again")
    await tab.answered("You said: hello again")
    assert rasa.forgotten == [rasa.questions[-1]["conversation"]]


async def test_rasa_is_asked_again_until_it_has_forgotten(app: Sanic, new_tab: MakeTab, rasa: FakeRasa) -> None:
    tab = await told(new_tab)
    rasa.cannot_forget = True
    await forgotten(tab)
    await tab.say("hello again")
    await tab.answered("You said: hello again")
    assert rasa.forgotten == []
    rasa.cannot_forget = False
    await until(lambda: rasa.forgotten)
    await asyncio.sleep(0.1)
    assert await app.ctx.store.run(forgetting.pending) == []


async def test_photos_are_deleted(
    app: Sanic,
    settings: ServiceSettings,
    new_tab: MakeTab,
    send: Send,  # noqa: F811
    look: Send,  # noqa: F811
) -> None:
    tab = await told(new_tab)
    _, answer = await send(tab.token, picture())
    await until(lambda: any("/inform" in words for words in tab.texts("bot")))
    files: list[Path] = list(settings.var.glob("photos/*"))
    assert len(files) == 1
    await forgotten(tab)
    await until(lambda: not files[0].exists())
    assert (await look(answer["message"]["body"]["url"], tab.token))[0].status == 404


async def test_all_conversations_of_a_proven_customer_are_erased_and_nobody_elses(
    app: Sanic, settings: ServiceSettings, new_tab: MakeTab, rasa: FakeRasa
) -> None:
    at_home = await told(new_tab, identity=identity_of("ana"))
    on_the_phone = await told(new_tab, identity=identity_of("ana"))
    ben = await told(new_tab, identity=identity_of("ben"))
    stranger = await told(new_tab)
    await forgotten(at_home)
    await on_the_phone.noticed("forgotten")
    await until(lambda: len(rasa.forgotten) == 2)
    with sqlite3.connect(settings.var / "aisle.db") as database:
        left = database.execute("select distinct conversation_id from message where body like '%4711%'").fetchall()
    assert len(left) == 2
    for other in (ben, stranger):
        assert "forgotten" not in other.notices()


async def test_a_stranger_is_forgotten_in_this_conversation_only(app: Sanic, new_tab: MakeTab) -> None:
    one, other = await told(new_tab), await told(new_tab)
    await forgotten(one)
    back = await new_tab().connect()
    await back.join(token=other.token)
    assert SECRET_WORDS in back.texts("shopper")


async def test_what_is_said_while_the_bot_forgets_is_said_afterwards(
    app: Sanic, new_tab: MakeTab, rasa: FakeRasa
) -> None:
    tab = await told(new_tab)
    rasa.gate.clear()
    await tab.say("forget me")
    await until(lambda: "forget me" in rasa.asked())
    await tab.say("and where is my parcel?")
    rasa.gate.set()
    await tab.answered("You said: and where is my parcel?")
    back = await new_tab().connect()
    await back.join(token=tab.token)
    assert back.texts("shopper")[-1] == "and where is my parcel?"
    assert SECRET_WORDS not in str(back.rows)


async def test_notes_of_staff_go_too(app: Sanic, settings: ServiceSettings, new_tab: MakeTab, rasa: FakeRasa) -> None:
    tab = await told(new_tab)
    conversation_id = str(rasa.questions[-1]["conversation"])

    def note(session: Any) -> None:
        with conversations.hold(session, conversation_id) as held:
            drafts = [
                Draft("agent", "text", {"text": "she lives at 4711 Elm Street"}),
                Draft("system", "notice", {"text": "summary: gate 4711", "code": "summary"}, audience=STAFF),
            ]
            conversations.append(session, held, drafts)

    await app.ctx.store.run(note)
    await forgotten(tab)
    assert "4711" not in stored(settings)


async def test_a_turn_that_was_open_elsewhere_ends_without_its_question(
    app: Sanic, settings: ServiceSettings, new_tab: MakeTab, rasa: FakeRasa
) -> None:
    tab = await told(new_tab, identity=identity_of("ana"))
    conversation_id = str(rasa.questions[-1]["conversation"])
    rasa.gate.clear()
    await tab.say("my other gate is 4711")
    await until(lambda: "my other gate is 4711" in rasa.asked())
    await app.ctx.store.run(forgetting.forget_customer, "ana")
    rasa.gate.set()
    await until(lambda: not app.ctx.runner.is_running(conversation_id))
    assert "4711" not in stored(settings)
    assert await app.ctx.store.run(turns.over, [f"{conversation_id}-4"])
    await tab.say("hello")
    await tab.answered("You said: hello")


async def test_a_photo_that_was_on_its_way_meanwhile_leaves_nothing(
    app: Sanic,
    settings: ServiceSettings,
    new_tab: MakeTab,
    rasa: FakeRasa,
    send: Send,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tab = await told(new_tab)
    conversation_id = str(rasa.questions[-1]["conversation"])
    write = app.ctx.photos._write

    def forgotten_first(photo_id: str, jpeg: bytes) -> None:
        with app.ctx.store.transaction() as session, conversations.hold(session, conversation_id) as held:
            forgetting.forget(session, held, held.last_seq)
        write(photo_id, jpeg)

    monkeypatch.setattr(app.ctx.photos, "_write", forgotten_first)
    status, _ = await send(tab.token, picture())
    assert status == 404 and not list(settings.var.glob("photos/*"))
