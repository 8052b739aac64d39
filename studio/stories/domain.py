"""What stories may name: the domain's intents, actions, slots and loops, and what a message leaves in the state."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import yaml

from studio import layout
from studio.errors import BrokenFile
from studio.files import Files
from studio.stories.yaml_text import broken, composed

# what Rasa brings along: rasa.shared.core.constants
DEFAULT_ACTIONS = {
    "action_listen", "action_restart", "action_session_start", "action_default_fallback", "action_deactivate_loop",
    "action_revert_fallback_events", "action_default_ask_affirmation", "action_default_ask_rephrase",
    "action_two_stage_fallback", "action_unlikely_intent", "action_back", "action_extract_slots", "...",
}  # fmt: skip
DEFAULT_INTENTS = {"restart", "back", "session_start", "nlu_fallback"}
LISTEN = "action_listen"


@dataclass(frozen=True)
class Slot:
    """`type` is text, bool, float, list, categorical, any or a class; only one that `steers` is seen by rules."""

    name: str
    type: str
    steers: bool
    initial: Any = None
    values: tuple[str, ...] = ()
    lowest: float = 0.0
    highest: float = 1.0

    def feature(self, value: Any) -> tuple[float, ...]:
        """As Rasa's slots put it (rasa.shared.core.slots): () where it is not set."""
        if value is None or not self.steers or self.type == "any":
            return ()
        if self.type == "bool":
            return (1.0, float(bool(value)))
        if self.type == "list":
            return (1.0,) if value is ... or value else ()
        if self.type == "float":
            return (1.0, self._share(value))
        if self.type == "categorical":
            return tuple(float(str(value).lower() == one.lower()) for one in self.values)
        return (1.0,)

    def _share(self, value: Any) -> float:
        try:
            number = min(max(float(value), self.lowest), self.highest)
        except (TypeError, ValueError):
            return 0.0
        return (number - self.lowest) / (self.highest - self.lowest or 1.0)


@dataclass
class Domain:
    """`places`: where each intent is named, `file:line`. `entities` are those that steer; `uses` narrows them for an
    intent. `words`: what an action says, by language, where the domain has it."""

    intents: dict[str, str] = field(default_factory=dict)
    actions: dict[str, str] = field(default_factory=dict)
    forms: dict[str, str] = field(default_factory=dict)
    slots: dict[str, Slot] = field(default_factory=dict)
    known_entities: set[str] = field(default_factory=set)
    entities: set[str] = field(default_factory=set)
    uses: dict[str, set[str]] = field(default_factory=dict)
    words: dict[str, dict[str, str]] = field(default_factory=dict)

    def has_action(self, name: str) -> bool:
        return name in self.actions or name in self.forms or name in self.words or name in DEFAULT_ACTIONS

    def has_intent(self, name: str) -> bool:
        return name in self.intents or name in DEFAULT_INTENTS

    def words_of(self, action: str) -> dict[str, str]:
        """`action_greet` says the words of `utter_greet`: the shop's own actions are named after their response."""
        return self.words.get(action) or self.words.get(action.replace("action_", "utter_", 1), {})

    def steering(self, intent: str, entities: set[str]) -> tuple[str, ...]:
        """Which of a message's entities rules see, sorted as in Rasa's states."""
        return tuple(sorted(entities & self.uses.get(intent, self.entities)))


def domain_of(files: Files) -> Domain:
    """Raises BrokenFile."""
    domain = Domain()
    for path in files.under(layout.DOMAIN, *layout.YAML):
        content, lines = _read(path, files.read(path))
        _take_names(domain, path, content, lines)
        _take_entities(domain, content)
        for name, given in _mapping(content.get("slots")).items():
            domain.slots[str(name)] = _slot(str(name), _mapping(given))
        for name, variants in _mapping(content.get("responses")).items():
            domain.words[str(name)] = _words(variants)
    return domain


@lru_cache(maxsize=256)
def _read(path: str, text: str) -> tuple[Mapping[str, Any], Mapping[tuple[str, str], int]]:
    """The file's content, and the line at which each entry of each of its lists and mappings stands."""
    root = composed(path, text, aliases=True)
    if root is None:
        return {}, {}
    try:
        content = yaml.load(text, Loader=yaml.CSafeLoader)
    except (yaml.YAMLError, ValueError):
        raise broken(path, 1, "has a value that cannot be read") from None
    if not isinstance(root, yaml.MappingNode) or not isinstance(content, dict):
        raise broken(path, 1, "expected `intents:`, `actions:` and the like")
    lines: dict[tuple[str, str], int] = {}
    for key, value in root.value:
        for item in _names(value):
            lines[(str(key.value), str(item.value))] = item.start_mark.line + 1
    return content, lines


