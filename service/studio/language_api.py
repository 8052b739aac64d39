"""`/api/studio/language`: the training data: intents and examples, read and edited in the draft."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from sanic import Blueprint, HTTPResponse, Request, json

from service.errors import BadRequest
from service.staff.guard import PRIVATE, body_of
from service.studio.access import author, editor_of, room
from service.studio.language_json import (
    found,
    list_of_intents,
    one_intent,
    places,
    ref_of,
    refs_of,
    text_of,
    texts_of,
    titles_given,
)
from service.studio.overview_api import version_json
from studio import language
from studio.files import Files
from studio.language import confusions as language_confusions
from studio.language.corpus import corpus
from studio.language.likeness import prepare, told
from studio.language.search import search
from studio.repository import Edited, Repository
from studio.workers import LONG

_QUERY = 200


def blueprint() -> Blueprint:
    routes = Blueprint("studio_language_api", url_prefix="/api/studio/language")
    _reading(routes)
    _telling(routes)
    _examples(routes)
    _intents(routes)
    return routes


def _reading(routes: Blueprint) -> None:
    @routes.get("/intents")
    async def every_intent(request: Request) -> HTTPResponse:
        """Each with its counts, and what it lacks."""
        return await _read(request, list_of_intents)

    @routes.get("/intents/<name>")
    async def intent(request: Request, name: str) -> HTTPResponse:
        return await _read(request, lambda files: one_intent(files, name))

    @routes.get("/intents/<name>/places")
    async def named(request: Request, name: str) -> HTTPResponse:
        """Where it is named: `{"kind", "place"}`."""
        return await _read(request, lambda files: {"places": places(files, name)})

    @routes.get("/search")
    async def searched(request: Request) -> HTTPResponse:
        words = request.args.get("q", "")[:_QUERY]

        def read(files: Files) -> dict[str, Any]:
            examples, count = search(corpus(files), words)
            return {"examples": list(map(found, examples)), "count": count}

        return await _read(request, read)


def _telling(routes: Blueprint) -> None:
    @routes.post("/check")
    async def check(request: Request) -> HTTPResponse:
        """What is wrong with a line that is being typed, and what is nearly the same; asked at each keystroke."""
        given = body_of(request)
        intent, text = text_of(given, "intent"), text_of(given, "text", 10_000)
        instead_of = given.get("instead_of") or ""
        if not isinstance(instead_of, str):
            raise BadRequest("instead_of is no text")

        def read(files: Files) -> dict[str, Any]:
            said = told(files, intent, text, instead_of)
            return {"problem": said.problem, "near": list(map(vars, said.near))}

        return await _read(request, read)

    @routes.post("/misread")
    async def misread(request: Request) -> HTTPResponse:
        """Examples that the quick model reads as another intent. Takes seconds where the draft has not been learnt."""
        await editor_of(request)
        body_of(request)
        studio = room(request)
        repository = await studio.repository()
        version = (await studio.run(repository.draft)).version
        folder = str(repository.folder)
        mistakes = await studio.workers.run(LONG, language_confusions.misread, folder, version)
        return json({"version": version, "misread": list(map(vars, mistakes))}, headers=PRIVATE)


def _examples(routes: Blueprint) -> None:
    @routes.post("/examples/add")
    async def add(request: Request) -> HTTPResponse:
        given = body_of(request)
        intent, lang = text_of(given, "intent"), text_of(given, "language")
        written = texts_of(given.get("examples"), "examples")
        edit = partial(language.add_examples, intent=intent, language=lang, written=written)
        return await _edit(request, edit, f"{_one_line(intent)}: {_count(len(written))} added ({_one_line(lang)})")

    @routes.post("/examples/edit")
    async def change(request: Request) -> HTTPResponse:
        given = body_of(request)
        intent, written = text_of(given, "intent"), text_of(given, "written", 10_000)
        edit = partial(language.edit_example, intent=intent, example=ref_of(given.get("example")), written=written)
        return await _edit(request, edit, f"{_one_line(intent)}: 1 example changed")

    @routes.post("/examples/remove")
    async def remove(request: Request) -> HTTPResponse:
        given = body_of(request)
        intent, examples = text_of(given, "intent"), refs_of(given.get("examples"))
        edit = partial(language.remove_examples, intent=intent, examples=examples)
        return await _edit(request, edit, f"{_one_line(intent)}: {_count(len(examples))} removed")

    @routes.post("/examples/move")
    async def move(request: Request) -> HTTPResponse:
        given = body_of(request)
        intent, to, examples = text_of(given, "intent"), text_of(given, "to"), refs_of(given.get("examples"))
        edit = partial(language.move_examples, intent=intent, examples=examples, to=to)
        return await _edit(request, edit, f"{_count(len(examples))} moved from {_one_line(intent)} to {_one_line(to)}")


def _intents(routes: Blueprint) -> None:
    @routes.post("/intents")
    async def new(request: Request) -> HTTPResponse:
        """`examples`: texts by language."""
        given = body_of(request)
        name, topic, titles = text_of(given, "name"), text_of(given, "topic"), titles_given(given)
        examples = given.get("examples")
        if not isinstance(examples, dict):
            raise BadRequest("examples is no object")
        by_language = {lang: texts for lang, each in examples.items() if (texts := texts_of(each, "examples"))}
        if not by_language:
            raise BadRequest("an intent needs an example")

        def edit(files: Files) -> None:
            for at, (lang, written) in enumerate(by_language.items()):
                if at:
                    language.add_examples(files, name, lang, written)
                else:
                    language.add_intent(files, name, lang, written, topic, titles)

        return await _edit(request, edit, f"New intent {_one_line(name)}")

    @routes.post("/intents/<name>/rename")
    async def rename(request: Request, name: str) -> HTTPResponse:
        to = text_of(body_of(request), "to")
        message = f"{_one_line(name)} is called {_one_line(to)}"
        return await _edit(request, lambda files: language.rename_intent(files, name, to), message)

    @routes.post("/intents/<name>/merge")
    async def merge(request: Request, name: str) -> HTTPResponse:
        into = text_of(body_of(request), "into")
        message = f"{_one_line(name)} is merged with {_one_line(into)}"
        return await _edit(request, lambda files: language.merge_intents(files, name, into), message)

    @routes.post("/intents/<name>/split")
    async def split(request: Request, name: str) -> HTTPResponse:
        given = body_of(request)
        new_name, examples = text_of(given, "name"), refs_of(given.get("examples"))
        topic, titles = given.get("topic") or "", titles_given(given)
        if not isinstance(topic, str):
            raise BadRequest("topic is no text")
        message = f"{_count(len(examples))} of {_one_line(name)} are {_one_line(new_name)} now"
        return await _edit(
            request, lambda files: language.split_intent(files, name, examples, new_name, topic, titles), message
        )

    @routes.post("/intents/<name>/remove")
    async def remove_intent(request: Request, name: str) -> HTTPResponse:
        body_of(request)
        return await _edit(
            request, lambda files: language.remove_intent(files, name), f"Intent {_one_line(name)} removed"
        )


async def _read(request: Request, verb: Callable[[Files], dict[str, Any]]) -> HTTPResponse:
    """What `verb` finds in the draft."""
    await editor_of(request)
    studio = room(request)
    repository = await studio.repository()
    return json(await studio.run(_on_draft, repository, verb), headers=PRIVATE)


def _on_draft(repository: Repository, verb: Callable[[Files], dict[str, Any]]) -> dict[str, Any]:
    return verb(repository.draft())


async def _edit(request: Request, edit: Callable[[Files], Any], message: str) -> HTTPResponse:
    staff = await editor_of(request)
    studio = room(request)
    repository = await studio.repository()
    edited: Edited[Any] = await studio.run(repository.edit, edit, author(staff), message)
    # who waits a moment for an edit does not wait at the next keystroke
    await studio.run(lambda: prepare(repository.draft()))
    made = version_json(edited.version) if edited.version else None
    return json({"version": made, "result": edited.result}, headers=PRIVATE)


def _count(number: int) -> str:
    return "1 example" if number == 1 else f"{number} examples"


def _one_line(text: str) -> str:
    """As it may stand in a commit's title."""
    return "".join(c if c.isprintable() else " " for c in text)[:80]
