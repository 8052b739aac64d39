"""Language data: each edit changes the lines that were meant, and nothing is written that Rasa could not learn."""

from __future__ import annotations

import difflib
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from bot.nlu.examples import check
from bot.nlu.nlu_files import Severity, read
from studio import language
from studio.errors import BadEdit, BrokenFile, Conflict, NotThere, StillUsed
from studio.files import Files, TextTree
from studio.language import ExampleRef
from studio.language_intents import uses
from studio.nlu_corpus import corpus, line_of, path_of
from studio.repository import Repository
from tests.studio.conftest import BEN, MIA, ROOT

EN, ZH = "nlu_data/en/orders.yml", "nlu_data/zh/orders.yml"
TRACK = "has [LF-20418](order_number) shipped"
SHOP = {
    EN: f"""version: "3.1"

nlu:
# what becomes of an order
- intent: track_order
  examples: |
    - where is my parcel
    # with a number
    - {TRACK}
    - any news of my box

# before it is packed
- intent: cancel_order
  examples: |
    - cancel it please
    - I want to call off my order
    - stop that order
""",
    ZH: """version: "3.1"
nlu:
- intent: track_order
  examples: |
    - 我的包裹到哪了
    - 快递呢
""",
    "bot/domain/orders.yml": """version: "3.1"
intents:
  - track_order  # the one asked most
  - cancel_order

entities:
  - order_number: {influence_conversation: false}
  - category

responses:
  utter_greet:
    - text: "Hello"
      buttons:
        - {title: "Where is it?", payload: '/track_order{"task": "track_order"}'}
""",
    "stories/orders.yml": """version: "3.1"
rules:
  - rule: orders
    steps:
      - or:
          - intent: track_order
          - intent: cancel_order
      - action: action_do_task
""",
    "knowledge/intents.yml": """# names
track_order: {en: Where my order is, zh: 查订单}
cancel_order: {en: "Cancel it", zh: 取消}
""",
    "knowledge/faq/en/delivery.yml": "- id: late\n  intents: [cancel_order, track_order]\n",
    "service/escalation.yml": """topics:
  orders: [track_order, cancel_order,
           place_order]
""",
    "tests/nlu/en.yml": 'version: "3.1"\nnlu:\n- intent: track_order\n  examples: |\n    - box where\n',
    "tests/dialogue/test_stories.yml": """version: "3.1"
stories:
  - story: one
    steps:
      - intent: "track_order"
        entities:
          - order_number: "1042"
      - action: action_do_task
""",
}


def shop(**changed: str) -> Files:
    return Files(TextTree(SHOP | changed))


def lines_changed(files: Files, before: Mapping[str, str] = SHOP) -> list[str]:
    """As `diff` says it: every line taken out or put in, by file."""
    found = []
    for path in sorted(files.changed):
        old, new = before.get(path, ""), files.changed[path] or ""
        for line in difflib.unified_diff(old.splitlines(), new.splitlines(), n=0, lineterm=""):
            if not line.startswith(("+++", "---", "@@")):
                found.append(f"{path} {line}")
    return found


def ref(written: str, line: int = 1, path: str = EN) -> ExampleRef:
    return ExampleRef(path, line, written)


def test_intents_are_listed_with_what_they_have_and_lack() -> None:
    track, cancel = language.intents(shop())
    assert (track.name, track.topic, track.counts) == ("track_order", "orders", {"en": 3, "zh": 2})
    assert track.places == {"en": f"{EN}:5", "zh": f"{ZH}:3"} and track.thin == ("en", "zh")
    assert cancel.missing == ("zh",) and cancel.counts["zh"] == 0


def test_new_examples_stand_below_the_last_and_known_ones_are_left_out() -> None:
    files = shop()
    assert language.add_examples(files, "track_order", "en", ["parcel?", "any news of my box", " parcel? "]) == 1
    assert lines_changed(files) == [f"{EN} +    - parcel?"]
    assert "    - any news of my box\n    - parcel?\n\n# before it is packed" in files.read(EN)


