"""Bringing the shop's tables to what a file says, in the caller's one transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timezone
from typing import Any, TypeVar

from sqlalchemy import delete, insert, or_, select, update
from sqlalchemy.orm import Session

from shop.importing.faults import Fault
from shop.importing.items import Item
from shop.importing.products import Draft, search_text, unsaid
from shop.models import Behaviour, CatalogueImport, Neighbour, OrderItem, Product, Variant

T = TypeVar("T")
_AT_ONCE = 500
_BY_LANGUAGE = ("names", "descriptions", "attributes", "synonyms")
Row = dict[str, Any]


@dataclass(frozen=True)
class Outcome:
    """Numbers of products. `withdrawn` are out of the file, but in somebody's order."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0
    withdrawn: int = 0

    @property
    def nothing_changed(self) -> bool:
        return not (self.added or self.changed or self.removed or self.withdrawn)


def conflicts(session: Session, drafts: Sequence[Draft], *, replace: bool) -> list[Fault]:
    """Variants whose SKU is that of a product which the file does not have and which therefore stays."""
    owners = {item.id: draft for draft in drafts for item in draft.variants}
    ours = {draft.id for draft in drafts}
    staying = _with_orders(session) if replace else None
    faults = []
    for chunk in _chunks(list(owners)):
        held = session.execute(select(Variant.sku, Variant.product_id).where(Variant.sku.in_(chunk)))
        for sku, product_id in held:
            if product_id not in ours and (staying is None or product_id in staying):
                reason = f"is the SKU of the shop's product {product_id}, which the file does not have"
                faults.append(Fault(owners[sku].line, reason, "id", sku, owners[sku].id))
    return faults


def write(
    session: Session,
    drafts: Sequence[Draft],
    *,
    currency: str,
    stock: int,
    replace: bool = False,
    file: str = "",
    progress: Callable[[int], object] = lambda done: None,
) -> Outcome:
    """`stock` is what is assumed of a new variant whose file only says that there is some. With `replace`, products
    that are not among `drafts` go, or are withdrawn where an order holds them."""
    now = datetime.now(timezone.utc).replace(tzinfo=None)
    removed, withdrawn = _remove_others(session, {draft.id for draft in drafts}) if replace else (0, 0)
    added = changed = 0
    for chunk in _chunks(drafts):
        new, different = _write_chunk(session, chunk, currency, stock, now.date())
        added, changed = added + new, changed + different
        progress(len(chunk))
    outcome = Outcome(added, changed, len(drafts) - added - changed, removed, withdrawn)
    if not outcome.nothing_changed:
        gone = removed + withdrawn
        session.add(CatalogueImport(time=now, file=file[-255:], added=added, changed=changed, removed=gone))
    return outcome


def _write_chunk(session: Session, chunk: Sequence[Draft], currency: str, stock: int, today: date) -> tuple[int, int]:
    """How many products were added, and how many changed."""
    ids = [draft.id for draft in chunk]
    held, shelves = _held(session, ids), _shelves(session, ids)
    new: list[Row] = []
    changes: list[Row] = []
    changed = 0
    variants = _Variants()
    for draft in chunk:
        before = held.get(draft.id)
        moved = variants.compare(draft, shelves.get(draft.id, {}), stock)
        row = _merged(draft, before, currency)
        if before is None:
            new.append(row | {"added": today})
            continue
        different = {column: value for column, value in row.items() if before.get(column) != value}
        if different:
            changes.append({"id": draft.id, **different})
        changed += bool(different or moved)
    if new:
        session.execute(insert(Product), new)
    session.bulk_update_mappings(Product, changes)
    variants.write(session)
    return len(new), changed


class _Variants:
    """What is to be done to the variants of several products; what goes goes first, so that an SKU can move."""

    def __init__(self) -> None:
        self.gone: list[str] = []
        self.changed: list[Row] = []
        self.new: list[Row] = []

    def compare(self, draft: Draft, shelf: dict[str, Row], stock: int) -> bool:
        """Whether anything is to be done for this product."""
        before = len(self.gone) + len(self.changed) + len(self.new)
        self.gone += shelf.keys() - {item.id for item in draft.variants}
        for position, item in enumerate(draft.variants):
            held = shelf.get(item.id)
            row = {
                "sku": item.id,
                "product_id": draft.id,
                "position": position,
                "size": item.size,
                "color": item.color,
                "stock": _stock(item, held, stock),
            }
            if held is None:
                self.new.append(row)
            elif held != row:
                self.changed.append(row)
        return len(self.gone) + len(self.changed) + len(self.new) > before

    def write(self, session: Session) -> None:
        moving = self.gone + [row["sku"] for row in self.new]
        for chunk in _chunks(moving):
            session.execute(delete(Variant).where(Variant.sku.in_(chunk)).execution_options(synchronize_session=False))
        session.bulk_update_mappings(Variant, self.changed)
        if self.new:
            session.execute(insert(Variant), self.new)


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


def _held(session: Session, ids: Collection[str]) -> dict[str, Row]:
    columns = Product.__table__.columns
    rows = session.execute(select(*columns).where(Product.id.in_(ids))).mappings()
    return {row["id"]: dict(row) for row in rows}


def _shelves(session: Session, ids: Collection[str]) -> dict[str, dict[str, Row]]:
    shelves: defaultdict[str, dict[str, Row]] = defaultdict(dict)
    rows = session.execute(select(*Variant.__table__.columns).where(Variant.product_id.in_(ids))).mappings()
    for row in rows:
        shelves[row["product_id"]][row["sku"]] = dict(row)
    return shelves


def _with_orders(session: Session) -> set[str]:
    return set(session.execute(select(OrderItem.product_id).distinct()).scalars())


def _remove_others(session: Session, keep: Collection[str]) -> tuple[int, int]:
    """Returns how many products were deleted, and how many only withdrawn."""
    others = session.execute(select(Product.id, Product.available)).all()
    ordered = _with_orders(session)
    gone = [product_id for product_id, _ in others if product_id not in keep and product_id not in ordered]
    kept = [each for each, available in others if each not in keep and each in ordered and available]
    for chunk in _chunks(gone):
        for table, condition in (
            (Neighbour, or_(Neighbour.product_id.in_(chunk), Neighbour.neighbour_id.in_(chunk))),
            (Behaviour, Behaviour.product_id.in_(chunk)),
            (Variant, Variant.product_id.in_(chunk)),
            (Product, Product.id.in_(chunk)),
        ):
            session.execute(delete(table).where(condition).execution_options(synchronize_session=False))
    for chunk in _chunks(kept):
        for table, condition, values in (
            (Product, Product.id.in_(chunk), {"available": False}),
            (Variant, Variant.product_id.in_(chunk), {"stock": 0}),
        ):
            made = update(table).where(condition).values(values)
            session.execute(made.execution_options(synchronize_session=False))
    return len(gone), len(kept)


def _chunks(of: Iterable[T]) -> Iterator[list[T]]:
    everything = list(of)
    for start in range(0, len(everything), _AT_ONCE):
        yield everything[start : start + _AT_ONCE]
