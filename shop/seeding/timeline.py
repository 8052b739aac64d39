"""What happens to an order, hour by hour, under the shop's own delivery promises.

The whole life of an order is drawn first and then cut at the seed's moment, so that its status, its events and its
dates cannot contradict each other. Times are UTC; neither the warehouse nor the carriers work on Sundays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

WAREHOUSE = "Kassel"
_SUNDAY = 6
_EXPRESS_CLOSES = time(13, 0)  # 14:00 in winter at the warehouse


@dataclass(frozen=True)
class Moment:
    time: datetime
    status: str
    code: str
    place: str


@dataclass(frozen=True)
class Plan:
    """How an order travels. `delivery`: standard | express | pickup | abroad."""

    delivery: str
    payment: str
    city: str
    depots: tuple[str, ...]


WORKING_DAYS = {"standard": (3, 5), "express": (1, 2), "pickup": (3, 5), "abroad": (7, 12)}


def draw(random: Random, placed: datetime, plan: Plan) -> tuple[list[Moment], date]:
    """All that will ever happen to the order, in order, and the day by which it is promised."""
    moments = [Moment(placed, "placed", "order_placed", "")]
    paid = _payment(random, placed, plan.payment)
    if paid is None:
        return [*moments, _later(placed, 10, "cancelled", "cancelled_unpaid")], _working_days(placed, 12).date()
    moments.append(Moment(paid, "paid", "payment_received", ""))
    packed = _packing(random, paid, plan.delivery)
    promise = _working_days(packed, WORKING_DAYS[plan.delivery][1]).date()
    if random.random() < 0.04:
        asked = paid + (packed - paid) * random.uniform(0.1, 0.9)
        return [*moments, Moment(asked, "cancelled", "cancelled_by_customer", "")], promise
    moments.append(Moment(packed, "packed", "items_packed", WAREHOUSE))
    handed_over = _collection(random, packed, plan.delivery)
    moments.append(Moment(handed_over, "shipped", "handed_over", WAREHOUSE))
    moments += _journey(random, handed_over, plan)
    if random.random() < 0.07:
        moments += _return(random, moments[-1])
    return moments, max(promise, *(moment.time.date() for moment in moments if moment.code == "on_the_van"))


def until(moments: Sequence[Moment], now: datetime) -> list[Moment]:
    return [moment for moment in moments if moment.time <= now]


def _payment(random: Random, placed: datetime, payment: str) -> datetime | None:
    if payment != "bank_transfer":
        return placed + timedelta(seconds=random.randrange(4, 240))
    if random.random() < 0.1:
        return None
    arrived = _working_days(placed, random.randint(1, 3))
    return datetime.combine(arrived.date(), time(random.randrange(8, 11), random.randrange(60)))


def _packing(random: Random, paid: datetime, delivery: str) -> datetime:
    same_day = paid.time() < (_EXPRESS_CLOSES if delivery == "express" else time(9, 0)) and paid.weekday() != _SUNDAY
    day = paid if same_day else _working_days(paid, 1)
    if delivery != "express" and random.random() < 0.35:
        day = _working_days(day, 1)
    return datetime.combine(day.date(), time(random.randrange(14, 17), random.randrange(60)))


def _collection(random: Random, packed: datetime, delivery: str) -> datetime:
    """The carrier comes in the evening and, for what missed it, the next working morning."""
    if delivery == "express" or random.random() < 0.65:
        return datetime.combine(packed.date(), time(17, random.randrange(10, 50)))
    return datetime.combine(_working_days(packed, 1).date(), time(8, random.randrange(5, 55)))


def _journey(random: Random, handed_over: datetime, plan: Plan) -> list[Moment]:
    days = random.randint(*WORKING_DAYS[plan.delivery])
    arrival = datetime.combine(_working_days(handed_over, days).date(), time(5, random.randrange(0, 25)))
    stops = [("in_transit", depot) for depot in plan.depots]
    if plan.delivery == "abroad":
        stops = [("export_cleared", plan.depots[0]), ("customs", plan.depots[-1]), ("customs_cleared", plan.depots[-1])]
    if random.random() < 0.08:
        stops.append(("delayed", plan.depots[-1]))
    stops.append(("local_depot", plan.city))
    legs = len(stops) + 1
    moments = [
        Moment(handed_over + (arrival - handed_over) * (number / legs), "shipped", code, place)
        for number, (code, place) in enumerate(stops, start=1)
    ]
    return [_to_minute(moment) for moment in moments] + _last_mile(random, arrival, plan)


def _last_mile(random: Random, arrival: datetime, plan: Plan) -> list[Moment]:
    on_the_van = Moment(arrival, "out_for_delivery", "on_the_van", plan.city)
    if plan.delivery == "pickup":
        ready = Moment(
            arrival + timedelta(hours=random.randint(4, 8)), "out_for_delivery", "at_pickup_point", plan.city
        )
        fetched = ready.time + timedelta(hours=random.randint(3, 120))
        return [on_the_van, ready, Moment(fetched, "delivered", "collected", plan.city)]
    moments = [on_the_van]
    if random.random() < 0.06:
        moments.append(
            Moment(arrival + timedelta(hours=random.randint(4, 9)), "out_for_delivery", "nobody_home", plan.city)
        )
        arrival = datetime.combine(_working_days(arrival, 1).date(), arrival.time())
        moments.append(Moment(arrival, "out_for_delivery", "on_the_van", plan.city))
    code = "left_with_neighbour" if random.random() < 0.08 else "delivered"
    return [*moments, Moment(arrival + timedelta(minutes=random.randrange(180, 760)), "delivered", code, plan.city)]


def _return(random: Random, delivered: Moment) -> list[Moment]:
    asked = delivered.time + timedelta(hours=random.randrange(20, 500))
    back = _working_days(asked, random.randint(3, 8))
    refunded = _working_days(back, random.randint(1, 5))
    return [
        Moment(asked, "delivered", "return_registered", ""),
        Moment(back, "returned", "return_arrived", WAREHOUSE),
        Moment(refunded, "returned", "refunded", ""),
    ]


def _working_days(start: datetime, days: int) -> datetime:
    """The same hour, this many working days later; Sundays do not count."""
    while days > 0:
        start += timedelta(days=1)
        days -= start.weekday() != _SUNDAY
    return start


def _later(start: datetime, days: int, status: str, code: str) -> Moment:
    return Moment(start + timedelta(days=days), status, code, "")


def _to_minute(moment: Moment) -> Moment:
    return Moment(moment.time.replace(second=0, microsecond=0), moment.status, moment.code, moment.place)
