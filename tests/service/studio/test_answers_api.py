"""Answers over HTTP: read in both languages, saved live or to the draft, taken back; and what found no answer."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sanic import Sanic
from sqlalchemy import update
from sqlalchemy.orm import Session

from service.clock import now
from service.settings import ServiceSettings
from service.studio import unanswered
from service.studio.inbox import intake as inbox_intake
from service.studio.inbox.models import InboxItem
from studio.repository import Repository
from tests.service.conftest import MakeTab
from tests.service.desk.harness import Agent
from tests.service.fake_rasa import FakeRasa, reply, text
from tests.service.studio.conftest import ELSEWHERE, Hire

PHRASES = "actions/phrases.yml"
AT = "/api/studio/answers"
Json = dict[str, Any]


def lies_in(settings: ServiceSettings, path: str) -> str:
    """What a process that serves reads."""
    return Path(settings.repository, path).read_text()


async def read(agent: Agent, path: str) -> Json:
    status, answer = await agent.get(f"{AT}/{path}")
    assert status == 200, answer
    return dict(answer)


async def put(agent: Agent, path: str, **body: Any) -> tuple[int, Json]:
    async with agent.http.put(f"{agent.url}{AT}/{path}", json=body) as response:
        return response.status, await response.json()


async def change(agent: Agent, path: str, live: bool = True, language: str = "en", **fields: Any) -> tuple[int, Json]:
    there = (await read(agent, path))["texts"][language]
    was = [there["stamp"], *([there["live"]["stamp"]] if there["live"] else [])]
    return await put(agent, path, language=language, fields={**there["fields"], **fields}, was=was, live=live)


async def test_the_list_has_every_answer_and_what_a_language_lacks(mia: Agent, repository: Repository) -> None:
    listed = await read(mia, "list")
    assert listed["languages"] == ["en", "zh"] and listed["may_live"] is True
    kinds = {each["kind"] for each in listed["answers"]}
    assert kinds == {"response", "faq", "phrase"}
    assert not any(each["missing"] or each["pending"] for each in listed["answers"])
    path = "knowledge/faq/zh/delivery.yml"

    def lose(files: Any) -> None:
        files.write(path, files.read(path).replace("- id: delivery_cost", "- id: delivery_only_here"))

    repository.edit(lose, ELSEWHERE, "elsewhere")
    found = {each["name"]: each for each in (await read(mia, "list"))["answers"]}
    assert (found["delivery_cost"]["missing"], found["delivery_only_here"]["missing"]) == (["zh"], ["en"])
    assert found["delivery_cost"]["pending"] is True


async def test_a_saved_answer_is_in_the_checkout_at_once(mia: Agent, settings: ServiceSettings) -> None:
    status, saved = await change(mia, "phrase/person", text="Talk to a <b>human</b>")
    assert (status, saved["live"], saved["version"]["title"]) == (200, True, "person (en)")
    assert '  en: "Talk to a <b>human</b>"\n' in lies_in(settings, PHRASES)
    status, undone = await mia.post("/api/studio/undo", version=saved["version"]["id"])
    assert status == 200, undone
    assert "human" not in lies_in(settings, PHRASES)


async def test_a_draft_is_not_live_until_it_is_said_to_be(mia: Agent, settings: ServiceSettings) -> None:
    before = lies_in(settings, PHRASES)
    assert (await change(mia, "phrase/person", live=False, text="Soon"))[1]["live"] is False
    assert lies_in(settings, PHRASES) == before
    there = (await read(mia, "phrase/person"))["texts"]["en"]
    assert (there["fields"]["text"], there["live"]["fields"]["text"]) == ("Soon", "Talk to a person")
    assert (await change(mia, "phrase/person", text="Now"))[0] == 200
    assert '"Now"' in lies_in(settings, PHRASES)


async def test_nothing_of_a_refused_edit_is_kept_and_the_variable_is_named(mia: Agent, repository: Repository) -> None:
    before = repository.draft().version
    status, refused = await change(mia, "phrase/order_found", text="Order {number}")
    assert (status, refused["error"]["detail"]) == (400, {"variable": "status", "fault": "lost"})
    status, refused = await change(mia, "response/utter_thank", wordings=[{"at": 0, "text": "{who}", "buttons": []}])
    assert (status, refused["error"]["detail"]) == (400, {"variable": "who", "fault": "unknown"})
    assert repository.draft().version == before


async def test_what_was_changed_meanwhile_is_a_conflict_that_shows_it(mia: Agent) -> None:
    there = (await read(mia, "phrase/person"))["texts"]["en"]
    await change(mia, "phrase/person", text="First")
    body = {"language": "en", "fields": {"text": "Second"}, "was": [there["stamp"]], "live": True}
    status, refused = await put(mia, "phrase/person", **body)
    assert (status, refused["error"]["detail"]["now"]) == (409, {"text": "First"})


async def test_earlier_versions_are_shown_and_gone_back_to(mia: Agent) -> None:
    first = (await read(mia, "response/utter_goodbye"))["texts"]["en"]["fields"]["wordings"][0]
    await change(
        mia,
        "response/utter_goodbye",
        wordings=[{**first, "text": "Bye."}, {"at": None, "text": "Ciao.", "buttons": []}],
    )
    newest, oldest = (await read(mia, "response/utter_goodbye/history?in=en"))["versions"]
    assert [line for line in newest["patch"].split("\n") if line[:1] in "+-"] == [
        f"-{first['text']}",
        "+Bye.",
        "+Ciao.",
    ]
    there = (await read(mia, "response/utter_goodbye"))["texts"]["en"]
    status, _ = await mia.post(
        f"{AT}/response/utter_goodbye/back",
        language="en",
        version=oldest["version"]["id"],
        was=[there["stamp"]],
        live=True,
    )
    assert status == 200
    again = (await read(mia, "response/utter_goodbye"))["texts"]["en"]["fields"]["wordings"]
    assert [each["text"] for each in again] == [first["text"]]


async def test_a_passage_is_added_and_taken_out_again(mia: Agent, settings: ServiceSettings) -> None:
    fields = {"question": "By drone?", "also": [], "answer": "No.", "intents": ["delivery_options"]}
    body = {"name": "drones", "topic": "delivery", "texts": {"en": fields, "zh": fields}, "live": True}
    assert (await mia.post(f"{AT}/faq", **body))[0] == 200
    assert "- id: drones" in lies_in(settings, "knowledge/faq/zh/delivery.yml")
    texts = (await read(mia, "faq/drones"))["texts"]
    status, _ = await mia.post(f"{AT}/faq/drones/remove", was=[each["stamp"] for each in texts.values()], live=True)
    assert status == 200
    assert (await mia.get(f"{AT}/faq/drones"))[0] == 404


ASKED = {"question": "a", "answer": "b"}
SAID = {"wordings": [{"text": "a"}]}


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("faq", {"name": "../x", "topic": "delivery", "texts": {"en": {}}, "live": True}),
        (
            "faq",
            {"name": "drones", "topic": "../../bot", "texts": {"en": ASKED}, "live": True},
        ),
        ("faq", {"name": "drones", "topic": "delivery", "texts": {"../x": {}}, "live": True}),
        ("faq", {"name": "drones", "topic": "delivery", "texts": [], "live": True}),
        ("phrase", {"name": "drones", "topic": "phrases", "texts": {"en": {"text": "a"}}, "live": True}),
        (
            "response",
            {"name": "utter_x", "topic": "../x", "texts": {"en": SAID}, "live": True},
        ),
        ("preview", {"rows": [{"text": "x" * 10_001}]}),
        ("preview", {"rows": []}),
        ("questions/settle", {"keys": ["'"], "how": "dismissed"}),
        ("questions/settle", {"keys": ["a" * 64], "how": "burnt"}),
        ("questions/draft", {"text": "", "language": "en"}),
    ],
)
async def test_bad_input_is_refused(mia: Agent, path: str, body: Json) -> None:
    status, answer = await mia.post(f"{AT}/{path}", **body)
    assert status in (400, 413), answer


async def test_the_preview_is_made_as_answers_are_sent_and_cannot_run_anything(mia: Agent) -> None:
    rows = [{"text": "**Hi** <script>x</script> [l](javascript:x)", "buttons": [{"title": "<b>", "payload": "/greet"}]}]
    status, made = await mia.post(f"{AT}/preview", rows=rows)
    [row] = made["rows"]
    assert status == 200 and row["kind"] == "choices"
    assert row["body"]["html"].startswith("<p><strong>Hi</strong> &lt;script&gt;") and "href" not in row["body"]["html"]
    assert row["body"]["choices"] == [{"title": "<b>", "payload": "preview-0"}]


async def test_only_editors_are_let_in(hire: Hire, url: str) -> None:
    agent = await hire("Ann", roles=["agent"])
    for path in ("list", "phrase/person", "questions"):
        assert (await agent.get(f"{AT}/{path}"))[0] == 403
    for path in ("faq", "preview", "questions/settle", "questions/draft", "faq/x/remove", "faq/x/back"):
        assert (await agent.post(f"{AT}/{path}"))[0] == 403


class TestWithASecondPairOfEyes:
    @pytest.fixture
    def settings(self, settings: ServiceSettings) -> ServiceSettings:
        return replace(settings, second_approval=True)

    async def test_an_editor_saves_to_the_draft_only(self, mia: Agent, pia: Agent) -> None:
        assert (await read(mia, "list"))["may_live"] is False
        assert (await change(mia, "phrase/person", text="Mine"))[0] == 403
        assert (await change(mia, "phrase/person", live=False, text="Mine"))[0] == 200
        status, saved = await change(pia, "phrase/person", text="Pia's")
        assert status == 200
        assert (await mia.post("/api/studio/undo", version=saved["version"]["id"]))[0] == 403
        assert (await pia.post("/api/studio/undo", version=saved["version"]["id"]))[0] == 200


ASKED_BACK = {"actions": ["action_clarify"], "passages": [], "passage_threshold": 0.5}
BELOW = {"actions": ["action_answer_question"], "passages": [{"id": "a", "score": 0.3}], "passage_threshold": 0.5}
KNOWN = {"actions": ["action_answer_question"], "passages": [{"id": "a", "score": 0.7}], "passage_threshold": 0.5}


@pytest.mark.parametrize(
    ("understood", "lacks"),
    [
        (ASKED_BACK, True),
        (BELOW, True),
        (KNOWN, False),
        ({"actions": ["action_answer_question"], "passages": []}, True),
        ({"actions": ["action_clarify"], "passages": [{"id": "a", "score": 0.7}], "passage_threshold": 0.5}, False),
        ({"actions": ["action_do_task"], "passages": []}, False),
        ({}, False),
    ],
)
def test_what_found_no_answer_is_told_by_what_the_bot_noted(understood: Json, lacks: bool) -> None:
    assert unanswered.found_no_answer(understood) is lacks


class TestQuestionsWithoutAnAnswer:
    @pytest.fixture
    async def asked(self, app: Sanic, rasa: FakeRasa, new_tab: MakeTab) -> None:
        """Three shoppers ask one thing, one another; one is answered, and one is shown goods."""
        noted: dict[str, Json] = {}

        def answer(question: Json) -> Json:
            return {**reply(text("Hm.")), "understood": noted.get(question["text"], KNOWN)}

        rasa.answer = answer
        noted.update(
            {"do you ship by drone": ASKED_BACK, "Do you ship by drone?": BELOW, "pay with seashells": ASKED_BACK}
        )
        noted["mail me at jo@home.example, any gift cards"] = ASKED_BACK
        for said in (
            "do you ship by drone",
            "Do you ship by drone?",
            "do you ship by drone",
            "pay with seashells",
            "where is my parcel",
            "mail me at jo@home.example, any gift cards",
        ):
            tab = await new_tab().joined()
            await tab.say(said)
            await tab.answered("Hm.")

        def intake(session: Session) -> None:
            inbox_intake.take(session, inbox_intake.new(session, now().replace(year=2000), ["en", "zh"]))

        await app.ctx.store.run(intake)

    async def test_they_are_counted_masked_and_grouped(self, mia: Agent, asked: None) -> None:
        first, *others = (await read(mia, "questions"))["questions"]
        assert (first["count"], first["language"]) == (3, "en")
        assert first["wordings"] == [
            {"text": "do you ship by drone", "count": 2},
            {"text": "Do you ship by drone?", "count": 1},
        ]
        assert [each["count"] for each in others] == [1, 1]
        told = str(others)
        assert "seashells" in told and "[email]" in told and "jo@home" not in told and "parcel" not in told

    async def test_a_dismissed_one_goes_and_comes_back_when_that_is_taken_back(self, mia: Agent, asked: None) -> None:
        [first, *_] = (await read(mia, "questions"))["questions"]
        assert (await mia.post(f"{AT}/questions/settle", keys=first["keys"], how="dismissed"))[0] == 200
        assert len((await read(mia, "questions"))["questions"]) == 2
        await mia.post(f"{AT}/questions/settle", keys=first["keys"], how="open")
        assert len((await read(mia, "questions"))["questions"]) == 3
        acts = (await mia.get("/api/studio/acts"))[1]["acts"]
        assert [act["what"] for act in acts[:2]] == ["studio_question_open", "studio_question_dismissed"]

    async def test_one_that_was_answered_comes_again_if_it_still_finds_none(
        self, mia: Agent, asked: None, app: Sanic
    ) -> None:
        [first, *_] = (await read(mia, "questions"))["questions"]
        fields = {"question": "By drone?", "also": ["do you ship by drone"], "answer": "No.", "intents": []}
        body = {"name": "drones", "topic": "delivery", "texts": {"en": fields}, "live": True, "keys": first["keys"]}
        assert (await mia.post(f"{AT}/faq", **body))[0] == 200
        assert len((await read(mia, "questions"))["questions"]) == 2

        def later(session: Session) -> None:
            items = InboxItem.__table__
            session.execute(update(items).values(created=now().replace(year=2100)))

        await app.ctx.store.run(later)
        assert len((await read(mia, "questions"))["questions"]) == 3

    async def test_a_draft_says_when_nobody_can_be_asked(self, mia: Agent) -> None:
        status, draft = await mia.post(f"{AT}/questions/draft", text="by drone", language="en")
        assert (status, draft) == (200, {"passages": [], "before": [], "reachable": False})
