"""What a shopper meets who is not understood: a choice, a person, and never a loop."""

from __future__ import annotations

import json
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.clarify import Clarify
from actions.meanings import title
from actions.phrases import Phrases
from actions.questions import Answers
from knowledge.passages import Passage
from tests.actions.conftest import FakeIndex, said

DOMAIN = Path(__file__).parents[2] / "bot" / "domain"
TALK = yaml.safe_load((DOMAIN / "talk.yml").read_text(encoding="utf-8"))["intents"]
INTENTS = [
    intent
    for file in sorted(DOMAIN.glob("*.yml"))
    for intent in yaml.safe_load(file.read_text(encoding="utf-8")).get("intents", [])
]
RANKING = {"nlu_fallback": 0.35, "get_refund": 0.3, "return_item": 0.28, "affirm": 0.1, "track_refund": 0.05}
PERSON = "/contact_human_agent"


@pytest.fixture
def clarify(phrases: Phrases) -> Clarify:
    delivery = Passage(
        "delivery_time", "faq", "How long does delivery take", "Days.", "en", {"intents": [], "also": []}
    )
    return Clarify(Answers(FakeIndex([delivery]), threshold=0.5), phrases)  # type: ignore[arg-type]


class Conversation:
    """One shopper and the action, with the events and slots that Rasa would keep between the turns."""

    def __init__(self, clarify: Clarify, language: str = "en") -> None:
        self._clarify = clarify
        self.slots: dict[str, Any] = {"misunderstood": 0, "language": language}
        self.events: list[dict[str, Any]] = []

    async def mumble(
        self,
        text: str = "mumble",
        ranking: Mapping[str, float] = RANKING,
        entities: Mapping[str, str] | None = None,
        foreign: str | None = None,
    ) -> dict[str, Any]:
        """What is said to a message that is not understood."""
        heard = [{"entity": name, "value": value} for name, value in (entities or {}).items()]
        language = {"entity": "language", "value": self.slots["language"], "foreign": foreign}
        message = {
            "text": text,
            "intent": {"name": "nlu_fallback", "confidence": 0.35},
            "intent_ranking": [{"name": name, "confidence": p} for name, p in ranking.items()],
            "entities": [language, *heard],
        }
        self.events.append({"event": "user", "text": text})
        dispatcher = CollectingDispatcher()
        tracker = Tracker("c1", self.slots, message, self.events, False, None, {}, "action_listen")
        for event in await self._clarify.run(dispatcher, tracker, {}):
            self.slots[event["name"]] = event["value"]
            self.events.append(dict(event))
        [answer] = said(dispatcher)
        return answer

    def understood(self) -> None:
        """A turn that another action answers."""
        self.events += [{"event": "user", "text": "hello"}, {"event": "action", "name": "utter_greet"}]

    def new_session(self) -> None:
        """As the channel starts one when a conversation gets long: the events go, the slots are carried."""
        self.events = [
            {"event": "session_started"},
            *({"event": "slot", "name": name, "value": value} for name, value in self.slots.items()),
        ]


def payloads(answer: Mapping[str, Any]) -> list[str]:
    return [button["payload"] for button in answer.get("buttons") or []]


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("intent", INTENTS)
def test_every_intent_is_a_choice_in_plain_words_except_small_talk(intent: str, language: str) -> None:
    meaning = title(intent, language)
    assert (meaning is None) == (intent in TALK)
    assert meaning is None or "_" not in meaning


def test_no_two_choices_read_alike() -> None:
    for language in ("en", "zh"):
        titles = [meaning for intent in INTENTS if (meaning := title(intent, language))]
        assert len(set(titles)) == len(titles)


async def test_the_likeliest_meanings_are_offered_and_a_person_beside_them(clarify: Clarify) -> None:
    answer = await Conversation(clarify).mumble()
    assert payloads(answer) == ["/get_refund", "/return_item", "/track_refund", PERSON]
    assert "nlu_fallback" not in json.dumps(answer)


