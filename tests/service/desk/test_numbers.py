"""The numbers, on a log that was worked out by hand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sanic import Sanic
from sqlalchemy import insert, update

from service.desk import numbers
from service.desk.models import Assignment
from service.desk.period import Period
from service.errors import BadRequest
from service.handoff_models import Handoff, Rating
from service.models import Base, Conversation, Turn
from service.staff import accounts
from shop.store import Store
from tests.service.desk.conftest import Hire

NOON = datetime(2026, 11, 10, 12)
MONTH = Period.read("2026-11-01", "2026-11-30", "UTC")
TOPICS = frozenset({"track_order", "return_item"})


class Log:
    """Writes what happened, in minutes after NOON."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.count = 0
        with store.transaction() as session:
            self.staff = {
                name: accounts.create(session, {"email": f"{name}@b.c", "name": name}, None) for name in ("Mia", "Leo")
            }

    def conversation(
        self,
        at: float = 0,
        customer: str | None = None,
        language: str = "en",
        intent: str = "track_order",
        answered: float = 1.0,
    ) -> str:
        self.count += 1
        conversation_id = f"{self.count:032x}"
        began = NOON + timedelta(minutes=at)
        row = {"id": conversation_id, "channel": "widget", "language": language, "customer_id": customer}
        row |= {"holder": "bot", "baton_seq": 0, "last_seq": 1, "created": began}
        turn = {"id": f"{conversation_id}-1", "conversation_id": conversation_id, "first_seq": 1, "last_seq": 1}
        turn |= {"text": "?", "is_choice": False, "status": "done", "holder": "bot", "began_seq": 1, "created": began}
        turn |= {"finished": began + timedelta(seconds=answered), "understood": {"intent": intent}}
        self._write(Conversation, row)
        self._write(Turn, turn)
        return conversation_id

    def call(
        self, conversation_id: str, at: float, ended: float | None = None, language: str = "en", way: str = "queue"
    ) -> int:
        row = {"conversation_id": conversation_id, "way": way, "created": self._at(at), "reason": "anger"}
        row |= {"priority": 2, "skill": "orders", "language": language, "value_cents": 0, "order_numbers": []}
        row |= {"summary": {}, "facts": {}, "ended": None if ended is None else self._at(ended)}
        return self._write(Handoff, row)

    def stay(
        self,
        conversation_id: str,
        handoff: int,
        who: str,
        at: float,
        answered: float | None = None,
        ended: float | None = None,
    ) -> None:
        row: dict[str, Any] = {"conversation_id": conversation_id, "handoff_id": handoff, "staff_id": self.staff[who]}
        row |= {"how": "auto", "began": self._at(at), "first_answer": None if answered is None else self._at(answered)}
        self._write(Assignment, row | {"ended": None if ended is None else self._at(ended)})

    def rate(self, conversation_id: str, about: str, stars: int, at: float = 60) -> None:
        row = {"conversation_id": conversation_id, "about": about, "stars": stars, "words": ""}
        self._write(Rating, row | {"created": self._at(at), "changed": self._at(at)})

    def numbers(self, by: str = "day", period: Period = MONTH) -> dict[str, Any]:
        with self.store.transaction(reading=True) as session:
            return numbers.of(session, period, by, TOPICS)

    def _at(self, minutes: float) -> datetime:
        return NOON + timedelta(minutes=minutes)

    def _write(self, model: Any, row: dict[str, Any]) -> int:
        with self.store.transaction() as session:
            made = session.execute(insert(model.__table__), row)
            return int(made.inserted_primary_key[0]) if model in (Handoff, Assignment) else 0


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Log]:
    from shop import tables

    store = Store(f"sqlite:///{tmp_path / 'log.db'}")
    store.create_tables(Base)
    tables.create(store)
    yield Log(store)
    store.close()


def test_of_nothing_there_is_nothing_to_say_and_no_division(log: Log) -> None:
    found = log.numbers()
    assert found["rows"] == [] and found["waiting"] == 0
    human, bot = found["totals"]["human"], found["totals"]["bot"]
    assert human["called"] == 0 and human["first_answer_s"] is None and human["rating"] is None
    assert bot["automated"] is None and bot["recontact"] is None


def test_a_call_counts_from_when_it_was_made_however_many_agents_had_it(log: Log) -> None:
    conversation = log.conversation()
    call = log.call(conversation, at=10, ended=40)
    log.stay(conversation, call, "Mia", at=11, ended=14)
    log.stay(conversation, call, "Leo", at=14, answered=15, ended=40)
    human = log.numbers()["totals"]["human"]
    assert (human["called"], human["handled"], human["abandoned"]) == (1, 1, 0)
    assert human["first_answer_s"] == 300 and human["resolution_s"] == 1800
    [row] = log.numbers("agent")["rows"]
    assert row["label"] == "Leo" and row["human"]["handled"] == 1


