"""Variables of answers: none is written that nobody fills in, and none is lost unsaid."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from studio.answers import phrases, responses
from studio.errors import BadEdit
from studio.files import Files

_BRACES = re.compile(r"\{([^\W\d][\w.]*)\}")
Fields = Mapping[str, Any]


def check(files: Files, kind: str, new: Fields, old: Fields | None, others: Iterable[Fields]) -> None:
    """`old`: the same language's text before; `others`: other languages' now. Raises BadEdit naming the variable."""
    others = list(others)
    if kind == "response":
        _check_wordings(files, new, old, others)
        return
    named, before = of(kind, new), of(kind, old) if old else None
    elsewhere = set().union(*(of(kind, each) for each in others)) if others else set()
    _refuse_unknown(named - (before or set()) - elsewhere)
    if kind == "phrase":
        _refuse_lost((before if before is not None else elsewhere) - named)


def of(kind: str, fields: Fields) -> set[str]:
    """The variables in an answer. Raises BadEdit for braces that cannot be filled in."""
    if kind == "faq":  # a passage is given as it is written; whoever writes {name} into it believes otherwise
        return set(_BRACES.findall("\n".join([fields["question"], *fields["also"], fields["answer"]])))
    if kind == "phrase":
        return phrases.variables(fields["text"])
    return set().union(*(_of_wording(each) for each in fields["wordings"]))


def known(files: Files, kind: str, texts: Iterable[Fields]) -> list[str]:
    """What may be written in braces."""
    found = set().union(*(_leniently(kind, each) for each in texts))
    return sorted(found | (responses.slots(files) if kind == "response" else set()))


def _leniently(kind: str, fields: Fields) -> set[str]:
    try:
        return of(kind, fields)
    except BadEdit:
        return set()


def _of_wording(wording: Fields) -> set[str]:
    titles = [each["title"] if isinstance(each, Mapping) else each[0] for each in wording["buttons"]]
    return set().union(*map(responses.variables, [wording["text"], *titles]))


def _check_wordings(files: Files, new: Fields, old: Fields | None, others: list[Fields]) -> None:
    before = {each["at"]: _of_wording(each) for each in old["wordings"]} if old else {}
    elsewhere = [_of_wording(each) for other in others for each in other["wordings"]]
    may = responses.slots(files).union(*before.values(), *elsewhere)
    for wording in new["wordings"]:
        named = _of_wording(wording)
        _refuse_unknown(named - may)
        # a wording in addition may say less; the first of a language says what the other languages say
        must = before.get(wording["at"], set()) if before else set().union(*elsewhere)
        _refuse_lost(must - named)


def _refuse_unknown(names: set[str]) -> None:
    if names:
        name = min(names)
        raise BadEdit(f"{{{name}}}: nobody fills that in here", variable=name, fault="unknown")


def _refuse_lost(names: set[str]) -> None:
    if names:
        name = min(names)
        raise BadEdit(f"{{{name}}} is lost: the answer said it before", variable=name, fault="lost")
