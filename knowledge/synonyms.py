"""Words that mean the same: a file that the content team edits, and the queries that follow it at once."""

from __future__ import annotations

import argparse
import logging
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from knowledge.errors import SynonymsError
from knowledge.settings import KnowledgeSettings
from knowledge.words import words

log = logging.getLogger(__name__)

Term = tuple[str, ...]  # as `words` gives it


class Synonyms:
    """Groups of terms of one meaning. A term may have several words, and a group several languages: what a language's
    passages do not have is not found in them."""

    def __init__(self, groups: Sequence[Sequence[str]] = ()) -> None:
        self.groups = groups
        self._by_language: dict[str, Mapping[Term, Sequence[Term]]] = {}
        self._words: dict[str, frozenset[str]] = {}

    def of(self, language: str) -> Mapping[Term, Sequence[Term]]:
        """Term → the terms that mean the same, as the words of that language's index."""
        if language not in self._by_language:
            found: dict[Term, dict[Term, None]] = {}
            for group in self.groups:
                terms = list(dict.fromkeys(tuple(words(term, language)) for term in group))
                for term in filter(None, terms):
                    found.setdefault(term, {}).update(dict.fromkeys(each for each in terms if each and each != term))
            self._by_language[language] = {term: tuple(others) for term, others in found.items() if others}
        return self._by_language[language]

    def words(self, language: str) -> frozenset[str]:
        """All that its terms are made of."""
        if language not in self._words:
            self._words[language] = frozenset(word for term in self.of(language) for word in term)
        return self._words[language]


NO_SYNONYMS = Synonyms()


def read_synonyms(file: Path) -> Synonyms:
    """Raises SynonymsError with a line for every fault: the file, the group, and what is wrong with it."""
    try:
        content = YAML(typ="safe").load(file)
    except (OSError, YAMLError, UnicodeDecodeError) as error:
        raise SynonymsError(f"{file}: cannot be read as YAML: {' '.join(str(error).split())}") from error
    if not isinstance(content, dict) or set(content) != {"synonyms"} or not isinstance(content["synonyms"], list):
        raise SynonymsError(f"{file}: is not a list of groups under `synonyms:`")
    groups = content["synonyms"]
    faults = [f"{file}: group {n}: {fault}" for n, group in enumerate(groups, 1) for fault in _faults(group)]
    if faults:
        raise SynonymsError("\n".join(faults))
    return Synonyms(groups)


def _faults(group: Any) -> Iterator[str]:
    if not isinstance(group, list) or len(group) < 2:
        yield "is not a list of two or more terms, as in `- [sofa, couch]`"
        return
    for term in group:
        if not isinstance(term, str):
            yield f"{term!r} is not a text: put it in quotes"
        elif not words(term, "en"):
            yield f"{term!r} says nothing that a search looks for"
        elif len(term.strip()) == 1:
            yield f"{term!r} is one character, which is part of too many words"
    terms = [term.strip().lower() for term in group if isinstance(term, str)]
    for term in sorted({term for term in terms if terms.count(term) > 1}):
        yield f"{term!r} stands in it twice"


class SynonymsFile:
    """The file as it is now; a look that finds nothing new is one stat. A faulty one is logged once, and the synonyms
    before go on serving."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._stamp: tuple[int, ...] | None = None
        self.current = NO_SYNONYMS
        self.refresh_if_changed()

    def refresh_if_changed(self) -> bool:
        """Whether other synonyms serve now."""
        try:
            status = os.stat(self._file)  # noqa: PTH116 - a tenth of the time, and it runs at every search
        except OSError as error:
            stamp: tuple[int, ...] = ()
            missing = error.strerror
        else:
            stamp, missing = (status.st_ino, status.st_mtime_ns, status.st_size), None
        if stamp == self._stamp:
            return False
        self._stamp = stamp
        if missing:
            log.error("the synonyms of before go on serving: %s: %s", self._file, missing)
            return False
        try:
            self.current = read_synonyms(self._file)
        except SynonymsError as error:
            log.error("the synonyms of before go on serving: %s", error)
            return False
        return True


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m knowledge.synonyms", description="Whether a file can serve.")
    parser.add_argument("file", type=Path, nargs="?", default=KnowledgeSettings.from_environ().synonyms)
    chosen = parser.parse_args(arguments)
    try:
        groups = len(read_synonyms(chosen.file).groups)
    except SynonymsError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{chosen.file}: {groups} groups")
    return 0


if __name__ == "__main__":
    sys.exit(main())
