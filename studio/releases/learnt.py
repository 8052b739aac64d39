"""What of a version is learnt, and what is only said: whether two versions need one model or two."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import yaml

from studio import layout
from studio.errors import BrokenFile
from studio.files import Files

_RESPONSES = "responses"


def meaning(files: Files) -> str:
    """The same for versions whose models are the same: comments, the layout of files and the texts of answers do not
    count. Raises BrokenFile."""
    said = [(path, _read(files, path)) for folder in (layout.NLU, layout.STORIES) for path in _yaml(files, folder)]
    domain = []
    for path in _yaml(files, layout.DOMAIN):
        content = _read(files, path)
        if isinstance(content, dict) and isinstance(content.get(_RESPONSES), dict):
            content = {**content, _RESPONSES: sorted(content[_RESPONSES])}
        domain.append(content)
    learnt = [said, domain, _read(files, layout.CONFIG) if files.exists(layout.CONFIG) else None]
    return hashlib.sha256(json.dumps(learnt, sort_keys=True, default=str).encode()).hexdigest()


def responses(files: Files) -> dict[str, Any]:
    """Every response of the domain as Rasa would merge them. Raises BrokenFile."""
    found: dict[str, Any] = {}
    for path in _yaml(files, layout.DOMAIN):
        content = _read(files, path)
        if isinstance(content, dict) and isinstance(content.get(_RESPONSES), dict):
            found |= content[_RESPONSES]
    return found


def tests(files: Files) -> str:
    """The same for versions with the same test set."""
    ids = [files.blob_id(path) or files.read(path) for path in _yaml(files, layout.NLU_TESTS)]
    return hashlib.sha256(json.dumps(ids).encode()).hexdigest()


def _yaml(files: Files, folder: str) -> list[str]:
    return files.under(folder, *layout.YAML)


def _read(files: Files, path: str) -> Any:
    try:
        return yaml.load(files.read(path), yaml.CSafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise BrokenFile(f"{path}:{line}: {error.problem}", place=f"{path}:{line}") from None
    except (yaml.YAMLError, RecursionError):
        raise BrokenFile(f"{path}:1: is no YAML", place=f"{path}:1") from None
