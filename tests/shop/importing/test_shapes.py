"""Whose columns they are, and what they become."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from shop.importing.catalogue_file import check_file
from shop.importing.fields import Terms
from shop.importing.products import Draft
from tests.shop.importing.conftest import DATA, HEADER, TERMS, Check, faults_of

CHORUS = Path(__file__).resolve().parents[4] / "shared" / "eval" / "chorus" / "products.jsonl"


def drafts(name: str) -> dict[str, Draft]:
    checked = check_file(DATA / name, TERMS)
    assert checked.faults == []
    return {draft.id: draft for draft in checked.drafts}


def test_a_google_feed_is_recognised_and_its_variants_are_one_product() -> None:
    assert check_file(DATA / "google_merchant.tsv", TERMS).shape == "Google Merchant feed"
    found = drafts("google_merchant.tsv")
    assert list(found) == ["KT-100", "LN-20", "LN-20-X", "BW-7"]
    apron = found["LN-20"]
    assert apron.given["names"] == {"en": "Linen apron"} and apron.given["category"] == "Aprons & cloths"
    assert [(item.id, item.color, item.size, item.in_stock) for item in apron.variants] == [
        ("LN-20-S", "sage", "short", True),
        ("LN-20-G", "grey", "long", False),
    ]


def test_a_variant_with_its_own_price_is_a_product_of_its_own() -> None:
    family = drafts("google_merchant.tsv")["LN-20-X"]
    assert family.given["price_cents"] == 11900 and not family.variants[0].in_stock
    assert family.given["names"] == {"en": "Linen apron – sage – family set of four"}


def test_a_sale_price_counts_while_the_sale_lasts() -> None:
    found = drafts("google_merchant.tsv")
    kettle, bowls = found["KT-100"].given, found["BW-7"].given
    assert (kettle["price_cents"], kettle["list_price_cents"]) == (5990, 7900)
    assert (bowls["price_cents"], bowls["list_price_cents"]) == (4800, None)


def test_only_an_https_photograph_is_taken() -> None:
    found = drafts("google_merchant.tsv")
    assert found["KT-100"].given["picture"]["url"] == "https://cdn.hearth.example/kt-100.jpg"
    assert found["KT-100"].given["descriptions"] == {"en": "Boils in four minutes.\nLid stays cool."}
    assert "url" not in found["LN-20-X"].given["picture"]


def test_a_shopify_export_is_recognised_and_its_rows_are_gathered() -> None:
    assert check_file(DATA / "shopify.csv", TERMS).shape == "Shopify product export"
    found = drafts("shopify.csv")
    assert list(found) == ["wool-beanie", "tar-soap", "candle", "SM-CAN-L"]
    beanie = found["wool-beanie"]
    assert beanie.given["brand"] == "Saltmarsh" and beanie.given["synonyms"] == {"en": ["winter", "knitwear", "gift"]}
    assert (beanie.given["price_cents"], beanie.given["list_price_cents"]) == (2900, 3500)
    assert [(item.id, item.color, item.size, item.stock) for item in beanie.variants] == [
        ("SM-BEAN-NV-SM", "navy", "S/M", 14),
        ("SM-BEAN-NV-LX", "navy", "L/XL", 0),
        ("wool-beanie-3", "Moss", "S/M", 0),
    ]


def test_html_becomes_the_words_that_it_shows() -> None:
    text = drafts("shopify.csv")["wool-beanie"].given["descriptions"]["en"]
    assert text == "Knitted in Shetland wool.\n- Folds twice\n- Hand wash & dry flat"


def test_shopify_sizes_that_differ_in_price_are_named_apart() -> None:
    found = drafts("shopify.csv")
    assert found["candle"].given["names"] == {"en": "Beeswax candle"}
    assert found["SM-CAN-L"].given["names"] == {"en": "Beeswax candle – Large"}
    assert found["SM-CAN-L"].given["price_cents"] == 1900


def test_what_shopify_does_not_track_is_in_stock_and_drafts_are_left_out() -> None:
    found = drafts("shopify.csv")
    [soap] = found["tar-soap"].variants
    assert soap.stock is None and soap.in_stock and "secret-lamp" not in found


def test_a_shopify_product_that_begins_twice_is_a_fault(check: Check) -> None:
    text = "Handle,Title,Variant Price\na,One,1\nb,Two,2\na,Three,3\n"
    assert faults_of(check(text)) == [(4, "Handle", "begins again what line 2 began")]


def test_faults_use_the_columns_of_the_file(check: Check) -> None:
    checked = check("Handle,Title,Variant Price,Image Src\na,One,nothing,ftp://x/y\n")
    assert faults_of(checked) == [(2, "Variant Price", "is no price"), (2, "Image Src", "is no web address")]


def test_own_columns_may_say_everything_in_several_languages(check: Check) -> None:
    row = {
        "id": "T-1",
        "title": {"en": "Tea pot", "zh": "茶壶"},
        "description": {"en": "Holds a litre.", "zh": "容量一升。"},
        "category": "厨房用具",
        "price": "24,90 €",
        "attributes": {
            "lid__included_": True,
            "weight_kg": 1.0,
            "colour": "Gray",
            "fits": r"FX-890\nFX-890A\n",
            "map": r"\n \n",
        },
        "variants": [{"sku": "T-1-R", "color": "red", "size": "S", "stock": 3}, {"color": "绿色", "stock": 0}],
    }
    [draft] = check(json.dumps(row) + "\n", "c.jsonl").drafts
    assert draft.given["names"] == {"en": "Tea pot", "zh": "茶壶"} and draft.given["category"] == "kitchen"
    assert draft.given["attributes"] == {
        "en": {"Lid (included)": "yes", "Weight kg": "1", "Colour": "Gray", "Fits": "FX-890, FX-890A"}
    }
    assert [(item.id, item.color, item.stock) for item in draft.variants] == [
        ("T-1-R", "red", 3),
        ("T-1-绿色", "green", 0),
    ]


def test_a_column_may_be_translated_in_a_csv(check: Check) -> None:
    content = "id;title;title_zh;price\na;Kettle;水壶;1234,50\n"
    [draft] = check(content, terms=Terms("en", "EUR")).drafts
    assert draft.given["names"] == {"en": "Kettle", "zh": "水壶"} and draft.given["price_cents"] == 123450


@pytest.mark.parametrize(
    ("written", "cents"),
    [
        ("12.99", 1299),
        ("12.99 EUR", 1299),
        ("EUR 12.99", 1299),
        ("€12,99", 1299),
        ("１２.９９", 1299),
        ("1,299.00 EUR", 129900),
        ("1.299,00 €", 129900),
        ("1 299,5", 129950),
        ("1,234,567", 123456700),
        ("7", 700),
    ],
)
def test_prices_are_read_as_they_are_written(check: Check, written: str, cents: int) -> None:
    checked = check(f'{HEADER}a,Kettle,"{written}"\n')
    assert checked.faults == [] and checked.drafts[0].given["price_cents"] == cents


@pytest.mark.skipif(not CHORUS.exists(), reason="../shared/eval is not there: no real catalogue to read")
def test_three_hundred_real_products_have_no_fault(check: Check) -> None:
    with CHORUS.open("rb") as lines:
        sample = b"".join(line for _, line in zip(range(300), lines, strict=False))
    checked = check(sample, "products.jsonl")
    assert checked.faults == [] and len(checked.drafts) == 300
    assert all("<br" not in text for d in checked.drafts for text in d.given.get("descriptions", {}).values())
