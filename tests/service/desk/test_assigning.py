"""Who gets what waits, and what becomes of it when they let it wait."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sanic import Sanic
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from service import conversations, handoffs
from service.clock import now
from service.conversations import Draft
from service.desk import assigning, holding, overdue, stays, writing
from service.desk.models import Assignment
from service.errors import AgentAway, BadRequest, NotHolder, TakenMeanwhile
from service.handoff_models import Handoff
from service.models import BOT, QUEUE, Base, Conversation
from service.staff import accounts
from service.staff.accounts import Staff
from service.staff.models import Account
from shop import tables
from shop.store import Store
from tests.service.desk.conftest import Hire, Waiting
from tests.service.desk.harness import change_account, held_by
from tests.service.harness import SUPPORT

WIDEN_S = 90.0


class Office:
    """A desk without sockets: what happens is what a test lets happen."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def hire(self, name: str, presence: str = "available", seen_ago: float = 0, **more: Any) -> Staff:
        given = {"email": f"{name.lower()}@b.c", "name": name, **more}
        staff_id = accounts.create(self.session, given, None)
        there = {"presence": presence, "seen": now() - timedelta(seconds=seen_ago)}
        self.session.execute(update(Account).where(Account.id == staff_id).values(there))
        return accounts.by_id(self.session, staff_id)

    def calls(self, language: str = "en", skill: str = "general", priority: int = 3, ago: float = 0) -> str:
        """A shopper who has called a person so many seconds ago."""
        held = conversations.open_new(self.session, "widget", language)
        self._say(held.id, "help!")
        with conversations.hold(self.session, held.id) as conversation:
            handoffs.bot_is_unavailable(self.session, conversation, SUPPORT)
        changed = {"skill": skill, "priority": priority, "created": now() - timedelta(seconds=ago)}
        self.session.execute(update(Handoff).where(Handoff.conversation_id == held.id).values(changed))
        return held.id

    def _say(self, conversation_id: str, words: str) -> None:
        with conversations.hold(self.session, conversation_id) as conversation:
            conversations.append(self.session, conversation, [Draft("shopper", "text", {"text": words})])

    def says(self, conversation_id: str, words: str = "hello?") -> None:
        self._say(conversation_id, words)
        with conversations.hold(self.session, conversation_id) as conversation:
            stays.shopper_wrote(self.session, conversation, SUPPORT)

    def answers(self, staff: Staff, conversation_id: str) -> None:
        draft = Draft("agent", "text", {"text": "yes?", "name": staff.name}, None)
        writing.answer(self.session, conversation_id, staff, replace(draft, client_id=f"c{now().timestamp()}"))

    def gives_out(self) -> list[str]:
        return [moved.conversation_id for moved in assigning.assign(self.session, SUPPORT, WIDEN_S)]

    def holder(self, conversation_id: str) -> str:
        return str(self.session.get(Conversation, conversation_id, populate_existing=True).holder)

    def late(self, quiet_s: float = 1800) -> list[tuple[str, str]]:
        return [(each.conversation_id, each.how) for each in overdue.found(self.session, SUPPORT, quiet_s, WIDEN_S)]

    def later(self, seconds: float) -> None:
        """As if so much time had passed for whoever holds a conversation; their desks stay open."""
        back = timedelta(seconds=seconds)
        for row in self.session.execute(select(Assignment)).scalars().all():
            row.began -= back
            row.answer_by = row.answer_by and row.answer_by - back
        for message in self.session.execute(select(conversations.Message)).scalars().all():
            message.created -= back
        self.session.flush()

    def stays(self, conversation_id: str) -> list[Assignment]:
        query = select(Assignment).where(Assignment.conversation_id == conversation_id).order_by(Assignment.id)
        return list(self.session.execute(query.execution_options(populate_existing=True)).scalars())

    def is_consistent(self) -> None:
        """Exactly one party holds each conversation, and the records agree."""
        open_stays = [stay for stay in self.session.execute(select(Assignment)).scalars() if stay.ended is None]
        holders = {c.id: c.holder for c in self.session.execute(select(Conversation)).scalars()}
        assert sorted(s.conversation_id for s in open_stays) == sorted(
            each for each, holder in holders.items() if holder not in (BOT, QUEUE)
        )
        assert all(holders[stay.conversation_id] == f"agent:{stay.staff_id}" for stay in open_stays)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    store = Store(f"sqlite:///{tmp_path / 'office.db'}")
    store.create_tables(Base)
    tables.create(store)
    with store.transaction() as session:
        office = Office(session)
        yield office
        session.expire_all()
        office.is_consistent()
    store.close()


