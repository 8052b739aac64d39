"""The phrases of the actions as they are edited: a text a language, under a name that the code says."""

from __future__ import annotations

from functools import lru_cache
from string import Formatter
from typing import Any

from studio import layout
from studio.answers import yaml_text as y
from studio.answers.yaml_text import Text
from studio.errors import BadEdit, NotThere
from studio.files import Files

_LONGEST = 2000


def paths(files: Files) -> list[str]:
    return [path for path in layout.PHRASES if files.exists(path)]


@lru_cache(maxsize=128)
def entries(path: str, text: str) -> dict[str, tuple[dict[str, str], int]]:
    """By name: text by language, and the line. Raises BrokenFile."""
    file = Text.of(path, text)
    found: dict[str, tuple[dict[str, str], int]] = {}
    for name, entry in file.entries(file.root).items():
        texts = {language: str(at.node.value) for language, at in file.entries(entry.node).items()}
        found[name] = (texts, file.line_of(int(entry.key.start_mark.index)))
    return found


def check(fields: Any) -> dict[str, Any]:
    """Raises BadEdit."""
    return {"text": y.clean(fields.get("text"), _LONGEST, "the text", lines=True)}


def variables(text: str) -> set[str]:
    """The names in braces. Raises BadEdit for braces that cannot be filled in."""
    try:
        parts = [(name, spec, how) for _, name, spec, how in Formatter().parse(text) if name is not None]
    except ValueError:
        raise BadEdit("a brace stands alone: what is filled in is written as {name}") from None
    for name, spec, how in parts:
        if not name.isidentifier() or spec or how:
            raise BadEdit(f"{{{name}}} is no name of a variable", variable=name)
    return {name for name, _, _ in parts}


def change(files: Files, path: str, name: str, language: str, fields: dict[str, Any]) -> None:
    """Writes the text of a language, which is added where the phrase has none. Raises NotThere."""
    file = Text.of(path, files.read(path))
    entry = file.entries(file.root).get(name)
    if entry is None:
        raise NotThere(f"there is no {name} in {path} any more")
    texts = file.entries(entry.node)
    if language in texts:
        y.set_scalar(file, texts[language].node, fields["text"])
    else:
        last = list(texts.values())[-1]
        indent = file.indent(int(last.key.start_mark.index))
        file.insert_lines(file.next_line(last.end), [f"{indent}{language}: {y.quoted(fields['text'])}"])
    text = file.changed()
    wanted = {each: dict(said) for each, (said, _) in entries(path, file.text).items()}
    wanted[name][language] = fields["text"]
    if {each: said for each, (said, _) in entries(path, text).items()} != wanted:
        raise y.refuse_odd(path)
    files.write(path, text)
