"""Three-way merges of text files, line by line, as git does them; what both added in one place is kept from both."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from studio import layout
from studio.errors import BadEdit
from studio.files import Files

_MARKER = 47  # so long that no text of ours has one
_START, _BASE, _MIDDLE, _END = ("<" * _MARKER, "|" * _MARKER, "=" * _MARKER, ">" * _MARKER)
_WAYS = ("ours", "theirs", "both")


@dataclass(frozen=True)
class Clash:
    """Lines that both sides changed, or a file that one removed (`removed`: ours or theirs). `line` counts from 1."""

    path: str
    line: int
    base: str
    ours: str
    theirs: str
    removed: str = ""

    @property
    def place(self) -> str:
        return f"{self.path}:{self.line}"


@dataclass
class Merged:
    """`changed`: what has to be written over ours; None removes."""

    changed: dict[str, str | None] = field(default_factory=dict)
    clashes: list[Clash] = field(default_factory=list)


def merge(
    paths: Sequence[str], base: Files, ours: Files, theirs: Files, *, choices: Mapping[str, Sequence[str]]
) -> Merged:
    """What `theirs` changed of `base` in `paths`, over `ours`. Raises BadEdit for a choice that is none."""
    merged = Merged()
    for path in paths:
        ids = [files.blob_id(path) for files in (base, ours, theirs)]
        if ids[2] in (ids[1], ids[0]):
            continue
        if ids[1] == ids[0]:
            merged.changed[path] = theirs.read(path) if ids[2] else None
        elif ids[1] and ids[2]:
            _merge_texts(path, base.read(path) if ids[0] else "", ours.read(path), theirs.read(path), choices, merged)
        else:
            _one_removed(path, base, ours, theirs, choices, merged)
    return merged


def _one_removed(
    path: str, base: Files, ours: Files, theirs: Files, choices: Mapping[str, Sequence[str]], merged: Merged
) -> None:
    is_ours = not ours.exists(path)
    kept = theirs.read(path) if is_ours else ours.read(path)
    clash = Clash(
        path,
        1,
        base.read(path),
        "" if is_ours else kept,
        kept if is_ours else "",
        removed="ours" if is_ours else "theirs",
    )
    way = _way(choices.get(path, ()), 0)
    if way is None:
        merged.clashes.append(clash)
    elif way == "theirs" or (way == "both" and is_ours):
        merged.changed[path] = kept if is_ours else None


def _merge_texts(
    path: str, base: str, ours: str, theirs: str, choices: Mapping[str, Sequence[str]], merged: Merged
) -> None:
    written: list[str] = []
    clashes: list[Clash] = []
    at = 0
    for part in _parts(base, ours, theirs):
        if isinstance(part, str):
            written.append(part)
            continue
        before, mine, other = part
        way = _way(choices.get(path, ()), at)
        if way is None and not before:
            way = "both"  # two editors added something in one place
        else:
            at += 1
        if way is None:
            clashes.append(Clash(path, sum(text.count("\n") for text in written) + 1, before, mine, other))
        written.append({"theirs": other, "both": other + mine}.get(way or "ours", mine))
    text = "".join(written)
    if not clashes and path.endswith(layout.YAML) and not _is_yaml(text):
        clashes.append(Clash(path, 1, base, ours, theirs))
        way = _way(choices.get(path, ()), at)
        if way in ("ours", "theirs"):
            clashes, text = [], ours if way == "ours" else theirs
    if clashes:
        merged.clashes += clashes
    elif text != ours:
        merged.changed[path] = text


def _way(chosen: Sequence[str], at: int) -> str | None:
    if at >= len(chosen):
        return None
    if chosen[at] not in _WAYS:
        raise BadEdit(f"a clash is settled with one of {', '.join(_WAYS)}")
    return chosen[at]


def _parts(base: str, ours: str, theirs: str) -> list[str | tuple[str, str, str]]:
    """What is settled, and (base, ours, theirs) of what is not, in order."""
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder, name) for name in ("ours", "base", "theirs")]
        for file, text in zip(files, (ours, base, theirs), strict=True):
            file.write_bytes(text.encode())
        command = ["git", "merge-file", "-p", "--diff3", f"--marker-size={_MARKER}", *map(str, files)]
        done = subprocess.run(command, capture_output=True, check=False)  # noqa: S603 - no text is an argument
    if done.returncode < 0 or done.returncode > 127:
        raise BadEdit(f"the files cannot be merged: {done.stderr.decode(errors='replace').strip()}")
    parts: list[str | tuple[str, str, str]] = []
    lines: list[str] = []
    sides: list[list[str]] | None = None
    for line in done.stdout.decode().splitlines(keepends=True):
        mark = line[:_MARKER]
        if mark == _START:
            parts.append("".join(lines))
            sides, lines = [], []
        elif sides is not None and mark in (_BASE, _MIDDLE):
            sides.append(lines)
            lines = []
        elif sides is not None and mark == _END:
            mine, before = ("".join(side) for side in sides)
            parts.append((before, mine, "".join(lines)))
            sides, lines = None, []
        else:
            lines.append(line)
    parts.append("".join(lines))
    return parts


def _is_yaml(text: str) -> bool:
    try:
        yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.YAMLError:
        return False
    return True
