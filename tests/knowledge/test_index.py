"""The index on disk: what breaks it, what mends it, and what its readers see meanwhile."""

from __future__ import annotations

import json
import logging
import shutil
import threading
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from knowledge.encoders import Encoder, Encoders
from knowledge.errors import IndexCorrupt, IndexMissing, KnowledgeError, PassageError
from knowledge.index import KnowledgeIndex
from knowledge.passages import Passage, encoded_texts
from knowledge.settings import KnowledgeSettings
from knowledge.writing import Written, write_index
from tests.knowledge.products import PRODUCTS

KITE = Passage(
    "product:kite:en", "product", "Mistral Lane beach kite", "Flies in a breath of wind.", "en", {"price_cents": 2900}
)


class Counting(Encoders):
    """The real encoders, keeping what they were given."""

    def __init__(self, encoders: Encoders) -> None:
        super().__init__(KnowledgeSettings())
        self._real = encoders
        self.texts: list[str] = []

    def serving(self, language: str) -> Encoder:
        encoder, texts = self._real.serving(language), self.texts

        class Listening:
            identity, dimensions = encoder.identity, encoder.dimensions

            def encode(self, given: Sequence[str]) -> NDArray[np.float32]:
                texts.extend(given)
                return encoder.encode(given)

        return Listening()


def build(passages: Sequence[Passage], folder: Path, encoders: Encoders) -> Written:
    return write_index(folder, lambda _: list(passages), encoders)


def first(index: KnowledgeIndex, text: str) -> str:
    return index.search(text, 1, language="en")[0].passage.id


def test_before_the_first_build_the_index_is_missing(tmp_path: Path, encoders: Encoders) -> None:
    with pytest.raises(IndexMissing, match=r"knowledge\.build"):
        KnowledgeIndex.open(tmp_path / "index", encoders)


@pytest.mark.parametrize("name", ["en-product/vectors.npy", "zh-product/words.npz", "en-product/passages.jsonl"])
def test_a_file_that_differs_by_one_bit_is_corrupt_and_a_build_mends_it(
    folder: Path, encoders: Encoders, name: str
) -> None:
    file = folder / name
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    with pytest.raises(IndexCorrupt, match=Path(name).name):
        KnowledgeIndex.open(folder, encoders)
    assert build(PRODUCTS, folder, encoders).changed
    assert first(KnowledgeIndex.open(folder, encoders), "hiking boots") == "product:scree:en"


@pytest.mark.parametrize("name", ["en-product/vectors.npy", "zh-product/words.npz", "manifest.json"])
@pytest.mark.parametrize("damage", ["removed", "emptied", "cut", "another's"])
def test_a_damaged_file_never_serves(folder: Path, encoders: Encoders, name: str, damage: str) -> None:
    file = folder / name
    content = file.read_bytes()
    if damage == "removed":
        file.unlink()
    else:
        file.write_bytes(
            {"emptied": b"", "cut": content[:-7], "another's": b'{"name": "package", "version": 2}'}[damage]
        )
    with pytest.raises((IndexCorrupt, IndexMissing)):
        KnowledgeIndex.open(folder, encoders)


@pytest.mark.parametrize(
    "change",
    [
        {"version": 1},
        {"counts": {"en-product": 3}},
        {"encoders": {}},
        {"files": []},
        {"encoders": {"en": "other", "zh": "o"}},
    ],
    ids=lambda change: json.dumps(change)[:30],
)
def test_a_manifest_that_does_not_fit_is_corrupt(folder: Path, encoders: Encoders, change: dict[str, object]) -> None:
    manifest = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps(manifest | change))
    with pytest.raises(IndexCorrupt):
        KnowledgeIndex.open(folder, encoders)


def test_an_index_made_with_other_encoders_is_refused(folder: Path, knowledge_settings: KnowledgeSettings) -> None:
    other = Encoders(replace(knowledge_settings, encoders={"*": "use"}))
    with pytest.raises(IndexCorrupt, match="minilm"):
        KnowledgeIndex.open(folder, other)


