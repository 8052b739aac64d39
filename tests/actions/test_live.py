"""The index follows the shop and the FAQ files while it serves."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, update

from actions.live import LARGE, LiveKnowledge
from knowledge.encoders import Encoders, export_minilm
from knowledge.errors import KnowledgeError
from knowledge.index import KnowledgeIndex
from knowledge.passages import Passage
from knowledge.settings import KnowledgeSettings
from knowledge.writing import write_index
from shop.export_passages import passages
from shop.models import Base, Product, Variant
from shop.store import Store
from tests.actions.conftest import FakeIndex
from tests.shop.test_changes import PRODUCT, SHELF

FAQ = """faq:
- id: gift_wrap
  question: Do you wrap gifts?
  answer: {answer}
"""


class WrittenIndex(FakeIndex):
    """What was asked of it, in the order in which it was asked."""

    def __init__(self) -> None:
        super().__init__([])
        self.calls: list[tuple[str, list[str]]] = []
        self.failing = False
        self.room = LARGE

    def upsert(self, given: Iterable[Passage]) -> None:
        if self.failing:
            raise KnowledgeError("the disk is full")
        fresh = {(passage.language, passage.id): passage for passage in given}
        self.calls.append(("upsert", sorted(passage_id for _, passage_id in fresh)))
        self._passages = [p for p in self._passages if (p.language, p.id) not in fresh] + list(fresh.values())

    def delete(self, ids: Iterable[str], language: str | None = None) -> None:
        gone = set(ids)
        self.calls.append(("delete", sorted(gone)))
        self._passages = [p for p in self._passages if p.id not in gone or language not in (None, p.language)]

    def has_room(self, changes: int) -> bool:
        return changes <= self.room


def fill(store: Store, products: int = 2) -> None:
    store.create_tables(Base)
    ids = "abcdefghijklmnopqrstuvwxyz"[:products] if products <= 26 else [f"p{n}" for n in range(products)]
    with store.transaction() as session:
        session.execute(insert(Product), [PRODUCT | {"id": each, "names": {"en": f"Kettle {each}"}} for each in ids])
        session.execute(insert(Variant), [SHELF | {"sku": f"{each}-1", "product_id": each} for each in ids])


def change(store: Store, product_id: str, **columns: Any) -> None:
    with store.transaction() as session:
        session.execute(update(Product).where(Product.id == product_id).values(**columns))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(f"sqlite:///{tmp_path / 'shop.db'}")
    fill(store)
    yield store
    store.close()


@pytest.fixture
def faq(tmp_path: Path) -> Path:
    (tmp_path / "faq" / "en").mkdir(parents=True)
    (tmp_path / "faq" / "en" / "gifts.yml").write_text(FAQ.format(answer="Yes, for 3 euros."))
    return tmp_path / "faq"


@pytest.fixture
def index() -> WrittenIndex:
    return WrittenIndex()


@pytest.fixture
def live(store: Store, index: WrittenIndex, faq: Path, tmp_path: Path) -> LiveKnowledge:
    """Has written what was there at its start."""
    made = LiveKnowledge(store, index, var=tmp_path, languages=("en",), faq=faq)  # type: ignore[arg-type]
    assert made.step() and not made.step()
    index.calls.clear()
    return made


def test_begins_by_comparing_everything(live: LiveKnowledge, index: WrittenIndex) -> None:
    assert {passage.id for passage in index.passages()} == {"product:a:en", "product:b:en", "gift_wrap"}


def test_writes_the_product_that_changed_and_no_other(live: LiveKnowledge, index: WrittenIndex, store: Store) -> None:
    change(store, "b", names={"en": "Copper kettle"})
    assert live.step() and not live.step()
    assert index.calls == [("upsert", ["product:b:en"])]
    assert index.get("product:b:en", "en").title == "Hearthside Copper kettle"  # type: ignore[union-attr]


def test_the_last_piece_is_noticed_and_the_one_before_is_not(
    live: LiveKnowledge, index: WrittenIndex, store: Store
) -> None:
    for stock, calls in ((1, []), (0, [("upsert", ["product:a:en"])])):
        with store.transaction() as session:
            session.execute(update(Variant).where(Variant.sku == "a-1").values(stock=stock))
        live.step()
        assert index.calls == calls
    assert index.get("product:a:en", "en").facts["in_stock"] is False  # type: ignore[union-attr]


def test_a_product_that_is_no_longer_sold_leaves_the_index(
    live: LiveKnowledge, index: WrittenIndex, store: Store
) -> None:
    change(store, "a", available=False)
    assert live.step() and index.calls == [("delete", ["product:a:en"])]
    change(store, "a", available=True)
    assert live.step() and index.get("product:a:en", "en")


def test_a_changed_answer_is_written_and_a_removed_entry_goes(
    live: LiveKnowledge, index: WrittenIndex, faq: Path
) -> None:
    (faq / "en" / "gifts.yml").write_text(FAQ.format(answer="Yes, and it costs nothing."))
    assert live.step() and index.calls == [("upsert", ["gift_wrap"])]
    (faq / "en" / "gifts.yml").write_text(FAQ.format(answer="No.").replace("gift_wrap", "wrapping"))
    assert live.step() and index.calls[1:] == [("delete", ["gift_wrap"]), ("upsert", ["wrapping"])]


def test_an_entry_that_goes_in_one_language_stays_in_the_other(
    live: LiveKnowledge, index: WrittenIndex, faq: Path
) -> None:
    (faq / "zh").mkdir()
    (faq / "zh" / "gifts.yml").write_text(FAQ.format(answer="可以。"))
    live.step()
    (faq / "zh" / "gifts.yml").unlink()
    index.calls.clear()
    assert live.step() and index.calls == [("delete", ["gift_wrap"])]
    assert index.get("gift_wrap", "en") and not index.get("gift_wrap", "zh")


def test_a_faulty_file_is_named_once_and_the_old_answers_stay(
    live: LiveKnowledge, index: WrittenIndex, faq: Path, store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    (faq / "en" / "gifts.yml").write_text("faq:\n- id: [half written\n")
    assert not live.step() and not live.step()
    assert len([record for record in caplog.records if "gifts.yml" in record.message]) == 1
    change(store, "a", price_cents=900)
    assert live.step() and index.get("gift_wrap", "en")


def test_what_could_not_be_written_is_written_later(
    live: LiveKnowledge, index: WrittenIndex, store: Store, faq: Path
) -> None:
    change(store, "a", price_cents=900)
    (faq / "en" / "gifts.yml").write_text(FAQ.format(answer="Not at the moment."))
    index.failing = True
    with pytest.raises(KnowledgeError):
        live.step()
    index.failing = False
    assert live.step() and index.calls == [("upsert", ["gift_wrap", "product:a:en"])]


def test_a_large_change_is_built_aside(store: Store, faq: Path, tmp_path: Path) -> None:
    with store.transaction() as session:
        rows = [PRODUCT | {"id": f"n{number}"} for number in range(LARGE + 1)]
        session.execute(insert(Product), rows)
    index, built = WrittenIndex(), []

    def build(var: Path) -> None:
        built.append(var)
        with store.transaction(reading=True) as session:
            index._passages = [*index._passages, *(Passage(**row) for row in passages(session, ("en",)))]

    live = LiveKnowledge(store, index, var=tmp_path, languages=("en",), faq=faq, rebuild=build)  # type: ignore[arg-type]
    assert live.step() and built == [tmp_path] and index.calls == []


def test_a_change_that_would_write_a_large_partition_anew_is_built_aside(
    store: Store, index: WrittenIndex, faq: Path, tmp_path: Path
) -> None:
    built: list[Path] = []
    live = LiveKnowledge(store, index, var=tmp_path, languages=("en",), faq=faq, rebuild=built.append)  # type: ignore[arg-type]
    live.step()
    index.room = 0
    index.calls.clear()
    change(store, "a", price_cents=900)
    assert live.step() and built == [tmp_path] and index.calls == []


@pytest.mark.slow
def test_a_failure_is_told_and_tried_again_by_the_thread(
    live: LiveKnowledge,
    index: WrittenIndex,
    store: Store,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr("actions.live.RETRY_SECONDS", 0.01)
    monkeypatch.setattr("actions.live.LOOK_SECONDS", 0.01)
    index.failing = True
    live.start()
    change(store, "a", price_cents=900)
    until(lambda: any("the disk is full" in record.message for record in caplog.records))
    index.failing = False
    until(lambda: index.calls == [("upsert", ["product:a:en"])])
    live.stop()


def until(true: Callable[[], bool], seconds: float = 60.0) -> None:
    """Waits for what must come; bounded, not timed."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it has not come"
        time.sleep(0.02)


