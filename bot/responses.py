"""What the bot says in `utter_…`, from the files as they are now: an edited answer needs no training and no restart."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from rasa.core.nlg.generator import NaturalLanguageGenerator
from rasa.core.nlg.response import TemplatedNaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

logger = logging.getLogger(__name__)

FOLDER = Path(__file__).parent / "domain"
Responses = dict[str, list[dict[str, Any]]]
Stamp = tuple[tuple[str, int, int, int], ...]
_SAID = ("text", "custom", "image", "buttons", "attachment")


class BadResponses(ValueError):
    """A file that an editor has left faulty; the text says which, and what is wrong."""


class LiveResponses(NaturalLanguageGenerator):
    """`nlg: {type: bot.responses.LiveResponses}` in endpoints.yml; `folder` beside it names another than `bot/domain`.

    A look that finds nothing new is one stat a file. While a file is faulty all stay as they were, and the log names it
    once. It has a TemplatedNaturalLanguageGenerator and is none: Rasa gives those the model's own responses whenever a
    model is loaded."""

    def __init__(self, endpoint_config: EndpointConfig | None = None, domain: Domain | None = None) -> None:
        self._said = TemplatedNaturalLanguageGenerator(dict(domain.responses) if domain else {})
        self._folder = Path((endpoint_config.kwargs if endpoint_config else {}).get("folder") or FOLDER)
        self._seen: Stamp | None = None
        self._missed: set[str] = set()

    async def generate(
        self, utter_action: str, tracker: DialogueStateTracker, output_channel: str, **kwargs: Any
    ) -> dict[str, Any] | None:
        self._read_if_changed()
        if utter_action not in self._said.responses and utter_action not in self._missed:
            self._missed.add(utter_action)
            logger.error("%s is not said: no file of %s has it", utter_action, self._folder)
        said: dict[str, Any] | None = await self._said.generate(utter_action, tracker, output_channel, **kwargs)
        return said

    def _read_if_changed(self) -> None:
        stamp = _stamp(self._folder)
        if stamp == self._seen:
            return
        self._seen = stamp
        try:
            found = read(self._folder)
        except BadResponses as error:
            logger.error("the responses stay as they were: %s", error)
            return
        self._said = TemplatedNaturalLanguageGenerator(found)
        self._missed.clear()


def read(folder: Path) -> Responses:
    """The responses of every file of a domain. Raises BadResponses, naming the file."""
    found: Responses = {}
    for file in sorted(folder.glob("*.yml")):
        try:
            content = yaml.load(file.read_bytes().decode("utf-8"), Loader=yaml.CSafeLoader)
        except (yaml.YAMLError, UnicodeDecodeError, OSError) as error:
            raise BadResponses(f"{file}: {' '.join(str(error).split())}") from None
        responses = (content.get("responses") if isinstance(content, Mapping) else None) or {}
        if not isinstance(responses, Mapping):
            raise BadResponses(f"{file}: `responses` is no mapping")
        for name, variations in responses.items():
            if not _is_said(variations):
                raise BadResponses(f"{file}: {name} is no list of texts, conditions and buttons")
            if name in found:
                raise BadResponses(f"{file}: {name} is in another file, too")
            found[name] = variations
    if not found:
        raise BadResponses(f"{folder} has no responses")
    return found


def _is_said(variations: Any) -> bool:
    return isinstance(variations, list) and bool(variations) and all(map(_is_variation, variations))


def _is_variation(given: Any) -> bool:
    if not isinstance(given, dict) or not any(name in given for name in _SAID):
        return False
    buttons, conditions = given.get("buttons", []), given.get("condition", [])
    return (
        isinstance(given.get("text", ""), str)
        and isinstance(buttons, list)
        and all(isinstance(button, dict) and isinstance(button.get("title"), str) for button in buttons)
        and isinstance(conditions, list)
        and all(isinstance(one, dict) and "name" in one and "value" in one for one in conditions)
    )


def _stamp(folder: Path) -> Stamp:
    found: list[tuple[str, int, int, int]] = []
    for file in sorted(folder.glob("*.yml")):
        try:
            status = file.stat()
        except FileNotFoundError:  # an editor's rename, just now
            continue
        found.append((file.name, status.st_mtime_ns, status.st_size, status.st_ino))
    return tuple(found)
