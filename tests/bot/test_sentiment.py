"""Sentiment without Rasa and without real encoders: the labelled messages, what shows of a feeling, how it is read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from bot.nlu.head import LinearHead
from bot.nlu.multilingual import RemembersLast
from bot.nlu.sentiment import Feeling, SentimentModelError, SentimentReader, english_features, every_features
from bot.nlu.sentiment_examples import FEELINGS, FOLDER, SentimentDataError, read
from bot.nlu.sentiment_signs import han, signs, vader
from bot.nlu.sentiment_training import without_own_topic

HELD_OUT = Path(__file__).parents[1] / "nlu"


def test_there_are_enough_messages_of_each_feeling_in_each_language_and_topic() -> None:
    counts = Counter((message.language, message.feeling) for message in read())
    assert sum(counts["en", feeling] for feeling in FEELINGS) >= 600
    assert sum(counts["zh", feeling] for feeling in FEELINGS) >= 400
    assert min(counts.values()) >= 100
    assert len({message.topic for message in read() if message.language == "en"}) >= 10


@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_held_out_message_is_learnt(language: str) -> None:
    learnt = {message.text.casefold() for message in read()}
    held_out = (HELD_OUT / f"sentiment_{language}.csv").read_text(encoding="utf-8").splitlines()[1:]
    assert not learnt & {line.rpartition(",")[0].strip('"').casefold() for line in held_out}


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("delivery: {angry: |\n x\n}", "no YAML"),
        ("delivery:\n  angry: |\n    where is it\n", "expected negative"),
        ("delivery:\n  negative: [a, b]\n", "one message a line"),
        ("- a\n- b\n", "no topics"),
        ("delivery:\n  negative: |\n    late\n", "needs messages"),
        ("a:\n  negative: |\n    x\n  neutral: |\n    x\n  positive: |\n    y\n", "two feelings"),
    ],
)
def test_what_cannot_be_learnt_is_refused_and_named(tmp_path: Path, written: str, reason: str) -> None:
    (tmp_path / "en.yml").write_text(written, encoding="utf-8")
    with pytest.raises(SentimentDataError, match=reason):
        read(tmp_path)


def test_every_file_of_messages_says_what_its_labels_mean() -> None:
    for file in FOLDER.glob("*.yml"):
        assert all(feeling in file.read_text(encoding="utf-8").split("\n\n")[0] for feeling in FEELINGS), file


def test_shouting_and_insisting_show_and_short_names_in_capitals_do_not() -> None:
    calm, shouted, named = signs(["where is it", "WHERE IS IT???", "is it in the UK"])
    assert shouted.sum() > calm.sum() and named[0] == 0 < shouted[0]
    assert np.array_equal(signs(["真的吗？？"])[0, 3:5], signs(["really??"])[0, 3:5])  # full width as half width


def test_chinese_characters_have_columns_and_other_texts_none() -> None:
    rows = han(["气死我了", "really angry", "气死", ""])
    assert np.allclose(np.linalg.norm(rows, axis=1), [1.5, 0, 1.5, 0])
    assert rows[0] @ rows[2] > 0


@pytest.mark.parametrize("text", ["", " ", "\ud800", "🙂" * 300, "\x00", "a" * 100_000, "我的" * 5000, "!" * 9999])
def test_any_text_has_signs_within_bounds(text: str) -> None:
    found = np.hstack([signs([text]), vader([text]), han([text])])
    assert found.shape == (1, 9 + 4 + 2048) and np.isfinite(found).all() and np.abs(found).max() <= 1.5


def head(columns: int, at: int) -> LinearHead:
    """Negative by what column `at` lacks, positive by what it has."""
    weights = np.zeros((3, columns), dtype=np.float32)
    weights[:, at] = (-5, 0, 5)
    return LinearHead(FEELINGS, weights, np.zeros(3, dtype=np.float32))


class Counted:
    """An encoder of two dimensions that counts what it reads."""

    identity, dimensions = "counted", 2

    def __init__(self) -> None:
        self.read: list[str] = []

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.read += texts
        return np.array([[1, 0] for _ in texts], dtype=np.float32).reshape(-1, 2)


def test_english_and_other_languages_are_read_by_their_own_encoders() -> None:
    english, every = Counted(), Counted()
    compound = english_features(["x"], english.encode(["x"])).shape[1] - 10  # VADER's, before the nine signs
    width = every_features(["x"], every.encode(["x"])).shape[1]
    reader = SentimentReader(english.encode, head(2 + 4 + 9, compound), every.encode, head(width, 0))
    english.read.clear(), every.read.clear()
    assert reader.read("I love it, thank you").score > 0.9
    assert reader.read("I hate it, this is awful").score < -0.9
    assert reader.read("太喜欢了").score > 0.9
    assert (english.read, every.read) == (["I love it, thank you", "I hate it, this is awful"], ["太喜欢了"])


def test_a_score_is_what_positive_has_over_negative() -> None:
    assert Feeling(0.7, 0.2, 0.1).score == pytest.approx(-0.6)
    assert Feeling(0.1, 0.8, 0.1).score == 0


def test_the_text_that_was_read_last_is_not_read_again() -> None:
    counted = Counted()
    encoder = RemembersLast(counted)
    for text in ("你好", "你好", "再见", "你好"):
        encoder.encode([text])
    assert counted.read == ["你好", "再见", "你好"]
    assert encoder.encode(["a", "b"]).shape == (2, 2)


def test_a_topic_is_judged_by_a_head_that_has_not_seen_it() -> None:
    """In topic b the sign is turned round: whoever had learnt b would know."""
    feelings = np.array(["negative", "neutral", "positive"] * 20)
    towards = {"negative": (1, 0), "neutral": (0, 0), "positive": (0, 1)}
    features = np.array([towards[feeling] for feeling in feelings], dtype=np.float32)
    topics = ["a"] * 30 + ["b"] * 30
    features[30:] = features[30:, ::-1]
    logits = without_own_topic(features, feelings, topics)
    assert [FEELINGS[column] for column in logits[30:33].argmax(axis=1)] == ["positive", "neutral", "negative"]


def test_a_folder_without_a_model_is_named(tmp_path: Path) -> None:
    with pytest.raises(SentimentModelError, match=str(tmp_path)):
        SentimentReader.load(tmp_path)
