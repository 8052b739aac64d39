"""The REST channel, for a shop's own servers: answers as Rasa's does, a key, and a name space for each key."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from sanic import Sanic

from bench.stack import free_port
from service.settings import ServiceSettings
from tests.service.fake_rasa import FakeRasa, choices, reply, text
from tests.service.harness import serving, until

pytestmark = pytest.mark.asyncio

Post = Callable[..., Any]
KEY = {"Authorization": "Bearer key-of-shop"}
PARTNER = {"X-Api-Key": "key-of-partner"}


@pytest_asyncio.fixture
async def post(url: str) -> AsyncIterator[Post]:
    async with aiohttp.ClientSession() as session:

        async def send(
            body: Any = None, headers: dict[str, str] = KEY, raw: bytes | None = None, base: str = url
        ) -> tuple[int, Any]:
            payload: dict[str, Any] = {"data": raw} if raw is not None else {"json": body}
            async with session.post(f"{base}/webhooks/rest/webhook", headers=headers, **payload) as response:
                return response.status, await response.json(content_type=None)

        yield send


async def test_a_message_is_answered_as_rasas_rest_channel_answers(app: Sanic, post: Post, rasa: FakeRasa) -> None:
    status, answers = await post({"sender": "ana", "message": "hi"})
    assert (status, answers) == (200, [{"recipient_id": "ana", "text": "You said: hi"}])
    assert rasa.asked() == ["hi"] and len(rasa.questions) == 1


async def test_buttons_pictures_and_cards_come_as_rasa_sends_them(app: Sanic, post: Post, rasa: FakeRasa) -> None:
    card = {"id": "p1", "name": "Tent", "choices": []}
    rasa.answer = lambda question: reply(
        choices("Which?", Tents="/tents"),
        {"kind": "image", "body": {"url": "/media/products/p1.svg", "alt": "a tent"}},
        {"kind": "products", "body": {"text": "Look:", "products": [card]}},
    )
    _, answers = await post({"sender": "ana", "message": "tents"})
    assert answers[:3] == [
        {"recipient_id": "ana", "text": "Which?", "buttons": [{"title": "Tents", "payload": "/tents"}]},
        {"recipient_id": "ana", "image": "/media/products/p1.svg"},
        {"recipient_id": "ana", "text": "Look:"},
    ]
    assert answers[3]["custom"]["products"] == [card]
    await post({"sender": "ana", "message": "/tents"})
    assert rasa.questions[-1]["is_choice"] is True


async def test_a_sender_keeps_one_conversation_and_each_key_its_own(app: Sanic, post: Post, rasa: FakeRasa) -> None:
    for headers in (KEY, KEY, PARTNER):
        assert (await post({"sender": "ana", "message": "hi"}, headers))[0] == 200
    mine, again, theirs = (question["conversation"] for question in rasa.questions)
    assert mine == again and mine != theirs


async def test_a_sender_cannot_name_its_way_into_another_keys_space(app: Sanic, post: Post, rasa: FakeRasa) -> None:
    await post({"sender": "ana", "message": "hi"}, PARTNER)
    for sender in ("partner:ana", "ana", rasa.questions[0]["conversation"]):
        await post({"sender": sender, "message": "hi"})
    assert len({question["conversation"] for question in rasa.questions}) == 4


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": "Bearer "},
        {"Authorization": "Bearer key-of-sho"},
        {"Authorization": "Bearer key-of-shop2"},
        {"Authorization": "Basic key-of-shop"},
        {"X-Api-Key": "shop:key-of-shop"},
        {"X-Api-Key": "schlüssel"},
    ],
)
async def test_without_a_key_nothing_happens(app: Sanic, post: Post, rasa: FakeRasa, headers: dict[str, str]) -> None:
    status, answer = await post({"sender": "ana", "message": "hi"}, headers)
    assert status == 401 and answer["error"]["code"] == "unauthorized" and rasa.questions == []


async def test_a_senders_parallel_calls_are_answered_one_by_one(app: Sanic, post: Post, rasa: FakeRasa) -> None:
    calls = [post({"sender": "ana", "message": f"call {n}"}) for n in range(8)]
    answers = [answer for _, answer in await asyncio.gather(*calls)]
    assert [answer[0]["text"] for answer in answers] == [f"You said: call {n}" for n in range(8)]
    assert all(len(answer) == 1 for answer in answers) and sorted(rasa.asked()) == [f"call {n}" for n in range(8)]


async def test_other_senders_do_not_wait_for_a_slow_one(app: Sanic, post: Post, rasa: FakeRasa) -> None:
    rasa.gate.clear()
    slow = asyncio.create_task(post({"sender": "slow", "message": "wait"}))
    await until(lambda: rasa.asked())
    rasa.gate.set()
    assert (await post({"sender": "quick", "message": "hi"}))[1][0]["text"] == "You said: hi"
    assert (await slow)[1][0]["text"] == "You said: wait"


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"sender": "ana", "message": ""}, 400, "empty"),
        ({"sender": "ana"}, 400, "empty"),
        ({"sender": "ana", "message": "x" * 20_000}, 400, "too_long"),
        ({"sender": "ana", "message": ["hi"]}, 400, "bad_request"),
        ({"message": "hi"}, 400, "bad_request"),
        ({"sender": 7, "message": "hi"}, 400, "bad_request"),
        ({"sender": "", "message": "hi"}, 400, "bad_request"),
        ({"sender": "a\nb", "message": "hi"}, 400, "bad_request"),
        ({"sender": "a" * 500, "message": "hi"}, 400, "bad_request"),
        ([1, 2], 400, "bad_request"),
        (None, 400, "bad_request"),
    ],
)
async def test_bad_bodies_are_refused_by_name(
    app: Sanic, post: Post, rasa: FakeRasa, body: Any, status: int, code: str
) -> None:
    got, answer = await post(body)
    assert (got, answer["error"]["code"]) == (status, code) and rasa.questions == []
    assert (await post({"sender": "ana", "message": "hi"}))[0] == 200


@pytest.mark.parametrize("raw", [b"", b"{", b"\xff\xfe", b'{"sender": "ana", "message": "hi"', b"[" * 100_000])
async def test_broken_json_is_refused(app: Sanic, post: Post, raw: bytes) -> None:
    status, answer = await post(raw=raw)
    assert status == 400 and set(answer["error"]) == {"code", "message"} and "Traceback" not in str(answer)


async def test_a_huge_body_is_refused(app: Sanic, post: Post) -> None:
    try:
        status, _ = await post(raw=b"x" * 5_000_000)
    except (aiohttp.ClientError, ConnectionError):
        status = 413
    assert status == 413
    assert (await post({"sender": "ana", "message": "hi"}))[0] == 200


async def test_while_people_have_the_conversation_there_is_no_bots_answer(
    app: Sanic, post: Post, rasa: FakeRasa
) -> None:
    rasa.answer = lambda question: reply(text("One moment."), handoff="asked")
    _, answers = await post({"sender": "ana", "message": "a human please"})
    assert answers[0]["text"] == "One moment." and "person" in answers[1]["text"]
    assert await post({"sender": "ana", "message": "hello?"}) == (200, [])


async def test_a_caller_hears_of_the_queue_when_rasa_is_down(
    settings: ServiceSettings, post: Post, rasa: FakeRasa
) -> None:
    await rasa.stop()
    quick = replace(settings, slow_after_s=0.1, queue_after_s=0.4)
    async with serving(quick):
        status, answers = await post({"sender": "ana", "message": "hi"})
    assert status == 200 and len(answers) == 1 and "can't be reached" in answers[0]["text"]


async def test_a_key_has_a_rate_of_its_own(settings: ServiceSettings, post: Post) -> None:
    limited = replace(settings, key_rate="3/minute", port=free_port())
    async with serving(limited):
        base = f"http://127.0.0.1:{limited.port}"
        body = {"sender": "ana", "message": "hi"}
        statuses = [(await post(body, base=base))[0] for _ in range(4)]
        assert statuses == [200, 200, 200, 429]
        assert (await post(body, PARTNER, base=base))[0] == 200
