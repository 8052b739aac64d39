"""Dialogues that do something: who plays the shopper, and what the shop's database says afterwards.

A dialogue is written in tests/e2e/dialogues/*.yml:

    name      a sentence
    order     which one it is about: `status`; `items`: how many lines; `what` is allowed on it (shop.order_choices);
              `variant`: its first item comes in another size that is in stock; `country` of the address; `plain`:
              nothing in it that may only come back sealed
    known     the shopper's identity is proven
    language  of the conversation, by default en
    turns     `say`, `click` (how its title begins), `code` (the mailed one is typed) or `photo`; `sees`: regular
              expressions, each of which the bot's answer matches; `not`: none of which it matches
    then      what the database says: see `Shop.check`
"""

from __future__ import annotations

import io
import re
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import httpx
import jwt
import yaml
from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session

from bench.stack import Stack
from shop import stock
from shop.case_models import Audit, Claim, Mail, Refund, Return
from shop.clock import utc_now
from shop.models import Order, OrderItem, Product, Variant
from shop.order_choices import verdict_on
from shop.order_rules import is_sealed_kind
from shop.store import Store
from tests.service.harness import Tab, until

DIALOGUES = Path(__file__).with_name("dialogues")
ANSWER_S = 20


def dialogues() -> Iterator[dict[str, Any]]:
    for file in sorted(DIALOGUES.glob("*.yml")):
        yield from yaml.safe_load(file.read_text(encoding="utf-8"))


def _was_acted_on(session: Session, number: str) -> bool:
    """By another test before the same processes."""
    return session.execute(select(Audit.id).where(Audit.order_number == number).limit(1)).first() is not None


def _is_in_stock(session: Session, item: OrderItem) -> bool:
    """Whether there is another one to replace it with, whatever other tests take."""
    variant = stock.variant_of(session, item)
    return variant is not None and variant.stock >= 5 * item.quantity


class Shop:
    """The running shop's database; every order is given to one dialogue only."""

    def __init__(self, stack: Stack) -> None:
        self.stack = stack
        self.store = Store(stack.environ.get("AISLE_DATABASE_URL", f"sqlite:///{stack.var / 'aisle.db'}"))
        self._given: set[str] = set()

    def order(self, wanted: Mapping[str, Any]) -> Order:
        with self.store.transaction(reading=True) as session:
            query = select(Order.number).order_by(Order.placed.desc(), Order.number)
            if "status" in wanted:
                query = query.where(Order.status == wanted["status"])
            for number in session.execute(query).scalars().all():
                if number in self._given or _was_acted_on(session, number):
                    continue
                order = session.get(Order, number)
                if len(order.items) != wanted.get("items", len(order.items)):
                    continue
                if "what" in wanted and not verdict_on(session, order, wanted["what"], utc_now().date()).allowed:
                    continue
                if wanted.get("variant") and not self.other_size(order):
                    continue
                if wanted.get("stock") and not all(_is_in_stock(session, item) for item in order.items):
                    continue
                if order.address.country != wanted.get("country", order.address.country):
                    continue
                if wanted.get("plain") and self._sealed(session, order):
                    continue
                self._given.add(order.number)
                return order
        raise LookupError(f"no order is left for {wanted}")

    def _sealed(self, session: Session, order: Order) -> bool:
        return any(is_sealed_kind(session.get(Product, item.product_id)) for item in order.items)

    def other_size(self, order: Order) -> Variant | None:
        item = order.items[0]
        with self.store.transaction(reading=True) as session:
            made = session.execute(select(Variant).where(Variant.product_id == item.product_id)).scalars()
            fits = (v for v in made if v.color == item.color and v.size != item.size and v.stock > item.quantity)
            return next(fits, None)

    def code(self, email: str) -> str:
        [mail] = self.rows(Mail, to=email, kind="code")[-1:]
        return re.findall(r"(?<!\d)\d{6}(?!\d)", mail.text)[0]

    def rows(self, model: Any, **wanted: Any) -> list[Any]:
        with self.store.transaction(reading=True) as session:
            return list(session.execute(select(model).filter_by(**wanted)).scalars())

    def state(self, number: str) -> dict[str, Any]:
        """All that a change of this order would change."""
        [order] = self.rows(Order, number=number)
        return {
            "status": order.status,
            "total": order.total_cents,
            "address": order.address_id,
            "items": [(item.quantity, item.size, item.color) for item in order.items],
            "events": len(order.events),
            "acts": sorted(audit.act for audit in self.rows(Audit, order_number=number)),
        }

    def check(self, order: Order, before: Mapping[str, Any], then: Mapping[str, Any]) -> None:
        """`unchanged`; `status`; `items`: pieces of each line; `refunds`: cents, `total` for all of it; `returns` and
        `claims`: fields of each; `address`: fields; `acts`: of the audit; `mails`: kinds, codes left out."""
        after, number = self.state(order.number), order.number
        if then.get("unchanged"):
            assert after == before
        if "status" in then:
            assert after["status"] == then["status"]
        if "items" in then:
            assert [quantity for quantity, _, _ in after["items"]] == then["items"]
        if "refunds" in then:
            cents = [refund.amount_cents for refund in self.rows(Refund, order_number=number)]
            assert cents == [before["total"] if each == "total" else each for each in then["refunds"]]
        if then.get("refunded_something"):
            assert sum(refund.amount_cents for refund in self.rows(Refund, order_number=number)) > 0
        for name, model in (("returns", Return), ("claims", Claim)):
            if name in then:
                found = self.rows(model, order_number=number)
                assert len(found) == len(then[name])
                for row, wanted in zip(found, then[name], strict=True):
                    assert {field: getattr(row, field) for field in wanted} == wanted
        if "address" in then:
            [now] = self.rows(Order, number=number)
            assert {field: getattr(now.address, field) for field in then["address"]} == then["address"]
        if "acts" in then:
            assert after["acts"] == sorted(then["acts"])
        if "mails" in then:
            kinds = {mail.kind for mail in self.rows(Mail, to=order.email)} - {"code"}
            assert set(then["mails"]) <= kinds


