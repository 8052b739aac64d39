"""An upload beside what is there: what is new, what is there already, what says something else, and what nobody knows.

`sort_out` is run for the report, and again on the draft as it is when the editor's choice is applied."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.nlu.annotations import read_annotations
from bot.nlu.examples import sentence_key
from bot.nlu.nlu_files import AnnotatedExample
from knowledge.import_faq import id_of
from studio.answers import faq as answers_faq
from studio.answers import responses as answers_responses
from studio.errors import BadEdit
from studio.files import Files
from studio.language import synonyms
from studio.language.checking import entities_of, written
from studio.language.corpus import Corpus, corpus, place
from studio.transfer.items import Example, Fault, Found, Meaning, Question, Reply

KINDS = ("examples", "questions", "replies", "meanings")


@dataclass(frozen=True)
class Difference:
    """What differs from what is there: `there` in words, at `places`. `remark` says how; `intent` is what has it now.

    `id` names the piece of the upload: e3 is its fourth example."""

    id: str
    remark: str  # other_intent, other_marks, other_text, other_meaning, twice
    there: str
    places: tuple[str, ...] = ()
    intent: str = ""
    path: str = ""


@dataclass
class Sorted:
    """Numbers are places in the lists of `Found`. An example of an unknown intent is in `unknown` alone."""

    new: dict[str, list[int]] = field(default_factory=lambda: {kind: [] for kind in KINDS})
    there: dict[str, int] = field(default_factory=lambda: dict.fromkeys(KINDS, 0))
    different: list[Difference] = field(default_factory=list)
    unknown: dict[str, list[int]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)


def sort_out(found: Found, files: Files, intents: Mapping[str, str] | None = None) -> Sorted:
    """`intents`: what an intent of the upload is called here. Raises BrokenFile for files of the draft."""
    result = Sorted()
    result.faults += found.faults
    _examples(found.examples, files, intents or {}, result)
    if found.questions:
        _questions(found.questions, files, result)
    if found.replies:
        _replies(found.replies, files, result)
    if found.meanings:
        _meanings(found.meanings, files, result)
    return result


def words_key(text: str) -> str:
    """Equal for one wording however it is spaced, marked or ended: "thankyou" and "thank you" are two."""
    return " ".join(filter(None, (sentence_key(word) for word in text.split()))) or text.strip()


def refused(place_: str, error: BadEdit) -> Fault:
    return Fault(place_, error.said.removeprefix(f"{place_}: "))


def _examples(given: Sequence[Example], files: Files, names: Mapping[str, str], result: Sorted) -> None:
    if not given:
        return
    now = corpus(files)
    entities = entities_of(files)
    own = {(words_key(each.text), each.intent): each for file in now.files for each in file.examples}
    first: dict[str, tuple[int, str]] = {}
    seen: set[tuple[str, str]] = set()
    for at, example in enumerate(given):
        intent = names.get(example.intent, example.intent)
        try:
            written(example.written, entities, example.place)
        except BadEdit as error:
            result.faults.append(refused(example.place, error))
            continue
        if example.language not in now.languages:
            result.faults.append(Fault(example.place, f"there are no examples in {example.language[:20]!r}"))
            continue
        plain, _ = read_annotations(example.written)
        key, words = sentence_key(plain), words_key(plain)
        if (words, intent) in seen:
            result.there["examples"] += 1
            continue
        seen.add((words, intent))
        before, meant = first.setdefault(key, (at, intent))
        difference = _differs(at, example, key, own.get((words, intent)), now, intent)
        if difference is not None:
            result.different.append(difference)
        elif (words, intent) in own:
            result.there["examples"] += 1
        elif meant != intent:
            there = given[before]
            result.different.append(Difference(f"e{at}", "twice", there.written, (there.place,), meant))
        elif intent not in now.by_intent:
            result.unknown.setdefault(example.intent, []).append(at)
        else:
            result.new["examples"].append(at)


def _differs(
    at: int, example: Example, key: str, own: AnnotatedExample | None, now: Corpus, intent: str
) -> Difference | None:
    if own is not None:
        if own.written == example.written or not _is_marked_otherwise(own.written, example.written):
            return None
        return Difference(f"e{at}", "other_marks", own.written, (place(own),), own.intent)
    others = [each for each in now.same(key) if each.intent != intent]
    # one intent's examples that differ in spaces only are two wordings
    if others and intent in now.by_intent:
        return Difference(f"e{at}", "other_intent", others[0].written, tuple(map(place, others)), others[0].intent)
    return None


def _is_marked_otherwise(one: str, other: str) -> bool:
    return [mark[:2] for mark in _marks(one)] != [mark[:2] for mark in _marks(other)]


def _marks(text: str) -> list[tuple[str, str]]:
    return [(mark.type, mark.value) for mark in read_annotations(text)[1]]


def question_id(question: Question) -> str:
    """Its own, or one that is made of its words."""
    made = question.id or id_of(question.question)
    return made if made[:1].isalpha() else f"q_{made}"[:60]


def fields_of(question: Question) -> dict[str, object]:
    """As they would be written. Raises BadEdit."""
    checked: dict[str, object] = answers_faq.check(vars(question))
    return checked


def _questions(given: Sequence[Question], files: Files, result: Sorted) -> None:
    there = {
        (answers_faq.language_of(path), name): (path, fields, line)
        for path, name, fields, line in answers_faq.every(files)
    }
    asked = {(language, words_key(fields["question"])): name for (language, name), (_, fields, _) in there.items()}
    known = set(corpus(files).by_intent) | answers_responses.intents(files)
    languages = set(corpus(files).languages) | {language for language, _ in there}
    seen: dict[tuple[str, str], Question] = {}
    for at, question in enumerate(given):
        name, language = question_id(question), question.language
        try:
            fields = fields_of(question)
            if strange := [intent for intent in question.intents if intent not in known]:
                raise BadEdit(f"there is no intent called {strange[0][:60]!r}")
            if language not in languages:
                raise BadEdit(f"there are no answers in {language[:20]!r}")
        except BadEdit as error:
            result.faults.append(refused(question.place, error))
            continue
        if (language, name) in seen:
            result.different.append(Difference(f"q{at}", "twice", name, (seen[language, name].place,)))
            continue
        seen[language, name] = question
        if (language, name) in there:
            path, held, line = there[language, name]
            if _says(held) == _says(fields) and all(
                not fields[each] or fields[each] == held[each] for each in ("also", "intents")
            ):
                result.there["questions"] += 1
            else:
                result.different.append(
                    Difference(f"q{at}", "other_text", held["answer"], (f"{path}:{line}",), path=path)
                )
        elif other := asked.get((language, words_key(question.question))):
            path, held, line = there[language, other]
            result.different.append(
                Difference(f"q{at}", "other_meaning", f"{other}: {held['answer']}", (f"{path}:{line}",))
            )
        else:
            result.new["questions"].append(at)


def _says(fields: Mapping[str, object]) -> tuple[object, object]:
    return fields["question"], fields["answer"]


def _replies(given: Sequence[Reply], files: Files, result: Sorted) -> None:
    every = answers_responses.every(files)
    slots = answers_responses.slots(files)
    names_new = {reply.name for reply in given} - every.keys()
    in_first = {reply.name for reply in given if reply.language == answers_responses.DEFAULT}
    languages = set(corpus(files).languages) | {answers_responses.DEFAULT}
    for at, reply in enumerate(given):
        path, wordings = every.get(reply.name, ("", ()))
        mine = [each for each in wordings if each.language == reply.language]
        if any(each.text == reply.text.strip() for each in mine):
            result.there["replies"] += 1
            continue
        try:
            text = reply_text(reply)
            if strange := answers_responses.variables(text) - slots:
                raise BadEdit(f"there is no slot called {min(strange)[:60]!r}")
            if not answers_responses.NAME.fullmatch(reply.name):
                raise BadEdit("a response is called utter_ and small letters, digits and _")
            if reply.name in names_new and reply.name not in in_first:
                raise BadEdit(f"{reply.name} is new: it needs a text in {answers_responses.DEFAULT} as well")
            if reply.language not in languages:
                raise BadEdit(f"nothing is said in {reply.language[:20]!r}")
        except BadEdit as error:
            result.faults.append(refused(reply.place, error))
            continue
        if mine and reply.number <= len(mine):
            held = mine[max(reply.number, 1) - 1]
            result.different.append(Difference(f"r{at}", "other_text", held.text, (f"{path}:{held.line}",), path=path))
        else:
            result.new["replies"].append(at)


def reply_text(reply: Reply) -> str:
    """As it would be written. Raises BadEdit."""
    checked = answers_responses.check({"wordings": [{"at": None, "text": reply.text, "buttons": []}]})
    return str(checked[0]["text"])


def _meanings(given: Sequence[Meaning], files: Files, result: Sorted) -> None:
    blocks = synonyms.words(files)
    there = {(b.kind, b.name, b.language, word.text) for b in blocks for word in b.words}
    means = {
        (block.language, word.text.casefold()): (block.name, f"{block.path}:{word.line}")
        for block in blocks
        if block.kind == "synonym"
        for word in block.words
    }
    languages = set(corpus(files).languages)
    for at, one in enumerate(given):
        try:
            synonyms.check(one.kind, one.name, one.word)
            if one.language not in languages:
                raise BadEdit(f"there is no training data in {one.language[:20]!r}")
        except BadEdit as error:
            result.faults.append(refused(one.place, error))
            continue
        other, where = means.get((one.language, one.word.casefold()), (one.name, ""))
        if (one.kind, one.name, one.language, one.word) in there:
            result.there["meanings"] += 1
        elif one.kind == "synonym" and other != one.name:
            result.different.append(Difference(f"m{at}", "other_meaning", other, (where,)))
        else:
            result.new["meanings"].append(at)
            there.add((one.kind, one.name, one.language, one.word))
            if one.kind == "synonym":
                means[one.language, one.word.casefold()] = (one.name, one.place)