@pytest.mark.parametrize(
    ("ranking", "offered"),
    [
        ({"get_refund": 0.2, "return_item": 0.2, "exchange_item": 0.2, "get_invoice": 0.2, "review": 0.2}, 3),
        ({"get_refund": 0.34, "return_item": 0.3, "exchange_item": 0.001}, 2),
        ({"get_refund": 0.34, "return_item": 0.001, "exchange_item": 0.001}, 0),
        ({"affirm": 0.3, "greet": 0.3, "out_of_scope": 0.2, "inform": 0.1, "stop": 0.05}, 0),
        ({"contact_human_agent": 0.3, "get_refund": 0.2}, 0),
        ({"contact_human_agent": 0.3, "get_refund": 0.2, "return_item": 0.1}, 2),
        ({"an_intent_of_another_shop": 0.3, "get_refund": 0.2}, 0),
        ({}, 0),
    ],
)
async def test_two_or_three_meanings_with_some_probability_or_none(
    clarify: Clarify, phrases: Phrases, ranking: dict[str, float], offered: int
) -> None:
    answer = await Conversation(clarify).mumble(ranking={"nlu_fallback": 0.35, **ranking})
    assert len(payloads(answer)) == offered + 1 and payloads(answer)[-1] == PERSON
    assert answer["text"] == phrases.say("clarify" if offered else "clarify_rephrase", "en")


async def test_a_chosen_meaning_starts_with_what_was_heard(clarify: Clarify) -> None:
    heard = {"order_number": "1042", "product": 'a "big" tent\n帐篷', "date": "today", "quantity": "2"}
    answer = await Conversation(clarify).mumble(entities=heard)
    intent, brace, entities = payloads(answer)[0].partition("{")
    assert intent == "/get_refund"
    assert json.loads(brace + entities) == {"order_number": "1042", "product": 'a "big" tent\n帐篷'}


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_misunderstood_again_and_again_a_person_is_offered_in_ever_other_words(
    clarify: Clarify, language: str
) -> None:
    conversation = Conversation(clarify, language)
    answers = [await conversation.mumble() for _ in range(12)]
    texts = [answer["text"] for answer in answers]
    assert all(one != following for one, following in pairwise(texts))
    assert len(set(texts[:4])) == 4
    assert payloads(answers[1]) == [PERSON]
    assert all(payloads(answer)[0] == PERSON and len(payloads(answer)) <= 2 for answer in answers[1:])


async def test_what_was_understood_in_between_starts_the_count_anew(clarify: Clarify) -> None:
    conversation = Conversation(clarify)
    first = await conversation.mumble()
    conversation.understood()
    assert await conversation.mumble() == first
    await conversation.mumble()
    conversation.understood()
    assert await conversation.mumble() == first


async def test_an_answer_from_the_knowledge_starts_the_count_anew(clarify: Clarify) -> None:
    conversation = Conversation(clarify)
    first = await conversation.mumble()
    known = await conversation.mumble("long delivery take")
    assert known["body"]["source"]["id"] == "delivery_time"
    assert await conversation.mumble() == first


async def test_a_new_session_of_rasa_starts_the_count_anew_whatever_it_carries(clarify: Clarify) -> None:
    conversation = Conversation(clarify)
    first = await conversation.mumble()
    await conversation.mumble()
    conversation.understood()
    conversation.new_session()
    assert conversation.slots["misunderstood"] == 2
    assert await conversation.mumble() == first
    assert payloads(await conversation.mumble()) == [PERSON]


async def test_another_language_is_told_in_all_of_the_shops_which_ones_the_bot_reads(clarify: Clarify) -> None:
    conversation = Conversation(clarify)
    answer = await conversation.mumble("how long delivery take, auf Deutsch", foreign="de")
    assert "English and Chinese" in answer["text"] and "英语和中文" in answer["text"]
    assert payloads(answer) == [PERSON]
    again = await conversation.mumble("noch einmal dasselbe bitte", foreign="de")
    assert again["text"] != answer["text"] and payloads(again) == [PERSON]
