"""How far a conversation was read: by the shopper, and by agents."""

from __future__ import annotations

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from service import conversations
from service.desk.models import ReadMark
from shop.store import reads

SHOPPER, AGENT = "shopper", "agent"
_marks = ReadMark.__table__


def read(session: Session, conversation_id: str, reader: str, seq: int) -> int | None:
    """Where the mark is now; None where it did not move: it never goes back, nor past the last row."""
    with conversations.hold(session, conversation_id) as conversation:
        here = (_marks.c.conversation_id == conversation_id, _marks.c.reader == reader)
        seq = min(seq, conversation.last_seq)
        there = session.execute(select(_marks.c.seq).where(*here)).scalar_one_or_none()
        if there is None:
            session.execute(insert(_marks), {"conversation_id": conversation_id, "reader": reader, "seq": seq})
        elif seq > there:
            session.execute(update(_marks).where(*here).values(seq=seq))
        return seq if there is None or seq > there else None


@reads
def of(session: Session, conversation_id: str) -> dict[str, int]:
    rows = session.execute(select(_marks.c.reader, _marks.c.seq).where(_marks.c.conversation_id == conversation_id))
    return {SHOPPER: 0, AGENT: 0} | {row.reader: row.seq for row in rows}
