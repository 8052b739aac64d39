"""What each arm of a trial came to, counted by the model that really answered.

**Conversations**: those that drew an arm, in which a shopper said something that one of the two models answered, and
the other none; what both answered, or a third, is left out and its number told. **Understood**: of what shoppers
typed, the share that the bot did not ask back about. **Resolved**: of conversations that have ended (closed, or quiet
for as long as the desk calls quiet, or with a call), the share without a call for a person and with an understood last
message. **Escalated**: the share with a call for a person, as `service.desk.numbers` has it. **Rated**: stars for the
bot. Only what happened while the trial ran counts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.clock import now
from service.handoff_facts import offers_person
from service.handoff_models import Handoff, Rating
from service.models import BOT, DONE, Conversation, Message, Turn
from service.ratings import ABOUT_BOT
from service.studio.trial import Tried
from service.studio.trial.models import LIVE, TRIAL, ConversationRelease
from shop.store import reads
from studio import comparing
from studio.comparing import Comparison, Estimate

FIGURES = ("understood", "resolved", "escalated", "rated")
STARS = (1.0, 5.0)
_AT_ONCE = 500
BOTH, OTHER = "both", "other"

_arms = ConversationRelease.__table__
_conversations = Conversation.__table__
_turns = Turn.__table__
_messages = Message.__table__
_handoffs = Handoff.__table__
_ratings = Rating.__table__


@dataclass
class Talk:
    """One conversation of a trial, as far as the trial saw it."""

    closed: bool
    answered_by: set[str] = field(default_factory=set)
    typed: int = 0
    understood: int = 0
    last: datetime | None = None
    last_was_understood: bool = True
    called: bool = False
    stars: int | None = None

    def has_ended(self, quiet_since: datetime) -> bool:
        return self.closed or self.called or (self.last is not None and self.last < quiet_since)


@dataclass(frozen=True)
class Figures:
    """`counts`: conversations by arm; `left_out` says how many were answered by `both`, or by some `other` model."""

    compared: dict[str, Comparison]
    counts: dict[str, int]
    left_out: dict[str, int]

    @property
    def verdict(self) -> str:
        return comparing.overall([each.verdict for each in self.compared.values()])


@reads
def of(session: Session, trial: Tried, not_understood: frozenset[str], quiet_s: float) -> Figures:
    """`not_understood`: the intents that mean that the bot may have had no answer, as the escalation policy names
    them."""
    talks = _talks(session, trial)
    _add_turns(session, trial, talks, not_understood)
    _add_calls(session, trial, talks)
    _add_stars(session, trial, talks)
    names = {trial.model: TRIAL, trial.live: LIVE}
    by_arm: dict[str, list[Talk]] = {TRIAL: [], LIVE: [], BOTH: [], OTHER: []}
    for talk in talks.values():
        if talk.answered_by:
            arms = {names.get(name, OTHER) for name in talk.answered_by}
            by_arm[OTHER if OTHER in arms else arms.pop() if len(arms) == 1 else BOTH].append(talk)
    quiet_since = min(now(), trial.ended or now()) - timedelta(seconds=quiet_s)
    of_arm = {arm: _estimates(by_arm[arm], quiet_since) for arm in (TRIAL, LIVE)}
    return Figures(
        {
            name: comparing.compare(of_arm[TRIAL][name], of_arm[LIVE][name], more_is_better=name != "escalated")
            for name in FIGURES
        },
        {arm: len(by_arm[arm]) for arm in (TRIAL, LIVE)},
        {why: len(by_arm[why]) for why in (BOTH, OTHER)},
    )


def _estimates(talks: list[Talk], quiet_since: datetime) -> dict[str, Estimate]:
    ended = [talk for talk in talks if talk.has_ended(quiet_since)]
    stars = [talk.stars for talk in talks if talk.stars is not None]
    return {
        "understood": comparing.share_of_turns([talk.understood for talk in talks], [talk.typed for talk in talks]),
        "resolved": comparing.share(sum(not talk.called and talk.last_was_understood for talk in ended), len(ended)),
        "escalated": comparing.share(sum(talk.called for talk in talks), len(talks)),
        "rated": comparing.mean(stars, *STARS),
    }


def _talks(session: Session, trial: Tried) -> dict[str, Talk]:
    until = trial.ended or now()
    query = (
        select(_arms.c.conversation_id, _conversations.c.closed)
        .join(_conversations, _conversations.c.id == _arms.c.conversation_id)
        .where(_arms.c.trial_id == trial.id)
    )
    return {row.conversation_id: Talk(row.closed is not None and row.closed <= until) for row in session.execute(query)}


def _add_turns(session: Session, trial: Tried, talks: dict[str, Talk], not_understood: frozenset[str]) -> None:
    understood = _turns.c.understood
    query = (
        select(
            _turns.c.id,
            _turns.c.conversation_id,
            _turns.c.first_seq,
            _turns.c.is_choice,
            _turns.c.finished,
            understood["intent"].as_string().label("intent"),
            understood["release"].as_string().label("release"),
        )
        .where(_turns.c.conversation_id.in_(_of(trial)), _turns.c.status == DONE, _turns.c.first_seq > 0)
        .order_by(_turns.c.conversation_id, _turns.c.first_seq)
    )
    rows = [
        row
        for row in session.execute(query)
        if row.release is not None and (trial.ended is None or row.finished <= trial.ended)
    ]
    asked_back = _asked_back(session, [row for row in rows if row.intent in not_understood])
    for row in rows:
        talk = talks[row.conversation_id]
        talk.answered_by.add(row.release)
        talk.last = row.finished
        if not row.is_choice:
            talk.last_was_understood = row.id not in asked_back
            talk.typed += 1
            talk.understood += talk.last_was_understood


def _asked_back(session: Session, doubtful: list[Any]) -> set[str]:
    """Those to which the bot had no answer: knowledge may have had one, whatever the intent (as `handoff_facts`)."""
    found = {row.id for row in doubtful if row.intent == "out_of_scope"}
    asked = sorted({row.conversation_id for row in doubtful if row.id not in found})
    for begin in range(0, len(asked), _AT_ONCE):
        query = select(_messages.c.client_id, _messages.c.body).where(
            _messages.c.conversation_id.in_(asked[begin : begin + _AT_ONCE]), _messages.c.author == BOT
        )
        found |= {turn for turn, body in _bots(session.execute(query)) if offers_person([body])}
    return found & {row.id for row in doubtful}


def _bots(rows: Iterable[Any]) -> Iterable[tuple[str, dict[str, Any]]]:
    # turn:<turn id>:<number>
    return ((row.client_id.split(":")[1], row.body) for row in rows if (row.client_id or "").startswith("turn:"))


def _add_calls(session: Session, trial: Tried, talks: dict[str, Talk]) -> None:
    query = (
        select(_handoffs.c.conversation_id, func.min(_handoffs.c.created).label("first"))
        .where(_handoffs.c.conversation_id.in_(_of(trial)))
        .group_by(_handoffs.c.conversation_id)
    )
    for row in session.execute(query):
        talks[row.conversation_id].called = trial.ended is None or row.first <= trial.ended


def _add_stars(session: Session, trial: Tried, talks: dict[str, Talk]) -> None:
    query = select(_ratings.c.conversation_id, _ratings.c.stars, _ratings.c.created).where(
        _ratings.c.conversation_id.in_(_of(trial)), _ratings.c.about == ABOUT_BOT
    )
    for row in session.execute(query):
        if trial.ended is None or row.created <= trial.ended:
            talks[row.conversation_id].stars = row.stars


def _of(trial: Tried) -> Any:
    return select(_arms.c.conversation_id).where(_arms.c.trial_id == trial.id)
