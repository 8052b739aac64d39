"""Pieces on the shelf: taken and put back, never below none."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from shop.errors import SoldOut
from shop.models import OrderItem, Variant


def variant_of(session: Session, item: OrderItem) -> Variant | None:
    """The variant that an item is of; None where the shop no longer knows it."""
    query = select(Variant).where(
        Variant.product_id == item.product_id, Variant.size == item.size, Variant.color == item.color
    )
    variant: Variant | None = session.execute(query.order_by(Variant.position).limit(1)).scalar_one_or_none()
    return variant


def move(session: Session, pieces: Mapping[str, int]) -> None:
    """Puts so many pieces of each variant on the shelf, or takes them off where the number is negative.

    In the order of their names, so that two acts never wait for each other. Raises SoldOut where there are fewer."""
    for sku, change in sorted(pieces.items()):
        if change == 0:
            continue
        enough = Variant.stock >= -change
        moved = session.execute(
            update(Variant).where(Variant.sku == sku, enough).values(stock=Variant.stock + change)
        ).rowcount
        if not moved:
            raise SoldOut(sku)


def put_back(session: Session, pieces: Mapping[OrderItem, int]) -> None:
    """The pieces of items that the shopper does not get after all, or has sent back."""
    changes: dict[str, int] = {}
    for item, quantity in pieces.items():
        variant = variant_of(session, item)
        if variant is not None:
            changes[variant.sku] = changes.get(variant.sku, 0) + quantity
    move(session, changes)
