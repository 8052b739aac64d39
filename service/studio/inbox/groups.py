"""Groups of one meaning: which items have not been read yet, and who leads those that have."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from service.studio.inbox.models import InboxItem, InboxVector
from shop.store import reads
from studio import grouping

# a refit that somebody waits for is not to wait longer than for these
AT_ONCE = 64
# of one kind: beyond them the newest lead
_MOST_LEADERS = 5_000
_items = InboxItem.__table__
_vectors = InboxVector.__table__


@dataclass(frozen=True)
class Kind:
    """Only what is in one language and was taken for the same intent can be one decision."""

    language: str
    intent: str | None


Unread = tuple[int, str, Kind]


@dataclass(frozen=True)
class Leaders:
    """`vectors` float32 [n, d], a row an id."""

    ids: list[int]
    vectors: NDArray[np.float32]


@reads
def unread(session: Session) -> list[Unread]:
    """The oldest items without a group: (id, masked text, kind)."""
    query = (
        select(_items.c.id, _items.c.text, _items.c.language, _items.c.intent)
        .where(_items.c.group_id.is_(None))
        .order_by(_items.c.id)
        .limit(AT_ONCE)
    )
    return [(row.id, row.text, Kind(row.language, row.intent)) for row in session.execute(query)]


@reads
def leaders(session: Session, kinds: Collection[Kind], dimensions: int) -> dict[Kind, Leaders]:
    return {kind: _leaders(session, kind, dimensions) for kind in kinds}


def assigned(todo: Sequence[Unread], vectors: NDArray[np.float32], known: Mapping[Kind, Leaders]) -> dict[int, int]:
    """The leader of each item of `todo`, itself or another; `vectors` has a row for each."""
    by_kind: dict[Kind, list[int]] = defaultdict(list)
    for row, (_, _, kind) in enumerate(todo):
        by_kind[kind].append(row)
    found: dict[int, int] = {}
    for kind, rows in by_kind.items():
        ids = [todo[row][0] for row in rows]
        names = [*known[kind].ids, *ids]
        leading = grouping.assign(vectors[rows], known[kind].vectors)
        found |= {item: names[at] for item, at in zip(ids, leading, strict=True)}
    return found


def keep(session: Session, leader_of: dict[int, int], vectors: dict[int, NDArray[np.float32]]) -> None:
    """What was forgotten meanwhile neither joins nor leads: who was to follow it is read again."""
    involved = {*leader_of, *leader_of.values()}
    there = set(session.execute(select(_items.c.id).where(_items.c.id.in_(involved))).scalars())
    for item, leader in leader_of.items():
        if item not in there or leader not in there:
            continue
        session.execute(update(_items).where(_items.c.id == item).values(group_id=leader))
        if item == leader:
            session.execute(insert(_vectors), {"item_id": item, "vector": _packed(vectors[item])})


def _packed(vector: NDArray[np.float32]) -> bytes:
    return vector.astype(np.float16).tobytes()


def _leaders(session: Session, kind: Kind, dimensions: int) -> Leaders:
    query = (
        select(_vectors.c.item_id, _vectors.c.vector)
        .join(_items, _items.c.id == _vectors.c.item_id)
        .where(_items.c.language == kind.language, _items.c.intent.is_not_distinct_from(kind.intent))
        .order_by(_vectors.c.item_id.desc())
        .limit(_MOST_LEADERS)
    )
    # of another encoder: they lead what they lead, and nothing new
    found = [row for row in session.execute(query) if len(row.vector) == 2 * dimensions]
    packed = np.frombuffer(b"".join(row.vector for row in found), np.float16).reshape(len(found), dimensions)
    return Leaders([row.item_id for row in found], packed.astype(np.float32))
