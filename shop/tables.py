"""Every table of the shop: an update that brings a new one finds a database without it."""

from __future__ import annotations

from shop.case_models import Base
from shop.store import Store


def create(store: Store) -> None:
    """Creates the tables that are not there yet. A process that serves calls it as it starts."""
    store.create_tables(Base)
