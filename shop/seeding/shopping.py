"""Three thousand orders and thirty thousand views and purchases, simulated customer by customer from their tastes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from zlib import crc32

from shop.case_models import Refund, Return, ReturnLine
from shop.models import Behaviour, Order, OrderItem, ShipmentEvent, Variant
from shop.seeding import cases, timeline
from shop.seeding.people import Person
from shop.seeding.products import Made
from shop.seeding.tastes import Tastes

FIRST_NUMBER = 1001
HISTORY_DAYS = 540
_ON_ITS_WAY = ("paid", "packed", "shipped", "out_for_delivery")
_RECENT_SHARE = 0.1  # an autumn sale: enough parcels on the way to look at
_CARRIERS = {
    "standard": ("Larchpost", "LP"),
    "pickup": ("Larchpost", "LP"),
    "express": ("Swiftline", "SW"),
    "abroad": ("Transglobe", "TG"),
}
_WORN = ("clothes", "shoes")
_PAYMENTS = {"card": 42, "paypal": 24, "klarna": 12, "apple_pay": 8, "google_pay": 5, "bank_transfer": 6}
_PAYMENTS_CHINA = {"alipay": 45, "wechat_pay": 35, "card": 15, "bank_transfer": 3}


@dataclass
class Shopping:
    """Rows to be stored, without relations set."""

    orders: list[Order] = field(default_factory=list)
    items: list[OrderItem] = field(default_factory=list)
    events: list[ShipmentEvent] = field(default_factory=list)
    behaviour: list[Behaviour] = field(default_factory=list)
    returns: list[Return] = field(default_factory=list)
    return_lines: list[ReturnLine] = field(default_factory=list)
    refunds: list[Refund] = field(default_factory=list)


def seed_moment(day: date) -> datetime:
    """What counts as now in the seeded data: early on the seed day, when the vans have just been loaded."""
    return datetime.combine(day, time(5, 30))


class Simulation:
    def __init__(self, people: Sequence[Person], made: Sequence[Made], day: date) -> None:
        self.people, self.made, self.now = people, made, seed_moment(day)
        self.random = Random("aisle shopping")
        self.tastes = Tastes(people, made, seed=20260102)
        self.rows = Shopping()
        busy = [self.random.gammavariate(1.3, 1.0) + 0.15 for _ in people]
        self._busy = busy

    def run(self, orders: int, actions: int) -> Iterator[None]:
        """Yields once an order; afterwards `rows` is full. `actions`: views and purchases in all."""
        for number, placed in enumerate(self._times(orders), start=FIRST_NUMBER):
            self._order(str(number), self._customer(), placed)
            yield
        if len(self.rows.behaviour) > actions:
            raise AssertionError(f"the orders alone make {len(self.rows.behaviour)} actions")
        while len(self.rows.behaviour) < actions:
            self._browse(actions - len(self.rows.behaviour))
        self.rows.behaviour.sort(key=lambda action: (action.time, action.customer_id, action.product_id, action.kind))

    def _times(self, count: int) -> list[datetime]:
        """Order times: the shop grows, evenings are busiest, and the last week was a sale."""
        times = []
        for _ in range(count):
            recent = self.random.random() < _RECENT_SHARE
            days_ago = self.random.uniform(0, 8) if recent else HISTORY_DAYS * (1 - self.random.random() ** 0.55)
            hour = self.random.choices(
                range(24), [1, 1, 0, 0, 0, 1, 3, 5, 6, 6, 6, 7, 8, 6, 5, 5, 6, 7, 9, 11, 12, 9, 5, 2]
            )[0]
            day = (self.now - timedelta(days=days_ago)).date()
            placed = datetime.combine(day, time(hour, self.random.randrange(60), self.random.randrange(60)))
            times.append(placed if placed < self.now else placed - timedelta(days=1))
        return sorted(times)

    def _customer(self) -> int:
        return self.random.choices(range(len(self.people)), self._busy)[0]

    def _order(self, number: str, customer: int, placed: datetime) -> None:
        person = self.people[customer]
        basket = self._basket(customer)
        items = [self._item(number, product, person, place) for place, product in enumerate(basket, start=1)]
        goods = sum(item.quantity * item.price_cents for item in items)
        plan = self._plan(person)
        moments, promised = timeline.draw(self.random, placed, plan)
        moments = timeline.until(moments, self.now)
        shipping = shipping_cents(plan.delivery, goods)
        handed_over = any(moment.status == "shipped" for moment in moments)
        carrier, prefix = _CARRIERS[plan.delivery]
        tracking = f"{prefix}{self.random.randrange(10**9, 10**10)}{person.customer.country}"
        status = moments[-1].status
        order = Order(
            number=number,
            customer_id=person.customer.id,
            address_id=person.address.id,
            email=person.customer.email,
            status=status,
            placed=placed,
            expected=promised if moments[-1].code != "at_pickup_point" and status in _ON_ITS_WAY else None,
            delivery=plan.delivery,
            payment=plan.payment,
            shipping_cents=shipping,
            total_cents=goods + shipping,
            carrier=carrier if handed_over else None,
            tracking_number=tracking if handed_over else None,
        )
        self.rows.orders.append(order)
        self.rows.items += items
        self._aftermath(order, items, moments)
        self.rows.events += [
            ShipmentEvent(order_number=number, time=m.time, status=m.status, code=m.code, place=m.place)
            for m in moments
        ]
        self._remember(customer, basket, placed)

    def _aftermath(self, order: Order, items: Sequence[OrderItem], moments: Sequence[timeline.Moment]) -> None:
        made = cases.returned(order, items, moments, {each.number for each in self.rows.returns})
        if made is not None:
            self.rows.returns.append(made.row)
            self.rows.return_lines += made.lines
        self.rows.refunds += cases.refunds(order, items, moments, made, self.now)

    def _basket(self, customer: int) -> list[int]:
        basket = [self.tastes.choose(customer)]
        while len(basket) < 5 and self.random.random() < 0.52:
            partner = self.tastes.choose_with(customer, basket[0]) if self.random.random() < 0.6 else None
            product = self.tastes.choose(customer) if partner is None else partner
            if product not in basket:
                basket.append(product)
        return basket

    def _item(self, number: str, product: int, person: Person, place: int) -> OrderItem:
        made = self.made[product]
        variant = _fitting(self.random.choice(made.variants), made, person)
        return OrderItem(
            # a return names it
            id=len(self.rows.items) + place,
            order_number=number,
            product_id=made.product.id,
            names=made.product.names,
            size=variant.size,
            color=variant.color,
            quantity=self.random.choices((1, 2, 3, 4), (88, 8, 2, 2))[0],
            price_cents=made.product.price_cents,
        )

    def _plan(self, person: Person) -> timeline.Plan:
        delivery = self.random.choices(("standard", "express", "pickup"), (70, 18, 12))[0] if person.eu else "abroad"
        kinds = _PAYMENTS_CHINA if person.customer.country in ("CN", "HK") else _PAYMENTS
        payment = self.random.choices(list(kinds), list(kinds.values()))[0]
        if payment == "klarna" and not person.eu:
            payment = "card"
        return timeline.Plan(delivery, payment, f"{person.address.city}, {person.customer.country}", person.depots)

    def _remember(self, customer: int, basket: list[int], placed: datetime) -> None:
        for product in basket:
            self._act(customer, product, "view", placed - timedelta(minutes=self.random.randrange(2, 50)))
            self._act(customer, product, "purchase", placed)
            for _ in range(self.random.choice((0, 0, 1, 1, 2))):
                other = self.tastes.choose_like(customer, product)
                self._act(customer, other, "view", placed - timedelta(minutes=self.random.randrange(5, 3000)))

    def _browse(self, most: int) -> None:
        """A visit without an order: something liked, then alternatives and what goes with it."""
        customer = self._customer()
        when = self.now - timedelta(minutes=self.random.randrange(5, HISTORY_DAYS * 24 * 60))
        product = self.tastes.choose(customer)
        for _ in range(min(most, self.random.randint(1, 6))):
            self._act(customer, product, "view", when)
            when = min(when + timedelta(seconds=self.random.randrange(20, 400)), self.now)
            turn = self.random.random()
            if turn < 0.45:
                product = self.tastes.choose_like(customer, product)
            elif turn < 0.6:
                partner = self.tastes.choose_with(customer, product)
                product = product if partner is None else partner
            else:
                product = self.tastes.choose(customer)

    def _act(self, customer: int, product: int, kind: str, when: datetime) -> None:
        self.rows.behaviour.append(
            Behaviour(
                customer_id=self.people[customer].customer.id,
                product_id=self.made[product].product.id,
                kind=kind,
                time=when,
            )
        )


def _fitting(chosen: Variant, made: Made, person: Person) -> Variant:
    """Of what people wear, in that colour and their own size, unless it is for somebody else."""
    if made.type.sizes not in _WORN or made.product.facts.get("for", person.gender) != person.gender:
        return chosen
    same = [variant for variant in made.variants if variant.color == chosen.color]
    stature = crc32(person.customer.id.encode()) / 2**32
    return same[int(stature * len(same))]


def shipping_cents(delivery: str, goods_cents: int) -> int:
    """What the delivery policy charges."""
    if delivery == "standard":
        return 0 if goods_cents >= 6000 else 495
    return {"express": 995, "pickup": 395, "abroad": 1495}[delivery]
