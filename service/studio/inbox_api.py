"""`/api/studio/inbox`: real messages that the bot may have got wrong, masked and grouped."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sanic import Blueprint, HTTPResponse, Request, Sanic, json

from service.errors import BadRequest
from service.staff.accounts import Staff
from service.staff.guard import PRIVATE, body_of
from service.studio import inbox
from service.studio.access import author, editor_of, id_of, is_id, room
from service.studio.checking import REFIT
from service.studio.checks_api import checking_of
from service.studio.inbox import Wanted
from service.studio.inbox import deciding as inbox_deciding
from service.studio.inbox.keeper import Keeper
from service.studio.inbox.undoing import take_back
from service.studio.overview_api import version_json
from service.studio.room import StudioRoom
from studio import language, layout
from studio.errors import StudioError
from studio.files import Files
from studio.language.checking import entities_of
from studio.repository import Repository, Version

_LONGEST = 400
_MOST_EXAMPLES = 50
_MANY_EDITS = 100


def blueprint() -> Blueprint:
    routes = Blueprint("studio_inbox_api", url_prefix="/api/studio/inbox")
    routes.listener("after_server_start")(_open)
    routes.listener("before_server_stop")(_close)

    @routes.get("/")
    async def page(request: Request) -> HTTPResponse:
        """Groups of open messages: `?order=useful|newest&of=<language>&reason=…&offset=…`."""
        await editor_of(request)
        _keeper(request.app).look()
        found = await room(request).store.run(inbox.page, _wanted(request), _number(request, "offset"))
        return json(found, headers=PRIVATE)

    @routes.get("/groups/<group_id:int>")
    async def members(request: Request, group_id: int) -> HTTPResponse:
        await editor_of(request)
        found = await room(request).store.run(inbox.members, group_id, _wanted(request))
        return json({"items": found}, headers=PRIVATE)

    @routes.get("/intents")
    async def intents(request: Request) -> HTTPResponse:
        """Of the draft, to choose from, with the topics that a new one may go to, and the entities to mark."""
        await editor_of(request)
        studio = room(request)
        repository = await studio.repository()
        return json(await studio.run(lambda: _choices(repository.draft())), headers=PRIVATE)

    @routes.get("/refit")
    async def refit(request: Request) -> HTTPResponse:
        """How the last quick refit stands, and how many edits the draft has had since."""
        await editor_of(request)
        checks = checking_of(request)
        draft, published = await checks.versions()
        state = checks.jobs.states(REFIT, draft, published)
        repository = await room(request).repository()
        learnt = (state["last"] or {}).get("draft") or published
        edits = await room(request).run(_edits_since, repository, learnt)
        told = {name: state.get(name) for name in ("state", "said", "progress", "is_current")}
        return json(told | {"edits": edits}, headers=PRIVATE)

    @routes.get("/decisions")
    async def decisions(request: Request) -> HTTPResponse:
        await editor_of(request)
        return json({"decisions": await room(request).store.run(inbox.decisions)}, headers=PRIVATE)

    @routes.post("/decide")
    async def decide(request: Request) -> HTTPResponse:
        """`{"items": [id], "intent": name | null, "examples": [line], "new": {"topic"}?}`; null discards."""
        staff = await editor_of(request)
        asked = _Asked.of(body_of(request))
        made = await room(request).store.run(
            inbox_deciding.decide, staff, asked.items, asked.intent, pending=asked.writes
        )
        version = await _write(room(request), staff, asked, made) if asked.writes else None
        return json({"decision": made, "version": version_json(version) if version else None}, headers=PRIVATE)

    @routes.post("/undo")
    async def undo(request: Request) -> HTTPResponse:
        """`{"decision": id}`: its messages are open again, and its examples are gone from the draft."""
        staff = await editor_of(request)
        decision = id_of(body_of(request), "decision")
        studio = room(request)
        undone = await _undo_commit(studio, staff, decision)
        items = await studio.store.run(inbox_deciding.undo, decision, staff)
        return json({"items": items, "version": version_json(undone) if undone else None}, headers=PRIVATE)

    return routes


@dataclass(frozen=True)
class _Asked:
    """A decision as it came. Raises BadRequest."""

    items: list[int]
    intent: str | None
    examples: list[str]
    topic: str | None

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> _Asked:
        items, intent, examples = given.get("items"), given.get("intent"), given.get("examples", [])
        if not isinstance(items, list) or not 0 < len(items) <= inbox.MOST or not all(map(is_id, items)):
            raise BadRequest("items is malformed")
        if intent is not None and (not isinstance(intent, str) or not 0 < len(intent) <= 160):
            raise BadRequest("intent is malformed")
        if not isinstance(examples, list) or len(examples) > _MOST_EXAMPLES or (examples and intent is None):
            raise BadRequest("examples is malformed")
        if not all(isinstance(line, str) and 0 < len(line) <= _LONGEST for line in examples):
            raise BadRequest(f"an example has 1 to {_LONGEST} characters")
        new = given.get("new")
        topic = new.get("topic") if isinstance(new, dict) else None
        if new is not None and (not isinstance(topic, str) or not examples):
            raise BadRequest("a new intent needs a topic and an example")
        return cls(items, intent, examples, topic)

    @property
    def writes(self) -> bool:
        return bool(self.examples)

    def edit(self, files: Files, of_language: str) -> None:
        intent = self.intent or ""
        if self.topic is not None:
            language.add_intent(files, intent, of_language, self.examples, self.topic)
        else:
            language.add_examples(files, intent, of_language, self.examples)


async def _write(studio: StudioRoom, staff: Staff, asked: _Asked, made: dict[str, Any]) -> Version | None:
    """The commit of a decision's examples. Without it there is no decision, either."""
    try:
        if len(made["languages"]) != 1:
            raise BadRequest("examples are of one language")
        [of_language] = made["languages"]
        repository = await studio.repository()
        edited = await studio.run(
            repository.edit, lambda files: asked.edit(files, of_language), author(staff), _message(asked)
        )
    except (StudioError, BadRequest):
        await studio.store.run(inbox_deciding.drop, made["id"])
        raise
    version = edited.version
    await studio.store.run(inbox_deciding.committed, made["id"], version.id if version else None, staff)
    return version