def test_an_intent_without_examples_in_a_language_gets_its_block_there() -> None:
    files = shop()
    assert language.add_examples(files, "cancel_order", "zh", ["取消订单"]) == 1
    assert lines_changed(files) == [
        f"{ZH} +- intent: cancel_order",
        f"{ZH} +  examples: |",
        f"{ZH} +    - 取消订单",
    ]


def test_line_ends_and_a_missing_last_one_are_kept() -> None:
    files = shop(**{ZH: SHOP[ZH].replace("\n", "\r\n").rstrip()})
    language.add_examples(files, "track_order", "zh", ["订单状态"])
    assert files.read(ZH).endswith("    - 快递呢\r\n    - 订单状态\r\n") and "\r\n    - 我的包裹" in files.read(ZH)


def test_an_example_is_written_anew_in_its_line_wherever_that_is_now() -> None:
    files = shop()
    language.edit_example(files, "track_order", ref(TRACK, 2), "has [LF-1](order_number) left")
    assert lines_changed(files) == [f"{EN} -    - {TRACK}", f"{EN} +    - has [LF-1](order_number) left"]


def test_removing_takes_the_lines_and_leaves_the_comments() -> None:
    files = shop()
    assert language.remove_examples(files, "track_order", [ref(TRACK, 9), ref("where is my parcel", 7)]) == 2
    assert lines_changed(files) == [f"{EN} -    - where is my parcel", f"{EN} -    - {TRACK}"]


def test_moving_takes_out_and_puts_in() -> None:
    files = shop()
    moved = language.move_examples(
        files, "track_order", [ref("where is my parcel", 7), ref("快递呢", 6, ZH)], "cancel_order"
    )
    assert moved == 2
    assert lines_changed(files) == [
        f"{EN} -    - where is my parcel",
        f"{EN} +    - where is my parcel",
        f"{ZH} +- intent: cancel_order",
        f"{ZH} +  examples: |",
    ]


def test_a_new_intent_is_in_its_topic_the_domain_and_the_list_of_names() -> None:
    files = shop()
    titles = {"en": "Late: what now?", "zh": "晚了"}
    language.add_intent(files, "late_order", "en", ["it is late", "too late"], "orders", titles)
    assert lines_changed(files) == [
        "bot/domain/orders.yml +  - late_order",
        'knowledge/intents.yml +late_order: {en: "Late: what now?", zh: 晚了}',
        f"{EN} +- intent: late_order",
        f"{EN} +  examples: |",
        f"{EN} +    - it is late",
        f"{EN} +    - too late",
    ]


def test_a_new_topic_is_a_new_file() -> None:
    files = shop()
    language.add_intent(files, "late_order", "zh", ["晚了"], "delays")
    assert files.read("nlu_data/zh/delays.yml") == (
        'version: "3.1"\n\nnlu:\n- intent: late_order\n  examples: |\n    - 晚了\n'
    )
    assert files.read("bot/domain/delays.yml") == 'version: "3.1"\n\nintents:\n  - late_order\n'


def test_splitting_moves_chosen_examples_into_a_new_intent() -> None:
    files = shop()
    language.split_intent(files, "track_order", [ref("any news of my box"), ref("快递呢", 1, ZH)], "parcel_news")
    assert [line for line in lines_changed(files) if line.startswith(("nlu_data", "bot"))] == [
        "bot/domain/orders.yml +  - parcel_news",
        f"{EN} -    - any news of my box",
        f"{EN} +- intent: parcel_news",
        f"{EN} +  examples: |",
        f"{EN} +    - any news of my box",
        f"{ZH} +- intent: parcel_news",
        f"{ZH} +  examples: |",
    ]


