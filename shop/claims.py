"""Something arrived damaged, is the wrong one or is missing: reported with a photo, replaced or refunded.

Every verb does its act once for a `key`, in the caller's transaction; see shop.order_changes for what it raises."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from shop import order_money, stock
from shop import order_rules as rules
from shop.actor import Actor
from shop.acts import STAFF, Act, Outcome, once
from shop.case_models import Claim
from shop.case_texts import CLAIM_KINDS
from shop.errors import NotAllowed, NotProven, SoldOut, UnknownClaim
from shop.models import OrderItem, Product
from shop.order_items import item_text
from shop.returns import ask_delivery_back
from shop.typed import one_line

REPLACEMENT, REFUND = "replacement", "refund"
_LONGEST_ID = 64


def report(
    session: Session,
    actor: Actor,
    key: str,
    number: str,
    item_id: int,
    kind: str,
    words: str = "",
    photo_id: str | None = None,
    *,
    wish: str = REPLACEMENT,
    quantity: int = 1,
    now: datetime | None = None,
    override: str | None = None,
) -> Claim:
    """Reports so many pieces of an item; a replacement is held from now on, a refund waits for a colleague's look.

    What is damaged or wrong needs a photo. Raises ValueError for another kind or wish, or an id that is none."""
    if kind not in CLAIM_KINDS or wish not in (REPLACEMENT, REFUND):
        raise ValueError("a claim has a known kind and a known wish")
    if photo_id is not None and not 0 < len(photo_id) <= _LONGEST_ID:
        raise ValueError("that is no photo's id")

    def do(act: Act) -> dict[str, Any]:
        item = act.item(item_id)
        product = act.session.get(Product, item.product_id)
        act.insist(rules.claim_item(act.order, item, product, act.day))
        few = rules.pieces(item, quantity, rules.quantity_left(act.order, item))
        if few is not None:
            raise NotAllowed(few)
        if photo_id is None and kind != "missing":
            act.insist(rules.no("claim_photo", name=item.names))
        if wish == REPLACEMENT:
            _hold(act, item, quantity)
        made = Claim(
            item_id=item.id,
            quantity=quantity,
            kind=kind,
            wish=wish,
            words=one_line(words),
            photo_id=photo_id,
            status="received",
            created=act.now,
        )
        act.order.claims.append(made)
        act.session.flush()
        cents = 0
        if wish == REFUND:
            cents = act.refund("claim", order_money.price_of({item: quantity}), "requested", claim_id=made.id)
            cents += ask_delivery_back(act)
        act.happened("claim_received")
        act.mail("claim_received", item=item_text(item, act.language, quantity))
        return {"claim_id": made.id, "refund_cents": cents}

    outcome = once(session, actor, key, "report_claim", number, do, now=now, override=override)
    reported: Claim = session.get(Claim, outcome.values["claim_id"])
    return reported


def decide(
    session: Session, actor: Actor, key: str, claim_id: int, accepted: bool, *, now: datetime | None = None
) -> Outcome:
    """A colleague's decision, after the photo. Raises NotProven for who is not staff, UnknownClaim, and NotAllowed for
    a claim that is decided."""
    if actor.kind not in STAFF:
        raise NotProven()
    claim = session.get(Claim, claim_id)
    if claim is None:
        raise UnknownClaim("there is no such claim")

    def do(act: Act) -> dict[str, Any]:
        current = next(each for each in act.order.claims if each.id == claim_id)
        if current.status != "received":
            raise NotAllowed(rules.no("claim_settled"))
        current.status = "accepted" if accepted else "refused"
        if not accepted and current.wish == REPLACEMENT:
            stock.put_back(act.session, {act.item(current.item_id): current.quantity})
        for refund in act.order.refunds:
            mine = refund.claim_id == claim_id
            # nothing is kept no longer: what delivery cost stays with the shop
            delivery = refund.reason == "delivery" and refund.status != "sent" and not accepted
            if mine or (delivery and current.wish == REFUND):
                refund.status, refund.updated = "approved" if accepted else "refused", act.now
        act.happened("claim_accepted" if accepted else "claim_refused")
        return {"claim_id": claim_id, "status": current.status}

    return once(session, actor, key, "decide_claim", claim.order_number, do, now=now)


def _hold(act: Act, item: OrderItem, quantity: int) -> None:
    variant = stock.variant_of(act.session, item)
    try:
        if variant is None:
            raise SoldOut(item.product_id)
        stock.move(act.session, {variant.sku: -quantity})
    except SoldOut:
        raise NotAllowed(rules.no("claim_sold_out", name=item.names)) from None