async def _undo_commit(studio: StudioRoom, staff: Staff, decision: int) -> Version | None:
    version = await studio.store.run(inbox_deciding.version_of, decision)
    if version is None:
        return None
    repository = await studio.repository()
    return await studio.run(take_back, repository, version, author(staff))


def _message(asked: _Asked) -> str:
    count = "An example" if len(asked.examples) == 1 else f"{len(asked.examples)} examples"
    if asked.topic is not None:
        return f"New intent {asked.intent}, from the inbox"
    return f"{count} for {asked.intent}, from the inbox"


def _choices(draft: Files) -> dict[str, Any]:
    found = language.intents(draft)
    return {
        "intents": [{"name": each.name, "topic": each.topic} for each in found],
        "topics": sorted({each.topic for each in found}),
        "entities": sorted(entities_of(draft)),
    }


def _edits_since(repository: Repository, version: str) -> int:
    """Of examples, up to _MANY_EDITS. By time: a release joins the draft from beside."""
    if not repository.diff(version, repository.draft().version, layout.NLU):
        return 0
    learnt = repository.version(version)
    newer = [each for each in repository.history(layout.NLU, limit=_MANY_EDITS) if each.at > learnt.at]
    return max(1, len(newer))


def _wanted(request: Request) -> Wanted:
    args = request.args
    return Wanted(args.get("order", inbox.USEFUL), args.get("of", ""), args.get("reason", ""))


def _number(request: Request, name: str) -> int:
    given = request.args.get(name, "0")
    if not given.isascii() or not given.isdigit() or len(given) > 9:
        raise BadRequest(f"{name} is no number")
    return int(given)


def _keeper(app: Sanic) -> Keeper:
    keeper: Keeper = app.ctx.inbox_keeper
    return keeper


async def _open(app: Sanic, _loop: object) -> None:
    app.ctx.inbox_keeper = Keeper(app.ctx.studio)
    app.ctx.inbox_keeper.open()


async def _close(app: Sanic, _loop: object) -> None:
    await app.ctx.inbox_keeper.close()
