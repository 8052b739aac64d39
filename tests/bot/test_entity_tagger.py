"""Training, the folder it leaves behind, and the tagger in context."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.nlu import entity_training
from bot.nlu.entities import extract
from bot.nlu.entity_training import Annotated, EntityModel, EntityModelError
from bot.nlu.tagger import Span, spans

GOODS = ["mugs", "towels", "pillows", "lamps", "kettles", "blankets", "bowls", "cups", "plates", "chairs"]
NUMBERS = ["two", "three", "four", "five"]


def annotated(text: str, **entities: str) -> Annotated:
    places = [(kind, word, text.index(word), text.index(word) + len(word)) for kind, word in entities.items()]
    return Annotated(text, places)


EXAMPLES = [
    *(annotated(f"I need {number} {goods} by Friday", quantity=number, product=goods, date="Friday")
      for goods in GOODS for number in NUMBERS),
    *(Annotated(f"I have {number} questions") for number in NUMBERS),
    annotated("bought on Monday", date="on Monday"),
    Annotated("it may rain"),
    annotated("a navy one", color="navy"),
]  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("entities")
    entity_training.train(EXAMPLES, {"two": "2", "dark blue": "navy", "three": "3"}, folder)
    return folder


@pytest.fixture(scope="module")
def model(folder: Path) -> EntityModel:
    return entity_training.load(folder)


def test_the_tagger_sees_what_no_rule_and_no_lexicon_can(model: EntityModel) -> None:
    text = "I need three saucers by Friday"
    found = {(entity.type, entity.value) for entity in extract(text, model.lexicon(), model.tagger)}
    assert {("quantity", "3"), ("product", "saucers"), ("date", "Friday")} <= found
    assert extract("I have three questions", model.lexicon(), model.tagger) == []


def test_synonyms_of_known_values_join_the_lexicon(model: EntityModel) -> None:
    entry = model.lexicon().entry("Dark Blue")
    assert entry is not None and (entry.type, entry.value) == ("color", "navy")


def test_training_twice_gives_the_same_tagger(folder: Path, tmp_path: Path) -> None:
    entity_training.train(EXAMPLES, {"two": "2", "dark blue": "navy", "three": "3"}, tmp_path)
    name = "tagger.crfsuite"
    assert (tmp_path / name).read_bytes() == (folder / name).read_bytes()


def test_threads_do_not_mix_their_messages(model: EntityModel) -> None:
    lexicon = model.lexicon()
    texts = [f"I need {number} {goods} by Friday" for goods in GOODS for number in NUMBERS]
    alone = [extract(text, lexicon, model.tagger) for text in texts]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda text: extract(text, lexicon, model.tagger), texts * 5)) == alone * 5


def test_nothing_annotated_leaves_a_lexicon_without_a_tagger(tmp_path: Path) -> None:
    model = entity_training.train([Annotated("hello")], {}, tmp_path)
    assert model.tagger is None
    assert [entity.value for entity in extract("order 1042", model.lexicon(), None)] == ["1042"]


def test_a_damaged_tagger_is_named_and_never_opened(folder: Path, tmp_path: Path) -> None:
    for name in ("entities.json", "tagger.crfsuite"):
        (tmp_path / name).write_bytes((folder / name).read_bytes())
    damaged = bytearray((tmp_path / "tagger.crfsuite").read_bytes())
    damaged[40] ^= 0xFF
    (tmp_path / "tagger.crfsuite").write_bytes(damaged)
    with pytest.raises(EntityModelError, match=r"tagger\.crfsuite"):
        entity_training.load(tmp_path)
    (tmp_path / "tagger.crfsuite").unlink()
    with pytest.raises(EntityModelError, match=r"tagger\.crfsuite"):
        entity_training.load(tmp_path)


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"format": 99}', '{"format": 1, "surfaces": 3}'])
def test_an_archive_of_another_version_is_named(tmp_path: Path, content: str) -> None:
    (tmp_path / "entities.json").write_text(content)
    with pytest.raises(EntityModelError, match=r"entities\.json"):
        entity_training.load(tmp_path)


def test_what_is_kept_is_text_and_crfsuites_own_file(folder: Path) -> None:
    assert sorted(file.name for file in folder.iterdir()) == ["entities.json", "tagger.crfsuite"]
    assert json.loads((folder / "entities.json").read_text())["format"] == 1
    assert (folder / "tagger.crfsuite").read_bytes()[:4] == b"lCRF"


def test_labels_become_spans_even_where_the_first_is_missing() -> None:
    assert spans(["O", "I-date", "I-date", "B-date", "O", "I-size"]) == [
        Span("date", 1, 3), Span("date", 3, 4), Span("size", 5, 6),
    ]  # fmt: skip
