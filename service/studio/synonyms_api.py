"""`/api/studio/transfer/synonyms`: words of one meaning, in the training data and in the search."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sanic import Blueprint, HTTPResponse, Request, json

from service.errors import BadRequest
from service.staff.accounts import Staff
from service.staff.guard import PRIVATE, body_of
from service.staff.models import PUBLISHER
from service.studio.access import author, editor_of, room
from service.studio.overview_api import version_json
from studio import layout
from studio.answers import history as answers_history
from studio.files import Files
from studio.language import synonyms, synonyms_search
from studio.repository import Repository

_MOST_WORDS = 500
_READ_BY = ("RegexFeaturizer", "RegexEntityExtractor")


def add_routes(routes: Blueprint) -> None:
    @routes.get("/synonyms")
    async def listed(request: Request) -> HTTPResponse:
        """All blocks by kind and name, each language's words beside the other's, and the groups of the search."""
        staff = await editor_of(request)
        studio = room(request)
        repository = await studio.repository()
        return json(await studio.run(_listed, repository, _may_live(request, staff)), headers=PRIVATE)

    @routes.post("/synonyms/<act:str>")
    async def edit(request: Request, act: str) -> HTTPResponse:
        """`add` takes `words`, `change` takes `old` and `new`, `remove` takes `word` or the whole block."""
        staff = await editor_of(request)
        given = body_of(request)
        kind, name, language = (_text(given, field) for field in ("kind", "name", "language"))
        place = f"{name} ({language})"
        if act == "add":
            words = _texts(given, "words")
            return await _edited(
                request, staff, lambda files: synonyms.add(files, kind, name, language, words), f"{place}: {words[0]}"
            )
        if act == "change":
            old, new = _text(given, "old"), _text(given, "new")
            return await _edited(
                request,
                staff,
                lambda files: synonyms.change(files, kind, name, language, old, new),
                f"{place}: {old} → {new}",
            )
        if act == "remove":
            word = _text(given, "word", "")
            return await _edited(
                request,
                staff,
                lambda files: synonyms.remove(files, kind, name, language, word),
                f"{place}: without {word}" if word else f"Without the {kind} {place}",
            )
        raise BadRequest("no such act")

    @routes.post("/groups/<act:str>")
    async def group(request: Request, act: str) -> HTTPResponse:
        """The search's groups, live at once: `add` takes `terms`, `change` takes `old` and `terms`, `remove` `old`."""
        staff = await editor_of(request)
        given = body_of(request)
        if act == "add":
            terms = _texts(given, "terms")
            return await _live(
                request, staff, lambda files: synonyms_search.add(files, terms), f"Search: {', '.join(terms[:3])}"
            )
        old = _texts(given, "old")
        title = f"Search: {', '.join(old[:3])}"
        if act == "change":
            terms = _texts(given, "terms")
            return await _live(request, staff, lambda files: synonyms_search.change(files, old, terms), title)
        if act == "remove":
            return await _live(
                request, staff, lambda files: synonyms_search.remove(files, old), title.replace(":", " without", 1)
            )
        raise BadRequest("no such act")


async def _edited(request: Request, staff: Staff, edit: Callable[[Files], object], title: str) -> HTTPResponse:
    studio = room(request)
    repository = await studio.repository()
    edited = await studio.run(repository.edit, edit, author(staff), title[:200])
    return json({"version": version_json(edited.version) if edited.version else None}, headers=PRIVATE)


async def _live(request: Request, staff: Staff, edit: Callable[[Files], object], title: str) -> HTTPResponse:
    """Served from the next question on; with a second pair of eyes, and by who is no publisher, in the draft."""
    studio = room(request)
    repository = await studio.repository()
    live = _may_live(request, staff)
    make = repository.edit_live if live else repository.edit
    edited = await studio.run(make, edit, author(staff), answers_history.message(title[:200], live=live))
    return json({"version": version_json(edited.version) if edited.version else None, "live": live}, headers=PRIVATE)


def _may_live(request: Request, staff: Staff) -> bool:
    return staff.may(PUBLISHER) or not room(request).settings.second_approval


def _listed(repository: Repository, may_live: bool) -> dict[str, Any]:
    files = repository.draft()
    groups = synonyms_search.groups(repository.published() if may_live else files)
    config = files.read(layout.CONFIG) if files.exists(layout.CONFIG) else ""
    blocks: dict[tuple[str, str], dict[str, Any]] = {}
    for block in synonyms.words(files):
        shown = blocks.setdefault(
            (block.kind, block.name), {"kind": block.kind, "name": block.name, "words": {}, "places": []}
        )
        shown["words"].setdefault(block.language, []).extend(word.text for word in block.words)
        shown["places"].append(block.place)
    languages = sorted({path.split("/")[1] for path in files.under(layout.NLU, *layout.YAML)})
    return {
        "blocks": list(blocks.values()),
        "groups": [list(group.terms) for group in groups],
        "mayLive": may_live,
        "languages": languages,
        # a pipeline without these learns nothing from lookups and patterns
        "readsLookups": any(name in config for name in _READ_BY),
    }


def _text(given: Mapping[str, Any], name: str, default: str | None = None) -> str:
    value = given.get(name, default)
    if not isinstance(value, str):
        raise BadRequest(f"{name} is missing")
    return value


def _texts(given: Mapping[str, Any], name: str) -> list[str]:
    value = given.get(name)
    if not isinstance(value, list) or not 0 < len(value) <= _MOST_WORDS or not all(isinstance(e, str) for e in value):
        raise BadRequest(f"{name} is missing")
    return value
