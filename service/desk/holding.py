"""The verbs that bring a conversation to an agent, from one to another, and away. They never commit.

Each holds the conversation's row, so that of two who want it at once one finds it taken."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from service import baton, conversations, forgetting, handoffs, ratings, turns
from service.conversations import Draft, Held, Row
from service.desk import stays, writing
from service.errors import AgentAway, BadRequest, TakenMeanwhile
from service.handoff_models import QUEUED, Handoff
from service.models import BOT, QUEUE
from service.staff.accounts import Staff
from service.staff.models import AWAY, Account
from service.staff.presence import effective
from service.support import Support

OUTCOMES = ("solved", "unsolved", "no_reply", "spam", "other")

_handoffs = Handoff.__table__
_staff = Account.__table__


@dataclass(frozen=True)
class Moved:
    """What a verb changed: the rows that it appended, and how things are now."""

    conversation_id: str
    rows: list[Row]
    holder: str
    language: str


def take(session: Session, conversation_id: str, staff: Staff, over: object, support: Support) -> Moved:
    """The conversation from the queue, from the bot, or openly from the agent that `over` names as its holder.

    Raises NotFound, ConversationClosed, and TakenMeanwhile where another agent has it than who asked believed."""
    with conversations.hold(session, conversation_id) as conversation:
        writing.check_open(conversation)
        present = stays.agent_of(conversation.holder)
        if present == staff.id:
            return _moved(conversation, [])
        if present is not None and conversation.holder != over:
            raise TakenMeanwhile()
        if present is not None:
            stays.end(session, conversation.id, "taken_over")
        rows = handoffs.open_for(session, conversation, support) if conversation.holder == BOT else []
        rows += assign(session, conversation, staff.id, staff.name, "taken", support)
        return _moved(conversation, rows)


def assign(session: Session, conversation: Held, staff_id: str, name: str, how: str, support: Support) -> list[Row]:
    """Gives a held conversation with an open handoff to an agent."""
    rows = baton.move(session, conversation, stays.holder_of(staff_id), "agent_joined", said={"name": name}, name=name)
    handoff = open_handoff(session, conversation.id)
    stays.begin(session, conversation.id, handoff.id, staff_id, how, support)
    return rows


def transfer(
    session: Session,
    conversation_id: str,
    staff: Staff,
    to_staff: str | None,
    to_skill: str | None,
    note: str | None,
    support: Support,
) -> Moved:
    """To a colleague who is there, or back to the queue for whoever has the skill, with the place that it had.

    Raises NotHolder, AgentAway, BadRequest."""
    with _held_by(session, conversation_id, staff) as conversation:
        if to_skill is not None and to_skill not in support.policy.skills:
            raise BadRequest("no such skill")
        receiver = _receiver(session, to_staff, support) if to_staff else None
        rows = writing.add_note(session, conversation, staff, note)
        stays.end(session, conversation.id, "transferred")
        if receiver is not None:
            rows += assign(session, conversation, receiver.id, receiver.name, "transfer", support)
            return _moved(conversation, rows)
        if to_skill is None:
            raise BadRequest("to whom?")
        handoff = open_handoff(session, conversation.id)
        session.execute(update(_handoffs).where(_handoffs.c.id == handoff.id).values(skill=to_skill))
        rows += baton.move(session, conversation, QUEUE, "agent_left")
        return _moved(conversation, rows)


def hand_back(
    session: Session, conversation_id: str, staff: Staff, note: str | None, outcome: str, settles_tasks: bool = False
) -> Moved:
    """To the bot, which goes on; the shopper is asked what they make of people's help. Raises NotHolder, BadRequest."""
    return _let_go(session, conversation_id, staff, "handed_back", "handed_back", outcome, note, settles_tasks)


def close(
    session: Session, conversation_id: str, staff: Staff, note: str | None, outcome: str, settles_tasks: bool = False
) -> Moved:
    """Settled: the bot is there for whatever comes next, and a next call goes to the same agent first.

    Raises NotHolder, BadRequest."""
    return _let_go(session, conversation_id, staff, "closed", "settled", outcome, note, settles_tasks)


def lose(session: Session, conversation_id: str, staff_id: str, how: str) -> Moved | None:
    """Back to the queue from an agent who is away or does not answer; None where they do not hold it any more."""
    with conversations.hold(session, conversation_id) as conversation:
        if conversation.holder != stays.holder_of(staff_id) or conversation.closed is not None:
            return None
        stays.end(session, conversation_id, how)
        rows = baton.move(session, conversation, QUEUE, "agent_left")
        return _moved(conversation, rows)


def end_quiet(session: Session, conversation_id: str, staff_id: str) -> Moved | None:
    """Back to the bot, since nobody says anything any more; None where that has changed."""
    with conversations.hold(session, conversation_id) as conversation:
        if conversation.holder != stays.holder_of(staff_id) or stays.is_unanswered(session, conversation_id):
            return None
        stays.end(session, conversation_id, "quiet")
        rows = baton.move(session, conversation, BOT, "handed_back_quiet")
        rows += ratings.ask_about_people(session, conversation)
        return _moved(conversation, rows)


def shopper_closed(session: Session, conversation: Held) -> None:
    """Nobody waits any longer, and nobody is busy with it."""
    stays.end(session, conversation.id, "shopper_closed")
    baton.end_handoff(session, conversation.id)


def open_handoff(session: Session, conversation_id: str) -> Any:
    """The newest handoff that waits for or is with people. There is one whenever the bot does not hold it."""
    query = select(_handoffs).where(
        _handoffs.c.conversation_id == conversation_id, _handoffs.c.way == QUEUED, _handoffs.c.ended.is_(None)
    )
    return session.execute(query.order_by(_handoffs.c.id.desc()).limit(1)).one()


def _let_go(
    session: Session,
    conversation_id: str,
    staff: Staff,
    how: str,
    code: str,
    outcome: str,
    note: str | None,
    settles_tasks: bool,
) -> Moved:
    """With `settles_tasks` the bot offers no more to go on with what it had begun: an agent has done it."""
    if outcome not in OUTCOMES:
        raise BadRequest("no such outcome")
    with _held_by(session, conversation_id, staff) as conversation:
        rows = writing.add_note(session, conversation, staff, note)
        stays.end(session, conversation.id, how, outcome)
        unanswered = stays.unanswered(session, conversation)
        rows += baton.move(session, conversation, BOT, code)
        if settles_tasks:
            forgetting.settle_tasks(session, conversation.id)
            nothing_left = Draft(BOT, "choices", {"choices": [], "task": True})
            rows += conversations.append(session, conversation, [nothing_left])
        if unanswered:
            # what came while the agent let go of it is the bot's to answer
            seqs, texts = zip(*unanswered, strict=True)
            turns.leave_for_bot(session, conversation, list(seqs), "\n".join(texts))
        rows += ratings.ask_about_people(session, conversation)
        return _moved(conversation, rows)


@contextmanager
def _held_by(session: Session, conversation_id: str, staff: Staff) -> Iterator[Held]:
    """Raises NotHolder and ConversationClosed."""
    with conversations.hold(session, conversation_id) as conversation:
        writing.check_holder(conversation, staff)
        yield conversation


def _receiver(session: Session, staff_id: str, support: Support) -> Any:
    found = session.execute(select(_staff).where(_staff.c.id == staff_id, _staff.c.disabled.is_(None))).one_or_none()
    if found is None or effective(found.presence, found.seen, support.away_after_s) == AWAY:
        raise AgentAway()
    return found


def _moved(conversation: Held, rows: list[Row]) -> Moved:
    return Moved(conversation.id, rows, conversation.holder, conversation.language)
