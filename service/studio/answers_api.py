"""`/api/studio/answers`: what the bot says, edited and live at once; questions that found no answer."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from sanic import Blueprint, HTTPResponse, Request, json

from service.errors import BadRequest, Forbidden, NoSuggestions
from service.staff.accounts import Staff
from service.staff.guard import PRIVATE, body_of
from service.staff.models import PUBLISHER
from service.studio import answers_json, unanswered
from service.studio.access import author, editor_of, room
from service.studio.answers_json import language_of, name_of, stamps_of, texts_of
from service.studio.models_answers import ANSWERED
from service.studio.overview_api import version_json
from service.text import clean
from studio import answers
from studio.answers import history as answers_history
from studio.files import Edit

_LONGEST_TITLE = 120
# a passage less likely than this to be what was asked for helps nobody to begin
_NEAR, _MOST_NEAR = 0.05, 3


def blueprint() -> Blueprint:
    routes = Blueprint("studio_answers_api", url_prefix="/api/studio/answers")
    _reading(routes)
    _editing(routes)
    _questions(routes)
    return routes


def _reading(routes: Blueprint) -> None:
    @routes.get("/list")
    async def every(request: Request) -> HTTPResponse:
        """All answers, and whether who asks may change them live."""
        staff = await editor_of(request)
        studio = room(request)
        found = await studio.run(answers_json.listing, await studio.repository())
        return json(found | {"may_live": _may_live(request, staff)}, headers=PRIVATE)

    @routes.get("/<kind:str>/<name:str>")
    async def one(request: Request, kind: str, name: str) -> HTTPResponse:
        staff = await editor_of(request)
        studio = room(request)
        found = await studio.run(answers_json.one, await studio.repository(), kind, name_of(name))
        return json(found | {"may_live": _may_live(request, staff)}, headers=PRIVATE)

    @routes.get("/<kind:str>/<name:str>/history")
    async def history(request: Request, kind: str, name: str) -> HTTPResponse:
        """What the answer was in one `in`, newest first: `{version, fields, patch}`."""
        await editor_of(request)
        studio = room(request)
        spoken = language_of(request.args.get("in"))
        repository = await studio.repository()
        found = await studio.run(answers_history.versions, repository, kind, name_of(name), spoken)
        return json({"versions": list(map(answers_json.earlier_json, found))}, headers=PRIVATE)

    @routes.post("/preview")
    async def preview(request: Request) -> HTTPResponse:
        """`{"rows": [{text, buttons}]}` → the rows as the widget is sent them."""
        await editor_of(request)
        return json({"rows": answers_json.preview(body_of(request))}, headers=PRIVATE)


def _editing(routes: Blueprint) -> None:
    @routes.put("/<kind:str>/<name:str>")
    async def save(request: Request, kind: str, name: str) -> HTTPResponse:
        """`{"language", "fields", "was": [stamps], "live"}`."""
        staff = await editor_of(request)
        given = body_of(request)
        language = language_of(given.get("language"))
        edit = answers.save(kind, name_of(name), language, _fields(given), stamps_of(given))
        return await _edit(request, staff, edit, f"{name} ({language})", given)

    @routes.post("/<kind:str>/<name:str>/back")
    async def back(request: Request, kind: str, name: str) -> HTTPResponse:
        """`{"language", "version", "was", "live"}`: the text that it had then."""
        staff = await editor_of(request)
        given = body_of(request)
        language, version = language_of(given.get("language")), str(given.get("version"))
        studio = room(request)
        repository = await studio.repository()
        old = await studio.run(answers_history.at_version, repository, kind, name_of(name), language, version)
        now = await studio.run(answers.find, repository.draft(), kind, name)
        fields = answers_history.on_top_of(old, now.texts[language].fields if language in now.texts else None)
        edit = answers.save(kind, name, language, fields, stamps_of(given))
        return await _edit(request, staff, edit, f"{name} ({language}) as it was before", given)

    @routes.post("/<kind:str>")
    async def add(request: Request, kind: str) -> HTTPResponse:
        """`{"name", "topic", "texts": {language: fields}, "live", "keys"?}`; `keys`: questions that this answers."""
        staff = await editor_of(request)
        given = body_of(request)
        name = name_of(given.get("name"))
        edit = answers.add(kind, name, str(given.get("topic")), texts_of(given))
        return await _edit(request, staff, edit, f"{name}: a new answer", given)

    @routes.post("/faq/<name:str>/remove")
    async def remove(request: Request, name: str) -> HTTPResponse:
        """`{"was": [stamps of every language], "live"}`."""
        staff = await editor_of(request)
        given = body_of(request)
        edit = answers.remove(name_of(name), stamps_of(given))
        return await _edit(request, staff, edit, f"{name}: taken out", given)


def _questions(routes: Blueprint) -> None:
    @routes.get("/questions")
    async def questions(request: Request) -> HTTPResponse:
        """What shoppers asked and the bot could not answer, most often first; masked."""
        await editor_of(request)
        return json({"questions": await room(request).store.run(unanswered.listed)}, headers=PRIVATE)

    @routes.post("/questions/settle")
    async def settle(request: Request) -> HTTPResponse:
        """`{"keys", "how": answered | dismissed | open}`."""
        staff = await editor_of(request)
        given = body_of(request)
        keys = unanswered.keys_of(given.get("keys"))
        await room(request).store.run(unanswered.settle, keys, given.get("how"), staff.id)
        return json({}, headers=PRIVATE)

    @routes.post("/questions/draft")
    async def draft(request: Request) -> HTTPResponse:
        """`{"text", "language"}` → what an answer could begin from: the nearest passages, and what agents answered."""
        await editor_of(request)
        given = body_of(request)
        text, language = clean(given.get("text")), language_of(given.get("language"))
        suggestions = request.app.ctx.suggestions
        try:
            known, before = await asyncio.gather(suggestions.known(text, language), suggestions.before(text, language))
        except NoSuggestions:  # the editor begins with an empty page
            return json({"passages": [], "before": [], "reachable": False}, headers=PRIVATE)
        near = [hit for hit in known["hits"] if hit["score"] >= _NEAR][:_MOST_NEAR]
        return json({"passages": near, "before": before, "reachable": True}, headers=PRIVATE)


def _may_live(request: Request, staff: Staff) -> bool:
    """With a second pair of eyes only publishers change what shoppers read at once."""
    return staff.may(PUBLISHER) or not room(request).settings.second_approval


async def _edit(request: Request, staff: Staff, edit: Edit[None], title: str, given: Mapping[str, Any]) -> HTTPResponse:
    """Live at once or in the draft, as was asked for. Raises Forbidden, and what the edit raises."""
    live = given.get("live")
    if not isinstance(live, bool):
        raise BadRequest("live is missing")
    if live and not _may_live(request, staff):
        raise Forbidden()
    keys = unanswered.keys_of(given["keys"]) if given.get("keys") else []
    studio = room(request)
    repository = await studio.repository()
    make = repository.edit_live if live else repository.edit
    message = answers_history.message(title[:_LONGEST_TITLE], live=live)
    edited = await studio.run(make, edit, author(staff), message)
    if keys:
        await studio.store.run(unanswered.settle, keys, ANSWERED, staff.id)
    version = version_json(edited.version) if edited.version else None
    return json({"version": version, "live": live}, headers=PRIVATE)


def _fields(given: Mapping[str, Any]) -> Mapping[str, Any]:
    fields = given.get("fields")
    if not isinstance(fields, dict):
        raise BadRequest("fields is missing")
    return fields
