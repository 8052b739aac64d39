"""Small changes to a large index: what they leave alone, and that searches find what a whole build would find."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path
from zlib import crc32

import numpy as np
import pytest
from numpy.typing import NDArray

from knowledge import changing, swapping
from knowledge.encoders import Encoder, Encoders
from knowledge.errors import IndexCorrupt
from knowledge.generation import Generation, file_digest
from knowledge.index import KnowledgeIndex
from knowledge.passages import Passage
from knowledge.settings import KnowledgeSettings
from knowledge.words import words
from knowledge.writing import write_index

ROOT = Path(__file__).parents[2]
COLOURS = ("red", "navy", "olive", "white", "amber", "teal", "beige")
THINGS = ("kettle", "lantern", "rucksack", "teapot", "blanket", "sledge", "parasol", "notebook", "apron", "stool")
MADE_OF = ("oak", "linen", "steel", "wool", "bamboo", "leather", "cork")
UMBRELLA = Passage(
    "umbrella", "product", "Zebra umbrella", "Striped, for two under one roof.", "en", {"price_cents": 5}
)


class WordVectors:
    """A text is the sum of its words' random directions: near in meaning is alike in words, in microseconds."""

    identity, dimensions = "minilm-of-the-test", 48

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        rows = [sum(map(self._direction, words(text, "en")), start=np.full(48, 1e-3)) for text in texts]
        return np.stack([row / np.linalg.norm(row) for row in rows]).astype(np.float32)

    def _direction(self, word: str) -> NDArray[np.float64]:
        return np.random.default_rng(crc32(word.encode())).standard_normal(48)


class Plain(Encoders):
    def __init__(self) -> None:
        super().__init__(KnowledgeSettings())

    def serving(self, language: str) -> Encoder:
        return WordVectors()


def product(number: int) -> Passage:
    pick = random.Random(number)
    title = f"{pick.choice(COLOURS)} {pick.choice(THINGS)} of {pick.choice(MADE_OF)} model{number}"
    facts = {"price_cents": 100 * number, "also": [f"code{number}"]}
    text = " ".join(pick.choices(COLOURS + THINGS + MADE_OF, k=pick.randint(3, 30)))
    return Passage(f"p{number}", "product", title, text, "en", facts)


SHELF = [product(number) for number in range(120)]
ANSWERS = [Passage(f"a{n}", "faq", f"{THINGS[n]}?", f"About {THINGS[n]}s.", "en", {"intents": []}) for n in range(4)]


@pytest.fixture(autouse=True)
def half_may_change(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changing, "LARGEST_SHARE", 0.5)


@pytest.fixture
def live(tmp_path: Path) -> Path:
    write_index(tmp_path / "index", lambda _: [*SHELF, *ANSWERS], Plain())
    return tmp_path / "index"


def files(folder: Path, name: str) -> dict[str, int]:
    """Which bytes on disk these are."""
    return {file.name: file.stat().st_ino for file in (folder / name).iterdir()}


def test_a_small_change_writes_a_delta_and_links_the_rest(live: Path) -> None:
    before, answers = files(live, "en-product"), files(live, "en-faq")
    index = KnowledgeIndex.open(live, Plain())
    written = index.upsert([UMBRELLA, replace(SHELF[3], title="Okapi kettle")])
    assert (written.passages, written.encoded) == (len(SHELF) + len(ANSWERS) + 1, 2)
    assert (files(live, "en-product"), files(live, "en-faq")) == (before, answers)
    assert len((live / "en-product.delta" / "passages.jsonl").read_text().splitlines()) == 2
    for reader in (index, KnowledgeIndex.open(live, Plain())):
        assert reader.search("zebra umbrella", 1)[0].passage == UMBRELLA
        assert reader.search("okapi kettle", 1)[0].passage.id == "p3"
        found = reader.get("p3", "en")
        assert found and found.title == "Okapi kettle"
        assert [p.id for p in reader.passages("product")] == [*(p.id for p in SHELF), "umbrella"]


def test_what_is_open_is_not_read_again(live: Path) -> None:
    index = KnowledgeIndex.open(live, Plain())
    opened = Generation.open(live)
    index.upsert([UMBRELLA])
    after = Generation.open(live, opened)
    assert after.partitions["en-product"].words is opened.partitions["en-product"].words
    assert after.partitions["en-product"].delta and not opened.partitions["en-product"].delta


