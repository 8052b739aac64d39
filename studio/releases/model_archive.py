"""Model archives as files: what they are called, other answers in one, and putting one where it is served from."""

from __future__ import annotations

import io
import json
import os
import shutil
import tarfile
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bot.nlu import archive
from studio.errors import BadEdit

_FAST = 3  # gzip's levels: the whole is 43 MB of weights, which do not get smaller


class BadArchive(BadEdit):
    """What was trained cannot be served."""


def model_id(file: Path) -> str:
    """What Rasa calls the model; read through as for being served. Raises BadArchive."""
    return str(_metadata(file)["model_id"])


def responses_of(file: Path) -> Mapping[str, Any]:
    """The answers that the model was packed with. Raises BadArchive."""
    found: Mapping[str, Any] = _metadata(file)["domain"].get("responses", {})
    return found


def with_responses(file: Path, out: Path, responses: Mapping[str, Any]) -> str:
    """Packs the same model with other answers: what Rasa's own training would restore from its cache, in a tenth of the
    time. The id of the new archive. Raises BadArchive."""
    metadata = _metadata(file)
    metadata["domain"]["responses"] = responses
    metadata["model_id"] = uuid.uuid4().hex
    content = json.dumps(metadata).encode()
    half = _half(out)
    with tarfile.open(file, "r:gz") as old, tarfile.open(half, "w:gz", compresslevel=_FAST) as new:
        for member in old:
            if member.name.removeprefix("./") == archive.METADATA:
                member.size = len(content)
                new.addfile(member, io.BytesIO(content))
            else:
                new.addfile(member, old.extractfile(member) if member.isfile() else None)
    _whole(half, out)
    return str(metadata["model_id"])


def put(file: Path, place: Path, release: str) -> None:
    """The archive to `place`, whole or not at all; newer than everything that it was trained from."""
    for left in place.parent.glob(f".{place.name}-*"):  # by who was killed here
        left.unlink()
    half = _half(place)
    shutil.copyfile(file, half)
    put_id = model_id(half)
    _whole(half, place)
    archive.name(place, release, put_id)  # last: who is killed before puts it there again


def put_there(place: Path) -> str | None:
    """The id of what was last put there; somebody may have trained another since."""
    return archive.noted_id(place)


def keep(file: Path, place: Path) -> None:
    """Moves what was trained to where it is kept."""
    place.parent.mkdir(parents=True, exist_ok=True)
    os.replace(file, place)  # noqa: PTH105


def copy(file: Path, place: Path) -> None:
    """Whole or not at all."""
    half = _half(place)
    shutil.copyfile(file, half)
    _whole(half, place)


def _metadata(file: Path) -> dict[str, Any]:
    try:
        return archive.check(file)
    except archive.ArchiveError as error:
        raise BadArchive(str(error)) from None


def _half(place: Path) -> Path:
    place.parent.mkdir(parents=True, exist_ok=True)
    return place.with_name(f".{place.name}-{uuid.uuid4().hex}")


def _whole(half: Path, place: Path) -> None:
    with half.open("rb") as written:
        os.fsync(written.fileno())
    os.replace(half, place)  # noqa: PTH105
