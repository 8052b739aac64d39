from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from shop import vocabulary
from shop.store import Store
from shop.words import BRANDS, CATEGORIES, COLORS


def test_holds_what_the_catalogue_holds(session: Session) -> None:
    words = vocabulary.vocabulary(session)
    assert words["brands"] == sorted(BRANDS)
    assert words["categories"] == CATEGORIES and words["colors"] == COLORS
    assert {"rain jacket", "Hardshell Jacket", "雨衣", "sleeping bag"} <= set(words["products"])


def test_an_ending_is_a_name_only_where_goods_share_it(session: Session) -> None:
    products = vocabulary.vocabulary(session)["products"]
    assert "Hazel Hardshell Jacket" in products and "Women’s Hazel Hardshell Jacket" in products
    assert "Jacket" in products and "of Hazel" not in products
    assert "" not in products and len(products) == len(set(products))


def test_writes_one_whole_file(seeded: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AISLE_DATABASE_URL", str(seeded.url))
    monkeypatch.setenv("AISLE_VAR", str(tmp_path / "deep"))
    assert vocabulary.main() == 0
    assert [file.name for file in (tmp_path / "deep").iterdir()] == ["vocabulary.json"]
    assert json.loads((tmp_path / "deep" / "vocabulary.json").read_text("utf-8"))["format"] == 1


def test_a_failed_write_leaves_the_old_file(tmp_path: Path) -> None:
    file = tmp_path / "vocabulary.json"
    vocabulary.write({"format": 1}, file)
    with pytest.raises(TypeError):
        vocabulary.write({"format": object()}, file)
    assert json.loads(file.read_text()) == {"format": 1}
    assert [each.name for each in tmp_path.iterdir()] == ["vocabulary.json"]


def test_says_what_to_do_where_there_is_no_catalogue(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("AISLE_DATABASE_URL", f"sqlite:///{tmp_path / 'new.db'}")
    monkeypatch.setenv("AISLE_VAR", str(tmp_path))
    assert vocabulary.main() == 1
    assert "python -m shop.seed" in capsys.readouterr().err
    assert not (tmp_path / "vocabulary.json").exists()