def test_the_most_urgent_goes_first_then_who_has_waited_longest(office: Office) -> None:
    late, urgent, early = office.calls(ago=10), office.calls(priority=1), office.calls(ago=60)
    office.hire("Mia", capacity=2)
    assert office.gives_out() == [urgent, early] and office.holder(late) == QUEUE


def test_no_agent_gets_more_than_they_can_hold_at_once(office: Office) -> None:
    mia = office.hire("Mia", capacity=2)
    waiting = [office.calls() for _ in range(4)]
    assert len(office.gives_out()) == 2 and office.gives_out() == []
    held = next(each for each in waiting if office.holder(each) != QUEUE)
    holding.close(office.session, held, mia, None, "solved")
    assert len(office.gives_out()) == 1


def test_who_has_the_least_gets_the_next_and_of_equals_who_was_idle_longest(office: Office) -> None:
    mia, leo = office.hire("Mia"), office.hire("Leo")
    first, second, third = office.calls(ago=3), office.calls(ago=2), office.calls(ago=1)
    office.gives_out()
    holders = [office.holder(each) for each in (first, second, third)]
    assert {holders[0], holders[1]} == {f"agent:{mia.id}", f"agent:{leo.id}"} and holders[2] == holders[0]


def test_idle_is_who_has_finished_longest_ago_and_not_who_began_first(office: Office) -> None:
    mia = office.hire("Mia", capacity=1)
    long_one = office.calls()
    office.gives_out()
    leo = office.hire("Leo", capacity=1)
    short_one = office.calls()
    office.gives_out()
    holding.close(office.session, short_one, leo, None, "solved")
    holding.close(office.session, long_one, mia, None, "solved")
    for conversation, began, ended in ((long_one, 60, 1), (short_one, 30, 20)):
        times = {"began": now() - timedelta(minutes=began), "ended": now() - timedelta(minutes=ended)}
        office.session.execute(update(Assignment).where(Assignment.conversation_id == conversation).values(**times))
    next_one = office.calls()
    office.gives_out()
    assert office.holder(next_one) == f"agent:{leo.id}"


@pytest.mark.parametrize(("presence", "seen_ago"), [("busy", 0), ("away", 0), ("available", 3600)])
def test_who_is_not_there_or_busy_gets_nothing(office: Office, presence: str, seen_ago: float) -> None:
    office.hire("Mia", presence=presence, seen_ago=seen_ago)
    conversation = office.calls()
    assert office.gives_out() == [] and office.holder(conversation) == QUEUE


def test_an_editor_is_no_agent_and_somebody_disabled_nobody(office: Office) -> None:
    office.hire("Eda", roles=["editor"])
    gone = office.hire("Gus")
    office.hire("Ada", roles=["admin"], presence="away")
    accounts.change(office.session, gone.id, {"disabled": True}, gone.id)
    office.calls()
    assert office.gives_out() == []


def test_skill_and_language_decide_until_waiting_has_lasted_too_long(office: Office) -> None:
    office.hire("Mia", skills=["returns"], languages=["en"])
    assert office.gives_out() == []
    returns = office.calls(skill="returns", language="en")
    other_skill, other_language = office.calls(skill="payment"), office.calls(skill="returns", language="zh")
    assert office.gives_out() == [returns]
    office.session.execute(update(Handoff).values(created=now() - timedelta(seconds=WIDEN_S + 1)))
    assert office.gives_out() == [other_skill]
    office.session.execute(update(Handoff).values(created=now() - timedelta(seconds=2 * WIDEN_S + 1)))
    assert office.gives_out() == [other_language]


