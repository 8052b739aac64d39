"""Near-duplicates and contradictions, told while typing."""

from __future__ import annotations

from studio.language.likeness import told
from tests.studio.language_shop import TRACK, shop


def test_what_another_intent_says_is_a_contradiction() -> None:
    said = told(shop(), "cancel_order", "Where is my parcel?!")
    assert "track_order has it already (nlu_data/en/orders.yml:7)" in said.problem
    assert said.near[0].is_same and said.near[0].likeness == 1.0


def test_what_differs_by_a_typo_is_near_and_allowed() -> None:
    said = told(shop(), "track_order", "where is my parcle")
    assert said.problem == "" and [(near.written, near.is_same) for near in said.near] == [
        ("where is my parcel", False)
    ]


def test_marks_do_not_hide_what_is_the_same() -> None:
    assert told(shop(), "cancel_order", "has LF-20418 shipped").near[0].written == TRACK


def test_a_line_that_is_being_edited_is_not_its_own_duplicate() -> None:
    assert told(shop(), "track_order", "where is my parcel", instead_of="where is my parcel").near == ()


def test_short_texts_are_near_only_to_themselves() -> None:
    assert told(shop(), "cancel_order", "快递").near == ()
    assert told(shop(), "cancel_order", "快递呢").near[0].intent == "track_order"


def test_half_written_marks_are_told_and_do_no_harm() -> None:
    assert "not whole" in told(shop(), "track_order", "where is [my parcel](").problem
    assert told(shop(), "track_order", "").near == ()
    assert "letters" in told(shop(), "track_order", "x" * 100_000).problem
