"""`python -m bench.language`: which language a short message is in, by fastText and by langdetect.

`bench/language.tsv` is what rules and numbers were chosen on, `tests/nlu/language.tsv` is held out. Both detectors go
through the same rules (`bot.nlu.language`). langdetect is no dependency of the bot: `pip install langdetect`."""

from __future__ import annotations

import argparse
import csv
import sys
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.nlu.language import Scores, fasttext, identify

ROOT = Path(__file__).parents[1]
FILES = {"chosen on": ROOT / "bench" / "language.tsv", "held out": ROOT / "tests" / "nlu" / "language.tsv"}


@dataclass(frozen=True)
class Case:
    """`before`: the conversation's language when the message comes; `expected`: after it."""

    text: str
    languages: tuple[str, ...]
    before: str
    expected: str


def cases(file: Path) -> list[Case]:
    """Tab-separated with a header; no quoting, so that a message may hold quotation marks."""
    with file.open(encoding="utf-8", newline="") as opened:
        rows = csv.DictReader(opened, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [Case(row["text"], tuple(row["languages"].split()), row["before"], row["expected"]) for row in rows]


def langdetect(text: str) -> Mapping[str, float]:
    """Shuyo's language-detection (2010): naive Bayes over n-grams, 55 languages. Nothing for a text without letters."""
    from langdetect import DetectorFactory, LangDetectException, detect_langs

    DetectorFactory.seed = 0
    found: defaultdict[str, float] = defaultdict(float)
    try:
        for guess in detect_langs(text):
            found[guess.lang.split("-")[0]] += guess.prob  # zh-cn and zh-tw
    except LangDetectException:
        pass
    return found


def wrong(tried: Sequence[Case], scores: Scores) -> list[tuple[Case, str]]:
    """The cases that come out wrong, with what was said instead."""
    said = [(case, identify(case.text, case.languages, case.before, scores)) for case in tried]
    return [(case, language) for case, language in said if language != case.expected]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.language", description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--wrong", action="store_true", help="also list what came out wrong")
    options = parser.parse_args()
    detectors: dict[str, Scores] = {"fastText (lite)": fasttext, "langdetect": langdetect}
    try:
        langdetect("warm")
    except ImportError:
        print("langdetect is not installed: fastText alone", file=sys.stderr)
        del detectors["langdetect"]
    fasttext("warm")
    print("| detector | messages | right | of | ms a message |\n|---|---|---|---|---|")
    missed: list[str] = []
    for name, scores in detectors.items():
        for title, file in FILES.items():
            tried = cases(file)
            began = time.perf_counter()
            bad = wrong(tried, scores)
            ms = (time.perf_counter() - began) * 1000 / len(tried)
            print(f"| {name} | {title} | {len(tried) - len(bad)} | {len(tried)} | {ms:.2f} |")
            missed += [f"{name}, {title}: {c.text!r} in {c.before} → {got}, not {c.expected}" for c, got in bad]
    if options.wrong:
        print("\n" + "\n".join(missed))


if __name__ == "__main__":
    main()
