"""Help with answering: canned answers, suggestions, and what the bot got wrong."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import pytest_asyncio
from aiohttp import web
from sanic import Sanic
from sqlalchemy import select, update

from bench.stack import free_port
from service import conversations, forgetting
from service.desk import answers
from service.desk.models import Answered, Review
from service.masking import masked
from service.settings import ServiceSettings
from tests.service.conftest import MakeTab
from tests.service.desk.conftest import Hire, Waiting
from tests.service.desk.harness import held_by
from tests.service.fake_rasa import FakeRasa
from tests.service.harness import until

WORDS = ("parcel", "refund", "jacket", "包裹")


class FakeActions:
    """A vector says which of WORDS a text has; a search finds one passage about parcels."""

    def __init__(self) -> None:
        self.port = free_port()
        self.asked: list[tuple[str, Any]] = []
        self.is_down = False
        self._runner: web.AppRunner | None = None

    async def start(self) -> None:
        app = web.Application()
        app.router.add_post("/search", self._search)
        app.router.add_post("/encode", self._encode)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self.port).start()

    async def stop(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    async def _search(self, request: web.Request) -> web.Response:
        given = await self._given(request)
        hit = {"id": "tracking", "title": "Where is my parcel?", "text": "It is on its way.", "language": "en"}
        found = [hit | {"score": 0.9}, hit | {"id": "far", "score": 0.1}] if "parcel" in given["text"] else []
        return web.json_response({"hits": found, "threshold": 0.5})

    async def _encode(self, request: web.Request) -> web.Response:
        texts = (await self._given(request))["texts"]
        vectors = np.array([[float(word in text) for word in WORDS] + [0.01] for text in texts])
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        packed = base64.b64encode(vectors.astype(np.float16).tobytes()).decode()
        return web.json_response({"vectors": packed, "dimensions": vectors.shape[1]})

    async def _given(self, request: web.Request) -> Any:
        if self.is_down or request.headers.get("Authorization") != "Bearer actions-token":
            raise web.HTTPForbidden()
        self.asked.append((request.path, await request.json()))
        return self.asked[-1][1]


@pytest_asyncio.fixture
async def actions() -> AsyncIterator[FakeActions]:
    fake = FakeActions()
    await fake.start()
    yield fake
    await fake.stop()


@pytest.fixture
def settings(settings: ServiceSettings, actions: FakeActions) -> ServiceSettings:
    return replace(settings, actions_url=f"http://127.0.0.1:{actions.port}", actions_token="actions-token")


async def learnt(app: Sanic) -> None:
    await app.ctx.suggestions.learn()


async def test_what_is_known_is_suggested_and_never_sent(
    app: Sanic, hire: Hire, waiting: Waiting, actions: FakeActions
) -> None:
    mia = await hire("Mia")
    tab, conversation_id = await waiting()
    await held_by(app, conversation_id, f"agent:{mia.id}")
    await tab.say("where is my parcel")
    path = f"/api/desk/conversations/{conversation_id}/suggestions"
    status, found = await mia.get(path)
    assert status == 200 and "where is my parcel" in found["question"]
    assert [(each["kind"], each["source"]) for each in found["suggestions"]] == [("answer", "tracking")]
    assert tab.by("agent") == []
    actions.is_down = True
    status, refusal = await mia.get(path)
    assert status == 503 and refusal["error"]["code"] == "no_suggestions"


async def test_how_it_was_answered_before_is_suggested_without_what_is_personal(
    app: Sanic, hire: Hire, waiting: Waiting
) -> None:
    mia = await hire("Mia")
    first, first_id = await waiting()
    await held_by(app, first_id, f"agent:{mia.id}")
    await first.say("my parcel is lost, I'm Ana Bell, ana.bell@web.de, order 104233")
    await mia.says(first_id, "I've asked the carrier to look for order 104233 and will write to ana.bell@web.de.")
    await mia.says(first_id, "Bye!")
    await learnt(app)
    second, second_id = await waiting()
    await held_by(app, second_id, f"agent:{mia.id}")
    await second.say("the parcel has not come")
    _, found = await mia.get(f"/api/desk/conversations/{second_id}/suggestions")
    [before] = [each for each in found["suggestions"] if each["kind"] == "before"]
    assert "asked the carrier" in before["text"] and "ana.bell" not in str(before) and "104233" not in str(before)
    _, own = await mia.get(f"/api/desk/conversations/{first_id}/suggestions")
    assert "asked the carrier" not in str(own)


async def test_whoever_is_forgotten_is_no_example_any_more(app: Sanic, hire: Hire, waiting: Waiting) -> None:
    mia = await hire("Mia")
    tab, conversation_id = await waiting()
    await held_by(app, conversation_id, f"agent:{mia.id}")
    await tab.say("my jacket tore")
    await mia.says(conversation_id, "Send us a photo of the jacket and we'll replace it.")
    _, shown = await mia.get(f"/api/desk/conversations/{conversation_id}")
    turn = next(row["turn"]["id"] for row in shown["rows"] if row.get("turn", {}).get("first_seq"))
    assert (await mia.does(conversation_id, "wrong", turn_id=turn, comment="my own words"))[0] == 201

    def forget(session: Any) -> tuple[int, int]:
        with conversations.hold(session, conversation_id) as held:
            forgetting.forget(session, held, held.last_seq)
        left = [len(session.execute(select(table)).all()) for table in (Answered, Review)]
        return left[0], left[1]

    assert await app.ctx.store.run(forget) == (0, 0)


@pytest.mark.parametrize(
    ("said", "language", "gone"),
    [
        ("I am reachable at mia.k@web.de or +49 170 1234567", "en", ["mia.k", "1234567"]),
        ("my order #104233, card 4111 1111 1111 1111", "en", ["104233", "4111"]),
        ("我叫李雷，电话13812345678，邮箱 lilei@qq.com", "zh", ["李雷", "13812345678", "lilei"]),
        ("Tell Ana Bell that it is settled", "en", ["Ana Bell"]),
    ],
)
def test_what_is_personal_is_masked(said: str, language: str, gone: list[str]) -> None:
    without = masked(said, language, ["Ana Bell"])
    assert not [each for each in gone if each in without] and "[" in without


def test_what_is_not_personal_stays() -> None:
    said = "The 3-season tent in size M costs 189 euros and takes 5 days"
    assert masked(said, "en") == said


async def test_canned_answers_are_there_from_the_start_and_filled(app: Sanic, hire: Hire, waiting: Waiting) -> None:
    mia = await hire("Mia")
    _, conversation_id = await waiting()
    status, found = await mia.get("/api/desk/canned")
    shortcuts = {(each["shortcut"], each["language"]) for each in found["canned"]}
    assert status == 200 and len(shortcuts) >= 20 and ("hello", "zh") in shortcuts
    hello = next(each for each in found["canned"] if (each["shortcut"], each["language"]) == ("hello", "en"))
    _, filled = await mia.get(f"/api/desk/conversations/{conversation_id}/canned/{hello['id']}")
    assert "this is Mia" in filled["text"] and filled["missing"] == ["customer.name"]


async def test_a_canned_answer_of_ones_own_is_ones_own_and_the_teams_are_the_editors(hire: Hire) -> None:
    mia, leo = await hire("Mia", presence=None), await hire("Leo", presence=None, roles=["agent", "editor"])
    await mia.log_in()
    await leo.log_in()
    answer = {
        "shortcut": "tent-poles",
        "language": "en",
        "title": "Poles",
        "text": "They come apart, {{customer.name}}.",
    }
    status, made = await mia.post("/api/desk/canned", **answer, mine=True)
    assert status == 201
    assert "tent-poles" not in str((await leo.get("/api/desk/canned"))[1])
    async with leo.http.delete(f"{leo.url}/api/desk/canned/{made['id']}") as got:
        assert got.status == 404
    assert (await mia.post("/api/desk/canned", **answer))[0] == 403
    assert (await leo.post("/api/desk/canned", **answer))[0] == 201
    status, refusal = await mia.post("/api/desk/canned", **(answer | {"text": "{{customer.iban}}"}), mine=True)
    assert status == 400 and "customer.iban" in refusal["error"]["message"]
    for bad in ({"shortcut": "a b"}, {"text": ""}, {"title": None}, {"language": 1}):
        assert (await mia.post("/api/desk/canned", **(answer | bad), mine=True))[0] == 400


async def test_a_wrong_turn_is_listed_masked_for_editors_to_settle_and_open_again(
    app: Sanic, hire: Hire, new_tab: MakeTab, rasa: FakeRasa
) -> None:
    mia, eda = await hire("Mia", presence="busy"), await hire("Eda", presence=None, roles=["editor"])
    await eda.log_in()
    tab = await new_tab().joined()
    await tab.say("write to me at ana@web.de about my coat")
    await until(lambda: any("coat" in words for words in tab.texts("bot")))
    conversation_id = str(rasa.questions[-1]["conversation"])
    turn = str(rasa.questions[-1]["turn_id"])
    assert (await mia.does(conversation_id, "wrong", turn_id=turn))[0] == 400
    assert (await mia.does(conversation_id, "wrong", turn_id="other", comment="x"))[0] == 404
    for intent in ("ask_product", "search_product"):
        assert (await mia.does(conversation_id, "wrong", turn_id=turn, right_intent=intent))[0] == 201
    _, reviews = await mia.get("/api/desk/review")
    [item] = reviews["items"]
    assert item["right_intent"] == "search_product" and "ana@web.de" not in str(item) and "coat" in item["said"]
    assert (await mia.post(f"/api/desk/review/{item['id']}", status="done"))[0] == 403
    assert (await eda.post(f"/api/desk/review/{item['id']}", status="done"))[0] == 200
    assert (await eda.get("/api/desk/review"))[1]["items"] == []
    assert (await eda.post(f"/api/desk/review/{item['id']}", status="open"))[0] == 200
    assert len((await eda.get("/api/desk/review"))[1]["items"]) == 1
    intents = {each["name"]: each["title"] for each in (await eda.get("/api/desk/intents"))[1]["intents"]}
    assert intents["search_product"] == "Find a product" and {"greet", "deny", "forget_me"} <= set(intents)


async def test_earlier_answers_wait_for_their_vectors_while_nobody_makes_them(
    app: Sanic, hire: Hire, waiting: Waiting, actions: FakeActions
) -> None:
    mia = await hire("Mia")
    tab, conversation_id = await waiting()
    await held_by(app, conversation_id, f"agent:{mia.id}")
    actions.is_down = True
    await tab.say("my refund?")
    await mia.says(conversation_id, "Your refund was sent this morning, the way you paid.")
    await learnt(app)
    assert len(await app.ctx.store.run(answers.without_vector, 10)) == 1
    actions.is_down = False
    await asyncio.sleep(0)
    await learnt(app)
    assert await app.ctx.store.run(answers.without_vector, 10) == []


async def test_a_vector_of_another_encoder_is_passed_over_and_made_anew(
    app: Sanic, hire: Hire, waiting: Waiting
) -> None:
    mia = await hire("Mia")
    first, first_id = await waiting()
    await held_by(app, first_id, f"agent:{mia.id}")
    await first.say("my refund?")
    await mia.says(first_id, "Your refund was sent this morning, the way you paid.")

    def spoil(session: Any) -> None:
        session.execute(update(Answered.__table__).values(vector=b"\0" * 6))

    await app.ctx.store.run(spoil)
    second, second_id = await waiting()
    await held_by(app, second_id, f"agent:{mia.id}")
    await second.say("where is the refund")
    path = f"/api/desk/conversations/{second_id}/suggestions"
    assert (await mia.get(path))[1]["suggestions"] == []
    await learnt(app)
    assert [each["kind"] for each in (await mia.get(path))[1]["suggestions"]] == ["before"]
