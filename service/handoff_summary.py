"""What a person needs to read before they begin: what was asked, what was tried, what is open."""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from service.conversations import Held
from service.models import BOT, DONE, Message, Turn
from shop.store import reads

_MOST_ASKED, _MOST_TRIED = 8, 8
_LONGEST = 200
_RESUMES = "/resume_task"

_messages = Message.__table__
_turns = Turn.__table__
_ROWS = (
    select(_messages.c.seq, _messages.c.author, _messages.c.kind, _messages.c.body, _messages.c.client_id)
    .where(
        _messages.c.conversation_id == bindparam("conversation_id"),
        _messages.c.author.in_(("shopper", BOT)),
        # what was erased
        _messages.c.kind != "notice",
    )
    .order_by(_messages.c.seq.desc())
    .limit(60)
)
_TURNS = (
    select(_turns.c.id, _turns.c.last_seq, _turns.c.understood, _turns.c.status)
    .where(_turns.c.conversation_id == bindparam("conversation_id"), _turns.c.first_seq > 0)
    .order_by(_turns.c.first_seq.desc())
    .limit(_MOST_TRIED)
)


def summary(session: Session, conversation: Held) -> dict[str, Any]:
    """`asked`: the shopper's own words, oldest first. `tried`: by turn the intent, what was found in it, and what the
    bot showed and said. `open`: tasks that are to be gone on with, and what has no answer yet."""
    asked = {"conversation_id": conversation.id}
    rows = session.execute(_ROWS, asked).all()[::-1]
    turns = session.execute(_TURNS, asked).all()[::-1]
    said = [(row.seq, shortened(str(row.body.get("text", "")))) for row in rows if row.author == "shopper"]
    answered_up_to = max((turn.last_seq for turn in turns if turn.status == DONE), default=0)
    return {
        "asked": [words for _, words in said[-_MOST_ASKED:]],
        "tried": [tried for turn in turns if (tried := _tried(turn, rows))],
        "open": [{"task": title} for title in _open_tasks(rows)]
        + [{"message": words} for seq, words in said if seq > answered_up_to],
    }


@reads
def open_tasks(session: Session, conversation_id: str) -> list[str]:
    """What the bot has begun for the shopper and not done, as its newest offer to go on calls it."""
    return _open_tasks(session.execute(_ROWS, {"conversation_id": conversation_id}).all()[::-1])


def shortened(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"


def _tried(turn: Any, rows: list[Any]) -> dict[str, Any] | None:
    understood = turn.understood or {}
    answers = [row for row in rows if row.author == BOT and str(row.client_id).startswith(f"turn:{turn.id}:")]
    if not answers:
        return None
    found = {entity["entity"]: entity["value"] for entity in understood.get("entities") or []}
    texts = [str(row.body["text"]) for row in answers if row.body.get("text")]
    return {
        "intent": understood.get("intent"),
        "entities": found,
        "shown": [row.kind for row in answers],
        "said": shortened(" ".join(texts)),
    }


def _open_tasks(rows: list[Any]) -> list[str]:
    """As the newest row of the bot that offers to go on with them calls them."""
    for row in reversed(rows):
        offered = [choice for choice in row.body.get("choices", ()) if choice["payload"].startswith(_RESUMES)]
        if row.author == BOT and offered:
            return [str(choice["title"]) for choice in offered]
    return []
