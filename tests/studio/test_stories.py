"""Rules, stories and tests read with their places, and edited: the lines meant, and no other."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from pathlib import Path

import pytest

from studio.errors import BadEdit, BrokenFile, Conflict, NotThere
from studio.files import Files, TextTree
from studio.repository import Repository
from studio.stories import Dialogue, Step, dialogues, parse
from studio.stories.edits import Target, add, change, remove, rename
from tests.studio.conftest import MIA, ROOT

PATH = "stories/talk.yml"
TESTS = "tests/dialogue/test_stories.yml"
# as people write: comments everywhere, quotes, a list that is indented less, an entry in the middle of nowhere
MIXED = """\
# what the bot says to pleasantries
version: "3.1"
rules:
  # the first thing of the day
  - rule: greet   # short
    steps:
      - intent: greet
      # with a smile
      - action: action_greet
      # so far

  - rule: "thanks: a lot"
    conversation_start: true
    condition:
    - active_loop: null
    - slot_was_set:
      - language: zh
    steps:
    - or:
      - intent: thank
      - intent: goodbye
        entities:
        - email
    - action: action_thank
    wait_for_user_input: false
stories:
- story: a way
  steps:
  - checkpoint: asked
    slot_was_set:
    - known: true
  - intent: inform
    entities:
    - order_number: "1042"
    - city: Ulm
      role: from
  - slot_was_set:
    - order: "1042"
    - found
  - active_loop: order_form
  - action: order_form
  - bot: Anything else?
