"""`python -m bench.intent --train T.csv --test U.csv`: the shipped intent model on other people's data.

CSV with a header, the text in the first column, the intent in the second, or a folder of Rasa's YAML; a test label that
the training file does not have is out of scope. With `--against diet`, Rasa's default DIET pipeline is trained and
measured beside it, in turn."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bench.intent_report import Report, plot, table
from bench.labelled import read


def measure(way: str, train: Path, test: Path) -> Report:
    """In a process of its own, so that memory and imports are its own."""
    with tempfile.TemporaryDirectory(prefix=f"bench-{way}-") as work:
        out = Path(work, "report.json")
        subprocess.run([sys.executable, "-m", "bench.intent_way", way, str(train), str(test), str(out)], check=True)
        return Report.read(way, out)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.intent", description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--train", type=Path, required=True)
    parser.add_argument("--test", type=Path, required=True)
    parser.add_argument("--against", choices=["diet"])
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
            reports[way] = measure(way, options.train, options.test)
    print(table(list(reports.values())))
    if options.plot:
        plot(list(reports.values()), options.plot)
    if options.json:
        print(json.dumps(reports["aisle"].figures()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
