"""An agent gets a conversation, answers, writes a note, passes it on and gives it back: through the real sockets."""

from __future__ import annotations

import asyncio
import sqlite3

import pytest
from sanic import Sanic
from sqlalchemy.orm import Session

from service import baton, conversations, forgetting, runner
from service.settings import ServiceSettings
from tests.service.conftest import MakeTab
from tests.service.desk.conftest import Hire, Waiting
from tests.service.desk.harness import held_by, holder_of
from tests.service.fake_rasa import FakeRasa, reply, text
from tests.service.harness import until


async def test_who_waits_is_given_to_an_agent_who_is_free(app: Sanic, hire: Hire, waiting: Waiting) -> None:
    mia = await hire("Mia")
    tab, conversation_id = await waiting()
    await held_by(app, conversation_id, f"agent:{mia.id}")
    await until(lambda: mia.heard("assigned"))
    await tab.noticed("agent_joined")
    assert "Mia" in tab.rows[-1]["body"]["text"] and mia.id not in str(tab.rows)
    await until(lambda: [told for told in mia.heard("item") if told["item"]["holder"] == f"agent:{mia.id}"])
    status, queue = await mia.get("/api/desk/queue?view=mine")
    assert status == 200 and [item["conversation_id"] for item in queue["items"]] == [conversation_id]
    [item] = queue["items"]
    assert item["reason"] == "asked_for_human" and item["asked"] == "I want a human" and item["answer_by"]


async def test_agent_and_shopper_talk_and_the_bot_is_silent(
    app: Sanic, hire: Hire, waiting: Waiting, rasa: FakeRasa
) -> None:
    mia = await hire("Mia")
    tab, conversation_id = await waiting()
    await held_by(app, conversation_id, f"agent:{mia.id}")
    watched = await mia.call("watch", conversation_id=conversation_id)
    assert watched["ok"] and watched["holder"] == f"agent:{mia.id}"
    await mia.says(conversation_id, "Hello, **Mia** here.")
    await until(lambda: tab.by("agent"))
    assert tab.by("agent")[0]["body"] == {
        "text": "Hello, **Mia** here.",
        "html": "<p>Hello, <strong>Mia</strong> here.</p>",
        "name": "Mia",
    }
    asked = len(rasa.questions)
    await tab.say("thank you, Mia")
    await until(lambda: [row for row in mia.rows() if row["author"] == "shopper"])
    assert len(rasa.questions) == asked


async def test_a_note_is_for_staff_only(app: Sanic, hire: Hire, waiting: Waiting, new_tab: MakeTab) -> None:
    mia = await hire("Mia")
    tab, conversation_id = await waiting()
    await held_by(app, conversation_id, f"agent:{mia.id}")
    await mia.call("watch", conversation_id=conversation_id)
    status, _ = await mia.does(conversation_id, "note", text="a difficult one", client_id="n1")
    assert status == 200
    await mia.says(conversation_id, "One moment, please.")
    await until(lambda: tab.by("agent"))
    assert "difficult" in str(mia.rows()) and "difficult" not in str(tab.rows)
    again = await new_tab().connect()
    await again.join(token=tab.token)
    assert "One moment" in str(again.rows) and "difficult" not in str(again.rows)


async def test_a_conversation_is_passed_on_to_a_colleague(app: Sanic, hire: Hire, waiting: Waiting) -> None:
    mia = await hire("Mia")
    tab, conversation_id = await waiting()
    await held_by(app, conversation_id, f"agent:{mia.id}")
    leo = await hire("Leo")
    status, _ = await mia.does(conversation_id, "transfer", staff=leo.id, note="knows returns")
    assert status == 200 and await holder_of(app, conversation_id) == f"agent:{leo.id}"
    await until(lambda: leo.heard("assigned") and mia.heard("lost"))
    status, refusal = await mia.does(conversation_id, "say", text="still me", client_id="late")
    assert status == 409 and refusal["error"]["code"] == "not_holder"
    await leo.says(conversation_id, "Leo here.")
    await until(lambda: tab.texts("agent") == ["Leo here."])


async def test_nobody_is_passed_on_to_who_is_not_there(app: Sanic, hire: Hire, waiting: Waiting) -> None:
    mia, leo = await hire("Mia"), await hire("Leo", presence=None)
    _, conversation_id = await waiting()
    await held_by(app, conversation_id, f"agent:{mia.id}")
    status, refusal = await mia.does(conversation_id, "transfer", staff=leo.id)
    assert status == 409 and refusal["error"]["code"] == "agent_away"
    assert await holder_of(app, conversation_id) == f"agent:{mia.id}"


