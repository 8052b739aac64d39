from __future__ import annotations

import json
import logging
import threading
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest

from bot.nlu.confusions import confusions, thin_intents, warnings_for
from bot.nlu.embedding_cache import EmbeddingCache
from bot.nlu.nlu_files import AnnotatedExample, Place, read
from bot.nlu.quick_head import FOLDS, fit, out_of_fold
from bot.nlu.quick_model import FrozenEncoders, cross_validated, refit
from bot.nlu.refit import frozen_encoders, main
from knowledge.encoders import Encoders, export_minilm
from knowledge.settings import KnowledgeSettings

ROOT = Path(__file__).parents[2]


class WordEncoder:
    """Texts that share words lie near each other; counts what it was asked to read."""

    dimensions = 24

    def __init__(self, identity: str = "words-1") -> None:
        self.identity = identity
        self.read: list[str] = []

    def encode(self, texts):
        self.read += texts
        rows = np.stack([sum(self._word(word) for word in text.lower().split() or [""]) for text in texts])
        return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)

    def _word(self, word: str):
        seed = int.from_bytes(sha256(word.encode("utf-8", "replace")).digest()[:4], "big")
        return np.random.default_rng(seed).normal(size=self.dimensions)


NUMBERS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]


def examples(number: int = 12, *, language: str = "en") -> list[AnnotatedExample]:
    phrases = {
        "cancel_order": "please cancel my order number",
        "track_order": "where has the parcel gone",
        "greet": "hello there bot",
    }
    return [
        AnnotatedExample(f"{phrase} {NUMBERS[i]}", intent, language, Place(Path(f"{intent}.yml"), i + 4))
        for intent, phrase in phrases.items()
        for i in range(number)
    ]


@pytest.fixture
def english() -> WordEncoder:
    return WordEncoder()


@pytest.fixture
def every() -> WordEncoder:
    return WordEncoder("every-1")


@pytest.fixture
def frozen(english: WordEncoder, every: WordEncoder, tmp_path: Path) -> FrozenEncoders:
    return FrozenEncoders(english, every, EmbeddingCache(tmp_path / "cache"))


def texts_of(some: list[AnnotatedExample]) -> list[str]:
    return [example.text for example in some]


# --- embeddings on disk


def test_a_text_is_encoded_once_for_each_encoder(tmp_path: Path) -> None:
    first, other = WordEncoder(), WordEncoder("words-2")
    cache = EmbeddingCache(tmp_path)
    fresh = cache.embed(first, ["a", "b", "a"])
    again = EmbeddingCache(tmp_path).embed(first, ["b", "c", "a"])
    assert (fresh.encoded, again.encoded, first.read) == (2, 1, ["a", "b", "c"])
    np.testing.assert_array_equal(again.vectors, WordEncoder().encode(["b", "c", "a"]))
    assert cache.embed(other, ["a"]).encoded == 1
    assert cache.embed(first, []).vectors.shape == (0, WordEncoder.dimensions)


@pytest.mark.parametrize("damage", ["cut", "text", "flipped", "shape", "nan", "empty"])
def test_a_damaged_cache_is_made_again_and_says_so(
    tmp_path: Path, damage: str, caplog: pytest.LogCaptureFixture
) -> None:
    cache, encoder = EmbeddingCache(tmp_path), WordEncoder()
    wanted = cache.embed(encoder, ["a", "b"]).vectors
    file = next(tmp_path.glob("*.npz"))
    good = file.read_bytes()
    middle = len(good) // 2
    broken = {
        "cut": good[:middle],
        "text": b"not an archive",
        "flipped": good[:middle] + bytes([good[middle] ^ 255]) + good[middle + 1 :],
        "empty": b"",
    }
    if damage in broken:
        file.write_bytes(broken[damage])
    else:
        keys = np.array([b"k" * 32], dtype="S32")
        np.savez(file, keys=keys, vectors=np.full((1, 3 if damage == "shape" else 24), np.nan, dtype=np.float32))
    with caplog.at_level(logging.WARNING):
        mended = cache.embed(encoder, ["a", "b"])
    np.testing.assert_array_equal(mended.vectors, wanted)
    assert mended.encoded == 2
    assert "made again" in caplog.text
    assert cache.embed(encoder, ["a", "b"]).encoded == 0


