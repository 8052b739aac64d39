"""Nobody's socket is sent what is not theirs: shoppers nothing of staff's, agents nothing that they do not look at."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest
import pytest_asyncio
import socketio
from sanic import Sanic
from socketio.exceptions import ConnectionError as Refused

from service.clock import now
from service.desk import hub
from service.settings import ServiceSettings
from tests.service.conftest import MakeTab
from tests.service.desk.conftest import Hire, Waiting
from tests.service.desk.harness import Agent, change_account, held_by
from tests.service.fake_rasa import FakeRasa, reply, text
from tests.service.harness import PATIENCE_S, until
from tests.service.test_pictures import picture

SHOP = "https://shop.example"
Spy = list[tuple[str, Any]]


@pytest.fixture
def settings(settings: ServiceSettings) -> ServiceSettings:
    return replace(settings, allowed_origins=(SHOP,))


@pytest.fixture(autouse=True)
def sessions_are_looked_at_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub, "_CHECKED_EVERY_S", 0.2)


@pytest_asyncio.fixture
async def spy_on(url: str) -> AsyncIterator[Callable[[str], Awaitable[Spy]]]:
    """Everything that a shopper's socket is sent, whatever it is called, from joining on."""
    clients: list[socketio.AsyncClient] = []

    async def spy(token: str) -> Spy:
        heard: Spy = []
        client = socketio.AsyncClient(reconnection=False)

        async def hear(event: str, data: Any) -> None:
            heard.append((event, data))

        client.on("*", hear)
        clients.append(client)
        await client.connect(url, transports=["websocket"])
        heard.append(("join", await client.call("join", {"token": token}, timeout=PATIENCE_S)))
        return heard

    yield spy
    for client in clients:
        await client.disconnect()


async def test_a_shoppers_socket_is_sent_nothing_of_staffs(
    app: Sanic, hire: Hire, waiting: Waiting, spy_on: Callable[[str], Awaitable[Spy]], rasa: FakeRasa
) -> None:
    mia = await hire("Mia", presence="busy")
    leo = await hire("Leo", presence="busy")
    tab, conversation_id = await waiting()
    heard = await spy_on(tab.token)
    for agent in (mia, leo):
        assert (await agent.call("watch", conversation_id=conversation_id))["ok"]
    await mia.does(conversation_id, "take")
    await mia.does(conversation_id, "note", text="the secret note", client_id="n1")
    await leo.call("typing", on=True)
    await mia.call("read", seq=3)
    await mia.says(conversation_id, "Hello.")
    await leo.does(conversation_id, "take", over=f"agent:{mia.id}")
    await leo.does(conversation_id, "transfer", staff=mia.id, note="the secret reason")
    await mia.does(conversation_id, "hand_back", note="the secret end", outcome="solved")
    await until(lambda: any(data["body"].get("code") == "rate" for name, data in heard if name == "message"))
    assert "secret" not in str(heard) and mia.id not in str(heard) and leo.id not in str(heard)
    assert {name for name, _ in heard} <= {"join", "message", "state", "typing", "queue", "read"}
    assert all("audience" not in data for name, data in heard if name == "message")
    assert not [data for name, data in heard if name == "typing" and data["author"] != "bot"]
    assert "secret" in str(mia.rows()) and "secret" in str(leo.rows())
    again = await spy_on(tab.token)
    assert "Hello." in str(again) and "secret" not in str(again) and mia.id not in str(again)


async def test_a_shopper_who_names_a_notes_client_id_does_not_get_it(app: Sanic, hire: Hire, waiting: Waiting) -> None:
    mia = await hire("Mia")
    tab, conversation_id = await waiting()
    await held_by(app, conversation_id, f"agent:{mia.id}")
    _, answer = await mia.does(conversation_id, "note", text="the secret note", client_id="guessed")
    assert answer["message"]["client_id"] == "guessed"
    for guess in ("guessed", "agent:guessed"):
        ack = await tab.say("hello", client_id=guess)
        assert "secret" not in str(ack)


