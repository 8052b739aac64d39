"""What the bot says, in every language: responses of the domain, FAQ passages, phrases of the actions.

An edit names what was there when it was read, by stamp: what somebody else changed meanwhile is not overwritten."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from pathlib import PurePosixPath
from typing import Any

from studio.answers import faq, phrases, response_edits, responses, variables
from studio.errors import BadEdit, Conflict, NotThere
from studio.files import Edit, Files

RESPONSE, FAQ, PHRASE = KINDS = ("response", "faq", "phrase")
Fields = dict[str, Any]


@dataclass(frozen=True)
class Written:
    """What stands in one language. `line` counts from 1."""

    fields: Fields
    path: str
    line: int

    @property
    def stamp(self) -> str:
        return stamp(self.fields)


@dataclass
class Answer:
    """`topic`: the file's name."""

    kind: str
    name: str
    topic: str
    texts: dict[str, Written] = field(default_factory=dict)


def stamp(fields: Fields) -> str:
    return sha256(json.dumps(fields, ensure_ascii=False, sort_keys=True).encode()).hexdigest()[:16]


def every(files: Files) -> list[Answer]:
    """All answers, kind by kind, in the order of the files. Raises BrokenFile."""
    found: dict[tuple[str, str], Answer] = {}

    def take(kind: str, name: str, language: str, written: Written) -> None:
        answer = found.setdefault((kind, name), Answer(kind, name, PurePosixPath(written.path).stem))
        answer.texts.setdefault(language, written)

    for name, (path, wordings) in responses.every(files).items():
        for language in dict.fromkeys(each.language for each in wordings):
            mine = [each for each in wordings if each.language == language]
            take(RESPONSE, name, language, Written({"wordings": [e.fields for e in mine]}, path, mine[0].line))
    for path, name, fields, line in faq.every(files):
        take(FAQ, name, faq.language_of(path), Written(fields, path, line))
    for path in phrases.paths(files):
        for name, (texts, line) in phrases.entries(path, files.read(path)).items():
            for language, text in texts.items():
                take(PHRASE, name, language, Written({"text": text}, path, line))
    return list(found.values())


def find(files: Files, kind: str, name: str) -> Answer:
    """Raises NotThere, BrokenFile."""
    for answer in every(files):
        if (answer.kind, answer.name) == (kind, name):
            return answer
    raise NotThere(f"there is no {name[:60]}")


def languages(answers: Collection[Answer]) -> list[str]:
    """English first, as it is what every other falls back on."""
    found = {language for answer in answers for language in answer.texts}
    return sorted(found, key=lambda language: (language != responses.DEFAULT, language))


def save(kind: str, name: str, language: str, given: Mapping[str, Any], was: Collection[str]) -> Edit[None]:
    """Writes an answer in one language; adds it where the language has none (`was` is empty then).

    `was`: the stamps of what was read. The edit raises NotThere, Conflict with what is there `now`, and BadEdit, with
    the `variable` where one is unknown or lost."""
    fields = _checked(kind, given)

    def edit(files: Files) -> None:
        answer = find(files, kind, name)
        there = answer.texts.get(language)
        _refuse_stale(there, was)
        if language not in languages(every(files)):
            raise BadEdit(f"{language[:16]!r} is no language of the answers")
        if there is not None and there.fields == fields:
            return
        others = [written.fields for spoken, written in answer.texts.items() if spoken != language]
        variables.check(files, kind, fields, there.fields if there else None, others)
        _write(files, answer, language, there, fields)

    return edit


def add(kind: str, name: str, topic: str, texts: Mapping[str, Mapping[str, Any]]) -> Edit[None]:
    """A new FAQ passage or response, in one language or more. The edit raises BadEdit."""
    checked = {language: _checked(kind, fields) for language, fields in texts.items()}
    if not checked:
        raise BadEdit("an answer is needed in at least one language")

    def edit(files: Files) -> None:
        spoken = languages(every(files))
        if any(answer.kind == kind and answer.name == name for answer in every(files)):
            raise BadEdit(f"{name[:60]} is there already")
        for language, fields in checked.items():
            if language not in spoken:
                raise BadEdit(f"{language[:16]!r} is no language of the answers")
            others = [each for other, each in checked.items() if other != language]
            variables.check(files, kind, fields, None, others)
            if kind == FAQ:
                _refuse_unknown_intents(files, fields, [])
                faq.add(files, language, topic, name, fields)
        if kind == RESPONSE:
            wordings = {language: fields["wordings"] for language, fields in checked.items()}
            response_edits.add(files, f"bot/domain/{topic}.yml", name, wordings)

    if kind not in (FAQ, RESPONSE):
        raise BadEdit("phrases are said by the code: a developer adds them")
    return edit


def remove(name: str, was: Collection[str]) -> Edit[None]:
    """Takes a FAQ passage out, in every language. `was`: stamps of what was read of each."""

    def edit(files: Files) -> None:
        for written in find(files, FAQ, name).texts.values():
            _refuse_stale(written, was)
            faq.remove(files, written.path, name)

    return edit


def _checked(kind: str, given: Mapping[str, Any]) -> Fields:
    if kind == FAQ:
        return faq.check(given)
    if kind == PHRASE:
        return phrases.check(given)
    if kind == RESPONSE:
        return {"wordings": responses.check(given)}
    raise NotThere("there is no such kind of answer")


def _write(files: Files, answer: Answer, language: str, there: Written | None, fields: Fields) -> None:
    if answer.kind == FAQ:
        _refuse_unknown_intents(files, fields, there.fields["intents"] if there else [])
        if there is None:
            faq.add(files, language, answer.topic, answer.name, fields)
        else:
            faq.change(files, there.path, answer.name, fields)
        return
    path = (there or next(iter(answer.texts.values()))).path
    write = phrases.change if answer.kind == PHRASE else partial(_change_response)
    write(files, path, answer.name, language, fields)


def _change_response(files: Files, path: str, name: str, language: str, fields: Fields) -> None:
    response_edits.change(files, path, name, language, fields["wordings"])


def _refuse_unknown_intents(files: Files, fields: Fields, old: Collection[str]) -> None:
    known = responses.intents(files)
    for intent in fields["intents"]:
        if intent not in known and intent not in old and intent.partition("/")[0] not in known:
            raise BadEdit(f"the domain has no intent {intent}", intent=intent)


def _refuse_stale(there: Written | None, was: Collection[str]) -> None:
    if there is None and was:
        raise NotThere("it has been taken away meanwhile")
    if there is not None and there.stamp not in was:
        raise Conflict("somebody else has changed this answer meanwhile", now=there.fields, stamp=there.stamp)
