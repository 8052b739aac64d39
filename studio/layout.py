"""Where in the repository the content team's files lie."""

from __future__ import annotations

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
CONTENT = (NLU, STORIES, DOMAIN, FAQ, DIALOGUE_TESTS)
YAML = (".yml", ".yaml")
