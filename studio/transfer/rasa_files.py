"""YAML that was uploaded: Rasa's training data and responses, and questions as our own files have them."""

from __future__ import annotations

import re
import tempfile
from bisect import bisect_right
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from bot.nlu.nlu_files import Severity, parse
from knowledge.errors import FaqError
from knowledge.faq_sources import read_entries
from studio.answers import faq as answers_faq
from studio.errors import BadEdit, BrokenFile
from studio.language.synonyms import blocks_of
from studio.transfer.content import responses_of
from studio.transfer.items import Example, Fault, Found, Meaning, Question, Reply
from studio.transfer.scripts import Guess
from studio.transfer.yaml_text import composed, entries

_SECTION = re.compile(r"# (nlu_data/[\w-]+/[\w-]+\.ya?ml)\s*$")
_KNOWN = ("nlu", "responses", "faq")
_PASSED_OVER = (
    "intents entities slots actions forms e2e_actions session_config stories rules recipe language pipeline policies"
)


def read_yaml(name: str, text: str, found: Found, guess: Guess) -> None:
    """Adds what the file holds to `found`. Raises BrokenFile where it is no YAML, BadEdit where it holds nothing."""
    keys = [key for key, _, _ in entries(composed(text, name))]
    if not set(_KNOWN) & set(keys) and not set(_PASSED_OVER.split()) & set(keys):
        raise BadEdit(f"{name}:1: has none of {', '.join(_KNOWN)}: it is no training data", place=f"{name}:1")
    if others := [key for key in keys if key not in (*_KNOWN, "version")]:
        found.notes.append(f"{name}: {', '.join(others[:10])}")
    if "nlu" in keys:
        _nlu(name, text, found, guess)
    if "responses" in keys:
        _responses(name, text, found, guess)
    if "faq" in keys:
        for passage, fields, line in answers_faq.entries(name, text):
            language = guess.of(fields["question"])
            topic = PurePosixPath(name).stem
            found.questions.append(Question(f"{name}:{line}", language, topic, passage, **fields))


def _nlu(name: str, text: str, found: Found, guess: Guess) -> None:
    blocks, problems = parse(text.encode("utf-8", "surrogatepass"), Path(name))
    sections = _Sections(text, guess)
    for block in blocks:
        for example in block.examples:
            line = example.place.line if example.place else 0
            written = " ".join(example.written.split())
            language = sections.at(line).of(example.text)
            found.examples.append(Example(f"{name}:{line}", language, block.intent, written))
    for problem in problems:
        if problem.severity is Severity.ERROR:
            found.faults.append(Fault(f"{name}:{problem.place.line}", problem.message))
    if problems and not blocks:
        return
    try:
        for words in blocks_of(text, name):
            for word in words.words:
                language = sections.at(word.line).of(word.text)
                found.meanings.append(Meaning(f"{name}:{word.line}", language, words.kind, words.name, word.text))
    except BrokenFile as error:
        found.faults.append(_fault(error, name))


class _Sections:
    """An export in one file says in comments where each part came from, and with that its language."""

    def __init__(self, text: str, guess: Guess) -> None:
        self._guess = guess
        self._starts = [0]
        self._guesses = [guess]
        for number, line in enumerate(text.split("\n"), 1):
            if marked := _SECTION.match(line):
                self._starts.append(number)
                self._guesses.append(guess.inside(marked[1]))

    def at(self, line: int) -> Guess:
        return self._guesses[bisect_right(self._starts, line) - 1]


def _responses(name: str, text: str, found: Found, guess: Guess) -> None:
    """`utter_faq/returns` answers the intent `faq/returns`: with its examples it is a question of ours."""
    replies = list(responses_of(text, name))
    if replies and all("/" in reply.name for reply in replies):
        found.questions += _retrieval(name, text, found, guess)
        asked = {reply.name.removeprefix("utter_") for reply in replies}
        found.examples = [example for example in found.examples if example.intent not in asked]
        return
    for reply in replies:
        if "/" in reply.name:
            said = "answers a retrieval intent: put it and its examples in a file of their own"
            found.faults.append(Fault(reply.place, f"{reply.name} {said}"))
        else:
            found.replies.append(Reply(reply.place, reply.language, reply.name, reply.number, reply.text.strip()))


def _retrieval(name: str, text: str, found: Found, guess: Guess) -> Iterator[Question]:
    with tempfile.TemporaryDirectory(prefix="faq-") as scratch:
        file = Path(scratch) / "faq.yml"
        file.write_bytes(text.encode("utf-8", "surrogatepass"))
        try:
            read = read_entries([file])
        except FaqError as error:
            found.faults += [Fault(name, fault.replace(str(file), name)) for fault in str(error).split("\n")]
            return
    for entry in read:
        place = entry.place.replace(str(file), name)
        entry_id = entry.id.lower()
        yield Question(place, guess.of(entry.question), "", entry_id, entry.question, entry.answer, entry.also)


def _fault(error: BrokenFile, name: str) -> Fault:
    place = str(error.detail.get("place", name))
    return Fault(place, error.said.removeprefix(f"{place}: "))
