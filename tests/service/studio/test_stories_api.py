"""Stories over HTTP: read, tried, refused with both places, saved as commits; and bad input."""

from __future__ import annotations

from typing import Any

import pytest
from sanic import Sanic

from studio.repository import Repository
from tests.service.desk.harness import Agent
from tests.service.studio.conftest import ROOT, Hire

API = "/api/studio/stories"
TALK, TESTS = "stories/talk.yml", "tests/dialogue/test_stories.yml"
ENCODERS = ROOT / "var" / "encoders"


def says(intent: str, text: str = "") -> dict[str, Any]:
    return {"kind": "intent", "name": intent, "text": text}


def does(action: str) -> dict[str, Any]:
    return {"kind": "action", "name": action}


def new(*steps: dict[str, Any], path: str = TALK, kind: str = "rule", name: str = "new") -> dict[str, Any]:
    return {"verb": "add", "dialogues": [{"path": path, "kind": kind, "name": name, "steps": list(steps)}]}


async def save(agent: Agent, **body: Any) -> tuple[int, Any]:
    async with agent.http.post(f"{agent.url}{API}/save", json=body) as response:
        return response.status, await response.json()


async def named(agent: Agent, name: str) -> dict[str, Any]:
    _, body = await agent.get(f"{API}/")
    [found] = [each for each in body["dialogues"] if each["name"] == name]
    return found


class Understood:
    """Stands in for the worker processes: every message means the same."""

    def __init__(self, *ranking: tuple[str, float]) -> None:
        self.ranking = list(ranking)
        self.asked: list[Any] = []

    async def run(self, kind: str, verb: Any, *args: Any) -> Any:
        self.asked.append((kind, verb.__name__, args))
        return [self.ranking]

    def close(self) -> None:
        pass


async def test_everything_is_read_with_its_places_and_its_words(mia: Agent, repository: Repository) -> None:
    status, body = await mia.get(f"{API}/")
    assert status == 200 and body["version"] == repository.draft().version
    assert body["problems"] == [] and body["learns_stories"] is False
    greet = await named(mia, "greet")
    assert (greet["path"], greet["kind"], greet["is_test"]) == (TALK, "rule", False)
    assert repository.draft().read(TALK).splitlines()[greet["line"] - 1] == "  - rule: greet"
    assert [(step["kind"], step["name"]) for step in greet["steps"]] == [
        ("intent", "greet"),
        ("action", "action_greet"),
    ]
    assert set(body["intents"]["greet"]) == {"en", "zh"} and 1 <= len(body["intents"]["greet"]["en"]) <= 3
    assert set(body["actions"]["action_greet"]) == {"en", "zh"}


async def test_a_message_is_understood_by_the_draft_and_followed_by_its_rules(app: Sanic, mia: Agent) -> None:
    workers = app.ctx.studio.workers = Understood(("complaint", 0.8), ("greet", 0.1))
    steps = [says("greet"), does("action_greet")]
    status, body = await mia.post(f"{API}/hear", text=" this is <b>bad</b> ", steps=steps)
    assert status == 200
    assert (body["intent"], body["confidence"], body["threshold"]) == ("complaint", 0.8, 0.4)
    [done] = body["actions"]
    assert done["action"] == "action_complaint" and done["rules"][0][1] == "a complaint"
    [(kind, verb, args)] = workers.asked
    assert (kind, verb, args[2]) == ("quick", "understand", ["this is <b>bad</b>"])


async def test_what_is_not_understood_is_followed_by_the_fallback(app: Sanic, mia: Agent) -> None:
    app.ctx.studio.workers = Understood(("greet", 0.2))
    _, body = await mia.post(f"{API}/hear", text="hm", steps=[])
    assert body["intent"] == "nlu_fallback" and body["actions"][0]["action"] == "action_clarify"


async def test_a_corrected_intent_is_followed_by_what_the_rules_say_then(mia: Agent) -> None:
    _, body = await mia.post(f"{API}/go-on", steps=[says("bot_challenge")])
    assert [done["action"] for done in body["actions"]] == ["action_bot_challenge"]


async def test_a_dialogue_is_saved_as_a_rule_a_test_and_words_in_one_commit(mia: Agent, repository: Repository) -> None:
    body = new(says("nlu_fallback", "wires?"), does("action_clarify"), path=TESTS, kind="story", name="<i>wires</i>")
    body["examples"] = [{"intent": "bot_challenge", "language": "en", "text": "is it wires in there"}]
    before = repository.draft().version
    status, answer = await save(mia, **body)
    assert status == 200 and answer["version"]["title"] == "Written by chatting: <i>wires</i>"
    diffs = {diff.path: (diff.added, diff.removed) for diff in repository.diff(before, answer["version"]["id"])}
    assert diffs == {TESTS: (5, 0), "nlu_data/en/talk.yml": (1, 0)}
    assert answer["version"]["author"] == "Mia"
    assert (await named(mia, "<i>wires</i>"))["steps"][0]["text"] == "wires?"
    status, _ = await mia.post("/api/studio/undo", version=answer["version"]["id"])
    assert status == 200 and repository.diff(before, repository.draft().version) == []


