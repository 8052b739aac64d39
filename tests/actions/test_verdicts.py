from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
import yaml

from actions.phrases import Phrases
from actions.verdicts import say
from shop import order_rules as rules

TODAY = date(2026, 11, 18)
SAMPLE = {
    "number": "1042", "name": {"en": "Jacket", "zh": "冲锋衣"}, "until": TODAY, "warranty": TODAY, "days": 30,
    "left": 2, "payment": "alipay", "total_cents": 1000, "more_cents": 500, "field": "street", "most": 200,
    "postcode": "abc", "example": "01234", "country": "Narnia",
}  # fmt: skip


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("code", sorted(rules.CODES))
def test_every_code_is_said_in_both_languages(code: str, language: str) -> None:
    verdict = rules.Verdict(code in rules.ALLOWED_CODES, code, SAMPLE)
    said = say(verdict, language, Phrases.load())
    assert "{" not in said and (language == "en" or re.search("[一-鿿]", said))
    if not verdict.allowed:
        assert len(said) > 10


def test_no_phrase_of_a_rule_is_left_over() -> None:
    phrases = yaml.safe_load((Path(__file__).parents[2] / "actions" / "phrases.yml").read_text("utf-8"))
    assert {name.removeprefix("rule_") for name in phrases if name.startswith("rule_")} == rules.CODES


def test_days_amounts_and_fields_are_said_as_people_say_them() -> None:
    phrases = Phrases.load()
    late = rules.no("return_late", **{name: SAMPLE[name] for name in ("name", "until", "days", "warranty")})
    assert "Jacket back ended on 18 November 2026" in say(late, "en", phrases)
    assert "2026年11月18日" in say(late, "zh", phrases)
    more = rules.no("more_to_pay", name=SAMPLE["name"], more_cents=500, payment="alipay")
    assert "€5.00" in say(more, "en", phrases) and "支付宝" in say(more, "zh", phrases)
    assert "street and house number" in say(rules.no("address_missing", field="street"), "en", phrases)
