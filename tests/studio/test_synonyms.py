"""Synonyms, lookups and patterns: each edit changes only the lines that are meant."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from studio.errors import BadEdit, BrokenFile, Conflict, NotThere
from studio.files import Files, TextTree
from studio.language import synonyms, synonyms_search
from studio.repository import Repository
from tests.studio.conftest import MIA, Git

EN = """version: "3.1"

nlu:
# Colours that the shop files under one name.
- synonym: grey
  examples: |
    - gray
    - charcoal\x20\x20\x20
    # the shop has both
    - slate
- synonym: "10"
  examples: |
    - ten

# Brands.
- lookup: brand
  examples: |
    - Tarnbrook
- regex: order_number
  examples: |
    - LF-\\d{5}
"""
ZH = """version: "3.1"
nlu:
  - synonym: grey
    examples: |
      - 灰色
"""
SEARCH = """# Words that mean the same.
synonyms:
# Clothes
- [sneakers, trainers, "运动鞋", 跑鞋]  # shoes
- [t-shirt, tee]
# House
-
  - sofa
  - couch
"""
EN_FILE, ZH_FILE = "nlu_data/en/synonyms.yml", "nlu_data/zh/synonyms.yml"


@pytest.fixture
def shop(repository: Repository, folder: Path, git: Git) -> Repository:
    for path, text in ((EN_FILE, EN), (ZH_FILE, ZH), (synonyms_search.PATH, SEARCH)):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    git("add", ".")
    git("commit", "--quiet", "-m", "words")
    return repository


Changes = Callable[..., list[str]]


@pytest.fixture
def changes(shop: Repository, git: Git) -> Changes:
    """The lines that `git diff` shows after an edit."""

    def made(verb: Callable[..., object], *given: object) -> list[str]:
        before = shop.draft().version
        edited = shop.edit(lambda files: verb(files, *given), MIA, "words")
        assert edited.version is not None
        diff = git("diff", "--unified=0", before, edited.version.id)
        return [line for line in diff.splitlines() if line[:1] in "+-" and not line.startswith(("+++", "---"))]

    return made


def test_a_new_word_is_one_line(changes: Changes) -> None:
    assert changes(synonyms.add, "synonym", "grey", "en", ["anthracite", "gray"]) == ["+    - anthracite"]
    assert changes(synonyms.add, "synonym", "grey", "zh", ["炭灰"]) == ["+      - 炭灰"]


def test_a_new_block_stands_at_the_end_of_its_language(changes: Changes) -> None:
    assert changes(synonyms.add, "synonym", "12", "zh", ["十二", "一打"]) == [
        '+  - synonym: "12"',
        "+    examples: |",
        "+      - 十二",
        "+      - 一打",
    ]
    assert changes(synonyms.add, "lookup", "color", "en", ["teal"]) == [
        "+- lookup: color",
        "+  examples: |",
        "+    - teal",
    ]


def test_a_changed_word_is_one_line_and_keeps_its_spaces(changes: Changes) -> None:
    assert changes(synonyms.change, "synonym", "grey", "en", "charcoal", "coal") == [
        "-    - charcoal   ",
        "+    - coal   ",
    ]


def test_a_removed_word_is_one_line_and_the_comment_beside_it_stays(changes: Changes, shop: Repository) -> None:
    assert changes(synonyms.remove, "synonym", "grey", "en", "slate") == ["-    - slate"]
    assert "# the shop has both" in shop.draft().read(EN_FILE)


def test_a_block_goes_with_its_last_word_and_no_comment_does(changes: Changes, shop: Repository) -> None:
    gone = ['-- synonym: "10"', "-  examples: |", "-    - ten"]
    assert changes(synonyms.remove, "synonym", "10", "en", "ten") == gone
    assert changes(synonyms.remove, "synonym", "grey", "en")[0] == "-- synonym: grey"
    text = shop.draft().read(EN_FILE)
    assert "# Brands.\n- lookup: brand" in text and "# Colours" in text


def test_a_file_goes_with_its_last_block(changes: Changes, shop: Repository) -> None:
    changes(synonyms.remove, "synonym", "grey", "zh")
    assert not shop.draft().exists(ZH_FILE)


def test_what_was_removed_meanwhile_is_not_changed(shop: Repository) -> None:
    shop.edit(lambda files: synonyms.remove(files, "synonym", "grey", "en", "slate"), MIA, "slate")
    with pytest.raises(NotThere, match="slate"):
        shop.edit(lambda files: synonyms.change(files, "synonym", "grey", "en", "slate", "stone"), MIA, "late")


def test_a_word_means_one_thing_only(shop: Repository) -> None:
    with pytest.raises(Conflict, match=rf"Gray means grey already \({EN_FILE}:7\)"):
        shop.edit(lambda files: synonyms.add(files, "synonym", "silver", "en", ["Gray"]), MIA, "two")


@pytest.mark.parametrize(
    ("kind", "word", "said"),
    [
        ("synonym", "<b>grey</b>", "markup"),
        ("synonym", "gr\x00y", r"U\+0000"),
        ("synonym", "two\nlines", r"U\+000A"),
        ("synonym", " ", "1 to 500"),
        ("synonym", "x" * 501, "1 to 500"),
        ("regex", "LF-(", "no regular expression"),
        ("phrase", "grey", "none of"),
    ],
)
def test_what_no_file_can_hold_is_refused(shop: Repository, kind: str, word: str, said: str) -> None:
    with pytest.raises(BadEdit, match=said):
        shop.edit(lambda files: synonyms.add(files, kind, "grey", "en", [word]), MIA, "bad")


@pytest.mark.parametrize("language", ["xx", "../en", "", "EN"])
def test_no_language_is_made_by_a_name(shop: Repository, language: str) -> None:
    with pytest.raises(BadEdit, match="no language"):
        shop.edit(lambda files: synonyms.add(files, "synonym", "grey", language, ["gris"]), MIA, "language")


def test_windows_line_ends_stay(shop: Repository) -> None:
    files = Files(TextTree({EN_FILE: EN.replace("\n", "\r\n")}))
    synonyms.add(files, "synonym", "grey", "en", ["anthracite"])
    synonyms.change(files, "synonym", "grey", "en", "gray", "grå")
    text = files.read(EN_FILE)
    assert "    - slate\r\n    - anthracite\r\n" in text and "    - grå\r\n" in text
    assert text.count("\n") == text.count("\r\n")


def test_a_file_that_is_nested_without_end_is_refused_with_its_place() -> None:
    with pytest.raises(BrokenFile, match=f"{EN_FILE}:2"):
        synonyms.words(Files(TextTree({EN_FILE: "# synonym: x\nnlu: " + "[" * 50_000})))


def test_a_search_group_gets_a_word_and_keeps_comment_and_quotes(changes: Changes) -> None:
    old = ["sneakers", "trainers", "运动鞋", "跑鞋"]
    assert changes(synonyms_search.change, old, [*old, "球鞋, 新"]) == [
        '-- [sneakers, trainers, "运动鞋", 跑鞋]  # shoes',
        '+- [sneakers, trainers, "运动鞋", 跑鞋, "球鞋, 新"]  # shoes',
    ]


def test_a_search_group_of_one_word_a_line_stays_so(changes: Changes, shop: Repository) -> None:
    assert changes(synonyms_search.change, ["sofa", "couch"], ["sofa", "couch", "settee"]) == ["+  - settee"]
    assert synonyms_search.groups(shop.draft())[-1].terms == ("sofa", "couch", "settee")


def test_search_groups_are_added_and_removed_a_line_each(changes: Changes) -> None:
    assert changes(synonyms_search.add, ["yes", "是的"]) == ['+- ["yes", 是的]']
    assert changes(synonyms_search.remove, ["t-shirt", "tee"]) == ["-- [t-shirt, tee]"]
    assert changes(synonyms_search.remove, ["sofa", "couch"]) == ["--", "-  - sofa", "-  - couch"]


def test_a_search_group_that_somebody_else_changed_is_not_overwritten(shop: Repository) -> None:
    shop.edit(lambda files: synonyms_search.change(files, ["t-shirt", "tee"], ["t-shirt", "top"]), MIA, "first")
    with pytest.raises(NotThere):
        shop.edit(lambda files: synonyms_search.change(files, ["t-shirt", "tee"], ["tee", "shirt"]), MIA, "second")


@pytest.mark.parametrize("terms", [["sofa"], ["sofa", "sofa"], ["sofa", "的"], ["x", "sofa"], ["sofa", "<i>couch</i>"]])
def test_a_search_group_that_could_not_serve_is_refused(shop: Repository, terms: list[str]) -> None:
    with pytest.raises(BadEdit):
        shop.edit(lambda files: synonyms_search.add(files, terms), MIA, "bad")


def test_the_shops_own_files_are_read_and_edited(whole: Repository) -> None:
    found = synonyms.words(whole.draft())
    assert {block.language for block in found} == {"en", "zh"} and len(found) > 70
    for group in synonyms_search.groups(whole.draft())[:3]:
        before = whole.draft().version
        edited = whole.edit(partial(synonyms_search.change, old=group.terms, new=[*group.terms, "zebra"]), MIA, "more")
        assert edited.version is not None
        diffs = whole.diff(before, edited.version.id)
        assert [(diff.path, diff.added, diff.removed) for diff in diffs] == [(synonyms_search.PATH, 1, 1)]
