"""`/api/studio/stories`: stories and rules, and the dialogues they are tested with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sanic import Blueprint, HTTPResponse, Request, json

from service.errors import BadRequest, Empty
from service.staff.accounts import Staff
from service.staff.guard import PRIVATE, body_of
from service.studio.access import author, editor_of, room
from service.studio.overview_api import version_json
from service.studio.stories_json import done_json, everything, learnt_of, new_of, steps_of, target_of, text_of
from studio.files import Files
from studio.repository import Edited
from studio.stories import Step
from studio.stories.chat import goes_on, heard
from studio.stories.edits import change, checked_path, remove, rename
from studio.stories.problems import Problem
from studio.stories.saving import OF_NAMES, add_all, as_json, brought_about, saved
from studio.stories.writing import name_of
from studio.understanding import understand
from studio.workers import QUICK

_LONGEST_MESSAGE = 1_000


def blueprint() -> Blueprint:
    routes = Blueprint("studio_stories_api", url_prefix="/api/studio/stories")

    @routes.get("/")
    async def all_of_them(request: Request) -> HTTPResponse:
        """Every rule, story and test of the draft, what is wrong with them, and what they may name."""
        await editor_of(request)
        studio = room(request)
        repository = await studio.repository()
        return json(await studio.run(lambda: everything(repository.draft())), headers=PRIVATE)

    @routes.post("/hear")
    async def hear(request: Request) -> HTTPResponse:
        """What the draft makes of a message after `steps`: its intents, and what the bot does next."""
        await editor_of(request)
        body = body_of(request)
        text, steps = text_of(body, "text").strip(), steps_of(body.get("steps", []))
        if not text:
            raise Empty()
        if len(text) > _LONGEST_MESSAGE:
            raise BadRequest("text is too long")
        studio = room(request)
        repository = await studio.repository()
        files = await studio.run(repository.draft)
        [ranking] = await studio.workers.run(QUICK, understand, str(repository.folder), files.version, [text])
        found = await studio.run(heard, files, ranking)
        done = await studio.run(goes_on, files, (*steps, Step("intent", found.intent)))
        return json(vars(found) | {"actions": list(map(done_json, done))}, headers=PRIVATE)

    @routes.post("/go-on")
    async def go_on(request: Request) -> HTTPResponse:
        """What the bot does after `steps`, by the draft's rules."""
        await editor_of(request)
        steps = steps_of(body_of(request).get("steps"))
        studio = room(request)
        repository = await studio.repository()
        done = await studio.run(lambda: goes_on(repository.draft(), steps))
        return json({"actions": list(map(done_json, done))}, headers=PRIVATE)

    @routes.post("/check")
    async def check(request: Request) -> HTTPResponse:
        """What would be wrong if this were saved; nothing is."""
        await editor_of(request)
        asked = _asked(body_of(request))
        studio = room(request)
        repository = await studio.repository()
        found = await studio.run(lambda: brought_about(repository.draft(), asked.edit, asked.kinds))
        return json({"problems": list(map(as_json, found))}, headers=PRIVATE)

    @routes.post("/save")
    async def save(request: Request) -> HTTPResponse:
        """`verb`: add, change, rename or remove. Refused with both places where it contradicts what is there."""
        staff = await editor_of(request)
        return await _saved(request, staff, body_of(request))

    return routes


async def _saved(request: Request, staff: Staff, body: Mapping[str, Any]) -> HTTPResponse:
    asked = _asked(body)
    anyway = body.get("anyway") is True
    studio = room(request)
    repository = await studio.repository()

    def work() -> Edited[list[Problem]]:
        return repository.edit(
            lambda files: saved(files, asked.edit, anyway=anyway, kinds=asked.kinds), author(staff), asked.message
        )

    made = await studio.run(work)
    version = version_json(made.version) if made.version else None
    return json({"version": version, "problems": list(map(as_json, made.result))}, headers=PRIVATE)


@dataclass(frozen=True)
class _Asked:
    """`message` is what the history calls it; `kinds`: which problems it can bring about, all where it says none."""

    edit: Callable[[Files], None]
    message: str
    kinds: frozenset[str] = frozenset()


def _asked(body: Mapping[str, Any]) -> _Asked:
    """Raises BadRequest and BadEdit."""
    verb = text_of(body, "verb")
    if verb == "add":
        new, learnt = new_of(body), learnt_of(body)
        if not new and not learnt:
            raise Empty()
        names = dict.fromkeys([name_of(each.name) for each in new] or [each.intent for each in learnt])
        message = f"Written by chatting: {', '.join(names)}"[:200]
        instead = body.get("instead") is True
        return _Asked(lambda files: add_all(files, new, learnt, instead=instead), message)
    target = target_of(body)
    checked_path(target.path)
    if verb == "change":
        steps = steps_of(body.get("steps"))
        return _Asked(lambda files: change(files, target, steps), f"{target.name}: other steps")
    if verb == "rename":
        to = name_of(text_of(body, "to"))
        return _Asked(lambda files: rename(files, target, to), f"{target.name} is now called {to}", OF_NAMES)
    if verb == "remove":
        return _Asked(lambda files: remove(files, target), f"{target.name} removed")
    raise BadRequest("verb is none")
