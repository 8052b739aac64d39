"""One act on one order: proven, done once whoever asks how often, one at a time, and in the audit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from shop import audit, mail, verification
from shop.actor import AGENT, SYSTEM, Actor
from shop.case_models import Refund
from shop.clock import utc_now
from shop.errors import KeyReused, NotAllowed, NotProven, UnknownItem
from shop.models import Customer, Order, OrderItem, ShipmentEvent
from shop.order_rules import Verdict
from shop.orders import clean_number

STAFF = (AGENT, SYSTEM)
# rules that a person of the shop may go past, giving a reason: what is refused for any other cause cannot be done
_MAY_GO_PAST = (
    "cancel_packed address_packed address_zone change_packed more_to_pay return_late return_opened "
    "return_personalised exchange_late exchange_twice claim_late claim_photo"
)


def may_go_past(code: str) -> bool:
    """Whether a person of the shop may do what is refused with this code, giving a reason."""
    return code in _MAY_GO_PAST.split()


@dataclass(frozen=True)
class Outcome:
    """What was done to an order; who asks for the same act again gets the same. `values` is JSON."""

    act: str
    number: str
    values: dict[str, Any]


@dataclass
class Act:
    """One act under way, in the caller's transaction."""

    session: Session
    actor: Actor
    order: Order
    now: datetime
    override: str | None
    past: list[str] = field(default_factory=list)

    @property
    def day(self) -> date:
        return self.now.date()

    @property
    def language(self) -> str:
        """What mails are written in."""
        language: str = self.session.execute(
            select(Customer.language).where(Customer.id == self.order.customer_id)
        ).scalar_one()
        return language

    def insist(self, verdict: Verdict) -> None:
        """Raises NotAllowed, unless a person of the shop goes past this rule."""
        if verdict.allowed:
            return
        if self.override is None or not may_go_past(verdict.code):
            raise NotAllowed(verdict)
        self.past.append(verdict.code)

    def item(self, item_id: int) -> OrderItem:
        """Raises UnknownItem."""
        found: OrderItem | None = next((item for item in self.order.items if item.id == item_id), None)
        if found is not None:
            return found
        raise UnknownItem(f"order {self.order.number} has no item {item_id}")

    def happened(self, code: str) -> None:
        """A line in the order's history, for the shopper to read."""
        self.order.events.append(ShipmentEvent(time=self.now, status=self.order.status, code=code, place=""))

    def refund(self, reason: str, cents: int, status: str, **whose: Any) -> int:
        """A refund row where there is something to refund; gives the amount."""
        if cents > 0:
            made = Refund(reason=reason, amount_cents=cents, status=status, created=self.now, updated=self.now, **whose)
            self.order.refunds.append(made)
        return cents

    def mail(self, kind: str, **values: Any) -> None:
        mail.queue(
            self.session,
            self.order.email,
            kind,
            self.language,
            order_number=self.order.number,
            now=self.now,
            **values,
        )


def once(
    session: Session,
    actor: Actor,
    key: str,
    name: str,
    number: str,
    do: Callable[[Act], dict[str, Any]],
    *,
    now: datetime | None = None,
    override: str | None = None,
) -> Outcome:
    """Does `do` and records it, unless this key has been done: then its recorded outcome, and nothing changes.

    Whoever else acts on the same order waits until this transaction ends. Raises NotProven, KeyReused, and what `do`
    raises; the caller's transaction must then be rolled back."""
    number = clean_number(number) or ""
    now = now or utc_now()
    verification.require(session, actor, number, now=now)
    if override is not None and actor.kind not in STAFF:
        raise NotProven("only staff may go past a rule")
    order = _locked(session, number)
    done = audit.recorded(session, key)
    if done is not None:
        if (done["act"], done["number"]) != (name, number):
            raise KeyReused(f"this key is of {done['act']}")
        return Outcome(**done)
    act = Act(session, actor, order, now, override)
    before = _state(order)
    outcome = Outcome(name, number, do(act))
    session.flush()
    after = _state(order)
    if act.past:
        after |= {"past_rules": act.past, "override": override}
    recorded = {"act": outcome.act, "number": outcome.number, "values": outcome.values}
    audit.record(session, actor, key, name, number, before, after, recorded, now=now)
    return outcome


def _locked(session: Session, number: str) -> Order:
    """The order as it is now, with its row held. Held before it is read: a row that changes while a server waits for it
    is read anew, but not what it is joined with. Raises NotProven where there is none, as for a wrong proof."""
    session.flush()
    session.execute(select(Order.number).where(Order.number == number).with_for_update())
    query = select(Order).where(Order.number == number).execution_options(populate_existing=True)
    order: Order | None = session.execute(query).scalar_one_or_none()
    if order is None:
        raise NotProven("there is no such order")
    return order


def _state(order: Order) -> dict[str, Any]:
    """What acts change, without anything personal: an address is its row's number."""
    return {
        "status": order.status,
        "total_cents": order.total_cents,
        "address_id": order.address_id,
        "items": {str(item.id): [item.size, item.color, item.quantity] for item in order.items},
        "returns": {each.number: each.status for each in order.returns},
        "refunds": {str(each.id): [each.reason, each.amount_cents, each.status] for each in order.refunds},
        "claims": {str(each.id): [each.kind, each.wish, each.status] for each in order.claims},
    }
