"""Photographs through the service: sent once, answered by the bot, seen by nobody else."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from sanic import Sanic

from service import baton, conversations, tokens
from service.photos import LARGEST_BYTES
from service.settings import ServiceSettings
from tests.service.conftest import SECRET, MakeTab
from tests.service.fake_rasa import FakeRasa
from tests.service.harness import Tab, serving, until
from tests.service.test_pictures import opened, picture
from tests.service.test_tokens import identity_of

pytestmark = pytest.mark.asyncio

Send = Callable[..., Any]


@pytest_asyncio.fixture
async def send(url: str) -> AsyncIterator[Send]:
    async with aiohttp.ClientSession() as session:

        async def post(
            token: str, data: Any, client_id: str | None = None, query: str = "", **headers: str
        ) -> tuple[int, dict[str, Any]]:
            proof = {"Authorization": f"Bearer {token}", "Content-Type": "image/jpeg", **headers}
            if isinstance(data, aiohttp.FormData):
                del proof["Content-Type"]
            address = f"{url}/api/photos?client_id={client_id or uuid.uuid4().hex}{query}"
            async with session.post(address, data=data, headers=proof) as response:
                return response.status, await response.json()

        yield post


@pytest_asyncio.fixture
async def look(url: str) -> AsyncIterator[Send]:
    async with aiohttp.ClientSession() as session:

        async def get(path: str, token: str | None, **headers: str) -> tuple[aiohttp.ClientResponse, bytes]:
            proof = {"Authorization": f"Bearer {token}"} if token else {}
            async with session.get(f"{url}{path}", headers=proof | headers) as response:
                return response, await response.read()

        yield get


async def answered_photo(tab: Tab) -> dict[str, Any]:
    await until(lambda: any("/inform" in words for words in tab.texts("bot")))
    return next(row for row in tab.rows if row["kind"] == "image")


async def test_a_photo_is_a_row_that_the_bot_answers(app: Sanic, new_tab: MakeTab, rasa: FakeRasa, send: Send) -> None:
    tab = await new_tab().joined()
    status, answer = await send(tab.token, picture("PNG"))
    assert status == 200
    row = await answered_photo(tab)
    assert row == answer["message"] and row["author"] == "shopper" and row["body"]["alt"] == "Photo 1"
    question = rasa.questions[-1]
    photo_id = row["body"]["url"].rpartition("/")[2]
    assert question["is_choice"] is True and question["text"] == f"/inform{json.dumps({'photo': photo_id})}"


async def test_a_form_with_one_file_is_taken_too(app: Sanic, new_tab: MakeTab, send: Send) -> None:
    tab = await new_tab().joined()
    form = aiohttp.FormData()
    form.add_field("photo", picture("WEBP"), filename="../../evil.php", content_type="text/html")
    assert (await send(tab.token, form))[0] == 200
    two = aiohttp.FormData()
    for name in ("one", "two"):
        two.add_field(name, picture(), filename=f"{name}.jpg")
    assert (await send(tab.token, two))[1]["error"]["code"] == "bad_request"


async def test_the_same_client_id_gives_one_row_and_one_answer(
    app: Sanic, new_tab: MakeTab, rasa: FakeRasa, send: Send
) -> None:
    tab = await new_tab().joined()
    client_id = uuid.uuid4().hex
    answers = await asyncio.gather(*(send(tab.token, picture(), client_id) for _ in range(4)))
    assert len({answer["message"]["body"]["url"] for _, answer in answers}) == 1
    await answered_photo(tab)
    assert len(rasa.asked()) == 1 and tab.seqs() == [1, 2, 3]


async def test_only_the_conversations_token_shows_it(
    app: Sanic, settings: ServiceSettings, new_tab: MakeTab, send: Send, look: Send
) -> None:
    tab, stranger = await new_tab().joined(), await new_tab().joined()
    await send(tab.token, picture())
    path = (await answered_photo(tab))["body"]["url"]
    response, body = await look(path, tab.token)
    assert response.status == 200 and response.content_type == "image/jpeg" and opened(body).size == (60, 40)
    assert response.headers["Cache-Control"] == "no-store" and response.headers["X-Content-Type-Options"] == "nosniff"
    assert (await look(path, stranger.token))[0].status == 404
    assert (await look(path, None))[0].status == 409
    assert (await look("/api/photos/" + "0" * 32, tab.token))[0].status == 404
    assert (await look("/api/photos/..%2f..%2faisle.db", tab.token))[0].status == 404
    assert oct((settings.var / "photos").stat().st_mode)[-3:] == "700"


async def test_a_customers_photos_need_that_customers_identity(
    app: Sanic, new_tab: MakeTab, send: Send, look: Send
) -> None:
    tab = await new_tab().joined(identity=identity_of("ana"))
    assert (await send(tab.token, picture()))[1]["error"]["code"] == "not_joined"
    assert (await send(tab.token, picture(), **{"Aisle-Identity": identity_of("ben")}))[0] == 409
    status, answer = await send(tab.token, picture(), **{"Aisle-Identity": identity_of("ana")})
    assert status == 200
    assert (await look(answer["message"]["body"]["url"], tab.token))[0].status == 409
    shown = await look(answer["message"]["body"]["url"], tab.token, **{"Aisle-Identity": identity_of("ana")})
    assert shown[0].status == 200


async def test_nobody_can_type_or_click_what_a_photo_asks_the_bot(
    app: Sanic, new_tab: MakeTab, rasa: FakeRasa, send: Send
) -> None:
    tab = await new_tab().joined()
    await send(tab.token, picture())
    await answered_photo(tab)
    payload = rasa.questions[-1]["text"]
    assert (await tab.say(choice=payload))["error"]["code"] == "unknown_choice"
    await tab.say(payload)
    await until(lambda: len(rasa.asked()) == 2)
    assert rasa.questions[-1]["is_choice"] is False


@pytest.mark.parametrize(
    ("data", "status", "code", "sentence"),
    [
        (b"not a picture", 415, "not_a_photo", "请发送 JPEG"),
        (b"", 415, "not_a_photo", "请发送 JPEG"),
        (picture(size=(900, 900))[:400], 422, "photo_broken", "似乎已损坏"),
        (bytes(LARGEST_BYTES + 1), 413, "photo_too_large", "8 MB 以内"),
        (bytes(LARGEST_BYTES + 10_000), 413, "photo_too_large", "8 MB 以内"),
    ],
    ids=["text", "nothing", "cut off", "a byte too large", "too large"],
)
async def test_what_is_refused_is_said_plainly_and_leaves_nothing(
    app: Sanic,
    settings: ServiceSettings,
    new_tab: MakeTab,
    send: Send,
    data: bytes,
    status: int,
    code: str,
    sentence: str,
) -> None:
    tab = await new_tab().joined()
    given, answer = await send(tab.token, data, query="&language=zh")
    assert given == status and answer["error"]["code"] == code and sentence in answer["error"]["message"]
    assert not list(settings.var.glob("photos/*"))
    await tab.say("still there?")
    await tab.answered("You said: still there?")


async def test_a_body_without_a_length_is_cut_off_where_it_grows_too_long(
    app: Sanic, new_tab: MakeTab, url: str, send: Send
) -> None:
    tab = await new_tab().joined()

    async def endless() -> AsyncIterator[bytes]:
        for _ in range(200):
            yield bytes(65_536)

    status, answer = await send(tab.token, endless())
    assert status == 413 and answer["error"]["code"] == "photo_too_large"


async def test_no_other_route_takes_a_long_body(app: Sanic, url: str) -> None:
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{url}/webhooks/rest/webhook", data=bytes(2 * 1024 * 1024)) as response,
    ):
        assert response.status == 413


@pytest.mark.parametrize("token", ["", "forged", tokens.issue("a" * 32, SECRET), tokens.issue("a" * 32, "x" * 40)])
async def test_without_a_conversation_nothing_is_taken(app: Sanic, send: Send, token: str) -> None:
    status, answer = await send(token, picture())
    assert status == 409 and answer["error"]["code"] == "not_joined"


async def test_a_malformed_client_id_is_refused(app: Sanic, new_tab: MakeTab, send: Send) -> None:
    tab = await new_tab().joined()
    assert (await send(tab.token, picture(), "a:b"))[1]["error"]["code"] == "bad_request"


async def test_people_who_have_the_conversation_get_the_photo_and_the_bot_is_not_asked(
    app: Sanic, new_tab: MakeTab, rasa: FakeRasa, send: Send
) -> None:
    tab = await new_tab().joined()

    def hand_over(session: Any) -> None:
        with conversations.hold(session, str(rasa.questions[-1]["conversation"])) as held:
            baton.move(session, held, "agent:7", "queued")

    await app.ctx.store.run(hand_over)
    assert (await send(tab.token, picture()))[0] == 200
    await until(lambda: any(row["kind"] == "image" for row in tab.rows))
    assert rasa.asked() == []


async def test_too_many_photos_at_once_are_refused(
    settings: ServiceSettings, new_tab: MakeTab, rasa: FakeRasa, send: Send
) -> None:
    async with serving(replace(settings, photo_rate="2/minute")):
        tab, other = await new_tab().joined(), await new_tab().joined()
        answers = [await send(tab.token, picture()) for _ in range(3)]
        assert [status for status, _ in answers] == [200, 200, 429]
        assert (await send(other.token, picture()))[0] == 200


async def test_a_shops_page_on_another_origin_may_send_and_see(
    settings: ServiceSettings, rasa: FakeRasa, url: str
) -> None:
    shop = "https://shop.example"
    async with serving(replace(settings, allowed_origins=(shop,))), aiohttp.ClientSession() as session:
        for origin, allowed in ((shop, shop), ("https://evil.example", None)):
            for path in ("/api/photos", "/api/photos/" + "0" * 32):
                async with session.options(f"{url}{path}", headers={"Origin": origin}) as response:
                    assert response.status == 204
                    assert response.headers.get("Access-Control-Allow-Origin") == allowed
                    assert "Authorization" in response.headers["Access-Control-Allow-Headers"]