@pytest.mark.slow
def test_changes_are_served_by_an_index_that_is_open_elsewhere(store: Store, faq: Path, tmp_path: Path) -> None:
    """The real encoders and files; a second reader stands for the other processes."""
    settings = KnowledgeSettings(var=tmp_path)
    export_minilm(settings.encoders_folder / "minilm")
    encoders = Encoders(settings)
    with store.transaction(reading=True) as session:
        first = [Passage(**row) for row in passages(session, ("en",))]
    write_index(settings.index_folder, lambda _: first, encoders)
    reader = KnowledgeIndex.open(settings.index_folder, encoders)
    live = LiveKnowledge(
        store, KnowledgeIndex.open(settings.index_folder, encoders), var=tmp_path, languages=("en",), faq=faq
    )

    def best(question: str, kind: str) -> Passage | None:
        reader.refresh_if_changed()
        hits = reader.search(question, 1, kind, language="en")
        return hits[0].passage if hits else None

    live.start()
    try:
        until(lambda: bool(best("do you wrap gifts", "faq")))
        change(store, "b", names={"en": "Walnut chess board"})
        until(lambda: "chess" in best("a board to play chess on", "product").title)  # type: ignore[union-attr]
        (faq / "en" / "gifts.yml").write_text(FAQ.format(answer="Yes, in recycled paper."))
        until(lambda: "recycled" in best("do you wrap gifts", "faq").text)  # type: ignore[union-attr]
    finally:
        live.stop()


def test_says_nothing_while_nothing_changes(live: LiveKnowledge, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        assert not live.step()
    assert not caplog.records
