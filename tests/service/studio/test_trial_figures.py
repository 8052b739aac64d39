"""What a trial is judged by, on a log that was worked out by hand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from service import forgetting
from service.handoff_models import Handoff, Rating
from service.models import Base, Conversation, Message, Turn
from service.studio import trial
from service.studio.trial import Offer
from service.studio.trial import figures as trial_figures
from service.studio.trial.figures import Figures
from service.studio.trial.models import LIVE, STOPPED, TRIAL, ConversationRelease, Trial
from shop.store import Store

NOON = datetime(2026, 11, 10, 12)
NOT_UNDERSTOOD = frozenset({"nlu_fallback", "out_of_scope"})
ASKS_BACK = {"text": "?", "choices": [{"title": "A person", "payload": "/contact_human_agent"}]}
QUIET_S = 1800.0


class Log:
    """Writes what happened, in minutes after NOON. The tried model is `new`, the live one `old`."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.count = 0
        with store.transaction() as session:
            self.trial = trial.start(session, Offer(1, "New", "new", "/m"), 50, "old", "pia")
            session.execute(update(Trial.__table__).values(began=NOON))

    def conversation(self, arm: str = TRIAL, closed: float | None = None) -> str:
        self.count += 1
        made = f"{self.count:032x}"
        row = {"id": made, "channel": "widget", "language": "en", "holder": "bot", "baton_seq": 0, "last_seq": 99}
        self._write(Conversation, row | {"created": NOON, "closed": None if closed is None else self._at(closed)})
        drew = {"conversation_id": made, "trial_id": self.trial, "arm": arm, "share": 50}
        self._write(ConversationRelease, drew)
        return made

    def turn(self, conversation: str, seq: int, at: float = 1, **more: Any) -> str:
        release, intent = more.pop("release", "new"), more.pop("intent", "track_order")
        row = {"id": f"{conversation}-{seq}", "conversation_id": conversation, "first_seq": seq, "last_seq": seq}
        row |= {"text": "?", "is_choice": False, "status": "done", "holder": "bot", "began_seq": seq}
        row |= {"created": self._at(at), "finished": self._at(at)}
        understood = None if release is None else {"intent": intent, "release": release}
        self._write(Turn, row | {"understood": understood} | more)
        return str(row["id"])

    def says(self, turn: str, body: dict[str, Any], seq: int) -> None:
        row = {"conversation_id": turn.split("-")[0], "seq": seq, "author": "bot", "kind": "choices", "body": body}
        row |= {"client_id": f"turn:{turn}:0", "audience": "all", "created": NOON}
        self._write(Message, row)

    def asks_back(self, conversation: str, seq: int, **more: Any) -> None:
        turn = self.turn(conversation, seq, intent="nlu_fallback", **more)
        self.says(turn, ASKS_BACK, seq + 1)

    def call(self, conversation: str, at: float = 2) -> None:
        row = {"conversation_id": conversation, "way": "queue", "created": self._at(at), "reason": "anger"}
        row |= {"priority": 2, "skill": "orders", "language": "en", "value_cents": 0, "order_numbers": []}
        self._write(Handoff, row | {"summary": {}, "facts": {}})

    def rate(self, conversation: str, stars: int, about: str = "bot", at: float = 3) -> None:
        row = {"conversation_id": conversation, "about": about, "stars": stars, "words": "", "created": self._at(at)}
        self._write(Rating, row | {"changed": self._at(at)})

    def ended(self, at: float) -> None:
        with self.store.transaction() as session:
            trial.end(session, self.trial, STOPPED, "pia")
            session.execute(update(Trial.__table__).values(ended=self._at(at)))

    def figures(self) -> Figures:
        with self.store.transaction() as session:
            return trial_figures.of(session, trial.of(session, self.trial), NOT_UNDERSTOOD, QUIET_S)

    def values(self, arm: str = TRIAL) -> dict[str, tuple[float | None, int]]:
        found = {name: getattr(compared, arm) for name, compared in self.figures().compared.items()}
        return {name: (each.value, each.count) for name, each in found.items()}

    def _at(self, minutes: float) -> datetime:
        return NOON + timedelta(minutes=minutes)

    def _write(self, model: Any, row: dict[str, Any]) -> None:
        with self.store.transaction() as session:
            session.execute(insert(model.__table__), row)


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Log]:
    store = Store(f"sqlite:///{tmp_path / 'aisle.db'}")
    store.create_tables(Base)
    yield Log(store)
    store.close()


def test_what_was_asked_back_was_not_understood(log: Log) -> None:
    one, other = log.conversation(), log.conversation()
    log.turn(one, 1)
    log.asks_back(one, 2)
    log.turn(other, 1)
    log.turn(other, 3)
    assert log.values()["understood"] == (0.75, 2)


def test_what_knowledge_answered_was_understood_and_what_is_not_the_shops_business_was_not(log: Log) -> None:
    conversation = log.conversation()
    log.says(log.turn(conversation, 1, intent="nlu_fallback"), {"text": "Within 30 days.", "source": "faq"}, 2)
    assert log.values()["understood"] == (1.0, 1)
    log.turn(conversation, 3, intent="out_of_scope")
    assert log.values()["understood"] == (0.5, 1)


def test_clicks_and_greetings_are_nothing_to_understand(log: Log) -> None:
    conversation = log.conversation()
    log.turn(conversation, 0)
    log.turn(conversation, 1, is_choice=True)
    assert log.values()["understood"] == (None, 0) and log.figures().counts == {TRIAL: 1, LIVE: 0}


