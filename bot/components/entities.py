"""ShopEntityExtractor: `bot.nlu.entities` as a component of Rasa's graph."""

from __future__ import annotations

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
from bot.nlu import entity_training
from bot.nlu.entities import extract
from bot.nlu.entity_training import Annotated, EntityModel
from bot.nlu.typos import TOKENIZER, english_words
from bot.nlu.vocabulary import LiveLexicon, read_if_there
from knowledge.encoders import minilm_source
from shop.settings import ShopSettings
from shop.vocabulary import vocabulary_file

_SOURCES = [
    "bot/nlu/entities.py",
    "bot/nlu/entity_rules.py",
    "bot/nlu/entity_training.py",
    "bot/nlu/entity_values.py",
    "bot/nlu/lexicon.py",
    "bot/nlu/tagger.py",
    "bot/nlu/tokens.py",
    "bot/nlu/typos.py",
    "bot/nlu/vocabulary.py",
]


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class ShopEntityExtractor(GraphComponent, EntityExtractorMixin):
    """Forms by rule; the shop's words by annotations, synonyms and the exported vocabulary; the rest by a tagger."""

    def __init__(self, storage: ModelStorage, resource: Resource, model: EntityModel | None = None) -> None:
        self._storage = storage
        self._resource = resource
        self._tagger = model.tagger if model else None
        self._lexicon = LiveLexicon(vocabulary_file(ShopSettings.from_environ()), model.lexicon) if model else None

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Rasa trains again when this changes: not for each new brand, but where there was no vocabulary yet."""
        return f"{sources_digest(_SOURCES)} {vocabulary_file(ShopSettings.from_environ()).exists()}"

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> ShopEntityExtractor:
        return cls(model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> ShopEntityExtractor:
        """Raises EntityModelError, naming the file, where the archive holds no entity model of this version."""
        with model_storage.read_from(resource) as folder:
            return cls(model_storage, resource, entity_training.load(folder))

    def train(self, training_data: TrainingData) -> Resource:
        """Learns lexicon and tagger, with the shop's words as they are now."""
        with self._storage.write_to(self._resource) as folder:
            entity_training.train(
                [annotated(message) for message in training_data.training_examples if message.get(TEXT)],
                training_data.entity_synonyms,
                folder,
                read_if_there(vocabulary_file(ShopSettings.from_environ())),
                english_words(minilm_source() / TOKENIZER),
            )
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Adds what is found to `entities`; payloads carry their own."""
        if self._lexicon is None:
            raise RuntimeError("ShopEntityExtractor reads messages after `load` only")
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
                for entity in extract(text, self._lexicon.current(), self._tagger)
            ]
            message.set(ENTITIES, [*message.get(ENTITIES, []), *found], add_to_output=True)
        return messages


def annotated(message: Message) -> Annotated:
    """A message of Rasa's training data as `bot.nlu` reads it."""
    return Annotated(
        message.get(TEXT),
        [
            (
                entity[ENTITY_ATTRIBUTE_TYPE],
                str(entity[ENTITY_ATTRIBUTE_VALUE]),
                entity[ENTITY_ATTRIBUTE_START],
                entity[ENTITY_ATTRIBUTE_END],
            )
            for entity in message.get(ENTITIES, [])
        ],
    )
