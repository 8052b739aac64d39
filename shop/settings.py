"""The shop's settings, read once from the environment."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from environs import Env


@dataclass(frozen=True)
class ShopSettings:
    database_url: str = "sqlite:///var/aisle.db"
    var: Path = Path("var")

    @classmethod
    def from_environ(cls) -> ShopSettings:
        """Reads AISLE_VAR and AISLE_DATABASE_URL; by default the database lies in AISLE_VAR as aisle.db."""
        env = Env()
        with env.prefixed("AISLE_"):
            var = Path(env.str("VAR", "var"))
            return cls(database_url=env.str("DATABASE_URL", f"sqlite:///{var / 'aisle.db'}"), var=var)