def test_who_said_nothing_is_no_conversation(log: Log) -> None:
    log.turn(log.conversation(), 0)
    assert log.figures().counts == {TRIAL: 0, LIVE: 0}


def test_escalated_is_who_had_a_person_called(log: Log) -> None:
    for number in range(4):
        conversation = log.conversation()
        log.turn(conversation, 1)
        if number == 0:
            log.call(conversation)
            log.call(conversation, at=5)
    assert log.values()["escalated"] == (0.25, 4)


def test_resolved_is_who_needed_no_person_and_was_not_left_with_a_question(log: Log) -> None:
    called, left, served = (log.conversation() for _ in range(3))
    log.turn(called, 1)
    log.call(called)
    log.asks_back(left, 1)
    log.asks_back(served, 1)
    log.turn(served, 3)
    assert log.values()["resolved"] == (1 / 3, 3)


def test_what_still_goes_on_is_neither_resolved_nor_not(log: Log) -> None:
    log.turn(log.conversation(), 1, at=100)
    log.turn(log.conversation(closed=100), 1, at=100)
    log.ended(at=110)
    assert log.values()["resolved"] == (1.0, 1) and log.values()["escalated"] == (0.0, 2)
    log.turn(log.conversation(), 1, at=50)
    assert log.values()["resolved"] == (1.0, 2)


def test_stars_are_the_bots_only(log: Log) -> None:
    one, other = log.conversation(), log.conversation()
    for conversation, stars in ((one, 5), (other, 2)):
        log.turn(conversation, 1)
        log.rate(conversation, stars)
    log.rate(one, 1, about="human")
    assert log.values()["rated"] == (3.5, 2)


def test_who_answered_counts_and_not_who_was_drawn(log: Log) -> None:
    log.turn(log.conversation(TRIAL), 1, release="old")
    log.turn(log.conversation(LIVE), 1, release="old")
    log.turn(log.conversation(TRIAL), 1, release="new")
    assert log.figures().counts == {TRIAL: 1, LIVE: 2}


def test_what_both_answered_or_a_third_is_left_out_and_told(log: Log) -> None:
    both, third, unknown = log.conversation(), log.conversation(), log.conversation()
    log.turn(both, 1)
    log.turn(both, 3, release="old")
    log.turn(third, 1, release="newest")
    log.turn(unknown, 1, release=None)
    figures = log.figures()
    assert figures.counts == {TRIAL: 0, LIVE: 0} and figures.left_out == {"both": 1, "other": 1}


def test_what_happened_after_the_end_does_not_count(log: Log) -> None:
    conversation = log.conversation()
    log.turn(conversation, 1)
    log.ended(at=60)
    log.turn(conversation, 3, at=61, release="old")
    log.call(conversation, at=62)
    log.rate(conversation, 1, at=63)
    values = log.values()
    assert log.figures().counts == {TRIAL: 1, LIVE: 0}
    assert values["escalated"] == (0.0, 1) and values["rated"] == (None, 0)


def test_an_unanswered_turn_and_other_trials_count_for_nothing(log: Log) -> None:
    log.turn(log.conversation(), 1, status="handed_over")
    log.ended(at=60)
    first = log.trial
    with log.store.transaction() as session:
        log.trial = trial.start(session, Offer(2, "Newer", "new", "/m"), 50, "old", "pia")
    log.turn(log.conversation(), 1)
    assert log.figures().counts[TRIAL] == 1
    log.trial = first
    assert log.figures().counts[TRIAL] == 0


def test_who_is_forgotten_is_no_longer_counted_by_what_they_said(log: Log) -> None:
    conversation = log.conversation()
    log.turn(conversation, 1)
    with log.store.transaction() as session:
        session.execute(update(Conversation.__table__).values(customer_id="ana"))
        forgetting.forget_customer(session, "ana")
        assert session.execute(select(Turn.understood)).scalars().all() == [None]
    assert log.figures().counts == {TRIAL: 0, LIVE: 0}


def test_enough_of_a_clear_difference_is_said(log: Log) -> None:
    with log.store.transaction() as session:
        for arm, release, called in ((TRIAL, "new", 2), (LIVE, "old", 20)):
            for number in range(40):
                made = f"{arm[0]}{number:031x}".replace("t", "a").replace("l", "b")
                row = {"id": made, "channel": "widget", "language": "en", "holder": "bot", "baton_seq": 0}
                session.execute(insert(Conversation.__table__), row | {"last_seq": 0, "created": NOON})
                drew = {"conversation_id": made, "trial_id": log.trial, "arm": arm, "share": 50}
                session.execute(insert(ConversationRelease.__table__), drew)
                turn = {"id": f"{made}-1", "conversation_id": made, "first_seq": 1, "last_seq": 1, "text": "?"}
                turn |= {"is_choice": False, "status": "done", "holder": "bot", "began_seq": 1, "created": NOON}
                turn |= {"finished": NOON, "understood": {"intent": "track_order", "release": release}}
                session.execute(insert(Turn.__table__), turn)
                if number < called:
                    call = {"conversation_id": made, "way": "queue", "created": NOON, "reason": "anger", "priority": 2}
                    call |= {"skill": "orders", "language": "en", "value_cents": 0, "order_numbers": []}
                    session.execute(insert(Handoff.__table__), call | {"summary": {}, "facts": {}})
    figures = log.figures()
    verdicts = {name: each.verdict for name, each in figures.compared.items()}
    assert verdicts == {"understood": "early", "resolved": "better", "escalated": "better", "rated": "early"}
    assert figures.verdict == "better"
