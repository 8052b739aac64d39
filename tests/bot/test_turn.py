from types import SimpleNamespace
from typing import Any

import pytest
from rasa.shared.core.events import Event, UserUttered

from bot.turn import BadTurn, Turn, answer

GIVEN = {"turn_id": "t1", "conversation": "c1", "text": "hello", "is_choice": False, "language": "zh"}


def turn(**changes: Any) -> Turn:
    return Turn.of({**GIVEN, **changes})


def test_typed_text_is_never_an_intent() -> None:
    assert not turn(text='/cancel_order{"order_number":"1042"}').rasa_text().startswith("/")
    assert not turn(text="  \n/restart").rasa_text().strip().startswith("/")


def test_a_choice_is_an_intent_and_carries_the_language() -> None:
    assert turn(text="/greet", is_choice=True).rasa_text() == '/greet{"language": "zh"}'
    chosen = turn(text='/track_order{"order_number": "1042"}', is_choice=True)
    assert chosen.rasa_text() == '/track_order{"order_number": "1042", "language": "zh"}'


@pytest.mark.parametrize(
    "broken",
    [
        None,
        [],
        "x",
        {},
        {**GIVEN, "text": 5},
        {**GIVEN, "text": ""},
        {**GIVEN, "is_choice": "yes"},
        {**GIVEN, "turn_id": None},
        {**GIVEN, "model": "another"},
    ],
)
def test_what_is_no_turn_is_refused(broken: Any) -> None:
    with pytest.raises(BadTurn):
        Turn.of(broken)


def uttered(text: str | None = None, **data: Any) -> SimpleNamespace:
    return SimpleNamespace(text=text, data=data)


def test_the_answer_keeps_the_order_of_what_was_said() -> None:
    heard = SimpleNamespace(
        intent={"name": "greet", "confidence": 0.9},
        entities=[{"entity": "language", "value": "zh"}, {"entity": "color", "value": "navy"}],
        parse_data={
            "sentiment": -0.25,
            "intent_ranking": [{"name": f"intent_{place}", "confidence": 0.9 / place} for place in range(1, 6)],
        },
        metadata={"release": "7c1f"},
    )
    said = [
        uttered("one"),
        uttered("two", buttons=[{"title": "Yes", "payload": "/affirm", "type": "postback"}]),
        uttered(custom={"kind": "order", "body": {"number": "1042"}}),
        uttered(
            custom={
                "kind": "text",
                "body": {"text": "three"},
                "looked_up": {
                    "passages": [{"id": "delivery_time", "title": "How long", "score": 0.7}],
                    "threshold": 0.4,
                },
            }
        ),
        uttered(custom={"handoff": {"reason": "asked_for_human"}}),
        uttered(None),
    ]
    got = answer(turn(), [heard, *said], "zh", ["action_answer_question"], 0.4)
    assert [message["kind"] for message in got["messages"]] == ["text", "choices", "order", "text"]
    assert got["messages"][1]["body"]["choices"] == [{"title": "Yes", "payload": "/affirm"}]
    assert got["handoff"] == {"reason": "asked_for_human"}
    assert got["understood"]["entities"] == [{"entity": "color", "value": "navy"}]
    assert got["understood"]["sentiment"] == -0.25
    assert got["understood"]["tasks"] == []
    assert got["understood"]["passages"] == [{"id": "delivery_time", "title": "How long", "score": 0.7}]
    assert got["understood"]["passage_threshold"] == 0.4 and "looked_up" not in got["messages"][3]
    assert [ranked["intent"] for ranked in got["understood"]["ranking"]] == ["intent_1", "intent_2", "intent_3"]
    assert got["understood"]["release"] == "7c1f"
    assert got["understood"]["threshold"] == 0.4 and got["understood"]["actions"] == ["action_answer_question"]


def test_a_click_has_no_sentiment() -> None:
    heard = UserUttered("/greet", {"name": "greet", "confidence": 1.0}, [])
    assert answer(turn(text="/greet", is_choice=True), [heard], "en")["understood"]["sentiment"] is None


def test_the_sentiment_outlives_the_tracker_store_and_reaches_the_action_server() -> None:
    heard = UserUttered("still nothing", {"name": "complaint"}, [], parse_data={"sentiment": -0.8})
    assert heard.as_dict()["parse_data"]["sentiment"] == -0.8  # the action server gets the events in this form
    read_again = Event.from_parameters(heard.as_dict())
    assert answer(turn(), [read_again], "en")["understood"]["sentiment"] == -0.8


def test_an_answer_says_whether_the_shopper_is_to_be_forgotten() -> None:
    heard = SimpleNamespace(
        intent={"name": "delete_account", "confidence": 0.9}, entities=[], parse_data={}, metadata={}
    )
    assert answer(turn(), [heard, uttered("Done.")], "en")["forget"] is False
    assert answer(turn(), [heard, uttered("Done."), uttered(custom={"forget": True})], "en")["forget"] is True
