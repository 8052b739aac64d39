"""Passages in a file, and the settings."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from pathlib import Path

import pytest
from environs import EnvError

from knowledge.errors import PassageError
from knowledge.passages import (
    Passage,
    encoded_texts,
    from_mapping,
    lexical_fields,
    read_passages,
    refuse_unfit,
    to_line,
)
from knowledge.settings import KnowledgeSettings
from tests.knowledge.products import PRODUCTS

TENT = {
    "id": "t",
    "kind": "product",
    "title": "Tent",
    "text": "For two.",
    "language": "en",
    "facts": {"price_cents": 1},
}


def test_passages_come_back_from_a_file_as_they_went(tmp_path: Path) -> None:
    (tmp_path / "p.jsonl").write_text("\n\n".join(map(to_line, PRODUCTS)), encoding="utf-8")
    assert list(read_passages(tmp_path / "p.jsonl")) == PRODUCTS


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"id": ""}, "id"),
        ({"id": 7}, "id"),
        ({"title": None}, "title"),
        ({"kind": "poem"}, "poem"),
        ({"language": "../../etc"}, "language"),
        ({"language": "english please"}, "language"),
        ({"facts": []}, "facts"),
        ({"facts": {"also": "text"}}, "also"),
        ({"price": 3}, "price"),
        ({"text": "x" * 1_000_000}, "100,000"),
    ],
)
def test_a_field_that_is_wrong_is_named_with_its_line(tmp_path: Path, change: dict[str, object], said: str) -> None:
    (tmp_path / "p.jsonl").write_text(json.dumps(TENT) + "\n" + json.dumps({**TENT, **change}))
    with pytest.raises(PassageError, match="line 2") as raised:
        list(read_passages(tmp_path / "p.jsonl"))
    assert said in str(raised.value)


@pytest.mark.parametrize("line", [b"{", b"[]", b"null", b"\xff\xfe", b"[" * 100_000, b"NaN"])
def test_a_line_that_is_no_passage_is_refused(tmp_path: Path, line: bytes) -> None:
    (tmp_path / "p.jsonl").write_bytes(line)
    with pytest.raises(PassageError, match="line 1"):
        list(read_passages(tmp_path / "p.jsonl"))


def test_a_text_may_be_empty() -> None:
    assert encoded_texts(from_mapping({**TENT, "text": ""})) == ["Tent"]


def test_an_id_may_occur_once_in_each_language() -> None:
    refuse_unfit([from_mapping(TENT), from_mapping({**TENT, "language": "zh"})])
    with pytest.raises(PassageError, match=r"t \(en\)"):
        refuse_unfit([from_mapping(TENT), from_mapping(TENT)])


def test_a_question_is_encoded_in_every_way_it_is_asked() -> None:
    entry = Passage("f", "faq", "Where?", "There.", "en", {"also": ["Where to?", "Where?"]})
    assert encoded_texts(entry) == ["Where?", "Where to?", "Where?. There."]


def test_each_paragraph_of_an_answer_is_encoded_with_its_question_up_to_fifty() -> None:
    entry = Passage("f", "faq", "Where", "In Lyon.\n\n In Ghent. \n", "en")
    assert encoded_texts(entry) == ["Where", "Where. In Lyon.", "Where. In Ghent."]
    many = replace(entry, text="\n".join(map(str, range(90_000))))
    assert len(encoded_texts(many)) == 51


def test_a_product_is_its_title_and_text_in_one_vector_and_its_attributes_are_words() -> None:
    attributes = {"poles": "aluminium", "free_standing": True, "waterproof": False, "persons": 2}
    tent = replace(from_mapping(TENT), facts={"attributes": attributes, "also": ["shelter"]})
    assert encoded_texts(tent) == [f"{tent.title}. {tent.text}"]
    assert lexical_fields(tent) == (f"{tent.title}\nshelter", tent.text, "aluminium\nfree standing")


@pytest.mark.parametrize("attributes", [[], "red", None, 3])
def test_attributes_that_are_no_mapping_are_refused(attributes: object) -> None:
    with pytest.raises(PassageError, match=r"facts\.attributes"):
        from_mapping({**TENT, "facts": {"attributes": attributes}})


def test_equal_passages_give_equal_lines() -> None:
    turned = dict(reversed(TENT.items()))
    assert to_line(from_mapping(turned)) == to_line(from_mapping(TENT))
    assert json.loads(to_line(from_mapping(TENT))) == asdict(from_mapping(TENT))


def test_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("VAR", "ENCODERS", "ANSWER_THRESHOLD", "FAQ", "RERANKER", "SYNONYMS"):
        monkeypatch.delenv(f"AISLE_{name}", raising=False)
    assert KnowledgeSettings.from_environ() == KnowledgeSettings()
    monkeypatch.setenv("AISLE_VAR", "/srv/aisle")
    monkeypatch.setenv("AISLE_ENCODERS", "en=use,*=use")
    monkeypatch.setenv("AISLE_ANSWER_THRESHOLD", "0.6")
    chosen = KnowledgeSettings.from_environ()
    assert chosen.index_folder == Path("/srv/aisle/index")
    assert chosen.encoders == {"en": "use", "*": "use"}
    assert chosen.answer_threshold == 0.6


@pytest.mark.parametrize("threshold", ["high", "1.4", "-1", "nan"])
def test_a_threshold_that_is_no_share_is_refused(monkeypatch: pytest.MonkeyPatch, threshold: str) -> None:
    monkeypatch.setenv("AISLE_ANSWER_THRESHOLD", threshold)
    with pytest.raises(EnvError):
        KnowledgeSettings.from_environ()
