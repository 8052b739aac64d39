"""`/api/studio`: where the draft stands, what was edited by whom, taking an edit back, and changes from elsewhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sanic import Blueprint, HTTPResponse, Request, json

from service.clock import as_text
from service.errors import BadRequest, Forbidden
from service.staff import acts
from service.staff.accounts import Staff
from service.staff.guard import PRIVATE, body_of
from service.staff.models import PUBLISHER
from service.studio.access import author, editor_of, room
from studio.answers import history as answers_history
from studio.merging import Clash
from studio.repository import FileDiff, Repository, Version

_PAGE = 50


def blueprint() -> Blueprint:
    routes = Blueprint("studio_overview_api", url_prefix="/api/studio")

    @routes.get("/state")
    async def state(request: Request) -> HTTPResponse:
        """Which versions the draft and the published files are, and what differs between them."""
        staff = await editor_of(request)
        studio = room(request)
        repository = await studio.repository()
        clashes = await studio.run(repository.sync, author(staff))
        found = await studio.run(_state, repository)
        return json(found | {"clashes": list(map(_clash, clashes))}, headers=PRIVATE)

    @routes.get("/diff")
    async def diff(request: Request) -> HTTPResponse:
        """What `new` changes of `old`; the draft of what is published where the query names neither."""
        await editor_of(request)
        studio = room(request)
        repository = await studio.repository()
        diffs = await studio.run(_diff, repository, request.args.get("old"), request.args.get("new"))
        return json({"files": list(map(vars, diffs))}, headers=PRIVATE)

    @routes.get("/history")
    async def history(request: Request) -> HTTPResponse:
        """Who edited what, newest first; of one file or folder with `path`, older than `after`."""
        await editor_of(request)
        studio = room(request)
        repository = await studio.repository()
        found = await studio.run(
            repository.history, request.args.get("path", ""), limit=_PAGE, after=request.args.get("after", "")
        )
        return json({"versions": list(map(version_json, found))}, headers=PRIVATE)

    @routes.get("/acts")
    async def audit(request: Request) -> HTTPResponse:
        """What was done that is no edit: published, approved, gone back, tried, discarded."""
        await editor_of(request)
        before = request.args.get("before")
        if before is not None and not before.isdecimal():
            raise BadRequest("before is not a number")
        found = await room(request).store.run(acts.newest, int(before) if before else None, "studio_")
        return json({"acts": found}, headers=PRIVATE)

    @routes.post("/undo")
    async def undo(request: Request) -> HTTPResponse:
        staff = await editor_of(request)
        version = body_of(request).get("version")
        if not isinstance(version, str):
            raise BadRequest("version is missing")
        studio = room(request)
        repository = await studio.repository()
        made = await studio.run(_undo, repository, version, staff, studio.settings.second_approval)
        return json({"version": version_json(made)}, headers=PRIVATE)

    @routes.post("/sync")
    async def sync(request: Request) -> HTTPResponse:
        """Settles clashes with what came from elsewhere: `{"choices": {path: ["ours" | "theirs" | "both", …]}}`."""
        staff = await editor_of(request)
        choices = _choices(body_of(request))
        studio = room(request)
        repository = await studio.repository()
        clashes = await studio.run(repository.sync, author(staff), choices)
        return json({"clashes": list(map(_clash, clashes))}, headers=PRIVATE)

    return routes


def version_json(version: Version) -> dict[str, Any]:
    """As the front end reads a commit; the author's address stays here."""
    return {
        "id": version.id,
        "author": version.author,
        "at": as_text(version.at),
        "title": version.title,
        "message": version.message,
    }


def _undo(repository: Repository, version: str, staff: Staff, second_approval: bool) -> Version:
    """What went live at once is taken back at once, by who may change what is live. Raises Forbidden."""
    if answers_history.is_live(repository.version(version)):
        if second_approval and not staff.may(PUBLISHER):
            raise Forbidden()
        return answers_history.undo_live(repository, version, author(staff))
    return repository.undo(version, author(staff))


def _state(repository: Repository) -> dict[str, Any]:
    draft, published = repository.draft().version, repository.published().version
    return {
        "branch": repository.branch,
        "draft": version_json(repository.version(draft)),
        "published": version_json(repository.version(published)),
        "changed": [
            {"path": each.path, "status": each.status, "added": each.added, "removed": each.removed}
            for each in repository.diff(published, draft)
        ],
    }


def _diff(repository: Repository, old: str | None, new: str | None) -> list[FileDiff]:
    return repository.diff(old or repository.published().version, new or repository.draft().version)


def _clash(clash: Clash) -> dict[str, Any]:
    return vars(clash) | {"place": clash.place}


def _choices(given: Mapping[str, Any]) -> dict[str, Sequence[str]]:
    choices = given.get("choices")
    if not isinstance(choices, dict) or not all(
        isinstance(ways, list) and all(isinstance(way, str) for way in ways) for ways in choices.values()
    ):
        raise BadRequest("choices is malformed")
    return choices