async def test_a_rule_is_changed_renamed_and_removed(mia: Agent, repository: Repository) -> None:
    target = {key: (await named(mia, "thanks"))[key] for key in ("path", "kind", "name", "written")}
    steps = [says("thank"), does("action_thank"), does("action_greet")]
    status, answer = await save(mia, verb="change", steps=steps, anyway=True, **target)
    assert status == 200 and {problem["kind"] for problem in answer["problems"]} == {"test_fails"}
    status, answer = await save(mia, verb="rename", to="you are welcome", **target)
    assert (status, answer["error"]["code"]) == (409, "conflict")  # seen before it was changed
    target = {key: (await named(mia, "thanks"))[key] for key in ("path", "kind", "name", "written")}
    status, _ = await save(mia, verb="rename", to="you are welcome", **target)
    assert status == 200
    target = {key: (await named(mia, "you are welcome"))[key] for key in ("path", "kind", "name", "written")}
    status, _ = await save(mia, verb="remove", anyway=True, **target)
    assert status == 200 and "thank" not in repository.draft().read(TALK)


async def test_what_contradicts_is_refused_with_both_places(mia: Agent, repository: Repository) -> None:
    body = new(says("greet"), does("action_goodbye"))
    before = repository.draft().version
    _, told = await mia.post(f"{API}/check", **body)
    kinds = {problem["kind"]: problem for problem in told["problems"]}
    [line] = [each["line"] for each in (await named(mia, "greet"))["steps"] if each["kind"] == "action"]
    assert kinds["rules_contradict"]["places"][0] == f"{TALK}:{line}"
    status, answer = await save(mia, anyway=True, **body)
    assert (status, answer["error"]["code"]) == (409, "contradicts")
    assert f"{TALK}:{line}" in answer["error"]["message"]
    assert repository.draft().version == before


async def test_a_correction_takes_over_from_the_rule_that_says_otherwise(mia: Agent, repository: Repository) -> None:
    body = new(says("thank"), does("action_goodbye")) | {"instead": True}
    status, answer = await save(mia, **body)
    assert status == 409 and answer["error"]["detail"]["anyway"] is True  # tests of it expect what was before
    status, answer = await save(mia, anyway=True, **body)
    assert status == 200 and {problem["kind"] for problem in answer["problems"]} == {"test_fails"}
    assert [step["name"] for step in (await named(mia, "thanks"))["steps"]] == ["thank", "action_goodbye"]
    [diff] = repository.diff(repository.published().version, repository.draft().version)
    assert (diff.path, diff.added, diff.removed) == (TALK, 1, 1)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 400),
        ({"verb": "burn"}, 400),
        ({"verb": "add", "dialogues": []}, 400),
        ({"verb": "add", "dialogues": "all"}, 400),
        ({"verb": "add", "dialogues": [1]}, 400),
        (new(says("greet"), does("action_greet"), path="../outside.yml"), 400),
        (new(says("greet"), does("action_greet"), path="stories/../../outside.yml"), 400),
        (new(says("greet"), does("action_greet"), path="bot/domain/talk.yml"), 400),
        (new(says("greet"), does("action_greet"), name="a\nb"), 400),
        (new(says("greet"), does("action_greet"), name=""), 400),
        (new(says("greet"), does("x\ny")), 400),
        (new(), 400),
        (new(*[says("greet")] * 200), 400),
        (new({"kind": "poem"}), 400),
        (new({"kind": "intent", "name": ["greet"]}), 400),
        (new({"kind": "intent", "name": "greet", "entities": [["x"]]}), 400),
        (new({"kind": "slots", "slots": [["tasks", {"a": 1}]]}), 400),
        (new({"kind": "or", "options": [{"kind": "or", "options": [says("a")]}]}), 400),
        (new(says("x" * 5000), does("action_greet")), 400),
        (new(says("nobody"), does("action_greet")), 409),
        ({"verb": "remove", "path": TALK, "kind": "rule", "name": "no such", "written": ""}, 404),
        ({"verb": "remove", "path": "../x", "kind": "rule", "name": "no such", "written": ""}, 400),
        ({"verb": "remove", "path": TALK, "kind": "rule", "name": "greet", "written": 1}, 400),
        ({"verb": "add", "examples": [{"intent": "no_such", "language": "en", "text": "x"}]}, 404),
        ({"verb": "add", "examples": [{"intent": "greet", "language": "../..", "text": "x"}]}, 404),
    ],
)  # fmt: skip
async def test_bad_input_is_refused_and_nothing_changes(
    mia: Agent, repository: Repository, body: dict[str, Any], status: int
) -> None:
    before = repository.draft().version
    got, answer = await save(mia, **body)
    assert got == status, answer
    assert repository.draft().version == before


async def test_a_message_has_words_and_an_end(mia: Agent) -> None:
    assert (await mia.post(f"{API}/hear", text="  ", steps=[]))[0] == 400
    assert (await mia.post(f"{API}/hear", text="x" * 1500, steps=[]))[0] == 400
    assert (await mia.post(f"{API}/hear", text="hello", steps={}))[0] == 400
    assert (await mia.post(f"{API}/go-on"))[0] == 400


async def test_only_editors_come_in(hire: Hire) -> None:
    agent = await hire("Ann", roles=["agent"])
    assert (await agent.get(f"{API}/"))[0] == 403
    for path in ("hear", "go-on", "check", "save"):
        assert (await agent.post(f"{API}/{path}", **new(says("greet"), does("action_greet"))))[0] == 403


@pytest.mark.slow
@pytest.mark.skipif(not ENCODERS.exists(), reason="no encoders have been built here")
async def test_the_quick_model_of_the_draft_understands(app: Sanic, mia: Agent) -> None:
    (app.ctx.settings.var / "encoders").symlink_to(ENCODERS)
    status, body = await mia.post(f"{API}/hear", text="good morning to you", steps=[])
    assert status == 200 and body["intent"] == "greet", body
    assert [done["action"] for done in body["actions"]] == ["action_greet"]
