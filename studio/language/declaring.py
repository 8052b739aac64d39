"""What a new intent needs besides its examples: an entry in the domain, and what people call it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import yaml

from bot.nlu.nlu_files import quote
from studio import layout
from studio.errors import BadEdit
from studio.files import Files
from studio.language.checking import intent_name, topic_name
from studio.language.corpus import Corpus
from studio.language.lines import appended, end_of, split
from studio.language.places import DECLARED, TITLE, TITLES, named
from studio.language.yaml_text import Change, composed, scalars, span, whole_lines, write

_LONGEST_TITLE = 80


def declare(files: Files, before: Corpus, name: str, topic: str, titles: Mapping[str, str]) -> None:
    """Raises BadEdit for a bad name or title, and for a name that is taken."""
    if intent_name(name) in before.by_intent:
        raise BadEdit(f"there is an intent called {name} already", place="name")
    topic_name(topic)
    places = {one.kind for one in named(files, name)}
    if DECLARED not in places:
        _enter(files, _domain_file(files, before, topic), name)
    if TITLE not in places and files.exists(TITLES):
        _title(files, before, name, titles)


def _enter(files: Files, path: str, name: str) -> None:
    """Below the last of the file's intents, in the way that those are listed."""
    text = files.read(path) if files.exists(path) else 'version: "3.1"\n'
    root = composed(files, path) if files.exists(path) else None
    items = _value(root, "intents")
    if items is None:
        files.write(path, appended(text, ["\n", "intents:\n", f"  - {name}\n"]))
        return
    if not isinstance(items, yaml.SequenceNode) or not items.value:
        raise BadEdit(f"{path}: its intents are no list that could be added to", place=path)
    last = items.value[-1]
    if items.flow_style:
        write(files, path, [Change(span(last)[1], span(last)[1], f", {name}")])
        return
    lines = split(text)
    indent = lines[last.start_mark.line][: last.start_mark.column]
    end = whole_lines(last).end[0]
    before = "" if lines[end - 1].endswith(("\n", "\r")) else end_of(lines)
    write(files, path, [Change((end, 0), (end, 0), f"{before}{indent}{name}{end_of(lines)}")])


def _title(files: Files, before: Corpus, name: str, titles: Mapping[str, str]) -> None:
    words = name.replace("_", " ").capitalize()
    said = []
    for language in before.languages:
        title = " ".join(titles.get(language, "").split()) or words
        if len(title) > _LONGEST_TITLE or not title.isprintable() or "<" in title or "{" in title:
            raise BadEdit(f"{quote(title)} is no title: a few plain words", place=f"title ({language})")
        said.append(f"{language}: {_plain(title)}")
    text = files.read(TITLES)
    files.write(TITLES, appended(text, [f"{name}: {{{', '.join(said)}}}{end_of(split(text))}"]))


def _plain(title: str) -> str:
    """Without quotes where a list in braces allows it."""
    try:
        if yaml.safe_load(f"{{x: {title}}}") == {"x": title}:
            return title
    except yaml.YAMLError:
        pass
    escaped = title.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _domain_file(files: Files, before: Corpus, topic: str) -> str:
    """The file of the topic's name; else where most of the topic's intents are declared."""
    own = f"{layout.DOMAIN}/{topic}.yml"
    if files.exists(own):
        return own
    of_topic = {block.intent for file in before.files if file.topic == topic for block in file.blocks}
    counts: Counter[str] = Counter()
    for path in files.under(layout.DOMAIN, *layout.YAML):
        counts[path] = sum(
            scalar.value in of_topic for scalar in scalars(composed(files, path)) if scalar.trail[:1] == ("intents",)
        )
    best = counts.most_common(1)
    return best[0][0] if best and best[0][1] else own


def _value(root: yaml.Node | None, key: str) -> yaml.Node | None:
    pairs = root.value if isinstance(root, yaml.MappingNode) else []
    return next((value for name, value in pairs if name.value == key), None)
