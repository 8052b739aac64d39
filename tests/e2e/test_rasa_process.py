"""The rasa process by itself: one turn, one answer, however often it is asked; and what it keeps to itself."""

from __future__ import annotations

import sqlite3
import uuid
from typing import Any

import httpx
import pytest

from bench.stack import Stack

pytestmark = [pytest.mark.slow]


def turn(stack: Stack, conversation: str, text: str, turn_id: str | None = None, **more: Any) -> httpx.Response:
    asked = {
        "turn_id": turn_id or uuid.uuid4().hex,
        "conversation": conversation,
        "text": text,
        "language": "en",
        **more,
    }
    proof = {"Authorization": f"Bearer {stack.environ['AISLE_RASA_TOKEN']}"}
    return httpx.post(f"{stack.environ['AISLE_RASA_URL']}/webhooks/aisle/turn", headers=proof, json=asked, timeout=30)


def events(stack: Stack, conversation: str) -> int:
    with sqlite3.connect(stack.environ["AISLE_TRACKER_DB"]) as tracker:
        return int(tracker.execute("select count(*) from events where sender_id = ?", (conversation,)).fetchone()[0])


def test_the_same_turn_again_gets_the_same_answer_and_happens_once(stack: Stack) -> None:
    conversation, turn_id = uuid.uuid4().hex, uuid.uuid4().hex
    first = turn(stack, conversation, "how long does delivery take?", turn_id)
    kept = events(stack, conversation)
    again = turn(stack, conversation, "how long does delivery take?", turn_id)
    assert first.status_code == 200 and first.json() == again.json()
    assert kept == events(stack, conversation) > 0


def test_a_long_conversation_stays_short_for_rasa_and_forgets_nothing(stack: Stack) -> None:
    conversation = uuid.uuid4().hex
    number, email = stack.select("select number, email from shop_order where status = 'shipped' limit 1")[0]
    assert turn(stack, conversation, f"track order {number}, {email}").json()["messages"][-1]["kind"] == "order"
    for _ in range(14):
        assert turn(stack, conversation, "hello").json()["messages"]
    # the e-mail is known from the first turn, four sessions ago: the number alone is enough
    asked = turn(stack, conversation, f"where is order {number}?").json()
    assert asked["messages"][-1]["kind"] == "order"


@pytest.mark.parametrize("proof", [{}, {"Authorization": "Bearer wrong"}, {"Authorization": "Basic eDp4"}])
def test_nobody_without_the_token_is_answered(stack: Stack, proof: dict[str, str]) -> None:
    url = f"{stack.environ['AISLE_RASA_URL']}/webhooks/aisle/turn"
    asked = {"turn_id": "t", "conversation": "c", "text": "hello", "language": "en"}
    assert httpx.post(url, headers=proof, json=asked).status_code == 403
    assert httpx.post(stack.environ["AISLE_ACTIONS_URL"], headers=proof, json={"next_action": "x"}).status_code == 403
    assert httpx.post(f"{stack.environ['AISLE_RASA_URL']}/model/parse", json={"text": "hi"}).status_code == 401


def test_what_is_no_turn_is_refused_and_the_process_lives(stack: Stack) -> None:
    assert turn(stack, "c", "").status_code == 400
    proof = {"Authorization": f"Bearer {stack.environ['AISLE_RASA_TOKEN']}"}
    url = f"{stack.environ['AISLE_RASA_URL']}/webhooks/aisle/turn"
    assert httpx.post(url, headers=proof, content=b"{broken").status_code == 400
    assert turn(stack, uuid.uuid4().hex, "hello").status_code == 200


def test_logs_hold_neither_what_was_typed_nor_the_tokens(stack: Stack) -> None:
    secret_words = f"zanzibar{uuid.uuid4().hex[:6]}"
    turn(stack, uuid.uuid4().hex, f"my e-mail is {secret_words}@example.com")
    turn(stack, uuid.uuid4().hex, "track it", is_choice=True)
    logs = "\n".join(file.read_text(errors="replace") for file in (stack.var / "log").glob("*.log"))
    assert secret_words not in logs
    for name in ("AISLE_SECRET", "AISLE_RASA_TOKEN", "AISLE_ACTIONS_TOKEN"):
        assert stack.environ[name] not in logs


def test_a_conversation_is_forgotten_on_the_services_word_alone(stack: Stack) -> None:
    conversation, other = uuid.uuid4().hex, uuid.uuid4().hex
    for one in (conversation, other):
        assert turn(stack, one, "how long does delivery take?").status_code == 200
    url = f"{stack.environ['AISLE_RASA_URL']}/webhooks/aisle/forget"
    asked = {"conversations": [conversation]}
    assert httpx.post(url, json=asked).status_code == 403 and events(stack, conversation) > 0
    proof = {"Authorization": f"Bearer {stack.environ['AISLE_RASA_TOKEN']}"}
    assert httpx.post(url, headers=proof, json={"conversations": "all"}).status_code == 400
    assert httpx.post(url, headers=proof, json=asked).status_code == 200
    assert events(stack, conversation) == 0 and events(stack, other) > 0
    assert turn(stack, conversation, "hello").json()["messages"]


def test_what_a_person_has_done_is_begun_no_more(stack: Stack) -> None:
    conversation, other = uuid.uuid4().hex, uuid.uuid4().hex
    for one in (conversation, other):
        assert turn(stack, one, "I want to cancel my order").json()["understood"]["tasks"] == ["cancel_order"]
    url = f"{stack.environ['AISLE_RASA_URL']}/webhooks/aisle/settle"
    asked = {"conversations": [conversation, uuid.uuid4().hex]}
    assert httpx.post(url, json=asked).status_code == 403
    proof = {"Authorization": f"Bearer {stack.environ['AISLE_RASA_TOKEN']}"}
    assert httpx.post(url, headers=proof, json=asked).status_code == 200
    question = "how long does delivery take?"
    assert "continue" not in str(turn(stack, conversation, question).json()["messages"])
    assert "continue" in str(turn(stack, other, question).json()["messages"])