def test_a_folder_that_is_no_index_is_not_overwritten(tmp_path: Path, encoders: Encoders) -> None:
    holiday = tmp_path / "photos" / "beach.jpg"
    holiday.parent.mkdir()
    holiday.write_bytes(b"jpg")
    with pytest.raises(KnowledgeError, match="not an index"):
        build(PRODUCTS, tmp_path / "photos", encoders)
    assert holiday.read_bytes() == b"jpg"


def test_an_index_copied_as_a_plain_folder_serves_and_is_replaced(
    folder: Path, tmp_path: Path, encoders: Encoders
) -> None:
    copy = tmp_path / "copied" / "index"
    shutil.copytree(folder, copy)
    assert first(KnowledgeIndex.open(copy, encoders), "hiking boots") == "product:scree:en"
    assert build([*PRODUCTS, KITE], copy, encoders).encoded == len(encoded_texts(KITE))
    assert first(KnowledgeIndex.open(copy, encoders), "beach kite") == KITE.id


def test_only_texts_that_changed_are_encoded_again(folder: Path, encoders: Encoders) -> None:
    counting = Counting(encoders)
    index = KnowledgeIndex.open(folder, counting)
    changed = replace(PRODUCTS[0], text="Now with a warmer lining.", facts={**PRODUCTS[0].facts, "price_cents": 1})
    written = index.upsert([changed, replace(PRODUCTS[2], facts={**PRODUCTS[2].facts, "in_stock": False}), KITE])
    assert counting.texts == [*encoded_texts(changed), *encoded_texts(KITE)]
    assert (written.encoded, written.changed, written.passages) == (2, True, len(PRODUCTS) + 1)
    found = index.get(PRODUCTS[0].id, "en")
    assert found is not None and found.facts["price_cents"] == 1


def test_an_upsert_of_what_is_there_changes_nothing(folder: Path, encoders: Encoders) -> None:
    index = KnowledgeIndex.open(folder, encoders)
    before = folder.resolve()
    assert not index.upsert(PRODUCTS[:3]).changed
    assert folder.resolve() == before


def test_vectors_kept_from_before_are_those_of_a_fresh_build(folder: Path, tmp_path: Path, encoders: Encoders) -> None:
    index = KnowledgeIndex.open(folder, encoders)
    index.upsert([KITE])
    index.delete([PRODUCTS[4].id])
    build([p for p in [*PRODUCTS, KITE] if p != PRODUCTS[4]], tmp_path / "fresh", encoders)
    fresh = KnowledgeIndex.open(tmp_path / "fresh", encoders)
    for text in ("something for the wind", "boots", "降噪", "rain"):
        kept, again = index.search(text, 20), fresh.search(text, 20)
        assert [hit.passage for hit in kept] == [hit.passage for hit in again]
        np.testing.assert_allclose([hit.score for hit in kept], [hit.score for hit in again], atol=1e-5)


def test_a_deleted_passage_is_found_no_more(folder: Path, encoders: Encoders) -> None:
    index = KnowledgeIndex.open(folder, encoders)
    assert first(index, "hiking boots") == "product:scree:en"
    index.delete(["product:scree:en", "never there"])
    assert first(index, "hiking boots") != "product:scree:en"


def test_an_index_of_nothing_finds_nothing(folder: Path, encoders: Encoders) -> None:
    index = KnowledgeIndex.open(folder, encoders)
    index.delete([passage.id for passage in PRODUCTS])
    assert index.search("boots") == []
    assert KnowledgeIndex.open(folder, encoders).search("boots") == []


def test_an_id_given_twice_is_refused_and_nothing_changes(folder: Path, encoders: Encoders) -> None:
    index = KnowledgeIndex.open(folder, encoders)
    with pytest.raises(PassageError, match="product:kite:en"):
        index.upsert([KITE, replace(KITE, text="Another.")])
    with pytest.raises(PassageError, match="product:kite:en"):
        build([*PRODUCTS, KITE, KITE], folder, encoders)
    assert index.get(KITE.id, "en") is None
    assert not index.refresh_if_changed()


