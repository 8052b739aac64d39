"""Imports into the draft: what is new is added, nothing is replaced unasked, and all of it is one small diff."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from studio.errors import BadEdit, NotThere
from studio.language.examples import add_examples
from studio.repository import Repository
from studio.transfer.apply import Applied, apply
from studio.transfer.choice import Choice
from studio.transfer.content import faq
from studio.transfer.items import Found
from studio.transfer.near import nearest
from studio.transfer.reading import read_upload
from studio.transfer.report import Sorted, sort_out
from studio.transfer.scripts import Guess
from studio.transfer.summary import summary
from tests.studio.conftest import BEN, MIA, Git

ORDERS = "nlu_data/en/orders.yml"
Takes = Callable[..., tuple[Applied, list[str]]]


def read(text: str, name: str = "more.csv") -> Found:
    return read_upload(name, text.encode(), Guess(["en", "zh"]))


def rows(*lines: str) -> Found:
    return read("intent,language,text\n" + "\n".join(lines) + "\n")


@pytest.fixture
def sorted_(whole: Repository) -> Callable[[Found], Sorted]:
    return lambda found: sort_out(found, whole.draft())


@pytest.fixture
def takes(whole: Repository, git: Git) -> Takes:
    """What was applied, and the lines that `git diff` shows for it."""

    def take(found: Found, **choice: Any) -> tuple[Applied, list[str]]:
        before = whole.draft().version
        edited = whole.edit(lambda files: apply(files, found, Choice.of_json(choice)), MIA, "import")
        diff = git("diff", "--unified=0", before, edited.version.id) if edited.version else ""
        lines = [line for line in diff.splitlines() if line[:1] in "+-" and not line.startswith("---")]
        return edited.result, [line.removeprefix("+++ b/") for line in lines]

    return take


def test_new_examples_stand_below_their_intents_last_each_in_its_language(takes: Takes) -> None:
    found = rows(
        "track_order,en,whither my parcel", "cancel_order,en,scrap it forthwith", "track_order,zh,包裹飞到哪儿啦"
    )
    applied, lines = takes(found)
    assert applied.added["examples"] == 3
    assert sorted(lines) == sorted(
        [
            ORDERS,
            "+    - whither my parcel",
            "+    - scrap it forthwith",
            "nlu_data/zh/orders.yml",
            "+    - 包裹飞到哪儿啦",
        ]
    )


def test_what_is_there_already_or_stands_in_the_file_twice_is_added_once(takes: Takes) -> None:
    found = rows("track_order,en,Where is my order?", "track_order,en,whither it", "track_order,en,Whither it!")
    applied, lines = takes(found)
    assert lines == [ORDERS, "+    - whither it"] and applied.added["examples"] == 1


def test_an_example_of_another_intent_stays_there_unless_it_is_chosen(takes: Takes, sorted_: Any) -> None:
    found = rows("cancel_order,en,where is my order")
    [difference] = sorted_(found).different
    assert (difference.remark, difference.intent, difference.id) == ("other_intent", "track_order", "e0")
    assert takes(found)[1] == []
    applied, lines = takes(found, take=["e0"])
    assert applied.replaced["examples"] == 1
    removed = [line for line in lines if line.startswith("-")]
    assert removed and all(line.lower().strip("-? ") == "where is my order" for line in removed)
    assert [line for line in lines if line.startswith("+")] == ["+    - where is my order"]


def test_two_lines_of_a_file_that_contradict_each_other_are_told_and_one_is_chosen(takes: Takes, sorted_: Any) -> None:
    found = rows("track_order,en,whither it", "cancel_order,en,whither it")
    [difference] = sorted_(found).different
    assert (difference.remark, difference.places) == ("twice", ("more.csv:2",))
    applied, lines = takes(found, take=["e1"])
    assert lines == [ORDERS, "+    - whither it"] and applied.replaced["examples"] == 1


def test_other_marks_replace_only_when_chosen(takes: Takes, whole: Repository, sorted_: Any) -> None:
    add = rows("search_product,en,any [teal](color) frobs")
    takes(add)
    found = rows("search_product,en,any teal [frobs](product)")
    [difference] = sorted_(found).different
    assert difference.remark == "other_marks" and takes(found)[1] == []
    _, lines = takes(found, take=["e0"])
    assert lines == [
        "nlu_data/en/shopping.yml",
        "-    - any [teal](color) frobs",
        "+    - any teal [frobs](product)",
    ]


def test_an_unknown_intent_stays_out_or_is_one_of_ours_or_is_made(takes: Takes, whole: Repository) -> None:
    found = rows(
        "parcel_abroad,en,customs has my box", "parcel_abroad,zh,包裹被海关扣了", "parcel_abroad,en,duty to pay"
    )
    assert takes(found)[1] == []
    with pytest.raises(NotThere, match="no_such_intent"):
        takes(found, intents={"parcel_abroad": {"to": "no_such_intent"}})
    with pytest.raises(BadEdit, match="no name of an intent"):
        takes(found, intents={"parcel_abroad": {"make": "../x", "topic": "orders"}})
    with pytest.raises(BadEdit, match="is there already"):
        takes(found, intents={"parcel_abroad": {"make": "track_order", "topic": "orders"}})
    applied, lines = takes(found, intents={"parcel_abroad": {"make": "parcel_abroad", "topic": "orders"}})
    assert applied.added["examples"] == 3
    assert {ORDERS, "nlu_data/zh/orders.yml", "+    - customs has my box", "+    - 包裹被海关扣了"} <= set(lines)
    assert not [line for line in lines if line.startswith("-")]


def test_a_mapped_intents_examples_are_compared_with_what_it_is_here(takes: Takes) -> None:
    found = rows("where_is_it,en,where is my order", "where_is_it,en,whither it")
    _, lines = takes(found, intents={"where_is_it": {"to": "track_order"}})
    assert lines == [ORDERS, "+    - whither it"]


def test_a_new_one_that_the_editor_leaves_out_stays_out(takes: Takes) -> None:
    found = rows("track_order,en,whither it", "track_order,en,hither it")
    assert takes(found, leave=["e1"])[1] == [ORDERS, "+    - whither it"]


def test_what_somebody_else_did_since_the_report_stays(takes: Takes, whole: Repository) -> None:
    found = rows("track_order,en,whither it", "track_order,en,hither it")
    whole.edit(lambda files: add_examples(files, "cancel_order", "en", ["whither it"]), BEN, "meanwhile")
    applied, lines = takes(found)
    assert lines == [ORDERS, "+    - hither it"] and applied.left == 1


def test_questions_are_added_and_replaced_only_when_chosen(takes: Takes, sorted_: Any) -> None:
    found = read(
        "id,topic,language,question,also,answer\n"
        "gift_wrap_paper,orders,en,Which paper is the gift wrap?,what wrapping paper,Recycled paper.\n"
        "account_create,account,en,How do I create an account?,,Ask nicely.\n"
    )
    [difference] = sorted_(found).different
    assert (difference.id, difference.remark) == ("q1", "other_text")
    _, lines = takes(found)
    assert "knowledge/faq/en/orders.yml" in lines and "+- id: gift_wrap_paper" in lines
    assert not [line for line in lines if line.startswith("-")]
    applied, lines = takes(found, take=["q1"])
    assert applied.replaced["questions"] == 1 and applied.added["questions"] == 0
    assert [line for line in lines if line.startswith("+")] == ["+    Ask nicely."]


def test_many_questions_are_one_small_diff_and_every_file_can_be_served(takes: Takes, whole: Repository) -> None:
    lines = [f'quest_{at},orders,en,Question {at}?,"Answer {at}: {{yes}}\n- and more"' for at in range(60)]
    found = read("id,topic,language,question,answer\n" + "\n".join(lines) + "\n")
    applied, changed = takes(found)
    assert applied.added["questions"] == 60 and not [line for line in changed if line.startswith("-")]
    assert sum(passage.id.startswith("quest_") for passage in faq(whole.draft())) == 60


def test_responses_are_added_and_replaced_only_when_chosen(takes: Takes, sorted_: Any) -> None:
    found = read(
        "response,language,variation,text\n"
        "utter_goodbye,en,1,So long.\n"
        "utter_goodbye,zh,2,下次再来哦\n"
        "utter_closing_day,en,1,We are closed today.\n"
        "utter_closing_day,zh,1,今天休息。\n"
    )
    assert [difference.id for difference in sorted_(found).different] == ["r0"]
    applied, lines = takes(found)
    assert applied.added["replies"] == 3
    assert {"bot/domain/imported.yml", "+  utter_closing_day:", '+    - text: "下次再来哦"'} <= set(lines)
    assert not [line for line in lines if line.startswith("-")]
    _, lines = takes(found, take=["r0"])
    assert lines[0] == "bot/domain/talk.yml" and '+    - text: "So long."' in lines and len(lines) == 3


def test_a_response_with_a_slot_that_is_not_there_is_refused_with_its_line(sorted_: Any) -> None:
    found = read("response,language,text\nutter_goodbye,en,Bye {nobody_fills_this}\n")
    assert [(fault.place, "no slot" in fault.said) for fault in sorted_(found).faults] == [("more.csv:2", True)]


def test_synonyms_are_added_and_change_their_meaning_only_when_chosen(takes: Takes) -> None:
    found = read("kind,name,language,word\nsynonym,grey,en,pewter\nsynonym,black,en,charcoal\n")
    _, lines = takes(found)
    assert lines == ["nlu_data/en/synonyms.yml", "+    - pewter"]
    _, lines = takes(found, take=["m1"])
    assert lines == ["nlu_data/en/synonyms.yml", "+    - charcoal", "-    - charcoal"]


def test_an_intent_is_not_emptied_by_an_import(takes: Takes, whole: Repository) -> None:
    alone = "intent,language,text\nmind_reading,en,read my mind\n"
    takes(read(alone), intents={"mind_reading": {"make": "mind_reading", "topic": "talk"}})
    with pytest.raises(BadEdit, match="mind_reading would have no examples left"):
        takes(rows("greet,en,read my mind"), take=["e0"])


@pytest.mark.parametrize(
    "choice",
    [{"take": "e1"}, {"take": ["x1"]}, {"kinds": ["everything"]}, {"intents": {"a": {}}}, {"intents": {"a": 1}}],
)
def test_a_choice_that_is_none_is_refused(choice: dict[str, Any]) -> None:
    with pytest.raises(BadEdit):
        Choice.of_json(choice)


def test_near_duplicates_are_told_with_the_intent_that_has_them(whole: Repository) -> None:
    files = whole.draft()
    found = rows(
        "return_item,en,please tell me where my order is noww", "track_order,en,quite unlike anything else here"
    )
    whole.edit(lambda f: add_examples(f, "track_order", "en", ["please tell me where my order is now"]), MIA, "one")
    files = whole.draft()
    report = summary(found, sort_out(found, files), files)
    assert [(near["id"], near["intent"]) for near in report["near"]] == [("e0", "track_order")]


def test_nothing_is_near_nothing() -> None:
    assert nearest([], ["a"]) == nearest(["a"], []) == []
