"""The chat beside every page: with the draft, and with the published bot; and why it answers so."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import web
from limits import parse
from sanic import Sanic
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bench.stack import free_port
from service.models import Conversation, Message
from service.settings import ServiceSettings
from service.studio.models_tryout import TryConversation
from service.studio.tryout import TryOut
from studio.files import Files
from studio.repository import Repository
from tests.service.desk.harness import Agent
from tests.service.fake_rasa import FakeRasa, choices, reply, text
from tests.service.studio.conftest import ELSEWHERE, ROOT, Hire

SESSION = "0123456789abcdef"
HITS = [
    {"id": "delivery-countries", "title": "Where do you deliver?", "text": "The index's words.", "language": "en"},
    {"id": "gone", "title": "An entry that the draft has not", "text": "Old words.", "language": "en"},
]


class Knowledge:
    """Stands in for the actions process: a search that finds the same."""

    def __init__(self) -> None:
        self.port, self.hits = free_port(), [hit | {"score": 0.8, "kind": "faq"} for hit in HITS]
        self._runner: web.AppRunner | None = None

    async def start(self) -> None:
        app = web.Application()
        app.router.add_post("/search", self._search)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self.port).start()

    async def stop(self) -> None:
        assert self._runner is not None
        await self._runner.cleanup()

    async def _search(self, _request: web.Request) -> web.Response:
        return web.json_response({"hits": self.hits, "threshold": 0.4})


@pytest_asyncio.fixture
async def knowledge() -> AsyncIterator[Knowledge]:
    fake = Knowledge()
    await fake.start()
    yield fake
    await fake.stop()


@pytest.fixture
def settings(settings: ServiceSettings, tmp_path: Path, knowledge: Knowledge) -> ServiceSettings:
    """The exported encoders of this checkout, and nothing else of its var."""
    encoders = ROOT / "var" / "encoders"
    if encoders.is_dir():
        (tmp_path / "encoders").symlink_to(encoders)
    return replace(settings, model=ROOT / "models" / "aisle.tar.gz", actions_url=f"http://127.0.0.1:{knowledge.port}")


async def tries(agent: Agent, words: str, which: str, **more: Any) -> tuple[int, Any]:
    body = {"with": which, "text": words, "language": "en", "session": SESSION, **more}
    return await agent.post("/api/studio/try", **body)


async def count(app: Sanic, table: Any) -> int:
    def read(session: Session) -> int:
        return int(session.execute(select(func.count()).select_from(table.__table__)).scalar_one())

    return int(await app.ctx.store.run(read))


@pytest.mark.slow
async def test_the_draft_understands_what_was_taught_a_moment_ago_and_says_why(
    mia: Agent, repository: Repository
) -> None:
    words = "zorb the glimmer back to your warehouse"
    _, before = await tries(mia, words, "draft")

    def teach(files: Files) -> None:
        lines = "".join(f"    - {example}\n" for example in (words, f"please {words}", f"{words} now"))
        orders = files.read("nlu_data/en/returns.yml")
        head = "- intent: return_item\n  examples: |\n"
        assert head in orders
        files.write("nlu_data/en/returns.yml", orders.replace(head, head + lines))

    repository.edit(teach, ELSEWHERE, "return_item: three more")
    status, after = await tries(mia, f"{words} please", "draft")
    assert status == 200 and after["version"] != before["version"]
    assert (after["intent"], after["ranking"][0]["intent"]) == ("return_item", "return_item")
    assert before["near"][0]["score"] < 0.9 < after["near"][0]["score"]
    assert after["ranking"][0]["confidence"] >= after["threshold"] == 0.4
    assert after["actions"][0]["rules"][0]["place"].startswith("stories/orders.yml:")
    assert after["near"][0]["intent"] == "return_item" and after["near"][0]["place"].startswith("nlu_data/en/returns")


@pytest.mark.slow
async def test_an_answer_of_the_draft_has_the_drafts_words_and_says_where_the_faq_differs(
    mia: Agent, repository: Repository, knowledge: Knowledge
) -> None:
    [first] = [
        line for line in repository.draft().read("knowledge/faq/en/delivery.yml").splitlines() if "- id:" in line
    ][:1]
    entry = first.partition("- id:")[2].strip().strip("\"'")
    knowledge.hits[0]["id"] = entry

    def reword(files: Files) -> None:
        path = "knowledge/faq/en/delivery.yml"
        head, key, rest = files.read(path).partition("question:")
        files.write(path, f"{head}{key} What the draft asks:\n".replace("asks:\n", "asks\n") + rest.partition("\n")[2])

    repository.edit(reword, ELSEWHERE, "A new question")
    status, answer = await tries(mia, "do you ship to Norway", "draft")
    assert status == 200 and answer["intent"] == "delivery_options", answer
    assert answer["faq_differs"] == [entry]
    hit, gone = answer["passages"]
    assert (hit["title"], hit["differs"], hit["is_gone"]) == ("What the draft asks", True, False)
    assert hit["text"] != "The index's words." and gone["is_gone"]
    assert answer["messages"] == [{"kind": "text", "body": {"text": hit["text"]}, "source": entry}]


@pytest.mark.slow
async def test_a_turn_with_the_published_bot_is_explained_and_never_becomes_a_conversation(
    app: Sanic, mia: Agent, rasa: FakeRasa
) -> None:
    understood = {
        "intent": "greet", "confidence": 0.98, "threshold": 0.4, "entities": [], "actions": ["action_greet"],
        "ranking": [{"intent": "greet", "confidence": 0.98}], "release": "R7",
    }  # fmt: skip
    rasa.answer = lambda _question: reply(choices("Hello!", Track="/track_order")) | {"understood": understood}
    status, answer = await tries(mia, "hello there", "published")
    assert status == 200 and answer["messages"][0]["kind"] == "choices"
    assert (answer["intent"], answer["release"]) == ("greet", "R7")
    assert answer["actions"][0]["rules"][0]["place"].startswith("stories/talk.yml:")
    assert answer["near"][0]["intent"] == "greet"
    [question] = rasa.questions
    assert question["conversation"] == f"try-{mia.id}-{SESSION}" and question["customer_id"] is None
    assert await count(app, Conversation) == 0 and await count(app, Message) == 0
    assert (await tries(mia, "/cancel_order", "published", is_choice=True))[0] == 400
    assert (await tries(mia, "/track_order", "published", is_choice=True))[0] == 200
    assert (await mia.post("/api/studio/try/forget", session=SESSION))[0] == 200
    assert rasa.forgotten == [question["conversation"]] and await count(app, TryConversation) == 0


@pytest.mark.slow
async def test_what_nobody_ended_is_forgotten_after_a_while(
    app: Sanic, mia: Agent, rasa: FakeRasa, monkeypatch: pytest.MonkeyPatch
) -> None:
    rasa.answer = lambda _question: reply(text("Hello!"))
    await tries(mia, "hello", "published")
    monkeypatch.setattr("service.studio.tryout._IDLE", timedelta(minutes=-1))
    await TryOut(app.ctx.studio, app.ctx.suggestions).forget_idle()
    assert len(rasa.forgotten) == 1 and await count(app, TryConversation) == 0


async def test_a_bot_that_is_not_there_is_said(mia: Agent, rasa: FakeRasa, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.studio.tryout._ANSWER_S", 0.5)
    await rasa.stop()
    status, refused = await tries(mia, "hello", "published")
    assert (status, refused["error"]["code"]) == (503, "no_bot")


@pytest.mark.parametrize(
    "given",
    [
        {"text": ""},
        {"text": "x" * 2001},
        {"text": 7},
        {"language": "fr"},
        {"which": "somebody"},
        {"session": "../../etc"},
        {"session": "short"},
        {"earlier": ["a b"]},
        {"earlier": ["greet"] * 31},
        {"earlier": "greet"},
    ],
)
async def test_what_is_malformed_is_refused(mia: Agent, rasa: FakeRasa, given: dict[str, Any]) -> None:
    which = given.pop("which", "published")
    assert (await tries(mia, given.pop("text", "hello"), which, **given))[0] == 400
    assert rasa.questions == []


async def test_who_tries_too_often_has_to_wait(mia: Agent, rasa: FakeRasa, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.studio.tryout_api._RATE", parse("1/minute"))
    monkeypatch.setattr("service.studio.tryout._ANSWER_S", 0.1)
    rasa.gate.clear()
    first, second = await asyncio.gather(tries(mia, "one", "published"), tries(mia, "two", "published"))
    assert sorted((first[0], second[0])) == [429, 503]


async def test_only_editors_try(hire: Hire) -> None:
    ada = await hire("Ada", roles=["agent"])
    assert (await ada.get("/api/studio/try"))[0] == 403
    assert (await tries(ada, "hello", "published"))[0] == 403
    assert (await ada.post("/api/studio/try/forget", session=SESSION))[0] == 403
