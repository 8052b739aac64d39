"""Where in the repository the content team's files lie."""

from __future__ import annotations

from collections.abc import Sequence

NLU = "nlu_data"
STORIES = "stories"
DOMAIN = "bot/domain"
FAQ = "knowledge/faq"
DIALOGUE_TESTS = "tests/dialogue"
NLU_TESTS = "tests/nlu"
CONFIG = "config.yml"
# what a model is learnt from, and what is served without one
LEARNT = (NLU, STORIES, DOMAIN, CONFIG)
ANSWERS = (DOMAIN, FAQ)
PHRASES = ("actions/phrases.yml", "actions/tasks/phrases.yml")
SYNONYMS = "knowledge/synonyms.yml"
# all that the studio ever writes: no edit, undo or release of it reaches the code
CONTENT = (
    *(NLU, STORIES, DOMAIN, FAQ, DIALOGUE_TESTS, NLU_TESTS, *PHRASES, SYNONYMS),
    *("knowledge/intents.yml", "service/escalation.yml"),
)
YAML = (".yml", ".yaml")


def is_content(path: str) -> bool:
    return is_below(path, CONTENT)


def is_below(path: str, folders: Sequence[str]) -> bool:
    """Whether `path` is one of these files, or in one of these folders."""
    return any(path == folder or path.startswith(f"{folder}/") for folder in folders)
