"""Questions that found no answer: how often each was asked, in shoppers' words, masked."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from service.clock import as_text, now
from service.errors import BadRequest
from service.models import Message, Turn
from service.staff import acts
from service.studio.inbox.models import InboxItem
from service.studio.models_answers import ANSWERED, DISMISSED, OPEN, QuestionSettled
from shop.store import reads

# the newest typed messages that are looked at, and how many questions are shown
_LOOKED_AT = 20_000
_SINCE = timedelta(days=90)
_SHOWN, _WORDINGS = 100, 12
_MOST_SETTLED = 500
_ASKED_AGAIN = "action_clarify"
_ANSWERED_FROM_PASSAGES = "action_answer_question"
_PRODUCTS = "products"
_KEY = re.compile(r"[0-9a-f]{64}")
_items = InboxItem.__table__
_turns = Turn.__table__
_messages = Message.__table__
_settled = QuestionSettled.__table__


@dataclass
class Question:
    """What was asked in one meaning. `wordings`: masked text → how often; `keys`: of all its texts."""

    language: str
    last: datetime
    wordings: Counter[str] = field(default_factory=Counter)
    keys: dict[str, None] = field(default_factory=dict)

    @property
    def count(self) -> int:
        return sum(self.wordings.values())

    def as_json(self) -> dict[str, Any]:
        shown = self.wordings.most_common(_WORDINGS)
        return {
            "keys": list(self.keys)[:_MOST_SETTLED],
            "language": self.language,
            "count": self.count,
            "last": as_text(self.last),
            "wordings": [{"text": text, "count": count} for text, count in shown],
        }


def found_no_answer(understood: Mapping[str, Any]) -> bool:
    """Whether what the bot noted of a turn says that no passage answered it: the best lay below the threshold, there
    was none, or the shopper was asked back."""
    actions, passages = understood.get("actions") or (), understood.get("passages") or ()
    threshold = understood.get("passage_threshold")
    if passages:
        best = max(float(each.get("score") or 0.0) for each in passages)
        return threshold is not None and best < float(threshold)
    return _ANSWERED_FROM_PASSAGES in actions or _ASKED_AGAIN in actions


@reads
def listed(session: Session) -> list[dict[str, Any]]:
    """The questions, those asked most often first; without what is settled."""
    settled = {row.key: row for row in session.execute(select(_settled))}
    questions: dict[object, Question] = {}
    rows = _unanswered(session)
    shown_goods = _with_goods(session, [row.turn_id for row in rows])
    by_words: dict[str, object] = {}
    for row in rows:
        key = key_of(row.language, row.text)
        if row.turn_id in shown_goods or _is_settled(settled.get(key), row.created):
            continue
        # the same words are one question, whatever the model took them for
        group = by_words.setdefault(key, row.group_id)
        question = questions.setdefault(group, Question(row.language, row.created))
        question.wordings[row.text] += 1
        question.keys[key] = None
    ordered = sorted(questions.values(), key=lambda each: (-each.count, -each.last.timestamp()))
    return [question.as_json() for question in ordered[:_SHOWN]]


def settle(session: Session, keys: Sequence[str], how: object, by: str) -> None:
    """As answered, dismissed, or open again. Raises BadRequest."""
    if how not in (OPEN, ANSWERED, DISMISSED):
        raise BadRequest("no such way to settle a question")
    session.execute(delete(_settled).where(_settled.c.key.in_(keys)))
    if how != OPEN:
        session.execute(insert(_settled), [{"key": key, "how": how, "at": now(), "by": by} for key in keys])
    acts.record(session, f"studio_question_{how}", by, questions=len(keys))


def keys_of(given: object) -> list[str]:
    """Raises BadRequest."""
    if not isinstance(given, list) or not 0 < len(given) <= _MOST_SETTLED:
        raise BadRequest("keys is malformed")
    if not all(isinstance(key, str) and _KEY.fullmatch(key) for key in given):
        raise BadRequest("a key is malformed")
    return list(dict.fromkeys(given))


def key_of(language: str, text: str) -> str:
    words = " ".join(re.findall(r"\w+", text.casefold()))
    return sha256(f"{language}\n{words}".encode()).hexdigest()


def _unanswered(session: Session) -> list[Any]:
    group = func.coalesce(_items.c.group_id, _items.c.id).label("group_id")
    query = (
        select(_items.c.turn_id, _items.c.text, _items.c.language, _items.c.created, group, _turns.c.understood)
        .join(_turns, _turns.c.id == _items.c.turn_id)
        .where(_items.c.created >= now() - _SINCE)
        .order_by(_items.c.created.desc())
        .limit(_LOOKED_AT)
    )
    return [row for row in session.execute(query) if row.text.strip() and found_no_answer(row.understood or {})]


def _with_goods(session: Session, turn_ids: Iterable[str]) -> set[str]:
    """Turns in which the shopper was shown products: asked for by name, in words that no intent was sure of."""
    by_conversation: defaultdict[str, set[str]] = defaultdict(set)
    for turn_id in turn_ids:
        by_conversation[turn_id.rpartition("-")[0]].add(turn_id)
    found: set[str] = set()
    conversations = list(by_conversation)
    for start in range(0, len(conversations), 500):
        query = select(_messages.c.client_id).where(
            _messages.c.conversation_id.in_(conversations[start : start + 500]), _messages.c.kind == _PRODUCTS
        )
        for client_id in session.execute(query).scalars():
            found.add(str(client_id or "").removeprefix("turn:").rpartition(":")[0])
    return found


def _is_settled(row: Any, asked: datetime) -> bool:
    return row is not None and (row.how == DISMISSED or asked <= row.at)
