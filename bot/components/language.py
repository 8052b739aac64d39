"""LanguageIdentifier: the language of each message, as the entity that fills the slot `language`."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import (
    ENTITIES,
    ENTITY_ATTRIBUTE_END,
    ENTITY_ATTRIBUTE_START,
    ENTITY_ATTRIBUTE_TYPE,
    ENTITY_ATTRIBUTE_VALUE,
    EXTRACTOR,
    METADATA,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.language import foreign, identify


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class LanguageIdentifier(GraphComponent):
    """An entity and not a slot set by an action, so that a turn needs no extra call of the action server."""

    def __init__(self, languages: list[str]) -> None:
        self._languages = languages

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`languages`: the shop's, the first one where nothing is known of the conversation."""
        return {"languages": ["en", "zh"]}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> LanguageIdentifier:
        identify("the model is read at its first text", config["languages"], config["languages"][0])
        return cls(config["languages"])

    def process(self, messages: list[Message]) -> list[Message]:
        """Adds an entity `language` over the whole text; `metadata.language` is the conversation's language so far.

        Its key `foreign` names the language of a text clearly in none of the shop's; `actions.clarify` reads it."""
        for message in messages:
            text = message.get(TEXT) or ""
            prior = (message.get(METADATA) or {}).get("language")
            entity = {
                ENTITY_ATTRIBUTE_TYPE: "language",
                ENTITY_ATTRIBUTE_VALUE: identify(text, self._languages, prior or self._languages[0]),
                ENTITY_ATTRIBUTE_START: 0,
                ENTITY_ATTRIBUTE_END: len(text),
                EXTRACTOR: self.__class__.__name__,
                "foreign": foreign(text, self._languages),
            }
            message.set(ENTITIES, [*message.get(ENTITIES, []), entity], add_to_output=True)
        return messages
