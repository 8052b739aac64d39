"""The shop's settings, read once from the environment."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from babel.numbers import is_currency
from environs import Env, ValidationError

from shop.words import CURRENCY, LANGUAGES


@dataclass(frozen=True)
class ShopSettings:
    database_url: str = "sqlite:///var/aisle.db"
    var: Path = Path("var")
    # what the shop sells in: prices in any other are refused at import
    currency: str = CURRENCY
    # those that shoppers search in
    languages: tuple[str, ...] = LANGUAGES

    @classmethod
    def from_environ(cls) -> ShopSettings:
        """Reads AISLE_VAR, AISLE_DATABASE_URL (by default `aisle.db` in AISLE_VAR), AISLE_CURRENCY (ISO 4217) and
        AISLE_LANGUAGES.

        Raises environs.EnvError for what is no currency."""
        env = Env()
        with env.prefixed("AISLE_"):
            var = Path(env.str("VAR", "var"))
            return cls(
                database_url=env.str("DATABASE_URL", f"sqlite:///{var / 'aisle.db'}"),
                var=var,
                currency=env.str("CURRENCY", cls.currency, validate=_is_currency).upper(),
                languages=tuple(env.list("LANGUAGES", list(cls.languages))),
            )


def _is_currency(code: str) -> None:
    if not is_currency(code.upper()):
        raise ValidationError(f"{code!r} is no currency: give its ISO 4217 code, such as EUR")
