"""A query's words: read as known ones where misspelt, and found by others of the same meaning."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from knowledge.expansion import concepts
from knowledge.lexical import WEIGHING, Lexical, write_lexical
from knowledge.synonyms import Synonyms

MEANT = Synonyms(
    [
        ["sofa", "couch", "沙发"],
        ["rain jacket", "waterproof jacket", "冲锋衣"],
        ["laptop", "notebook"],
        ["phone", "mobile phone"],
    ]
)


def lexical(folder: Path, titles: Sequence[str], language: str = "en") -> Lexical:
    write_lexical(folder / "words.npz", [(title, "", "") for title in titles], language, WEIGHING["product"])
    return Lexical.open(folder / "words.npz", language, len(titles))


def found(index: Lexical, text: str, synonyms: Synonyms = MEANT) -> list[int]:
    return list(index.best(concepts(text, [index], synonyms), 10))


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("hedphones", "wireless headphones"),
        ("moniter", "curved monitor"),
        ("wireles", "wireless mouse"),
        ("keybaord", "mechanical keyboard"),
        ("refridgerator", "tall refrigerator"),
    ],
)
def test_a_misspelt_word_finds_what_is_meant(tmp_path: Path, typed: str, title: str) -> None:
    index = lexical(tmp_path, ["wired telephone", title, "printer cable"])
    assert found(index, typed)[0] == 1


def test_a_word_that_some_row_has_is_never_read_as_another(tmp_path: Path) -> None:
    index = lexical(tmp_path, ["tower case", "towel rail", "towel rack", "moniter arm", "monitor"])
    assert found(index, "tower") == [0]
    assert found(index, "moniter") == [3]


@pytest.mark.parametrize("typed", ["morning", "deks", "monitr7", "沙發床架", "zeppelin"])
def test_ordinary_words_short_ones_and_numbers_are_left_as_they_are(tmp_path: Path, typed: str) -> None:
    assert found(lexical(tmp_path, ["warning light", "desk", "monitor7", "沙发床架子"]), typed, Synonyms()) in ([], [3])


def test_among_words_equally_near_the_commonest_is_meant(tmp_path: Path) -> None:
    index = lexical(tmp_path, ["printed", *["printer"] * 5, "pointer"])
    assert set(found(index, "prinetr")) == {1, 2, 3, 4, 5}


def test_a_misspelt_word_says_less_than_a_typed_one(tmp_path: Path) -> None:
    index = lexical(tmp_path, ["monitor", "keyboard"])
    typed, misspelt = (index.search(text, 5) for text in ("monitor", "moniter"))
    assert 0 < misspelt[0] < typed[0]


def test_a_word_finds_its_synonym(tmp_path: Path) -> None:
    index = lexical(tmp_path, ["leather sofa", "oak table"])
    assert found(index, "couch") == [0]
    assert found(index, "couch", Synonyms()) == []


def test_what_was_typed_comes_before_what_means_the_same_and_loses_nothing(tmp_path: Path) -> None:
    index = lexical(tmp_path, ["grey couch", "grey sofa", "grey table"])
    with_synonyms = index.best(concepts("grey sofa", [index], MEANT), 10)
    without = index.best(concepts("grey sofa", [index]), 10)
    assert list(with_synonyms) == [1, 0, 2]
    assert with_synonyms[1] == without[1] and with_synonyms[2] == without[2] and with_synonyms[0] > without[0]


def test_terms_of_several_words_mean_the_same_as_a_whole(tmp_path: Path) -> None:
    index = lexical(tmp_path, ["waterproof jacket", "waterproof boots", "denim jacket", "rain barrel"])
    assert found(index, "a rain jacket for the hills")[0] == 0
    assert 1 not in found(index, "rain gauge")


def test_languages_find_each_other(tmp_path: Path) -> None:
    assert found(lexical(tmp_path, ["oak table", "leather sofa"]), "有没有沙发") == [1]
    assert found(lexical(tmp_path, ["橡木桌", "户外冲锋衣"], "zh"), "rain jacket") == [1]


def test_a_word_that_is_also_a_synonym_of_another_typed_one_counts_once(tmp_path: Path) -> None:
    index = lexical(tmp_path, ["laptop notebook", "paper"])
    assert index.best(concepts("laptop notebook", [index], MEANT), 5)[0] <= 1


def test_a_synonym_is_not_taken_for_a_misspelling(tmp_path: Path) -> None:
    index = lexical(tmp_path, ["leather sofa", *["coach bag"] * 3])
    assert found(index, "couch") == [0]


def test_what_two_indexes_hold_is_known_to_both(tmp_path: Path) -> None:
    (tmp_path / "fresh").mkdir()
    main, fresh = lexical(tmp_path, ["monitor", "desk"]), lexical(tmp_path / "fresh", ["keyboard"])
    read = {word for concept in concepts("keybaord moniter", [main, fresh]) for word in concept.typed}
    assert read == {"keyboard", "monitor"}


def test_of_a_foreign_text_only_what_is_known_counts(tmp_path: Path) -> None:
    index = lexical(tmp_path, ["oak table", "leather sofa"])
    asked = {foreign: concepts("有没有沙发可以买", [index], MEANT, foreign=foreign) for foreign in (False, True)}
    assert [set(concept.typed) for concept in asked[True]] == [{"沙发"}]
    assert index.best(asked[True], 5)[1] > 2 * index.best(asked[False], 5)[1]
    assert concepts("可以买吗", [index], MEANT, foreign=True) == []
