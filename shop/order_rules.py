"""What may be done with an order, and when: the rules that knowledge/faq states to shoppers, on an order and a day.

Pure: an order is read, never changed. Every rule answers with a Verdict whose code `actions/phrases.yml` says as
`rule_<code>`; a verdict that refuses names the reason and the way on."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from shop import case_models  # noqa: F401 - an order's returns, refunds and claims are relations from there
from shop.models import Order, OrderItem, Product, Variant


@dataclass(frozen=True)
class Limits:
    """The shop's limits, in one place."""

    # until the parcel is given to the carrier, counted from the day of delivery
    return_days: int = 30
    claim_days: int = 14
    warranty_years: int = 2
    long_warranty_years: int = 5
    long_warranty_brands: frozenset[str] = frozenset({"Kestrel Peak", "Tarnbrook"})
    long_warranty_kinds: frozenset[str] = frozenset({"jackets", "tent", "family_tent"})
    # a bank transfer usually takes so many working days; an order that nobody pays is cancelled after so many days
    transfer_working_days: int = 2
    unpaid_days: int = 10
    # of express, only what standard delivery costs goes back with a return
    standard_delivery_cents: int = 495
    # returnable until opened, and never; types or categories
    sealed_kinds: frozenset[str] = frozenset({"earbuds", "in-ear headphones", "topper", "mattress topper", "pillow"})
    gift_card_kinds: frozenset[str] = frozenset({"gift card", "gift_card", "gift cards", "gift_cards"})


LIMITS = Limits()

CHANGEABLE = ("placed", "paid")
ON_ITS_WAY = ("packed", "shipped", "out_for_delivery")

_ALLOWED = (
    "may_cancel may_change_address may_change_item may_return may_return_sealed may_exchange may_exchange_sealed "
    "may_claim may_invoice payment_waiting payment_late payment_unfinished payment_reserved payment_klarna "
    "payment_received payment_charged payment_nothing_due"
)
_REFUSED = (
    "already_cancelled already_returned fewer_left item_gone "
    "cancel_packed cancel_delivered cancel_delivered_late "
    "address_packed address_delivered address_missing address_too_long address_postcode address_country address_zone "
    "change_packed change_delivered change_delivered_late "
    "variant_unknown variant_sold_out variant_same more_to_pay product_gone "
    "return_not_delivered return_late return_opened return_personalised return_gift_card exchange_late exchange_twice "
    "claim_not_delivered claim_late claim_photo claim_open claim_sold_out claim_settled "
    "invoice_unpaid invoice_cancelled return_settled"
)
ALLOWED_CODES, REFUSED_CODES = frozenset(_ALLOWED.split()), frozenset(_REFUSED.split())
CODES = ALLOWED_CODES | REFUSED_CODES


@dataclass(frozen=True)
class Verdict:
    """`values`: what the sentence needs. Days are dates, amounts end in `_cents`, names are texts by language."""

    allowed: bool
    code: str
    values: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.code not in (ALLOWED_CODES if self.allowed else REFUSED_CODES):
            raise ValueError(f"no such code: {self.code}")


def yes(code: str, **values: Any) -> Verdict:
    return Verdict(True, code, values)


def no(code: str, **values: Any) -> Verdict:
    return Verdict(False, code, values)


def cancel(order: Order, day: date, limits: Limits = LIMITS) -> Verdict:
    """The whole order: free of charge until it is packed."""
    if order.status in CHANGEABLE:
        return yes("may_cancel", number=order.number)
    if order.status in ON_ITS_WAY:
        return no("cancel_packed", number=order.number, days=limits.return_days)
    return _over(order) or _once_delivered(order, day, "cancel_delivered", limits)


def cancel_item(order: Order, item: OrderItem, quantity: int, day: date, limits: Limits = LIMITS) -> Verdict:
    """So many pieces of one item."""
    verdict = cancel(order, day, limits)
    return pieces(item, quantity, item.quantity) or verdict if verdict.allowed else verdict


def change_address(order: Order, day: date, limits: Limits = LIMITS) -> Verdict:
    """Until it is packed; then only the carrier can redirect it."""
    if order.status in CHANGEABLE:
        return yes("may_change_address", number=order.number)
    if order.status in ON_ITS_WAY:
        return no("address_packed", number=order.number)
    return _over(order) or no("address_delivered", number=order.number)


def change_items(order: Order, day: date, limits: Limits = LIMITS) -> Verdict:
    """Size, colour, quantity: until it is packed."""
    if order.status in CHANGEABLE:
        return yes("may_change_item", number=order.number)
    if order.status in ON_ITS_WAY:
        return no("change_packed", number=order.number, days=limits.return_days)
    return _over(order) or _once_delivered(order, day, "change_delivered", limits)


def return_item(
    order: Order, item: OrderItem, product: Product, day: date, opened: bool | None = None, limits: Limits = LIMITS
) -> Verdict:
    """Within 30 days of delivery; some things never, and some only unopened.

    `opened`: what the shopper said of a thing that may only come back sealed; None: nobody has asked yet."""
    refused = _not_back(order, item, product, opened, limits)
    if refused:
        return refused
    until = return_until(order, limits)
    if until is None:
        return no("return_not_delivered", number=order.number, days=limits.return_days)
    if day > until:
        warranty = warranty_until(order, product, limits)
        return no("return_late", until=until, days=limits.return_days, name=item.names, warranty=warranty)
    code = "may_return_sealed" if is_sealed_kind(product, limits) and opened is None else "may_return"
    return yes(code, until=until, name=item.names)


