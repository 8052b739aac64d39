"""What the actions process reads from its environment."""

from __future__ import annotations

from dataclasses import dataclass

from environs import Env

from knowledge.settings import KnowledgeSettings
from shop.settings import ShopSettings


@dataclass(frozen=True)
class ActionsSettings:
    """`token` is what Rasa must send."""

    host: str
    port: int
    token: str
    shop: ShopSettings
    knowledge: KnowledgeSettings

    @classmethod
    def from_environ(cls) -> ActionsSettings:
        """Raises environs.EnvError where AISLE_ACTIONS_TOKEN is missing."""
        env = Env(prefix="AISLE_")
        return cls(
            host=env.str("ACTIONS_HOST", "127.0.0.1"),
            port=env.int("ACTIONS_PORT", 5055),
            token=env.str("ACTIONS_TOKEN"),
            shop=ShopSettings.from_environ(),
            knowledge=KnowledgeSettings.from_environ(),
        )
