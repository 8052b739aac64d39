"""Which order: named by its number and e-mail, or chosen among those of a proven customer."""

from __future__ import annotations

import re
from dataclasses import dataclass

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

from actions.tasks import reading
from actions.tasks.case import Case, TaskOver, begin_payload
from actions.tasks.matching import Named, named_in
from shop import orders
from shop.models import Order
from shop.order_choices import open_for
from shop.words import in_language

_ORDERS_LISTED = 5
_ORDERS_LOOKED_AT = 30
_LONGEST_NUMBER = 12
_LATEST = re.compile(r"\b(?:latest|last|newest|most recent|recent)\b|最近|最新|上一[个单]|刚(?:下|买)", re.IGNORECASE)
_ORDER = re.compile(r"\border|\bparcel|\bpackage|#\s?\d|订单|单号", re.IGNORECASE)
_KEPT_ON_CORRECTION = ("email", "words", "reason")


class LookupLimit:
    """Five look-ups that fail lock an order number, and an e-mail address, for 15 minutes in every conversation.

    Whoever is locked out gets the answer that a wrong e-mail gets, so that the lock tells nothing either."""

    def __init__(self) -> None:
        self._storage = MemoryStorage()  # the limiter keeps a weak reference only
        self._limiter = FixedWindowRateLimiter(self._storage)
        self._item = RateLimitItemPerMinute(5, 15)

    def locked(self, number: str, email: str) -> bool:
        return not all(self._limiter.test(self._item, key) for key in self._keys(number, email))

    def failed(self, number: str, email: str) -> None:
        for key in self._keys(number, email):
            self._limiter.hit(self._item, key)

    def _keys(self, number: str, email: str) -> tuple[str, str]:
        return f"number {orders.clean_number(number)}", f"email {email.strip().lower()}"


@dataclass(frozen=True)
class WhichOrder:
    """`what`: for which orders a proven customer may want this (a key of `shop.order_choices`); others are not listed.
    None: for all."""

    kind: str
    limit: LookupLimit
    what: str | None = None
    name: str = "order_number"

    def read(self, case: Case, asked: bool) -> bool:
        facts, heard = case.facts, case.heard
        email = heard.entities.get("email")
        number = heard.entities.get("order_number")
        if number and facts.get("order_number") and not asked and heard.text and not _is_about_orders(heard.text):
            number = None  # a postcode, the six digits of a code
        is_new = bool(email and email != facts.get("email")) or bool(number and number != facts.get("order_number"))
        if email:
            facts["email"] = email
        if number and number != facts.get("order_number"):
            if facts.get("order_number"):
                # another order has other items
                kept = {name: facts[name] for name in _KEPT_ON_CORRECTION if name in facts}
                facts.clear()
                facts.update(kept)
            facts["order_number"] = number
        if not number and asked and heard.text and "listed" in facts:
            return self._chosen(case) is not None
        return is_new or bool(asked and (email or number))

    def _chosen(self, case: Case) -> str | None:
        """One of the listed orders by place, by what is in it, as the latest, or as the other one of two."""
        listed: list[list[str]] = case.facts["listed"]
        lines = [Named(number, names) for number, names in listed]
        found = named_in(case.heard.text, lines)
        if not found and _LATEST.search(case.heard.text):
            found = [listed[0][0]]
        if len(found) == 1:
            case.facts["order_number"] = found[0]
            return str(found[0])
        return None

    async def missing(self, case: Case) -> bool:
        case.order = await self._found(case)
        return case.order is None

    async def ask(self, case: Case) -> None:
        facts = case.facts
        if facts.pop("not_found", None):
            return  # said already, with the ways on
        if case.actor.id:
            await self._list(case)
        else:
            case.say("ask_email" if facts.get("order_number") else "ask_order_number")

    async def _found(self, case: Case) -> Order | None:
        facts, customer = case.facts, case.actor.id
        number = facts.get("order_number")
        if not number:
            return await self._only_one(case) if customer else None
        if customer and (theirs := await case.run(orders.of_customer, customer, str(number))):
            return theirs
        email = facts.get("email") or case.known_email
        if not email:
            if customer:
                self._say_not_found(case, str(number))
            return None
        order = await self._for_reader(case, str(number), str(email))
        if order is None:
            self._say_not_found(case, str(number))
            facts.pop("email", None)
            case.known_email = None
        else:
            facts["email"] = email
            case.known_email = email
        return order

    async def _for_reader(self, case: Case, number: str, email: str) -> Order | None:
        order = await case.run(orders.find_for_reader, number, email)
        if self.limit.locked(number, email):
            return None
        if order is None:
            self.limit.failed(number, email)
        return order

    def _say_not_found(self, case: Case, number: str) -> None:
        """The same for an unknown number and a wrong e-mail."""
        say = "order_not_in_account" if case.actor.id else "order_not_found"
        case.facts.pop("order_number", None)
        case.facts["not_found"] = True
        again = case.phrases.button("try_again", case.language, f"/{self.kind}")
        person = case.phrases.button("person", case.language, "/contact_human_agent")
        case.say(say, buttons=[again, person], number=number[:_LONGEST_NUMBER])

    async def _candidates(self, case: Case) -> list[Order]:
        if self.what is None:
            return await case.run(orders.for_customer, case.actor.id, _ORDERS_LOOKED_AT)
        judged = await case.run(open_for, case.actor.id, self.what, case.today, _ORDERS_LOOKED_AT)
        # where it is allowed on none, the latest: the task's rule says why not
        return [order for order, verdict in judged if verdict.allowed] or [order for order, _ in judged[:1]]

    async def _only_one(self, case: Case) -> Order | None:
        """The customer's only order that this is possible for, or the one that is named by what is in it.

        Raises TaskOver where there is none at all."""
        candidates = await self._candidates(case)
        if not candidates:
            case.say("no_orders_yet")
            raise TaskOver()
        named = named_in(case.heard.text, [_named(order) for order in candidates]) if case.heard.text else []
        chosen = [order for order in candidates if order.number in named] if len(named) == 1 else candidates
        if len(chosen) == 1:
            case.facts["order_number"] = chosen[0].number
            return chosen[0]
        return None

    async def _list(self, case: Case) -> None:
        candidates = (await self._candidates(case))[:_ORDERS_LISTED]
        case.facts["listed"] = [[order.number, _named(order).names] for order in candidates]
        buttons = [order_button(case, order, self.kind) for order in candidates]
        case.say("your_orders", buttons=buttons)


def _is_about_orders(text: str) -> bool:
    return bool(_ORDER.search(text)) or reading.corrects(text)


def order_button(case: Case, order: Order, kind: str) -> dict[str, str]:
    title = case.phrases.say(
        "order_choice",
        case.language,
        number=order.number,
        placed=order.placed.date(),
        total=case.money(order.total_cents),
    )
    return {"title": title, "payload": begin_payload(kind, order.number)}


def _named(order: Order) -> Named:
    names = [in_language(item.names, language) for item in order.items for language in item.names]
    return Named(order.number, " ".join([order.number, *names]))
