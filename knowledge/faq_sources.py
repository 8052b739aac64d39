"""Questions and answers out of other people's files: CSV, Markdown, Rasa's responses with their NLU examples."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from knowledge.errors import FaqError

HEADINGS = {"question": ("question", "q", "title", "问题"), "answer": ("answer", "a", "text", "答案", "回答")}
HEADINGS |= {"id": ("id", "key"), "also": ("also", "variants", "paraphrases"), "intents": ("intents", "intent")}
_SEPARATORS = re.compile(r"\s*[|\n]\s*")
_RASA_WORD = re.compile(r"\[([^\]]+)\](?:\([^)]*\)|\{[^}]*\})")


@dataclass(frozen=True)
class Entry:
    """`place` is file and line, for whoever must be told; `id` is empty where the file gives none."""

    place: str
    question: str
    answer: str
    id: str = ""
    also: list[str] = field(default_factory=list)
    intents: list[str] = field(default_factory=list)


def read_entries(files: Sequence[Path]) -> list[Entry]:
    """Raises FaqError with a line for every fault in any of the files."""
    faults: list[str] = []
    entries: list[Entry] = []
    rasa: list[Path] = []
    for file in files:
        kind = file.suffix.lower()
        if kind in (".yml", ".yaml"):
            rasa.append(file)
        elif kind in (".csv", ".tsv", ".md", ".markdown"):
            entries += (_csv if kind in (".csv", ".tsv") else _markdown)(file, _text(file), faults)
        else:
            faults.append(f"{file}: is none of .csv, .tsv, .md, .yml")
    if rasa:
        entries += _rasa(rasa, faults)
    faults += [f"{e.place}: {name} is missing" for e in entries for name in ("question", "answer") if not vars(e)[name]]
    if faults:
        raise FaqError("\n".join(faults))
    if not entries:
        raise FaqError(f"{', '.join(map(str, files))}: there is no question with an answer")
    return entries


def _text(file: Path) -> str:
    try:
        return file.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FaqError(f"{file}: is not UTF-8 (byte {error.start:,}): save it as UTF-8") from None
    except OSError as error:
        raise FaqError(f"{file}: cannot be read: {error.strerror}") from None


def _csv(file: Path, text: str, faults: list[str]) -> Iterator[Entry]:
    first = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(",;\t", key=first.count)
    reader = csv.DictReader(text.splitlines(keepends=True), delimiter=separator, strict=True)
    try:
        names = {(name or "").strip().lower(): name for name in reader.fieldnames or ()}
        columns = {ours: names[word] for ours, words in HEADINGS.items() for word in words if word in names}
        if not {"question", "answer"} <= columns.keys():
            faults.append(f"{file}: has no columns called question and answer, but {', '.join(names) or 'none'}")
            return
        before = reader.line_num
        for row in reader:
            cells = {ours: (row.get(theirs) or "").strip() for ours, theirs in columns.items()}
            place, before = f"{file}, line {before + 1}", reader.line_num
            if any(cells.values()):
                also, intents = (several(cells.get(name, "")) for name in ("also", "intents"))
                yield Entry(place, cells["question"], cells["answer"], cells.get("id", ""), also, intents)
    except csv.Error as error:
        faults.append(f"{file}, line {reader.line_num}: cannot be read: {error}")


def several(cell: str) -> list[str]:
    return [part for part in _SEPARATORS.split(cell) if part]


def _markdown(file: Path, text: str, faults: list[str]) -> Iterator[Entry]:
    """A heading with text below it is a question with its answer; one without is only a chapter."""
    lines = text.splitlines()
    tokens = MarkdownIt().parse(text)
    headings = [
        (token.map, tokens[at + 1].content)
        for at, token in enumerate(tokens)
        if token.type == "heading_open" and token.level == 0 and token.map
    ]
    ends = [*(span[0] for span, _ in headings[1:]), len(lines)]
    for (span, question), end in zip(headings, ends, strict=False):
        answer = "\n".join(lines[span[1] : end]).strip()
        if answer:
            yield Entry(f"{file}, line {span[0] + 1}", " ".join(question.split()), answer)


def _rasa(files: Iterable[Path], faults: list[str]) -> Iterator[Entry]:
    """`utter_faq/returns` answers the examples of the intent `faq/returns`, which may stand in another file."""
    answers: dict[str, tuple[str, str]] = {}
    asked: dict[str, list[str]] = {}
    for file in files:
        content = _yaml(file, faults)
        for name, variations in _mapping(content.get("responses")).items():
            answers[str(name).removeprefix("utter_")] = (f"{file}: {name}", _first_text(variations))
        nlu = content.get("nlu")
        for block in nlu if isinstance(nlu, list) else []:
            if isinstance(block, Mapping) and "intent" in block:
                asked.setdefault(str(block["intent"]), []).extend(_examples(block.get("examples")))
    for name, (place, answer) in answers.items():
        if name not in asked:
            faults.append(f"{place}: nobody asks for it: give the NLU file with the intent {name} as well")
            continue
        question, *also = asked[name] or [""]
        yield Entry(place, question, answer, re.sub(r"\W+", "_", name).strip("_"), also)


def _yaml(file: Path, faults: list[str]) -> Mapping[str, Any]:
    try:
        return _mapping(YAML(typ="safe").load(_text(file)))
    except YAMLError as error:
        faults.append(f"{file}: is no YAML: {' '.join(str(error).split())}")
        return {}


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _first_text(variations: Any) -> str:
    texts = [one.get("text") for one in variations if isinstance(one, Mapping)] if isinstance(variations, list) else []
    return next((text.strip() for text in texts if isinstance(text, str) and text.strip()), "")


def _examples(block: Any) -> list[str]:
    """The lines of `- where is [it](thing)`, without the marks of entities."""
    lines = block.splitlines() if isinstance(block, str) else []
    plain: Callable[[str], str] = lambda line: _RASA_WORD.sub(r"\1", line.strip().removeprefix("-").strip())  # noqa: E731
    return [text for line in lines if (text := plain(line))]
