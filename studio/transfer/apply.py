"""Takes an upload into the draft: what is new of it now, and what the editor chose. One edit, however much it is."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from studio import layout
from studio.answers import faq as answers_faq
from studio.answers import response_edits as answers_response_edits
from studio.answers import responses as answers_responses
from studio.errors import BadEdit, BrokenFile, NotThere
from studio.files import Files, TextTree
from studio.language import synonyms
from studio.language.checking import MOST, refuse_errors, unbroken
from studio.language.corpus import Corpus, corpus, line_of, path_of, place
from studio.language.examples import append_block, take_out
from studio.language.intent_edits import add_intent
from studio.language.lines import inserted, split
from studio.transfer.choice import Choice, NewIntent
from studio.transfer.items import Found, Question
from studio.transfer.report import Difference, Sorted, fields_of, question_id, reply_text, sort_out
from studio.transfer.yaml_text import child, composed, items

_DOMAIN_FILE = f"{layout.DOMAIN}/imported.yml"
Lines = dict[tuple[str, str], dict[str, None]]  # (intent, language) → examples, in order


@dataclass
class Applied:
    """How many were added and replaced, by kind; `left`: how many differ and were left out."""

    added: dict[str, int] = field(default_factory=dict)
    replaced: dict[str, int] = field(default_factory=dict)
    left: int = 0


def apply(files: Files, found: Found, choice: Choice) -> Applied:
    """Looks at the draft as it is now: what somebody else has added or changed since the report stays.

    Raises BadEdit, NotThere and BrokenFile, each with the place."""
    known = corpus(files)
    if gone := [to for to in choice.known.values() if to not in known.by_intent]:
        raise NotThere(f"there is no intent called {gone[0][:60]}", intent=gone[0])
    if taken := [new.name for new in choice.made.values() if new.name in known.by_intent]:
        raise BadEdit(f"{taken[0]} is there already: choose it, or another name", intent=taken[0])
    result = sort_out(found, files, choice.names)
    applied = Applied()
    if "examples" in choice.kinds:
        _examples(files, found, choice, result, applied)
    if "questions" in choice.kinds:
        _questions(files, found, choice, result, applied)
    if "replies" in choice.kinds:
        _replies(files, found, choice, result, applied)
    if "meanings" in choice.kinds:
        _meanings(files, found, choice, result, applied)
    applied.left = len(result.different) - sum(applied.replaced.values())
    return applied


def _chosen(kind: str, choice: Choice, result: Sorted) -> tuple[list[int], list[tuple[int, Difference]]]:
    """Numbers of the new ones, and of those that differ and are to be taken."""
    letter = kind[0]
    new = [at for at in result.new[kind] if f"{letter}{at}" not in choice.leave]
    return new, [
        (int(each.id[1:]), each) for each in result.different if each.id[0] == letter and each.id in choice.take
    ]


def _examples(files: Files, found: Found, choice: Choice, result: Sorted, applied: Applied) -> None:
    before = corpus(files)
    names = choice.names
    lines: Lines = {}
    new, taken = _chosen("examples", choice, result)
    for theirs, numbers in result.unknown.items():
        if theirs in choice.made:
            new += [at for at in numbers if f"e{at}" not in choice.leave]
    for at in [*sorted(new), *(at for at, _ in taken)]:
        example = found.examples[at]
        intent = names.get(example.intent, example.intent)
        lines.setdefault((intent, example.language), {})[example.written] = None
    replaced = {spot for _, difference in taken for spot in difference.places if difference.remark != "twice"}
    gone = [each for file in before.files for each in file.examples if replaced and place(each) in replaced]
    if gone:
        take_out(files, before, gone)
    for _, difference in taken:
        if difference.remark == "twice":  # of two lines of the upload that contradict each other, the chosen one stays
            for (intent, _), spoken in lines.items():
                if intent == difference.intent:
                    spoken.pop(difference.there, None)
    _make(files, lines, choice.made)
    add_lines(files, lines)
    if empty := sorted(set(before.by_intent) - set(corpus(files).by_intent)):
        raise BadEdit(f"{empty[0]} would have no examples left: merge it in the language data instead", intent=empty[0])
    refuse_errors(files, before)
    applied.replaced["examples"] = len(taken)
    applied.added["examples"] = sum(map(len, lines.values())) - len(taken)


def _make(files: Files, lines: Lines, made: Mapping[str, NewIntent]) -> None:
    """New intents, with what there is of them in the first language; `lines` keeps the rest."""
    for name, topic in {new.name: new.topic for new in made.values()}.items():
        mine = [(key, written) for key, written in lines.items() if key[0] == name and written]
        if not mine:
            continue
        (_, language), written = mine[0]
        add_intent(files, name, language, list(written)[:MOST], topic)


def add_lines(files: Files, lines: Mapping[tuple[str, str], Iterable[str]]) -> None:
    """Lines that were judged before, each below its intent's last. Raises BrokenFile, BadEdit."""
    now = corpus(files)
    topic_of = {file.path: file.topic for file in now.files}
    into: dict[str, list[tuple[int, list[str]]]] = {}
    blocks: list[tuple[str, str, list[str]]] = []
    for (intent, language), written in lines.items():
        there = now.blocks_of(intent, language)
        known = {each.written for block in there for each in block.examples}
        fresh = [line for line in written if line not in known]
        if there and fresh:
            last = there[-1]
            if not last.examples:
                raise BrokenFile(f"{place(last)}: {intent} has no examples", place=place(last))
            into.setdefault(path_of(last), []).append((line_of(last.examples[-1]), fresh))
        elif fresh:
            topic = topic_of[path_of(now.blocks_of(intent)[0])]
            blocks.append((_path(now, language, topic), intent, fresh))
    for path, places in into.items():
        unbroken(files, path)
        text = files.read(path)
        for last_line, fresh in sorted(places, reverse=True):  # from below: what stands above keeps its line
            if not split(text)[last_line - 1].lstrip().startswith("-"):
                spot = f"{path}:{last_line}"
                raise BadEdit(f"{spot}: is written in the long form (`- text:`): edit it in the file", place=spot)
            text = inserted(text, last_line, fresh)
        files.write(path, text)
    for path, intent, fresh in blocks:
        append_block(files, path, intent, fresh)


