"""What bench.desk measures in is what the desk shows."""

from __future__ import annotations

from pathlib import Path

from bench import desk_data
from bench.desk import Measured, table
from service import escalation_policy
from service.desk import items
from service.desk.line import places
from service.models import QUEUE, Base
from service.opening_hours import OpeningHours
from service.staff import sessions
from service.support import Support
from shop import tables
from shop.store import Store


async def test_its_conversations_wait_in_the_line_and_those_of_before_do_not(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path / 'aisle.db'}")
    store.create_tables(Base)
    tables.create(store)
    desk_data.past(store, 130)
    made = desk_data.waiting(store, 120, Support(escalation_policy.read(), OpeningHours()))
    [(staff_id, token)] = desk_data.people(store, 1)
    listed = await store.run(items.with_people)
    assert set(listed) == set(made) and {holder for _, holder, _ in listed.values()} == {QUEUE}
    lines = await store.run(items.of, made)
    assert len(places(lines.values(), None)) == 120 and all(line["asked"] for line in lines.values())
    assert len(await store.run(items.with_bot)) == 50
    assert (await store.run(sessions.whose, token))[0].id == staff_id
    store.close()


def test_the_table_shows_the_middle_and_what_one_in_twenty_exceeds() -> None:
    row = Measured.of("a page", [float(ms) for ms in range(1, 101)])
    assert (row.p50_ms, row.max_ms) == (50.5, 100.0) and 95 <= row.p95_ms <= 96
    assert "| a page | 100 |" in table([row])