def test_the_cache_keeps_what_was_asked_for_last(tmp_path: Path) -> None:
    cache, encoder = EmbeddingCache(tmp_path, most=3), WordEncoder()
    cache.embed(encoder, ["a", "b", "c"])
    cache.embed(encoder, ["d", "a"])
    assert cache.embed(encoder, ["a", "d", "c"]).encoded == 0
    assert cache.embed(encoder, ["b"]).encoded == 1


def test_more_texts_than_the_cache_holds_are_still_embedded(tmp_path: Path) -> None:
    assert EmbeddingCache(tmp_path, most=2).embed(WordEncoder(), list("abcdef")).vectors.shape == (6, 24)


def test_writers_at_the_same_time_lose_nothing(tmp_path: Path) -> None:
    threads = [
        threading.Thread(
            target=lambda n=n: EmbeddingCache(tmp_path).embed(WordEncoder(), [f"{n}-{i}" for i in range(20)])
        )
        for n in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    everything = [f"{n}-{i}" for n in range(6) for i in range(20)]
    assert EmbeddingCache(tmp_path).embed(WordEncoder(), everything).encoded == 0


def test_an_interrupted_run_keeps_what_it_encoded(tmp_path: Path) -> None:
    class Interrupted(WordEncoder):
        def encode(self, texts):
            if len(self.read) >= 600:
                raise KeyboardInterrupt
            return super().encode(texts)

    texts = [str(i) for i in range(800)]
    with pytest.raises(KeyboardInterrupt):
        EmbeddingCache(tmp_path).embed(Interrupted(), texts)
    heard = []
    assert (
        EmbeddingCache(tmp_path).embed(WordEncoder(), texts, lambda done, of: heard.append((done, of))).encoded == 288
    )
    assert heard[-1] == (288, 288)


# --- the quick model


def test_learns_and_ranks_every_intent(frozen: FrozenEncoders) -> None:
    ranked = refit(examples(), frozen).rank("please cancel the order number seventy")
    assert ranked[0][0] == "cancel_order"
    assert {intent for intent, _ in ranked} == {"cancel_order", "track_order", "greet"}
    assert sum(share for _, share in ranked) == pytest.approx(1, abs=1e-5)


def test_other_scripts_are_not_shown_to_the_english_encoder(
    frozen: FrozenEncoders, english: WordEncoder, every: WordEncoder
) -> None:
    model = refit(
        [*examples(), AnnotatedExample("你好 啊", "greet"), AnnotatedExample("取消 订单", "cancel_order")], frozen
    )
    model.rank("取消 订单 吧")
    assert not any("订" in text for text in english.read)
    assert any("吧" in text for text in every.read)


def test_a_second_refit_encodes_only_what_is_new(frozen: FrozenEncoders, english: WordEncoder) -> None:
    refit(examples(), frozen)
    english.read.clear()
    refit([*examples(), AnnotatedExample("good morning", "greet")], frozen)
    assert english.read == ["good morning"]


def test_compare_tells_what_new_examples_change(frozen: FrozenEncoders) -> None:
    before = refit(examples(), frozen)
    taught = [AnnotatedExample(f"order a gift card number {word}", "gift_card") for word in NUMBERS[:5]]
    after = refit([*examples(), *taught], frozen)
    changes = after.compare(before, ["order a gift card number ninety", "hello there bot"])
    assert [(change.text, change.after) for change in changes] == [("order a gift card number ninety", "gift_card")]
    assert changes[0].before != "gift_card"
    assert 0.5 < changes[0].confidence <= 1
    assert after.compare(after, texts_of(examples())) == []


def test_hostile_messages_are_ranked_too(frozen: FrozenEncoders) -> None:
    model = refit(examples(), frozen)
    for text in ("", " ", "\ud800", "x" * 50_000, "👍", "\x00"):
        assert sum(share for _, share in model.rank(text)) == pytest.approx(1, abs=1e-5)


def test_one_intent_is_nothing_to_tell_apart(frozen: FrozenEncoders) -> None:
    with pytest.raises(ValueError):
        refit([e for e in examples() if e.intent == "greet"], frozen)
    with pytest.raises(ValueError, match="tell apart"):
        out_of_fold(np.eye(3, dtype=np.float32), ["greet"] * 3)


# --- out of fold


def test_out_of_fold_finds_what_is_separable() -> None:
    some = examples()
    predictions = out_of_fold(WordEncoder().encode(texts_of(some)), [e.intent for e in some])
    assert predictions.understood == [e.intent for e in some]
    np.testing.assert_allclose(predictions.probabilities.sum(axis=1), 1, atol=1e-5)


def test_no_example_is_judged_by_a_model_that_learnt_it() -> None:
    random = np.random.default_rng(5)
    points = random.normal(size=(200, 128)).astype(np.float32)
    intents = [f"intent_{i % 4}" for i in range(200)]
    head = fit(points, intents)
    assert np.mean([head.labels[row] for row in head.logits(points).argmax(1)] == np.array(intents)) > 0.8
    assert np.mean(np.array(out_of_fold(points, intents).understood) == intents) < 0.4


@pytest.mark.parametrize("counts", [(1, 1), (1, 30), (2, 1), (3, 4, 1), (1,) * 8])
def test_intents_with_fewer_examples_than_folds_do_no_harm(counts: tuple[int, ...]) -> None:
    intents = [f"intent_{i}" for i, count in enumerate(counts) for _ in range(count)]
    points = np.random.default_rng(1).normal(size=(len(intents), 8)).astype(np.float32)
    predictions = out_of_fold(points, intents)
    np.testing.assert_allclose(predictions.probabilities.sum(axis=1), 1, atol=1e-5)
    assert set(predictions.understood) <= set(intents)


def test_one_more_example_moves_no_other_to_another_fold() -> None:
    some = examples()
    points = WordEncoder().encode(texts_of(some))
    before = out_of_fold(points, [e.intent for e in some]).probabilities
    longer = [*some, AnnotatedExample("hello again bot", "greet")]
    after = out_of_fold(WordEncoder().encode(texts_of(longer)), [e.intent for e in longer]).probabilities[:-1]
    untouched = np.abs(before - after).max(axis=1) < 0.05
    assert untouched.mean() >= (FOLDS - 1) / FOLDS


# --- thin and confused intents


def confused() -> list[AnnotatedExample]:
    """`person` and `helper` are written in the same words: none of them says which it is."""
    words = [f"let me talk to {a} {b}" for a in NUMBERS for b in ("now", "soon")]
    return examples() + [
        AnnotatedExample(text, "person" if (i // 2 + i) % 2 else "helper", "en", Place(Path("en/service.yml"), i + 3))
        for i, text in enumerate(words)
    ]


def test_confused_intents_are_named_with_sentences_and_places() -> None:
    some = confused()
    found = confusions(some, out_of_fold(WordEncoder().encode(texts_of(some)), [e.intent for e in some]))
    assert [(c.first, c.second) for c in found] == [("helper", "person")]
    assert found[0].first_as_second > 0
    text = str(found[0])
    assert "helper and person are confused" in text
    assert 'Read as person: "let me talk to' in text
    assert "en/service.yml:" in text
    by_place = {str(e.place): e for e in some}
    assert all(by_place[str(e.place)].intent in ("helper", "person") for e in found[0].taken)


def test_clear_examples_give_no_warnings() -> None:
    some = examples()
    assert warnings_for(some, WordEncoder().encode(texts_of(some))) == []


def test_thin_intents_are_named_with_their_language() -> None:
    some = [
        *examples(),
        AnnotatedExample("你好", "greet", "zh"),
        *[AnnotatedExample(f"bye {i}", "goodbye") for i in "abc"],
    ]
    assert [str(entry) for entry in thin_intents(some)] == [
        "greet has a single example in zh: give it at least 10",
        "goodbye has 3 examples: give it at least 10",
    ]
    warned = warnings_for(some, WordEncoder().encode(texts_of(some)))
    assert warned[:2] == [str(entry) for entry in thin_intents(some)]


# --- the command


def write(folder: Path, some: list[AnnotatedExample]) -> None:
    (folder / "en").mkdir(parents=True, exist_ok=True)
    for intent in {e.intent for e in some}:
        lines = "".join(f"    - {e.text}\n" for e in some if e.intent == intent)
        (folder / "en" / f"{intent}.yml").write_text(f"nlu:\n- intent: {intent}\n  examples: |\n{lines}")


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    """Runs the command with encoders of words on `tmp_path/data`."""
    monkeypatch.setenv("AISLE_VAR", str(tmp_path / "var"))
    monkeypatch.setattr(Encoders, "_load", lambda self, name: WordEncoder(name))

    def run(some: list[AnnotatedExample], *arguments: str) -> tuple[int, str, str]:
        write(tmp_path / "data", some)
        status = main([str(tmp_path / "data"), *arguments])
        return status, *capsys.readouterr()

    return run


def test_the_command_says_what_is_new_and_what_has_changed(command) -> None:
    status, out, _ = command(examples())
    assert status == 0
    assert "36 examples, of which 36 were new" in out
    assert "en: 100.0% of 36 examples" in out
    assert "last refit" not in out
    twins = [AnnotatedExample(e.text + " pretty please", "beg") for e in examples() if e.intent == "cancel_order"]
    status, out, _ = command([*examples(), *twins], "--message", "hello there bot")
    assert "of which 12 were new" in out
    assert "examples are clearly understood differently than at the last refit" in out
    assert '"hello there bot": greet' in out


def test_the_command_names_each_change_with_file_and_line(command, tmp_path: Path) -> None:
    command(examples())
    last = tmp_path / "var" / "refit" / "last.json"
    kept = json.loads(last.read_text())
    last.write_text(json.dumps({key: "greet" if "cancel" in key else intent for key, intent in kept.items()}))
    _, out, _ = command(examples())
    assert "12 examples are clearly understood differently than at the last refit:" in out
    assert "cancel_order.yml:4): was greet, now cancel_order (right)" in out


@pytest.mark.parametrize(
    "content", ["{", "[]", '{"a": 1}', "[" * 100_000], ids=["no JSON", "a list", "numbers", "deep"]
)
def test_an_unreadable_memory_of_the_last_refit_is_said_and_replaced(command, tmp_path: Path, content: str) -> None:
    command(examples())
    (tmp_path / "var" / "refit" / "last.json").write_text(content)
    status, _, err = command(examples())
    assert status == 0
    assert "last.json cannot be read" in err
    assert "last.json" not in command(examples())[2]


def test_the_command_refuses_faulty_examples_with_file_and_line(command) -> None:
    status, out, err = command([*examples(), AnnotatedExample("Hello there bot, one", "deny")])
    assert status == 1
    assert "also an example of" in err
    assert "deny.yml" in err or "greet.yml" in err
    assert "learnt" not in out


@pytest.mark.slow
def test_real_encoders_learn_a_new_intent_from_five_examples(tmp_path: Path) -> None:
    settings = KnowledgeSettings(var=tmp_path)
    export_minilm(settings.encoders_folder / "minilm")
    frozen = frozen_encoders(settings)
    shipped = read(ROOT / "nlu_data").examples
    before = refit(shipped, frozen)
    taught = [
        AnnotatedExample(text, "gift_wrapping", "en")
        for text in (
            "can you gift wrap it for me",
            "I'd like it in wrapping paper with a bow",
            "do you do gift wrapping",
            "please wrap it up as a present",
            "is there wrapping for birthday presents",
        )
    ]
    sixth = "do you offer gift wrap?"
    features = frozen.features(texts_of([*shipped, *taught]))
    assert features.encoded == len(taught)
    changes = refit([*shipped, *taught], frozen).compare(before, [sixth, "where is my parcel", "我要退货"])
    assert [(change.text, change.after) for change in changes] == [(sixth, "gift_wrapping")]
    predictions = cross_validated(features, [e.intent for e in [*shipped, *taught]])
    right = np.array(predictions.understood[: len(shipped)]) == [e.intent for e in shipped]
    assert right.mean() > 0.65