# the end
"""


def files_of(text: str = MIXED, path: str = PATH, **more: str) -> Files:
    return Files(TextTree({path: text, **more}))


def named(files: Files, name: str, path: str = PATH) -> Dialogue:
    [found] = [each for each in parse(path, files.read(path)) if each.name == name]
    return found


def target(files: Files, name: str, path: str = PATH) -> Target:
    found = named(files, name, path)
    return Target(path, found.kind, found.name, found.written)


def changed(before: str, after: str) -> tuple[list[str], list[str]]:
    """Lines taken out, lines put in, as git sees them."""
    lines = list(difflib.ndiff(before.splitlines(), after.splitlines()))
    return [line[2:] for line in lines if line.startswith("- ")], [line[2:] for line in lines if line.startswith("+ ")]


def intent(name: str) -> Step:
    return Step("intent", name)


def action(name: str) -> Step:
    return Step("action", name)


def test_everything_that_a_dialogue_can_hold_is_read_with_its_line() -> None:
    greet, thanks, way = parse(PATH, MIXED)
    assert [(each.kind, each.name, each.line, each.end) for each in (greet, thanks, way)] == [
        ("rule", "greet", 5, 10),
        ("rule", "thanks: a lot", 12, 25),
        ("story", "a way", 27, 42),
    ]
    assert [(step.kind, step.name, step.line) for step in greet.steps] == [
        ("intent", "greet", 7),
        ("action", "action_greet", 9),
    ]
    assert thanks.at_start and not thanks.waits
    assert [step.kind for step in thanks.conditions] == ["loop", "slots"]
    [options, _] = thanks.steps
    assert [(option.name, option.entities, option.line) for option in options.options] == [
        ("thank", (), 20),
        ("goodbye", ((("email", None),),), 21),
    ]
    assert way.steps[0] == Step("checkpoint", "asked", slots=(("known", True),))
    assert way.steps[1].entities == ((("order_number", "1042"),), (("city", "Ulm"), ("role", "from")))
    assert way.steps[2].slots == (("order", "1042"), ("found", ...))
    assert [(step.kind, step.name, step.text) for step in way.steps[3:]] == [
        ("loop", "order_form", ""),
        ("action", "order_form", ""),
        ("action", "", "Anything else?"),
    ]


def test_all_of_aisles_own_are_read() -> None:
    texts = {
        str(file.relative_to(ROOT)): file.read_text()
        for folder in ("stories", "tests/dialogue")
        for file in (ROOT / folder).glob("*.yml")
    }
    found = dialogues(Files(TextTree(texts)))
    assert all(step.kind != "other" for each in found for step in each.steps)
    for each in found:
        assert texts[each.path].splitlines()[each.line - 1].lstrip().startswith(f"- {each.kind}: ")


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("rules:\n  - rule: a\n    steps: ]\n", 3, "YAML"),
        ("rules:\n  - rule: a\n    rule: b\n", 3, "twice"),
        ("rules:\n  - steps: []\n", 2, "name"),
        ("rules: nothing\n", 1, "list of rules"),
        ("rules:\n  - rule: a\n    steps:\n      - *anchor\n", 4, "anchor"),
        ("rules: " + "[" * 30_000, 1, "deeply"),
        ("rules:\n  - rule: a\u2028b\n", 2, "line break"),
        ("- a\n", 1, "name: value"),
    ],
    ids=["bracket", "twice", "no name", "no list", "anchor", "depth", "line break", "no mapping"],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_named_with_its_line(text: str, line: int, said: str) -> None:
    with pytest.raises(BrokenFile, match=said) as refused:
        parse(PATH, text)
    assert refused.value.detail["place"] == f"{PATH}:{line}"


def test_a_rule_is_added_at_the_end_of_the_rules() -> None:
    files = files_of()
    add(files, PATH, "rule", "say goodbye", [intent("goodbye"), action("action_goodbye")])
    assert changed(MIXED, files.read(PATH)) == (
        [],
        [
            "  - rule: say goodbye",
            "    steps:",
            "      - intent: goodbye",
            "      - action: action_goodbye",
        ],
    )
    assert [each.name for each in parse(PATH, files.read(PATH))] == ["greet", "thanks: a lot", "say goodbye", "a way"]


@pytest.mark.parametrize("text", ["", 'version: "3.1"\nrules: []\n', 'version: "3.1"\nrules:\n', 'version: "3.1"'])
def test_the_first_rule_of_a_file_is_added(text: str) -> None:
    files = files_of(text) if text else Files(TextTree({}))
    add(files, PATH, "rule", "greet", [intent("greet"), action("action_greet")])
    [greet] = parse(PATH, files.read(PATH))
    assert greet.steps == (intent("greet"), action("action_greet"))
    assert files.read(PATH).startswith('version: "3.1"\nrules:\n  - rule: greet\n')


def test_every_kind_of_step_is_written_so_that_it_is_read_again() -> None:
    steps = [
        Step("checkpoint", "asked", slots=(("known", True),)),
        Step("intent", "inform", 'it\'s 50% "off": really # yes', ((("order_number", "1042"),), (("email", None),))),
        Step("intent", "inform", entities=((("city", "Ulm"), ("role", "from")),)),
        Step("or", options=(intent("affirm"), intent("deny"))),
        Step("slots", slots=(("order", "1042"), ("count", 2), ("found", ...), ("gone", None), ("sizes", ("S", "no")))),
        Step("loop", "order_form"),
        Step("action", "order_form"),
        Step("loop", ""),
        Step("action", text="好的：请稍等"),
    ]
    files = files_of()
    add(files, PATH, "story", "yes", steps)
    assert named(files, "yes").steps == tuple(steps)


def test_windows_line_ends_stay() -> None:
    files = files_of(MIXED.replace("\n", "\r\n"))
    add(files, PATH, "rule", "say goodbye", [intent("goodbye"), action("action_goodbye")])
    change(files, target(files, "greet"), [intent("greet"), action("action_hello")])
    assert "\n" not in files.read(PATH).replace("\r\n", "")


def test_changing_one_step_changes_one_line_and_keeps_the_comments() -> None:
    files = files_of()
    change(files, target(files, "greet"), [intent("greet"), action("action_hello")])
    assert changed(MIXED, files.read(PATH)) == (["      - action: action_greet"], ["      - action: action_hello"])


def test_a_step_is_put_between_and_another_taken_out() -> None:
    files = files_of()
    steps = named(files, "a way").steps
    change(files, target(files, "a way"), [*steps[:2], action("action_look"), *steps[3:]])
    out, new = changed(MIXED, files.read(PATH))
    assert out == ["  - slot_was_set:", '    - order: "1042"', "    - found"]
    assert new == ["  - action: action_look"]
    change(files, target(files, "greet"), [intent("greet"), action("action_wave"), action("action_greet")])
    out, new = changed(MIXED, files.read(PATH))
    assert new == ["      - action: action_wave", "  - action: action_look"] and "      # with a smile" not in out


def test_an_option_is_taken_out_of_a_choice() -> None:
    files = files_of()
    found = named(files, "thanks: a lot")
    rest = Step("or", options=(intent("thank"), intent("greet")))
    change(files, target(files, "thanks: a lot"), [rest, *found.steps[1:]])
    assert changed(MIXED, files.read(PATH)) == (
        ["      - intent: goodbye", "        entities:", "        - email"],
        ["      - intent: greet"],
    )
    assert named(files, "thanks: a lot").steps == (rest, *found.steps[1:])
    assert named(files, "thanks: a lot").conditions == found.conditions


def test_renaming_changes_the_name_and_not_the_comment_beside_it() -> None:
    files = files_of()
    rename(files, target(files, "greet"), "hello: and welcome")
    assert changed(MIXED, files.read(PATH)) == (
        ["  - rule: greet   # short"],
        ['  - rule: "hello: and welcome"   # short'],
    )


def test_removing_takes_its_own_lines() -> None:
    files = files_of()
    remove(files, target(files, "thanks: a lot"))
    out, new = changed(MIXED, files.read(PATH))
    assert new == [] and len(out) == 14 and out[0] == '  - rule: "thanks: a lot"'
    assert "# the end" in files.read(PATH)


def test_the_last_of_a_list_takes_the_list_with_it() -> None:
    files = files_of()
    remove(files, target(files, "a way"))
    assert "stories:" not in files.read(PATH) and "# the end" in files.read(PATH)
    assert [each.name for each in parse(PATH, files.read(PATH))] == ["greet", "thanks: a lot"]


def test_what_somebody_else_has_changed_is_shown_and_not_overwritten() -> None:
    files = files_of()
    seen = target(files, "greet")
    change(files, seen, [intent("greet"), action("action_hello")])
    for edit in (
        lambda: change(files, seen, [intent("greet"), action("action_wave")]),
        lambda: rename(files, seen, "mine"),
        lambda: remove(files, seen),
    ):
        with pytest.raises(Conflict) as refused:
            edit()
        assert "action_hello" in refused.value.detail["written"]
    rename(files, target(files, "greet"), "hello")
    with pytest.raises(NotThere):
        remove(files, seen)


def test_lines_that_moved_are_found_again() -> None:
    files = files_of()
    seen = target(files, "a way")
    remove(files, target(files, "greet"))
    rename(files, seen, "another way")
    assert named(files, "another way").kind == "story"


@pytest.mark.parametrize(
    "path",
    [
        "stories/../bot/domain/base.yml",
        "../stories/a.yml",
        "/etc/a.yml",
        "stories/a.txt",
        "bot/domain/base.yml",
        "stories/.a.yml",
        "stories/A b.yml",
        "tests/dialogue/stories.yml",
        "tests/test_imports.yml",
        "stories/a.yml\n",
    ],
)
def test_no_dialogue_is_written_anywhere_else(path: str) -> None:
    files = files_of()
    with pytest.raises(BadEdit):
        add(files, path, "story", "x", [intent("greet"), action("action_greet")])
    assert files.changed == {}


@pytest.mark.parametrize("name", ["", "  ", "a\nb", "a\u2028b", "a\x07b", "x" * 121, "a\u202eb"])
def test_a_name_is_one_line_that_can_be_seen(name: str) -> None:
    files = files_of()
    with pytest.raises(BadEdit, match="name"):
        add(files, PATH, "rule", name, [intent("greet"), action("action_greet")])
    with pytest.raises(BadEdit, match="name"):
        rename(files, target(files, "greet"), name)
    assert files.changed == {}


@pytest.mark.parametrize(
    "name",
    [
        "<script>alert(1)</script>",
        "../../etc/passwd",
        "a # b",
        "- x",
        "{a: b}",
        "yes",
        "1.5",
        "null",
        "'\"\\",
        "%x",
        "猫: 狗",
    ],
)
def test_a_name_with_markup_is_letters_like_others(name: str) -> None:
    files = files_of()
    rename(files, target(files, "greet"), name)
    assert named(files, name).steps == parse(PATH, MIXED)[0].steps
    add(files, TESTS, "story", name, [intent("greet"), action("action_greet")])
    assert named(files, name, TESTS).name == name


@pytest.mark.parametrize(
    "steps",
    [
        [],
        [Step("intent")],
        [Step("action")],
        [Step("or", options=(intent("a"),))],
        [Step("or", options=(intent("a"), action("b")))],
        [Step("checkpoint")],
        [Step("other", text="metadata")],
        [intent("a\nb")],
        [Step("intent", "a", "x" * 3_000)],
        [intent("greet")] * 101,
    ],
)  # fmt: skip
def test_what_is_no_dialogue_is_not_written(steps: list[Step]) -> None:
    files = files_of()
    with pytest.raises(BadEdit):
        add(files, PATH, "story", "x", steps)
    with pytest.raises(BadEdit):
        change(files, target(files, "greet"), steps)
    assert files.changed == {}


@pytest.mark.parametrize(
    "text",
    [
        "rules: [{rule: greet, steps: [{intent: greet}, {action: action_greet}]}]\n",
        "rules:\n  - {rule: greet, steps: [{intent: greet}, {action: action_greet}]}\n",
        "rules:\n  - rule: greet\n    steps: [{intent: greet}, {action: action_greet}]\n",
    ],
)
def test_what_is_written_in_brackets_is_read_but_not_changed(text: str) -> None:
    files = files_of(text)
    with pytest.raises(BadEdit, match=f"{PATH}:[12].*brackets"):
        change(files, target(files, "greet"), [intent("greet"), action("action_wave")])
    assert files.changed == {}


@pytest.mark.parametrize(
    ("edit", "added", "removed"),
    [
        (lambda files: add(files, PATH, "rule", "hi", [intent("greet"), action("action_greet")]), 4, 0),
        (lambda files: change(files, target(files, "thanks"), [intent("thank"), action("action_greet")]), 1, 1),
        (lambda files: rename(files, target(files, "thanks"), "you are welcome"), 1, 1),
        (lambda files: remove(files, target(files, "thanks")), 0, 4),
        (lambda files: add(files, TESTS, "story", "hi", [intent("greet"), action("action_greet")]), 4, 0),
    ],
)
def test_an_edit_of_aisles_own_is_a_small_diff(
    whole: Repository, edit: Callable[[Files], None], added: int, removed: int
) -> None:
    made = whole.edit(edit, MIA, "edit").version
    assert made is not None
    [diff] = whole.diff(whole.published().version, made.id)
    assert (diff.added, diff.removed) == (added, removed)
    dialogues(whole.draft())


def test_every_edit_of_aisles_own_can_be_made_and_nothing_else_moves() -> None:
    """Each step of each dialogue taken out, and each dialogue removed: what is read afterwards is what is meant."""
    texts = {str(file.relative_to(ROOT)): file.read_text() for file in Path(ROOT / "stories").glob("*.yml")}
    for dialogue in dialogues(Files(TextTree(texts))):
        wanted = Target(dialogue.path, dialogue.kind, dialogue.name, dialogue.written)
        for at in range(len(dialogue.steps)):
            change(Files(TextTree(texts)), wanted, [*dialogue.steps[:at], *dialogue.steps[at + 1 :]])
        remove(Files(TextTree(texts)), wanted)
