"""ShopEntityExtractor: `bot.nlu.entities` as a component of Rasa's graph."""

from __future__ import annotations

import json
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.constants import INTENT_MESSAGE_PREFIX
from rasa.shared.nlu.constants import (
    ENTITIES,
    ENTITY_ATTRIBUTE_END,
    ENTITY_ATTRIBUTE_START,
    ENTITY_ATTRIBUTE_TYPE,
    ENTITY_ATTRIBUTE_VALUE,
    EXTRACTOR,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.components.fingerprint import sources_digest
from bot.nlu.entities import Lexicon, extract

_FILE = "lexicon.json"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class ShopEntityExtractor(GraphComponent, EntityExtractorMixin):
    """Forms by rule; products, brands, categories and colours by the annotations and synonyms of `nlu_data`."""

    def __init__(self, config: dict[str, Any], storage: ModelStorage, resource: Resource, lexicon: Lexicon) -> None:
        self._config = config
        self._storage = storage
        self._resource = resource
        self._lexicon = lexicon

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`from_lexicon`: the entities that are found by the words annotators marked."""
        return {"from_lexicon": ["product", "brand", "category", "color", "date"]}

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Rasa trains again when this changes."""
        return sources_digest(["bot/nlu/entities.py", "bot/nlu/language.py"])

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> ShopEntityExtractor:
        return cls(config, model_storage, resource, Lexicon({}))

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> ShopEntityExtractor:
        with model_storage.read_from(resource) as folder:
            surfaces = json.loads((folder / _FILE).read_text(encoding="utf-8"))
        return cls(config, model_storage, resource, Lexicon({s: (e, v) for s, (e, v) in surfaces.items()}))

    def train(self, training_data: TrainingData) -> Resource:
        """Collects the lexicon."""
        synonyms = training_data.entity_synonyms
        self._lexicon = Lexicon.of(
            (surface, entity[ENTITY_ATTRIBUTE_TYPE], synonyms.get(surface, entity[ENTITY_ATTRIBUTE_VALUE]))
            for message in training_data.entity_examples
            for entity in message.get(ENTITIES, [])
            if entity[ENTITY_ATTRIBUTE_TYPE] in self._config["from_lexicon"]
            for surface in [message.get(TEXT)[entity[ENTITY_ATTRIBUTE_START] : entity[ENTITY_ATTRIBUTE_END]]]
        )
        with self._storage.write_to(self._resource) as folder:
            (folder / _FILE).write_text(
                json.dumps(self._lexicon.surfaces, ensure_ascii=False, indent=0), encoding="utf-8"
            )
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Adds what is found to `entities`; payloads carry their own."""
        for message in messages:
            text = message.get(TEXT)
            if not text or text.startswith(INTENT_MESSAGE_PREFIX):
                continue
            found = [
                {
                    ENTITY_ATTRIBUTE_TYPE: entity.type,
                    ENTITY_ATTRIBUTE_VALUE: entity.value,
                    ENTITY_ATTRIBUTE_START: entity.start,
                    ENTITY_ATTRIBUTE_END: entity.end,
                    EXTRACTOR: self.__class__.__name__,
                }
                for entity in extract(text, self._lexicon)
            ]
            message.set(ENTITIES, [*message.get(ENTITIES, []), *found], add_to_output=True)
        return messages
