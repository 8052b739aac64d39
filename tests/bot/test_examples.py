from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bot.nlu.annotations import AnnotationError, read_annotations
from bot.nlu.examples import DataError, check, main, raise_on_errors, sentence_key
from bot.nlu.nlu_files import Severity, parse, read

ROOT = Path(__file__).parents[2]


def block(intent: str, *examples: str) -> str:
    return f"- intent: {intent}\n  examples: |\n" + "".join(f"    - {example}\n" for example in examples)


def sentences(topic: str, number: int = 10) -> list[str]:
    return [f"{topic} in the {n}th way" for n in range(number)]


GREET = "nlu:\n" + block("greet", *sentences("hello"))
PART = block("goodbye", *sentences("see you"))


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Two clean intents in one language."""
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "talk.yml").write_text(GREET + PART)
    return tmp_path


def problems(folder: Path, severity: Severity | None = None) -> list[str]:
    return [
        str(problem).replace(f"{folder}/", "")
        for problem in check(read(folder))
        if severity is None or problem.severity is severity
    ]


def put(folder: Path, name: str, content: str | bytes) -> list[str]:
    """Write one more file, and hear what is wrong now."""
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
    return problems(folder)


def test_clean_files_have_no_problems_and_keep_file_and_line(data: Path) -> None:
    assert problems(data) == []
    example = read(data).examples[10]
    assert (example.text, example.intent, example.language) == ("see you in the 0th way", "goodbye", "en")
    assert (data / "en" / "talk.yml").read_text().splitlines()[example.place.line - 1] == f"    - {example.text}"


def test_our_own_training_data_has_no_problems() -> None:
    data = read(ROOT / "nlu_data")
    assert len(data.examples) > 3000
    assert [str(problem) for problem in check(data)] == []


@pytest.mark.slow
def test_examples_are_those_that_rasa_reads() -> None:
    script = """