def test_a_call_is_of_the_agent_who_answered_it_also_after_they_passed_it_on(log: Log) -> None:
    conversation = log.conversation()
    call = log.call(conversation, at=10)
    log.stay(conversation, call, "Mia", at=11, answered=12, ended=20)
    log.stay(conversation, call, "Leo", at=20)
    assert [row["label"] for row in log.numbers("agent")["rows"]] == ["Mia"]
    log.stay(conversation, call, "Leo", at=30, answered=31)
    [row] = log.numbers("agent")["rows"]
    assert (row["label"], row["human"]["handled"], row["human"]["first_answer_s"]) == ("Mia", 1, 120)


def test_stars_are_of_the_agent_who_had_it_when_they_were_given(log: Log) -> None:
    conversation = log.conversation()
    log.stay(conversation, log.call(conversation, 10, ended=30), "Mia", 11, 12, 30)
    log.rate(conversation, "human", 1, at=31)
    log.stay(conversation, log.call(conversation, 100, ended=130), "Leo", 101, 102, 130)
    rows = {row["label"]: row["human"]["rating"] for row in log.numbers("agent")["rows"]}
    assert rows == {"Mia": 1, "Leo": None}


def test_who_comes_back_after_a_call_that_ended_days_later_came_back(log: Log) -> None:
    conversation, later = log.conversation(), 3 * 24 * 60
    log.stay(conversation, log.call(conversation, 10, ended=later), "Mia", 11, 12, later)
    log.call(conversation, later + 10)
    human = log.numbers(period=Period.read("2026-11-10", "2026-11-10", "UTC"))["totals"]["human"]
    assert (human["called"], human["recontact"], human["recontact_of"]) == (1, 1.0, 1)


def test_days_and_hours_without_anything_are_rows_of_nothing(log: Log) -> None:
    log.conversation()
    log.conversation(at=50 * 60)
    counted = [(row["key"], row["bot"]["conversations"]) for row in log.numbers("day")["rows"]]
    assert counted == [("2026-11-10", 1), ("2026-11-11", 0), ("2026-11-12", 1)]
    assert [row["key"] for row in log.numbers("hour")["rows"]] == ["12", "13", "14"]


def test_a_turn_that_people_took_over_is_no_answer_of_the_bot(log: Log) -> None:
    conversation = log.conversation()
    with log.store.transaction() as session:
        session.execute(update(Turn.__table__).where(Turn.conversation_id == conversation).values(status="handed_over"))
    bot = log.numbers()["totals"]["bot"]
    assert bot["conversations"] == 1 and bot["first_answer_s"] is None


def test_what_is_still_open_is_handled_and_has_no_resolution(log: Log) -> None:
    conversation = log.conversation()
    log.stay(conversation, log.call(conversation, at=10), "Mia", at=11, answered=12)
    human = log.numbers()["totals"]["human"]
    assert human["handled"] == 1 and human["first_answer_s"] == 120
    assert human["resolution_s"] is None and human["recontact"] is None


def test_who_left_without_an_answer_was_abandoned(log: Log) -> None:
    conversation = log.conversation()
    log.call(conversation, at=10, ended=30)
    human = log.numbers()["totals"]["human"]
    assert (human["called"], human["handled"], human["abandoned"], human["first_answer_s"]) == (1, 0, 1, None)


def test_a_ticket_is_no_call_but_was_not_automated_either(log: Log) -> None:
    conversation = log.conversation()
    log.call(conversation, at=10, way="ticket")
    totals = log.numbers()["totals"]
    assert totals["human"]["called"] == 0 and totals["bot"]["automated"] == 0.0


def test_who_calls_again_within_a_day_came_back_in_any_conversation_of_theirs(log: Log) -> None:
    def settled(conversation: str, at: float) -> None:
        log.stay(conversation, log.call(conversation, at, ended=at + 20), "Mia", at + 1, at + 2, at + 20)

    same = log.conversation()
    settled(same, 10)
    settled(same, 60)  # the same shopper, 30 minutes later
    ana = [log.conversation(customer="ana"), log.conversation(at=90, customer="ana")]
    settled(ana[0], 10)
    settled(ana[1], 100)
    late = log.conversation(customer="bo")
    settled(late, 10)
    settled(late, 30 + 24 * 60 + 1)  # a minute too late to count
    human = log.numbers()["totals"]["human"]
    assert human["recontact_of"] == 6 and human["recontact"] == round(2 / 6, 4)


def test_the_bots_share_is_of_conversations_that_no_person_was_called_to(log: Log) -> None:
    for at in range(3):
        log.conversation(at=at, answered=1 + at)
    called = log.conversation(at=5, answered=10)
    log.call(called, at=6)
    bot = log.numbers()["totals"]["bot"]
    assert bot["conversations"] == 4 and bot["automated"] == 0.75
    assert bot["first_answer_s"] == 2.5 and bot["first_answer_p90_s"] == 7.9


