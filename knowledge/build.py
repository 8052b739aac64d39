"""`python -m knowledge.build`: the FAQ files and the shop's passages, made into the index that serves.

Knows nothing of the shop: `python -m shop.export_passages` writes its passages to a JSON Lines file."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from tqdm import tqdm

from knowledge.encoders import Encoders
from knowledge.errors import KnowledgeError
from knowledge.exporting import export_missing
from knowledge.faq import read_faq
from knowledge.passages import Passage, read_passages
from knowledge.settings import KnowledgeSettings
from knowledge.synonyms import read_synonyms
from knowledge.writing import Written, write_index


def build(passages: list[Passage], folder: Path, settings: KnowledgeSettings) -> Written:
    """Make the index at `folder` hold exactly `passages`, exporting first the models that are set and not there.

    Texts that it held already are not encoded again. Raises KnowledgeError; the index that was there then still is."""
    export_missing(settings)
    with tqdm(desc="Encoding", unit=" texts", file=sys.stdout, disable=None) as bar:

        def progress(done: int, of: int) -> None:
            bar.total = of
            bar.update(done - bar.n)

        return write_index(folder, lambda _: passages, Encoders(settings), progress)


def main(arguments: list[str] | None = None) -> int:
    settings = KnowledgeSettings.from_environ()
    parser = argparse.ArgumentParser(prog="python -m knowledge.build", description="Build the knowledge index.")
    parser.add_argument("--passages", type=Path, action="append", metavar="FILE", help="JSON Lines, one passage a line")
    parser.add_argument("--faq", type=Path, default=settings.faq, help="folder of FAQ files (default: %(default)s)")
    parser.add_argument("--out", type=Path, default=settings.index_folder, help="default: %(default)s")
    chosen = parser.parse_args(arguments)
    started = time.monotonic()
    try:
        read_synonyms(settings.synonyms)  # searches use it as it is: this only says what is wrong with it
        passages = read_faq(chosen.faq)
        for file in chosen.passages or [settings.var / "passages.jsonl"]:
            passages += read_passages(file)
        written = build(passages, chosen.out, settings)
    except KnowledgeError as error:
        print(error, file=sys.stderr)
        return 1
    what = f"{written.encoded} texts encoded, {written.reused} as before" if written.changed else "nothing has changed"
    print(f"{chosen.out}: {written.passages} passages, {what}, {time.monotonic() - started:.1f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
