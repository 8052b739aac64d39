"""Days as people read them."""

from __future__ import annotations

from datetime import date

from babel.dates import format_date

# the shop's English is British: 26 June 2025
_LOCALES = {"en": "en_GB"}


def day_text(day: date, language: str) -> str:
    return str(format_date(day, "long", locale=_LOCALES.get(language, language)))
