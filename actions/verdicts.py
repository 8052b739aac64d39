"""What the shop's rules say, in the shopper's language."""

from __future__ import annotations

from datetime import date
from typing import Any

from actions.phrases import Phrases
from shop.days import day_text
from shop.money import money
from shop.order_rules import Verdict
from shop.words import in_language

# of other payments the shop's own name is said
_PAYMENTS = "card paypal klarna apple_pay google_pay bank_transfer alipay wechat_pay"


def say(verdict: Verdict, language: str, phrases: Phrases) -> str:
    """The sentence of a verdict: the reason, and the way on where it refuses."""
    values = dict(_said(name, value, language, phrases) for name, value in verdict.values.items())
    return phrases.say(f"rule_{verdict.code}", language, **values)


def _said(name: str, value: Any, language: str, phrases: Phrases) -> tuple[str, Any]:
    if name.endswith("_cents"):
        return name.removesuffix("_cents"), money(value, language)
    if name == "field":
        return name, phrases.say(f"address_field_{value}", language)
    if name == "payment" and value in _PAYMENTS.split():
        return name, phrases.say(f"payment_{value}", language)
    if isinstance(value, date):
        return name, day_text(value, language)
    return name, in_language(value, language) if isinstance(value, dict) else value