def test_a_passage_that_goes_and_comes_back_is_there_once(live: Path) -> None:
    index = KnowledgeIndex.open(live, Plain())
    index.delete(["p7", "umbrella"])
    assert index.get("p7", "en") is None
    assert not {"p7"} & {hit.passage.id for hit in index.search(SHELF[7].title, 200)}
    assert not index.delete(["p7"]).changed
    index.upsert([UMBRELLA])
    index.delete(["umbrella"])
    assert ids(index) == {p.id for p in SHELF + ANSWERS} - {"p7"}
    index.upsert([SHELF[7]])
    index.upsert([replace(SHELF[7], facts={"price_cents": 1})])
    assert [p.facts["price_cents"] for p in index.passages() if p.id == "p7"] == [1]
    hits = [hit.passage for hit in index.search(SHELF[7].title, 200) if hit.passage.id == "p7"]
    assert [passage.facts for passage in hits] == [{"price_cents": 1}]


def test_a_changed_fact_costs_no_encoding(live: Path) -> None:
    index = KnowledgeIndex.open(live, Plain())
    written = index.upsert([replace(SHELF[9], facts={**SHELF[9].facts, "price_cents": 1})])
    assert (written.encoded, written.reused) == (0, 1)
    written = index.upsert([replace(SHELF[9], facts={**SHELF[9].facts, "price_cents": 2})])
    assert (written.encoded, written.reused) == (0, 1)
    assert [hit.passage.facts["price_cents"] for hit in index.search(SHELF[9].title, 1)] == [2]


def test_an_id_may_move_to_another_kind(live: Path) -> None:
    index = KnowledgeIndex.open(live, Plain())
    index.upsert([replace(ANSWERS[0], id="p5")])
    assert [p.kind for p in index.passages() if p.id == "p5"] == ["faq"]


def test_a_language_may_be_named_when_deleting(live: Path) -> None:
    index = KnowledgeIndex.open(live, Plain())
    index.upsert([replace(UMBRELLA, language=language) for language in ("en", "zh")])
    index.delete(["umbrella"], "zh")
    assert index.get("umbrella", "en") and not index.get("umbrella", "zh")
    index.delete(["umbrella"])
    assert not index.get("umbrella", "en")


def test_a_delta_that_has_grown_is_merged(live: Path) -> None:
    index = KnowledgeIndex.open(live, Plain())
    order = [p.id for p in index.passages("product")]
    for start in range(0, 60, 6):
        index.upsert([replace(p, text=f"{p.text} on sale") for p in SHELF[start : start + 6]])
    assert [p.id for p in index.passages("product")] == order
    assert sum("on sale" in p.text for p in index.passages()) == 60
    delta = index._generation.partitions["en-product"].delta
    assert delta is None or delta.size() < 60
    assert "on sale" in (live / "en-product" / "passages.jsonl").read_text()


def test_a_build_merges_the_delta(live: Path) -> None:
    index = KnowledgeIndex.open(live, Plain())
    index.upsert([UMBRELLA])
    wanted = list(index.passages())
    assert write_index(live, lambda _: wanted, Plain()).encoded == 0
    assert not (live / "en-product.delta").exists()
    assert not write_index(live, lambda _: wanted, Plain()).changed


def test_searches_find_what_a_whole_build_of_the_same_finds(live: Path, tmp_path: Path) -> None:
    index = KnowledgeIndex.open(live, Plain())
    pick = random.Random(4)
    for turn in range(8):
        index.upsert([replace(product(500 + pick.randrange(90)), id=f"p{pick.randrange(140)}")])
        index.delete([f"p{10 * turn}"])
    write_index(tmp_path / "fresh", lambda _: list(index.passages()), Plain())
    fresh = KnowledgeIndex.open(tmp_path / "fresh", Plain())
    assert index._generation.partitions["en-product"].delta
    shared, scores = [], []
    for one in COLOURS + MADE_OF:
        for other in THINGS:
            ours, theirs = (found.search(f"{one} {other}", 10) for found in (index, fresh))
            shared.append(len({hit.passage.id for hit in ours} & {hit.passage.id for hit in theirs}) / 10)
            scores.append(abs(ours[0].score - theirs[0].score))
    assert np.mean(shared) > 0.97 and max(scores) < 0.05


def test_hidden_rows_do_not_crowd_out_what_is_there(live: Path) -> None:
    """Where all that is nearest has gone."""
    twins = [replace(UMBRELLA, id=f"u{n}") for n in range(200)]
    write_index(live, lambda _: [*twins, *SHELF], Plain())
    index = KnowledgeIndex.open(live, Plain())
    index.delete([f"u{n}" for n in range(79)])
    assert index._generation.partitions["en-product"].delta
    assert {hit.passage.id for hit in index.search("zebra umbrella", 100)} == {f"u{n}" for n in range(79, 179)}


