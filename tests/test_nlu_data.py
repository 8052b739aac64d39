"""The training data against the design: every intent, enough examples, no contradiction."""

import re
from collections import Counter
from pathlib import Path

import pytest
import yaml

from knowledge.intents import titles

ROOT = Path(__file__).parent.parent
INTENTS = """
place_order track_order cancel_order change_order change_shipping_address set_up_shipping_address
return_item exchange_item report_damaged_or_wrong_item get_refund track_refund check_refund_policy
check_cancellation_fee
delivery_options delivery_period
check_payment_methods payment_issue get_invoice check_invoice apply_promotion
create_account delete_account edit_account recover_password registration_problems switch_account newsletter_subscription
show_profile forget_me
search_product ask_product compare_products recommend_product check_stock ask_size_fit ask_price ask_warranty
contact_human_agent contact_customer_service complaint review
greet goodbye thank affirm deny bot_challenge ask_capabilities inform out_of_scope stop resume_task
"""
DESIGN = INTENTS.split()
ENOUGH = {"en": 25, "zh": 12}


def examples(language: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for file in sorted((ROOT / "nlu_data" / language).glob("*.yml")):
        for block in yaml.safe_load(file.read_text(encoding="utf-8"))["nlu"]:
            if "intent" in block:
                found.setdefault(block["intent"], []).extend(
                    line[2:].strip() for line in block["examples"].splitlines() if line.startswith("- ")
                )
    return found


def plain(example: str) -> str:
    bare = re.sub(r"\[([^\]]+)\](\([^)]*\)|\{[^}]*\})", r"\1", example)
    return re.sub(r"[\W_]+", " ", bare).strip().lower()


@pytest.mark.parametrize("language", sorted(ENOUGH))
def test_every_intent_of_the_design_has_enough_different_examples(language: str) -> None:
    found = examples(language)
    assert set(found) == set(DESIGN)
    for intent, texts in found.items():
        assert len({plain(text) for text in texts}) >= ENOUGH[language], intent


@pytest.mark.parametrize("language", sorted(ENOUGH))
def test_no_sentence_stands_under_two_intents(language: str) -> None:
    owners: dict[str, set[str]] = {}
    for intent, texts in examples(language).items():
        for text in texts:
            owners.setdefault(plain(text), set()).add(intent)
    assert not {text: intents for text, intents in owners.items() if text and len(intents) > 1}


def test_the_domain_knows_the_same_intents() -> None:
    domain = [
        intent
        for file in (ROOT / "bot" / "domain").glob("*.yml")
        for intent in yaml.safe_load(file.read_text(encoding="utf-8")).get("intents", [])
    ]
    assert Counter(domain) == Counter(DESIGN)


def test_every_response_speaks_both_languages() -> None:
    for file in (ROOT / "bot" / "domain").glob("*.yml"):
        for name, variations in yaml.safe_load(file.read_text(encoding="utf-8")).get("responses", {}).items():
            conditions = [(variation.get("condition") or [{"value": "en"}])[0]["value"] for variation in variations]
            assert {"en", "zh"} <= set(conditions), name


def test_every_phrase_and_meaning_speaks_both_languages() -> None:
    for file in (ROOT / "actions" / "phrases.yml", ROOT / "knowledge" / "intents.yml"):
        texts = yaml.safe_load(file.read_text(encoding="utf-8"))
        for key, by_language in texts.items():
            assert set(by_language) == {"en", "zh"}, key
            fields = {language: set(re.findall(r"{(\w+)}", text)) for language, text in by_language.items()}
            assert fields["en"] == fields["zh"], key
    assert set(titles()) == set(DESIGN)
