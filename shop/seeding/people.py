"""Customers and where they live."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

import yaml

from shop.models import Address, Customer
from shop.seeding.material import DATA

MAIL_DOMAINS = ("example.com", "example.org", "example.net")
_CHINESE_SPEAKING = {"CN": 1.0, "HK": 0.9, "SG": 0.4}
_LETTERS = str.maketrans({"ı": "i", "ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "ß": "ss", "æ": "ae", "’": "", " ": ""})


@dataclass(frozen=True)
class Person:
    """A customer with what the simulation needs to know of them."""

    customer: Customer
    address: Address
    gender: str
    eu: bool
    depots: tuple[str, ...]


def make_people(count: int, day: date) -> list[Person]:
    random = Random("aisle people")
    countries: dict[str, dict[str, Any]] = yaml.safe_load((DATA / "people.yml").read_text("utf-8"))
    weights = [facts["weight"] for facts in countries.values()]
    taken: set[str] = set()
    return [
        _person(random, number, *random.choices(list(countries.items()), weights)[0], taken, day)
        for number in range(1, count + 1)
    ]


def _person(random: Random, number: int, country: str, facts: dict[str, Any], taken: set[str], day: date) -> Person:
    gender = random.choice(("women", "men"))
    given, family = random.choice(_split(facts[gender])), random.choice(_split(facts["family"]))
    name, mail_given, mail_family = f"{given} {family}", given, family
    if facts.get("family_first"):
        (given, mail_given), (family, mail_family) = given.split(), family.split()
        name = family + given
    city, postcode = random.choice(_split(facts["cities"])).split(" ", 1)
    customer = Customer(
        id=f"C{number:04d}",
        name=name,
        email=_email(random, mail_given, mail_family, taken),
        country=country,
        language="zh" if random.random() < _CHINESE_SPEAKING.get(country, 0) else "en",
        created=day - timedelta(days=random.randrange(560, 900)),
        newsletter=random.random() < 0.4,
    )
    address = Address(
        id=number,
        customer_id=customer.id,
        recipient=name,
        street=random.choice(_split(facts["streets"])).format(n=random.randrange(1, 180)),
        postcode=postcode,
        city=city,
        country=country,
    )
    return Person(customer, address, gender, facts["eu"], tuple(_split(facts["depots"])))


def _email(random: Random, given: str, family: str, taken: set[str]) -> str:
    g, f = _plain(given), _plain(family)
    forms = [
        f"{g}.{f}",
        f"{g}{f}",
        f"{g[0]}.{f}",
        f"{f}.{g}",
        f"{g}_{f}",
        f"{g}.{f}{random.randrange(60, 100)}",
        f"{g}{random.randrange(1, 100)}",
    ]
    random.shuffle(forms)
    for form in forms + [f"{g}.{f}{extra}" for extra in range(100, 1000)]:
        address = f"{form}@{random.choice(MAIL_DOMAINS)}"
        if address not in taken:
            taken.add(address)
            return address
    raise AssertionError("more namesakes than addresses")


def _plain(name: str) -> str:
    decomposed = unicodedata.normalize("NFKD", name.translate(_LETTERS))
    return "".join(c for c in decomposed if c.isascii() and (c.isalnum() or c == "-")).lower()


def _split(line: str) -> list[str]:
    return [part.strip() for part in line.split(",")]
