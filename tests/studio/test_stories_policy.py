"""What the draft's rules do next, without Rasa; and that Rasa's own RulePolicy does the same."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml

from studio.files import Files, TextTree
from studio.stories import Step, dialogues
from studio.stories.chat import goes_on, heard
from studio.stories.domain import LISTEN, domain_of
from studio.stories.policy import Rules, Tracker, replayed
from studio.stories.ways import ways_of
from tests.studio.conftest import ROOT

DOMAIN = """\
version: "3.1"
intents: [greet, thank, stop, inform, {order: {use_entities: [number]}}, {look: {use_entities: []}}]
entities: [number, city, {color: {influence_conversation: false}}]
slots:
  known: {type: bool, mappings: [{type: custom}]}
  name: {type: text, mappings: [{type: custom}]}
  mood: {type: categorical, values: [good, bad], mappings: [{type: custom}]}
  count: {type: float, min_value: 0, max_value: 10, mappings: [{type: custom}]}
  things: {type: list, mappings: [{type: custom}]}
  hidden: {type: text, influence_conversation: false, mappings: [{type: custom}]}
responses:
  utter_hello: [{text: "Hello!"}, {text: "你好", condition: [{type: slot, name: language, value: zh}]}]
  utter_bye: [{text: "Bye."}]
  utter_known: [{text: "I know you."}]
  utter_order: [{text: "Ordered."}]
  utter_first: [{text: "Welcome."}]
  utter_more: [{text: "More?"}]
  utter_lost: [{text: "Pardon?"}]
"""
RULES = """\
version: "3.1"
rules:
  - rule: hello
    steps:
      - intent: greet
      - action: utter_hello
  - rule: hello, friend
    condition:
      - slot_was_set:
          - known: true
    steps:
      - intent: greet
      - action: utter_known
      - action: utter_more
  - rule: the very first
    conversation_start: true
    steps:
      - intent: stop
      - action: utter_first
  - rule: stop
    steps:
      - intent: stop
      - action: utter_bye
  - rule: order with its number
    steps:
      - intent: order
        entities: [number]
      - action: utter_order
  - rule: order
    steps:
      - intent: order
      - action: utter_more
  - rule: in a good mood
    condition:
      - slot_was_set:
          - mood: good
          - name: null
    steps:
      - or:
          - intent: thank
          - intent: look
      - action: utter_more
  - rule: thanks
    steps:
      - intent: thank
      - action: utter_bye
    wait_for_user_input: false
  - rule: many
    condition:
      - slot_was_set:
          - count: 5
          - things: [a]
    steps:
      - intent: inform
      - action: utter_order