class Shopper:
    """Plays the turns of one dialogue."""

    def __init__(self, shop: Shop, tab: Tab, order: Order, values: Mapping[str, str]) -> None:
        self._shop, self._tab, self._order, self._values = shop, tab, order, values
        self.last: list[dict[str, Any]] = []

    async def play(self, turn: Mapping[str, Any]) -> None:
        if "say" in turn:
            await self._say(text=turn["say"].format(**self._values))
        elif "click" in turn:
            await self._say(choice=self._payload(turn["click"].format(**self._values)))
        elif "code" in turn:
            await self._say(text=self._shop.code(self._order.email))
        elif "photo" in turn:
            await self._photo()
        said = self.text()
        for pattern in turn.get("sees", ()):
            assert re.search(pattern.format(**self._values), said, re.IGNORECASE), f"{turn} → {said}"
        for pattern in turn.get("not", ()):
            assert not re.search(pattern.format(**self._values), said, re.IGNORECASE), f"{turn} → {said}"

    def text(self) -> str:
        parts = []
        for row in self.last:
            parts += [row["body"].get("text", ""), *(choice["title"] for choice in row["body"].get("choices", ()))]
            if row["kind"] == "order":
                parts.append(f"[order {row['body']['number']} {row['body']['status']}]")
            if row["kind"] == "products":
                parts += [card["name"] for card in row["body"]["products"]]
        return "\n".join(parts)

    def _payload(self, title: str) -> str:
        """Of the newest row that offers it."""
        for row in reversed(self._tab.rows):
            for choice in row["body"].get("choices", ()):
                if choice["title"].casefold().startswith(title.casefold()):
                    return str(choice["payload"])
        raise AssertionError(f"no button {title!r} in {self.text()}")

    async def _say(self, text: str | None = None, **said: Any) -> None:
        ack = await self._tab.say(text, **said)
        assert ack["ok"], ack
        self.last = await heard(self._tab, ack["message"]["seq"])

    async def _photo(self) -> None:
        picture = io.BytesIO()
        Image.new("RGB", (40, 30), "brown").save(picture, "JPEG")
        seq = max(self._tab.seqs())
        async with httpx.AsyncClient() as client:
            sent = await client.post(
                f"{self._shop.stack.url}/api/photos",
                content=picture.getvalue(),
                headers={
                    "Authorization": f"Bearer {self._tab.token}",
                    "Content-Type": "image/jpeg",
                    **{f"aisle-{name}": value for name, value in self._tab.identity.items()},
                },
                params={"client_id": f"photo-{seq}"},
            )
        assert sent.status_code < 300, sent.text
        await until(lambda: [row for row in self._tab.rows if row["kind"] == "image" and row["seq"] > seq], ANSWER_S)
        self.last = await heard(self._tab, max(row["seq"] for row in self._tab.rows if row["kind"] == "image"))


async def heard(tab: Tab, seq: int, timeout_s: float = ANSWER_S) -> list[dict[str, Any]]:
    """The bot's rows after `seq`: written at once but sent one by one, so the log says how many there are."""
    await until(lambda: [row for row in tab.by("bot") if row["seq"] > seq], timeout_s)
    written = (await tab.call("join", {"token": tab.token, "since": seq, **tab.identity}))["messages"]
    await until(lambda: {row["seq"] for row in written} <= set(tab.seqs()))
    return [row for row in written if row["author"] == "bot"]


def identity(stack: Stack, customer_id: str) -> str:
    """What a shop's page says about who is logged in."""
    claims = {"sub": customer_id, "exp": int(time.time()) + 600}
    return jwt.encode(claims, stack.environ["AISLE_IDENTITY_SECRET"], algorithm="HS256")


def values_of(shop: Shop, order: Order) -> dict[str, str]:
    """What a dialogue may name in braces."""
    other = shop.other_size(order)
    values = {"number": order.number, "email": order.email, "other_size": other.size if other else ""}
    for place, item in enumerate(order.items):
        values |= {f"item{place}": item.names["en"], f"item{place}_zh": item.names["zh"]}
    return values
