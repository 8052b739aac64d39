"""Amounts as shoppers read them."""

from __future__ import annotations

from decimal import Decimal

from babel.numbers import format_currency


def money(cents: int, language: str = "en", currency: str = "EUR") -> str:
    """`4995` → `€49.95`, in the way of the language."""
    return str(format_currency(Decimal(cents) / 100, currency, locale=language))
