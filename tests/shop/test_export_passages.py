from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from shop import export_passages
from shop.models import Product
from shop.store import Store


def test_there_is_a_passage_a_product_and_language(session: Session) -> None:
    made = list(export_passages.passages(session))
    assert len({passage["id"] for passage in made}) == len(made)
    assert len(made) == 2 * session.execute(select(func.count()).select_from(Product)).scalar_one()


def test_a_passage_has_the_fields_of_the_contract(session: Session) -> None:
    facts = {"product_id", "category", "brand", "colors", "price_cents", "in_stock", "sizes"}
    for passage in export_passages.passages(session):
        assert set(passage) == {"id", "kind", "title", "text", "language", "facts"}
        assert passage["kind"] == "product" and facts <= set(passage["facts"])


def test_the_text_is_the_description_and_what_else_is_known_stands_apart(session: Session) -> None:
    product = session.get(Product, "jackets-001")
    for language, colours in (("en", "Colours"), ("zh", "颜色")):
        passage = export_passages.product_passage(product, language)
        assert passage["text"] == product.descriptions[language]
        assert product.attributes[language].items() <= passage["facts"]["attributes"].items()
        assert passage["facts"]["attributes"][colours]
        assert passage["facts"]["also"] == product.synonyms[language]
    assert "雨衣" in passage["facts"]["also"] and "防水" in passage["facts"]["attributes"]


def test_writes_one_object_a_line(seeded: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AISLE_DATABASE_URL", str(seeded.url))
    out = tmp_path / "deep" / "passages.jsonl"
    assert export_passages.main([str(out)]) == 0
    lines = out.read_text("utf-8").splitlines()
    assert len(lines) > 1200 and all(json.loads(line)["kind"] == "product" for line in lines)
    assert [path.name for path in out.parent.iterdir()] == ["passages.jsonl"]


def test_says_what_to_do_where_there_is_no_catalogue(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("AISLE_DATABASE_URL", f"sqlite:///{tmp_path / 'new.db'}")
    assert export_passages.main([str(tmp_path / "out.jsonl")]) == 1
    assert "python -m shop.seed" in capsys.readouterr().err
    assert not (tmp_path / "out.jsonl").exists()
