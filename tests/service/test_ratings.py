"""The shopper is asked once for one to five and a word, about the bot and about people apart."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from sanic import Sanic
from sqlalchemy import select

from service import conversations
from service.conversations import Draft
from service.handoff_models import Rating
from service.settings import ServiceSettings
from tests.service.conftest import MakeTab
from tests.service.fake_rasa import FakeRasa, Reply, reply, text
from tests.service.harness import Tab, until

pytestmark = pytest.mark.asyncio

INTENTS = {"where is it": "track_order", "track": "track_order", "thanks": "thank", "bye": "goodbye", "hello": "greet"}


@pytest.fixture(autouse=True)
def understands(rasa: FakeRasa) -> None:
    def answer(question: dict[str, Any]) -> Reply:
        said = question["text"]
        intent = {"understood": {"intent": INTENTS.get(said, "greet"), "confidence": 0.9, "entities": []}}
        if said == "848197":  # a code, which the intent model makes nothing of
            intent["understood"] |= {"intent": "goodbye", "tasks": ["return_item"]}
        answer = text(f"You said: {said}")
        if said == "where is it":
            answer["body"]["source"] = {"id": "faq-1"}
        return reply(answer) | intent

    rasa.answer = answer


async def says(tab: Tab, *texts: str) -> None:
    for words in texts:
        answers = len(tab.by("bot"))
        await tab.say(words)
        await until(lambda answers=answers: len(tab.by("bot")) > answers)


async def agent_writes(app: Sanic, rasa: FakeRasa) -> None:
    def verb(session: Any) -> list[conversations.Row]:
        with conversations.hold(session, str(rasa.questions[-1]["conversation"])) as held:
            return conversations.append(session, held, [Draft("agent", "text", {"text": "Hello, Mo here."})])

    room = app.ctx.rooms.of(str(rasa.questions[-1]["conversation"]))
    async with room.lock:
        await room.publish(await app.ctx.store.run(verb))


def kept(app: Sanic) -> list[tuple[str, int, str]]:
    with app.ctx.store.transaction() as session:
        rows = session.execute(select(Rating).order_by(Rating.about)).scalars()
        return [(row.about, row.stars, row.words) for row in rows]


def asked(tab: Tab) -> list[str]:
    return [row["body"]["about"] for row in tab.rows if row["body"].get("code") == "rate"]


@pytest.mark.parametrize("ending", ["thanks", "bye"])
async def test_who_thanks_or_says_goodbye_after_something_was_done_is_asked_once(
    app: Sanic, new_tab: MakeTab, ending: str
) -> None:
    tab = await new_tab().joined()
    await says(tab, "where is it", ending)
    await tab.noticed("rate")
    row = tab.by("system")[-1]
    assert row["kind"] == "notice" and row["body"]["about"] == "bot" and row["body"]["text"]
    await says(tab, "where is it", "thanks", "bye")
    assert asked(tab) == ["bot"]


async def test_where_nothing_was_done_nobody_is_asked(app: Sanic, new_tab: MakeTab) -> None:
    tab = await new_tab().joined()
    await says(tab, "hello", "thanks", "bye")
    assert asked(tab) == []


async def test_nobody_is_asked_in_the_middle_of_a_task(app: Sanic, new_tab: MakeTab) -> None:
    tab = await new_tab().joined()
    await says(tab, "where is it", "848197")
    assert asked(tab) == []


async def test_thanks_for_a_question_back_are_no_end_and_a_goodbye_is(app: Sanic, new_tab: MakeTab) -> None:
    tab = await new_tab().joined()
    await says(tab, "track", "thanks")
    assert asked(tab) == []
    await says(tab, "bye")
    await tab.noticed("rate")


async def test_who_waits_for_a_person_is_not_asked_yet(app: Sanic, new_tab: MakeTab, rasa: FakeRasa) -> None:
    answer = rasa.answer
    rasa.answer = lambda question: (
        answer(question) | ({"handoff": {"reason": "asked_for_human"}} if question["text"] == "human" else {})
    )
    tab = await new_tab().joined()
    await says(tab, "where is it", "human")
    await tab.noticed("queued")
    await tab.say("thanks")
    # answered after the thanks
    await says(tab, "where is it")
    assert asked(tab) == []


async def test_people_who_wrote_are_asked_about_apart_from_the_bot(
    app: Sanic, new_tab: MakeTab, rasa: FakeRasa
) -> None:
    tab = await new_tab().joined()
    await says(tab, "where is it")
    await agent_writes(app, rasa)
    await says(tab, "thanks", "bye", "bye")
    await until(lambda: len(asked(tab)) == 2)
    assert asked(tab) == ["human", "bot"]
    assert (await tab.call("rate", {"about": "human", "stars": 5, "words": "Mo was kind"})) == {"ok": True}
    assert (await tab.call("rate", {"about": "bot", "stars": 2})) == {"ok": True}
    assert kept(app) == [("bot", 2, ""), ("human", 5, "Mo was kind")]


async def test_a_rating_may_be_changed(app: Sanic, new_tab: MakeTab) -> None:
    tab = await new_tab().joined()
    await tab.call("rate", {"about": "bot", "stars": 1, "words": "meh"})
    await tab.call("rate", {"about": "bot", "stars": 4, "words": " better now "})
    assert kept(app) == [("bot", 4, "better now")]


async def test_closing_asks_in_the_conversation_that_ends(app: Sanic, new_tab: MakeTab) -> None:
    tab, other = await new_tab().joined(), await new_tab().connect()
    await says(tab, "where is it")
    await other.join(token=tab.token)
    await tab.call("fresh", {})
    await other.noticed("closed")
    assert asked(other) == ["bot"]
    assert (await other.call("rate", {"about": "bot", "stars": 3}))["ok"], "also when it has ended"


@pytest.mark.parametrize(
    "given",
    [
        None,
        {},
        {"about": "bot"},
        {"about": "shop", "stars": 3},
        {"about": "bot", "stars": 0},
        {"about": "bot", "stars": 6},
        {"about": "bot", "stars": "5"},
        {"about": "bot", "stars": True},
        {"about": "bot", "stars": 4.5},
        {"about": "bot", "stars": 5, "words": ["x"]},
        {"about": "human", "stars": 5},
    ],
)
async def test_what_is_no_rating_is_refused_and_nothing_is_kept(app: Sanic, new_tab: MakeTab, given: Any) -> None:
    tab = await new_tab().joined()
    ack = await tab.call("rate", given)
    assert not ack["ok"] and ack["error"]["code"] == "bad_request"
    long = await tab.call("rate", {"about": "bot", "stars": 5, "words": "x" * 2001})
    assert long["error"]["code"] == "too_long"
    assert kept(app) == []


async def test_who_has_not_joined_rates_nothing(app: Sanic, new_tab: MakeTab) -> None:
    tab = await new_tab().connect()
    assert (await tab.call("rate", {"about": "bot", "stars": 5}))["error"]["code"] == "not_joined"


async def test_a_shops_server_rates_for_its_sender_and_for_no_other(app: Sanic, settings: ServiceSettings) -> None:
    base = f"http://127.0.0.1:{settings.port}/webhooks/rest"
    rating = {"sender": "a", "about": "bot", "stars": 5, "words": "fine"}
    async with httpx.AsyncClient(headers={"Authorization": "Bearer key-of-shop"}) as client:
        assert (await client.post(f"{base}/rate", json=rating)).status_code == 404
        await client.post(f"{base}/webhook", json={"sender": "a", "message": "where is it"})
        assert (await client.post(f"{base}/rate", json=rating)).json() == {"ok": True}
        assert (await client.post(f"{base}/rate", json=rating | {"stars": 9})).status_code == 400
        partner = {"Authorization": "Bearer key-of-partner"}
        assert (await client.post(f"{base}/rate", json=rating, headers=partner)).status_code == 404
        wrong = {"Authorization": "Bearer none"}
        assert (await client.post(f"{base}/rate", json=rating, headers=wrong)).status_code == 401
    assert kept(app) == [("bot", 5, "fine")]
