"""`python -m bot.nlu.examples nlu_data`: what is wrong with the training examples, with file and line.

Exit status 1 where something must be mended before training."""

from __future__ import annotations

import argparse
import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from bot.nlu.nlu_files import AnnotatedExample, NluData, Place, Problem, Severity, quote, read

ENOUGH = 10
_INTENT = re.compile(r"[^\W\d_][\w+-]{0,63}(?:/[\w+-]{1,64})?")  # a retrieval intent has a topic behind a slash


class DataError(Exception):
    """The training examples cannot be learnt as they are. The message has a line for each error."""


def check(data: NluData) -> list[Problem]:
    """Every problem of the files and between them, in the order of the files; errors first where a line has both."""
    problems = [
        *data.problems,
        *_names(data),
        *_contradictions(data.examples),
        *_repetitions(data.examples),
        *_thin(data),
        *_missing(data),
    ]
    if len({example.intent for example in data.examples}) < 2:
        message = "examples of at least two intents are needed: with one there is nothing to tell apart"
        problems.append(Problem(Severity.ERROR, Place(data.folder, 1), message))
    return sorted(problems, key=lambda problem: (problem.place, problem.severity))


def raise_on_errors(problems: Iterable[Problem]) -> None:
    """Raises DataError if any of `problems` is an error."""
    errors = [str(problem) for problem in problems if problem.severity is Severity.ERROR]
    if errors:
        raise DataError("\n".join(errors))


def sentence_key(text: str) -> str:
    """Equal for texts that differ in case, spaces and punctuation only; symbols and emoji count."""
    return _bare(text) or text.strip()


def _bare(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(c for c in folded if unicodedata.category(c)[0] not in "PZC" and c != "\ufe0f")


def _names(data: NluData) -> Iterator[Problem]:
    for block in data.blocks:
        if not _INTENT.fullmatch(block.intent):
            message = f"{quote(block.intent)} is no name of an intent: letters, digits and _ name one, as track_order"
            yield Problem(Severity.ERROR, block.place, message)
        if not block.examples:
            yield Problem(Severity.ERROR, block.place, f"{block.intent or 'the intent'} has no examples")


def _contradictions(examples: Sequence[AnnotatedExample]) -> Iterator[Problem]:
    first: dict[str, AnnotatedExample] = {}
    for example in examples:
        other = first.setdefault(sentence_key(example.text), example)
        if other.intent != example.intent and example.place:
            message = (
                f"{quote(example.text)} is also an example of {other.intent} ({other.place}): "
                "an example can mean one thing only"
            )
            yield Problem(Severity.ERROR, example.place, message)


def _repetitions(examples: Sequence[AnnotatedExample]) -> Iterator[Problem]:
    """ "thankyou" and "thank you" are two examples: both are worth having, so words count here."""
    first: dict[tuple[str, str, tuple[str, ...]], AnnotatedExample] = {}
    for example in examples:
        words = tuple(filter(None, map(_bare, example.text.split()))) or (example.text,)
        other = first.setdefault((example.language, example.intent, words), example)
        if other is not example and example.place:
            message = f"{quote(example.text)} is an example of {example.intent} already ({other.place})"
            yield Problem(Severity.WARNING, example.place, message)


def _thin(data: NluData) -> Iterator[Problem]:
    counts = Counter((example.intent, example.language) for example in data.examples)
    for (intent, language), place in _first_places(data).items():
        number = counts[intent, language]
        if number == 1:
            message = (
                f"{intent} has a single example in {language}: from one sentence the bot learns that sentence only"
            )
        elif 0 < number < ENOUGH:
            message = f"{intent} has {number} examples in {language}: give it at least {ENOUGH}"
        else:
            continue
        yield Problem(Severity.WARNING, place, message)


def _missing(data: NluData) -> Iterator[Problem]:
    places = _first_places(data)
    for intent in dict.fromkeys(intent for intent, _ in places):
        having = sorted(language for other, language in places if other == intent)
        for language in sorted({language for _, language in places} - set(having)):
            message = f"{intent} has examples in {' and '.join(having)}, and none in {language}"
            yield Problem(Severity.WARNING, places[intent, having[0]], message)


def _first_places(data: NluData) -> dict[tuple[str, str], Place]:
    places: dict[tuple[str, str], Place] = {}
    for block in data.blocks:
        places.setdefault((block.intent, block.language), block.place)
    return places


def summary(data: NluData, problems: Sequence[Problem]) -> str:
    """One line: how much there is, and how much of it is wrong."""
    examples = data.examples
    errors = sum(problem.severity is Severity.ERROR for problem in problems)
    intents = {example.intent for example in examples}
    languages = ", ".join(sorted({example.language for example in examples})) or "no language"
    return (
        f"{data.folder}: {len(examples):,} examples of {len(intents)} intents in {languages}; "
        f"{errors} errors, {len(problems) - errors} warnings"
    )


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bot.nlu.examples", description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("folder", type=Path, help="holds <language>/<topic>.yml")
    data = read(parser.parse_args(arguments).folder)
    problems = check(data)
    for problem in problems:
        print(problem)
    print(summary(data, problems))
    return int(any(problem.severity is Severity.ERROR for problem in problems))


if __name__ == "__main__":
    sys.exit(main())
