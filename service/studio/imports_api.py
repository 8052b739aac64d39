"""`/api/studio/transfer/imports`: a file, the report on it, and taking in what the editor chose of it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from typing import Any

from sanic import Blueprint, HTTPResponse, Request, json

from service.errors import BadRequest
from service.requests import large_body
from service.staff.accounts import Staff
from service.staff.guard import PRIVATE, body_of
from service.studio.access import author, editor_of, room
from service.studio.overview_api import version_json
from service.studio.room import StudioRoom
from studio.errors import NotThere, StudioError
from studio.repository import Edited
from studio.transfer.apply import Applied, apply
from studio.transfer.choice import Choice
from studio.transfer.reading import LARGEST_MB, shown_name, too_large
from studio.transfer.shelf import Shelf
from studio.transfer.work import examine, found_of, refuse
from studio.workers import LONG

_LARGEST = LARGEST_MB * 1_000_000
# a browser that is cut off while it sends sees no answer: what is too large is read and thrown away, up to here
_THROWN_AWAY = 128_000_000
_LONGEST_S = 900
_INTERRUPTED = NotThere("reading the file was interrupted: upload it again")


def add_routes(routes: Blueprint) -> None:
    running: set[asyncio.Task[None]] = set()

    @routes.post("/imports", stream=True)
    async def upload(request: Request) -> HTTPResponse:
        """The file's bytes as the body; `name` in the query, `in` (a language) and `encoding` where they are known.

        Answers a token; the report comes when it is made."""
        staff = await editor_of(request)
        content = await large_body(request, _LARGEST, _THROWN_AWAY, too_large())
        if not content:
            raise BadRequest("the file is empty")
        studio = room(request)
        meta = {
            "name": shown_name(request.args.get("name", "")),
            "language": request.args.get("in", "")[:8],
            "encoding": request.args.get("encoding", "")[:40],
        }
        token = await studio.run(_keep, _shelf(studio), staff.id, meta, content)
        task = asyncio.create_task(_examined(studio, token))
        running.add(task)  # or it might be swept away half-way
        task.add_done_callback(running.discard)
        return json({"token": token}, headers=PRIVATE, status=202)

    @routes.get("/imports")
    async def latest(request: Request) -> HTTPResponse:
        """What this editor has uploaded last and not finished with."""
        staff = await editor_of(request)
        studio = room(request)
        return json({"token": await studio.run(_shelf(studio).latest, staff.id)}, headers=PRIVATE)

    @routes.get("/imports/<token:str>")
    async def report(request: Request, token: str) -> HTTPResponse:
        staff = await editor_of(request)
        studio = room(request)
        return json(await studio.run(_state, _shelf(studio), token, staff.id), headers=PRIVATE)

    @routes.post("/imports/<token:str>/apply")
    async def take(request: Request, token: str) -> HTTPResponse:
        """Body: what was chosen, as `Choice` reads it. One commit, or none where nothing is new."""
        staff = await editor_of(request)
        choice = Choice.of_json(body_of(request))
        studio = room(request)
        repository = await studio.repository()
        shelf = _shelf(studio)

        def applied() -> Edited[Applied]:
            meta = shelf.meta(token, staff.id)
            found = found_of(shelf, token)
            made: Edited[Applied] = repository.edit(
                lambda files: apply(files, found, choice), author(staff), f"Import {meta['name']}"
            )
            shelf.drop(token)
            return made

        edited = await studio.run(applied)
        version = version_json(edited.version) if edited.version else None
        return json({"version": version, "applied": vars(edited.result)}, headers=PRIVATE)

    @routes.delete("/imports/<token:str>")
    async def forget(request: Request, token: str) -> HTTPResponse:
        staff = await editor_of(request)
        studio = room(request)
        await studio.run(_forget, _shelf(studio), token, staff)
        return json({}, headers=PRIVATE)


def _shelf(studio: StudioRoom) -> Shelf:
    return Shelf(studio.settings.var / "studio" / "imports")


def _keep(shelf: Shelf, editor: str, meta: Mapping[str, str], content: bytes) -> str:
    token = shelf.begin(editor, meta)
    shelf.file(token, "upload").write_bytes(content)
    return token


def _forget(shelf: Shelf, token: str, staff: Staff) -> None:
    shelf.meta(token, staff.id)
    shelf.drop(token)


def _state(shelf: Shelf, token: str, editor: str) -> dict[str, Any]:
    meta = shelf.meta(token, editor)
    if (refused := shelf.get(token, "refused")) is not None:
        return {"state": "refused", "error": refused}
    if (report := shelf.get(token, "report")) is not None:
        return {"state": "ready", "report": report}
    if time.time() - meta["at"] > _LONGEST_S:  # the service was started anew
        raise _INTERRUPTED
    return {"state": "reading", "progress": shelf.get(token, "progress")}


async def _examined(studio: StudioRoom, token: str) -> None:
    shelf = _shelf(studio)
    settings = studio.settings
    folder, imports = str(settings.repository), str(settings.var / "studio" / "imports")
    try:
        await studio.workers.run(LONG, examine, folder, settings.branch, imports, token)
    except StudioError as error:
        refuse(shelf, token, error)
    finally:  # whatever happened, the editor does not wait for ever; the room may be closed by now
        _end(shelf, token)


def _end(shelf: Shelf, token: str) -> None:
    if shelf.get(token, "refused") is None and shelf.get(token, "report") is None:
        refuse(shelf, token, _INTERRUPTED)
