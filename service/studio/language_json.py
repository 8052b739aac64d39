"""Language data as the front end reads it, and what the front end sends."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from service.errors import BadRequest
from studio.examples import AnnotatedExample
from studio.files import Files
from studio.language import ExampleRef, intents
from studio.language.checking import entities_by_use
from studio.language.corpus import corpus, line_of, path_of, place, topics
from studio.language.intent_edits import uses
from studio.language.likeness import prepare
from studio.language.places import titles_of

_MOST = 5_000


def list_of_intents(files: Files) -> dict[str, Any]:
    all_files = corpus(files)
    named = titles_of(files)
    return {
        "version": files.version,
        "languages": all_files.languages,
        "topics": topics(all_files.files),
        "entities": entities_by_use(files),
        "intents": [vars(view) | {"titles": named.get(view.name, {})} for view in intents(files)],
        "problems": [str(problem) for file in all_files.files for problem in file.problems][:20],
    }


def one_intent(files: Files, name: str) -> dict[str, Any]:
    """`examples` by language, in the order of the files; an unknown intent has none."""
    all_files = corpus(files)
    prepare(files)  # who opens it may type next
    by_language: dict[str, list[dict[str, Any]]] = {language: [] for language in all_files.languages}
    for block in all_files.blocks_of(name):
        by_language[block.language] += map(example, block.examples)
    return {
        "name": name,
        "exists": name in all_files.by_intent,
        "titles": titles_of(files).get(name, {}),
        "topic": next((view.topic for view in intents(files) if view.name == name), ""),
        "languages": all_files.languages,
        "entities": entities_by_use(files),
        "examples": by_language,
    }


def places(files: Files, name: str) -> list[dict[str, str]]:
    return [{"kind": kind, "place": at} for kind, at in uses(files, name)]


def example(one: AnnotatedExample) -> dict[str, Any]:
    return {"path": path_of(one), "line": line_of(one), "written": one.written}


def found(one: AnnotatedExample) -> dict[str, Any]:
    return example(one) | {"intent": one.intent, "language": one.language, "place": place(one)}


def text_of(given: Mapping[str, Any], key: str, longest: int = 2_000) -> str:
    """Raises BadRequest."""
    value = given.get(key)
    if not isinstance(value, str) or len(value) > longest:
        raise BadRequest(f"{key} is missing, or too long")
    return value


def texts_of(value: Any, what: str) -> list[str]:
    """Raises BadRequest."""
    if not isinstance(value, list) or len(value) > _MOST or not all(isinstance(one, str) for one in value):
        raise BadRequest(f"{what} is no list of texts")
    return value


def refs_of(value: Any) -> list[ExampleRef]:
    """Raises BadRequest."""
    if not isinstance(value, list) or len(value) > _MOST:
        raise BadRequest("examples is no list")
    return [ref_of(one) for one in value]


def ref_of(value: Any) -> ExampleRef:
    """Raises BadRequest."""
    if not isinstance(value, dict):
        raise BadRequest("an example is malformed")
    path, line, written = value.get("path"), value.get("line"), value.get("written")
    if not isinstance(path, str) or not isinstance(line, int) or not isinstance(written, str):
        raise BadRequest("an example is malformed")
    return ExampleRef(path, line, written)


def titles_given(given: Mapping[str, Any]) -> dict[str, str]:
    """Raises BadRequest."""
    value = given.get("titles") or {}
    if not isinstance(value, dict) or not all(isinstance(one, str) for one in (*value, *value.values())):
        raise BadRequest("titles is malformed")
    return value
