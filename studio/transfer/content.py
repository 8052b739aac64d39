"""What a version's files hold, as rows: examples, questions with their answers, responses, words with one meaning."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from bot.nlu.nlu_files import AnnotatedExample, parse
from knowledge.errors import FaqError
from knowledge.faq import read_faq
from knowledge.passages import Passage
from studio import layout
from studio.errors import BrokenFile
from studio.files import Files
from studio.transfer.yaml_text import child, composed, entries, items, line_of, text_of

FIRST_LANGUAGE = "en"  # of responses without a condition


@dataclass(frozen=True)
class Response:
    """One variation: `number` counts those of this name and language from 1."""

    name: str
    language: str
    number: int
    text: str
    place: str


def examples(files: Files) -> Iterator[AnnotatedExample]:
    """File by file; what cannot be read of a file is left out."""
    for path in files.under(layout.NLU, *layout.YAML):
        blocks, _ = parse(files.read(path).encode(), Path(path))
        for block in blocks:
            yield from block.examples


def faq(files: Files) -> list[Passage]:
    """Raises BrokenFile."""
    paths = files.under(layout.FAQ, *layout.YAML)
    if not paths:
        return []
    with tempfile.TemporaryDirectory(prefix="faq-") as scratch:
        for path in paths:
            file = Path(scratch) / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(files.read(path).encode())
        try:
            return read_faq(Path(scratch) / layout.FAQ)
        except FaqError as error:
            raise BrokenFile(str(error).replace(f"{scratch}/", "")) from None


def responses(files: Files) -> Iterator[Response]:
    """Raises BrokenFile."""
    for path in files.under(layout.DOMAIN, *layout.YAML):
        yield from responses_of(files.read(path), path)


def responses_of(text: str, path: str) -> Iterator[Response]:
    """Raises BrokenFile."""
    for name, _, variations in entries(child(composed(text, path), "responses")):
        counts: dict[str, int] = {}
        for variation in items(variations):
            said = child(variation, "text")
            if not isinstance(said, yaml.ScalarNode):
                continue
            language = _language(variation)
            counts[language] = counts.get(language, 0) + 1
            yield Response(name, language, counts[language], said.value, f"{path}:{line_of(variation)}")


def _language(variation: yaml.Node) -> str:
    for condition in items(child(variation, "condition")):
        if text_of(child(condition, "name")) == "language":
            return text_of(child(condition, "value"))
    return FIRST_LANGUAGE
