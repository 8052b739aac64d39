"""Which encoder serves which language, and what is refused."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from knowledge.encoders import Encoders, Exported
from knowledge.errors import EncoderError
from knowledge.exporting import is_exported
from knowledge.settings import KnowledgeSettings

ROOT = Path(__file__).parents[2]


def test_english_is_minilm_and_every_other_language_use(encoders: Encoders) -> None:
    assert encoders.serving("en").identity.startswith("minilm-")
    assert encoders.serving("zh").identity.startswith("use-multilingual-v3-")
    assert encoders.serving("pt") is encoders.serving("zh")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_vectors_have_unit_length_and_do_not_depend_on_company(encoders: Encoders, language: str) -> None:
    texts = ["waterproof jacket", "防水夹克", "", "🙂", "\ud800", "long " * 5_000]
    encoder = encoders.serving(language)
    together = encoder.encode(texts)
    assert together.shape == (len(texts), encoder.dimensions)
    assert together.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(together, axis=1), 1, atol=1e-4)
    for text, row in zip(texts, together, strict=True):
        np.testing.assert_allclose(encoder.encode([text])[0], row, atol=1e-5)
    assert encoder.encode([]).shape == (0, encoder.dimensions)


def test_english_and_chinese_meet_in_one_space(encoders: Encoders) -> None:
    english, chinese, other = encoders.serving("zh").encode(["How do I return shoes?", "怎么退鞋子？", "今天天气很好"])
    assert english @ chinese > 0.6 > 0.4 > english @ other


def test_the_setting_chooses_the_encoder(knowledge_settings: KnowledgeSettings) -> None:
    assert Encoders(replace(knowledge_settings, encoders={"*": "use"})).serving("en").identity.startswith("use-")


@pytest.mark.parametrize(("chosen", "said"), [({"en": "gpt"}, "gpt"), ({"zh": "use"}, "'en'"), ({}, "'en'")])
def test_a_language_without_a_known_encoder_is_refused(
    knowledge_settings: KnowledgeSettings, chosen: dict[str, str], said: str
) -> None:
    with pytest.raises(EncoderError, match=said):
        Encoders(replace(knowledge_settings, encoders=chosen)).serving("en")


def test_an_export_that_is_absent_or_was_changed_is_refused(
    knowledge_settings: KnowledgeSettings, tmp_path: Path
) -> None:
    with pytest.raises(EncoderError, match=r"knowledge\.build"):
        Exported.load(tmp_path / "nowhere", "minilm")
    folder = tmp_path / "minilm"
    shutil.copytree(knowledge_settings.encoders_folder / "minilm", folder)
    assert is_exported(folder, "minilm")
    graph = bytearray((folder / "graph.onnx").read_bytes())
    graph[len(graph) // 2] ^= 1
    (folder / "graph.onnx").write_bytes(graph)
    assert not is_exported(folder, "minilm")
    with pytest.raises(EncoderError, match=r"knowledge\.build"):
        Exported.load(folder, "minilm")


def test_serving_an_index_imports_no_torch(folder: Path, knowledge_settings: KnowledgeSettings) -> None:
    program = (
        "import sys; from pathlib import Path; from knowledge.index import KnowledgeIndex\n"
        "from knowledge.encoders import Encoders; from knowledge.settings import KnowledgeSettings\n"
        f"encoders = Encoders(KnowledgeSettings(var=Path({str(knowledge_settings.var)!r})))\n"
        f"index = KnowledgeIndex.open(Path({str(folder)!r}), encoders)\n"
        "assert index.search('boots', language='en') and index.search('鞋', language='zh')\n"
        "heavy = {'torch', 'transformers', 'sentence_transformers', 'sklearn', 'rasa', 'sanic'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