def test_a_rename_follows_to_every_place_that_names_the_intent() -> None:
    files = shop()
    places = language.rename_intent(files, "track_order", "find_parcel")
    assert len(places) == 10
    assert [line.partition(" ")[2] for line in lines_changed(files) if " +" in line] == [
        "+  - find_parcel  # the one asked most",
        '+        - {title: "Where is it?", payload: \'/find_parcel{"task": "track_order"}\'}',
        "+  intents: [cancel_order, find_parcel]",
        "+find_parcel: {en: Where my order is, zh: 查订单}",
        "+- intent: find_parcel",
        "+- intent: find_parcel",
        "+  orders: [find_parcel, cancel_order,",
        "+          - intent: find_parcel",
        '+      - intent: "find_parcel"',
        "+- intent: find_parcel",
    ]
    assert not uses(files, "track_order")


def test_programs_that_name_an_intent_keep_its_name() -> None:
    files = shop(**{"actions/looking.py": 'class Look:\n    kind = "track_order"\n'})
    with pytest.raises(StillUsed) as refused:
        language.rename_intent(files, "track_order", "find_parcel")
    assert refused.value.detail["places"] == ["actions/looking.py:2"] and not files.changed


def test_merging_gives_all_to_the_other_intent_and_repeats_nothing() -> None:
    files = shop(**{EN: SHOP[EN].replace("    - stop that order", "    - stop that order\n    - any news of my box")})
    with pytest.raises(BadEdit):  # the same sentence under two intents was wrong before already
        language.add_examples(files, "cancel_order", "en", ["where is my parcel!"])
    files = shop()
    language.merge_intents(files, "cancel_order", "track_order")
    assert lines_changed(files) == [
        "bot/domain/orders.yml -  - cancel_order",
        "knowledge/faq/en/delivery.yml -  intents: [cancel_order, track_order]",
        "knowledge/faq/en/delivery.yml +  intents: [track_order]",
        'knowledge/intents.yml -cancel_order: {en: "Cancel it", zh: 取消}',
        f"{EN} -- intent: cancel_order",
        f"{EN} +- intent: track_order",
        "service/escalation.yml -  orders: [track_order, cancel_order,",
        "service/escalation.yml -           place_order]",
        "service/escalation.yml +  orders: [track_order, place_order]",
        "stories/orders.yml -          - intent: cancel_order",
    ]
    assert [(view.name, view.counts) for view in language.intents(files)] == [("track_order", {"en": 6, "zh": 2})]


def test_what_rules_tell_apart_is_not_merged() -> None:
    stories = 'version: "3.1"\nrules:\n' + "".join(
        f"  - rule: {name}\n    steps:\n      - intent: {name}\n      - action: action_{name}\n"
        for name in ("track_order", "cancel_order")
    )
    files = shop(**{"stories/orders.yml": stories})
    with pytest.raises(StillUsed) as refused:
        language.merge_intents(files, "cancel_order", "track_order")
    assert refused.value.detail["places"] == ["stories/orders.yml:9"]


def test_an_intent_in_use_stays_and_the_places_are_named() -> None:
    files = shop()
    with pytest.raises(StillUsed) as refused:
        language.remove_intent(files, "track_order")
    assert refused.value.detail["places"] == [
        "stories/orders.yml:6",
        "bot/domain/orders.yml:14",
        "knowledge/faq/en/delivery.yml:2",
        "tests/dialogue/test_stories.yml:5",
    ]
    assert not files.changed


def test_an_intent_that_nothing_uses_goes_with_all_its_entries() -> None:
    files = shop()
    language.add_intent(files, "late_order", "en", ["it is late"], "orders")
    language.add_examples(files, "late_order", "zh", ["晚了"])
    language.remove_intent(files, "late_order")
    assert lines_changed(files) == []


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


def test_of_two_editors_of_one_example_the_second_is_told(repository: Repository) -> None:
    def edit(written: str) -> Callable[[Files], None]:
        seen = ExampleRef("nlu_data/en/orders.yml", 6, "where is my parcel")
        return lambda files: language.edit_example(files, "track_order", seen, written)

    repository.edit(edit("where is my box"), MIA, "first")
    with pytest.raises(Conflict) as told:
        repository.edit(edit("where's my parcel"), BEN, "second")
    assert told.value.detail == {"place": "nlu_data/en/orders.yml:6", "now": "where is my box"}


