"""Earlier versions of one answer, out of the history of its file; and taking back what went live at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import unified_diff

from studio import answers, layout
from studio.answers import Fields
from studio.errors import BadEdit, BrokenFile, Conflict, NotThere
from studio.files import Edit, Files
from studio.merging import merge
from studio.repository import Author, Repository, Version

LIVE = "Live at once, without a training."
_LOOKED_AT = 100


@dataclass(frozen=True)
class Earlier:
    """What an answer became with a version; None: it went. `patch`: a unified diff from what it was before."""

    version: Version
    fields: Fields | None
    patch: str


def versions(repository: Repository, kind: str, name: str, language: str) -> list[Earlier]:
    """Newest first, of the last hundred versions of its file. Raises NotThere."""
    path = _path(repository.draft(), kind, name, language)
    seen = repository.history(path, limit=_LOOKED_AT)
    told = [(version, _at(repository.at(version.id), kind, name, language)) for version in seen]
    found = []
    for number, (version, fields) in enumerate(told):
        older = told[number + 1][1] if number + 1 < len(told) else None
        if fields != older:
            found.append(Earlier(version, fields, patch(older, fields)))
    return found


def at_version(repository: Repository, kind: str, name: str, language: str, version: str) -> Fields:
    """Raises NotThere."""
    fields = _at(repository.at(version), kind, name, language)
    if fields is None:
        raise NotThere(f"{name[:60]} was not there in that version")
    return fields


def on_top_of(old: Fields, now: Fields | None) -> Fields:
    """An earlier text as one to be saved now: wordings of a response take the places of those that are there."""
    if "wordings" not in old:
        return old
    there = [each["at"] for each in now["wordings"]] if now else []
    places = [*there, *[None] * len(old["wordings"])]
    return {"wordings": [{**each, "at": at} for each, at in zip(old["wordings"], places, strict=False)]}


def patch(old: Fields | None, new: Fields | None) -> str:
    """A unified diff without its head, of the texts as they are read."""
    lines = list(unified_diff(list(_lines(old)), list(_lines(new)), lineterm="", n=2))
    return "\n".join(lines[2:])


def message(title: str, *, live: bool) -> str:
    return f"{title}\n\n{LIVE}" if live else title


def is_live(version: Version) -> bool:
    """Whether the edit went live at once."""
    return version.message.endswith(LIVE)


def undo_live(repository: Repository, version: str, author: Author) -> Version:
    """Takes back what went live at once, where it is live and in the draft.

    Raises Conflict where later changes touch the same lines, and BadEdit for another edit."""
    found = repository.version(version)
    if not is_live(found):
        raise BadEdit("that did not go live at once")
    parents = repository.parents(version)
    # on the draft it is a merge with what was published
    made = parents[1] if len(parents) == 2 else version
    before = repository.parents(made)[0]
    undone = repository.edit_live(
        _reverse(repository, made, before), author, message(f"Undo: {found.title}", live=True)
    )
    if undone.version is None:
        raise BadEdit("that has been taken back already")
    return undone.version


def _reverse(repository: Repository, made: str, before: str) -> Edit[None]:
    paths = [each.path for each in repository.diff(before, made)]
    if not all(layout.is_below(path, (*layout.ANSWERS, *layout.PHRASES, layout.SYNONYMS)) for path in paths):
        raise BadEdit("only answers and words of the search are live at once")

    def edit(files: Files) -> None:
        merged = merge(paths, repository.at(made), files, repository.at(before), choices={})
        if merged.clashes:
            places = sorted({clash.place for clash in merged.clashes})
            raise Conflict(f"later changes touch the same lines: {', '.join(places)}", places=places)
        for path, text in merged.changed.items():
            if text is None:
                files.remove(path)
            else:
                files.write(path, text)

    return edit


def _path(files: Files, kind: str, name: str, language: str) -> str:
    texts = answers.find(files, kind, name).texts
    if language not in texts:
        raise NotThere(f"there is no {name[:60]} in {language[:16]}")
    return texts[language].path


def _at(files: Files, kind: str, name: str, language: str) -> Fields | None:
    try:
        written = answers.find(files, kind, name).texts.get(language)
    except (NotThere, BrokenFile):  # a version that somebody pushed broken has no answer to show
        return None
    return written.fields if written else None


def _lines(fields: Fields | None) -> Iterator[str]:
    for name, value in (fields or {}).items():
        if name == "wordings":
            for wording in value:
                yield from wording["text"].split("\n")
                yield from (f"[{each['title']}] {each['payload']}" for each in wording["buttons"])
        elif isinstance(value, list):
            yield from (f"– {each}" for each in value)
        else:
            yield from str(value).split("\n")