def _names(value: yaml.Node) -> Iterator[yaml.Node]:
    for item in value.value if isinstance(value, yaml.CollectionNode) else ():
        node = item[0] if isinstance(item, tuple) else item
        yield node.value[0][0] if isinstance(node, yaml.MappingNode) and node.value else node


def _take_names(domain: Domain, path: str, content: Mapping[str, Any], lines: Mapping[tuple[str, str], int]) -> None:
    kinds = {"intents": domain.intents, "actions": domain.actions, "e2e_actions": domain.actions, "forms": domain.forms}
    for key, names in kinds.items():
        for item in content.get(key) or ():
            name = str(next(iter(item), "") if isinstance(item, dict) else item)
            names.setdefault(name, f"{path}:{lines.get((key, name), 1)}")
            if key == "intents" and isinstance(item, dict):
                _take_use(domain, name, _mapping(item[name]))


def _take_use(domain: Domain, intent: str, given: Mapping[str, Any]) -> None:
    if isinstance(given.get("use_entities"), list):
        domain.uses[intent] = set(map(str, given["use_entities"]))


def _take_entities(domain: Domain, content: Mapping[str, Any]) -> None:
    for item in content.get("entities") or ():
        name, more = next(iter(item.items()), ("", None)) if isinstance(item, dict) else (item, None)
        domain.known_entities.add(str(name))
        if _mapping(more).get("influence_conversation", True) is not False:
            domain.entities.add(str(name))


def _slot(name: str, given: Mapping[str, Any]) -> Slot:
    kind = str(given.get("type", "any"))
    return Slot(
        name=name,
        type=kind,
        steers=kind != "any" and given.get("influence_conversation", True) is not False,
        initial=given.get("initial_value"),
        values=tuple(map(str, given.get("values") or ())),
        lowest=float(given.get("min_value", 0.0)),
        highest=float(given.get("max_value", 1.0)),
    )


def _words(variants: Any) -> dict[str, str]:
    """The first text of each language: a variant without a condition on the language is English."""
    found: dict[str, str] = {}
    for variant in variants if isinstance(variants, list) else ():
        if not isinstance(variant, dict) or not isinstance(variant.get("text"), str):
            continue
        languages = [
            str(one.get("value"))
            for one in variant.get("condition") or ()
            if isinstance(one, dict) and one.get("name") == "language"
        ]
        found.setdefault(languages[0] if languages else "en", variant["text"])
    return found


def _mapping(given: Any) -> Mapping[str, Any]:
    return given if isinstance(given, dict) else {}


@dataclass(frozen=True)
class Fallbacks:
    """From config.yml: below `threshold` a message is `nlu_fallback`; `action` follows where no rule says what does.

    `learns_stories`: some policy learns from stories; else they are only held against the rules."""

    threshold: float = 0.0
    action: str = "action_default_fallback"
    learns_stories: bool = False


def fallbacks_of(files: Files) -> Fallbacks:
    """Raises BrokenFile."""
    if not files.exists(layout.CONFIG):
        return Fallbacks()
    content, _ = _read(layout.CONFIG, files.read(layout.CONFIG))
    parts = {key: [_mapping(part) for part in content.get(key) or ()] for key in ("pipeline", "policies")}
    thresholds = [part.get("threshold", 0.3) for part in parts["pipeline"] if part.get("name") == "FallbackClassifier"]
    rules = [part for part in parts["policies"] if part.get("name") == "RulePolicy"]
    action = str(rules[0].get("core_fallback_action_name", Fallbacks.action)) if rules else Fallbacks.action
    try:
        threshold = float(thresholds[0]) if thresholds else 0.0
    except (TypeError, ValueError):
        raise BrokenFile(f"{layout.CONFIG}: a threshold is a number", place=f"{layout.CONFIG}:1") from None
    return Fallbacks(threshold, action, any(part.get("name") != "RulePolicy" for part in parts["policies"]))
