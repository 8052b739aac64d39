"""`/api/studio/transfer`: import and export of training data and answers; synonyms and lookups."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sanic import Blueprint, Request
from sqlalchemy.orm import Session

from service.staff import acts
from service.staff.guard import PRIVATE
from service.studio import imports_api, synonyms_api
from service.studio.access import editor_of, room
from studio.files import Files
from studio.repository import Repository
from studio.transfer.export import export

_PREFIX = "/api/studio/transfer"


def blueprint() -> Blueprint:
    routes = Blueprint("studio_transfer_api", url_prefix=_PREFIX)

    @routes.get("/export/<what:str>")
    async def download(request: Request, what: str) -> None:
        """A file, in parts. Query: `version` (draft, published or a commit), `only` (a language), `bom`."""
        staff = await editor_of(request)
        studio = room(request)
        repository = await studio.repository()
        version = request.args.get("version", "draft")
        files = await studio.run(_version, repository, version)
        made = await studio.run(
            export, files, what, language=request.args.get("only", ""), bom=request.args.get("bom") == "1"
        )
        first = await studio.run(_next, made.parts)  # what cannot be read is an answer of its own
        await studio.store.run(_record, staff.id, what, files.version)
        stem, _, ending = made.name.rpartition(".")
        name = f"{stem}-{date.today().isoformat()}.{ending}"
        headers = {
            **PRIVATE,
            "Content-Disposition": f'attachment; filename="{name}"',
            "X-Content-Type-Options": "nosniff",
        }
        response = await request.respond(content_type=made.type, headers=headers)
        while first is not None:
            if first:
                await response.send(first)
            first = await studio.run(_next, made.parts)
        await response.eof()

    imports_api.add_routes(routes)
    synonyms_api.add_routes(routes)
    return routes


def _record(session: Session, who: str, what: str, version: str) -> None:
    acts.record(session, "studio_exported", who, export=what, version=version[:12])


def _version(repository: Repository, version: str) -> Files:
    named = {"draft": repository.draft, "published": repository.published}
    return named[version]() if version in named else repository.at(version)


def _next(parts: Iterator[bytes]) -> bytes | None:
    return next(parts, None)
