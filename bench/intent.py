"""`python -m bench.intent --train T.csv --test U.csv`: the shipped intent model on other people's data.

CSV with a header, the text in the first column, the intent in the second; a test label that the training file does not
have is out of scope. With `--against diet`, Rasa's default DIET pipeline is trained and measured beside it, in turn."""

from __future__ import annotations

import argparse
import csv
import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bench.intent_report import Report, plot, table

WAYS = {"aisle": "bench.intent_aisle", "diet": "bench.intent_diet"}


def normalised(label: str) -> str:
    """Case- and punctuation-blind: the few-shot files of BANKING77 write labels their own way."""
    return "_".join("".join(c if c.isalnum() else " " for c in label.lower()).split())


def read(file: Path) -> list[tuple[str, str]]:
    """(text, intent) rows. Raises ValueError, naming file and line."""
    with file.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.reader(lines))
    for number, row in enumerate(rows[1:], 2):
        if len(row) < 2 or not row[0].strip() or not row[1].strip():
            raise ValueError(f"{file}, line {number}: needs a text and an intent")
    if len(rows) < 2:
        raise ValueError(f"{file}: has no rows below its header")
    return [(row[0], normalised(row[1])) for row in rows[1:]]


def measure(way: str, train: Path, test: Path, epochs: int | None) -> Report:
    """In a process of its own, so that memory and imports are its own."""
    with tempfile.TemporaryDirectory(prefix=f"bench-{way}-") as work:
        out = Path(work, "report.json")
        command = [sys.executable, "-m", WAYS[way], str(train), str(test), str(out)]
        if epochs:
            command += ["--epochs", str(epochs)]
        subprocess.run(command, check=True)
        return Report.read(way, out)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.intent", description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--train", type=Path, required=True)
    parser.add_argument("--test", type=Path, required=True)
    parser.add_argument("--against", choices=["diet"])
    parser.add_argument("--epochs", type=int, help="instead of the shipped number")
    parser.add_argument("--rounds", type=int, default=1, help="the ways are taken in turn; the last round is shown")
    parser.add_argument("--plot", type=Path, help="risk-coverage and confusion pictures")
    parser.add_argument("--json", action="store_true", help="end with one line of JSON for what ships")
    options = parser.parse_args(arguments)
    try:
        read(options.train), read(options.test)
    except (OSError, ValueError) as error:
        print(f"bench.intent: {error}", file=sys.stderr)
        return 2
    ways = ["aisle", *([options.against] if options.against else [])]
    reports: dict[str, Report] = {}
    for _ in range(options.rounds):
        for way in ways:
            reports[way] = measure(way, options.train, options.test, options.epochs)
    print(table(list(reports.values())))
    if options.plot:
        plot(list(reports.values()), options.plot)
    if options.json:
        print(json.dumps(reports["aisle"].figures()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
