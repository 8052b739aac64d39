"""Takes what shoppers wrote into the inbox: masked once, before anybody sees it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from service import turns
from service.clock import now
from service.masking import masked
from service.models import DONE, Conversation, Turn
from service.studio.inbox import reasons as inbox_reasons
from service.studio.inbox.models import OPEN, InboxItem
from shop.models import Customer
from shop.store import reads
from studio import standins

Taken = dict[str, Any]
FALLBACK_INTENT = "nlu_fallback"
AT_ONCE = 200
# what is older is not taken, and not kept
KEPT = timedelta(days=90)
_CONTEXT = 240
_NAME_PART = re.compile(r"[A-ZÀ-Þ][\w'-]{2,}")
_turns = Turn.__table__
_items = InboxItem.__table__
_conversations = Conversation.__table__
_customers = Customer.__table__


@reads
def new(session: Session, since: datetime, languages: Sequence[str]) -> list[Taken]:
    """Up to AT_ONCE messages answered since then that are not in the inbox, the newest first, masked: rows to `take`.

    What was clicked is no message, and what is forgotten is none any more."""
    query = (
        select(_turns, _conversations.c.language, _customers.c.name)
        .join(_conversations, _conversations.c.id == _turns.c.conversation_id)
        .outerjoin(_customers, _customers.c.id == _conversations.c.customer_id)
        .outerjoin(_items, _items.c.turn_id == _turns.c.id)
        .where(
            _turns.c.finished >= max(since, now() - KEPT),
            _turns.c.status == DONE,
            _turns.c.is_choice.is_(False),
            _turns.c.text != "",
            _items.c.id.is_(None),
        )
        .order_by(_turns.c.finished.desc(), _turns.c.id)
        .limit(AT_ONCE)
    )
    return [_item(session, row, languages) for row in session.execute(query).all()]


def take(session: Session, rows: Sequence[Taken]) -> int:
    """Puts them in, but for what was forgotten while it was masked. How many there were."""
    ids = [row["turn_id"] for row in rows]
    # locked: who forgets at this moment comes after it, and finds the items to erase
    still = select(_turns.c.id).outerjoin(_items, _items.c.turn_id == _turns.c.id).with_for_update(of=_turns)
    there = still.where(_turns.c.id.in_(ids), _turns.c.text != "", _items.c.id.is_(None))
    wanted = set(session.execute(there).scalars())
    # the oldest first, so that ids grow with time
    taken = [row for row in reversed(rows) if row["turn_id"] in wanted]
    if taken:
        session.execute(insert(_items), taken)
    return len(taken)


def hidden(text: str, language: str, name: str | None) -> str:
    """`masked`, and also a first or last name alone where it is written as a name."""
    without = masked(text, language, [name] if name else [])
    for part in _NAME_PART.findall(name or ""):
        without = re.sub(rf"(?<!\w){re.escape(part)}(?!\w)", "[name]", without)
    return without


def _item(session: Session, turn: Any, languages: Sequence[str]) -> Taken:
    understood: Mapping[str, Any] = turn.understood or {}
    text = hidden(turn.text, turn.language, turn.name)
    item: Taken = {
        "turn_id": turn.id,
        "conversation_id": turn.conversation_id,
        "created": turn.created,
        "language": standins.language_of(text, languages, turn.language),
        "text": text,
        "before": _before(session, turn),
        "answered": _answered(session, turn),
        "threshold": understood.get("threshold"),
        "entities": _entities(understood.get("entities") or (), text),
        "escalated": False,
        "marked": None,
        "refit": None,
        "status": OPEN,
        **_served(understood),
    }
    return item | inbox_reasons.columns(item)


def _served(understood: Mapping[str, Any]) -> dict[str, Any]:
    """What the model took it for, also where that was not sure enough."""
    ranking = [[str(each["intent"]), float(each["confidence"] or 0.0)] for each in understood.get("ranking") or ()]
    intent = understood.get("intent")
    fell_back = intent == FALLBACK_INTENT or any(name == FALLBACK_INTENT for name, _ in ranking[:1])
    ranking = [each for each in ranking if each[0] != FALLBACK_INTENT]
    if not ranking and intent and not fell_back:
        ranking = [[intent, float(understood.get("confidence") or 0.0)]]
    best = ranking[0] if ranking else [None, None]
    return {"intent": best[0], "confidence": best[1], "ranking": ranking, "fell_back": fell_back}


def _entities(found: Sequence[Mapping[str, Any]], text: str) -> list[dict[str, Any]]:
    folded = text.casefold()
    kept = [(str(each.get("entity")), str(each.get("value"))) for each in found]
    return [{"entity": kind, "value": value if value.casefold() in folded else None} for kind, value in kept]


def _before(session: Session, turn: Any) -> str:
    query = (
        select(_turns.c.text)
        .where(
            _turns.c.conversation_id == turn.conversation_id,
            _turns.c.last_seq < turn.first_seq,
            _turns.c.is_choice.is_(False),
            _turns.c.text != "",
        )
        .order_by(_turns.c.last_seq.desc())
        .limit(1)
    )
    text = session.execute(query).scalar_one_or_none()
    return hidden(text[: 2 * _CONTEXT], turn.language, turn.name)[:_CONTEXT] if text else ""


def _answered(session: Session, turn: Any) -> str:
    text = " ".join(turns.said_in(session, turn.conversation_id, turn.id)).strip()
    return hidden(text[: 2 * _CONTEXT], turn.language, turn.name)[:_CONTEXT] if text else ""