def test_two_editors_of_one_intent_lose_nothing(repository: Repository) -> None:
    seen = [ExampleRef("nlu_data/en/orders.yml", 6, "where is my parcel")]
    repository.edit(lambda files: language.add_examples(files, "track_order", "en", ["one of Mia's"]), MIA, "adds")
    repository.edit(lambda files: language.remove_examples(files, "track_order", seen), BEN, "removes")
    repository.edit(lambda files: language.add_examples(files, "track_order", "en", ["one of Ben's"]), BEN, "adds")
    text = repository.draft().read("nlu_data/en/orders.yml")
    assert "one of Mia's" in text and "one of Ben's" in text and "where is my parcel" not in text


def test_an_intent_renamed_meanwhile_is_not_made_anew(repository: Repository) -> None:
    repository.edit(lambda files: language.rename_intent(files, "track_order", "find_parcel"), MIA, "renames")
    with pytest.raises(NotThere):
        repository.edit(lambda files: language.add_examples(files, "track_order", "en", ["x y"]), BEN, "adds")


def refs(files: Files, *places: tuple[str, int]) -> list[ExampleRef]:
    """Of `review`, by language and position."""
    found = []
    for one, at in places:
        example = [each for block in corpus(files).blocks_of("review", one) for each in block.examples][at]
        found.append(ExampleRef(path_of(example), line_of(example), example.written))
    return found


EDITS: dict[str, Callable[[Files], object]] = {
    "add": lambda files: language.add_examples(files, "review", "en", ["may I judge the lamp on your page"]),
    "edit": lambda files: language.edit_example(files, "review", *refs(files, ("zh", 2)), "我来写写使用感受吧"),
    "remove": lambda files: language.remove_examples(files, "review", refs(files, ("en", 0), ("en", 3))),
    "move": lambda files: language.move_examples(files, "review", refs(files, ("en", 1), ("zh", 1)), "complaint"),
    "new": lambda files: (
        language.add_intent(files, "ask_carbon", "en", ["how green is this", "what is the footprint"], "delivery"),
        language.add_examples(files, "ask_carbon", "zh", ["这个环保吗"]),
    ),
    "split": lambda files: language.split_intent(files, "review", refs(files, ("en", 1), ("zh", 1)), "ask_rating"),
    "rename": lambda files: language.rename_intent(files, "check_invoice", "explain_invoice"),
    "merge": lambda files: language.merge_intents(files, "delivery_period", "delivery_options"),
}


@pytest.mark.parametrize("kind", EDITS)
def test_each_edit_of_the_shops_own_data_is_small_and_leaves_it_sound(
    whole: Repository, tmp_path: Path, kind: str
) -> None:
    before = whole.draft().version
    made = whole.edit(EDITS[kind], MIA, kind).version
    assert made is not None
    changed = sum(diff.added + diff.removed for diff in whole.diff(before, made.id))
    assert changed < {"merge": 60, "rename": 40}.get(kind, 16)
    whole.export(made.id, tmp_path / "out", "nlu_data")
    errors = [fault for fault in check(read(tmp_path / "out/nlu_data")) if fault.severity is Severity.ERROR]
    assert not errors


@pytest.mark.slow
@pytest.mark.parametrize("kind", EDITS)
def test_rasa_finds_nothing_to_say_after_each_edit(whole: Repository, tmp_path: Path, kind: str) -> None:
    made = whole.edit(EDITS[kind], MIA, kind).version
    assert made is not None
    whole.export(made.id, tmp_path / "out")
    done = subprocess.run(
        [ROOT / ".venv/bin/rasa", "data", "validate", "--domain", "bot/domain", "--data", "nlu_data", "stories"],
        cwd=tmp_path / "out",
        capture_output=True,
        text=True,
        check=False,
    )
    said = done.stdout + done.stderr
    assert done.returncode == 0, said[-3000:]
    warned = [line for line in said.splitlines() if "UserWarning" in line and "The utterance" not in line]
    if kind in ("new", "split"):  # what a new intent leads to is told next
        warned = [line for line in warned if "is not used in any story" not in line]
    assert not warned