"""
CONFIG = """\
pipeline: [{name: FallbackClassifier, threshold: 0.4}]
policies: [{name: RulePolicy, core_fallback_action_name: utter_lost}]
"""
OWN = {"stories/a.yml": RULES, "bot/domain/a.yml": DOMAIN, "config.yml": CONFIG}


def files_of(**more: str) -> Files:
    return Files(TextTree(OWN | more))


def aisles_own() -> Files:
    texts = {
        str(file.relative_to(ROOT)): file.read_text()
        for folder in ("stories", "bot/domain", "tests/dialogue")
        for file in (ROOT / folder).glob("*.yml")
    }
    return Files(TextTree(texts | {"config.yml": (ROOT / "config.yml").read_text()}))


def says(intent: str, *entities: str) -> Step:
    return Step("intent", intent, entities=tuple(((each, None),) for each in entities))


def does(*names: str) -> list[Step]:
    return [Step("action", name) for name in names]


def sets(**slots: Any) -> Step:
    return Step("slots", slots=tuple(slots.items()))


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ([says("greet")], ["utter_hello"]),
        ([sets(known=True), says("greet")], ["utter_known", "utter_more"]),
        ([sets(known=False), says("greet")], ["utter_hello"]),
        ([sets(known=True), sets(known=None), says("greet")], ["utter_hello"]),
        ([says("greet"), *does("utter_hello"), says("greet")], ["utter_hello"]),
        ([says("stop")], ["utter_first"]),
        ([says("greet"), *does("utter_hello"), says("stop")], ["utter_bye"]),
        ([says("order", "number")], ["utter_order"]),
        ([says("order")], ["utter_more"]),
        ([says("order", "number", "city")], ["utter_order"]),
        ([says("order", "color")], ["utter_more"]),
        ([sets(mood="good"), says("look")], ["utter_more"]),
        ([sets(mood="bad"), says("look")], ["utter_lost"]),
        ([sets(mood="good", name="Mia"), says("look")], ["utter_lost"]),
        ([sets(count=5, things=("x",)), says("inform")], ["utter_order"]),
        ([sets(count=4, things=("x",)), says("inform")], ["utter_lost"]),
        ([says("restart")], ["action_restart"]),
        ([says("greet"), *does("utter_known")], ["utter_lost"]),
    ],
)
def test_the_bot_goes_on_as_the_rules_say(steps: list[Step], expected: list[str]) -> None:
    assert [done.action for done in goes_on(files_of(), steps)] == expected


def test_what_it_does_comes_with_its_words_and_with_the_rule_that_says_so() -> None:
    [done] = goes_on(files_of(), [says("greet")])
    assert done.words == {"en": "Hello!", "zh": "你好"}
    assert done.rules == (("stories/a.yml:6", "hello"),)
    [fallback] = goes_on(files_of(), [says("look")])
    assert fallback.rules == () and fallback.words == {"en": "Pardon?"}


def test_below_the_threshold_a_message_is_not_understood() -> None:
    assert heard(files_of(), [("greet", 0.39), ("stop", 0.3)]).intent == "nlu_fallback"
    assert heard(files_of(), [("greet", 0.4)]).intent == "greet"
    assert heard(files_of(), []).intent == "nlu_fallback"


def test_a_form_is_filled_before_anything_else() -> None:
    steps = [says("greet"), Step("loop", "order_form"), *does("order_form")]
    assert goes_on(files_of(), steps) == []
    assert [done.action for done in goes_on(files_of(), [*steps, says("stop")])] == ["order_form"]


def test_aisles_rules_predict_every_held_out_dialogue_whole() -> None:
    files = aisles_own()
    domain, found = domain_of(files), dialogues(files)
    rules = Rules(domain, found)
    tests = [each for each in found if each.is_test]
    wrong = [
        move.place
        for way in ways_of(tests)
        for tracker, action, move in replayed(domain, way)
        if (prediction := rules.predict(tracker)) is None or prediction.action != action
    ]
    assert len(tests) >= 25 and wrong == []


@pytest.mark.slow
@pytest.mark.parametrize("is_own", [True, False])
def test_rasas_rule_policy_predicts_the_same(tmp_path: Path, is_own: bool) -> None:
    """Both learn every rule, then follow conversations of all intents, entities, slots and actions."""
    files = aisles_own() if is_own else files_of()
    folder = tmp_path / "data"
    folder.mkdir()
    for number, path in enumerate(files.under("stories", ".yml")):
        (folder / f"{number}.yml").write_text(files.read(path))
    domain = domain_of(files)
    rules, rasa = Rules(domain, dialogues(files)), RasaRules(files, folder, tmp_path)
    compared, answered = 0, 0
    for steps in conversations(domain, list(domain.intents), 400):
        ours = rules.predict(tracker_of(domain, steps))
        theirs = rasa.predict(steps)
        assert (ours.action if ours else rasa.fallback) == theirs, steps
        compared, answered = compared + 1, answered + (ours is not None)
    assert compared == 400 and answered > 100


def tracker_of(domain: Any, steps: Sequence[Step]) -> Tracker:
    tracker = Tracker(domain)
    for step in steps:
        if step.kind == "intent":
            tracker.hear(step)
        elif step.kind == "action":
            tracker.act(step.name)
        else:
            tracker.take(step)
    return tracker


def conversations(domain: Any, intents: list[str], count: int) -> Iterator[list[Step]]:
    """Walks that stray from the rules now and then, each ending where something is to be predicted."""
    chance = random.Random(7)
    values = {"bool": [True, False, None], "text": ["x", None], "categorical": ["good", "bad", None]}
    values |= {"float": [5, 1, None], "list": [["x"], [], None]}
    actions = [*domain.actions, *(name for name in domain.words)]
    slots = [slot for slot in domain.slots.values() if slot.steers]
    for _ in range(count):
        steps: list[Step] = []
        for _ in range(chance.randint(1, 3)):
            if slots and chance.random() < 0.7:
                slot = chance.choice(slots)
                steps.append(Step("slots", slots=((slot.name, chance.choice(values[slot.type])),)))
            known = sorted(domain.known_entities)
            steps.append(says(chance.choice(intents), *chance.sample(known, min(len(known), chance.randint(0, 2)))))
            steps += does(*chance.choices(actions, k=chance.randint(0, 2)))
        yield steps


class RasaRules:
    """Rasa's RulePolicy, learnt from the same files."""

    def __init__(self, files: Files, stories: Path, scratch: Path) -> None:
        from rasa.core.policies.rule_policy import RulePolicy
        from rasa.core.training import load_data
        from rasa.engine.graph import ExecutionContext, GraphSchema
        from rasa.engine.storage.local_model_storage import LocalModelStorage
        from rasa.engine.storage.resource import Resource
        from rasa.shared.core.domain import Domain

        for number, path in enumerate(files.under("bot/domain", ".yml")):
            (scratch / f"domain{number}").mkdir()
            (scratch / f"domain{number}" / "domain.yml").write_text(files.read(path))
        domain = Domain.empty()
        for folder in sorted(scratch.glob("domain*")):
            domain = domain.merge(Domain.load(folder))
        self.domain = domain
        config = RulePolicy.get_default_config()
        [given] = yaml.safe_load(files.read("config.yml"))["policies"]
        self.fallback = config["core_fallback_action_name"] = given["core_fallback_action_name"]
        (scratch / "storage").mkdir()
        self.policy = RulePolicy(
            config,
            LocalModelStorage(scratch / "storage"),
            Resource("rules"),
            ExecutionContext(GraphSchema({}), "rules"),
        )
        self.policy.train(load_data(str(stories), domain, use_story_concatenation=False), domain)

    def predict(self, steps: Sequence[Step]) -> str:
        from rasa.shared.core.events import ActionExecuted, SlotSet, UserUttered
        from rasa.shared.core.trackers import DialogueStateTracker

        tracker = DialogueStateTracker.from_events("x", [], self.domain.slots)
        previous = ""
        for step in steps:
            if step.kind == "intent":
                if previous != LISTEN:
                    tracker.update(ActionExecuted(LISTEN))
                entities = [{"entity": pairs[0][0], "value": "x"} for pairs in step.entities]
                tracker.update(UserUttered(None, {"name": step.name}, entities))
                previous = LISTEN
            elif step.kind == "action":
                tracker.update(ActionExecuted(step.name))
                previous = step.name
            for name, value in step.slots:
                tracker.update(SlotSet(name, value))
        probabilities = self.policy.predict_action_probabilities(tracker, self.domain).probabilities
        return str(self.domain.action_names_or_texts[probabilities.index(max(probabilities))])