import json, sys
from rasa.shared.nlu.training_data.loading import load_data
print(json.dumps([
    [m.get("text"), m.get("intent"), [[e["entity"], e["value"], e["start"], e["end"]] for e in m.get("entities", [])]]
    for m in load_data(sys.argv[1]).intent_examples
]))"""
    folder = ROOT / "nlu_data" / "en"
    theirs = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", script, folder], capture_output=True, check=True, text=True
    )
    ours = [
        [e.text, e.intent, [[entity.type, entity.value, entity.start, entity.end] for entity in e.entities]]
        for e in read(folder).examples
    ]
    assert sorted(ours) == sorted(json.loads(theirs.stdout.splitlines()[-1]))


@pytest.mark.parametrize(
    ("written", "text", "entities"),
    [
        ("size [42](size), please", "size 42, please", [("size", "42", 5, 7)]),
        ('the [coat]{"entity": "category", "value": "jackets"}', "the coat", [("category", "jackets", 4, 8)]),
        ("[Oslo](city:OSL) to [Rome](city)", "Oslo to Rome", [("city", "OSL", 0, 4), ("city", "Rome", 8, 12)]),
        ('[M][{"entity": "size"}, {"entity": "fit"}]', "M", [("size", "M", 0, 1), ("fit", "M", 0, 1)]),
        ("[藏青色](color)的", "藏青色的", [("color", "藏青色", 0, 3)]),
        ("see [1] below", "see [1] below", []),
    ],
)
def test_annotations_become_plain_text_and_places(written: str, text: str, entities: list[tuple]) -> None:
    plain, found = read_annotations(written)
    assert plain == text
    assert [(e.type, e.value, e.start, e.end) for e in found] == entities


@pytest.mark.parametrize(
    "written",
    [
        "size [42(size)",
        "size 42](size)",
        "size [42] (size)",
        "size [42](size",
        "[a [b](size) c](size)",
        '[coat]{"entity": "category", }',
        '[coat]{"value": "jackets"}',
        '[coat]{"entity": 3}',
        '[two]{"entity": "quantity", "value": 2}',
        "[42](the size)",
        '[coat][{"value": "jackets"}]',
    ],
)
def test_a_broken_annotation_is_refused(written: str) -> None:
    with pytest.raises(AnnotationError):
        read_annotations(written)


@pytest.mark.parametrize(
    ("content", "line", "says"),
    [
        ("", 1, "is empty"),
        ("# nothing yet\n", 1, "is empty"),
        ("nlu:\n- intent: a\n  examples: |\n    - x\n bad\n", 5, "is no YAML"),
        (b"nlu:\n- intent: caf\xe9\n", 2, "UTF-8"),
        ("nlu:\n- intent: é\x07\n", 2, "is no YAML"),
        ("version: '3.1'\n", 1, "no list of intents"),
        ("version: '3.1'\nnlu: many\n", 2, "no list of intents"),
        ("nlu: []\n", 1, "empty list"),
        ("nlu:\n- intents: greet\n", 2, "is none of"),
        ("nlu:\n- greet\n", 2, "is none of"),
        ("nlu:\n- intent: a\n  intent: b\n", 3, "twice"),
        ("nlu:\n- intent: a\n  examples: |\n    - x\nnlu:\n- intent: b\n", 5, "twice"),
        ("nlu:\n- [a]: b\n", 2, "where a word and a colon belong"),
        ("nlu: &n\n- *n\n", 2, "alias"),
        pytest.param("nlu: " + "[" * 30_000, 1, "nested", id="brackets"),
        pytest.param("nlu:\n- " + "- " * 30_000 + "x", 2, "nested", id="dashes"),
        ("nlu:\n- intent: a\n  examples: >\n    - x\n    - y\n", 3, "one a line"),
        ("nlu:\n- intent: a\n  examples: |\n    - x\n    y\n", 5, '"y" would be lost'),
        ("nlu:\n- intent: a\n  examples: |\n    - x\u2028- y\n", 4, "invisible line break"),
        ("nlu:\n- intent: a\n  examples: |\n    - \n", 4, "is empty"),
        ("nlu:\n- intent: a\n  examples: |\n    - [x](size\n", 4, "not whole"),
        ("nlu:\n- intent: a\n  examples:\n  - txt: x\n", 4, "is no example"),
    ],
)
def test_a_broken_file_is_named_with_its_line(data: Path, content: str | bytes, line: int, says: str) -> None:
    found = put(data, "en/orders.yml", content)
    assert any(problem.startswith(f"en/orders.yml:{line}: ") and says in problem for problem in found), found
    with pytest.raises(DataError, match=r"orders\.yml"):
        raise_on_errors(check(read(data)))


def test_a_broken_file_does_not_hide_the_others(data: Path) -> None:
    put(data, "en/a.yml", "nlu: [")
    assert len(read(data).examples) == 20


def test_a_file_too_large_to_be_examples_is_not_parsed(data: Path) -> None:
    assert "larger than 8 MB" in put(data, "en/orders.yml", b"#" * 8_000_001)[0]


def test_the_long_form_with_metadata_is_read() -> None:
    content = (
        b"nlu:\n- intent: a\n  examples:\n  - text: |\n      one [M](size)\n    metadata: {by: me}\n  - text: two\n"
    )
    blocks, faults = parse(content, Path("en/a.yml"))
    assert not faults
    assert [(example.text, example.place.line) for example in blocks[0].examples] == [("one M", 5), ("two", 7)]


def test_one_sentence_in_two_intents_names_both_places(data: Path) -> None:
    found = put(data, "en/z.yml", "nlu:\n" + block("place_order", "Hello, in the 3th WAY!"))
    assert (
        'en/z.yml:4: "Hello, in the 3th WAY!" is also an example of greet (en/talk.yml:7): '
        "an example can mean one thing only"
    ) in found


def test_one_sentence_in_two_intents_of_two_languages_is_an_error_too(data: Path) -> None:
    assert any(
        "also an example" in line
        for line in put(data, "zh/a.yml", "nlu:\n" + block("affirm", "see you in the 1th way"))
    )


def test_keys_are_blind_to_case_space_and_punctuation_but_not_to_emoji() -> None:
    assert sentence_key("Log in!") == sentence_key("login") == sentence_key("ＬＯＧ　ＩＮ？")
    assert sentence_key("👍") != sentence_key("👎")
    assert sentence_key("???") == "???"


@pytest.mark.parametrize("name", ["track order", "", "7days", "a\u200bb", "x" * 65])
def test_a_name_that_is_no_intent_name_is_an_error(data: Path, name: str) -> None:
    assert any(
        "no name of an intent" in line
        for line in put(data, "en/o.yml", f"nlu:\n- intent: '{name}'\n  examples: |\n    - x\n")
    )


def test_an_intent_without_examples_is_an_error(data: Path) -> None:
    assert put(data, "en/o.yml", "nlu:\n- intent: a\n  examples: |\n- intent: b\n")[:2] == [
        "en/o.yml:2: a has no examples",
        "en/o.yml:4: b has no examples",
    ]


def test_a_single_intent_is_an_error(tmp_path: Path) -> None:
    assert any("two intents" in line for line in put(tmp_path, "en/a.yml", GREET))
    (tmp_path / "en" / "a.yml").unlink()
    assert "no training files" in problems(tmp_path)[0]


def test_thin_intents_repetitions_and_missing_languages_are_warnings(data: Path) -> None:
    thin = block("one", "just this") + block("few", "this", "that", "This!") + block("fine", "thankyou", "thank you")
    found = put(data, "zh/a.yml", "nlu:\n" + block("greet", *map(str, range(100, 110))) + thin)
    assert all(": warning: " in line for line in found)
    told = "\n".join(found)
    assert "zh/a.yml:14: warning: one has a single example in zh" in told
    assert "few has 3 examples in zh: give it at least 10" in told
    assert 'zh/a.yml:21: warning: "This!" is an example of few already (zh/a.yml:19)' in told
    assert "goodbye has examples in en, and none in zh" in told
    assert "thank you" not in told
    assert "greet has" not in told
    raise_on_errors(check(read(data)))


def test_the_command_prints_problems_and_fails_on_errors_only(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(data)]) == 0
    assert "20 examples of 2 intents in en; 0 errors, 0 warnings" in capsys.readouterr().out
    put(data, "en/orders.yml", "")
    assert main([str(data)]) == 1
    assert "orders.yml:1: is empty" in capsys.readouterr().out


def test_a_hostile_sentence_is_shown_on_one_short_line(data: Path) -> None:
    evil = "cancel " + "it \u202e" * 300
    found = put(data, "en/z.yml", "nlu:\n" + block("a", evil) + block("b", evil))
    found += put(data, "en/y.yml", "nlu:\n" + block("c", "[" + evil))
    told = [line for line in found if "also an example" in line or "not whole" in line]
    assert len(told) >= 2
    assert all(len(line) < 200 and line.isprintable() for line in told)
