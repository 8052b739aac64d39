"""Who has got a conversation and who has lost it, read off the lists: it is told whichever process moved it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.desk.items import Item
from service.desk.models import Assignment
from service.desk.stays import agent_of
from shop.store import reads

# one's own doing is no news
_OWN_GETTING, _OWN_LOSING = ("taken",), ("handed_back", "closed")
_assignments = Assignment.__table__


@dataclass(frozen=True)
class Turn:
    """`got` says which: assigned to this agent, or lost by them; `how` as in Assignment."""

    staff_id: str
    conversation_id: str
    got: bool
    how: str


@reads
def of(session: Session, before: Mapping[str, str], now: Iterable[Item]) -> list[Turn]:
    """What agents are to be told of; `before`: who held the conversations by what the lists knew."""
    turns: list[Turn] = []
    for item in now:
        conversation_id = item["conversation_id"]
        had = agent_of(before.get(conversation_id, ""))
        has = None if item["closed"] else agent_of(item["holder"])
        if had == has:
            continue
        if had is not None:
            turns.append(Turn(had, conversation_id, False, _how(session, conversation_id, had, "ended_how")))
        if has is not None:
            turns.append(Turn(has, conversation_id, True, _how(session, conversation_id, has, "how")))
    return [turn for turn in turns if turn.how not in (_OWN_GETTING if turn.got else _OWN_LOSING)]


def _how(session: Session, conversation_id: str, staff_id: str, column: str) -> str:
    """Of this agent's last stay with the conversation."""
    query = (
        select(_assignments.c[column])
        .where(_assignments.c.conversation_id == conversation_id, _assignments.c.staff_id == staff_id)
        .order_by(_assignments.c.began.desc(), _assignments.c.id.desc())
        .limit(1)
    )
    return str(session.execute(query).scalar_one_or_none())
