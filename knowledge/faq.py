"""The FAQ: files that a content editor writes, `<folder>/<language>/<topic>.yml`, and the passages they make."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from knowledge.errors import FaqError
from knowledge.passages import LANGUAGE, LONGEST_TEXT, Passage

FAQ_FOLDER = Path(__file__).parent / "faq"
FIELDS = {"id", "intents", "question", "also", "answer"}


def read_faq(folder: Path) -> list[Passage]:
    """Every entry, language by language, topic by topic, in the order of the files.

    Raises FaqError with a line for every fault found: the file, the entry, and what is wrong with it."""
    faults: list[str] = []
    passages: list[Passage] = []
    where: dict[tuple[str, str], str] = {}
    for file in sorted(folder.glob("*/*.yml")):
        for number, entry in enumerate(_entries(file, faults), 1):
            place = f"{file}: entry {number}" + (
                f" ({entry['id']})" if isinstance(entry, dict) and entry.get("id") else ""
            )
            found = [f"{place}: {fault}" for fault in _faults(entry)]
            faults += found
            if found:
                continue
            passage = _passage(entry, file)
            key = (passage.language, passage.id)
            if key in where:
                faults.append(f"{place}: the id is taken already by {where[key]}")
            where.setdefault(key, place)
            passages.append(passage)
    if faults:
        raise FaqError("\n".join(faults))
    if not passages:
        raise FaqError(f"{folder} holds no FAQ: files are expected as {folder}/<language>/<topic>.yml")
    return passages


def default_for(passages: Iterable[Passage], intent: str) -> Passage | None:
    """The entry that answers `intent` where nothing more is known: the first that names it before any other intent,
    or else the first that names it. Give it the passages of one language."""
    naming = [passage for passage in passages if intent in passage.facts.get("intents", ())]
    return next((passage for passage in naming if passage.facts["intents"][0] == intent), naming[0] if naming else None)


def _entries(file: Path, faults: list[str]) -> list[Any]:
    if not LANGUAGE.fullmatch(file.parent.name):
        faults.append(f"{file}: {file.parent.name!r} is no language code")
        return []
    try:
        content = YAML(typ="safe").load(file)  # unlike PyYAML it refuses a key that is given twice
    except (YAMLError, UnicodeDecodeError) as error:
        faults.append(f"{file}: is no YAML: {' '.join(str(error).split())}")
        return []
    if not isinstance(content, dict) or set(content) != {"faq"} or not isinstance(content["faq"], list):
        faults.append(f"{file}: is not a list of entries under `faq:`")
        return []
    return content["faq"]


def _faults(entry: object) -> Iterator[str]:
    if not isinstance(entry, dict):
        yield "is not a mapping with the fields id, intents, question, also and answer"
        return
    for name in sorted(map(str, set(entry) - FIELDS)):
        yield f"has an unknown field {name!r}"
    for name in ("id", "question", "answer"):
        value = entry.get(name)
        if name not in entry:
            yield f"{name} is missing"
        elif not isinstance(value, str):
            yield f"{name} is not a text: put it in quotes"
        elif not value.strip():
            yield f"{name} is empty"
        elif len(value) > LONGEST_TEXT:
            yield f"{name} is longer than {LONGEST_TEXT:,} characters"
    for name in ("intents", "also"):
        value = entry.get(name, [])
        if not isinstance(value, list) or not all(isinstance(text, str) and text.strip() for text in value):
            yield f"{name} is not a list of texts"


def _passage(entry: dict[str, Any], file: Path) -> Passage:
    facts = {
        "intents": list(entry.get("intents", [])),
        "also": [text.strip() for text in entry.get("also", [])],
        "topic": file.stem,
    }
    return Passage(entry["id"], "faq", entry["question"].strip(), entry["answer"].strip(), file.parent.name, facts)