def test_reopened_it_goes_back_to_who_settled_it_if_they_are_there(office: Office) -> None:
    mia = office.hire("Mia")
    conversation = office.calls()
    office.gives_out()
    holding.close(office.session, conversation, mia, None, "solved")
    office.hire("Leo")
    with conversations.hold(office.session, conversation) as held:
        handoffs.bot_is_unavailable(office.session, held, SUPPORT)
    office.calls(ago=60)
    office.gives_out()
    assert office.holder(conversation) == f"agent:{mia.id}"
    assert [stay.how for stay in office.stays(conversation)] == ["auto", "reopened"]


def test_who_let_it_wait_gets_it_again_only_if_nobody_else_is_there(office: Office) -> None:
    mia = office.hire("Mia")
    conversation = office.calls()
    office.gives_out()
    assert office.late() == []
    office.later(SUPPORT.answer_within_s + 1)
    # nobody else could take it: it stays where somebody may still answer
    assert office.late() == []
    leo = office.hire("Leo", languages=["zh"], skills=["safety"])
    # she would get it straight back: it does not suit the other
    assert office.late() == []
    office.session.execute(update(Handoff).values(created=now() - timedelta(seconds=300)))
    assert office.late() == [(conversation, "unanswered")]
    assert holding.lose(office.session, conversation, mia.id, "unanswered") is not None
    assert holding.lose(office.session, conversation, mia.id, "unanswered") is None
    office.gives_out()
    assert office.holder(conversation) == f"agent:{leo.id}"
    assert [stay.ended_how for stay in office.stays(conversation)] == ["unanswered", None]


@pytest.mark.parametrize("how", ["unanswered", "away", "quiet"])
def test_an_answer_in_the_last_moment_keeps_the_conversation(office: Office, how: str) -> None:
    """The clocks read first and write later: what they found may be true no more."""
    mia = office.hire("Mia")
    conversation = office.calls()
    office.gives_out()
    office.hire("Leo")
    if how == "quiet":
        office.answers(mia, conversation)
    if how == "away":
        office.session.execute(update(Account).where(Account.id == mia.id).values(presence="away"))
    office.later(7200)
    limits = (SUPPORT, 600.0, WIDEN_S)
    [late] = overdue.found(office.session, *limits)
    assert late.how == how
    office.answers(mia, conversation)
    assert overdue.let_go(office.session, conversation, late, *limits) is None
    assert office.holder(conversation) == f"agent:{mia.id}"
    office.says(conversation)
    office.later(7200)
    [late] = overdue.found(office.session, *limits)
    moved = overdue.let_go(office.session, conversation, late, *limits)
    assert moved is not None and moved.holder == QUEUE and office.holder(conversation) == QUEUE


def test_an_answer_stops_the_clock_and_the_next_message_starts_it_again(office: Office) -> None:
    mia = office.hire("Mia")
    office.hire("Leo", presence="available")
    conversation = office.calls()
    office.session.execute(update(Account).where(Account.id != mia.id).values(presence="busy"))
    office.gives_out()
    office.session.execute(update(Account).values(presence="available"))
    office.answers(mia, conversation)
    office.later(SUPPORT.answer_within_s + 1)
    assert office.late() == []
    office.says(conversation)
    office.says(conversation, "still there?")
    office.later(SUPPORT.answer_within_s + 1)
    assert office.late() == [(conversation, "unanswered")]


def test_who_goes_away_loses_what_is_unanswered_and_keeps_what_is_not(office: Office) -> None:
    mia = office.hire("Mia")
    answered, open_ = office.calls(ago=5), office.calls()
    office.gives_out()
    office.answers(mia, answered)
    for gone in ({"presence": "away"}, {"seen": now() - timedelta(hours=1), "presence": "available"}):
        office.session.execute(update(Account).values(gone))
        assert office.late() == [(open_, "away")]
    office.says(answered)
    assert sorted(office.late()) == sorted([(open_, "away"), (answered, "away")])


def test_a_disabled_agent_loses_everything(office: Office) -> None:
    mia = office.hire("Mia")
    office.hire("Ada", roles=["admin"], presence="away")
    conversation = office.calls()
    office.gives_out()
    office.answers(mia, conversation)
    accounts.change(office.session, mia.id, {"disabled": True}, mia.id)
    assert office.late() == [(conversation, "away")]


