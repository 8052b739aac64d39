"""Every kind of bad row is named with its line, its column and the reason."""

from __future__ import annotations

import json
from typing import Any

import pytest

from shop.importing.catalogue_file import RowsRefused
from shop.importing.faults import ImportRefused
from tests.shop.importing.conftest import HEADER, Check, faults_of

GOOD: dict[str, Any] = {"id": "a-1", "title": "A lamp", "price_cents": 1200}


@pytest.mark.parametrize(
    ("cells", "column", "reason"),
    [
        (",A lamp,12.00", "id", "is missing"),
        ("a-1,,12.00", "title", "is missing"),
        ("a-1,A lamp,", "price", "is missing"),
        ("a-1,A lamp,free", "price", "is no price"),
        ("a-1,A lamp,-12.00", "price", "is negative"),
        ("a-1,A lamp,0", "price", "is zero"),
        ("a-1,A lamp,12.345678", "price", "has parts of a cent"),
        ("a-1,A lamp,12.99 DOUBLOONS", "price", "has an unknown currency 'DOUBLOONS'"),
        ("a-1,A lamp,$12.99", "price", "is in USD: this shop sells in EUR (setting AISLE_CURRENCY)"),
        ("a-1,A lamp,99999999999", "price", "is too large"),
        ('a-1,A lamp,"1,299"', "price", "may be thousands or a fraction: write it as 1234.50"),
        ("..,A lamp,12.00", "id", "holds characters that an address cannot"),
        (f"{'x' * 101},A lamp,12.00", "id", "has 101 characters, and 100 are the most"),
        (f"a-1,{'x' * 301},12.00", "title", "has 301 characters, and 300 are the most"),
    ],
)
def test_a_bad_cell_is_named(check: Check, cells: str, column: str, reason: str) -> None:
    checked = check(f"{HEADER}ok-1,Fine,1.00\n{cells}\nok-2,Fine too,2.00\n")
    assert faults_of(checked) == [(3, column, reason)]
    assert [draft.id for draft in checked.drafts] == ["ok-1", "ok-2"]


@pytest.mark.parametrize(
    ("change", "column", "reason"),
    [
        ({"price_cents": -5}, "price_cents", "is negative"),
        ({"price_cents": 12.5}, "price_cents", "is no whole cents"),
        ({"price_cents": "soon"}, "price_cents", "is no cents"),
        ({"price_cents": True}, "price_cents", "is no whole cents"),
        ({"title": ["A", "lamp"]}, "title", "is not a text"),
        ({"title": {"english": "A lamp"}}, "title", "has a key that is no language code, such as en"),
        ({"description": "x" * 20_001}, "description", "has 20,001 characters, and 20,000 are the most"),
        ({"stock": -1}, "stock", "is negative"),
        ({"stock": "plenty"}, "stock", "is no number"),
        ({"stock": 1e300}, "stock", "is more than 10,000,000"),
        ({"availability": "maybe"}, "availability", None),
        ({"image": "javascript:alert(1)"}, "image", "is no web address"),
        ({"image": "https://user:pass@cdn.example/a.jpg"}, "image", "is no web address"),
        ({"image": 'https://cdn.example/a.jpg" onerror="x'}, "image", "is no web address"),
        ({"attributes": "not json"}, "attributes", "is no JSON object"),
        ({"attributes": {"size": {"deep": 1}}}, "attributes", "size is not a text"),
        ({"attributes": {f"k{n}": "v" for n in range(501)}}, "attributes", "has more than 500 entries"),
        ({"rating": 11}, "rating", "is not between 0 and 5"),
        ({"reviews": 1.5}, "reviews", "is no whole number"),
        ({"variants": "red"}, "variants", "is not a list of objects"),
        ({"id": 12.5}, "id", "is a number with decimals"),
    ],
)
def test_a_bad_field_of_json_is_named(check: Check, change: dict[str, Any], column: str, reason: str | None) -> None:
    checked = check(json.dumps(GOOD) + "\n\n" + json.dumps(GOOD | {"id": "a-2"} | change) + "\n", "c.jsonl")
    [(line, found, why)] = faults_of(checked)
    assert (line, found) == (3, column) and reason in (None, why)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{broken", "is no JSON"),
        ("[1, 2]", "is no JSON object"),
        ('"a text"', "is no JSON object"),
        ('{"id": "x", "price": NaN, "title": "y"}', "is no JSON: NaN"),
        ("[" * 100_000, "is no JSON"),
    ],
)
def test_a_line_that_is_no_object_is_named(check: Check, line: str, reason: str) -> None:
    [fault] = check(f"{json.dumps(GOOD)}\n{line}\n", "c.jsonl").faults
    assert fault.line == 2 and fault.reason.startswith(reason)


