"""What cannot be written into the language data is refused, with its place."""

from __future__ import annotations

import pytest

from studio import language
from studio.errors import BadEdit, BrokenFile, NotThere
from tests.studio.language_shop import EN, SHOP, TRACK, ref, shop

BAD_LINES = {
    "": "empty",
    "   ": "empty",
    "[ ](order_number)": "nothing",
    "two\nlines": "line break",
    "two\u2028lines": "line break",
    "<b>where</b> is it": "markup",
    "<script src=x>": "markup",
    "where is [LF-1](order_number": "not whole",
    "where is [LF-1](colour)": "no entity of the domain",
    'where is [LF-1]{"entity": 3}': "names no entity",
    "x" * 501: "letters",
    "a\x00b": "cannot be seen",
    "a\u202eb": "cannot be seen",
    "cancel it please!": "cancel_order",
}


@pytest.mark.parametrize(("line", "said"), BAD_LINES.items(), ids=[ascii(line)[:24] for line in BAD_LINES])
def test_what_is_no_example_is_refused_with_its_place(line: str, said: str) -> None:
    for edit in (
        lambda files: language.add_examples(files, "track_order", "en", ["a new one", line]),
        lambda files: language.edit_example(files, "track_order", ref(TRACK), line),
    ):
        files = shop()
        with pytest.raises(BadEdit, match=said) as refused:
            edit(files)
        assert EN in str(refused.value.detail["place"])


@pytest.mark.parametrize(
    "name", ["", "../etc", "Track", "a b", "a/b", "1st", "x" * 70, "nlu_fallback", "yes", "ä", "a\nb", "cancel_order"]
)
def test_bad_names_of_intents_are_refused(name: str) -> None:
    for edit in (
        lambda files: language.add_intent(files, name, "en", ["a new one"], "orders"),
        lambda files: language.rename_intent(files, "track_order", name),
        lambda files: language.split_intent(files, "track_order", [ref(TRACK)], name),
    ):
        with pytest.raises(BadEdit):
            edit(shop())


@pytest.mark.parametrize("topic", ["../x", "a/b", "", ".git", "synonyms", "x" * 50])
def test_bad_topics_are_refused(topic: str) -> None:
    with pytest.raises(BadEdit):
        language.add_intent(shop(), "late_order", "en", ["a new one"], topic)


def test_languages_and_intents_that_are_not_there_are_refused() -> None:
    for edit in (
        lambda: language.add_examples(shop(), "nothing", "en", ["x y"]),
        lambda: language.add_examples(shop(), "track_order", "../en", ["x y"]),
        lambda: language.add_intent(shop(), "late_order", "..", ["x y"], "orders"),
        lambda: language.move_examples(shop(), "track_order", [ref(TRACK)], "nothing"),
        lambda: language.rename_intent(shop(), "nothing", "something"),
        lambda: language.merge_intents(shop(), "track_order", "nothing"),
        lambda: language.remove_intent(shop(), "nothing"),
    ):
        with pytest.raises(NotThere):
            edit()


def test_the_last_examples_of_an_intent_stay() -> None:
    every = [ref("cancel it please"), ref("I want to call off my order"), ref("stop that order")]
    for edit in (
        lambda: language.remove_examples(shop(), "cancel_order", every),
        lambda: language.move_examples(shop(), "cancel_order", every, "track_order"),
        lambda: language.split_intent(shop(), "cancel_order", every, "something"),
        lambda: language.remove_examples(shop(), "cancel_order", []),
    ):
        with pytest.raises(BadEdit):
            edit()


def test_a_broken_file_is_left_alone_and_its_place_is_named() -> None:
    files = shop(**{EN: SHOP[EN].replace("    - any news", "    any news")})
    with pytest.raises(BrokenFile) as refused:
        language.add_examples(files, "track_order", "en", ["a new one"])
    assert refused.value.detail["place"] == f"{EN}:10"


def test_the_long_form_is_left_to_who_wrote_it() -> None:
    long = SHOP[EN].replace(
        "  examples: |\n    - cancel it please\n", "  examples:\n    - text: |\n        cancel it please\n"
    )
    long = long.replace("    - I want to call off my order\n    - stop that order\n", "")
    files = shop(**{EN: long})
    for edit in (
        lambda: language.add_examples(files, "cancel_order", "en", ["a new one"]),
        lambda: language.edit_example(files, "cancel_order", ref("cancel it please"), "a new one"),
    ):
        with pytest.raises(BadEdit, match="long form"):
            edit()
    assert not files.changed
