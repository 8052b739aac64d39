from __future__ import annotations

import os
import subprocess
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select

from actions import live_neighbours
from actions.live_neighbours import LiveNeighbours
from shop import neighbours
from shop.models import Behaviour, Neighbour, Product
from shop.store import Store


def look(store: Store, times: int) -> None:
    with store.transaction() as session:
        for number in range(times):
            time = datetime(2026, 11, 18, 12, number % 60)
            session.add(Behaviour(customer_id="C0001", product_id="camping-001", kind="view", time=time))


def popularity(store: Store) -> int:
    with store.transaction(reading=True) as session:
        return int(session.execute(select(Product.popularity).where(Product.id == "camping-001")).scalar_one())


def test_a_few_looks_are_counted_and_neighbours_stay(own_shop: Store) -> None:
    calls: list[None] = []
    live = LiveNeighbours(own_shop, lambda: calls.append(None))
    before = popularity(own_shop)
    look(own_shop, 5)
    assert not live.step() and not live.step()
    assert popularity(own_shop) == before + 5 and not calls


def test_many_looks_have_neighbours_computed_once(own_shop: Store) -> None:
    live = LiveNeighbours(own_shop, lambda: neighbours.renew(own_shop, if_grown=True) and None)
    look(own_shop, 700)
    assert live.step() and not live.step()


def test_the_process_aside_computes_and_writes(own_shop: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    look(own_shop, 700)
    with own_shop.transaction() as session:
        session.query(Neighbour).delete()
        few = session.execute(select(Behaviour.id).order_by(Behaviour.id).limit(1).offset(300)).scalar_one()
        session.query(Behaviour).filter(Behaviour.id > few, Behaviour.customer_id != "C0001").delete()
    monkeypatch.setenv("AISLE_DATABASE_URL", str(own_shop.url))
    monkeypatch.setitem(os.environ, "PYTHONPATH", str(Path.cwd()))
    live_neighbours.compute_aside()
    with own_shop.transaction(reading=True) as session:
        assert session.execute(select(func.count()).select_from(Neighbour)).scalar_one() > 100


def test_the_command_says_where_there_is_no_shop(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    monkeypatch.setenv("AISLE_DATABASE_URL", f"sqlite:///{tmp_path}/none.db")
    with pytest.raises(subprocess.CalledProcessError):
        live_neighbours.compute_aside()


def test_it_stops_at_once(own_shop: Store) -> None:
    live = LiveNeighbours(own_shop)
    live.start()
    live.stop()
    assert not live._thread.is_alive()