async def test_given_back_the_bot_goes_on_and_a_rating_is_asked(
    app: Sanic, hire: Hire, waiting: Waiting, rasa: FakeRasa
) -> None:
    mia = await hire("Mia")
    tab, conversation_id = await waiting()
    await held_by(app, conversation_id, f"agent:{mia.id}")
    await mia.says(conversation_id, "All done.")
    status, _ = await mia.does(conversation_id, "hand_back", note="refund is on its way", outcome="solved")
    assert status == 200
    await tab.noticed("rate")
    assert tab.notices()[-2:] == ["handed_back", "rate"] and "refund is on its way" not in str(tab.rows)
    assert (await tab.call("rate", {"about": "human", "stars": 5, "words": "kind"}))["ok"]
    await tab.say("and where is my order?")
    await tab.answered("You said: and where is my order?")


async def test_who_is_called_again_is_the_one_who_knows_the_conversation(
    app: Sanic, hire: Hire, waiting: Waiting
) -> None:
    mia = await hire("Mia")
    tab, conversation_id = await waiting()
    await held_by(app, conversation_id, f"agent:{mia.id}")
    await hire("Leo")
    assert (await mia.does(conversation_id, "close", outcome="solved"))[0] == 200
    await tab.noticed("settled")
    await tab.say("I want a human")
    await held_by(app, conversation_id, f"agent:{mia.id}")
    _, shown = await mia.get(f"/api/desk/conversations/{conversation_id}")
    assert [each["how"] for each in shown["assignments"]] == ["reopened", "auto"]


async def test_taken_over_openly_and_only_from_whom_one_believes_to_hold_it(
    app: Sanic, hire: Hire, waiting: Waiting
) -> None:
    mia = await hire("Mia")
    _, conversation_id = await waiting()
    await held_by(app, conversation_id, f"agent:{mia.id}")
    leo, kim = await hire("Leo"), await hire("Kim")
    status, refusal = await leo.does(conversation_id, "take")
    assert status == 409 and refusal["error"]["code"] == "taken_meanwhile"
    took = await asyncio.gather(
        leo.does(conversation_id, "take", over=f"agent:{mia.id}"),
        kim.does(conversation_id, "take", over=f"agent:{mia.id}"),
    )
    assert sorted(status for status, _ in took) == [200, 409]
    winner = leo if took[0][0] == 200 else kim
    assert await holder_of(app, conversation_id) == f"agent:{winner.id}"
    await until(lambda: mia.heard("lost"))


@pytest.mark.parametrize("is_guarded", [True, False])
async def test_an_answer_of_the_bot_that_was_on_its_way_never_reaches_the_shopper(
    app: Sanic, hire: Hire, new_tab: MakeTab, rasa: FakeRasa, monkeypatch: pytest.MonkeyPatch, is_guarded: bool
) -> None:
    """Without the guard it does: else this would prove nothing."""
    if not is_guarded:
        monkeypatch.setattr(baton, "has_moved", lambda *_: False)
    mia = await hire("Mia", presence="busy")
    tab = await new_tab().joined()
    conversation_id = str(rasa.questions[-1]["conversation"])
    rasa.answer = lambda question: reply(text("a late answer"))
    rasa.gate.clear()
    await tab.say("where is my parcel?")
    await until(lambda: rasa.asked())
    await mia.call("watch", conversation_id=conversation_id)
    assert (await mia.does(conversation_id, "take"))[0] == 200
    await mia.says(conversation_id, "I'm looking.")
    rasa.gate.set()
    await until(lambda: [row for row in mia.rows() if row["author"] == "bot"])
    await until(lambda: tab.by("agent"))
    assert "a late answer" in str(mia.rows())
    again = await new_tab().connect()
    await again.join(token=tab.token)
    for shopper in (tab, again):
        await until(lambda shopper=shopper: "I'm looking." in shopper.texts("agent"))
    if not is_guarded:
        await tab.answered("a late answer")
    leaked = ["a late answer" in shopper.texts("bot") for shopper in (tab, again)]
    assert leaked == ([False, False] if is_guarded else [True, True])


