"""Bringing the shop's tables to what a file says: planned while others write, then written in one short transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone

from sqlalchemy import bindparam, delete, insert, or_, select, update
from sqlalchemy.orm import Session

from shop.changes import Changes
from shop.importing.faults import Fault
from shop.importing.planning import ENCODED_PRODUCT, Planner, Row, Step, chunks
from shop.importing.products import Draft
from shop.models import Behaviour, CatalogueImport, Neighbour, OrderItem, Product, Variant


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
    for chunk in chunks(owners):
        held = session.execute(select(Variant.sku, Variant.product_id).where(Variant.sku.in_(chunk)))
        for sku, product_id in held:
            if product_id not in ours and (staying is None or product_id in staying):
                reason = f"is the SKU of the shop's product {product_id}, which the file does not have"
                faults.append(Fault(owners[sku].line, reason, "id", sku, owners[sku].id))
    return faults


class Writing:
    """One import of `drafts`: `prepare` on a reading transaction, and after it `write` on a writing one.

    With `replace`, products that are not among the drafts go, or are withdrawn where an order holds them."""

    def __init__(self, drafts: Sequence[Draft], planner: Planner, *, replace: bool) -> None:
        self._drafts = {draft.id: draft for draft in drafts}
        self._planner = planner
        self._replace = replace
        self._changes = Changes()
        self._steps: dict[str, Step] = {}

    def prepare(self, session: Session, progress: Callable[[int], object] = lambda done: None) -> None:
        # the place in the log is taken first: what comes after it has perhaps not been compared
        self._changes.fresh(session)
        self._steps = self._planner.plan(session, list(self._drafts.values()), progress)

    def catch_up(self, session: Session) -> list[Fault]:
        """Compares again what somebody has changed since. Faults where one of those has taken an SKU of the file."""
        touched = self._changes.fresh(session)
        ours = [self._drafts[product_id] for product_id in touched & self._drafts.keys()]
        self._steps |= self._planner.plan(session, ours)
        if touched - self._drafts.keys():
            return conflicts(session, list(self._drafts.values()), replace=self._replace)
        return []

    def write(self, session: Session, file: str = "") -> Outcome:
        removed, withdrawn = _remove_others(session, self._drafts.keys()) if self._replace else (0, 0)
        steps = self._steps.values()
        _write_products(session, self._steps)
        _write_variants(session, steps)
        added, changed = sum(step.added is not None for step in steps), sum(step.changed for step in steps)
        outcome = Outcome(added, changed, len(steps) - added - changed, removed, withdrawn)
        if not outcome.nothing_changed:
            now, gone = datetime.now(timezone.utc).replace(tzinfo=None), removed + withdrawn
            session.add(CatalogueImport(time=now, file=file[-255:], added=added, changed=changed, removed=gone))
        return outcome


def _write_products(session: Session, steps: Mapping[str, Step]) -> None:
    added = [step.added for step in steps.values() if step.added is not None]
    if added:
        session.execute(insert(ENCODED_PRODUCT), added)
    alike: defaultdict[tuple[str, ...], list[Row]] = defaultdict(list)
    for product_id, step in steps.items():
        if step.changes:
            alike[tuple(step.changes)].append({**step.changes, "which": product_id})
    for rows in alike.values():
        session.execute(update(ENCODED_PRODUCT).where(ENCODED_PRODUCT.c.id == bindparam("which")), rows)


def _write_variants(session: Session, steps: Collection[Step]) -> None:
    """What goes goes first, so that an SKU can move."""
    for chunk in chunks(sku for step in steps for sku in (*step.gone, *step.taken)):
        session.execute(delete(Variant).where(Variant.sku.in_(chunk)).execution_options(synchronize_session=False))
    session.bulk_update_mappings(Variant, [row for step in steps for row in step.variant_changes])
    new = [row for step in steps for row in step.variants]
    if new:
        session.execute(insert(Variant.__table__), new)


def _with_orders(session: Session) -> set[str]:
    return set(session.execute(select(OrderItem.product_id).distinct()).scalars())


def _remove_others(session: Session, keep: Collection[str]) -> tuple[int, int]:
    """Returns how many products were deleted, and how many only withdrawn."""
    others = session.execute(select(Product.id, Product.available)).all()
    ordered = _with_orders(session)
    gone = [product_id for product_id, _ in others if product_id not in keep and product_id not in ordered]
    kept = [each for each, available in others if each not in keep and each in ordered and available]
    for chunk in chunks(gone):
        for table, condition in (
            (Neighbour, or_(Neighbour.product_id.in_(chunk), Neighbour.neighbour_id.in_(chunk))),
            (Behaviour, Behaviour.product_id.in_(chunk)),
            (Variant, Variant.product_id.in_(chunk)),
            (Product, Product.id.in_(chunk)),
        ):
            session.execute(delete(table).where(condition).execution_options(synchronize_session=False))
    for chunk in chunks(kept):
        for table, condition, values in (
            (Product, Product.id.in_(chunk), {"available": False}),
            (Variant, Variant.product_id.in_(chunk), {"stock": 0}),
        ):
            made = update(table).where(condition).values(values)
            session.execute(made.execution_options(synchronize_session=False))
    return len(gone), len(kept)
