"""`python -m knowledge.import_faq FILE … --language en`: other people's questions and answers into the FAQ files.

CSV (question, answer, …), Markdown (a heading a question), or Rasa's responses with the NLU file that asks for them.
What is there already stays unless --replace is given; on any fault nothing is written."""

from __future__ import annotations

import argparse
import hashlib
import io
import re
import shutil
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarstring import LiteralScalarString

from knowledge.errors import FaqError
from knowledge.faq import read_faq
from knowledge.faq_sources import Entry, read_entries
from knowledge.passages import LANGUAGE
from knowledge.settings import KnowledgeSettings

_LONGEST_ID = 60
_WIDTH = 1_000_000  # lines stay as their editor broke them


@dataclass
class Report:
    """The ids of what was written, of what was there already, and of what differs and was left as it is."""

    added: list[str] = field(default_factory=list)
    replaced: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)

    def lines(self) -> list[str]:
        said = {
            "added": self.added,
            "replaced": self.replaced,
            "there already": self.unchanged,
            "different from what is there, and left out (--replace takes it)": self.kept,
        }
        return [f"{len(ids)} {what}: {', '.join(ids)}" for what, ids in said.items() if ids]


def import_faq(entries: Sequence[Entry], folder: Path, language: str, topic: str, *, replace: bool = False) -> Report:
    """New entries go to the end of `<folder>/<language>/<topic>.yml`, replaced ones stay where they are.

    Raises FaqError, and then has written nothing."""
    report = Report()
    with tempfile.TemporaryDirectory(prefix="faq-") as scratch:
        if any(folder.glob("*/*.yml")):
            read_faq(folder)  # what is faulty already is said of the files that the editor knows
        draft = Path(scratch) / "faq"
        shutil.copytree(folder, draft) if folder.is_dir() else draft.mkdir()
        files = _change(entries, draft / language, topic, replace, report)
        try:
            read_faq(draft)
        except FaqError as error:
            raise FaqError(str(error).replace(str(draft), str(folder))) from None
        for file in files:
            target = folder / file.relative_to(draft)
            target.parent.mkdir(parents=True, exist_ok=True)
            part = target.with_suffix(".part")
            shutil.copyfile(file, part)
            part.replace(target)
    return report


def _change(entries: Sequence[Entry], folder: Path, topic: str, replace: bool, report: Report) -> list[Path]:
    """Changes the files in `folder`, and returns those that it changed."""
    yaml = YAML()
    yaml.width, yaml.preserve_quotes = _WIDTH, True  # type: ignore[assignment]
    folder.mkdir(exist_ok=True)
    files = {file: yaml.load(file) for file in sorted(folder.glob("*.yml"))}
    there = {entry["id"]: (file, entry) for file, content in files.items() for entry in content["faq"]}
    target = folder / f"{topic}.yml"
    touched: dict[Path, None] = {}
    for entry in _with_ids(entries):
        file, held = there.get(entry.id, (target, None))
        if held is None:
            listed = files.setdefault(target, CommentedMap(faq=CommentedSeq()))["faq"]
            listed.append(_made(entry))
            if len(listed) > 1:
                listed.yaml_set_comment_before_after_key(len(listed) - 1, before="\n")
            report.added.append(entry.id)
        elif _same(held, entry):
            report.unchanged.append(entry.id)
            continue
        elif not replace:
            report.kept.append(entry.id)
            continue
        else:
            held.update({name: value for name, value in _made(entry).items() if value})
            report.replaced.append(entry.id)
        touched[file] = None
    for file in touched:
        out = io.StringIO()
        yaml.dump(files[file], out)
        file.write_text(out.getvalue(), "utf-8")
    return list(touched)


def _with_ids(entries: Sequence[Entry]) -> list[Entry]:
    """Raises FaqError where two entries have one id."""
    made: dict[str, Entry] = {}
    faults: list[str] = []
    for entry in entries:
        entry_id = entry.id or id_of(entry.question)
        if entry_id in made:
            faults.append(f"{entry.place}: has the id {entry_id} of {made[entry_id].place}")
        made[entry_id] = Entry(**{**vars(entry), "id": entry_id})
    if faults:
        raise FaqError("\n".join(faults))
    return list(made.values())


def id_of(question: str) -> str:
    """`How do I return it?` → `how_do_i_return_it`; a short digest where the question has no Latin letters."""
    words = re.findall(r"[a-z0-9]+", question.lower())
    slug = "_".join(words)[:_LONGEST_ID].strip("_")
    return slug if len(slug) >= 3 else f"q_{hashlib.sha256(question.encode()).hexdigest()[:10]}"


def _made(entry: Entry) -> dict[str, Any]:
    made: dict[str, Any] = {"id": entry.id}
    if entry.intents:
        made["intents"] = entry.intents
    made["question"] = entry.question
    if entry.also:
        made["also"] = entry.also
    made["answer"] = LiteralScalarString(entry.answer + "\n")
    return made


def _same(held: Any, entry: Entry) -> bool:
    return (
        str(held.get("question", "")).strip() == entry.question
        and str(held.get("answer", "")).strip() == entry.answer.strip()
        and (not entry.also or list(held.get("also", [])) == entry.also)
        and (not entry.intents or list(held.get("intents", [])) == entry.intents)
    )


def main(arguments: list[str] | None = None) -> int:
    head, _, rest = (__doc__ or "").partition("\n\n")
    parser = argparse.ArgumentParser(prog="python -m knowledge.import_faq", description=head, epilog=rest)
    parser.add_argument("files", type=Path, nargs="+", metavar="FILE")
    parser.add_argument("--language", required=True, help="of the questions and answers, such as en")
    parser.add_argument("--topic", help="file that new entries go to (default: the name of the first FILE)")
    folder = KnowledgeSettings.from_environ().faq
    parser.add_argument("--faq", type=Path, default=folder, help="folder of FAQ files (default: %(default)s)")
    parser.add_argument("--replace", action="store_true", help="entries that are there already, too")
    options = parser.parse_args(arguments)
    topic = re.sub(r"[^a-z0-9]+", "_", (options.topic or options.files[0].stem).lower()).strip("_") or "imported"
    try:
        if not LANGUAGE.fullmatch(options.language):
            raise FaqError(f"{options.language!r} is no language code, such as en")
        report = import_faq(read_entries(options.files), options.faq, options.language, topic, replace=options.replace)
    except FaqError as error:
        print(error, file=sys.stderr)
        print("Nothing has been imported.", file=sys.stderr)
        return 1
    print("\n".join(report.lines()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
