"""Language data over HTTP: read, told while typing, edited; every refusal names its place."""

from __future__ import annotations

from typing import Any

import pytest

from service.settings import ServiceSettings
from studio.repository import Repository
from tests.service.desk.harness import Agent
from tests.service.studio.conftest import ROOT, Hire

LANGUAGE = "/api/studio/language"


async def first_of(mia: Agent, intent: str, language: str = "en") -> dict[str, Any]:
    _, found = await mia.get(f"{LANGUAGE}/intents/{intent}")
    example: dict[str, Any] = found["examples"][language][0]
    return example


async def test_intents_come_with_counts_and_an_intent_with_its_examples(mia: Agent) -> None:
    status, listed = await mia.get(f"{LANGUAGE}/intents")
    assert status == 200 and listed["languages"] == ["en", "zh"] and "order_number" in listed["entities"]
    [track] = [intent for intent in listed["intents"] if intent["name"] == "track_order"]
    assert track["topic"] == "orders" and track["titles"]["zh"] == "查订单到哪了" and track["counts"]["en"] > 50
    _, found = await mia.get(f"{LANGUAGE}/intents/track_order")
    assert {language: len(each) for language, each in found["examples"].items()} == track["counts"]


async def test_places_and_search(mia: Agent) -> None:
    _, found = await mia.get(f"{LANGUAGE}/intents/track_order/places")
    kinds = {each["kind"] for each in found["places"]}
    assert {"examples", "story", "domain", "button", "passage", "policy", "title", "code"} <= kinds
    _, found = await mia.get(f"{LANGUAGE}/search?q=PARCEL%20where")
    assert found["count"] and all("parcel" in each["written"].casefold() for each in found["examples"])


async def test_an_editor_is_told_while_typing(mia: Agent) -> None:
    example = await first_of(mia, "track_order")
    status, said = await mia.post(f"{LANGUAGE}/check", intent="cancel_order", text=example["written"] + "!")
    assert status == 200 and "track_order has it already" in said["problem"] and said["near"][0]["is_same"]
    _, said = await mia.post(f"{LANGUAGE}/check", intent="cancel_order", text="<b>x</b>")
    assert "markup" in said["problem"]


async def test_examples_are_added_changed_moved_removed_and_undone(mia: Agent, repository: Repository) -> None:
    before = repository.draft().version
    add = {"intent": "review", "language": "en", "examples": ["may I judge the lamp on your page"]}
    status, added = await mia.post(f"{LANGUAGE}/examples/add", **add)
    assert (status, added["result"], added["version"]["author"]) == (200, 1, "Mia")
    assert added["version"]["title"] == "review: 1 example added (en)"
    _, found = await mia.get(f"{LANGUAGE}/intents/review")
    example = found["examples"]["en"][-1]
    assert example["written"] == add["examples"][0]
    edit = {"intent": "review", "example": example, "written": "may I judge the lamp here"}
    assert (await mia.post(f"{LANGUAGE}/examples/edit", **edit))[0] == 200
    status, refused = await mia.post(f"{LANGUAGE}/examples/edit", **edit)
    assert (status, refused["error"]["code"]) == (409, "conflict")
    assert refused["error"]["detail"]["now"] == "may I judge the lamp here"
    example["written"] = "may I judge the lamp here"
    move = {"intent": "review", "examples": [example], "to": "complaint"}
    assert (await mia.post(f"{LANGUAGE}/examples/move", **move))[0] == 200
    _, found = await mia.get(f"{LANGUAGE}/intents/complaint")
    gone = {"intent": "complaint", "examples": [found["examples"]["en"][-1]]}
    assert (await mia.post(f"{LANGUAGE}/examples/remove", **gone))[0] == 200
    assert repository.diff(before, repository.draft().version) == []