async def test_the_shopper_sees_place_and_typing_and_what_was_read(app: Sanic, hire: Hire, waiting: Waiting) -> None:
    first, _ = await waiting()
    second, second_id = await waiting()
    await until(lambda: second.places)
    assert first.places == [{"place": 1, "wait_s": None}] and second.places == [{"place": 2, "wait_s": None}]
    ack = await second.call("join", {"token": second.token})
    assert ack["queue"] == {"place": 2, "wait_s": None}
    mia = await hire("Mia", presence="busy")
    await mia.does(second_id, "take")
    await mia.call("watch", conversation_id=second_id)
    await mia.call("typing", on=True)
    await until(lambda: {"author": "agent", "on": True} in second.typing)
    assert {"author": "agent", "on": True} not in first.typing
    await until(lambda: first.places)
    await second.call("typing", {"on": True})
    await until(lambda: any(told["author"] == "shopper" for told in mia.heard("typing")))
    await second.call("read", {"seq": 3})
    await until(lambda: mia.heard("read"))
    assert mia.heard("read")[-1] == {"reader": "shopper", "seq": 3, "conversation_id": second_id}


async def test_what_came_while_the_agent_let_go_is_answered_by_the_bot(
    app: Sanic, hire: Hire, waiting: Waiting, rasa: FakeRasa
) -> None:
    mia = await hire("Mia")
    tab, conversation_id = await waiting()
    await held_by(app, conversation_id, f"agent:{mia.id}")
    await mia.says(conversation_id, "All done.")
    await tab.say("and the blue one?")
    await tab.say("in size M")
    assert (await mia.does(conversation_id, "close", outcome="solved"))[0] == 200
    await tab.answered("You said: and the blue one?\nin size M")
    # what led to the call is not asked of the bot again
    assert rasa.asked().count("I want a human") == 1


async def test_what_the_agent_has_done_the_bot_offers_no_more(
    app: Sanic, hire: Hire, waiting: Waiting, rasa: FakeRasa
) -> None:
    mia = await hire("Mia")
    tab, conversation_id = await waiting()
    await held_by(app, conversation_id, f"agent:{mia.id}")
    assert (await mia.does(conversation_id, "hand_back", outcome="solved", settled=True))[0] == 200
    await until(lambda: rasa.settled == [conversation_id])
    chips = [row for row in tab.rows if row["kind"] == "choices" and row["body"].get("task")]
    assert chips[-1]["body"]["choices"] == []


@pytest.fixture
def without_sweeps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "_SWEEP_S", 3600.0)


@pytest.mark.usefixtures("without_sweeps")
async def test_what_the_agent_has_done_is_settled_at_once(
    app: Sanic, hire: Hire, waiting: Waiting, rasa: FakeRasa
) -> None:
    """A shopper who answers right away must not be offered it again."""
    mia = await hire("Mia")
    _, conversation_id = await waiting()
    await held_by(app, conversation_id, f"agent:{mia.id}")
    assert (await mia.does(conversation_id, "close", outcome="solved", settled=True))[0] == 200
    await until(lambda: rasa.settled == [conversation_id])
    assert await app.ctx.store.run(forgetting.pending) == []


async def test_what_agents_wrote_of_a_shopper_who_is_forgotten_is_gone(
    app: Sanic, hire: Hire, waiting: Waiting, settings: ServiceSettings
) -> None:
    mia = await hire("Mia")
    tab, conversation_id = await waiting()
    await held_by(app, conversation_id, f"agent:{mia.id}")
    await tab.say("I live in Zanzibar now, can you send it there?")
    note = {"text": "moved to Zanzibar", "client_id": "n1"}
    assert (await mia.does(conversation_id, "note", **note))[0] == 200
    await mia.says(conversation_id, "We send it to Zanzibar tomorrow morning, no charge.")
    given_back = {"note": "Zanzibar is settled", "outcome": "solved"}
    assert (await mia.does(conversation_id, "hand_back", **given_back))[0] == 200
    assert "Zanzibar" in stored(settings)

    def forget(session: Session) -> None:
        with conversations.hold(session, conversation_id) as held:
            forgetting.forget(session, held, held.last_seq)

    await app.ctx.store.run(forget)
    assert "Zanzibar" not in stored(settings)


def stored(settings: ServiceSettings) -> str:
    """Every value of every table."""
    with sqlite3.connect(settings.database_url.removeprefix("sqlite:///")) as connection:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return str([connection.execute(f'SELECT * FROM "{name}"').fetchall() for name in tables])  # noqa: S608