def test_after_a_quiet_time_the_bot_is_back_and_a_rating_is_asked(office: Office) -> None:
    mia = office.hire("Mia")
    conversation = office.calls()
    office.gives_out()
    office.answers(mia, conversation)
    assert office.late(quiet_s=600) == []
    office.later(601)
    assert office.late(quiet_s=600) == [(conversation, "quiet")]
    moved = holding.end_quiet(office.session, conversation, mia.id)
    assert moved is not None and [row.body["code"] for row in moved.rows] == ["handed_back_quiet", "rate"]
    assert office.holder(conversation) == BOT and holding.end_quiet(office.session, conversation, mia.id) is None


def test_what_is_unanswered_never_ends_as_quiet(office: Office) -> None:
    mia = office.hire("Mia")
    conversation = office.calls()
    office.gives_out()
    office.later(7200)
    assert office.late(quiet_s=600) == [] and holding.end_quiet(office.session, conversation, mia.id) is None


def test_only_the_holder_answers_passes_on_and_gives_back(office: Office) -> None:
    mia = office.hire("Mia")
    conversation = office.calls()
    office.gives_out()
    leo = office.hire("Leo")
    draft = Draft("agent", "text", {"text": "mine!", "name": "Leo"}, "c1")
    for forbidden in (
        lambda: writing.answer(office.session, conversation, leo, draft),
        lambda: holding.transfer(office.session, conversation, leo, mia.id, None, None, SUPPORT),
        lambda: holding.hand_back(office.session, conversation, leo, None, "solved"),
        lambda: holding.close(office.session, conversation, leo, None, "solved"),
    ):
        with pytest.raises(NotHolder):
            forbidden()
    with pytest.raises(TakenMeanwhile):
        holding.take(office.session, conversation, leo, "agent:nobody", SUPPORT)
    assert office.holder(conversation) == f"agent:{mia.id}"


def test_passed_on_to_a_skill_it_keeps_its_place_and_goes_to_somebody_else(office: Office) -> None:
    mia = office.hire("Mia")
    conversation = office.calls(ago=60)
    office.gives_out()
    leo = office.hire("Leo", skills=["returns"])
    with pytest.raises(AgentAway):
        holding.transfer(office.session, conversation, mia, "nobody", None, None, SUPPORT)
    with pytest.raises(BadRequest):
        holding.transfer(office.session, conversation, mia, None, "juggling", None, SUPPORT)
    holding.transfer(office.session, conversation, mia, None, "returns", "wants an exchange", SUPPORT)
    assert office.holder(conversation) == QUEUE
    [waiting] = assigning.waiting(office.session)
    assert waiting.skill == "returns" and (now() - waiting.since).total_seconds() > 50
    office.gives_out()
    assert office.holder(conversation) == f"agent:{leo.id}"


def test_an_answer_that_is_sent_twice_is_there_once(office: Office) -> None:
    mia = office.hire("Mia")
    conversation = office.calls()
    office.gives_out()
    draft = Draft("agent", "text", {"text": "hello", "name": "Mia"}, "agent:same")
    first, again = (writing.answer(office.session, conversation, mia, draft) for _ in range(2))
    assert first[0].seq == again[0].seq and (first[1], again[1]) == (False, True)


async def test_the_clocks_run_by_themselves(app: Sanic, hire: Hire, waiting: Waiting) -> None:
    mia = await hire("Mia")
    _, conversation_id = await waiting()
    await held_by(app, conversation_id, f"agent:{mia.id}")
    leo = await hire("Leo")
    await mia.stand_up()
    await change_account(app, mia.id, seen=datetime(2026, 1, 1))
    await held_by(app, conversation_id, f"agent:{leo.id}", timeout_s=10)
    assert mia.id != leo.id


async def test_a_shopper_who_begins_anew_frees_the_agent(app: Sanic, hire: Hire, waiting: Waiting) -> None:
    mia = await hire("Mia", capacity=1)
    tab, conversation_id = await waiting()
    await held_by(app, conversation_id, f"agent:{mia.id}")
    assert (await tab.call("fresh", {}))["ok"]
    _, another = await waiting()
    await held_by(app, another, f"agent:{mia.id}")