@pytest.mark.parametrize("name", ["passages.jsonl", "vectors.npy", "words.npz", "hidden.npy"])
def test_a_corrupt_delta_never_serves(live: Path, name: str) -> None:
    index, reader = (KnowledgeIndex.open(live, Plain()) for _ in range(2))
    index.upsert([UMBRELLA, SHELF[0]])
    index.upsert([replace(SHELF[1], title="Okapi")])
    file = live / "en-product.delta" / name
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    with pytest.raises(IndexCorrupt, match="delta"):
        KnowledgeIndex.open(live, Plain())
    assert not reader.refresh_if_changed()
    assert reader.search(SHELF[1].title, 1)[0].passage == SHELF[1]


def test_a_delta_that_hides_what_is_not_there_is_corrupt(live: Path) -> None:
    KnowledgeIndex.open(live, Plain()).delete(["p1"])
    np.save(live / "en-product.delta" / "hidden.npy", np.array([len(SHELF)]))
    manifest = json.loads((live / "manifest.json").read_text())
    digest = file_digest(live / "en-product.delta" / "hidden.npy")
    manifest["files"]["en-product.delta/hidden.npy"] = digest
    (live / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(IndexCorrupt):
        KnowledgeIndex.open(live, Plain())


def test_a_file_system_without_links_gets_copies(live: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(swapping.os, "link", refuse)
    before = files(live, "en-product")
    index = KnowledgeIndex.open(live, Plain())
    index.upsert([UMBRELLA])
    assert files(live, "en-product") != before
    assert KnowledgeIndex.open(live, Plain()).search("zebra umbrella", 1)[0].passage == UMBRELLA


def test_a_disk_that_is_full_while_linking_leaves_the_index_that_was_there(
    live: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    before = live.resolve()
    with monkeypatch.context() as patched:
        patched.setattr(swapping.os, "link", full)
        with pytest.raises(OSError, match="No space"):
            KnowledgeIndex.open(live, Plain()).upsert([UMBRELLA])
    assert live.resolve() == before
    assert len(list(live.parent.glob("index.build-*"))) == 1


def test_a_change_to_a_corrupt_index_begins_anew_with_what_is_given(live: Path) -> None:
    index = KnowledgeIndex.open(live, Plain())
    (live / "manifest.json").write_text("{")
    index.upsert([UMBRELLA])
    assert [p.id for p in KnowledgeIndex.open(live, Plain()).passages()] == ["umbrella"]


@pytest.mark.slow
@pytest.mark.parametrize("at", ["write_delta", "write_manifest", "swap"])
def test_a_change_that_is_killed_leaves_the_old_index_serving(live: Path, at: str) -> None:
    KnowledgeIndex.open(live, Plain()).upsert([UMBRELLA])
    before = live.resolve()
    program = (
        "import os, signal; from pathlib import Path; from knowledge import changing\n"
        "from knowledge.index import KnowledgeIndex; from tests.knowledge.test_changing import Plain, SHELF\n"
        f"changing.{at} = lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL)\n"
        "changing.LARGEST_SHARE = 0.5\n"
        f"KnowledgeIndex.open(Path({str(live)!r}), Plain()).delete(['umbrella', 'p1'])\n"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, env={**os.environ}, timeout=60)
    assert done.returncode == -signal.SIGKILL
    assert live.resolve() == before
    index = KnowledgeIndex.open(live, Plain())
    assert index.get("umbrella", "en") and index.get("p1", "en")
    index.delete(["p2"])
    assert ids(index) == {*(p.id for p in SHELF + ANSWERS), "umbrella"} - {"p2"}
    assert len(list(live.parent.glob("index.build-*"))) == 2


def test_room_is_counted_for_large_partitions_only(live: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    index = KnowledgeIndex.open(live, Plain())
    assert index.has_room(1_000)
    monkeypatch.setattr("knowledge.index.LARGE_PARTITION", 100)
    assert index.has_room(30) and not index.has_room(31)
    index.upsert([replace(each, text="Other.") for each in SHELF[:10]])
    assert index.has_room(20) and not index.has_room(21)


def ids(index: KnowledgeIndex) -> Collection[str]:
    return {passage.id for passage in index.passages()}
