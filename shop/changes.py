"""Which products have changed, for whoever keeps something derived from them: read off the log that triggers write."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from shop.models import ProductChange

_KEPT = timedelta(hours=1)


class Changes:
    """One reader's place in the log.

    It remembers the entries that it has seen, and not just the last: on a server a transaction that began earlier may
    commit later, with a lower number. Entries older than an hour are forgotten by all, so that a reader begins by
    comparing everything."""

    def __init__(self) -> None:
        self._seen: frozenset[tuple[int, datetime]] = frozenset()
        self._mark: tuple[int, int, datetime] | None = None

    def fresh(self, session: Session) -> set[str]:
        """The ids of products that were added, changed or removed since the last call; one small query if none was."""
        numbers = (func.count(), func.max(ProductChange.seq), func.max(ProductChange.time))
        mark = tuple(session.execute(select(*numbers)).one())
        if mark == self._mark:
            return set()
        columns = (ProductChange.seq, ProductChange.time, ProductChange.product_id)
        entries = {(seq, time): product_id for seq, time, product_id in session.execute(select(*columns))}
        found = {product_id for entry, product_id in entries.items() if entry not in self._seen}
        self._seen, self._mark = frozenset(entries), mark
        return found


def forget(session: Session) -> None:
    """Drop the entries that every reader has had time to see."""
    before = datetime.now(timezone.utc).replace(tzinfo=None) - _KEPT
    session.execute(delete(ProductChange).where(ProductChange.time < before))
