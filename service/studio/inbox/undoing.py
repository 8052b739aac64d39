"""Takes the examples of a decision out of the draft, also where later edits stand beside them."""

from __future__ import annotations

from studio import examples, language
from studio.errors import Conflict
from studio.files import Files
from studio.repository import Author, Repository, Version


def take_back(repository: Repository, version: str, author: Author) -> Version | None:
    """The commit that undoes `version`; None where there is nothing left of it.

    Raises Conflict where a new intent, or what was written since in the same lines, stands against it."""
    try:
        return repository.undo(version, author)
    except Conflict:
        # git sees lines that touch; examples do not depend on their neighbours
        older = repository.history(limit=1, after=version)
        if not older:
            raise
        before, after = _written(repository.at(older[0].id)), _written(repository.at(version))
        added = after - before
        if {intent for intent, _, _ in before} != {intent for intent, _, _ in after}:
            raise
    title = f"Undo: {repository.version(version).title}"
    return repository.edit(lambda files: _take_out(files, added), author, title).version


_Written = tuple[str, str, str]  # intent, language, the line


def _written(files: Files) -> set[_Written]:
    return {(each.intent, each.language, each.written) for each in examples.learnable(files)}


def _take_out(files: Files, added: set[_Written]) -> None:
    """What of it was changed since is somebody else's."""
    for intent in sorted({intent for intent, _, _ in added}):
        found = [
            language.ExampleRef(str(each.place.file), each.place.line, each.written)
            for each in examples.learnable(files)
            if each.place and (each.intent, each.language, each.written) in added and each.intent == intent
        ]
        if found:
            language.remove_examples(files, intent, found)
