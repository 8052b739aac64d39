"""Language data: each edit changes the lines that were meant."""

from __future__ import annotations

import pytest

from studio import language
from studio.errors import BadEdit, StillUsed
from studio.language.intent_edits import uses
from tests.studio.language_shop import EN, SHOP, TRACK, ZH, lines_changed, ref, shop


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


def test_a_domain_that_lists_its_intents_in_brackets_is_added_to() -> None:
    domain = 'version: "3.1"\nintents: [track_order, cancel_order]  # all\n'
    files = shop(**{"bot/domain/orders.yml": domain})
    language.add_intent(files, "late_order", "en", ["it is late"], "orders")
    assert files.read("bot/domain/orders.yml") == domain.replace("cancel_order]", "cancel_order, late_order]")


def test_a_story_that_is_there_before_its_intent_is_no_hindrance() -> None:
    stories = SHOP["stories/orders.yml"] + "  - rule: late\n    steps:\n      - intent: late_order\n"
    files = shop(**{"stories/orders.yml": stories})
    language.add_intent(files, "late_order", "en", ["it is late"], "orders")
    assert "stories/orders.yml" not in files.changed
