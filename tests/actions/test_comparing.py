"""The table of a comparison, also of goods whose names and values are long."""

from __future__ import annotations

import pytest

from actions.comparing import comparison
from actions.phrases import Phrases
from shop.models import Product, Variant


def monitor(name: str, rating: tuple[float, int] = (0.0, 0), **attributes: str) -> Product:
    """As an import of another shop's catalogue makes it."""
    labels = {label.replace("_", " "): value for label, value in attributes.items()}
    return Product(
        id=name,
        names={"en": name},
        brand="",
        price_cents=19_900,
        currency="EUR",
        rating=rating[0],
        reviews=rating[1],
        facts={},
        attributes={"en": labels},
        variants=[Variant(sku=name, size="one size", color="", stock=5)],
    )


def rows(phrases: Phrases, *products: Product, asked: set[str] = frozenset()) -> list[list[str]]:  # type: ignore[assignment]
    lines = comparison(products, asked, "en", phrases).replace("\\|", "¦").splitlines()
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def test_what_differs_stands_before_what_is_the_same_and_the_carton_comes_last(phrases: Phrases) -> None:
    one = monitor("Nera 24", Package_width="60", Colour="Black", Weight="3 kg", Ports="2")
    other = monitor("Nera 27", Package_width="70", Colour="Black", Weight="4 kg")
    labels = [row[0] for row in rows(phrases, one, other)[2:]]
    assert labels == ["Price", "Stock", "Weight", "Colour", "Ports", "Package width"]


def test_few_rows_are_shown_that_only_one_of_them_tells(phrases: Phrases) -> None:
    many = {f"Property_{number}": "yes" for number in range(15)}
    labels = [row[0] for row in rows(phrases, monitor("Nera", Weight="3 kg", **many), monitor("Halo", Weight="4 kg"))]
    assert labels[2:5] == ["Price", "Stock", "Weight"] and len(labels) == 5 + 6


def test_ratings_are_a_row_only_where_somebody_rated(phrases: Phrases) -> None:
    labels = [row[0] for row in rows(phrases, monitor("A"), monitor("B", (4.5, 12)))]
    assert "Rating" in labels


def test_long_names_and_values_are_cut_to_a_narrow_column_at_a_word(phrases: Phrases) -> None:
    one = monitor("Nera M27 LED display 68.6 cm (27 inch) 2560 x 1440 pixels Quad HD flat black", Memory="card, " * 50)
    head, _, *body = rows(phrases, one, monitor("Halo 24"))
    assert head == ["", "Nera M27 LED display 68.6 cm (27 inch) 2560 x…", "Halo 24"]
    assert len(body[-1][1]) <= 80 and body[-1][1].endswith("…")


def test_names_that_differ_only_at_their_end_stay_whole(phrases: Phrases) -> None:
    long = "Nera M27 LED display 68.6 cm (27 inch) 2560 x 1440 pixels Quad HD flat"
    assert rows(phrases, monitor(f"{long} black"), monitor(f"{long} white"))[0][1:] == [
        f"{long} black",
        f"{long} white",
    ]


@pytest.mark.parametrize("value", ["a | b", "a\nb", "| --- |"])
def test_no_value_breaks_the_table(phrases: Phrases, value: str) -> None:
    table = rows(phrases, monitor("A", Ports=value), monitor("B", Ports="none"))
    assert {len(row) for row in table} == {3}
