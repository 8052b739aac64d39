"""A version's FAQ, from the repository, as the passages that are searched."""

from __future__ import annotations

import tempfile
from functools import lru_cache
from pathlib import Path

from knowledge.errors import FaqError
from knowledge.faq import default_for, read_faq
from knowledge.passages import Passage
from studio import layout
from studio.errors import BrokenFile
from studio.files import Files
from studio.repository import Repository


def passages(repository: Repository, version: str) -> tuple[Passage, ...]:
    """Raises NotThere, and BrokenFile where the files cannot be read."""
    return _read(str(repository.folder), version, _content(repository.at(version)))


def differing(repository: Repository, draft: str, published: str) -> set[tuple[str, str]]:
    """(language, id) of the entries whose words differ between the versions, or that only one of them has."""
    first, second = (
        {(each.language, each.id): (each.title, each.text) for each in passages(repository, version)}
        for version in (draft, published)
    )
    return {key for key in first.keys() | second.keys() if first.get(key) != second.get(key)}


def default(repository: Repository, version: str, intent: str, language: str) -> Passage | None:
    """What answers `intent` where the words of a question say too little."""
    return default_for([each for each in passages(repository, version) if each.language == language], intent)


def _content(files: Files) -> tuple[str | None, ...]:
    return tuple(files.blob_id(path) for path in files.under(layout.FAQ, *layout.YAML))


@lru_cache(maxsize=4)
def _read(folder: str, version: str, _content: tuple[str | None, ...]) -> tuple[Passage, ...]:
    with tempfile.TemporaryDirectory() as scratch:
        Repository(Path(folder)).export(version, Path(scratch), layout.FAQ)
        try:
            return tuple(read_faq(Path(scratch, layout.FAQ)))
        except FaqError as error:
            said = str(error).splitlines()[0].replace(f"{scratch}/", "")
            raise BrokenFile(said, place=said.partition(": ")[0]) from None
