"""What each intent is called by people, in every language of the shop."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from ruamel.yaml import YAML

_FILE = Path(__file__).with_name("intents.yml")


@cache
def titles() -> Mapping[str, Mapping[str, str]]:
    """{intent: {language: title}}, in the order of the file."""
    return YAML(typ="safe").load(_FILE)  # type: ignore[no-any-return]
