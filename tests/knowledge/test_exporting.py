"""Models by setting: a tiny BERT of random weights stands in for any sentence-transformers model."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from knowledge.build import build
from knowledge.encoders import Encoders
from knowledge.errors import EncoderError
from knowledge.exporting import (
    export_encoder,
    export_missing,
    export_reranker,
    is_exported,
    minilm_source,
    model_folder,
)
from knowledge.index import KnowledgeIndex
from knowledge.passages import Hit, Passage
from knowledge.settings import KnowledgeSettings

pytestmark = pytest.mark.slow  # torch and sentence-transformers take ten seconds to import
TEXTS = ["a waterproof jacket for the hills", "tent", "", "how do I send back shoes that are too small?"]
LAMPS = [Passage(f"lamp-{n}", "product", f"Lamp number {n}", "Oak and linen.", "en") for n in range(6)]


@pytest.fixture(scope="module")
def encoder_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Saved as sentence-transformers saves: first token's state, a dense layer on top."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.models import Dense, Pooling, Transformer

    bert = tmp_path_factory.mktemp("bert")
    _tiny("BertModel").save_pretrained(bert)
    _tokenizer().save_pretrained(bert)
    transformer = Transformer(str(bert), max_seq_length=24)
    model = SentenceTransformer(modules=[transformer, Pooling(32, pooling_mode="cls"), Dense(32, 20)], device="cpu")
    folder = tmp_path_factory.mktemp("encoder")
    model.save(str(folder))
    return folder


@pytest.fixture(scope="module")
def reranker_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("reranker")
    _tiny("BertForSequenceClassification", num_labels=1).save_pretrained(folder)
    _tokenizer().save_pretrained(folder)
    return folder


def _tokenizer():  # type: ignore[no-untyped-def]
    from transformers import AutoTokenizer

    return AutoTokenizer.from_pretrained(str(minilm_source()))


def _tiny(name: str, **more: int):  # type: ignore[no-untyped-def]
    import torch
    import transformers

    torch.manual_seed(0)
    sizes = {"hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 48}
    return getattr(transformers, name)(transformers.BertConfig(**sizes, **more, initializer_range=0.35)).eval()


@pytest.fixture
def settings(tmp_path: Path, encoder_folder: Path) -> KnowledgeSettings:
    return KnowledgeSettings(var=tmp_path / "var", encoders={"*": str(encoder_folder)})


def test_a_model_by_its_folder_gives_the_vectors_that_sentence_transformers_gives(
    settings: KnowledgeSettings, encoder_folder: Path
) -> None:
    from sentence_transformers import SentenceTransformer

    export_missing(settings)
    encoder = Encoders(settings).serving("en")
    rows = encoder.encode(TEXTS)
    assert encoder.dimensions == 20 and rows.shape == (4, 20)
    theirs = SentenceTransformer(str(encoder_folder), device="cpu").encode(TEXTS, normalize_embeddings=True)
    assert (rows * theirs).sum(1).min() > 0.98  # int8 against float
    assert np.allclose(encoder.encode(["tent " * 23]), encoder.encode(["tent " * 80]), atol=1e-5)


def test_a_build_with_it_exports_it_once_and_serves(
    settings: KnowledgeSettings, capsys: pytest.CaptureFixture[str]
) -> None:
    build(LAMPS, settings.index_folder, settings)
    build(LAMPS[:3], settings.index_folder, settings)
    assert capsys.readouterr().out.count("Exporting the encoder") == 1
    hits = KnowledgeIndex.open(settings.index_folder, Encoders(settings)).search("lamp number 2", 2)
    assert hits[0].passage.id == "lamp-2"


def test_new_weights_in_the_folder_are_exported_again(tmp_path: Path, encoder_folder: Path) -> None:
    import shutil

    copy = tmp_path / "model"
    shutil.copytree(encoder_folder, copy)
    settings = KnowledgeSettings(var=tmp_path / "var", encoders={"*": str(copy)})
    export_missing(settings)
    folder = model_folder(settings, str(copy))
    assert is_exported(folder, str(copy))
    weights = next(copy.glob("model.safetensors"))
    weights.write_bytes(weights.read_bytes()[:-1] + b"!")
    assert not is_exported(folder, str(copy))


def test_a_reranker_by_setting_orders_the_hits_as_the_cross_encoder_does(
    settings: KnowledgeSettings, reranker_folder: Path
) -> None:
    from sentence_transformers import CrossEncoder

    settings = replace(settings, reranker=str(reranker_folder))
    export_missing(settings)
    reranker = Encoders(settings).reranker()
    assert reranker is not None
    hits = reranker.rerank("oak lamp", [Hit(lamp, 0.5) for lamp in LAMPS])
    pairs = [("oak lamp", f"{lamp.title}. {lamp.text}") for lamp in LAMPS]
    theirs = CrossEncoder(str(reranker_folder), device="cpu").predict(pairs)
    expected = {lamp.id: 0.25 + float(chance) / 2 for lamp, chance in zip(LAMPS, theirs, strict=True)}
    assert max(expected.values()) - min(expected.values()) > 0.05
    assert {hit.passage.id: hit.score for hit in hits} == pytest.approx(expected, abs=0.02)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_a_search_reranks_and_still_gives_as_many_as_asked_for(
    settings: KnowledgeSettings, reranker_folder: Path
) -> None:
    settings = replace(settings, reranker=str(reranker_folder))
    build(LAMPS, settings.index_folder, settings)
    index = KnowledgeIndex.open(settings.index_folder, Encoders(settings))
    plain = KnowledgeIndex.open(settings.index_folder, Encoders(replace(settings, reranker="")))
    ours, without = index.search("lamp number 2", 6), plain.search("lamp number 2", 6)
    assert {hit.passage.id for hit in ours} == {hit.passage.id for hit in without}
    assert [hit.score for hit in ours] != [hit.score for hit in without]
    assert [hit.passage.id for hit in index.search("lamp number 2", 2)] == [hit.passage.id for hit in ours[:2]]


@pytest.mark.parametrize("export", [export_encoder, export_reranker])
def test_a_name_that_is_no_model_is_one_clear_error(tmp_path: Path, export) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "empty").mkdir()
    with pytest.raises(EncoderError, match="empty"):
        export(str(tmp_path / "empty"), tmp_path / "out")


def test_a_classifier_of_several_labels_is_no_reranker(tmp_path: Path) -> None:
    _tiny("BertForSequenceClassification", num_labels=3).save_pretrained(tmp_path / "three")
    _tokenizer().save_pretrained(tmp_path / "three")
    with pytest.raises(EncoderError, match="3 labels"):
        export_reranker(str(tmp_path / "three"), tmp_path / "out")


def test_a_reranker_that_was_not_exported_is_refused(settings: KnowledgeSettings, reranker_folder: Path) -> None:
    with pytest.raises(EncoderError, match=r"knowledge\.build"):
        Encoders(replace(settings, reranker=str(reranker_folder))).reranker()
