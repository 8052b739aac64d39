"""Edits of the domain's responses: wordings and buttons are changed where they stand."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import yaml

from studio.answers import yaml_text as y
from studio.answers.responses import DEFAULT, NAME, Wording, entries, every, intents, paths
from studio.answers.yaml_text import Entry, Text
from studio.errors import BadEdit, NotThere
from studio.files import Files


def change(files: Files, path: str, name: str, language: str, wordings: Sequence[Mapping[str, Any]]) -> None:
    """Makes the wordings of a language those: changed, new and gone ones. Raises NotThere, BadEdit.

    A list of buttons that several responses share is changed for all, or with `own` copied for this one."""
    file, entry = _find(files, path, name)
    nodes = list(entry.node.value)
    old = entries(path, file.text)[name]
    kept = {each["at"]: each for each in wordings if each["at"] is not None}
    here = [each for each in old if each.language == language]
    if strange := set(kept) - {each.at for each in here}:
        raise BadEdit(f"there is no wording {min(strange)} in {language}")
    _refuse_button_of_unknown_intent(files, wordings, old)
    gone = [each for each in here if each.at not in kept]
    if moved := [each.shared for each in gone if each.owns and _is_referred_to(file, each.shared)]:
        raise BadEdit(f"other responses use its buttons ({moved[0]}): give it other words instead")
    for each in here:
        if each.at in kept:
            _change_wording(file, nodes[each.at], each, kept[each.at])
        else:
            start = file.line_start(int(nodes[each.at].start_mark.index))
            file.splice(start, file.next_line(file.end(nodes[each.at])), "")
    if fresh := [each for each in wordings if each["at"] is None]:
        after = nodes[here[-1].at] if here else nodes[-1]
        indent = file.indent(int(after.start_mark.index))
        lines = [line for each in fresh for line in _rendered(each, language, indent)]
        file.insert_lines(file.next_line(file.end(after)), lines)
    _write(files, file, name, language, wordings)


def add(files: Files, path: str, name: str, texts: Mapping[str, Sequence[Mapping[str, Any]]]) -> None:
    """Writes a new response at the end of a file's responses. Raises BadEdit."""
    if not NAME.fullmatch(name):
        raise BadEdit("a response is called utter_ and small letters, digits and _, such as utter_opening_hours")
    if path not in paths(files):
        raise BadEdit("no such file of the domain")
    if name in every(files):
        raise BadEdit(f"{name} is there already", places=[every(files)[name][0]])
    if DEFAULT not in texts:
        raise BadEdit(f"a response is needed in {DEFAULT}: it is said where another language has none")
    _refuse_button_of_unknown_intent(files, [each for wordings in texts.values() for each in wordings], ())
    file = Text.of(path, files.read(path))
    responses = file.entries(file.root).get("responses")
    ordered = sorted(texts, key=lambda language: (language != DEFAULT, language))
    body = [line for language in ordered for each in texts[language] for line in _rendered(each, language, "    ")]
    if responses is None:
        end = len(file.text)
        file.insert_lines(end, ["", "responses:", f"  {name}:", *body])
    else:
        file.insert_lines(file.next_line(responses.end), [f"  {name}:", *body])
    text = file.changed()
    after = entries(path, text)
    if {each: after[each] for each in after if each != name} != entries(path, file.text) or name not in after:
        raise y.refuse_odd(path)
    files.write(path, text)


def _refuse_button_of_unknown_intent(
    files: Files, wordings: Sequence[Mapping[str, Any]], old: Sequence[Wording]
) -> None:
    before = {payload for each in old for _, payload in each.buttons}
    known = intents(files)
    for each in wordings:
        for _, payload in each["buttons"]:
            intent = payload[1:].partition("{")[0]
            if payload not in before and intent not in known and intent.partition("/")[0] not in known:
                raise BadEdit(f"the domain has no intent {intent}", intent=intent)


def _find(files: Files, path: str, name: str) -> tuple[Text, Entry]:
    file = Text.of(path, files.read(path))
    responses = file.entries(file.root).get("responses")
    entry = file.entries(responses.node).get(name) if responses else None
    if entry is None or not isinstance(entry.node, yaml.SequenceNode):
        raise NotThere(f"there is no {name} in {path} any more")
    return file, entry