def _path(now: Corpus, language: str, topic: str) -> str:
    same = [file.path for file in now.files if file.language == language and file.topic == topic]
    return same[0] if same else f"{layout.NLU}/{language}/{topic}.yml"


def _questions(files: Files, found: Found, choice: Choice, result: Sorted, applied: Applied) -> None:
    new, taken = _chosen("questions", choice, result)
    into: dict[tuple[str, str], list[Question]] = {}
    for at in new:
        question = found.questions[at]
        topic = question.topic.lower().replace(" ", "_") or choice.topic
        into.setdefault((question.language, topic), []).append(question)
    for (language, topic), questions in into.items():
        _append_questions(files, language, topic, questions)
    done = 0
    for at, difference in taken:
        if difference.remark == "other_text":
            question = found.questions[at]
            name = question_id(question)
            held = next(
                fields for path, each, fields, _ in answers_faq.every(files) if (path, each) == (difference.path, name)
            )
            given = {field_: value for field_, value in fields_of(question).items() if value}
            answers_faq.change(files, difference.path, name, {**held, **given})
            done += 1
    applied.added["questions"], applied.replaced["questions"] = len(new), done


def _append_questions(files: Files, language: str, topic: str, questions: Sequence[Question]) -> None:
    """All at once at the end of their file: one by one each would read the whole file again. Raises BadEdit."""
    path = f"{layout.FAQ}/{language}/{topic}.yml"
    meant = {question_id(question): fields_of(question) for question in questions}
    written = []
    for name, fields in meant.items():
        alone = Files(TextTree({}))
        answers_faq.add(alone, language, topic, name, fields)
        written.append(alone.read(path).removeprefix("faq:\n"))
    text = files.read(path) if files.exists(path) else ""
    before = {name: fields for name, fields, _ in answers_faq.entries(path, text)} if text else {}
    end = "\r\n" if "\r\n" in text else "\n"
    indent = " " * items(child(composed(text, path), "faq"))[0].start_mark.column if text else ""
    indent = indent[: len(indent) - 2]  # the dash stands two before its entry
    new = textwrap.indent("\n".join(written), indent).replace("\n", end)
    text = f"{text.rstrip()}{end}{end}{new}" if text else f"faq:\n{new}"
    if {name: fields for name, fields, _ in answers_faq.entries(path, text)} != {**before, **meant}:
        raise BadEdit(f"{path} is written in a way that the studio cannot change: edit the file", place=path)
    files.write(path, text)


def _replies(files: Files, found: Found, choice: Choice, result: Sorted, applied: Applied) -> None:
    new, taken = _chosen("replies", choice, result)
    made: dict[str, dict[str, list[dict[str, object]]]] = {}
    for at in [*new, *(at for at, _ in taken)]:
        reply = found.replies[at]
        path, wordings = answers_responses.every(files).get(reply.name, ("", ()))
        wording: dict[str, object] = {"at": None, "text": reply_text(reply), "buttons": [], "own": False}
        if not path:
            made.setdefault(reply.name, {}).setdefault(reply.language, []).append(wording)
            continue
        here = [each for each in wordings if each.language == reply.language]
        kept = [{"at": one.at, "text": one.text, "buttons": list(one.buttons), "own": False} for one in here]
        if at in new:
            kept.append(wording)
        else:
            kept[max(reply.number, 1) - 1]["text"] = wording["text"]
        answers_response_edits.change(files, path, reply.name, reply.language, kept)
    for name, texts in made.items():
        if not files.exists(_DOMAIN_FILE):
            files.write(_DOMAIN_FILE, 'version: "3.1"\n')
        answers_response_edits.add(files, _DOMAIN_FILE, name, texts)
    applied.added["replies"], applied.replaced["replies"] = len(new), len(taken)


def _meanings(files: Files, found: Found, choice: Choice, result: Sorted, applied: Applied) -> None:
    new, taken = _chosen("meanings", choice, result)
    for at, difference in taken:
        one = found.meanings[at]
        holders = [
            (block, word.text)
            for block in synonyms.words(files)
            for word in block.words
            if f"{block.path}:{word.line}" in difference.places
        ]
        for block, word in holders:
            synonyms.remove(files, block.kind, block.name, block.language, word)
        # the upload may say two things itself
        same = one.language, one.word.casefold()
        new = [at for at in new if (found.meanings[at].language, found.meanings[at].word.casefold()) != same]
    grouped: dict[tuple[str, str, str], list[str]] = {}
    for at in [*new, *(at for at, _ in taken)]:
        one = found.meanings[at]
        grouped.setdefault((one.kind, one.name, one.language), []).append(one.word)
    for (kind, name, language), words in grouped.items():
        synonyms.add(files, kind, name, language, words)
    applied.added["meanings"], applied.replaced["meanings"] = len(new), len(taken)
