"""What contradicts what, in words and with both places; and that nothing is saved that brings such a thing about."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from subprocess import run

import pytest

from ops.environment import shared
from studio.errors import StudioError
from studio.files import Files
from studio.repository import Repository
from studio.stories import Step, dialogues
from studio.stories.edits import Target, change, remove
from studio.stories.problems import Problem, problems
from studio.stories.saving import Contradicts, Learnt, New, add_all, saved
from tests.studio.conftest import MIA
from tests.studio.test_stories_policy import aisles_own, files_of

HEAD = 'version: "3.1"\n'
HELLO = HEAD + "rules:\n  - rule: hello again\n    steps:\n      - intent: greet\n      - action: utter_bye\n"
STORIES = "stories/b.yml"
TESTS = "tests/dialogue/test_b.yml"


def found(kind: str, **more: str) -> list[Problem]:
    return [problem for problem in problems(files_of(**more)) if problem.kind == kind]


def story(*steps: str, name: str = "a way", kind: str = "story") -> str:
    head = "stories" if kind == "story" else "rules"
    lines = "".join(f"      - {step}\n" for step in steps)
    return f"{HEAD}{head}:\n  - {kind}: {name}\n    steps:\n{lines}"


def says(intent: str) -> Step:
    return Step("intent", intent)


def does(action: str) -> Step:
    return Step("action", action)


def test_aisles_own_contradict_nothing() -> None:
    assert problems(aisles_own()) == []


def test_two_rules_that_go_on_differently_are_told_with_both_places() -> None:
    [problem] = found("rules_contradict", **{STORIES: HELLO})
    assert problem.places == ("stories/a.yml:6", "stories/b.yml:6")
    assert problem.said == (
        'After the same beginning (the shopper says greet), the rule "hello" says utter_hello (stories/a.yml:6) '
        'and the rule "hello again" says utter_bye (stories/b.yml:6).'
    )
    assert problem.about == ("hello", "hello again", "utter_hello", "utter_bye")


def test_a_choice_contradicts_by_each_of_its_intents() -> None:
    text = HEAD + (
        "rules:\n  - rule: both\n    steps:\n      - or:\n          - intent: look\n          - intent: greet\n"
        "      - action: utter_more\n"
    )
    [problem] = found("rules_contradict", **{STORIES: text})
    assert problem.places == ("stories/a.yml:6", "stories/b.yml:8")


def test_that_the_bot_waits_is_something_a_rule_says() -> None:
    text = story("intent: greet", "action: utter_hello", "action: utter_more", kind="rule")
    [problem] = found("rules_contradict", **{STORIES: text})
    assert "that the bot waits for the shopper (stories/a.yml:6)" in problem.said
    assert "utter_more (stories/b.yml:7)" in problem.said


def test_a_rule_with_a_condition_is_none_that_contradicts() -> None:
    assert found("rules_contradict") == []  # "hello" and "hello, friend"


def test_a_story_that_strays_from_a_rule_is_told_with_both_places() -> None:
    text = story("intent: greet", "action: utter_hello", "intent: stop", "action: utter_more")
    [problem] = found("story_contradicts_rule", **{STORIES: text})
    assert problem.places == ("stories/b.yml:8", "stories/a.yml:23")
    assert problem.said == (
        'The story "a way" says utter_more (stories/b.yml:8), but the rule "stop" says utter_bye there '
        "(stories/a.yml:23)."
    )
    assert found("story_contradicts_rule", **{STORIES: text.replace("utter_more", "utter_bye")}) == []


def test_stories_that_part_after_the_same_beginning_are_told_with_both_places() -> None:
    text = story("intent: look", "action: utter_more") + (
        "  - story: another\n    steps:\n      - intent: look\n      - action: utter_bye\n"
    )
    [problem] = found("stories_contradict", **{STORIES: text})
    assert problem.places == ("stories/b.yml:6", "stories/b.yml:10")
    parted = text.replace(
        "      - intent: look\n      - action: utter_bye", "      - intent: greet\n      - action: utter_hello"
    )
    assert found("stories_contradict", **{STORIES: parted}) == []


def test_stories_that_a_checkpoint_joins_are_followed_through() -> None:
    first = story("intent: greet", "action: utter_hello", "checkpoint: met")
    second = "  - story: then\n    steps:\n      - checkpoint: met\n      - intent: stop\n      - action: utter_more\n"
    [problem] = found("story_contradicts_rule", **{STORIES: first + second})
    assert problem.places[0] == "stories/b.yml:12" and '"then"' in problem.said
    assert found("unreachable", **{STORIES: first + second}) == []


def test_checkpoints_that_join_nothing_are_told() -> None:
    text = story("checkpoint: met", "intent: stop", "action: utter_bye", "checkpoint: gone")
    [problem] = found("unreachable", **{STORIES: text})
    assert problem.places == ("stories/b.yml:5",) and "nothing leads to" in problem.said
    [loose] = found("loose_end", **{STORIES: text})
    assert loose.places == ("stories/b.yml:8",) and loose.severity == "warning"


def test_checkpoints_in_a_circle_come_to_an_end() -> None:
    text = story("intent: look", "action: utter_more", "checkpoint: one") + (
        "  - story: round\n    steps:\n      - checkpoint: one\n      - intent: look\n      - action: utter_more\n"
        "      - checkpoint: one\n"
    )
    assert [problem.kind for problem in problems(files_of(**{STORIES: text}))] == []


def test_many_choices_come_to_an_end() -> None:
    choice = "or: [{intent: greet}, {intent: thank}, {intent: stop}, {intent: look}]"
    text = story(*[choice] * 30, "action: utter_more")
    assert problems(files_of(**{STORIES: text}))


@pytest.mark.parametrize(
    ("step", "kind", "name"),
    [
        ("intent: gret", "unknown_intent", "gret"),
        ("action: utter_helo", "unknown_action", "utter_helo"),
        ("active_loop: form", "unknown_loop", "form"),
        ("slot_was_set: [{nam: x}]", "unknown_slot", "nam"),
        ("{intent: look, entities: [numbr]}", "unknown_entity", "numbr"),
        ("or: [{intent: look}, {intent: gret}]", "unknown_intent", "gret"),
    ],
)
def test_what_is_not_in_the_domain_is_named_with_its_line(step: str, kind: str, name: str) -> None:
    text = story("intent: look", "action: utter_more", step, "action: utter_more")
    [problem] = found(kind, **{STORIES: text})
    assert problem.about == ("a way", name) and problem.said.startswith("stories/b.yml:7: ")


def test_what_is_said_twice_is_told_with_both_places() -> None:
    text = story("intent: greet", "action: utter_hello", name="hello too", kind="rule")
    [problem] = found("duplicate", **{STORIES: text})
    assert problem.places == ("stories/a.yml:3", "stories/b.yml:3")
    [problem] = found("same_name", **{STORIES: story("intent: look", "action: utter_more", name="hello", kind="rule")})
    assert problem.places == ("stories/a.yml:3", "stories/b.yml:3")


def test_a_rule_of_several_messages_is_refused_before_rasa_does() -> None:
    text = story("intent: look", "action: utter_more", "intent: stop", "action: utter_bye", kind="rule")
    [problem] = found("long_rule", **{STORIES: text})
    assert problem.places == ("stories/b.yml:3",)


def test_a_test_that_the_rules_do_not_keep_is_told() -> None:
    text = story("intent: greet", "action: utter_bye")
    [problem] = found("test_fails", **{TESTS: text})
    assert problem.places == ("tests/dialogue/test_b.yml:6", "stories/a.yml:6")
    [problem] = found("test_unanswered", **{TESTS: story("intent: look", "action: utter_more")})
    assert problem.places == ("tests/dialogue/test_b.yml:6",)
    assert found("test_unanswered", **{TESTS: story("intent: look", "action: utter_lost")}) == []


def test_an_intent_that_nothing_answers_is_a_warning() -> None:
    domain = files_of().read("bot/domain/a.yml").replace("[greet,", "[wave, greet,")
    [problem] = found("unanswered", **{"bot/domain/a.yml": domain})
    assert (problem.about, problem.severity, problem.places) == (("wave",), "warning", ("bot/domain/a.yml:2",))


def test_a_broken_file_is_one_problem_and_the_others_are_looked_at() -> None:
    given = problems(files_of(**{STORIES: "rules: [", "stories/c.yml": HELLO.replace("rule: hello again", "rule: x")}))
    assert {problem.kind for problem in given} == {"broken", "rules_contradict"}
    [broken] = found("broken", **{"bot/domain/a.yml": "intents: ["})
    assert broken.said.startswith("bot/domain/a.yml:")


def test_what_contradicts_is_not_saved_and_both_places_are_named() -> None:
    files = files_of()
    new = [New(STORIES, "rule", "hello again", (says("greet"), does("utter_bye")))]
    with pytest.raises(Contradicts, match=r"stories/a\.yml:6.*stories/b\.yml:6") as refused:
        saved(files, lambda files: add_all(files, new), anyway=True)
    assert refused.value.detail["problems"][0]["places"] == ["stories/a.yml:6", "stories/b.yml:6"]
    assert refused.value.detail["anyway"] is False and refused.value.status == 409


def test_what_was_wrong_before_keeps_nobody_from_saving() -> None:
    files = files_of(**{STORIES: HELLO})
    new = [New("stories/c.yml", "rule", "look", (says("look"), does("utter_more")))]
    assert saved(files, lambda files: add_all(files, new)) == []
    again = [New("stories/c.yml", "rule", "hello thrice", (says("greet"), does("utter_more")))]
    with pytest.raises(Contradicts):
        saved(files, lambda files: add_all(files, again))


def test_a_mend_of_a_contradiction_is_saved() -> None:
    files = files_of(**{STORIES: HELLO})
    [wrong] = [each for each in dialogues(files) if each.name == "hello again"]
    target = Target(wrong.path, wrong.kind, wrong.name, wrong.written)
    assert saved(files, lambda files: change(files, target, [says("look"), does("utter_bye")])) == []
    assert problems(files) == []


def test_rules_that_contradict_are_not_told_again_by_each_test() -> None:
    given = problems(files_of(**{STORIES: HELLO, TESTS: story("intent: greet", "action: utter_hello")}))
    assert [problem.kind for problem in given] == ["rules_contradict"]


def test_a_rule_takes_over_from_the_one_that_says_otherwise() -> None:
    choice = HEAD + (
        "rules:\n  - rule: both\n    steps:\n      - or:\n          # a wave\n          - intent: look\n"
        "          - intent: inform  # a fact\n      - action: utter_more\n"
    )
    files = files_of(**{STORIES: choice})
    new = [
        New("stories/c.yml", "rule", "a look", (says("look"), does("utter_bye"))),
        New("stories/c.yml", "rule", "hello", (says("greet"), does("utter_first"))),
    ]
    assert saved(files, lambda files: add_all(files, new, instead=True)) == []
    assert files.read(STORIES) == choice.replace(
        "      - or:\n          # a wave\n          - intent: look\n          - intent: inform  # a fact\n",
        "      - intent: inform\n",
    )
    [hello] = [each for each in dialogues(files) if each.name == "hello"]
    assert hello.path == "stories/a.yml" and hello.steps == (says("greet"), does("utter_first"))
    assert problems(files) == []


def test_an_intent_leaves_a_choice_of_aisles_own_as_one_line(whole: Repository) -> None:
    new = [New("stories/orders.yml", "rule", "an invoice", (says("get_invoice"), does("action_answer_question")))]
    made = whole.edit(
        lambda files: saved(files, lambda files: add_all(files, new, instead=True), anyway=True), MIA, "x"
    ).version
    assert made is not None
    [diff] = whole.diff(whole.published().version, made.id)
    assert (diff.added, diff.removed) == (4, 1) and "-          - intent: get_invoice" in diff.patch


def test_a_test_that_fails_is_saved_only_when_asked_twice() -> None:
    new = [New(TESTS, "story", "bye at once", (says("greet"), does("utter_bye")))]
    with pytest.raises(Contradicts) as refused:
        saved(files_of(), lambda files: add_all(files, new))
    assert refused.value.detail["anyway"] is True
    files = files_of()
    [problem] = saved(files, lambda files: add_all(files, new), anyway=True)
    assert problem.kind == "test_fails" and "bye at once" in files.read(TESTS)


def test_a_rule_that_a_test_needs_does_not_go_unnoticed() -> None:
    files = files_of(**{TESTS: story("intent: greet", "action: utter_hello")})
    [hello] = [each for each in dialogues(files) if each.name == "hello"]
    target = Target(hello.path, hello.kind, hello.name, hello.written)
    with pytest.raises(Contradicts, match=r"tests/dialogue/test_b\.yml:6"):
        saved(files, lambda files: remove(files, target))


def test_a_rule_its_test_and_its_words_are_saved_in_one_commit(whole: Repository) -> None:
    steps = (says("bot_challenge"), does("action_bot_challenge"))
    test = (Step("intent", "bot_challenge", "are you made of wires?"), does("action_bot_challenge"))
    new = [New("tests/dialogue/test_stories.yml", "story", "wires", test)]
    learnt = [Learnt("bot_challenge", "en", "are you made of wires?")]
    made = whole.edit(lambda files: saved(files, lambda files: add_all(files, new, learnt)), MIA, "wires").version
    assert made is not None
    diffs = whole.diff(whole.published().version, made.id)
    assert [(diff.path.split("/")[0], diff.added, diff.removed) for diff in diffs] == [
        ("nlu_data", 1, 0),
        ("tests", 5, 0),
    ]
    with pytest.raises(Contradicts, match="say the same"):
        whole.edit(
            lambda files: saved(files, lambda files: add_all(files, [New("stories/talk.yml", "rule", "wires", steps)])),
            MIA,
            "again",
        )


@pytest.mark.parametrize(
    "new",
    [
        New("stories/../x.yml", "rule", "x", (says("look"), does("utter_more"))),
        New(STORIES, "rule", "a\nb", (says("look"), does("utter_more"))),
        New(STORIES, "rule", "x", ()),
        New(TESTS, "rule", "x", (says("look"), does("utter_more"))),
        New(STORIES, "poem", "x", (says("look"), does("utter_more"))),
        New(STORIES, "rule", "x", (says("nobody"), does("utter_more"))),
        New(STORIES, "rule", "x", (says("look"),)),
    ],
)  # fmt: skip
def test_bad_input_is_refused(new: New) -> None:
    with pytest.raises(StudioError):
        saved(files_of(), lambda files: add_all(files, [new]), anyway=True)


@pytest.mark.slow
def test_rasa_finds_what_was_saved_valid_and_predicts_it(whole: Repository, tmp_path: Path) -> None:
    """A rule that is changed, two that are new in a new file, and a test with markup in its name and words."""
    rule = next(each for each in dialogues(whole.draft()) if each.name == "what can you do")
    target = Target(rule.path, rule.kind, rule.name, rule.written)
    wanted = [says("ask_capabilities"), does("action_ask_capabilities"), does("action_resume_task")]
    asks = Step("intent", "ask_capabilities", "tell me, <b>what</b> do you do? #1: ...")
    new = [
        New("tests/dialogue/test_more.yml", "story", "<b>a morning</b> ../x: #1", (asks, *wanted[1:])),
        New("stories/more.yml", "rule", "back to the start", (says("back"), does("action_back"))),
    ]

    def edit(files: Files) -> None:
        change(files, target, wanted)
        add_all(files, new)

    made = whole.edit(lambda files: saved(files, edit, anyway=True), MIA, "edit").version
    assert made is not None
    whole.export(made.id, tmp_path / "out")
    said = _rasa(tmp_path / "out", "data", "validate", "--domain", "bot/domain", "--data", "nlu_data", "stories")
    assert "No story structure conflicts found" in said
    data = ["--domain", "bot/domain", "--stories", "stories"]
    _rasa(tmp_path / "out", "train", "core", *data, "--out", "models", "--fixed-model-name", "m")
    test = ["--model", "models/m.tar.gz", "--stories", "tests/dialogue/test_more.yml", "--out", "results"]
    _rasa(tmp_path / "out", "test", "core", *test)
    report = json.loads((tmp_path / "out/results/story_report.json").read_text())
    assert report["conversation_accuracy"] == {"accuracy": 1.0, "correct": 1, "with_warnings": 0, "total": 1}


def _rasa(folder: Path, *words: str) -> str:
    environ = shared({**os.environ, "AISLE_VAR": str(folder / "var"), "PYTHONPATH": str(folder)})
    command = [str(Path(sys.executable).with_name("rasa")), *words]
    done = run(command, cwd=folder, env=environ, capture_output=True, text=True, timeout=400)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return done.stdout + done.stderr