async def test_an_agent_is_sent_the_rows_of_the_conversation_that_they_look_at_only(
    app: Sanic, hire: Hire, waiting: Waiting
) -> None:
    mia = await hire("Mia", presence="busy")
    leo = await hire("Leo", presence="busy")
    first, first_id = await waiting()
    second, second_id = await waiting()
    await mia.call("watch", conversation_id=first_id)
    await leo.call("watch", conversation_id=second_id)
    await mia.call("watch", conversation_id=second_id)
    await first.say("only the first")
    await first.call("typing", {"on": True})
    await first.call("read", {"seq": 2})
    await second.say("only the second")
    await until(lambda: any("only the second" in str(row) for row in mia.rows()))
    await until(lambda: any("only the second" in str(row) for row in leo.rows()))
    about = {data["conversation_id"] for name, data in mia.events + leo.events if name in ("message", "typing", "read")}
    assert about == {second_id}
    await mia.call("unwatch")
    await second.say("nobody but Leo")
    await until(lambda: any("You said: nobody but Leo" in str(row) for row in leo.rows()))
    assert "nobody but Leo" not in str(mia.rows())


async def connects(url: str, auth: Any = None, **headers: str) -> bool:
    client = socketio.AsyncClient(reconnection=False)
    try:
        await client.connect(url, headers=headers, auth=auth, transports=["websocket"], namespaces=["/desk"])
    except Refused:
        return False
    finally:
        await client.disconnect()
    return True


async def test_the_desk_opens_for_agents_on_our_own_page_only(
    app: Sanic, url: str, hire: Hire, waiting: Waiting
) -> None:
    mia = await (await hire("Mia", presence=None)).log_in()
    eve = await (await hire("Eve", presence=None, roles=["editor"])).log_in()
    tab, _ = await waiting()
    cookie = f"aisle_staff={mia.cookie}"
    assert await connects(url, Cookie=cookie, Origin=url)
    assert not await connects(url, Origin=url)
    assert not await connects(url, Cookie=f"aisle_staff={tab.token}", Origin=url)
    assert not await connects(url, auth={"token": tab.token}, Origin=url)
    assert not await connects(url, Cookie=cookie, Origin=SHOP)
    assert not await connects(url, Cookie=cookie, Origin="https://evil.example")
    assert not await connects(url, Cookie=cookie)
    assert not await connects(url, Cookie=f"aisle_staff={eve.cookie}", Origin=url)
    assert [seat.staff.id for seat in app.ctx.desk.seats] == []


@pytest.mark.parametrize("path", ["queue", "staff", "conversations/{id}", "conversations/{id}/rows?before=9"])
async def test_what_agents_read_is_for_agents(app: Sanic, hire: Hire, waiting: Waiting, path: str, url: str) -> None:
    tab, conversation_id = await waiting()
    path = f"/api/desk/{path.format(id=conversation_id)}"
    eve = await (await hire("Eve", presence=None, roles=["editor"])).log_in()
    assert (await eve.get(path))[0] == 403
    nobody = Agent(url, "", "")
    assert (await nobody.get(path))[0] == 401
    nobody.http.headers["Authorization"] = f"Bearer {tab.token}"
    assert (await nobody.get(path))[0] == 401
    await nobody.close()


async def test_a_session_that_was_ended_ends_its_open_desks(app: Sanic, hire: Hire, waiting: Waiting) -> None:
    mia = await hire("Mia")
    tab, conversation_id = await waiting()
    await mia.call("watch", conversation_id=conversation_id)
    await mia.post("/api/staff/logout")
    await until(lambda: mia.heard("signed_out") and not mia.desk.namespaces)
    before = len(mia.rows())
    await tab.say("is anybody there?")
    await until(lambda: not list(app.ctx.desk.seats))
    assert len(mia.rows()) == before


@pytest.mark.parametrize("change", [{"disabled": "now"}, {"roles": ["editor"]}])
async def test_an_account_that_may_no_more_is_sent_away(app: Sanic, hire: Hire, change: dict[str, Any]) -> None:
    mia = await hire("Mia")
    await change_account(app, mia.id, **({"disabled": now()} if "disabled" in change else change))
    await until(lambda: mia.heard("signed_out"))
    await until(lambda: not list(app.ctx.desk.seats))


