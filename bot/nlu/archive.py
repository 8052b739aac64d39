"""Whether a model archive can be served, said before a server starts without one."""

from __future__ import annotations

import json
import tarfile
import zlib
from pathlib import Path
from typing import Any

from bot.nlu.classifier import FORMAT, MANIFEST

METADATA = "metadata.json"
_INTENTS = "BertIntentClassifier"


class ArchiveError(Exception):
    """The archive is missing, corrupt or of another version; names the file."""


def check(archive: Path) -> dict[str, Any]:
    """Reads the archive through: what Rasa notes of the model. Rasa itself would serve on without one.

    Raises ArchiveError."""
    if not archive.is_file():
        raise ArchiveError(f"{archive} is missing: run `make train`")
    try:
        with tarfile.open(archive, "r:gz") as tar:
            members = {member.name.removeprefix("./"): member for member in tar}
            if METADATA not in members:
                raise ArchiveError(f"{archive} holds no model of Rasa: run `make train`")
            metadata: dict[str, Any] = json.load(tar.extractfile(members[METADATA]))  # type: ignore[arg-type]
            manifests = [name for name in members if name.endswith(f"/{MANIFEST}") and _INTENTS in name]
            formats = {name: json.load(tar.extractfile(members[name])).get("format") for name in manifests}  # type: ignore[arg-type]
    except (tarfile.TarError, OSError, EOFError, zlib.error, ValueError) as error:
        raise ArchiveError(f"{archive} is no model archive that can be read ({error}): run `make train`") from error
    if any(_INTENTS in name for name in members) and set(formats.values()) != {FORMAT}:
        raise ArchiveError(f"{archive} was trained by another version of Aisle: run `make train`")
    return metadata


def name(archive: Path, release: str, model_id: str) -> None:
    """Notes beside the archive which release its model belongs to."""
    _note(archive).write_text(json.dumps({"release": release, "model_id": model_id}), encoding="utf-8")


def release_of(archive: Path, model_id: str) -> str:
    """The release that the archive was named after; `model_id` itself where it is another model than was named."""
    noted = _noted(archive)
    return str(noted["release"]) if noted.get("model_id") == model_id else model_id


def noted_id(archive: Path) -> str | None:
    """The id of the model that was named last."""
    return _noted(archive).get("model_id")


def _noted(archive: Path) -> dict[str, Any]:
    try:
        noted = json.loads(_note(archive).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return noted if isinstance(noted, dict) else {}


def _note(archive: Path) -> Path:
    return archive.with_name(f"{archive.name}.release")
