"""Edits of whole intents, in every file that names them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import yaml

from bot.nlu.nlu_files import quote
from studio import layout
from studio.errors import BadEdit, NotThere, StillUsed
from studio.files import Files
from studio.language.checking import all_written, entities_of, intent_name, refuse_contradictions, refuse_errors
from studio.language.corpus import Corpus, corpus, path_of
from studio.language.declaring import declare
from studio.language.examples import (
    ExampleRef,
    append_block,
    by_language,
    find_all,
    lines_of_block,
    put_in,
    take_out,
)
from studio.language.lines import removed
from studio.language.places import (
    DECLARED,
    EXAMPLES,
    POLICY,
    STEP,
    TEST,
    TITLE,
    Named,
    in_code,
    named,
    renaming,
)
from studio.language.yaml_text import Change, composed, whole_lines, without_item, write

# what goes with an intent by itself: everything else that names it has to be changed first
_GOES_WITH_IT = (EXAMPLES, TEST, DECLARED, TITLE, POLICY)


def add_intent(
    files: Files,
    name: str,
    language: str,
    examples: Sequence[str],
    topic: str,
    titles: Mapping[str, str] | None = None,
) -> None:
    """A new intent: its examples in `<language>/<topic>.yml`, an entry in the domain, and what people call it.

    Raises BadEdit for a name that is none or is taken."""
    before = corpus(files)
    declare(files, before, name, topic, titles or {})
    path = f"{layout.NLU}/{_known(before, language)}/{topic}.yml"
    lines = list(dict.fromkeys(all_written(examples, entities_of(files), f"{path}, {name}")))
    refuse_contradictions(before, name, lines, f"{path}, {name}")
    append_block(files, path, name, lines)
    refuse_errors(files, before)


def split_intent(
    files: Files,
    intent: str,
    examples: Sequence[ExampleRef],
    name: str,
    topic: str = "",
    titles: Mapping[str, str] | None = None,
) -> int:
    """Moves chosen examples into a new intent. How many. Raises as `add_intent` and `move_examples`."""
    before = corpus(files)
    found = find_all(files, intent, examples)
    if len(found) == sum(len(block.examples) for block in before.blocks_of(intent)):
        raise BadEdit(f"{intent} would have no examples left: rename it instead", place=intent)
    topic = topic or next(file.topic for file in before.files if file.path == path_of(found[0]))
    declare(files, before, name, topic, titles or {})
    take_out(files, before, found)
    for language, written in by_language(found).items():
        put_in(files, name, language, written, topic)
    refuse_errors(files, before)
    return len(found)


def rename_intent(files: Files, intent: str, name: str) -> list[str]:
    """Everywhere: the places that were changed. Raises StillUsed where programs name it, BadEdit for a bad name."""
    before = corpus(files)
    _refuse_unknown(before, intent)
    _refuse_taken(files, before, intent_name(name))
    if code := in_code(files, intent):
        raise StillUsed(f"programs name {intent}: a developer has to rename it there, too", places=code)
    places = named(files, intent)
    for path, found in _by_path(places).items():
        write(files, path, [renaming(files, one, intent, name) for one in found])
    refuse_errors(files, before)
    return [one.place for one in places]


def merge_intents(files: Files, intent: str, into: str) -> list[str]:
    """Everything of `intent` is `into`'s from now on: the places that were changed.

    Raises StillUsed where a rule or story does with `intent` what `into` does not get from it, or programs name it."""
    before = corpus(files)
    _refuse_unknown(before, intent)
    _refuse_unknown(before, into)
    if intent == into:
        raise BadEdit(f"{intent} cannot be merged with itself", place="into")
    places = named(files, intent)
    rules = [one.place for one in places if one.kind == STEP and into not in one.alternatives]
    if rules and any(one.kind == STEP for one in named(files, into)):
        raise StillUsed(f"rules or stories tell {intent} from {into}: change them first", places=rules)
    if code := in_code(files, intent):
        raise StillUsed(f"programs name {intent}: a developer has to change them first", places=code)
    _drop_repeated(files, before, intent, into)
    for path, found in _by_path(named(files, intent)).items():
        write(files, path, [_merging(files, one, intent, into) for one in found])
    refuse_errors(files, before)
    return [one.place for one in places]


def remove_intent(files: Files, intent: str) -> list[str]:
    """With its examples, tests, title and entries. Raises StillUsed with every other place that names it."""
    before = corpus(files)
    _refuse_unknown(before, intent)
    places = named(files, intent)
    using = [one.place for one in places if one.kind not in _GOES_WITH_IT] + in_code(files, intent)
    if using:
        raise StillUsed(f"{intent} is still used in {len(using)} places: {', '.join(using[:5])}", places=using)
    if len(before.by_intent) <= 2:
        raise BadEdit("two intents are the fewest that can be told apart", place=intent)
    for folder in (layout.NLU, layout.NLU_TESTS):
        _remove_blocks(files, corpus(files, folder), intent)
    changes = [one for one in places if one.kind in (DECLARED, TITLE, POLICY)]
    for path, found in _by_path(changes).items():
        write(files, path, [_removing(files, one) for one in found])
    refuse_errors(files, before)
    return [one.place for one in places]


def uses(files: Files, intent: str) -> list[tuple[str, str]]:
    """(kind, `file:line`) of each place that names it, for who wants to know before changing it; `code` is a kind."""
    found = [(one.kind, one.place) for one in named(files, intent)]
    return found + [("code", place) for place in in_code(files, intent)]


def _merging(files: Files, one: Named, intent: str, into: str) -> Change:
    would_repeat = one.kind in (DECLARED, TITLE) or into in one.alternatives
    return _removing(files, one) if would_repeat else renaming(files, one, intent, into)


def _removing(files: Files, one: Named) -> Change:
    """An entry goes: an item of a list, or a key with what it says."""
    item = one.scalar.item
    if item is not None and one.is_item:
        return without_item(*item)
    root = composed(files, one.path)
    pairs = root.value if isinstance(root, yaml.MappingNode) else []
    value = next(value for key, value in pairs if key.value == one.scalar.value)
    return whole_lines(one.scalar.node, value)


def _drop_repeated(files: Files, before: Corpus, intent: str, into: str) -> None:
    """What both have would stand twice afterwards."""
    theirs = {(example.language, example.written) for block in before.blocks_of(into) for example in block.examples}
    twice = [
        example
        for block in before.blocks_of(intent)
        for example in block.examples
        if (example.language, example.written) in theirs
    ]
    if twice:
        take_out(files, before, twice)


def _remove_blocks(files: Files, all_files: Corpus, intent: str) -> None:
    for file in all_files.files:
        blocks = [block for block in file.blocks if block.intent == intent]
        if not blocks:
            continue
        text = files.read(file.path)
        gone = {line for block in blocks for line in lines_of_block(text, block)}
        if len(blocks) == len(file.blocks):
            files.remove(file.path)
        else:
            files.write(file.path, removed(text, gone))


def _refuse_unknown(all_files: Corpus, intent: str) -> None:
    if intent not in all_files.by_intent:
        raise NotThere(f"there is no intent called {quote(intent)}", intent=intent)


def _refuse_taken(files: Files, all_files: Corpus, name: str) -> None:
    if name in all_files.by_intent:
        raise BadEdit(f"there is an intent called {name} already", place="name")
    if taken := [one.place for one in named(files, name)]:
        raise BadEdit(f"{name} is named in {taken[0]} already", place=taken[0])


def _known(all_files: Corpus, language: str) -> str:
    if language not in all_files.languages:
        raise NotThere(f"there are no examples in {quote(language)}: {', '.join(all_files.languages)}")
    return language


def _by_path(places: Iterable[Named]) -> dict[str, list[Named]]:
    found: dict[str, list[Named]] = {}
    for one in places:
        found.setdefault(one.path, []).append(one)
    return found
