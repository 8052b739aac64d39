"""How it goes: what people and the bot did with the conversations of a period, apart.

**Waiting now**: conversations in the queue. **Called**: handoffs to the queue that began in the period. **Handled**:
those of them that an agent has answered; **abandoned**: those that ended without. **First answer**: from the call to
an agent's first answer, however many agents had it; by agent, the call is of the one who answered first, or had it
last. **Resolution**: from the call to its end, of those handled. **Rating**: stars given in the period, their mean and
how many; by agent, of the one who had the conversation then. **Re-contact**: of what was handled and ended, the share
after which the same shopper called a person again within 24 hours, in the same conversation or as the same customer.

For the bot: **conversations** in which a shopper said something, begun in the period; **automated**: the share that no
person was called to; **first answer**: from a message to the bot's answer; **re-contact**: of the automated ones of
known customers, the share after which the same customer began another within 24 hours."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date, datetime
from functools import partial
from typing import Any

from sqlalchemy import case, func, select, union
from sqlalchemy.orm import Session

from service.desk.measures import Measures
from service.desk.models import Assignment
from service.desk.period import DAY, Period
from service.errors import BadRequest
from service.handoff_models import QUEUED, Handoff, Rating
from service.models import DONE, QUEUE, Conversation, Turn
from service.ratings import ABOUT_BOT
from service.staff.models import Account
from shop.store import reads

BY = ("day", "hour", "intent", "agent", "language")

_handoffs = Handoff.__table__
_assignments = Assignment.__table__
_conversations = Conversation.__table__
_turns = Turn.__table__
_ratings = Rating.__table__
_staff = Account.__table__


@reads
def of(session: Session, period: Period, by: str, topics: frozenset[str]) -> dict[str, Any]:
    """`totals`, and `rows` by `by`, in their order. `topics`: the intents that say what a conversation is about.

    Raises BadRequest."""
    if by not in BY:
        raise BadRequest("by day, hour, intent, agent or language")
    total = Measures()
    groups: dict[Any, Measures] = defaultdict(Measures)
    intents = _intents(session, period, topics) if by == "intent" else {}
    names = dict(session.execute(select(_staff.c.id, _staff.c.name)).all()) if by == "agent" else {}

    def key(moment: datetime, conversation_id: str, language: str, staff_id: str | None) -> Any:
        if by == "day":
            return period.local(moment).date().isoformat()
        if by == "hour":
            return period.local(moment).hour
        if by == "language":
            return language
        return staff_id if by == "agent" else intents.get(conversation_id)

    def add(measure: Callable[[Measures], None], group: Any) -> None:
        measure(total)
        if group is not None:
            measure(groups[group])

    _add_people(session, period, key, add)
    _add_bot(session, period, key, add)
    _add_ratings(session, period, key, add)
    # a day or an hour without anything is a row of nothing, not a gap in the chart
    groups.update({group: Measures() for group in _between(list(groups), by) if group not in groups})
    rows = [
        {"key": str(group), "label": names.get(group, str(group)), **measures.as_json()}
        for group, measures in sorted(groups.items(), key=lambda each: _order(each[0], by, each[1]))
    ]
    waiting = session.execute(
        select(func.count()).where(_conversations.c.holder == QUEUE, _conversations.c.closed.is_(None))
    ).scalar_one()
    return {"waiting": waiting, "totals": total.as_json(), "rows": rows}


Key = Callable[[datetime, str, str, str | None], Any]
Add = Callable[[Callable[[Measures], None], Any], None]


def _add_people(session: Session, period: Period, key: Key, add: Add) -> None:
    rows = _calls(session, period.begin, period.end)
    owners = _owners(session, period)
    ends = [row.ended for row in rows if row.ended is not None]
    # who comes back does so within a day of the end, and that may be long after the period
    until = max([period.end, *ends]) + DAY
    calls = _by_shopper((_shopper(row), row.created) for row in _calls(session, period.begin, until))
    for row in rows:
        owner = owners.get(row.id)
        back = row.ended is not None and _came_back(calls[_shopper(row)], row.ended)
        group = key(row.created, row.conversation_id, row.language, owner.staff_id if owner else None)
        add(partial(_count_call, row=row, answered=owner.first_answer if owner else None, back=back), group)


def _calls(session: Session, begin: datetime, end: datetime) -> list[Any]:
    query = (
        select(
            _handoffs.c.id,
            _handoffs.c.conversation_id,
            _handoffs.c.created,
            _handoffs.c.ended,
            _handoffs.c.language,
            _conversations.c.customer_id,
        )
        .join(_conversations, _conversations.c.id == _handoffs.c.conversation_id)
        .where(_handoffs.c.way == QUEUED, _handoffs.c.created >= begin, _handoffs.c.created < end)
        .order_by(_handoffs.c.created)
    )
    return list(session.execute(query).all())


def _owners(session: Session, period: Period) -> dict[int, Any]:
    """Of each call the stay that answered it first; of one that nobody has answered, the last."""
    answered = _assignments.c.first_answer
    query = (
        select(_assignments.c.handoff_id, _assignments.c.staff_id, answered)
        .join(_handoffs, _handoffs.c.id == _assignments.c.handoff_id)
        .where(_handoffs.c.created >= period.begin, _handoffs.c.created < period.end)
        # of those with the same call the one that is meant comes last, and stays
        .order_by(answered.is_not(None), answered.desc(), _assignments.c.id)
    )
    return {row.handoff_id: row for row in session.execute(query)}


def _count_call(measures: Measures, row: Any, answered: datetime | None, back: bool) -> None:
    measures.called += 1
    if answered is not None:
        measures.handled += 1
        measures.first_answers.append((answered - row.created).total_seconds())
        if row.ended is not None:
            measures.resolutions.append((row.ended - row.created).total_seconds())
            measures.ended += 1
            measures.came_back += back
    elif row.ended is not None:
        measures.abandoned += 1


def _add_bot(session: Session, period: Period, key: Key, add: Add) -> None:
    called = select(_handoffs.c.conversation_id).distinct().subquery()
    begun = select(_conversations.c.id).where(
        _conversations.c.created >= period.begin, _conversations.c.created < period.end + DAY
    )
    spoken = (
        select(
            _turns.c.conversation_id,
            func.min(_turns.c.created).label("asked"),
            # one that people took over, or that Rasa refused, is finished and was not answered
            func.min(case((_turns.c.status == DONE, _turns.c.finished))).label("answered"),
        )
        # by way of the conversations: turns have an index of those and none of times, and are many times as many
        .where(_turns.c.conversation_id.in_(begun), _turns.c.first_seq > 0)
        .group_by(_turns.c.conversation_id)
        .subquery()
    )
    query = (
        select(
            _conversations.c.id,
            _conversations.c.created,
            _conversations.c.language,
            _conversations.c.customer_id,
            spoken.c.asked,
            spoken.c.answered,
            called.c.conversation_id.label("called"),
        )
        .join(spoken, spoken.c.conversation_id == _conversations.c.id)
        .outerjoin(called, called.c.conversation_id == _conversations.c.id)
        .where(_conversations.c.created >= period.begin, _conversations.c.created < period.end + DAY)
        .order_by(_conversations.c.created)
    )
    rows = session.execute(query).all()
    of_customers = _by_shopper((row.customer_id, row.created) for row in rows if row.customer_id)
    for row in rows:
        if row.created >= period.end:
            continue
        back = row.customer_id is not None and _came_back(of_customers[row.customer_id], row.created)
        add(partial(_count_conversation, row=row, back=back), key(row.created, row.id, row.language, None))


def _count_conversation(measures: Measures, row: Any, back: bool) -> None:
    measures.conversations += 1
    if row.called is None:
        measures.automated += 1
        if row.customer_id is not None:
            measures.bot_ended += 1
            measures.bot_came_back += back
    if row.answered is not None:
        measures.bot_answers.append((row.answered - row.asked).total_seconds())


def _add_ratings(session: Session, period: Period, key: Key, add: Add) -> None:
    # who had it when the stars were given, not who has had it since
    rated = (
        select(_assignments.c.staff_id)
        .where(
            _assignments.c.conversation_id == _ratings.c.conversation_id,
            _assignments.c.began <= _ratings.c.created,
        )
        .order_by(_assignments.c.began.desc(), _assignments.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    query = (
        select(_ratings, _conversations.c.language, rated.label("staff_id"))
        .join(_conversations, _conversations.c.id == _ratings.c.conversation_id)
        .where(_ratings.c.created >= period.begin, _ratings.c.created < period.end)
    )
    for row in session.execute(query):
        whose = None if row.about == ABOUT_BOT else row.staff_id
        add(partial(_count_rating, row=row), key(row.created, row.conversation_id, row.language, whose))


def _count_rating(measures: Measures, row: Any) -> None:
    (measures.bot_stars if row.about == ABOUT_BOT else measures.stars).append(row.stars)


def _intents(session: Session, period: Period, topics: frozenset[str]) -> dict[str, str]:
    """What each conversation that began, or called, or was rated in the period was last about."""
    intent = _turns.c.understood["intent"].as_string()
    about = union(
        *(
            select(table.c[name]).where(table.c.created >= period.begin, table.c.created < period.end)
            for table, name in (
                (_conversations, "id"),
                (_handoffs, "conversation_id"),
                (_ratings, "conversation_id"),
            )
        )
    )
    query = (
        select(_turns.c.conversation_id, intent)
        .where(
            _turns.c.conversation_id.in_(about),
            _turns.c.status == DONE,
            intent.in_(topics),
        )
        .order_by(_turns.c.created)
    )
    return {row[0]: row[1] for row in session.execute(query)}


def _shopper(row: Any) -> str:
    return str(row.customer_id or row.conversation_id)


def _by_shopper(moments: Iterable[tuple[str, datetime]]) -> dict[str, list[datetime]]:
    found: dict[str, list[datetime]] = defaultdict(list)
    for shopper, moment in moments:
        found[shopper].append(moment)
    return found


def _came_back(calls: list[datetime], after: datetime) -> bool:
    return any(after < call <= after + DAY for call in calls)


def _between(groups: list[Any], by: str) -> list[Any]:
    """The days or hours from the first in which something happened to the last."""
    if not groups or by not in ("day", "hour"):
        return []
    first, last = min(groups), max(groups)
    if by == "hour":
        return list(range(first, last + 1))
    begun = date.fromisoformat(first)
    return [(begun + n * DAY).isoformat() for n in range((date.fromisoformat(last) - begun).days + 1)]


def _order(group: Any, by: str, measures: Measures) -> tuple[Any, ...]:
    return (group,) if by in ("day", "hour") else (-measures.called, -measures.conversations, str(group))
