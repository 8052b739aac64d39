"""Every place that names an intent: which follow when it gets another name, and which keep it from going."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from studio import layout
from studio.files import Files
from studio.language.lines import split
from studio.language.yaml_text import Change, Scalar, composed, raw, scalars, span

TITLES = "knowledge/intents.yml"
ESCALATION = "service/escalation.yml"
EXAMPLES, TEST, DECLARED, TITLE, STEP, DIALOGUE, BUTTON, PASSAGE, POLICY = (
    "examples",
    "test",
    "domain",
    "title",
    "story",
    "dialogue",
    "button",
    "passage",
    "policy",
)
_KINDS_BY_FOLDER = {layout.NLU: EXAMPLES, layout.NLU_TESTS: TEST, layout.DIALOGUE_TESTS: DIALOGUE}
_SEARCHED = (layout.NLU, layout.STORIES, layout.DOMAIN, layout.FAQ, layout.DIALOGUE_TESTS, layout.NLU_TESTS, "actions")
_CODE = ("actions", "bot", "knowledge", "service", "shop")
_STEP_KEYS = ("intent", "not_intent", "ignored_intents", "triggered_intent")


@dataclass(frozen=True)
class Named:
    """One place; `kind` says what of."""

    path: str
    kind: str
    scalar: Scalar

    @property
    def place(self) -> str:
        return f"{self.path}:{self.scalar.line}"

    @property
    def alternatives(self) -> list[str]:
        """What stands in the same list: of intents, or of the steps of an `or`."""
        if not self.is_item or self.scalar.item is None:
            return []
        return [scalar.value for node in self.scalar.item[0].value for scalar in islice(scalars(node), 2)]

    @property
    def is_item(self) -> bool:
        """Whether it can be taken out of a list without changing what the list's other items mean."""
        trail = self.scalar.trail
        return bool(trail) and (isinstance(trail[-1], int) or trail[-3:-2] == ("or",))


def named(files: Files, intent: str) -> list[Named]:
    """The YAML files' places, in the order of the files. Raises BrokenFile."""
    found: list[Named] = []
    for path in _paths(files):
        if intent in files.read(path):
            root = composed(files, path)
            found += [
                Named(path, kind, scalar) for scalar in scalars(root) if (kind := _kind(path, scalar, intent)) != ""
            ]
    return found


def in_code(files: Files, intent: str) -> list[str]:
    """Where programs, and the phrases that they look up by an intent's name, name it: `file:line`."""
    word = re.compile(rf"""["'`]/?{re.escape(intent)}["'`{{/]|^(?:task|begin)_{re.escape(intent)}(?:_of)?:""")
    places: list[str] = []
    for folder in _CODE:
        for path in files.under(folder, ".py", "phrases.yml"):
            text = files.read(path)
            if intent in text:
                places += [f"{path}:{at}" for at, line in enumerate(split(text), 1) if word.search(line)]
    return places


def renaming(files: Files, found: Named, old: str, new: str) -> Change:
    """The change that makes `old` `new` at one place, in the quotes that it has."""
    text = raw(files.read(found.path), found.scalar.node)
    start, end = span(found.scalar.node)
    return Change(start, end, re.sub(rf"(?<![\w+-]){re.escape(old)}(?![\w+-])", new, text, count=1))


def _paths(files: Files) -> Iterator[str]:
    for folder in _SEARCHED:
        yield from files.under(folder, *layout.YAML)
    yield from (path for path in (TITLES, ESCALATION) if files.exists(path))


def _kind(path: str, scalar: Scalar, intent: str) -> str:
    value, key = scalar.value, scalar.key
    if not _names(value, intent):
        return ""
    if path == TITLES:
        return TITLE if scalar.is_key and not scalar.trail else ""
    if path == ESCALATION:
        return POLICY if scalar.trail[:1] in (("intents",), ("topics",)) and not scalar.is_key else ""
    if not scalar.is_key and (key == "payload" or (key == "user" and value.startswith("/"))):
        return BUTTON if value.lstrip().startswith(f"/{intent}") else ""
    if path.startswith(f"{layout.FAQ}/"):
        return PASSAGE if key == "intents" and not scalar.is_key else ""
    if key == "intents" and scalar.trail[0] == "intents" and path.startswith(f"{layout.DOMAIN}/"):
        return DECLARED if len(scalar.trail) == 2 else ""  # `- name`, or `- name: {…}`
    if key in _STEP_KEYS and not scalar.is_key:
        folder = next((folder for folder in _KINDS_BY_FOLDER if path.startswith(f"{folder}/")), "")
        return _KINDS_BY_FOLDER.get(folder, STEP)
    return ""


def _names(value: str, intent: str) -> bool:
    """`track_order`, `/track_order{"x": 1}` and the retrieval intent `track_order/eta`."""
    return re.match(rf"\s*/?{re.escape(intent)}(?![\w+-])", value) is not None


def titles_of(files: Files) -> dict[str, dict[str, str]]:
    """{intent: {language: what people call it}}. Raises BrokenFile."""
    found: dict[str, dict[str, str]] = {}
    if files.exists(TITLES):
        for scalar in scalars(composed(files, TITLES)):
            if len(scalar.trail) == 2 and not scalar.is_key:
                intent, language = map(str, scalar.trail)
                found.setdefault(intent, {})[language] = scalar.value
    return found