def test_all_faults_of_a_row_and_of_a_file_are_named_at_once(check: Check) -> None:
    checked = check(f"{HEADER},,-1\na,Fine,1.00\nb,,x\n")
    assert [(line, column) for line, column, _ in faults_of(checked)] == [
        (2, "id"),
        (2, "title"),
        (2, "price"),
        (4, "title"),
        (4, "price"),
    ]


def test_an_id_that_is_given_twice_names_the_line_before(check: Check) -> None:
    checked = check(f"{HEADER}a,One,1.00\nb,Two,2.00\na,Three,3.00\n")
    assert faults_of(checked) == [(4, "id", "is that of line 2 already")]


def test_a_row_with_too_few_or_too_many_cells_is_named(check: Check) -> None:
    checked = check(f"{HEADER}a,One\nb,Two,2.00\nc,Three,3.00,4\n")
    assert faults_of(checked) == [
        (2, "", "has 2 cells where the header has 3"),
        (4, "", "has 4 cells where the header has 3"),
    ]


def test_lines_are_counted_as_an_editor_does_when_cells_hold_line_breaks(check: Check) -> None:
    checked = check(f'{HEADER}a,"One\n\nlong title",1.00\nb,Two,wrong\n')
    assert faults_of(checked) == [(5, "price", "is no price")] and checked.drafts[0].given["names"]["en"] == (
        "One long title"
    )


def test_a_quote_that_never_ends_is_named(check: Check) -> None:
    [fault] = check(f'{HEADER}ok,Fine,1.00\na,"One,1.00\nb,Two,2.00\n').faults
    assert fault.line == 3 and "cannot be read" in fault.reason


def test_a_nul_byte_is_named_and_costs_only_its_row(check: Check) -> None:
    checked = check(f"{HEADER}a,O\0ne,1.00\nb,Two,2.00\n")
    assert [fault.line for fault in checked.faults] == [2] and [draft.id for draft in checked.drafts] == ["b"]


def test_a_very_long_cell_is_a_fault_and_not_a_crash(check: Check) -> None:
    checked = check(f"{HEADER}a,{'x' * 1_000_000},1.00\n")
    assert faults_of(checked) == [(2, "title", "has 1,000,000 characters, and 300 are the most")]
    with pytest.raises(ImportRefused, match="line 2 has"):
        check(f"{HEADER}a,{'x' * 5_000_000},1.00\n")


@pytest.mark.parametrize(
    ("content", "name", "what"),
    [
        ("", "c.csv", "is empty"),
        ("   \n \n", "c.csv", "is empty"),
        ("colour,weight\nred,3\n", "c.csv", "the columns are not recognised: colour, weight"),
        ("id,title,price,id\na,b,1,c\n", "c.csv", "several columns called id"),
        ('[{"id": "a"}]\n', "c.json", "JSON Lines is expected"),
        ("id,title,price\na,Caf\xe9 table,1.00\n".encode("cp1252"), "c.csv", "line 2 is not UTF-8"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(check: Check, content: str | bytes, name: str, what: str) -> None:
    with pytest.raises(ImportRefused, match=what):
        check(content, name)


def test_a_file_without_one_good_line_names_its_lines(check: Check) -> None:
    with pytest.raises(RowsRefused) as refused:
        check("{broken\n", "c.jsonl")
    assert [fault.line for fault in refused.value.faults] == [1]


def test_another_encoding_is_taken_when_it_is_said(check: Check) -> None:
    content = "id,title,price\na,Café table – “oak”,1.00\n".encode("cp1252")
    assert check(content, encoding="cp1252").drafts[0].given["names"] == {"en": "Café table – “oak”"}
    with pytest.raises(ImportRefused, match="there is no encoding 'klingon'"):
        check(content, encoding="klingon")
    with pytest.raises(ImportRefused, match="is not ascii"):
        check(content, encoding="ascii")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_byte_order_mark_is_understood(check: Check, encoding: str) -> None:
    checked = check("id,title,price\na,茶壶,1.00\n".encode(encoding))
    assert not checked.faults and checked.drafts[0].given["names"]["en"] == "茶壶"
