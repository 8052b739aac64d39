"""Answers as the front end reads and sends them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from service.errors import BadRequest
from service.markdown import to_html
from service.studio.overview_api import version_json
from studio import answers
from studio.answers import RESPONSE, Answer, Written
from studio.answers import responses as answers_responses
from studio.answers import variables as answers_variables
from studio.answers.history import Earlier
from studio.errors import NotThere
from studio.files import Files
from studio.repository import Repository

_NAME = re.compile(r"[A-Za-z0-9_][\w.-]{0,79}", re.ASCII)
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_MOST_STAMPS, _MOST_PREVIEWED, _LONGEST_PREVIEWED = 8, 20, 10_000


def listing(repository: Repository) -> dict[str, Any]:
    """Every answer with its texts, to be searched by who looks; `pending`: the draft says something else."""
    files, live = repository.draft(), repository.published()
    found = answers.every(files)
    languages = answers.languages(found)
    published = {(each.kind, each.name): each for each in answers.every(live)}
    return {
        "languages": languages,
        "topics": sorted({each.topic for each in found if each.kind == answers.FAQ}),
        "files": [path.rpartition("/")[2].removesuffix(".yml") for path in answers_responses.paths(files)],
        "intents": sorted(answers_responses.intents(files)),
        "answers": [_row(each, languages, published.get((each.kind, each.name))) for each in found],
    }


def one(repository: Repository, kind: str, name: str) -> dict[str, Any]:
    """An answer in every language, as the draft has it and, where that differs, as it is live. Raises NotThere."""
    files, live = repository.draft(), repository.published()
    answer = answers.find(files, kind, name)
    try:
        published: Mapping[str, Written] = answers.find(live, kind, name).texts
    except NotThere:
        published = {}
    fields = [written.fields for written in answer.texts.values()]
    return {
        "kind": kind,
        "name": name,
        "topic": answer.topic,
        "texts": {
            language: _text(written, published.get(language), files) for language, written in answer.texts.items()
        },
        "variables": answers_variables.known(files, kind, fields),
        "shared": _sharing(files, answer) if kind == RESPONSE else {},
    }


def earlier_json(earlier: Earlier) -> dict[str, Any]:
    return {"version": version_json(earlier.version), "fields": earlier.fields, "patch": earlier.patch}


def preview(given: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Bodies of rows as the service sends them to the widget. Raises BadRequest."""
    rows = given.get("rows")
    if not isinstance(rows, list) or not 0 < len(rows) <= _MOST_PREVIEWED:
        raise BadRequest("rows is malformed")
    return [_body(row) for row in rows]


def name_of(given: object) -> str:
    """Raises BadRequest."""
    if not isinstance(given, str) or not _NAME.fullmatch(given):
        raise BadRequest("no such name")
    return given


def language_of(given: object) -> str:
    """Raises BadRequest."""
    if not isinstance(given, str) or not _LANGUAGE.fullmatch(given):
        raise BadRequest("language is missing")
    return given


def stamps_of(given: Mapping[str, Any]) -> list[str]:
    """What the editor had read. Raises BadRequest."""
    was = given.get("was")
    if not isinstance(was, list) or len(was) > _MOST_STAMPS or not all(isinstance(each, str) for each in was):
        raise BadRequest("was is malformed")
    return was


def texts_of(given: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Raises BadRequest."""
    texts = given.get("texts")
    if not isinstance(texts, dict) or not texts or not all(isinstance(each, dict) for each in texts.values()):
        raise BadRequest("texts is malformed")
    return {language_of(language): fields for language, fields in texts.items()}


def _row(answer: Answer, languages: list[str], live: Answer | None) -> dict[str, Any]:
    texts = {language: _summary(answer.kind, written.fields) for language, written in answer.texts.items()}
    was = {language: written.stamp for language, written in live.texts.items()} if live else {}
    return {
        "kind": answer.kind,
        "name": answer.name,
        "topic": answer.topic,
        "texts": texts,
        "missing": [language for language in languages if language not in answer.texts],
        "pending": was != {language: written.stamp for language, written in answer.texts.items()},
    }


def _summary(kind: str, fields: Mapping[str, Any]) -> list[str]:
    """A heading, and what else is searched."""
    if kind == answers.FAQ:
        return [fields["question"], fields["answer"], *fields["also"]]
    if kind == answers.PHRASE:
        return [fields["text"]]
    return [each["text"] for each in fields["wordings"]]


def _text(written: Written, live: Written | None, files: Files) -> dict[str, Any]:
    pending = live is None or live.stamp != written.stamp
    return {
        "fields": written.fields,
        "place": f"{written.path}:{written.line}",
        "stamp": written.stamp,
        "live": {"fields": live.fields, "stamp": live.stamp} if live and pending else None,
        "pending": pending,
    }


def _sharing(files: Files, answer: Answer) -> dict[str, list[str]]:
    """Names of lists of buttons that it uses → the responses that use them, too."""
    mine = {each["shared"] for written in answer.texts.values() for each in written.fields["wordings"]} - {""}
    users: dict[str, list[str]] = {name: [] for name in mine}
    for name, (_, wordings) in answers_responses.every(files).items():
        for shared in dict.fromkeys(each.shared for each in wordings):
            if shared in mine and name != answer.name:
                users[shared].append(name)
    return users


def _body(row: object) -> dict[str, Any]:
    text = row.get("text") if isinstance(row, dict) else None
    buttons = row.get("buttons", []) if isinstance(row, dict) else None
    if not isinstance(text, str) or len(text) > _LONGEST_PREVIEWED or not isinstance(buttons, list):
        raise BadRequest("a row is malformed")
    choices = [
        {"title": str(each.get("title", ""))[:80], "payload": f"preview-{number}"}
        for number, each in enumerate(buttons[:12])
        if isinstance(each, dict)
    ]
    return {"kind": "choices" if choices else "text", "body": {"text": text, "html": to_html(text), "choices": choices}}