async def test_intents_are_made_split_renamed_merged_and_removed(mia: Agent) -> None:
    new = {"name": "ask_carbon", "topic": "delivery", "examples": {"en": ["how green is this"], "zh": ["这个环保吗"]}}
    status, made = await mia.post(f"{LANGUAGE}/intents", **new, titles={"en": "How green it is", "zh": "是否环保"})
    assert status == 200, made
    example = await first_of(mia, "review")
    split = {"name": "ask_rating", "examples": [example]}
    assert (await mia.post(f"{LANGUAGE}/intents/review/split", **split))[0] == 200
    assert (await mia.post(f"{LANGUAGE}/intents/ask_carbon/rename", to="ask_footprint"))[0] == 200
    assert (await mia.post(f"{LANGUAGE}/intents/ask_rating/merge", into="review"))[0] == 200
    assert (await mia.post(f"{LANGUAGE}/intents/ask_footprint/remove"))[0] == 200
    _, listed = await mia.get(f"{LANGUAGE}/intents")
    assert not {"ask_carbon", "ask_rating", "ask_footprint"} & {intent["name"] for intent in listed["intents"]}
    status, state = await mia.get("/api/studio/state")
    assert [each["path"] for each in state["changed"]] == ["nlu_data/en/service.yml"]  # one line stands elsewhere


async def test_what_is_used_stays_and_the_places_are_named(mia: Agent) -> None:
    status, refused = await mia.post(f"{LANGUAGE}/intents/track_order/remove")
    assert (status, refused["error"]["code"]) == (409, "still_used")
    assert any(place.startswith("stories/orders.yml:") for place in refused["error"]["detail"]["places"])
    status, refused = await mia.post(f"{LANGUAGE}/intents/track_order/rename", to="find_parcel")
    assert (status, refused["error"]["code"]) == (409, "still_used")
    assert any(place.startswith("actions/") for place in refused["error"]["detail"]["places"])


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("examples/add", {"intent": "review", "language": "en", "examples": ["<img src=x>"]}, 400),
        ("examples/add", {"intent": "review", "language": "../en", "examples": ["a b c"]}, 404),
        ("examples/add", {"intent": "../x", "language": "en", "examples": ["a b c"]}, 404),
        ("examples/add", {"intent": "review", "language": "en", "examples": "a b c"}, 400),
        ("examples/add", {"intent": 1, "language": "en", "examples": []}, 400),
        ("examples/edit", {"intent": "review", "written": "x y", "example": {"path": "/etc/passwd", "line": 1}}, 400),
        (
            "examples/edit",
            {"intent": "review", "written": "x y", "example": {"path": "/etc/passwd", "line": 1, "written": "root"}},
            409,
        ),
        ("examples/move", {"intent": "review", "to": "complaint", "examples": [7]}, 400),
        ("intents", {"name": "../x", "topic": "orders", "examples": {"en": ["a b c"]}}, 400),
        ("intents", {"name": "ask_x", "topic": "../orders", "examples": {"en": ["a b c"]}}, 400),
        ("intents", {"name": "ask_x", "topic": "orders", "examples": {}}, 400),
        ("intents", {"name": "ask_x", "topic": "orders", "examples": {"fr": ["a b c"]}}, 404),
        ("intents/%2E%2E%2Fx/rename", {"to": "ask_x"}, 404),
        ("check", {"intent": "review", "text": "x" * 20_000}, 400),
    ],
)
async def test_bad_input_is_refused_and_changes_nothing(
    mia: Agent, repository: Repository, path: str, body: dict[str, Any], status: int
) -> None:
    before = repository.draft().version
    answered, error = await mia.post(f"{LANGUAGE}/{path}", **body)
    assert answered == status and error["error"]["message"], error
    assert repository.draft().version == before


async def test_agents_who_are_no_editors_see_and_change_nothing(hire: Hire) -> None:
    ada = await hire("Ada", roles=["agent"])
    for path in ("intents", "intents/review", "intents/review/places", "search?q=x"):
        assert (await ada.get(f"{LANGUAGE}/{path}"))[0] == 403
    add = {"intent": "review", "language": "en", "examples": ["a b c"]}
    assert (await ada.post(f"{LANGUAGE}/examples/add", **add))[0] == 403


@pytest.mark.slow
async def test_what_the_model_itself_misreads_is_found(mia: Agent, settings: ServiceSettings) -> None:
    (settings.var / "encoders").symlink_to(ROOT / "var" / "encoders")
    status, found = await mia.post(f"{LANGUAGE}/misread")
    assert status == 200, found
    assert all(one["intent"] != one["taken_for"] for one in found["misread"])
