"""The entities of a message as the served model's tagger finds them: the draft's own would need a training."""

from __future__ import annotations

import tarfile
import tempfile
import threading
from functools import lru_cache
from pathlib import Path
from typing import Any

from bot.nlu import entity_training
from bot.nlu.entities import extract
from bot.nlu.entity_training import EntityModel
from bot.nlu.vocabulary import LiveLexicon
from shop.settings import ShopSettings
from shop.vocabulary import vocabulary_file
from studio.errors import StudioError

_COMPONENT = "ShopEntityExtractor"
_LARGEST = 64_000_000
_loading = threading.Lock()


class NoModel(StudioError):
    """There is no model archive, or none with a tagger of ours."""

    status = 503
    code = "no_model"


def entities_in(text: str, archive: str) -> list[dict[str, Any]]:
    """`{entity, value, start, end}` each, in the order of the text. Raises NoModel."""
    path = Path(archive)
    try:
        stamp = path.stat().st_mtime_ns
    except OSError:
        raise NoModel("there is no trained model yet") from None
    with _loading:
        model, lexicon = _loaded(archive, stamp)
    found = extract(text, lexicon.current(), model.tagger)
    return [{"entity": each.type, "value": each.value, "start": each.start, "end": each.end} for each in found]


@lru_cache(maxsize=1)
def _loaded(archive: str, _stamp: int) -> tuple[EntityModel, LiveLexicon]:
    with tempfile.TemporaryDirectory() as folder:
        try:
            _unpack(Path(archive), Path(folder))
            model = entity_training.load(Path(folder))
        except (OSError, tarfile.TarError, EOFError, entity_training.EntityModelError) as error:
            raise NoModel(f"the model holds no tagger that can be read: {error}") from error
    return model, LiveLexicon(vocabulary_file(ShopSettings.from_environ()), model.lexicon)


def _unpack(archive: Path, folder: Path) -> None:
    """The files of one component, by their own names: nothing of the archive says where they go."""
    with tarfile.open(archive, "r|gz") as members:
        for member in members:
            path = Path(member.name)
            if member.isfile() and _COMPONENT in path.parent.name and member.size <= _LARGEST:
                content = members.extractfile(member)
                (folder / path.name).write_bytes(content.read() if content else b"")
