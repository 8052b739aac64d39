"""What a file changes in the shop, worked out beside it while everybody else goes on writing.

Comparing and encoding a catalogue takes many seconds, and SQLite has one writer at a time. So all of it is done on a
reading transaction, and `writing` finds rows that only have to be handed to the database."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import JSON, Column, MetaData, Table, Text, select
from sqlalchemy.orm import Session

from shop.importing.items import Item
from shop.importing.products import Draft, search_text, unsaid
from shop.models import Product, Variant

T = TypeVar("T")
Row = dict[str, Any]

_AT_ONCE = 500
_BY_LANGUAGE = ("names", "descriptions", "attributes", "synonyms")
_JSON = frozenset(column.name for column in Product.__table__.columns if isinstance(column.type, JSON))
ENCODED_PRODUCT = Table(
    "product",
    MetaData(),
    *(
        Column(column.name, Text() if column.name in _JSON else column.type, primary_key=column.primary_key)
        for column in Product.__table__.columns
    ),
)
"""The table `product` with its JSON columns as texts: to write what is encoded already."""


@dataclass
class Step:
    """What one product needs; nothing where the shop has it as the file does. Rows of `ENCODED_PRODUCT` and Variant.

    `gone` are SKUs that this product gives up, `taken` those that it has from another."""

    added: Row | None = None
    changes: Row = field(default_factory=dict)
    gone: list[str] = field(default_factory=list)
    taken: list[str] = field(default_factory=list)
    variants: list[Row] = field(default_factory=list)
    variant_changes: list[Row] = field(default_factory=list)

    @property
    def changed(self) -> bool:
        return self.added is None and bool(self.changes or self.gone or self.variants or self.variant_changes)


@dataclass(frozen=True)
class Planner:
    """`stock` is what is assumed of a new variant whose file only says that there is some."""

    currency: str
    stock: int
    today: date

    def plan(
        self, session: Session, drafts: Sequence[Draft], progress: Callable[[int], object] = lambda done: None
    ) -> dict[str, Step]:
        """The step of each product, by its id."""
        steps: dict[str, Step] = {}
        for chunk in chunks(drafts):
            held, shelves = _held(session, chunk), _shelves(session, chunk)
            owners = _owners(session, [item.id for draft in chunk for item in draft.variants])
            for draft in chunk:
                steps[draft.id] = self._step(draft, held.get(draft.id), shelves.get(draft.id, {}), owners)
            progress(len(chunk))
        return steps

    def _step(self, draft: Draft, before: Row | None, shelf: dict[str, Row], owners: dict[str, str]) -> Step:
        step = Step(gone=[sku for sku in shelf if sku not in {item.id for item in draft.variants}])
        row = _merged(draft, before, self.currency)
        if before is None:
            step.added = _encoded(row | {"added": self.today})
        else:
            step.changes = _encoded({name: value for name, value in row.items() if before.get(name) != value})
        for position, item in enumerate(draft.variants):
            held = shelf.get(item.id)
            variant = {
                "sku": item.id,
                "product_id": draft.id,
                "position": position,
                "size": item.size,
                "color": item.color,
                "stock": _stock(item, held, self.stock),
            }
            if held is None:
                step.variants.append(variant)
                step.taken += [item.id] if item.id in owners else []
            elif held != variant:
                step.variant_changes.append(variant)
        return step


def chunks(of: Iterable[T]) -> Iterator[list[T]]:
    """Few enough for one statement's parameters."""
    everything = list(of)
    for start in range(0, len(everything), _AT_ONCE):
        yield everything[start : start + _AT_ONCE]


def _encoded(row: Row) -> Row:
    return {name: json.dumps(value) if name in _JSON else value for name, value in row.items()}


def _stock(item: Item, held: Row | None, assumed: int) -> int:
    """A file that does not count leaves the shop's own count alone where both agree that there is some, or none."""
    if item.stock is not None:
        return item.stock
    if held is not None and (held["stock"] > 0) is item.in_stock:
        return int(held["stock"])
    return assumed if item.in_stock else 0


def _merged(draft: Draft, before: Row | None, currency: str) -> Row:
    base = unsaid(draft) if before is None else before
    row = {**base, **draft.given, "id": draft.id, "currency": currency}
    for column in _BY_LANGUAGE:
        row[column] = {**base.get(column, {}), **row[column]}
    if before is not None and before["type"] == before["category"] and "type" not in draft.given:
        row["type"] = row["category"]
    row["search_text"] = search_text(row, (item.color for item in draft.variants))
    return row


def _held(session: Session, drafts: Iterable[Draft]) -> dict[str, Row]:
    columns = Product.__table__.columns
    chosen = select(*columns).where(Product.id.in_([draft.id for draft in drafts]))
    return {row["id"]: dict(row) for row in session.execute(chosen).mappings()}


def _shelves(session: Session, drafts: Iterable[Draft]) -> dict[str, dict[str, Row]]:
    shelves: defaultdict[str, dict[str, Row]] = defaultdict(dict)
    chosen = select(*Variant.__table__.columns).where(Variant.product_id.in_([draft.id for draft in drafts]))
    for row in session.execute(chosen).mappings():
        shelves[row["product_id"]][row["sku"]] = dict(row)
    return shelves


def _owners(session: Session, skus: Collection[str]) -> dict[str, str]:
    """Of which product a variant is now."""
    found: dict[str, str] = {}
    for chunk in chunks(skus):
        found |= dict(session.execute(select(Variant.sku, Variant.product_id).where(Variant.sku.in_(chunk))).all())
    return found