def test_ratings_of_people_and_bot_are_kept_apart(log: Log) -> None:
    conversation = log.conversation()
    log.stay(conversation, log.call(conversation, 1, 9), "Mia", 2, 3, 9)
    log.rate(conversation, "human", 5)
    log.rate(conversation, "bot", 2)
    log.rate(log.conversation(), "human", 4)
    totals = log.numbers()["totals"]
    assert (totals["human"]["rating"], totals["human"]["ratings"]) == (4.5, 2)
    assert (totals["bot"]["rating"], totals["bot"]["ratings"]) == (2.0, 1)


def test_a_day_is_the_calendars_where_the_shop_is_and_clocks_that_go_back_lose_nothing() -> None:
    berlin = Period.read("2026-10-25", "2026-10-25", "Europe/Berlin")
    assert (berlin.end - berlin.begin) == timedelta(hours=25)
    spring = Period.read("2026-03-29", "2026-03-29", "Europe/Berlin")
    assert (spring.end - spring.begin) == timedelta(hours=23)
    assert berlin.zone == ZoneInfo("Europe/Berlin")


def test_days_and_hours_are_local(log: Log) -> None:
    log.conversation(at=11.5 * 60)  # 23:30 UTC
    shanghai = Period.read("2026-11-01", "2026-11-30", "Asia/Shanghai")
    assert [row["key"] for row in log.numbers("day")["rows"]] == ["2026-11-10"]
    assert [row["key"] for row in log.numbers("day", shanghai)["rows"]] == ["2026-11-11"]
    assert [row["key"] for row in log.numbers("hour", shanghai)["rows"]] == ["7"]


def test_by_intent_and_language_and_nothing_outside_the_period(log: Log) -> None:
    log.conversation(intent="return_item", language="zh")
    log.conversation(intent="greet")
    log.conversation(at=60 * 24 * 40)
    assert [row["key"] for row in log.numbers("intent")["rows"]] == ["return_item"]
    assert {row["key"]: row["bot"]["conversations"] for row in log.numbers("language")["rows"]} == {"en": 1, "zh": 1}
    assert log.numbers()["totals"]["bot"]["conversations"] == 2


@pytest.mark.parametrize(
    "asked",
    [
        ("x", "2026-11-02", "UTC"),
        ("2026-11-02", "2026-11-01", "UTC"),
        ("2020-01-01", "2026-11-01", "UTC"),
        ("9999-12-31", "9999-12-31", "UTC"),
        ("0001-01-01", "0001-01-02", "Asia/Shanghai"),
        ("2026-11-01", "2026-11-02", "Mars/Olympus"),
        ("2026-11-01", "2026-11-02", "../../etc/passwd"),
    ],
)
def test_what_is_no_period_is_refused(asked: tuple[str, str, str]) -> None:
    with pytest.raises(BadRequest):
        Period.read(*asked)


async def test_an_agent_sees_their_own_row_and_an_admin_all_of_them(app: Sanic, hire: Hire) -> None:
    mia, ada = await hire("=Mia", presence=None), await hire("Ada", presence=None, roles=["admin"])
    store: Store = app.ctx.store

    def happened(session: Any) -> None:
        began = datetime(2026, 11, 10)
        row = {"id": "a" * 32, "channel": "widget", "language": "en", "holder": "bot", "baton_seq": 0, "last_seq": 1}
        session.execute(insert(Conversation.__table__), row | {"created": began})
        for who in (mia, ada):
            call = {"conversation_id": "a" * 32, "way": "queue", "created": began, "reason": "anger", "priority": 2}
            call |= {
                "skill": "orders",
                "language": "en",
                "value_cents": 0,
                "order_numbers": [],
                "summary": {},
                "facts": {},
            }
            made = session.execute(insert(Handoff.__table__), call).inserted_primary_key[0]
            stay = {"conversation_id": "a" * 32, "handoff_id": made, "staff_id": who.id, "how": "auto", "began": began}
            session.execute(insert(Assignment.__table__), stay)

    await store.run(happened)
    path = "?from=2026-11-01&to=2026-11-30&by=agent"
    for who in (mia, ada):
        await who.log_in()
    assert [row["label"] for row in (await mia.get(f"/api/desk/numbers{path}"))[1]["rows"]] == ["=Mia"]
    assert len((await ada.get(f"/api/desk/numbers{path}"))[1]["rows"]) == 2
    assert (await mia.get("/api/desk/numbers?from=2026-11-01"))[0] == 400
    assert (await mia.get(f"/api/desk/numbers{path}&by=stars"))[0] in (200, 400)
    async with ada.http.get(f"{ada.url}/api/desk/numbers.csv{path}") as got:
        sheet = await got.text()
    assert got.headers["Content-Disposition"].startswith("attachment") and "'=Mia" in sheet
    assert sheet.splitlines()[0].startswith("\ufeff,human_called") and sheet.splitlines()[-1].startswith("total,2")
