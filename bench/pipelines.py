"""The two ways that `bench.intent` compares: what ships, and Rasa's default."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

CONFIG = Path(__file__).parents[1] / "config.yml"

# as `rasa init` writes it, Rasa 3.6
DIET: list[dict[str, Any]] = [
    {"name": "WhitespaceTokenizer"},
    {"name": "RegexFeaturizer"},
    {"name": "LexicalSyntacticFeaturizer"},
    {"name": "CountVectorsFeaturizer"},
    {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4},
    {"name": "DIETClassifier", "epochs": 100, "constrain_similarities": True},
    {"name": "EntitySynonymMapper"},
    {"name": "FallbackClassifier", "threshold": 0.3, "ambiguity_threshold": 0.1},
]
WAYS = ("aisle", "diet")


def pipeline(way: str) -> list[dict[str, Any]]:
    """Of `config.yml` for aisle."""
    if way == "diet":
        return DIET
    kept: list[dict[str, Any]] = yaml.safe_load(CONFIG.read_text(encoding="utf-8"))["pipeline"]
    return kept


def threshold(way: str) -> float:
    """Below it a message counts as not understood."""
    return float(next(part["threshold"] for part in pipeline(way) if part["name"] == "FallbackClassifier"))
