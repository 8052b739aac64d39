"""The policy file: what ships is good, and what a shop writes wrongly is named."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from service import escalation_policy, phrases
from service.errors import BadSettings
from service.escalation import CONDITIONS, Facts, Said, decide
from service.settings import ServiceSettings

SHIPPED = yaml.safe_load(escalation_policy.SHIPPED.read_text(encoding="utf-8"))


def written(tmp_path: Path, **changed: Any) -> Path:
    file = tmp_path / "escalation.yml"
    file.write_text(yaml.safe_dump(SHIPPED | changed, allow_unicode=True), encoding="utf-8")
    return file


def rule(**changed: Any) -> dict[str, Any]:
    return {"name": "a_rule", "when": {"signs": 2}, "priority": 2} | changed


def test_the_policy_that_ships_uses_every_condition_that_there_is() -> None:
    used = {condition for each in escalation_policy.read().rules for condition, _ in each.when}
    assert used <= CONDITIONS.keys()
    text = escalation_policy.SHIPPED.read_text(encoding="utf-8")
    assert all(f"#   {condition}: " in text for condition in CONDITIONS), "each is explained in the file"


def test_every_lead_is_there_in_both_languages() -> None:
    assert all({"en", "zh"} <= sentences.keys() for sentences in phrases.LEADS.values())


def test_a_shop_can_add_a_rule_with_words_of_its_own(tmp_path: Path) -> None:
    press = {"name": "press", "when": {"words": "press"}, "priority": 2, "skill": "press office"}
    file = written(tmp_path, rules=[press], words=SHIPPED["words"] | {"press": {"en": ["journalist*", "newspaper"]}})
    decided = decide(Facts((Said("We are journalists of a paper", None, 0.2),)), escalation_policy.read(file))
    assert decided is not None and (decided.reason, decided.skill) == ("press", "press office")


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"rules": []}, "rules must be a list"),
        ({"rules": [rule(), rule()]}, "two rules called a_rule"),
        ({"rules": [rule(priority=5)]}, "rule a_rule: priority must be 1"),
        ({"rules": [rule(priority=True)]}, "rule a_rule: priority must be 1"),
        ({"rules": [rule(when={})]}, "rule a_rule: when is empty"),
        ({"rules": [rule(when={"rage": 1})]}, "knows no rage"),
        ({"rules": [rule(when={"signs": "many"})]}, "when.signs must be a whole number"),
        ({"rules": [rule(when={"sentiment_below": -3})]}, "must be a number from -1 to 1"),
        ({"rules": [rule(when={"words": "nowhere"})]}, "names no list of words"),
        ({"rules": [rule(when={"unhappy": False})]}, "can only be true"),
        ({"rules": [rule(lead="sad")]}, "rule a_rule: lead must be one of"),
        ({"rules": [rule(answer="no")]}, "rule a_rule: answer must be shown or hidden"),
        ({"rules": [rule(color="red")]}, "knows no color"),
        ({"words": {"anger": {"en": ["x"]}}}, "words.insults is missing"),
        ({"words": SHIPPED["words"] | {"safety": {"en": [False]}}}, "words.safety.en must be a list of texts"),
        ({"mood": {"newest_weighs": 0.5}}, "mood.unhappy_below must be a number"),
        ({"topics": {"orders": "track_order"}}, "topics.orders must be a list"),
        ({"colours": {}}, "the file knows no colours"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(tmp_path: Path, changed: dict[str, Any], named: str) -> None:
    with pytest.raises(BadSettings) as error:
        escalation_policy.read(written(tmp_path, **changed))
    assert named in str(error.value) and "escalation.yml" in str(error.value)


def test_a_file_that_is_not_there_or_no_yaml_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match="cannot be read"):
        escalation_policy.read(tmp_path / "none.yml")
    broken = tmp_path / "broken.yml"
    broken.write_text("rules: [", encoding="utf-8")
    with pytest.raises(BadSettings, match=r"broken\.yml"):
        escalation_policy.read(broken)


def test_a_bad_policy_or_bad_hours_refuse_the_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AISLE_SECRET", "x" * 32)
    monkeypatch.setenv("AISLE_ESCALATION", str(written(tmp_path, rules=[])))
    with pytest.raises(BadSettings, match=r"escalation\.yml"):
        ServiceSettings.from_environ()
    monkeypatch.delenv("AISLE_ESCALATION")
    monkeypatch.setenv("AISLE_OPENING_HOURS", "always")
    with pytest.raises(BadSettings, match="AISLE_OPENING_HOURS"):
        ServiceSettings.from_environ()
