"""What the rasa process reads from its environment."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from environs import Env


@dataclass(frozen=True)
class BotSettings:
    """`token` guards both the turn channel and Rasa's own HTTP interface; `model` is the archive that is served."""

    host: str
    port: int
    token: str
    model: Path
    endpoints: Path
    credentials: Path

    @classmethod
    def from_environ(cls) -> BotSettings:
        """Raises environs.EnvError where AISLE_RASA_TOKEN is missing."""
        env = Env(prefix="AISLE_")
        return cls(
            host=env.str("RASA_HOST", "127.0.0.1"),
            port=env.int("RASA_PORT", 5005),
            token=env.str("RASA_TOKEN"),
            model=env.path("MODEL", Path("models/aisle.tar.gz")),
            endpoints=env.path("ENDPOINTS", Path("endpoints.yml")),
            credentials=env.path("CREDENTIALS", Path("bot/credentials.yml")),
        )
