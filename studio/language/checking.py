"""What may be written into the training files: a line by itself, and the files as they would be."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from bot.nlu.annotations import AnnotationError, read_annotations
from bot.nlu.examples import check, sentence_key
from bot.nlu.nlu_files import IntentBlock, NluData, Problem, Severity, quote
from studio import layout
from studio.errors import BadEdit, BrokenFile
from studio.files import Files
from studio.language.corpus import Corpus, ParsedFile, corpus, parsed, place
from studio.language.yaml_text import composed, scalars

LONGEST = 500  # letters of an example
MOST = 2_000  # examples at once
_MARKUP = re.compile(r"<[A-Za-z/!?][^<>]*>|<!--|&#?\w{1,8};|javascript:", re.IGNORECASE)
_BREAKS = "\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"
_HIDDEN = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
_INTENT = re.compile(r"[a-z][a-z0-9_]{1,62}")
_TOPIC = re.compile(r"[a-z][a-z0-9_]{0,39}")
_RASAS_OWN = {"restart", "back", "session_start", "nlu_fallback", "start", "end"}
_YAMLS_OWN = {"yes", "no", "on", "off", "true", "false", "null", "y", "n"}
_LINE = re.compile(r":\d+(?=\))")


def written(text: str, entities: Sequence[str], where: str = "") -> str:
    """The line as it may stand in a file. Raises BadEdit; `where` is the place that its text names."""
    at = f"{where}: " if where else ""
    shown = quote(text)
    if any(c in text.strip("\r\n") for c in _BREAKS):
        raise BadEdit(f"{at}an example is one line: {shown} has a line break", place=where)
    line = text.strip()
    if not line:
        raise BadEdit(f"{at}an example is empty", place=where)
    if len(line) > LONGEST:
        raise BadEdit(f"{at}{shown} has {len(line)} letters: {LONGEST} are enough for an example", place=where)
    if odd := next((c for c in line if unicodedata.category(c) in ("Cc", "Cs", "Co", "Cn") or c in _HIDDEN), None):
        raise BadEdit(f"{at}{shown} has a sign that cannot be seen (U+{ord(odd):04X})", place=where)
    if found := _MARKUP.search(line):
        raise BadEdit(f"{at}{shown} has markup ({quote(found.group())}): shoppers write plain text", place=where)
    try:
        plain, marks = read_annotations(line)
    except AnnotationError as error:
        raise BadEdit(f"{at}{shown} {error}", place=where) from None
    for mark in marks:
        if entities and mark.type not in entities:
            known = ", ".join(entities)
            raise BadEdit(
                f"{at}{shown} marks {quote(mark.type)}, which is no entity of the domain: {known}", place=where
            )
        if not mark.value.strip() or not plain[mark.start : mark.end].strip():
            raise BadEdit(f"{at}{shown} marks nothing as {mark.type}", place=where)
    if not sentence_key(plain):
        raise BadEdit(f"{at}an example is empty", place=where)
    return line


def all_written(texts: Sequence[str], entities: Sequence[str], where: str) -> list[str]:
    """As `written`, for several; the place counts them."""
    if not texts:
        raise BadEdit(f"{where}: there is no example to write", place=where)
    if len(texts) > MOST:
        raise BadEdit(f"{where}: {len(texts)} examples at once; {MOST} can be written, or import a file", place=where)
    several = len(texts) > 1
    return [written(text, entities, f"{where}, line {at}" if several else where) for at, text in enumerate(texts, 1)]


def refuse_contradictions(all_files: Corpus, intent: str, lines: Sequence[str], where: str) -> None:
    """Raises BadEdit for a line that says what another intent's example says."""
    for line in lines:
        for other in all_files.same(sentence_key(read_annotations(line)[0])):
            if other.intent != intent:
                said = f"{quote(line)} is an example of {other.intent} already ({place(other)})"
                raise BadEdit(f"{where}: {said}: it can mean one thing only", place=where, other=place(other))


def intent_name(name: str) -> str:
    """Raises BadEdit."""
    if not _INTENT.fullmatch(name):
        raise BadEdit(
            f"{quote(name)} is no name of an intent: small letters, digits and _ make one, as track_order", place="name"
        )
    if name in _RASAS_OWN or name in _YAMLS_OWN:
        raise BadEdit(f"{name} means something else to Rasa or YAML: choose another name", place="name")
    return name


def topic_name(topic: str) -> str:
    """Raises BadEdit."""
    if not _TOPIC.fullmatch(topic) or topic in ("synonyms", "lookups"):
        raise BadEdit(f"{quote(topic)} is no topic: it names a file, as orders does {layout.NLU}/en/orders.yml")
    return topic


def entities_of(files: Files) -> list[str]:
    """The entities that the domain names, in its order."""
    found: dict[str, None] = {}
    for path in files.under(layout.DOMAIN, *layout.YAML):
        for scalar in scalars(composed(files, path)):
            if scalar.trail[:1] == ("entities",) and len(scalar.trail) == 2:
                found[scalar.value] = None
    return list(found)


def entities_by_use(files: Files) -> list[str]:
    """Those that examples mark most first: an editor is likeliest to mean one of them."""
    uses = Counter(mark.type for block in corpus(files).blocks for one in block.examples for mark in one.entities)
    return sorted(entities_of(files), key=lambda entity: -uses[entity])


def unbroken(files: Files, path: str) -> ParsedFile:
    """The training file, which can be edited. Raises BrokenFile with the place of its first error."""
    file = parsed(path, files.read(path))
    if errors := [problem for problem in file.problems if problem.severity is Severity.ERROR]:
        raise BrokenFile(str(errors[0]), place=str(errors[0].place))
    return file


def refuse_errors(files: Files, before: Corpus) -> None:
    """Raises BadEdit for an error that `bot.nlu.examples.check` finds in the changed training files and did not
    find `before`."""
    changed = {path for path, text in files.changed.items() if text is not None and path.startswith(f"{layout.NLU}/")}
    old = {_lasting(problem) for problem in _errors(before, changed)}
    new = [problem for problem in _errors(corpus(files), changed) if _lasting(problem) not in old]
    if new:
        raise BadEdit(str(new[0]), place=str(new[0].place), problems=[str(problem) for problem in new[:20]])


def _errors(all_files: Corpus, paths: set[str]) -> list[Problem]:
    """Of `paths` only, also against all other files: from those come the examples that say the same."""
    files = [file for file in all_files.files if file.path in paths]
    blocks = [block for file in files for block in file.blocks]
    others = [
        IntentBlock(other.intent, other.language, other.place, (other,))
        for file in all_files.files
        if file.path not in paths
        for key in {key for one in files for key in one.keys} & file.keys.keys()
        for other in file.keys[key]
        if other.place
    ]
    data = NluData(Path(layout.NLU), (*others, *blocks), tuple(fault for file in files for fault in file.problems))
    errors = [problem for problem in check(data) if problem.severity is Severity.ERROR]
    return [problem for problem in errors if problem.place.file.as_posix() in paths]


def _lasting(problem: Problem) -> tuple[str, str]:
    """The same before and after lines have moved."""
    return problem.place.file.as_posix(), _LINE.sub("", problem.message)
