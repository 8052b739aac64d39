"""What the desk is told as it happens, and what it answers to what no client of ours would send."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from sanic import Sanic
from sqlalchemy.orm import Session

from service import conversations
from service.conversations import Draft
from service.desk.reading import ReadMarks, Typists
from service.desk.view import PAGE
from tests.service.conftest import MakeTab
from tests.service.desk.conftest import Hire, Waiting
from tests.service.fake_rasa import FakeRasa, reply, text
from tests.service.harness import until

UNDERSTOOD = {
    "intent": "delivery_period",
    "confidence": 0.83,
    "entities": [{"entity": "order_number", "value": "1042"}],
    "sentiment": -0.4,
    "tasks": [],
    "ranking": [{"intent": "delivery_period", "confidence": 0.83}, {"intent": "track_order", "confidence": 0.1}],
    "threshold": 0.4,
    "actions": ["action_answer_question"],
    "passages": [{"id": "delivery_time", "title": "Delivery", "score": 0.71}],
    "passage_threshold": 0.4,
}


async def test_what_the_bot_understood_stands_with_the_first_row_of_its_answer(
    app: Sanic, hire: Hire, new_tab: MakeTab, rasa: FakeRasa
) -> None:
    mia = await hire("Mia", presence="busy")
    tab = await new_tab().joined()
    conversation_id = str(rasa.questions[-1]["conversation"])
    await mia.call("watch", conversation_id=conversation_id)
    rasa.answer = lambda question: reply(text("three days"), text("or four")) | {"understood": UNDERSTOOD}
    await tab.say("how long for 1042?")
    await until(lambda: [row for row in mia.rows() if row["body"].get("text") == "or four"])
    [first, second] = [row for row in mia.rows() if row["author"] == "bot"]
    assert {name: first["turn"][name] for name in UNDERSTOOD} == UNDERSTOOD and "turn" not in second
    asked = next(row for row in mia.rows() if row["author"] == "shopper")
    assert first["turn"]["first_seq"] == first["turn"]["last_seq"] == asked["seq"]
    assert first["turn"]["text"] == "how long for 1042?" and first["turn"]["took_ms"] >= 0
    _, shown = await mia.get(f"/api/desk/conversations/{conversation_id}")
    assert [row for row in shown["rows"] if row["seq"] == first["seq"]] == [first]
    assert shown["moods"] == [{"seq": asked["seq"], "value": -0.4}]
    again = await mia.call("watch", conversation_id=conversation_id)
    assert [row for row in again["rows"] if row["seq"] == first["seq"]] == [first] and not again["more"]
    assert all("turn" not in row for row in tab.rows)


async def test_a_turn_from_before_this_was_kept_can_be_read(
    app: Sanic, hire: Hire, new_tab: MakeTab, rasa: FakeRasa
) -> None:
    mia = await hire("Mia", presence="busy")
    await new_tab().joined()
    conversation_id = str(rasa.questions[-1]["conversation"])
    _, shown = await mia.get(f"/api/desk/conversations/{conversation_id}")
    turn = shown["rows"][0]["turn"]
    assert turn["intent"] == "x" and turn["passages"] == turn["ranking"] == [] and turn["threshold"] is None


async def test_a_long_transcript_comes_in_pages_without_a_gap(
    app: Sanic, hire: Hire, new_tab: MakeTab, rasa: FakeRasa
) -> None:
    mia = await hire("Mia", presence="busy")
    await new_tab().joined()
    conversation_id = str(rasa.questions[-1]["conversation"])

    def write(session: Session) -> int:
        with conversations.hold(session, conversation_id) as held:
            conversations.append(session, held, [Draft("shopper", "text", {"text": f"row {n}"}) for n in range(450)])
            return held.last_seq

    last_seq = await app.ctx.store.run(write)
    watched = await mia.call("watch", conversation_id=conversation_id)
    assert len(watched["rows"]) == PAGE and watched["more"] and watched["rows"][-1]["seq"] == last_seq
    _, shown = await mia.get(f"/api/desk/conversations/{conversation_id}")
    rows, more = shown["rows"], shown["more"]
    while more:
        _, page = await mia.get(f"/api/desk/conversations/{conversation_id}/rows?before={rows[0]['seq']}")
        rows, more = page["rows"] + rows, page["more"]
    assert [row["seq"] for row in rows] == list(range(1, last_seq + 1))
    back = await mia.call("watch", conversation_id=conversation_id, since=last_seq - 3)
    assert [row["seq"] for row in back["rows"]] == [last_seq - 2, last_seq - 1, last_seq] and not back["more"]


async def test_lists_counts_and_states_are_told_as_they_change(app: Sanic, hire: Hire, waiting: Waiting) -> None:
    mia, leo = await hire("Mia", presence="busy"), await hire("Leo", presence="busy")
    tab, conversation_id = await waiting()
    await until(lambda: {"waiting": 1, "mine": 0, "others": 0} in mia.heard("counts"))
    watched = await leo.call("watch", conversation_id=conversation_id)
    assert (watched["holder"], watched["holder_name"], watched["closed"]) == ("queue", None, False)
    await until(lambda: leo.id in str(leo.heard("viewers")))
    _, took = await mia.does(conversation_id, "take")
    assert took["item"]["holder"] == f"agent:{mia.id}" and took["item"]["holder_name"] == "Mia"
    await until(lambda: {"waiting": 0, "mine": 1, "others": 0} in mia.heard("counts"))
    await until(lambda: {"waiting": 0, "mine": 0, "others": 1} in leo.heard("counts"))
    await until(lambda: leo.heard("state"))
    assert leo.heard("state")[-1] == {
        "conversation_id": conversation_id,
        "holder": f"agent:{mia.id}",
        "holder_name": "Mia",
        "language": "en",
        "closed": False,
    }
    await tab.say("are you there?")
    await until(lambda: [told for told in leo.heard("item") if told["item"]["asked"] == "are you there?"])
    item = leo.heard("item")[-1]["item"]
    assert item["unread"] == 2 and item["unanswered_since"] and item["answer_by"]
    await mia.call("watch", conversation_id=conversation_id)
    await mia.call("read", seq=item["last_seq"])
    await until(lambda: leo.heard("item")[-1]["item"]["unread"] == 0)
    assert (await mia.does(conversation_id, "close", outcome="solved"))[0] == 200
    await until(lambda: {"conversation_id": conversation_id} in leo.heard("gone"))
    await until(lambda: leo.heard("state")[-1]["holder"] == "bot")
    _, settled = await mia.get("/api/desk/queue?view=settled")
    assert [each["conversation_id"] for each in settled["items"]] == [conversation_id]


async def test_only_the_holder_is_seen_typing_and_reading_by_the_shopper(
    app: Sanic, hire: Hire, waiting: Waiting
) -> None:
    mia, leo = await hire("Mia", presence="busy"), await hire("Leo", presence="busy")
    tab, conversation_id = await waiting()
    await mia.does(conversation_id, "take")
    for agent in (mia, leo):
        await agent.call("watch", conversation_id=conversation_id)
    tab.typing.clear()
    await leo.call("typing", on=True)
    await leo.call("read", seq=3)
    await until(lambda: {"author": "agent", "on": True, "name": "Leo", "conversation_id": conversation_id} in told(mia))
    await mia.call("typing", on=True)
    await until(lambda: tab.typing)
    assert tab.typing == [{"author": "agent", "on": True}]
    await mia.call("unwatch")  # whoever looks away types no more
    await until(lambda: len(tab.typing) == 2)
    assert tab.typing[-1] == {"author": "agent", "on": False}
    assert (await leo.call("watch", conversation_id=conversation_id))["marks"]["agent"] == 0
    await tab.call("typing", {"on": True})
    await tab.close()
    await until(lambda: [each for each in told(leo) if each["author"] == "shopper" and not each["on"]])


def told(agent: Any) -> list[Any]:
    return list(agent.heard("typing"))


BAD: list[tuple[str, Any, str]] = [
    ("watch", None, "bad_request"),
    ("watch", [], "bad_request"),
    ("watch", {}, "bad_request"),
    ("watch", {"conversation_id": 5}, "bad_request"),
    ("watch", {"conversation_id": "../../etc"}, "bad_request"),
    ("watch", {"conversation_id": "0" * 32}, "not_found"),
    ("watch", {"conversation_id": "0" * 32, "since": "1"}, "bad_request"),
    ("watch", {"conversation_id": "0" * 32, "since": True}, "bad_request"),
    ("watch", {"conversation_id": "0" * 32, "since": -1}, "bad_request"),
    ("watch", {"conversation_id": "0" * 32, "since": 10**30}, "bad_request"),
    ("typing", {"on": True}, "bad_request"),
    ("typing", {"on": "yes"}, "bad_request"),
    ("read", {"seq": 1}, "bad_request"),
    ("read", {"seq": 1.5}, "bad_request"),
    ("read", "x" * 2000, "bad_request"),
]


async def test_what_no_client_of_ours_would_send_is_refused_with_a_sentence(app: Sanic, hire: Hire) -> None:
    mia = await hire("Mia")
    for event, data, code in BAD:
        ack = await mia.desk.call(event, data, namespace="/desk", timeout=5)
        assert ack["ok"] is False and ack["error"]["code"] == code, (event, data)
        assert len(ack["error"]["message"]) > 10
    assert (await mia.call("unwatch"))["ok"]
    assert mia.desk.connected


@pytest.mark.parametrize(
    ("verb", "body", "code"),
    [
        ("say", {"text": "hi"}, "bad_request"),
        ("say", {"text": "hi", "client_id": "with:colon"}, "bad_request"),
        ("say", {"text": "", "client_id": "c1"}, "empty"),
        ("say", {"text": "x" * 20_000, "client_id": "c1"}, "too_long"),
        ("say", {"text": {"a": 1}, "client_id": "c1"}, "bad_request"),
        ("note", {"text": None, "client_id": "c1"}, "bad_request"),
        ("transfer", {}, "bad_request"),
        ("transfer", {"staff": 5}, "bad_request"),
        ("transfer", {"skill": "no such skill"}, "bad_request"),
        ("transfer", {"staff": "0" * 32}, "agent_away"),
        ("hand_back", {"outcome": "wonderful"}, "bad_request"),
        ("close", {"outcome": ["solved"]}, "bad_request"),
    ],
)
async def test_what_cannot_be_done_changes_nothing(
    app: Sanic, hire: Hire, waiting: Waiting, verb: str, body: dict[str, Any], code: str
) -> None:
    mia = await hire("Mia", presence="busy")
    _, conversation_id = await waiting()
    assert (await mia.does(conversation_id, "take"))[0] == 200
    _, before = await mia.get(f"/api/desk/conversations/{conversation_id}")
    status, refusal = await mia.does(conversation_id, verb, **body)
    assert 400 <= status < 500 and refusal["error"]["code"] == code and refusal["error"]["message"]
    _, after = await mia.get(f"/api/desk/conversations/{conversation_id}")
    assert after["rows"] == before["rows"] and after["item"] == before["item"]


async def test_the_desks_addresses_refuse_what_is_no_number_or_view(app: Sanic, hire: Hire) -> None:
    mia = await hire("Mia")
    for path in (
        "queue?view=everything",
        "queue?offset=-1",
        "queue?offset=x",
        "queue?offset=9999999999999",
        f"conversations/{'0' * 32}/rows?before=x",
    ):
        assert (await mia.get(f"/api/desk/{path}"))[0] == 400, path
    for path in (f"conversations/{'0' * 32}", "conversations/x", f"conversations/{'0' * 32}/photos/x"):
        assert (await mia.get(f"/api/desk/{path}"))[0] == 404, path


async def test_read_marks_are_written_once_a_second_and_the_last_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[tuple[str, str, int]] = []

    async def write(conversation_id: str, reader: str, seq: int) -> None:
        written.append((conversation_id, reader, seq))

    monkeypatch.setattr("service.desk.reading._ONCE_IN_S", 0.2)
    marks = ReadMarks(write)
    for seq in range(1, 50):
        marks.read("a", "agent", seq)
        await asyncio.sleep(0)
    marks.read("b", "shopper", 7)
    await until(lambda: ("a", "agent", 49) in written and ("b", "shopper", 7) in written)
    assert [each for each in written if each[0] == "a"] == [("a", "agent", 1), ("a", "agent", 49)]
    marks.read("a", "agent", 60)
    await marks.close()
    assert written[-1] == ("a", "agent", 60)


def test_of_somebody_who_types_on_and_off_little_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    moment = 100.0
    monkeypatch.setattr("service.desk.reading.time.monotonic", lambda: moment)
    typists = Typists()
    told = [on for _ in range(50) for on in (True, False) if typists.is_news("a", on)]
    assert told == [True, False]
    moment += 2.0
    assert typists.is_news("a", True) and not typists.is_news("a", True)
    assert typists.leave("a") and not typists.leave("a")
