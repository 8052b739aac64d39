"""`python -m knowledge.check_faq`: what is wrong with the FAQ files, and what they lack, before shoppers read it.

Faults keep a file from being served; what is only told apart by luck, or lacks a language, is named as well."""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from knowledge.errors import FaqError
from knowledge.faq import read_faq
from knowledge.passages import Passage
from knowledge.settings import KnowledgeSettings


def remarks(passages: Sequence[Passage]) -> Iterator[str]:
    """A line for every entry that lacks a language, and for words that two entries are asked in."""
    languages = {passage.language for passage in passages}
    told: defaultdict[str, set[str]] = defaultdict(set)
    asked: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for passage in passages:
        told[passage.id].add(passage.language)
        for words in dict.fromkeys(map(_folded, [passage.title, *passage.facts["also"]])):
            asked[passage.language, words].append(passage.id)
    for entry, spoken in told.items():
        if lacking := sorted(languages - spoken):
            yield f"{entry}: there is none in {', '.join(lacking)}"
    for (language, words), entries in asked.items():
        if len(entries) > 1:
            yield f"{' and '.join(entries)} ({language}): both are asked as “{words}”"


def _folded(text: str) -> str:
    return " ".join(text.lower().split()).rstrip("?？.。!！ ")


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m knowledge.check_faq", description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("folder", type=Path, nargs="?", default=KnowledgeSettings.from_environ().faq)
    folder = parser.parse_args(arguments).folder
    try:
        passages = read_faq(folder)
    except FaqError as error:
        print(error, file=sys.stderr)
        print("Until this is mended the answers stay as they were.", file=sys.stderr)
        return 1
    for remark in remarks(passages):
        print(remark)
    languages = sorted({passage.language for passage in passages})
    print(f"{len({passage.id for passage in passages})} entries in {', '.join(languages)}: every file can be served")
    return 0


if __name__ == "__main__":
    sys.exit(main())
