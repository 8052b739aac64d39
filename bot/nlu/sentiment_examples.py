"""The labelled messages that sentiment is learnt from: `sentiment_data/<language>.yml`, by topic and by feeling."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).with_name("sentiment_data")
FEELINGS = ("negative", "neutral", "positive")


class SentimentDataError(Exception):
    """The labelled messages cannot be learnt as they are; names the file, and the topic where it is in one."""


@dataclass(frozen=True)
class FeltMessage:
    """`feeling` is one of FEELINGS; `topic` says what is left out together when a model is tried."""

    text: str
    feeling: str
    topic: str
    language: str


def read(folder: Path = FOLDER) -> list[FeltMessage]:
    """Every message of every language, in the order of the files. Raises SentimentDataError, and OSError."""
    messages = [message for file in sorted(folder.glob("*.yml")) for message in _of_file(file)]
    if {message.feeling for message in messages} != set(FEELINGS):
        raise SentimentDataError(f"{folder} needs messages that are {', '.join(FEELINGS)}")
    felt: dict[tuple[str, str], str] = {}
    for message in messages:
        if felt.setdefault((message.language, message.text), message.feeling) != message.feeling:
            raise SentimentDataError(f"{message.language}.yml: {message.text!r} stands under two feelings")
    return messages


def _of_file(file: Path) -> Iterator[FeltMessage]:
    try:
        topics: Any = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise SentimentDataError(f"{file} is no YAML: {error}") from error
    if not isinstance(topics, dict):
        raise SentimentDataError(f"{file} holds no topics")
    for topic, by_feeling in topics.items():
        if not isinstance(by_feeling, dict) or not set(by_feeling) <= set(FEELINGS):
            raise SentimentDataError(f"{file}, {topic}: expected {', '.join(FEELINGS)}")
        for feeling, lines in by_feeling.items():
            if not isinstance(lines, str):
                raise SentimentDataError(f"{file}, {topic}: {feeling} needs `|` and one message a line")
            for line in filter(None, map(str.strip, lines.splitlines())):
                yield FeltMessage(line, feeling, str(topic), file.stem)
