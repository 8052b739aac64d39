"""An example as an annotator wrote it, `[42](size)`, and as a shopper would write it."""

from __future__ import annotations

import json
import re
from typing import Any

from bot.nlu.entities import Entity

# Rasa's own (rasa.shared.nlu.training_data.entities_parser), which must not be imported here
_ANNOTATION = re.compile(
    r"\[(?P<surface>[^\]]+?)\]"
    r"(?:\((?P<type>[^:)]+?)(?::(?P<value>[^)]+))?\)|\{(?P<attributes>[^}]+?)\}|\[(?P<several>.*?)\])"
)
_ATTRIBUTES = re.compile(r"\{([^}]+?)\}")
_HALF_WRITTEN = re.compile(r"\]\s*[({\[]")
_TYPE = re.compile(r"[^\W\d][\w-]*")


class AnnotationError(ValueError):
    """An annotation that Rasa would read as words of the shopper, or could not read. The message is for an editor."""


def read_annotations(written: str) -> tuple[str, tuple[Entity, ...]]:
    """The plain text of `written` and its entities, whose places are those in the plain text."""
    entities: list[Entity] = []
    plain, end = "", 0
    for match in _ANNOTATION.finditer(written):
        plain += written[end : match.start()]
        surface, end = match["surface"], match.end()
        start = len(plain)
        plain += surface
        entities += [Entity(kind, value, start, len(plain)) for kind, value in _kinds_and_values(match, surface)]
    plain += written[end:]
    if _HALF_WRITTEN.search(plain) or plain.count("[") != plain.count("]"):
        raise AnnotationError("has an annotation that is not whole: it is written [words](entity)")
    return plain, tuple(entities)


def _kinds_and_values(match: re.Match[str], surface: str) -> list[tuple[str, str]]:
    if match["type"]:
        found: list[dict[str, Any]] = [{"entity": match["type"], "value": match["value"] or surface}]
    elif match["attributes"]:
        found = [_mapping(match["attributes"])]
    else:
        found = [_mapping(inner) for inner in _ATTRIBUTES.findall(match["several"])]
    for attributes in found:
        if not isinstance(kind := attributes.get("entity"), str) or not _TYPE.fullmatch(kind):
            raise AnnotationError(f"has an annotation of {surface!r} that names no entity")
        if not isinstance(attributes.get("value", ""), str):
            raise AnnotationError(f"has an annotation of {surface!r} whose value is not a text: put it in quotes")
    return [(attributes["entity"], attributes.get("value", surface)) for attributes in found]


def _mapping(inner: str) -> dict[str, Any]:
    try:
        read: dict[str, Any] = json.loads(f"{{{inner}}}")
    except (ValueError, RecursionError):
        raise AnnotationError(f"has an annotation that is no JSON: {{{inner}}}") from None
    return read
