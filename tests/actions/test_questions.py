from __future__ import annotations

import pytest
from rasa_sdk import Action
from rasa_sdk.executor import CollectingDispatcher

from actions.clarify import Clarify, TakeFacts
from actions.phrases import Phrases
from actions.questions import AnswerQuestion, Answers
from actions.tasks.desk import TaskDesk
from actions.tasks.kinds import all_tasks
from actions.tasks.looking import Links
from knowledge.passages import Passage
from shop.store import Store
from tests.actions.conftest import FakeIndex, said, tracker


def faq(name: str, intents: list[str], title: str, text: str, language: str = "en") -> Passage:
    return Passage(name, "faq", title, text, language, {"intents": intents, "also": []})


INDEX = FakeIndex(
    [
        faq("delivery_time", ["delivery_period"], "How long does delivery take", "Three to five days."),
        faq("delivery_cost", ["delivery_options"], "What does delivery cost", "Free from sixty."),
        faq("returns", ["return_item"], "How do I return something", "Within thirty days."),
        faq("delivery_time", ["delivery_period"], "配送 多久", "三到五天。", "zh"),
    ]
)


@pytest.fixture
def answers() -> Answers:
    return Answers(INDEX, threshold=0.5)  # type: ignore[arg-type]


async def test_answers_in_the_passages_own_words_with_its_source(
    answers: Answers, phrases: Phrases, dispatcher: CollectingDispatcher
) -> None:
    await AnswerQuestion(answers, phrases).run(
        dispatcher, tracker("how long does delivery take", "delivery_period"), {}
    )
    body = said(dispatcher)[0]["body"]
    assert body["text"] == "Three to five days." and body["source"]["id"] == "delivery_time"


async def test_staff_can_see_what_was_found_and_how_near_it_was(
    answers: Answers, phrases: Phrases, dispatcher: CollectingDispatcher
) -> None:
    await AnswerQuestion(answers, phrases).run(
        dispatcher, tracker("how long does delivery take", "delivery_period"), {}
    )
    looked_up = said(dispatcher)[0]["looked_up"]
    best = looked_up["passages"][0]
    assert best["id"] == "delivery_time" and best["title"] and best["score"] >= looked_up["threshold"] == 0.5


async def test_what_was_understood_decides_between_passages_that_sound_alike(
    answers: Answers, phrases: Phrases, dispatcher: CollectingDispatcher
) -> None:
    await AnswerQuestion(answers, phrases).run(dispatcher, tracker("does delivery", "delivery_options"), {})
    assert said(dispatcher)[0]["body"]["source"]["id"] == "delivery_cost"


async def test_a_click_gets_the_intents_own_entry(
    answers: Answers, phrases: Phrases, dispatcher: CollectingDispatcher
) -> None:
    await AnswerQuestion(answers, phrases).run(dispatcher, tracker("/delivery_options", "delivery_options"), {})
    assert said(dispatcher)[0]["body"]["source"]["id"] == "delivery_cost"


async def test_an_answer_that_exists_in_another_language_only_says_so(
    answers: Answers, phrases: Phrases, dispatcher: CollectingDispatcher
) -> None:
    clicked = tracker("/contact_customer_service", "contact_customer_service", slots={"language": "zh"})
    clicked.latest_message["entities"] = [{"entity": "faq_id", "value": "returns"}]
    await AnswerQuestion(answers, phrases).run(dispatcher, clicked, {})
    assert said(dispatcher)[0]["body"]["text"] == "这个问题目前只有英语的回答：\n\nWithin thirty days."


async def test_speaks_the_language_of_the_conversation(
    answers: Answers, phrases: Phrases, dispatcher: CollectingDispatcher
) -> None:
    heard = tracker("/delivery_period", "delivery_period", slots={"language": "zh"})
    await AnswerQuestion(answers, phrases).run(dispatcher, heard, {})
    assert said(dispatcher)[0]["body"]["text"] == "三到五天。"


async def test_admits_not_to_know(answers: Answers, phrases: Phrases, dispatcher: CollectingDispatcher) -> None:
    await AnswerQuestion(answers, phrases).run(dispatcher, tracker("can llamas swim", "review"), {})
    assert said(dispatcher)[0]["text"] == phrases.say("answer_unknown", "en")


RANKING = (("track_order", 0.3), ("greet", 0.2), ("get_refund", 0.2), ("cancel_order", 0.1), ("get_invoice", 0.05))


async def test_not_understood_offers_meanings_in_plain_words(
    answers: Answers, phrases: Phrases, dispatcher: CollectingDispatcher
) -> None:
    heard = tracker("mumble", "nlu_fallback", {"order_number": "1042"}, ranking=RANKING)
    events = await Clarify(answers, phrases).run(dispatcher, heard, {})
    titles = [button["title"] for button in said(dispatcher)[0]["buttons"]]
    assert titles == ["Where my order is", "Get my money back", "Cancel an order", "Talk to a person"]
    assert said(dispatcher)[0]["buttons"][0]["payload"] == '/track_order{"order_number": "1042"}'
    assert events[0]["value"] == 1


async def test_not_understood_but_known_is_answered(
    answers: Answers, phrases: Phrases, dispatcher: CollectingDispatcher
) -> None:
    events = await Clarify(answers, phrases).run(dispatcher, tracker("long delivery take", "nlu_fallback"), {})
    assert said(dispatcher)[0]["body"]["source"]["id"] == "delivery_time" and events[0]["value"] == 0


class Named(Action):  # type: ignore[misc]
    def __init__(self, name: str) -> None:
        self._name = name

    def name(self) -> str:
        return self._name

    async def run(self, dispatcher: object, tracker: object, domain: object) -> list[dict[str, str]]:
        return [{"event": "ran", "name": self._name}]


@pytest.fixture
def take(shop: Store, phrases: Phrases) -> TakeFacts:
    return TakeFacts(Named("search"), Named("clarify"), TaskDesk(shop, phrases, all_tasks(Links("s" * 32))))


@pytest.mark.parametrize(("entities", "ran"), [({"product": "tent"}, "search"), ({}, "clarify")])
async def test_a_lone_fact_leads_somewhere(
    take: TakeFacts, dispatcher: CollectingDispatcher, entities: dict[str, str], ran: str
) -> None:
    assert await take.run(dispatcher, tracker("x", "inform", entities), {}) == [{"event": "ran", "name": ran}]


@pytest.mark.parametrize(
    ("entities", "asked"), [({"order_number": "1042"}, "ask_email"), ({"email": "a@b.de"}, "ask_order_number")]
)
async def test_a_lone_number_or_address_means_an_order(
    take: TakeFacts, phrases: Phrases, dispatcher: CollectingDispatcher, entities: dict[str, str], asked: str
) -> None:
    await take.run(dispatcher, tracker("x", "inform", entities), {})
    assert said(dispatcher)[0]["text"] == phrases.say(asked, "en")