def _is_referred_to(file: Text, anchor: str) -> bool:
    return bool(re.search(rf"\*{re.escape(anchor)}(?![\w-])", file.text))


def _change_wording(file: Text, node: yaml.Node, old: Wording, new: Mapping[str, Any]) -> None:
    given = file.entries(node)
    if new["text"] != old.text:
        if "text" not in given:
            raise BadEdit(f"{file.path}:{old.line}: has no text, but something else: edit the file")
        y.set_scalar(file, given["text"].node, new["text"])
    buttons = tuple(new["buttons"])
    if buttons != old.buttons:
        _change_buttons(file, given, old, buttons, own=new["own"])


def _change_buttons(
    file: Text, given: Mapping[str, Entry], old: Wording, buttons: tuple[tuple[str, str], ...], *, own: bool
) -> None:
    entry = given.get("buttons")
    column = int(next(iter(given.values())).key.start_mark.column)
    rendered = [f"{' ' * (column + 2)}- {_rendered_button(each)}" for each in buttons]
    if entry is None:
        last = max(given.values(), key=lambda each: each.end)
        file.insert_lines(file.next_line(last.end), [f"{' ' * column}buttons:", *rendered])
    elif not entry.alias and old.owns and (own or not buttons) and _is_referred_to(file, old.shared):
        raise BadEdit(f"the buttons are written here, and others refer to them ({old.shared}): change them for all")
    elif not buttons and (not entry.alias or own):
        file.splice(file.line_start(int(entry.key.start_mark.index)), file.next_line(entry.end), "")
    elif not buttons:
        raise BadEdit("buttons that several share are taken away from one of them: choose only here")
    elif entry.alias and own:
        file.splice(int(entry.key.end_mark.index), entry.end, file.line_end.join([":", *rendered]))
    else:
        y.set_list(
            file, entry, old.buttons, buttons, lambda node, each: _set_button(file, node, each), _rendered_button
        )


def _set_button(file: Text, node: yaml.Node, button: tuple[str, str]) -> None:
    given = file.entries(node)
    for name, text in zip(("title", "payload"), button, strict=True):
        if name not in given:
            raise BadEdit(f"{file.path}:{file.line_of(int(node.start_mark.index))}: has no {name}: edit the file")
        y.set_scalar(file, given[name].node, text)


def _rendered_button(button: tuple[str, str]) -> str:
    return f"{{title: {y.quoted(button[0])}, payload: {y.quoted(button[1])}}}"


def _rendered(wording: Mapping[str, Any], language: str, indent: str) -> list[str]:
    lines = [f"{indent}- text: {y.quoted(wording['text'])}"]
    if language != DEFAULT:
        lines.append(f"{indent}  condition: [{{type: slot, name: language, value: {language}}}]")
    if wording["buttons"]:
        lines += [f"{indent}  buttons:", *(f"{indent}    - {_rendered_button(each)}" for each in wording["buttons"])]
    return lines


def _write(files: Files, file: Text, name: str, language: str, wordings: Sequence[Mapping[str, Any]]) -> None:
    """Raises BadEdit where anything else than what is meant would be other than before."""
    text = file.changed()
    before, after = entries(file.path, file.text), entries(file.path, text)
    said = [(each.text, each.buttons) for each in after.get(name, ()) if each.language == language]
    wanted = [(each["text"], tuple(each["buttons"])) for each in sorted(wordings, key=_in_order)]
    others = {
        each.shared for each in before[name] if each.shared and each.language == language
    }  # whose buttons may change along
    if said != wanted or _without(before, name, language, others) != _without(after, name, language, others):
        raise y.refuse_odd(file.path)
    files.write(file.path, text)


def _in_order(wording: Mapping[str, Any]) -> tuple[bool, int]:
    return wording["at"] is None, wording["at"] or 0


def _without(
    responses: Mapping[str, Sequence[Wording]], name: str, language: str, shared: set[str]
) -> list[tuple[str, str, str, object]]:
    return [
        (each, wording.language, wording.text, None if wording.shared in shared else wording.buttons)
        for each, wordings in responses.items()
        for wording in wordings
        if (each, wording.language) != (name, language)
    ]
