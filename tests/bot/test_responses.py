"""The responses that the bot says: as the files have them now, and as they were while a file is faulty."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import pytest
from rasa.core.agent import Agent
from rasa.core.nlg.generator import NaturalLanguageGenerator
from rasa.core.nlg.response import TemplatedNaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig, read_endpoint_config

from bot.responses import LiveResponses

ROOT = Path(__file__).parents[2]
TALK = """version: "3.1"
responses:
  utter_greet:
    - text: "Hello, {name}."
      buttons: &start
        - {title: "Where is my order?", payload: "/track_order"}
    - text: "您好"
      condition: [{type: slot, name: language, value: zh}]
  utter_more:
    - text: "More?"
      buttons: *start
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "talk.yml").write_text(TALK)
    (tmp_path / "orders.yml").write_text('version: "3.1"\nintents: [track_order]\n')
    return tmp_path


@pytest.fixture
def responses(folder: Path) -> LiveResponses:
    trained = Domain.from_dict({"responses": {"utter_old": [{"text": "As trained."}]}})
    return LiveResponses(EndpointConfig(folder=str(folder)), trained)


async def said(responses: LiveResponses, name: str, **slots: Any) -> dict[str, Any]:
    filled = {"name": "Mia", **slots}
    tracker = DialogueStateTracker.from_events("c1", [])
    tracker.current_slot_values = lambda: filled  # type: ignore[method-assign]
    message = await responses.generate(name, tracker, "aisle")
    assert message is not None
    return message


async def test_the_next_turn_says_what_has_been_edited(responses: LiveResponses, folder: Path) -> None:
    assert (await said(responses, "utter_greet"))["text"] == "Hello, Mia."
    (folder / "talk.yml").write_text(TALK.replace("Hello, {name}.", "Good day, {name}!"))
    assert (await said(responses, "utter_greet"))["text"] == "Good day, Mia!"
    assert (await said(responses, "utter_greet", language="zh"))["text"] == "您好"


async def test_a_new_file_is_read_and_buttons_that_are_shared_are_there(responses: LiveResponses, folder: Path) -> None:
    await said(responses, "utter_greet")
    (folder / "new.yml").write_text('responses:\n  utter_new:\n    - text: "New."\n')
    assert (await said(responses, "utter_new"))["text"] == "New."
    assert (await said(responses, "utter_more"))["buttons"][0]["payload"] == "/track_order"


@pytest.mark.parametrize(
    "broken",
    [
        TALK.replace('Hello, {name}."', "Hello"),
        TALK.replace("- text:", "text:", 1),
        TALK + "  utter_empty:\n",
        TALK + "  utter_bad:\n    - buttons: none\n",
        TALK + "  utter_bad:\n    - text: 7\n",
        "\x00",
        "responses: [one]",
    ],
)
async def test_a_faulty_file_changes_nothing_and_is_named_once(
    responses: LiveResponses, folder: Path, caplog: pytest.LogCaptureFixture, broken: str
) -> None:
    await said(responses, "utter_greet")
    caplog.clear()
    (folder / "talk.yml").write_text(broken)
    for _ in range(3):
        assert (await said(responses, "utter_greet"))["text"] == "Hello, Mia."
    [record] = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert "talk.yml" in record.getMessage()
    (folder / "talk.yml").write_text(TALK.replace("Hello", "Mended"))
    assert (await said(responses, "utter_greet"))["text"] == "Mended, Mia."


async def test_what_no_file_has_is_not_said_and_told_once(
    responses: LiveResponses, caplog: pytest.LogCaptureFixture
) -> None:
    tracker = DialogueStateTracker.from_events("c1", [])
    for _ in range(2):
        assert await responses.generate("utter_nowhere", tracker, "aisle") is None
    [record] = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert "utter_nowhere" in record.getMessage()


async def test_a_model_that_is_loaded_does_not_put_its_own_words_in_their_place(responses: LiveResponses) -> None:
    """`Agent.load_model` and `bot.models` do so with what is a TemplatedNaturalLanguageGenerator."""
    agent = Agent(generator=responses)
    assert agent.nlg is responses and not isinstance(responses, TemplatedNaturalLanguageGenerator)


async def test_without_a_readable_file_from_the_start_the_model_speaks(tmp_path: Path) -> None:
    trained = Domain.from_dict({"responses": {"utter_old": [{"text": "As trained."}]}})
    responses = LiveResponses(EndpointConfig(folder=str(tmp_path / "nowhere")), trained)
    assert (await said(responses, "utter_old"))["text"] == "As trained."


async def test_rasa_speaks_through_it_as_the_endpoints_say(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AISLE_ACTIONS_URL", "AISLE_ACTIONS_TOKEN", "AISLE_TRACKER_DB"):
        monkeypatch.setenv(name, "set")
    endpoint = read_endpoint_config(str(ROOT / "endpoints.yml"), "nlg")
    responses = NaturalLanguageGenerator.create(endpoint, Domain.empty())
    assert isinstance(responses, LiveResponses)
    assert (await said(responses, "utter_bot_challenge", language="zh"))["buttons"][0]["title"] == "转人工客服"