def test_another_readers_change_is_taken_up_when_asked_for(folder: Path, encoders: Encoders) -> None:
    reader, writer = (KnowledgeIndex.open(folder, encoders) for _ in range(2))
    assert not reader.refresh_if_changed()
    writer.upsert([KITE])
    assert first(reader, "beach kite") != KITE.id
    assert reader.refresh_if_changed()
    assert first(reader, "beach kite") == KITE.id
    assert not reader.refresh_if_changed()


@pytest.mark.parametrize("damage", ["corrupt", "removed"])
def test_a_reader_goes_on_with_what_it_has_when_the_folder_breaks(
    folder: Path, encoders: Encoders, damage: str, caplog: pytest.LogCaptureFixture
) -> None:
    reader = KnowledgeIndex.open(folder, encoders)
    target = folder.resolve()
    KnowledgeIndex.open(folder, encoders).upsert([KITE])
    if damage == "corrupt":
        (folder / "en-product" / "vectors.npy").write_bytes(b"")
    else:
        shutil.rmtree(folder.resolve())
    with caplog.at_level(logging.ERROR):
        assert not any(reader.refresh_if_changed() for _ in range(3))
    assert len(caplog.records) <= 1
    assert first(reader, "hiking boots") == "product:scree:en"
    assert target.exists()


def test_old_generations_are_swept_away(folder: Path, encoders: Encoders) -> None:
    index = KnowledgeIndex.open(folder, encoders)
    for turn in range(4):
        index.upsert([replace(KITE, text=f"Colour number {turn}.")])
    assert len(list(folder.parent.glob("index.build-*"))) == 2
    assert folder.is_symlink()


def test_searches_go_on_while_the_index_is_swapped(folder: Path, encoders: Encoders) -> None:
    reader, writer = (KnowledgeIndex.open(folder, encoders) for _ in range(2))
    stop = threading.Event()
    wrong: list[str] = []
    searched: list[str] = []

    def search() -> None:
        while not stop.is_set():
            try:
                reader.refresh_if_changed()
                hits = reader.search("Mistral Lane beach kite", 3, language="en")
                texts = {hit.passage.text for hit in hits if hit.passage.id == KITE.id}
                if len(hits) != 3 or len(texts) > 1 or first(reader, "hiking boots") != "product:scree:en":
                    wrong.append(str(hits))
                searched.extend(texts)
            except Exception as error:  # a thread's exception would be lost
                wrong.append(repr(error))

    threads = [threading.Thread(target=search) for _ in range(4)]
    for thread in threads:
        thread.start()
    try:
        for turn in range(8):
            writer.upsert([replace(KITE, text=f"Flies in wind of force {turn}.")])
    finally:
        stop.set()
        for thread in threads:
            thread.join(30)
    reader.refresh_if_changed()
    assert wrong == []
    assert len(set(searched)) > 1
    assert reader.search("beach kite", 1)[0].passage.text == "Flies in wind of force 7."


def test_two_writers_lose_nothing_of_each_other(folder: Path, encoders: Encoders) -> None:
    def write(name: str) -> None:
        index = KnowledgeIndex.open(folder, encoders)
        for turn in range(3):
            index.upsert([replace(KITE, id=f"{name}-{turn}", title=f"{name} kite {turn}")])

    writers = [threading.Thread(target=write, args=(name,)) for name in ("left", "right")]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(60)
    held = {passage.id for passage in KnowledgeIndex.open(folder, encoders).passages(language="en")}
    assert {f"{name}-{turn}" for name in ("left", "right") for turn in range(3)} <= held


def test_a_full_disk_leaves_the_index_that_was_there(
    folder: Path, encoders: Encoders, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = KnowledgeIndex.open(folder, encoders)

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("numpy.savez", full)
        with pytest.raises(OSError, match="No space"):
            index.upsert([KITE])
    assert first(KnowledgeIndex.open(folder, encoders), "hiking boots") == "product:scree:en"
    index.upsert([KITE])
    assert first(index, "beach kite") == KITE.id
    assert len(list(folder.parent.glob("index.build-*"))) == 2
