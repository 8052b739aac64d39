"""Before publishing: what is wrong with the draft's files, by our own checks. Every problem names its places."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bot.nlu import examples as nlu_examples
from knowledge.errors import FaqError
from knowledge.faq import read_faq
from studio import examples as version_examples
from studio import layout
from studio.errors import BrokenFile
from studio.files import Files
from studio.progress import Progress
from studio.repository import Repository
from studio.stories import problems as stories_problems
from studio.stories.domain import DEFAULT_INTENTS, Domain, domain_of

Result = dict[str, Any]
ERROR, WARNING = "error", "warning"
_MOST = 500


def validity(folder: str, version: str, progress: str = "") -> Result:
    """`{errors, warnings, problems: [{severity, about, said, places}]}`, errors first; `about`: nlu, faq, stories."""
    told = Progress(progress)
    repository = Repository(Path(folder))
    files = repository.at(version)
    told.stage("nlu")
    found = [*_of_examples(files), *_domain_and_examples(files)]
    told.stage("faq")
    found += _of_faq(repository, version)
    told.stage("stories")
    found += _of_stories(files)
    found = sorted({(each["about"], each["said"]): each for each in found}.values(), key=lambda p: p["severity"])
    counts = {f"{kind}s": sum(each["severity"] == kind for each in found) for kind in (ERROR, WARNING)}
    return counts | {"problems": found[:_MOST]}


def _of_examples(files: Files) -> Iterator[Result]:
    for problem in nlu_examples.check(version_examples.read(files)):
        yield _problem(problem.severity.value, "nlu", problem.message, str(problem.place))


def _domain_and_examples(files: Files) -> Iterator[Result]:
    """Rasa trains on examples of an intent that the domain lacks, and then never predicts what follows it."""
    try:
        domain: Domain = domain_of(files)
    except BrokenFile:
        return  # the stories' check says so
    first: dict[str, str] = {}
    for block in version_examples.read(files).blocks:
        first.setdefault(block.intent, str(block.place))
    for intent, place in first.items():
        if not domain.has_intent(intent):
            yield _problem(ERROR, "nlu", f"{intent} has examples, but the domain does not list it", place)
    for intent, place in domain.intents.items():
        if intent not in first and intent not in DEFAULT_INTENTS:
            yield _problem(WARNING, "nlu", f"{intent} is in the domain and has no examples", place)


def _of_faq(repository: Repository, version: str) -> Iterator[Result]:
    with tempfile.TemporaryDirectory() as scratch:
        repository.export(version, Path(scratch), layout.FAQ)
        try:
            read_faq(Path(scratch, layout.FAQ))
        except FaqError as error:
            for line in str(error).splitlines():
                said = line.replace(f"{scratch}/", "")
                yield _problem(ERROR, "faq", said, said.partition(": ")[0])


def _of_stories(files: Files) -> Iterator[Result]:
    for problem in stories_problems.problems(files):
        yield _problem(problem.severity, "stories", problem.said, *problem.places)


def _problem(severity: str, about: str, said: str, *places: str) -> Result:
    return {"severity": severity, "about": about, "said": said, "places": list(places)}
