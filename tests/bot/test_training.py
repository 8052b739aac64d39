"""The real encoders learn a handful of intents: one minute, so not part of `make check`."""

from __future__ import annotations

import json
import logging
import shutil
from pathlib import Path

import pytest

from bot.nlu import training
from bot.nlu.classifier import MANIFEST, ClassifierError, IntentModels
from bot.nlu.nlu_files import AnnotatedExample
from knowledge.encoders import minilm_source

pytestmark = pytest.mark.slow

SAID = {
    "track_order": ["where is my parcel", "has my order left yet", "track my package please", "我的包裹到哪了"],
    "cancel_order": ["cancel my order", "i want to call off what i bought", "stop the order please", "取消订单"],
    "greet": ["hello", "good morning", "hi there", "你好"],
    "get_invoice": ["can i have the invoice"],
}


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("intents")
    examples = [AnnotatedExample(text, intent) for intent, texts in SAID.items() for text in texts]
    training.train(examples, folder, minilm_source(), epochs=3, seed=7)
    return folder


@pytest.fixture(scope="module")
def models(trained: Path) -> IntentModels:
    return IntentModels.load(trained)


def test_what_was_learnt_is_understood_in_both_scripts(models: IntentModels) -> None:
    assert models.rank("where's the parcel?")[0][0] == "track_order"
    assert models.rank("帮我取消订单")[0][0] == "cancel_order"


def test_a_language_that_nobody_trained_is_read_by_meaning(models: IntentModels) -> None:
    assert models.rank("wo ist mein Paket geblieben?")[0][0] == "track_order"


def test_an_intent_with_one_example_is_learnt(models: IntentModels) -> None:
    assert models.rank("can i have the invoice")[0][0] == "get_invoice"


@pytest.mark.parametrize(
    "text", ["where is my parcel " * 1250, "", " ", "\ud800", "🙂" * 300, "\x00", "a" * 100_000, "我的" * 5000]
)
def test_any_text_is_ranked_over_all_intents(models: IntentModels, text: str) -> None:
    ranked = models.rank(text)
    assert {intent for intent, _ in ranked} == set(SAID)
    assert all(0 <= confidence <= 1 for _, confidence in ranked) and sum(c for _, c in ranked) <= 1.0001


def test_five_thousand_words_are_understood_by_their_beginning(models: IntentModels) -> None:
    assert models.rank("where is my parcel " * 1250)[0][0] == "track_order"


@pytest.mark.parametrize(
    "part", ["english/head.npz", "english/graph.onnx", "english/learnt.npz", "multilingual/head.npz"]
)
def test_a_corrupt_part_is_named(trained: Path, tmp_path: Path, part: str) -> None:
    shutil.copytree(trained, tmp_path / "model")
    (tmp_path / "model" / part).write_bytes(b"PK\x03\x04 not what it was")
    with pytest.raises(ClassifierError, match=part.split("/")[0]):
        IntentModels.load(tmp_path / "model")


def test_the_report_is_kept_with_the_model(trained: Path) -> None:
    kept = json.loads((trained / MANIFEST).read_text())
    assert 0.9 <= kept["agreement"] <= 1 and kept["int8"] == (kept["agreement"] >= 0.99) and 1 <= kept["epochs"] <= 3


def test_an_export_that_disagrees_ships_as_float_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(training, "_LEAST_AGREEMENT", 1.01)
    examples = [AnnotatedExample(text, intent) for intent in ("greet", "track_order") for text in SAID[intent]]
    with caplog.at_level(logging.WARNING):
        report = training.train(examples, tmp_path, minilm_source(), epochs=1, seed=7)
    assert not report.int8 and "float graph ships" in caplog.text
    assert (tmp_path / "english" / "graph.onnx").stat().st_size > 60e6
    assert IntentModels.load(tmp_path).rank("good morning to you")[0][0] == "greet"


def test_nothing_to_tell_apart_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="at least two intents"):
        training.train([AnnotatedExample("hello", "greet")], tmp_path, minilm_source(), epochs=1, seed=7)
