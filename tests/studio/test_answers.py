"""Edits of answers: `git diff` has the lines that were meant, and the rest of each file is as it was."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from knowledge.faq import read_faq
from studio import answers
from studio.answers import faq as answers_faq
from studio.answers import history as answers_history
from studio.errors import BadEdit, BrokenFile, Conflict, NotThere, StillUsed
from studio.files import Edit, Files, TextTree
from studio.repository import Repository
from tests.studio.conftest import BEN, MIA, Git

EN, ZH = "knowledge/faq/en/delivery.yml", "knowledge/faq/zh/delivery.yml"
TALK = "bot/domain/talk.yml"
Reading = Callable[..., answers.Written]


@pytest.fixture
def reading(whole: Repository) -> Reading:
    def read(kind: str, name: str, language: str = "en") -> answers.Written:
        return answers.find(whole.draft(), kind, name).texts[language]

    return read


@pytest.fixture
def diff(whole: Repository, git: Git) -> Callable[[Edit[None]], list[str]]:
    """Makes the edit live; the changed lines of `git diff`."""

    def make(edit: Edit[None]) -> list[str]:
        whole.edit_live(edit, MIA, "an edit")
        shown = git("diff", "-U0", "HEAD~1", "HEAD").splitlines()
        read_faq(whole.folder / "knowledge/faq")
        return [line for line in shown if line[:1] in "+-" and line[:3] not in ("+++", "---")]

    return make


Diff = Callable[[Edit[None]], list[str]]


def saving(written: answers.Written, kind: str, name: str, language: str = "en", **fields: Any) -> Edit[None]:
    return answers.save(kind, name, language, {**written.fields, **fields}, [written.stamp])


def wordings(written: answers.Written, **changed: Any) -> list[dict[str, Any]]:
    first, *rest = written.fields["wordings"]
    return [{**first, **changed}, *rest]


def saying(text: str, *buttons: dict[str, str]) -> dict[str, Any]:
    return {"wordings": [{"at": 0, "text": text, "buttons": list(buttons)}]}


def test_a_passages_sentence_is_one_line(diff: Diff, reading: Reading) -> None:
    was = reading("faq", "delivery_options")
    answer = was.fields["answer"].replace("We do not deliver on Sundays.", "We never deliver on Sundays.")
    gone, come = diff(saving(was, "faq", "delivery_options", answer=answer))
    assert gone.replace("do not", "never").lstrip("-") == come.lstrip("+")
    assert reading("faq", "delivery_options").fields["answer"] == answer


@pytest.mark.parametrize(
    ("also", "changed"),
    [
        (["what do you offer"], 6),
        ([], 6),
    ],
)
def test_other_wordings_may_all_go(diff: Diff, reading: Reading, also: list[str], changed: int) -> None:
    was = reading("faq", "delivery_options")
    assert len(diff(saving(was, "faq", "delivery_options", also=also))) == changed
    assert reading("faq", "delivery_options").fields["also"] == also


def test_wordings_are_changed_added_and_removed_line_by_line(diff: Diff, reading: Reading) -> None:
    was = reading("faq", "delivery_options")
    first, *rest = was.fields["also"]
    also = [first, rest[0], "by drone? really", *rest[2:], 'a "quoted" one: yes', "# no comment"]
    assert diff(saving(was, "faq", "delivery_options", also=also)) == [
        "-  - standard or express or pick-up?",
        "+  - by drone? really",
        '+  - "a \\"quoted\\" one: yes"',
        '+  - "# no comment"',
    ]
    assert reading("faq", "delivery_options").fields["also"] == also


def test_question_and_intents_are_one_line_each(diff: Diff, reading: Reading) -> None:
    was = reading("faq", "delivery_options", "zh")
    edit = saving(was, "faq", "delivery_options", "zh", question="怎么送货？", intents=["delivery_options", "inform"])
    assert diff(edit) == [
        "-  intents: [delivery_options]",
        "-  question: 有哪些配送方式？",
        "+  intents: [delivery_options, inform]",
        "+  question: 怎么送货？",
    ]


FIELDS = {
    "question": "Do you deliver by drone?",
    "also": ["drones?"],
    "answer": "No.\n\n- **Not yet**: soon",
    "intents": ["delivery_options"],
}


def test_a_new_passage_is_added_in_both_languages_and_nothing_else_changes(diff: Diff, whole: Repository) -> None:
    added = diff(
        answers.add("faq", "drones", "delivery", {"en": FIELDS, "zh": {**FIELDS, "question": "能用无人机吗？"}})
    )
    assert [line for line in added if line.startswith("-")] == []
    assert added[:9] == [
        "+",
        "+- id: drones",
        "+  intents: [delivery_options]",
        "+  question: Do you deliver by drone?",
        "+  also:",
        "+  - drones?",
        "+  answer: |",
        "+    No.",
        "+",
    ]
    assert answers.find(whole.published(), "faq", "drones").texts.keys() == {"en", "zh"}


def test_a_passage_that_a_language_lacks_goes_to_the_same_place_there(diff: Diff, whole: Repository) -> None:
    read = answers.find(whole.draft(), "faq", "delivery_time")
    whole.edit_live(lambda files: answers_faq.remove(files, ZH, "delivery_time"), MIA, "gone in Chinese")
    assert answers.find(whole.draft(), "faq", "delivery_time").texts.keys() == {"en"}
    diff(answers.save("faq", "delivery_time", "zh", read.texts["zh"].fields, []))
    order = [name for name, _, _ in answers_faq.entries(ZH, whole.published().read(ZH))]
    assert order == [name for name, _, _ in answers_faq.entries(EN, whole.published().read(EN))]


def test_a_passage_that_is_removed_and_put_back_leaves_no_trace(whole: Repository, git: Git, reading: Reading) -> None:
    stamps = [reading("faq", "delivery_time", language).stamp for language in ("en", "zh")]
    made = whole.edit_live(answers.remove("delivery_time", stamps), MIA, answers_history.message("gone", live=True))
    assert git("diff", "--numstat", "HEAD~1", "HEAD").split()[:2] == ["0", "12"]
    assert made.version is not None
    answers_history.undo_live(whole, made.version.id, BEN)
    assert git("diff", "--stat", "HEAD~2", "HEAD") == ""
    assert whole.diff(whole.published().version, whole.draft().version) == []


@pytest.mark.parametrize("name", ["sunday_delivery_none", "delivery_time", "parcel_stolen"])
def test_every_passage_can_be_removed_cleanly(whole: Repository, name: str) -> None:
    for path in (EN, ZH):
        for passage, _, _ in answers_faq.entries(path, whole.draft().read(path)):
            files = whole.draft()
            answers_faq.remove(files, path, passage)
            lines = files.read(path)
            assert "\n\n\n" not in lines and lines.endswith("\n") and not lines.endswith("\n\n")


def test_a_response_keeps_its_anchor_quotes_and_comments(diff: Diff, reading: Reading) -> None:
    was = reading("response", "utter_greet")
    _, come = diff(saving(was, "response", "utter_greet", wordings=wordings(was, text='Hi, "you" \\ there\nsecond')))
    assert come == '+    - text: "Hi, \\"you\\" \\\\ there\\nsecond"'
    assert reading("response", "utter_affirm").fields["wordings"][0]["buttons"][0]["payload"] == "/track_order"


def test_shared_buttons_change_for_all_or_only_here(diff: Diff, reading: Reading) -> None:
    was = reading("response", "utter_affirm")
    buttons = [
        {**was.fields["wordings"][0]["buttons"][0], "title": "My parcel"},
        {"title": "Thanks", "payload": "/thank"},
    ]
    assert diff(saving(was, "response", "utter_affirm", wordings=wordings(was, buttons=buttons, own=True))) == [
        "-      buttons: *start_en",
        "+      buttons:",
        '+        - {title: "My parcel", payload: "/track_order"}',
        '+        - {title: "Thanks", payload: "/thank"}',
    ]
    was = reading("response", "utter_out_of_scope")
    shared = was.fields["wordings"][0]["buttons"]
    buttons = [*shared[:2], {"title": "Hello", "payload": "/greet"}, *shared[2:]]
    assert diff(saving(was, "response", "utter_out_of_scope", wordings=wordings(was, buttons=buttons))) == [
        '+        - {title: "Hello", payload: "/greet"}'
    ]
    assert len(reading("response", "utter_greet").fields["wordings"][0]["buttons"]) == 5


def test_wordings_of_a_language_are_added_and_removed(diff: Diff, reading: Reading) -> None:
    was = reading("response", "utter_goodbye", "zh")
    fresh: dict[str, Any] = {"at": None, "text": "再见！", "buttons": []}
    edit = saving(was, "response", "utter_goodbye", "zh", wordings=[*was.fields["wordings"], fresh])
    assert diff(edit) == [
        '+    - text: "再见！"',
        "+      condition: [{type: slot, name: language, value: zh}]",
    ]
    was = reading("response", "utter_goodbye", "zh")
    edit = saving(was, "response", "utter_goodbye", "zh", wordings=was.fields["wordings"][1:])
    assert diff(edit) == [
        '-    - text: "再见，感谢光临！"',
        "-      condition: [{type: slot, name: language, value: zh}]",
    ]


def test_buttons_come_and_go(diff: Diff, reading: Reading) -> None:
    was = reading("response", "utter_goodbye")
    buttons = [{"title": "Rate us", "payload": "/review"}]
    added = diff(saving(was, "response", "utter_goodbye", wordings=wordings(was, buttons=buttons)))
    assert added == ["+      buttons:", '+        - {title: "Rate us", payload: "/review"}']
    was = reading("response", "utter_goodbye")
    removed = diff(saving(was, "response", "utter_goodbye", wordings=wordings(was, buttons=[])))
    assert [line[1:] for line in removed] == [line[1:] for line in added]


@pytest.mark.parametrize("topic", ["talk", "account"])
def test_a_new_response_is_added_at_the_end(diff: Diff, whole: Repository, topic: str) -> None:
    wording: dict[str, Any] = {"at": None, "text": "From nine to five.", "buttons": []}
    added = diff(
        answers.add(
            "response",
            "utter_hours",
            topic,
            {"zh": {"wordings": [{**wording, "text": "九点到五点。"}]}, "en": {"wordings": [wording]}},
        )
    )
    assert [line for line in added if line not in ("+", "+responses:")] == [
        "+  utter_hours:",
        '+    - text: "From nine to five."',
        '+    - text: "九点到五点。"',
        "+      condition: [{type: slot, name: language, value: zh}]",
    ]
    yaml.safe_load((whole.folder / f"bot/domain/{topic}.yml").read_text())


def test_a_phrase_is_one_line_and_a_missing_language_is_added_below(
    diff: Diff, reading: Reading, whole: Repository
) -> None:
    was = reading("phrase", "order_found")
    assert diff(saving(was, "phrase", "order_found", text="Your order {number} — {status}")) == [
        '-  en: "Here is order {number}: {status}"',
        '+  en: "Your order {number} — {status}"',
    ]
    path = "actions/phrases.yml"
    whole.edit_live(
        lambda files: files.write(path, files.read(path).replace('  zh: "再试一次"\n', "")), MIA, "less Chinese"
    )
    assert diff(answers.save("phrase", "try_again", "zh", {"text": "再试一次"}, [])) == ['+  zh: "再试一次"']


@pytest.mark.parametrize(
    ("kind", "name", "fields", "variable", "fault"),
    [
        ("phrase", "order_found", {"text": "Order {number}: {status} {nmber}"}, "nmber", "unknown"),
        ("phrase", "order_found", {"text": "Order {number}"}, "status", "lost"),
        ("phrase", "order_found", {"text": "{number.real} {status}"}, "number.real", None),
        ("phrase", "person", {"text": "Talk to {name}"}, "name", "unknown"),
        ("faq", "delivery_time", {"answer": "Dear {name}, 3 days."}, "name", "unknown"),
        (
            "response",
            "utter_greet",
            {"wordings": [{"at": 0, "text": "Hi {customer}", "buttons": []}]},
            "customer",
            "unknown",
        ),
    ],
)
def test_an_unknown_or_lost_variable_is_refused_by_name(
    whole: Repository, reading: Reading, kind: str, name: str, fields: dict[str, Any], variable: str, fault: str | None
) -> None:
    with pytest.raises(BadEdit, match=variable) as refused:
        whole.edit(saving(reading(kind, name), kind, name, **fields), MIA, "bad")
    assert (refused.value.detail["variable"], refused.value.detail.get("fault")) == (variable, fault)


@pytest.mark.parametrize("text", ["open { brace", "close } brace", "{}", "{0}", "{number!r}"])
def test_braces_that_cannot_be_filled_are_refused(whole: Repository, reading: Reading, text: str) -> None:
    with pytest.raises(BadEdit):
        whole.edit(saving(reading("phrase", "person"), "phrase", "person", text=text), MIA, "bad")


def test_a_slot_of_the_domain_may_be_named_and_must_stay(whole: Repository, reading: Reading) -> None:
    was = reading("response", "utter_thank")
    edit = saving(was, "response", "utter_thank", wordings=wordings(was, text="Thanks, {language}"))
    whole.edit(edit, MIA, "slot")
    was = reading("response", "utter_thank")
    with pytest.raises(BadEdit, match="language") as lost:
        whole.edit(saving(was, "response", "utter_thank", wordings=wordings(was, text="Thanks")), MIA, "lost")
    assert lost.value.detail["fault"] == "lost"


@pytest.mark.parametrize(
    ("kind", "name", "fields"),
    [
        ("faq", "delivery_time", {"intents": ["no_such_intent"]}),
        ("faq", "delivery_time", {"question": ""}),
        ("faq", "delivery_time", {"answer": "x" * 8001}),
        ("faq", "delivery_time", {"also": "no list"}),
        ("response", "utter_thank", {"wordings": []}),
        ("response", "utter_thank", {"wordings": [{"at": 1, "text": "of the other language", "buttons": []}]}),
        (
            "response",
            "utter_thank",
            {"wordings": [{"at": 0, "text": "x", "buttons": [{"title": "a", "payload": "hi"}]}]},
        ),
        (
            "response",
            "utter_thank",
            {"wordings": [{"at": 0, "text": "x", "buttons": [{"title": "a", "payload": "/nope"}]}]},
        ),
        ("response", "utter_greet", {"wordings": [{"at": 0, "text": "x", "buttons": [], "own": True}]}),
    ],
)
def test_what_cannot_be_said_is_refused_and_nothing_changes(
    whole: Repository, reading: Reading, kind: str, name: str, fields: dict[str, Any]
) -> None:
    before = whole.draft().version
    with pytest.raises(BadEdit):
        whole.edit(saving(reading(kind, name), kind, name, **fields), MIA, "bad")
    assert whole.draft().version == before


@pytest.mark.parametrize("name", ["../../etc", "Drones", "a b", "x\n- id: y", ""])
def test_a_bad_id_is_refused(whole: Repository, name: str) -> None:
    with pytest.raises(BadEdit):
        whole.edit(answers.add("faq", name, "delivery", {"en": FIELDS}), MIA, "bad")
    with pytest.raises(BadEdit):
        whole.edit(answers.add("faq", "drones", f"../{name}", {"en": FIELDS}), MIA, "bad")


def test_control_characters_and_markup_are_only_text(whole: Repository, reading: Reading) -> None:
    was = reading("faq", "delivery_time")
    whole.edit(
        saving(was, "faq", "delivery_time", question="\x00a<script>\u2028b: #c", answer="- id: x\r\n<b>"), MIA, "odd"
    )
    fields = reading("faq", "delivery_time").fields
    assert (fields["question"], fields["answer"]) == ("a<script> b: #c", "- id: x\n<b>")


def test_two_editors_of_one_answer_do_not_overwrite_each_other(whole: Repository, reading: Reading) -> None:
    was = reading("phrase", "person")
    whole.edit_live(saving(was, "phrase", "person", text="Talk to Ben"), BEN, "first")
    with pytest.raises(Conflict) as stale:
        whole.edit_live(saving(was, "phrase", "person", text="Talk to Mia"), MIA, "second")
    assert stale.value.detail["now"] == {"text": "Talk to Ben"}
    assert reading("phrase", "person").fields["text"] == "Talk to Ben"


def test_an_answer_in_the_draft_is_made_live_by_naming_both_texts(whole: Repository, reading: Reading) -> None:
    live = reading("phrase", "person")
    whole.edit(saving(live, "phrase", "person", text="Talk to a colleague"), BEN, "a draft")
    draft = reading("phrase", "person")
    with pytest.raises(Conflict):
        whole.edit_live(saving(draft, "phrase", "person", text="A colleague"), MIA, "live")
    stamps = [live.stamp, draft.stamp]
    whole.edit_live(answers.save("phrase", "person", "en", {"text": "A colleague"}, stamps), MIA, "live")
    assert answers.find(whole.published(), "phrase", "person").texts["en"].fields["text"] == "A colleague"
    assert reading("phrase", "person").fields["text"] == "A colleague"


def test_earlier_versions_of_one_answer_are_kept_and_gone_back_to(whole: Repository, reading: Reading) -> None:
    was = reading("phrase", "person")
    whole.edit_live(saving(was, "phrase", "person", text="First"), MIA, "first")
    other = reading("phrase", "try_again")
    whole.edit_live(saving(other, "phrase", "try_again", text="Once more"), BEN, "of another phrase")
    now = reading("phrase", "person")
    whole.edit_live(saving(now, "phrase", "person", text="Second"), BEN, "second")
    newest, before, *_ = told = answers_history.versions(whole, "phrase", "person", "en")
    assert [each.version.title for each in told][:2] == ["second", "first"]
    assert (newest.patch.split("\n")[1:], newest.version.author) == (["-First", "+Second"], "Ben")
    assert told[-1].fields is not None
    old = answers_history.at_version(whole, "phrase", "person", "en", before.version.id)
    whole.edit_live(answers.save("phrase", "person", "en", old, [reading("phrase", "person").stamp]), MIA, "back")
    assert reading("phrase", "person").fields["text"] == "First"


def test_what_went_live_is_taken_back_live(whole: Repository, git: Git, reading: Reading, folder: Path) -> None:
    message = answers_history.message("person (en)", live=True)
    made = whole.edit_live(saving(reading("phrase", "person"), "phrase", "person", text="Oops"), MIA, message).version
    assert made is not None and "Oops" in (folder / "actions/phrases.yml").read_text()
    on_draft = whole.history(limit=1)[0]
    answers_history.undo_live(whole, on_draft.id, BEN)
    assert "Oops" not in (folder / "actions/phrases.yml").read_text()
    assert reading("phrase", "person").fields["text"] == "Talk to a person"
    with pytest.raises(BadEdit, match="already"):
        answers_history.undo_live(whole, made.id, BEN)
    ordinary = whole.edit(saving(reading("phrase", "person"), "phrase", "person", text="Draft"), MIA, "draft").version
    assert ordinary is not None
    with pytest.raises(BadEdit, match="did not go live"):
        answers_history.undo_live(whole, ordinary.id, MIA)


def test_a_passage_that_a_button_leads_to_stays(whole: Repository, reading: Reading) -> None:
    was = reading("response", "utter_thank")
    button = {"title": "Times", "payload": '/contact_customer_service{"faq_id": "delivery_time"}'}
    whole.edit(saving(was, "response", "utter_thank", wordings=wordings(was, buttons=[button])), MIA, "a button")
    stamps = [reading("faq", "delivery_time", language).stamp for language in ("en", "zh")]
    with pytest.raises(StillUsed, match=TALK) as used:
        whole.edit(answers.remove("delivery_time", stamps), MIA, "gone")
    assert len(used.value.detail["places"]) == 1


def test_a_broken_file_is_named_with_its_line(whole: Repository) -> None:
    files = whole.draft()
    files.write(EN, files.read(EN).replace("  also:", "  also: [", 1))
    with pytest.raises(BrokenFile, match=f"{EN}:") as broken:
        answers.every(files)
    assert broken.value.detail["place"].startswith(f"{EN}:")


def test_something_that_is_gone_is_said_to_be_gone(whole: Repository) -> None:
    with pytest.raises(NotThere):
        whole.edit(answers.save("phrase", "nobody_says_this", "en", {"text": "x"}, ["1"]), MIA, "x")


ODD = """# head\r
faq:\r
# of one\r
- id: one\r
  question: 'it''s'\r
  answer: short\r
  # between\r
- id: two\r
  question: "a"\r
  intents:\r
  - greet\r
  answer: >\r
    folded\r
    text"""


def test_line_ends_quotes_and_comments_of_odd_files_survive() -> None:
    path = "knowledge/faq/en/odd.yml"
    tree = {path: ODD, "bot/domain/x.yml": "intents: [greet, deny]\n"}
    files = Files(TextTree(tree))
    fields = {"question": "what's", "also": ["b"], "answer": "two\nlines", "intents": ["greet"]}
    answers_faq.change(files, path, "one", fields)
    answers_faq.change(files, path, "two", {**fields, "intents": ["deny"]})
    assert files.read(path) == ODD.replace("it''s", "what''s").replace(
        "'what''s'\r\n", "'what''s'\r\n  also:\r\n  - b\r\n"
    ).replace("- id: one\r\n", "- id: one\r\n  intents: [greet]\r\n").replace(
        "answer: short", "answer: |\r\n    two\r\n    lines"
    ).replace('"a"', '"what\'s"\r\n  also:\r\n  - b').replace("- greet", "- deny").replace(
        ">\r\n    folded\r\n    text", "|\r\n    two\r\n    lines"
    )
