"""What bad input gets: a clear refusal or a sensible answer; nothing lost, nothing executed, and the process lives."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest
from sanic import Sanic

from tests.service.conftest import MakeTab
from tests.service.fake_rasa import FakeRasa
from tests.service.harness import Tab, until

pytestmark = pytest.mark.asyncio

SAYABLE = {
    "emoji only": "😤😤👍🏽",
    "a joined emoji": "👩‍👩‍👧",
    "html": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "sql": "'; DROP TABLE message; --",
    "right to left": "أين طلبي رقم ١٠٤٢؟",
    "mixed directions": "order \u200f1042\u200e שלום",
    "a template": "{{7*7}} ${7*7} %s {0}",
    "markdown": "[click](javascript:alert(1)) **bold**",
    "two lines and a tab": "line one\nline two\tend",
    "a path": "../../../../etc/passwd",
    "2,000 characters": "x" * 2000,
}


async def lives(tab: Tab) -> None:
    """The same connection, or a new one, still gets answers."""
    await tab.say("still there?")
    await tab.answered("You said: still there?")


@pytest.mark.parametrize("words", SAYABLE.values(), ids=SAYABLE.keys())
async def test_strange_words_are_stored_as_typed_and_answered(
    app: Sanic, new_tab: MakeTab, rasa: FakeRasa, words: str
) -> None:
    tab = await new_tab().joined()
    ack = await tab.say(words)
    assert ack["message"]["body"] == {"text": words}
    await tab.answered(f"You said: {words}")
    html = tab.rows[-1]["body"]["html"]
    for dangerous in ("<script", "<img", "onerror=alert(1)>", 'href="javascript'):
        assert dangerous not in html
    back = await new_tab().connect()
    await back.join(token=tab.token)
    assert back.texts("shopper") == [words]


@pytest.mark.parametrize(
    ("words", "stored"),
    [
        ("  hello \n", "hello"),
        ("a\x00b\x07c\x1b[31md\x7f", "abc[31md"),
        ("line\r\nbreak\rhere", "line\nbreak\nhere"),
        ("e\u0301clair", "\u00e9clair"),
        ("half \ud83d pair", "half  pair"),
        ("\u0085next", "next"),
    ],
)
async def test_what_no_person_types_is_taken_out(app: Sanic, new_tab: MakeTab, words: str, stored: str) -> None:
    tab = await new_tab().joined()
    ack = await tab.say(words)
    assert ack["message"]["body"] == {"text": stored}
    await tab.answered(f"You said: {stored}")


@pytest.mark.parametrize("words", ["", "   \n\t ", "\x00\x01\x02", "\u200b\u200d\u2060", None])
async def test_an_empty_message_is_refused_by_name(app: Sanic, new_tab: MakeTab, rasa: FakeRasa, words: Any) -> None:
    tab = await new_tab().joined()
    ack = await tab.say(words, text=words)
    assert ack == {"ok": False, "error": {"code": "empty", "message": "Please type a message first."}}
    await lives(tab)
    assert rasa.asked() == ["still there?"] and tab.seqs() == [1, 2, 3]


@pytest.mark.parametrize(
    "words",
    ["x" * 2001, "x" * 20_000, "😤" * 20_000, "\x00" * 20_001],
    ids=["one too many", "20,000 characters", "20,000 emoji", "20,001 control characters"],
)
async def test_a_message_that_is_too_long_is_refused_by_name(app: Sanic, new_tab: MakeTab, words: str) -> None:
    tab = await new_tab().joined()
    ack = await tab.say(words)
    assert ack["error"]["code"] == "too_long" and "2,000" in ack["error"]["message"]
    await lives(tab)
    assert tab.seqs() == [1, 2, 3]


WRONG = {
    "text a number": ("say", {"client_id": "a", "text": 7}),
    "text a list": ("say", {"client_id": "a", "text": ["hi"]}),
    "text an object": ("say", {"client_id": "a", "text": {"$gt": ""}}),
    "no client_id": ("say", {"text": "hi"}),
    "client_id a number": ("say", {"client_id": 5, "text": "hi"}),
    "client_id of the service's own form": ("say", {"client_id": "turn:x:0", "text": "hi"}),
    "client_id too long": ("say", {"client_id": "a" * 65, "text": "hi"}),
    "choice a list": ("say", {"client_id": "a", "choice": ["/x"]}),
    "choice far too long": ("say", {"client_id": "a", "choice": "/" * 5000}),
    "say a string": ("say", "hi"),
    "say a list": ("say", [1, 2]),
    "say nothing": ("say", None),
    "join a number": ("join", 4),
    "token a number": ("join", {"token": 12}),
    "token far too long": ("join", {"token": "x" * 5000}),
    "since a string": ("join", {"since": "3"}),
    "since true": ("join", {"since": True}),
    "since a fraction": ("join", {"since": 1.5}),
    "language a number": ("join", {"language": 5}),
    "page a string": ("join", {"page": "p1"}),
    "page's product a list": ("join", {"page": {"product_id": ["p1"]}}),
    "page's product a path": ("join", {"page": {"product_id": "../../x"}}),
    "identity a number": ("join", {"identity": 3}),
    "language missing": ("language", {}),
    "language a list": ("language", {"language": ["en"]}),
    "typing a string": ("typing", {"on": "yes"}),
}


@pytest.mark.parametrize(("event", "data"), WRONG.values(), ids=WRONG.keys())
async def test_a_wrong_type_is_refused_and_changes_nothing(
    app: Sanic, new_tab: MakeTab, rasa: FakeRasa, event: str, data: Any
) -> None:
    tab = await new_tab().joined()
    ack = await tab.call(event, data)
    assert ack["ok"] is False and ack["error"]["code"] == "bad_request"
    assert ack["error"]["message"] == "That message could not be understood."
    await lives(tab)
    assert rasa.asked() == ["still there?"] and tab.seqs() == [1, 2, 3]


@pytest.mark.parametrize("event", ["say", "language", "typing", "fresh"])
async def test_an_event_before_join_is_refused(app: Sanic, new_tab: MakeTab, rasa: FakeRasa, event: str) -> None:
    tab = await new_tab().connect()
    ack = await tab.call(event, {"client_id": "a", "text": "hi", "language": "en", "on": True})
    assert ack["error"]["code"] == "not_joined" and rasa.questions == []


async def test_unknown_fields_and_events_are_ignored(app: Sanic, new_tab: MakeTab) -> None:
    tab = await new_tab().joined(colour="red", conversation_id="0" * 32, holder="agent:1")
    ack = await tab.say("hi", author="agent", kind="notice", seq=99, audience="staff", body={"html": "<b>"})
    assert ack["message"]["seq"] == 2 and ack["message"]["author"] == "shopper" and ack["message"]["kind"] == "text"
    assert ack["message"]["body"] == {"text": "hi"}
    await tab.send("become_admin", {"please": True})
    await lives(tab)


async def test_a_since_beyond_the_log_misses_nothing_that_follows(app: Sanic, new_tab: MakeTab) -> None:
    tab = await new_tab().joined()
    back = await new_tab().connect()
    ack = await back.join(token=tab.token, since=10**12)
    assert ack["ok"] and ack["messages"] == []
    await back.say("hi")
    await back.answered("You said: hi")
    assert back.seqs() == [2, 3]


@asynccontextmanager
async def raw_socket(url: str) -> AsyncIterator[aiohttp.ClientWebSocketResponse]:
    """A connection that may send anything: past Engine.IO's and Socket.IO's handshakes."""
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(f"{url}/socket.io/?EIO=4&transport=websocket", max_msg_size=0) as socket,
    ):
        await socket.receive_str()
        await socket.send_str("40")
        assert (await socket.receive_str()).startswith("40")
        yield socket


BROKEN = {
    "broken json": '420["say",{"text":',
    "no json": "420hello",
    "an event without a name": "420[]",
    "an event named by a number": "420[7, {}]",
    "deep json": "420" + '["say",' + "[" * 100_000,
    "an unknown packet": "4999",
    "an unknown engine packet": "9",
    "not a packet": "hello",
    "an empty frame": "",
    "an ack that nobody asked for": "437[1]",
    "another namespace": "40/admin,{}",
    "attachments that never come": '459-0["say",{"_placeholder":true,"num":0}]',
    "not utf-8 as binary": b"\xff\xfe\x00",
}


@pytest.mark.parametrize("frame", BROKEN.values(), ids=BROKEN.keys())
async def test_a_broken_frame_harms_nobody(app: Sanic, new_tab: MakeTab, url: str, frame: str | bytes) -> None:
    neighbour = await new_tab().joined()
    async with raw_socket(url) as socket:
        if isinstance(frame, bytes):
            await socket.send_bytes(frame)
        else:
            await socket.send_str(frame)
        await asyncio.sleep(0.05)
        assert await answers_nothing_secret(socket)
    await lives(neighbour)


async def test_a_huge_payload_ends_its_connection_and_no_other(app: Sanic, new_tab: MakeTab, url: str) -> None:
    neighbour = await new_tab().joined()
    async with raw_socket(url) as socket:
        huge = json.dumps(["say", {"client_id": "a", "text": "x" * 5_000_000}])
        try:
            await socket.send_str(f"420{huge}")
            received = await asyncio.wait_for(socket.receive(), 5)
        except ConnectionError:
            pass
        else:
            assert received.type in (aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.CLOSED, aiohttp.WSMsgType.ERROR)
    await lives(neighbour)


async def test_a_line_that_drops_is_no_failure(
    app: Sanic, new_tab: MakeTab, url: str, caplog: pytest.LogCaptureFixture
) -> None:
    neighbour = await new_tab().joined()
    async with raw_socket(url) as socket:
        await socket.send_str('420["join",{}]')
        await socket.receive_str()
        connected = len(app.ctx.sockets.eio.sockets)
        transport = socket.get_extra_info("socket")
        assert transport is not None and connected == 2
        socket._response.connection.transport.abort()  # type: ignore[union-attr]
        await until(lambda: len(app.ctx.sockets.eio.sockets) == 1)
    await lives(neighbour)
    assert not [record for record in caplog.records if record.levelname == "ERROR"]


async def answers_nothing_secret(socket: aiohttp.ClientWebSocketResponse) -> bool:
    try:
        received = await asyncio.wait_for(socket.receive(), 0.1)
    except asyncio.TimeoutError:
        return True
    return "Traceback" not in str(received.data) and "Error" not in str(received.data or "")


async def test_a_flood_is_slowed_down_and_says_so(app: Sanic, new_tab: MakeTab, rasa: FakeRasa) -> None:
    tab, neighbour = await new_tab().joined(), await new_tab().joined()
    acks = await asyncio.gather(*(tab.say(f"spam {n}") for n in range(60)))
    refused = [ack for ack in acks if not ack["ok"]]
    assert len(refused) == 20 and {ack["error"]["code"] for ack in refused} == {"rate_limited"}
    await until(lambda: not app.ctx.runner.is_running(rasa.questions[0]["conversation"]))
    await lives(neighbour)
