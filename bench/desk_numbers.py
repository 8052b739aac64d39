"""`python -m bench.desk_numbers`: how long a month of the numbers takes with 100,000 conversations in the database.

A year of them, five turns each; every fifth shopper calls a person, some calls change hands."""

from __future__ import annotations

import argparse
import json
import random
import statistics
import tempfile
import time
import uuid
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert
from tqdm import tqdm

from service.desk import numbers
from service.desk.models import Assignment
from service.desk.numbers import BY
from service.desk.period import Period
from service.handoff_models import Handoff, Rating
from service.models import Base, Conversation, Turn
from service.staff import accounts
from shop import tables
from shop.store import Store

_LAST = datetime(2026, 11, 26)
_MONTH = Period.read("2026-10-26", "2026-11-25", "Europe/Berlin")
_TOPICS = ("track_order", "return_item", "get_refund")
_TABLES = (Conversation, Turn, Handoff, Assignment, Rating)
_TURNS, _AGENTS, _AT_ONCE = 5, 20, 5000
Rows = dict[Any, list[dict[str, Any]]]


def fill(store: Store, count: int) -> None:
    draw = random.Random(3)
    with store.transaction() as session:
        staff = [accounts.create(session, {"email": f"{n}@b.c", "name": f"A{n}"}, None) for n in range(_AGENTS)]
    handoffs = 0
    for begun in tqdm(range(0, count, _AT_ONCE)):
        rows: Rows = {table: [] for table in _TABLES}
        for _ in range(min(_AT_ONCE, count - begun)):
            conversation = _conversation(rows, draw)
            if draw.random() < 0.2:
                handoffs += 1
                _call(rows, draw, conversation, handoffs, staff)
        with store.transaction() as session:
            for table, some in rows.items():
                if some:
                    session.execute(insert(table.__table__), some)


def _conversation(rows: Rows, draw: random.Random) -> dict[str, Any]:
    began = _LAST - timedelta(days=draw.random() * 365)
    made: dict[str, Any] = {"id": uuid.UUID(int=draw.getrandbits(128)).hex, "language": draw.choice(("en", "en", "zh"))}
    made |= {"customer_id": f"c{draw.randrange(30_000)}" if draw.random() < 0.4 else None, "created": began}
    rows[Conversation].append(made | {"channel": "widget", "holder": "bot", "baton_seq": 0, "last_seq": 2 * _TURNS})
    for number in range(_TURNS):
        asked = began + timedelta(minutes=number)
        understood: dict[str, Any] = {
            "intent": draw.choice((*_TOPICS, "greet")),
            "ranking": [{"intent": "x", "confidence": 0.1}] * 5,
        }
        turn: dict[str, Any] = {
            "id": f"{made['id']}-{number}",
            "conversation_id": made["id"],
            "text": "where is it? " * 5,
        }
        turn |= {"first_seq": 2 * number + 1, "last_seq": 2 * number + 1, "is_choice": False, "status": "done"}
        turn |= {"holder": "bot", "began_seq": 1, "created": asked, "finished": asked + timedelta(seconds=0.3)}
        rows[Turn].append(turn | {"understood": understood})
    return made


def _call(rows: Rows, draw: random.Random, conversation: dict[str, Any], number: int, staff: list[str]) -> None:
    began = conversation["created"] + timedelta(minutes=_TURNS)
    here: dict[str, Any] = {"conversation_id": conversation["id"]}
    ended = began + timedelta(minutes=30)
    call = here | {"id": number, "way": "queue", "created": began, "reason": "anger", "priority": 2, "ended": ended}
    call |= {"skill": "orders", "language": conversation["language"], "value_cents": 0, "order_numbers": []}
    rows[Handoff].append(call | {"summary": {}, "facts": {}})
    for stay in range(draw.choice((1, 1, 2))):
        taken = began + timedelta(minutes=stay)
        row = here | {"handoff_id": number, "staff_id": draw.choice(staff), "how": "auto", "began": taken}
        rows[Assignment].append(row | {"first_answer": taken + timedelta(minutes=1), "ended": ended})
    if draw.random() < 0.5:
        stars = here | {"about": "human", "stars": draw.randint(1, 5), "words": "", "created": ended, "changed": ended}
        rows[Rating].append(stars)


def measure(store: Store, times: int) -> dict[str, float]:
    """Median milliseconds, by how the numbers are grouped."""
    took: dict[str, list[float]] = {by: [] for by in BY}
    for _ in range(times):
        for by in BY:
            began = time.perf_counter()
            with store.transaction(reading=True) as session:
                numbers.of(session, _MONTH, by, frozenset(_TOPICS))
            took[by].append(1000 * (time.perf_counter() - began))
    return {by: round(statistics.median(some)) for by, some in took.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--conversations", type=int, default=100_000)
    parser.add_argument("--times", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        store = Store(f"sqlite:///{Path(folder) / 'numbers.db'}")
        store.create_tables(Base)
        tables.create(store)
        fill(store, options.conversations)
        print(json.dumps({"conversations": options.conversations, "ms": measure(store, options.times)}))
        store.close()


if __name__ == "__main__":
    main()
