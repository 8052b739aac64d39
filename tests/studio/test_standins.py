"""Examples from masked messages: invented stand-ins, marks, and nothing that Rasa would read as something else."""

from __future__ import annotations

import pytest

from bot.nlu.annotations import read_annotations
from studio.standins import example, gist, plain


@pytest.mark.parametrize(
    ("masked", "language"),
    [
        ("I'm [name], [email], has order LF-[number] left? [phone] [address]", "en"),
        ("我是[name]，订单号 [number]，[address]", "zh"),
        ("my card [credit card], [iban], [ip address], [self reference]", "en"),
        ("a [link](http://x) and {braces} [half( ]", "en"),
        ("- first\n\n second\tline", "en"),
    ],
)
def test_an_example_is_one_line_that_rasa_reads_as_it_was_meant(masked: str, language: str) -> None:
    written = example(masked, language)
    text, _ = read_annotations(written)
    assert "\n" not in written and not written.startswith("-")
    assert "[" not in text and "]" not in text and "[number]" not in written


def test_numbers_of_orders_and_addresses_of_mail_are_marked() -> None:
    _, entities = read_annotations(example("has order LF-[number] left, [email]", "en"))
    assert [each.type for each in entities] == ["order_number", "email"]
    assert read_annotations(example("my code is [number]", "en"))[1] == ()
    [known] = read_annotations(example("[number] please", "en", [{"entity": "order_number", "value": None}]))[1]
    assert known.type == "order_number"


def test_what_stands_in_varies_with_the_message_and_stays_with_it() -> None:
    several = {example(f"{word} order [number] [name]", "en").split(" ", 1)[1] for word in ("a", "b", "c", "d")}
    assert len(several) > 2
    assert example("order [number]", "en") == example("order [number]", "en")


def test_entities_are_marked_where_their_words_stand_and_once() -> None:
    found = [{"entity": "color", "value": "navy"}, {"entity": "size", "value": "M"}, {"entity": "brand", "value": "x"}]
    assert example("a Navy jacket in M, navy too", "en", found) == "a [Navy](color) jacket in [M](size), navy too"
    assert example("[email] and email", "en", [{"entity": "product", "value": "email"}]).endswith("[email](product)")


def test_a_model_reads_words_and_not_marks() -> None:
    assert plain("order LF-[number], [email]", "en").startswith("order LF-")
    assert "](" not in plain("order LF-[number], [email]", "en")


def test_messages_that_differ_in_a_number_only_have_the_same_gist() -> None:
    assert gist("Where is order [number]?") == gist("where is order  #20418?") == "where is order ?"
    assert gist("[number]") == "[number]"