async def test_an_answer_to_who_waits_that_was_on_its_way_is_kept_for_staff_when_an_agent_takes_over(
    app: Sanic,
    hire: Hire,
    waiting: Waiting,
    rasa: FakeRasa,
    spy_on: Callable[[str], Awaitable[Spy]],
) -> None:
    """While it waits the bot still answers: what it has to say must not arrive after the agent's first words."""
    mia = await hire("Mia", presence="busy")
    tab, conversation_id = await waiting()
    heard = await spy_on(tab.token)
    answer = text("a late answer")
    answer["body"]["source"] = {"id": "delivery_time", "title": "Delivery"}
    rasa.answer = lambda question: reply(answer)
    rasa.gate.clear()
    await tab.say("how long does delivery take?")
    await until(lambda: "how long does delivery take?" in rasa.asked())
    await mia.call("watch", conversation_id=conversation_id)
    assert (await mia.does(conversation_id, "take"))[0] == 200
    await mia.says(conversation_id, "Three days.")
    rasa.gate.set()
    await until(lambda: any("a late answer" in str(row) for row in mia.rows()))
    [late] = [row for row in mia.rows() if "a late answer" in str(row)]
    assert late["audience"] == "staff" and late["turn"]["text"] == "how long does delivery take?"
    await mia.says(conversation_id, "Anything else?")
    await until(lambda: any("Anything else?" in str(data) for _, data in heard))
    assert "a late answer" not in str(heard) + str(tab.rows)


async def test_an_answer_is_dropped_also_when_the_baton_has_come_back_meanwhile(
    app: Sanic, hire: Hire, new_tab: MakeTab, rasa: FakeRasa
) -> None:
    mia = await hire("Mia", presence="busy")
    tab = await new_tab().joined()
    conversation_id = str(rasa.questions[-1]["conversation"])
    rasa.answer = lambda question: reply(text("a late answer"))
    rasa.gate.clear()
    await tab.say("where is my parcel?")
    await until(lambda: rasa.asked())
    assert (await mia.does(conversation_id, "take"))[0] == 200
    assert (await mia.does(conversation_id, "hand_back", outcome="solved"))[0] == 200
    await mia.call("watch", conversation_id=conversation_id)
    rasa.gate.set()
    await until(lambda: any("a late answer" in str(row) for row in mia.rows()))
    await tab.noticed("handed_back")
    await tab.say("and now?")
    await until(lambda: tab.texts("bot")[-1:] == ["a late answer"])
    assert tab.texts("bot").count("a late answer") == 1
    again = await new_tab().connect()
    await again.join(token=tab.token)
    assert again.texts("bot").count("a late answer") == 1


async def test_photographs_are_seen_from_their_own_conversation_by_agents(
    app: Sanic, hire: Hire, waiting: Waiting, url: str
) -> None:
    mia, eve = await hire("Mia", presence="busy"), await (await hire("Eve", presence=None, roles=["editor"])).log_in()
    tab, conversation_id = await waiting()
    _, other_id = await waiting()
    proof = {"Authorization": f"Bearer {tab.token}", "Content-Type": "image/jpeg"}
    async with mia.http.post(f"{url}/api/photos/?client_id=p1", data=picture(), headers=proof) as response:
        photo_id = (await response.json())["message"]["body"]["url"].rpartition("/")[2]

    async def sees(agent: Agent, conversation: str) -> int:
        async with agent.http.get(f"{url}/api/desk/conversations/{conversation}/photos/{photo_id}") as response:
            return response.status

    assert await sees(mia, conversation_id) == 200
    assert await sees(mia, other_id) == 404
    assert await sees(eve, conversation_id) == 403


async def test_an_agents_photograph_reaches_the_shopper_once_and_from_the_holder_only(
    app: Sanic, hire: Hire, waiting: Waiting, url: str
) -> None:
    mia, leo = await hire("Mia", presence="busy"), await hire("Leo", presence="busy")
    tab, conversation_id = await waiting()
    assert (await mia.does(conversation_id, "take"))[0] == 200

    async def send(agent: Agent, client_id: str, data: bytes) -> tuple[int, Any]:
        path = f"{url}/api/desk/conversations/{conversation_id}/photos?client_id={client_id}"
        async with agent.http.post(path, data=data, headers={"Content-Type": "image/jpeg"}) as response:
            return response.status, await response.json()

    client_id = uuid.uuid4().hex
    first, second = await send(mia, client_id, picture()), await send(mia, client_id, picture())
    assert first == second and first[0] == 200 and first[1]["message"]["client_id"] == client_id
    await until(lambda: tab.by("agent"))
    [row] = tab.by("agent")
    assert row["kind"] == "image" and row["body"]["name"] == "Mia"
    headers = {"Authorization": f"Bearer {tab.token}"}
    async with leo.http.get(url + row["body"]["url"], headers=headers) as response:
        assert response.status == 200 and response.content_type == "image/jpeg"
    status, refusal = await send(leo, uuid.uuid4().hex, picture())
    assert status == 409 and refusal["error"]["code"] == "not_holder"
    status, refusal = await send(mia, uuid.uuid4().hex, b"<html>")
    assert status == 415 and refusal["error"]["code"] == "not_a_photo"
