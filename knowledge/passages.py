"""Passages: what the shop knows, a piece at a time, and how they travel in a JSON Lines file."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from knowledge.errors import PassageError

KINDS = ("faq", "product", "policy")
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")  # it also names a folder of the index
LONGEST_TEXT = 100_000
MOST_PARAGRAPHS = 50  # each is a vector


@dataclass(frozen=True)
class Passage:
    """One piece of knowledge. An id is unique within its language.

    faq: title is the question, text the answer, facts `{"intents": [...], "also": [...], "topic": str}`; product: facts
    `{"product_id", "category", "brand", "colors", "price_cents", "in_stock", "sizes"}`. Facts are for filters and for
    whoever shows a hit. Retrieval itself reads two: `also`, other names of the same, and `attributes`, a mapping of
    labels to values."""

    id: str
    kind: str
    title: str
    text: str
    language: str
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Hit:
    """A passage and how likely it is to be what was asked for: 0 … 1, to be held against one threshold."""

    passage: Passage
    score: float


def encoded_texts(passage: Passage) -> list[str]:
    """The texts whose vectors stand for `passage`.

    A product is its title and text together. Anything else is every way its question is asked, and the title with each
    paragraph of its text: a question lies near questions, and near what an answer says about its title."""
    if passage.kind == "product":
        return [f"{passage.title}. {passage.text}" if passage.text else passage.title]
    paragraphs = [line.strip() for line in passage.text.split("\n") if line.strip()]
    answered = [f"{passage.title}. {paragraph}" for paragraph in paragraphs[:MOST_PARAGRAPHS]]
    return list(dict.fromkeys([passage.title, *passage.facts.get("also", ()), *answered]))


def lexical_fields(passage: Passage) -> tuple[str, str, str]:
    """What the word index reads: heading, body, attributes."""
    heading = "\n".join([passage.title, *passage.facts.get("also", ())])
    return heading, passage.text, "\n".join(_attributes(passage))


def _attributes(passage: Passage) -> Iterator[str]:
    """The words of `facts["attributes"]`: a text says what it says, a yes its label, a bare number nothing."""
    for label, value in passage.facts.get("attributes", {}).items():
        if isinstance(value, str):
            yield value
        elif value is True:
            yield label.replace("_", " ")


def to_line(passage: Passage) -> str:
    """One line of a passages file, without the line break; equal passages give equal lines."""
    return json.dumps(vars(passage), ensure_ascii=False, sort_keys=True)


def from_mapping(row: object) -> Passage:
    """Raises PassageError, saying which field is wrong."""
    if not isinstance(row, Mapping):
        raise PassageError("is not an object")
    unknown = set(row) - set(Passage.__dataclass_fields__)
    if unknown:
        raise PassageError(f"has unknown fields: {', '.join(sorted(map(str, unknown)))}")
    for name in ("id", "kind", "title", "text", "language"):
        value = row.get(name)
        if not isinstance(value, str) or (name != "text" and not value.strip()):
            raise PassageError(f"{name} is missing, empty or not a text")
    if row["kind"] not in KINDS:
        raise PassageError(f"kind is {row['kind']!r}, not one of {', '.join(KINDS)}")
    if not LANGUAGE.fullmatch(row["language"]):
        raise PassageError(f"language {row['language']!r} is no language code")
    if len(row["text"]) > LONGEST_TEXT:
        raise PassageError(f"text is longer than {LONGEST_TEXT:,} characters")
    facts = row.get("facts", {})
    if not isinstance(facts, Mapping):
        raise PassageError("facts is not an object")
    also = facts.get("also", [])
    if not isinstance(also, list) or not all(isinstance(text, str) for text in also):
        raise PassageError("facts.also is not a list of texts")
    if not isinstance(facts.get("attributes", {}), Mapping):
        raise PassageError("facts.attributes is not an object")
    return Passage(row["id"], row["kind"], row["title"], row["text"], row["language"], dict(facts))


def read_passages(file: Path) -> Iterator[Passage]:
    """The passages of a JSON Lines file. Raises PassageError, naming file and line."""
    if not file.is_file():
        raise PassageError(f"{file} is missing")
    with file.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                yield from_mapping(json.loads(line))
            except (ValueError, RecursionError) as error:
                raise PassageError(f"{file}, line {number}: is no JSON: {error}") from error
            except PassageError as error:
                raise PassageError(f"{file}, line {number}: {error}") from error


def refuse_unfit(passages: Iterable[Passage]) -> None:
    """Raises PassageError, naming the ids that occur twice in one language, or whose text is too long."""
    seen: set[tuple[str, str]] = set()
    twice: list[str] = []
    for passage in passages:
        if len(passage.text) > LONGEST_TEXT:
            name = f"{passage.id} ({passage.language})"
            raise PassageError(f"{name}: text is longer than {LONGEST_TEXT:,} characters")
        key = (passage.language, passage.id)
        if key in seen:
            twice.append(f"{passage.id} ({passage.language})")
        seen.add(key)
    if twice:
        raise PassageError(f"{len(twice)} ids occur more than once: {', '.join(twice[:10])}")
