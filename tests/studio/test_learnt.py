"""Which changes need a model of their own."""

from __future__ import annotations

import pytest

from studio.errors import BrokenFile
from studio.files import Files, TextTree
from studio.releases import learnt

TEXTS = {
    "config.yml": "recipe: default.v1\nepochs: 6\n",
    "nlu_data/en/orders.yml": "nlu:\n- intent: track_order\n  examples: |\n    - where is it\n",
    "stories/orders.yml": "rules:\n- rule: track\n  steps: []\n",
    "bot/domain/talk.yml": 'intents: [greet]\nresponses:\n  utter_greet:\n  - text: "Hello"\n',
}


def meaning(**changed: str) -> str:
    paths = {path.rpartition("/")[2].partition(".")[0] + path.partition("/")[0][:3]: path for path in TEXTS}
    texts = TEXTS | {paths[name]: text for name, text in changed.items()}
    return learnt.meaning(Files(TextTree(texts)))


@pytest.mark.parametrize(
    "changed",
    [
        {"ordersnlu": "# a comment\n" + TEXTS["nlu_data/en/orders.yml"]},
        {"talkbot": TEXTS["bot/domain/talk.yml"].replace("Hello", "Good day")},
        {"talkbot": TEXTS["bot/domain/talk.yml"].replace("[greet]", "\n- greet  # says hello")},
        {"configcon": "epochs: 6\nrecipe: default.v1\n"},
    ],
)
def test_comments_layout_and_texts_of_answers_are_not_learnt(changed: dict[str, str]) -> None:
    assert meaning(**changed) == meaning()


@pytest.mark.parametrize(
    "changed",
    [
        {"ordersnlu": TEXTS["nlu_data/en/orders.yml"] + "    - and where now\n"},
        {"ordersnlu": TEXTS["nlu_data/en/orders.yml"].replace("track_order", "find_order")},
        {"orderssto": TEXTS["stories/orders.yml"].replace("track", "find")},
        {"talkbot": TEXTS["bot/domain/talk.yml"].replace("utter_greet", "utter_hello")},
        {"talkbot": TEXTS["bot/domain/talk.yml"].replace("[greet]", "[greet, bye]")},
        {"configcon": TEXTS["config.yml"].replace("6", "7")},
    ],
)
def test_everything_else_is(changed: dict[str, str]) -> None:
    assert meaning(**changed) != meaning()


def test_a_file_that_is_no_yaml_is_named_with_its_line() -> None:
    with pytest.raises(BrokenFile, match=r"bot/domain/talk.yml:2"):
        meaning(talkbot="intents: [greet]\n  broken: [\n")


def test_responses_are_those_of_all_files() -> None:
    texts = TEXTS | {"bot/domain/service.yml": 'responses:\n  utter_sorry:\n  - text: "Sorry"\n'}
    assert set(learnt.responses(Files(TextTree(texts)))) == {"utter_greet", "utter_sorry"}
