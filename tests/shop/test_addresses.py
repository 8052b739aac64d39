from __future__ import annotations

import pytest

from shop import addresses
from shop.addresses import AddressFields
from shop.order_rules import Verdict

GOOD = {"recipient": "Ann Byrne", "street": "Hauptstr. 12", "postcode": "10115", "city": "Berlin", "country": "DE"}


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Germany", "DE"), ("deutschland", "DE"), ("德国", "DE"), ("de", "DE"), ("the Netherlands", "NL"),
        ("Holland", "NL"), ("UK", "GB"), ("United Kingdom", "GB"), ("England", "GB"), ("英国", "GB"), ("中国", "CN"),
        ("mainland China", "CN"), ("香港", "HK"), ("Hong Kong", "HK"), ("新加坡", "SG"), ("Österreich", "AT"),
        ("Suisse", "CH"), ("United States", "US"), ("Norge", "NO"), ("Polska", "PL"), ("Narnia", None), ("", None),
    ],
)  # fmt: skip
def test_countries_are_known_as_people_call_them(written: str, code: str | None) -> None:
    assert addresses.known_country(written) == code


@pytest.mark.parametrize(
    ("country", "written", "clean"),
    [
        ("DE", "04109", "04109"), ("DE", "D-04109", "04109"), ("DE", "０４１０９", "04109"), ("DE", "4109", None),
        ("GB", "ls14ap", "LS1 4AP"), ("GB", "G2 1DY", "G2 1DY"), ("GB", "SW1A 1AA", "SW1A 1AA"), ("GB", "12345", None),
        ("NL", "3511aa", "3511 AA"), ("NL", "3511", None), ("IE", "h91e9pr", "H91 E9PR"),
        ("IE", "D6W XY00", "D6W XY00"), ("SE", "SE-41103", "411 03"), ("PL", "31005", "31-005"),
        ("PT", "4050 253", "4050-253"), ("CN", "200040", "200040"), ("CN", "20004", None), ("SG", "238801", "238801"),
        ("HK", "999077", "999077"), ("HK", "", ""),
        ("LV", "LV-1010", "1010"), ("MT", "VLT1117", "VLT 1117"), ("AT", "'; DROP", None),
    ],
)  # fmt: skip
def test_postcodes_are_written_as_their_country_writes_them(country: str, written: str, clean: str | None) -> None:
    assert addresses.known_postcode(written, country) == clean


@pytest.mark.parametrize(
    ("field", "text", "code"),
    [
        ("recipient", "  ", "address_missing"),
        ("street", "\x00\u202e", "address_missing"),
        ("city", "B" * 81, "address_too_long"),
        ("street", "s" * 5000, "address_too_long"),
        ("postcode", "1011", "address_postcode"),
        ("postcode", "", "address_missing"),
        ("country", "USA", "address_country"),
        ("country", "Atlantis", "address_country"),
    ],
)
def test_what_is_wrong_is_named(field: str, text: str, code: str) -> None:
    verdict = addresses.check(AddressFields(**(GOOD | {field: text})))
    assert isinstance(verdict, Verdict)
    assert (verdict.code, verdict.values["field"]) == (code, field)


def test_an_example_of_a_postcode_is_one_of_that_country() -> None:
    for country in addresses.EU | addresses.ABROAD:
        if country == "HK":
            continue
        verdict = addresses.check(AddressFields(**(GOOD | {"country": country, "postcode": "!"})))
        assert isinstance(verdict, Verdict) and verdict.code == "address_postcode"
        assert addresses.known_postcode(verdict.values["example"], country) == verdict.values["example"]


def test_an_address_is_cleaned() -> None:
    checked = addresses.check(AddressFields(" Ann\tByrne, ", "Hauptstr.\n12", "d-10115", " Berlin", "Deutschland"))
    assert checked == AddressFields(**GOOD)
    assert addresses.lines(AddressFields(**GOOD), "zh") == ["Ann Byrne", "Hauptstr. 12", "10115 Berlin", "德国"]


def test_the_shop_delivers_where_the_faq_says() -> None:
    assert len(addresses.EU) == 27 and {"GB", "CH", "NO", "CN", "HK", "SG"} == addresses.ABROAD
    assert addresses.same_zone("DE", "FR") and addresses.same_zone("GB", "CN") and not addresses.same_zone("DE", "GB")