def exchange_item(
    order: Order, item: OrderItem, product: Product, day: date, opened: bool | None = None, limits: Limits = LIMITS
) -> Verdict:
    """For another size or colour, once an item, and otherwise as a return."""
    verdict = return_item(order, item, product, day, opened, limits)
    if verdict.code == "return_late":
        return no("exchange_late", **verdict.values)
    if not verdict.allowed:
        return verdict
    if exchangeable(order, item) == 0:
        return no("exchange_twice", name=item.names, until=verdict.values["until"])
    return yes("may_exchange_sealed" if verdict.code == "may_return_sealed" else "may_exchange", **verdict.values)


def claim_item(order: Order, item: OrderItem, product: Product, day: date, limits: Limits = LIMITS) -> Verdict:
    """Damaged, wrong or missing: within 14 days of delivery. Later it is a matter of the warranty."""
    if order.status == "cancelled":
        return no("already_cancelled", number=order.number)
    arrived = delivered_on(order)
    if arrived is None:
        return no("claim_not_delivered", number=order.number)
    if any(claim.item_id == item.id and claim.status == "received" for claim in order.claims):
        return no("claim_open", name=item.names)
    gone = pieces(item, 1, quantity_left(order, item))
    if gone:
        return gone
    if day > arrived + timedelta(days=limits.claim_days):
        warranty = warranty_until(order, product, limits)
        return no("claim_late", days=limits.claim_days, name=item.names, warranty=warranty)
    return yes("may_claim", name=item.names)


def invoice(order: Order, day: date, limits: Limits = LIMITS) -> Verdict:
    """From the payment on."""
    if order.status == "cancelled":
        return no("invoice_cancelled", number=order.number)
    if order.status == "placed":
        return no("invoice_unpaid", number=order.number)
    return yes("may_invoice", number=order.number)


def variant(product: Product, size: str | None, color: str | None, item: OrderItem) -> Variant | Verdict:
    """The variant that an item becomes; what is None stays as it is. A verdict where there is none, or no other."""
    wanted = (size or item.size).casefold(), (color or item.color).casefold()
    if wanted == (item.size.casefold(), item.color.casefold()):
        return no("variant_same", name=item.names)
    made = [each for each in product.variants if (each.size.casefold(), each.color.casefold()) == wanted]
    if not product.available:
        return no("product_gone", name=item.names)
    return made[0] if made else no("variant_unknown", name=item.names)


def delivered_on(order: Order) -> date | None:
    """The day it reached the shopper, a neighbour or was collected."""
    return next((event.time.date() for event in order.events if event.status == "delivered"), None)


def return_until(order: Order, limits: Limits = LIMITS) -> date | None:
    """The last day of a return; None before delivery."""
    arrived = delivered_on(order)
    return arrived + timedelta(days=limits.return_days) if arrived else None


def warranty_until(order: Order, product: Product, limits: Limits = LIMITS) -> date | None:
    """None before delivery. Of a device with a battery, the battery has a year only."""
    arrived = delivered_on(order)
    if arrived is None:
        return None
    long = product.brand in limits.long_warranty_brands and _is(product, limits.long_warranty_kinds)
    year = arrived.year + (limits.long_warranty_years if long else limits.warranty_years)
    try:
        return arrived.replace(year=year)
    except ValueError:  # 29 February
        return arrived.replace(year=year, day=28)


def quantity_left(order: Order, item: OrderItem) -> int:
    """Pieces that the shopper has and that are not on their way back, refunded or being replaced."""
    back = sum(
        line.quantity
        for each in order.returns
        # an exchange that brought its item is over: what it brought may be returned
        if each.status not in ("withdrawn", "exchanged")
        for line in each.lines
        if line.item_id == item.id
    )
    claimed = sum(
        claim.quantity
        for claim in order.claims
        if claim.item_id == item.id
        and (claim.status == "received" or (claim.status == "accepted" and claim.wish == "refund"))
    )
    return int(max(0, item.quantity - back - claimed))


def exchangeable(order: Order, item: OrderItem) -> int:
    """Of the pieces that are left, those that did not come by an exchange themselves."""
    came = sum(
        line.quantity
        for each in order.returns
        if each.status == "exchanged"
        for line in each.lines
        if line.item_id == item.id
    )
    return int(max(0, quantity_left(order, item) - came))


def pieces(item: OrderItem, quantity: int, left: int) -> Verdict | None:
    """Why so many pieces of an item cannot be had; None where they can."""
    if left <= 0:
        return no("item_gone", name=item.names)
    return no("fewer_left", name=item.names, left=left) if not 1 <= quantity <= left else None


def is_sealed_kind(product: Product, limits: Limits = LIMITS) -> bool:
    """It may come back as long as nobody has opened it."""
    return _is(product, limits.sealed_kinds)


def _not_back(order: Order, item: OrderItem, product: Product, opened: bool | None, limits: Limits) -> Verdict | None:
    over = _over(order)
    if over:
        return over
    if _is(product, limits.gift_card_kinds):
        return no("return_gift_card", name=item.names)
    if product.facts.get("personalised"):
        return no("return_personalised", name=item.names)
    if opened and is_sealed_kind(product, limits):
        return no("return_opened", name=item.names)
    return pieces(item, 1, quantity_left(order, item))


def _over(order: Order) -> Verdict | None:
    if order.status == "cancelled":
        return no("already_cancelled", number=order.number)
    return no("already_returned", number=order.number) if order.status == "returned" else None


def _once_delivered(order: Order, day: date, code: str, limits: Limits) -> Verdict:
    until = return_until(order, limits)
    if until is None or day > until:
        return no(f"{code}_late", number=order.number, days=limits.return_days)
    return no(code, number=order.number, until=until)


def _is(product: Product, kinds: frozenset[str]) -> bool:
    return not kinds.isdisjoint({product.type.casefold(), product.category.casefold()})
